import { describe, expect, it } from 'vitest';
import { type CmaEs, createCmaEs } from './cma-es.ts';
import { symmetricEigen } from './eigen.ts';
import { drawKey } from './rng.ts';
import { seedWords } from './seed.ts';

const key = drawKey(seedWords('cma-es'), 'calibrate.search');

function minimise(search: CmaEs, f: (x: Float64Array) => number, evaluations: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let done = 0; done < evaluations; ) {
    const points = search.ask();
    const values = points.map(f);
    best = Math.min(best, ...values.filter((value) => !Number.isNaN(value)));
    search.tell(values);
    done += points.length;
  }
  return best;
}

const rosenbrock = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
};
/** Axes of lengths 1 to 1000, turned so that no coordinate is an axis. */
const ellipsoid = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const y = x[i]! - x[(i + 1) % x.length]! + 0.3 * x[(i + 2) % x.length]!;
    sum += 10 ** ((6 * i) / (x.length - 1)) * y * y;
  }
  return sum;
};

describe('symmetricEigen', () => {
  it('solves a matrix worked by hand: [[2, 1], [1, 2]] has 1 and 3', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values].sort()).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
    expect(Math.abs(vectors[0]!)).toBeCloseTo(Math.SQRT1_2, 14);
  });

  it('gives back the matrix from its parts', () => {
    const n = 7;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] = 1 / (i + j + 1);
    const { values, vectors } = symmetricEigen(a, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
        expect(sum).toBeCloseTo(a[i * n + j]!, 13);
      }
    }
    // Hilbert's matrix of order 7: largest eigenvalue 1.6608853389.
    expect(Math.max(...values)).toBeCloseTo(1.6608853389, 9);
  });
});

describe('createCmaEs', () => {
  it('finds the bottom of a sphere', () => {
    const sphere = (x: Float64Array) => x.reduce((sum, v) => sum + (v - 2) ** 2, 0);
    const search = createCmaEs({ start: new Float64Array(10), step: 1, key });
    expect(minimise(search, sphere, 3000)).toBeLessThan(1e-10);
    for (const x of search.mean) expect(x).toBeCloseTo(2, 4);
  });

  it('finds the bottom of the valley of Rosenbrock in 2 and 8 dimensions', () => {
    const two = createCmaEs({ start: [-1.2, 1], step: 0.5, key });
    expect(minimise(two, rosenbrock, 1200)).toBeLessThan(1e-10);
    expect([...two.mean]).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
    // From below 0 the search may end in the other valley, at (-1, 1, 1 ...), where the value is 3.99.
    const eight = createCmaEs({ start: new Float64Array(8).fill(2), step: 0.3, key });
    expect(minimise(eight, rosenbrock, 9000)).toBeLessThan(1e-8);
  });

  it('learns the shape of a badly scaled, turned bowl', () => {
    const search = createCmaEs({ start: new Float64Array(6).fill(3), step: 1, key });
    expect(minimise(search, ellipsoid, 6000)).toBeLessThan(1e-10);
  });

  it('gets close in spite of noise', () => {
    let n = 0;
    const noisy = (x: Float64Array) => x.reduce((sum, v) => sum + v * v, 0) + 0.01 * (n++ % 7);
    const search = createCmaEs({ start: new Float64Array(4).fill(2), step: 1, key });
    minimise(search, noisy, 1500);
    for (const x of search.mean) expect(Math.abs(x)).toBeLessThan(0.3);
  });

  it('takes NaN as the worst, and one dimension', () => {
    const search = createCmaEs({ start: [3], step: 1, key });
    expect(minimise(search, (x) => (x[0]! > 3 ? Number.NaN : (x[0]! + 1) ** 2), 400)).toBeLessThan(1e-8);
  });

  it('is the same for the same key, another for another', () => {
    const ask = (seed: string) =>
      createCmaEs({ start: [0, 0], step: 1, key: drawKey(seedWords(seed), 'calibrate.search') }).ask();
    expect(ask('a')).toEqual(ask('a'));
    expect(ask('a')).not.toEqual(ask('b'));
  });

  it('refuses what it cannot search', () => {
    expect(() => createCmaEs({ start: [], step: 1, key })).toThrow('cma-es: no dimension');
    expect(() => createCmaEs({ start: [0], step: 0, key })).toThrow('step is 0; it must be above 0');
    expect(() => createCmaEs({ start: [0], step: 1, key, population: 3 })).toThrow('population is 3');
    const search = createCmaEs({ start: [0], step: 1, key });
    search.ask();
    expect(() => search.tell([1])).toThrow('1 values for 4 points');
  });
});
