import { expect, it } from 'vitest';
import { createNelderMead } from './nelder-mead.ts';

const least = (of: (x: readonly number[]) => number, start: readonly number[], steps: number) => {
  const search = createNelderMead(of, start, 0.5);
  for (let n = 0; n < steps && search.step() > 1e-15; n++);
  return search.best();
};

it("finds the bottom of Rosenbrock's valley", () => {
  const { point, value } = least(([x, y]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2, [-1.2, 1], 500);
  expect(value).toBeLessThan(1e-12);
  expect(point[0]).toBeCloseTo(1, 5);
  expect(point[1]).toBeCloseTo(1, 5);
});

it('finds the bottom of a skewed bowl of four numbers, from any corner', () => {
  const target = [1, -2, 3, 0.5];
  const bowl = (x: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + 10 ** i * (value - target[i]!) ** 2, 0) + (x[0]! - 1) * (x[3]! - 0.5);
  for (const start of [
    [0, 0, 0, 0],
    [5, 5, -5, -5],
  ]) {
    const { point } = least(bowl, start, 2000);
    point.forEach((value, i) => {
      expect(value).toBeCloseTo(target[i]!, 5);
    });
  }
});

it('never rises: each step keeps the best point', () => {
  const of = ([x, y]: readonly number[]): number => Math.abs(x! - 1) + 3 * Math.abs(y! + 2);
  const search = createNelderMead(of, [10, 10], 1);
  let before = search.best().value;
  for (let n = 0; n < 100; n++) {
    search.step();
    expect(search.best().value).toBeLessThanOrEqual(before);
    before = search.best().value;
  }
  expect(before).toBeLessThan(0.01);
});
