import { describe, expect, it } from 'vitest';
import { choleskySolve } from './dense.ts';
import { normalQuantile } from './distributions.ts';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';

const KEY = drawKey(seedWords('dense test'), 'bootstrap');

describe('choleskySolve', () => {
  it('worked: [[4, 2], [2, 5]] x = [10, 13] has x = [1.5, 2]', () => {
    const a = Float64Array.of(4, 2, 2, 5);
    const b = Float64Array.of(10, 13);
    choleskySolve(a, b, 2);
    expect([...b]).toEqual([1.5, 2]);
    expect([a[0], a[2], a[3]]).toEqual([2, 1, 2]);
  });

  it.each([1, 2, 7, 40])('finds the x that b was made of, n = %d', (n) => {
    const gauss = (i: number, j: number): number => normalQuantile(uniform(KEY, i, j, n));
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n + 3; k++) a[i * n + j]! += gauss(i, k) * gauss(j, k);
        if (i === j) a[i * n + j]! += 1;
      }
    }
    const x = Float64Array.from({ length: n }, (_, i) => gauss(i, 1000));
    const b = Float64Array.from({ length: n }, (_, i) =>
      x.reduce((sum, xj, j) => sum + a[i * n + j]! * xj, 0),
    );
    choleskySolve(a, b, n);
    for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i]!, 10);
  });

  it('reads the lower triangle only', () => {
    const b = Float64Array.of(10, 13);
    choleskySolve(Float64Array.of(4, NaN, 2, 5), b, 2);
    expect([...b]).toEqual([1.5, 2]);
  });

  it('names the pivot of a matrix that is not positive definite', () => {
    const solve =
      (...a: number[]) =>
      () =>
        choleskySolve(Float64Array.from(a), new Float64Array(2), 2);
    expect(solve(1, 2, 2, 1)).toThrow('cholesky: pivot 1 of 2 is -3; the matrix is not positive definite');
    expect(solve(0, 0, 0, 1)).toThrow('pivot 0 of 2 is 0');
    expect(solve(NaN, 0, 0, 1)).toThrow('pivot 0 of 2 is NaN');
  });
});
