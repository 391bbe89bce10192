import { describe, expect, it } from 'vitest';
import { choleskySolve } from './dense.ts';
import { type ConvexProblem, minimise } from './truncated-newton.ts';

const OPTIONS = { tolerance: 1e-10, mostSteps: 200 };

/** 1/2 x'Ax - b'x with A = (least of i and j, from 1) + 1 on the diagonal. */
function quadratic(size: number): { problem: ConvexProblem; solution: Float64Array } {
  const a = (i: number, j: number): number => Math.min(i, j) + 1 + Number(i === j);
  const b = Float64Array.from({ length: size }, (_, i) => Math.sin(i));
  const times = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) {
      out[i] = 0;
      for (let j = 0; j < size; j++) out[i]! += a(i, j) * x[j]!;
    }
  };
  const solution = b.slice();
  choleskySolve(
    Float64Array.from({ length: size * size }, (_, p) => a(Math.floor(p / size), p % size)),
    solution,
    size,
  );
  return {
    solution,
    problem: {
      size,
      evaluate(x, gradient) {
        times(x, gradient);
        let value = 0;
        for (let i = 0; i < size; i++) {
          value += 0.5 * x[i]! * gradient[i]! - b[i]! * x[i]!;
          gradient[i]! -= b[i]!;
        }
        return value;
      },
      curve: times,
    },
  };
}

describe('minimise', () => {
  it('finds the least value of a quadratic, which is that of the linear equations', async () => {
    const { problem, solution } = quadratic(30);
    const x = new Float64Array(30);
    const { relativeGradient } = await minimise(problem, x, OPTIONS);
    expect(relativeGradient).toBeLessThanOrEqual(1e-10);
    x.forEach((one, i) => {
      expect(one).toBeCloseTo(solution[i]!, 8);
    });
  });

  it('goes by halves of a step where a whole one would leap over: sum of log cosh x and x^2 / 1000 from far out', async () => {
    const slope = new Float64Array(3);
    const problem: ConvexProblem = {
      size: 3,
      evaluate(x, gradient) {
        let value = 0;
        x.forEach((one, i) => {
          const moved = one - i;
          value += Math.abs(moved) + Math.log1p(Math.exp(-2 * Math.abs(moved))) + moved ** 2 / 1000;
          gradient[i] = Math.tanh(moved) + moved / 500;
          slope[i] = 1 / Math.cosh(moved) ** 2 + 1 / 500;
        });
        return value;
      },
      curve(direction, out) {
        direction.forEach((one, i) => {
          out[i] = slope[i]! * one;
        });
      },
    };
    const x = Float64Array.of(-8, 9, 4);
    const values: number[] = [];
    await minimise(problem, x, { ...OPTIONS, afterStep: (_, value) => void values.push(value) });
    x.forEach((one, i) => {
      expect(one).toBeCloseTo(i, 8);
    });
    for (let step = 1; step < values.length; step++)
      expect(values[step]!).toBeLessThanOrEqual(values[step - 1]!);
  });

  it('stays where the gradient is 0, and ends after the steps it is given', async () => {
    const { problem } = quadratic(4);
    const flat: ConvexProblem = {
      ...problem,
      evaluate(_, gradient) {
        gradient.fill(0);
        return 3;
      },
    };
    const x = Float64Array.of(1, 2, 3, 4);
    expect(await minimise(flat, x, OPTIONS)).toEqual({ value: 3, steps: 0, relativeGradient: 0 });
    expect([...x]).toEqual([1, 2, 3, 4]);
    expect((await minimise(problem, new Float64Array(4), { ...OPTIONS, mostSteps: 1 })).steps).toBe(1);
  });
});
