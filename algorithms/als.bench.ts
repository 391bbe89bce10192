/** Half a sweep of ALS (all shoppers against fixed items) beside textbook normal equations. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import type { Interactions } from '../datasets/interactions.ts';
import { type AlsOptions, solveSide } from './scoring/als-solver.ts';
import { quietRun, skewedTraining } from './small-training.node.ts';

/** Gaussian elimination without pivoting on A x = b, A row by row: enough for a positive definite A. */
function eliminate(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j < n; j++) a[i]![j]! -= factor * a[k]![j]!;
      b[i]! -= factor * b[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i]! -= a[i]![j]! * b[j]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}

/** The equations of als-solver.ts written down as they stand there, for exponent 1 and weights of 1. */
function naiveHalfSweep(pairs: Interactions, fixed: Float64Array, options: AlsOptions): number[][] {
  const { factors, unobservedWeight, regularisation } = options;
  const vector = (column: number) => [...fixed.subarray(column * factors, (column + 1) * factors)];
  const addOuter = (a: number[][], h: number[], weight: number): void => {
    for (let r = 0; r < factors; r++) for (let s = 0; s < factors; s++) a[r]![s]! += weight * h[r]! * h[s]!;
  };
  const zero = () => Array.from({ length: factors }, () => new Array<number>(factors).fill(0));
  const shared = zero();
  for (let column = 0; column < pairs.cols; column++) addOuter(shared, vector(column), unobservedWeight);
  const columns = new Set(pairs.colIdx).size;
  return Array.from({ length: pairs.rows }, (_, row) => {
    const own = [...pairs.colIdx.subarray(pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!)];
    const lambda = regularisation * (own.length + unobservedWeight * columns);
    const a = shared.map((line, r) => line.map((value, s) => value + (r === s ? lambda : 0)));
    const b = new Array<number>(factors).fill(0);
    for (const column of own) {
      const h = vector(column);
      addOuter(a, h, 1);
      for (let f = 0; f < factors; f++) b[f]! += h[f]!;
    }
    return eliminate(a, b);
  });
}

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each, factors] = short ? [300, 200, 20, 32] : [1500, 1000, 40, 64];
  const { interactions } = skewedTraining('bench', shoppers, items, each);
  const pairs = { ...interactions, values: interactions.values.map(() => 1) };
  const options = {
    factors,
    unobservedWeight: 0.1,
    regularisation: 0.01,
    frequencyExponent: 1,
    pull: 'all-pairs',
  } as const;
  const fixed = Float64Array.from(
    { length: items * factors },
    (_, i) => Math.sin(i + 1) / Math.sqrt(factors),
  );
  const solved = new Float64Array(shoppers * factors);
  const run = quietRun('bench');
  const sweep = () => solveSide(pairs, fixed, solved, options, run, { done: 0, total: shoppers, work: 0 });
  await sweep();
  const expected = naiveHalfSweep(pairs, fixed, options).flat();
  const apart = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - solved[i]!)), 0);
  if (apart > 1e-9) throw new Error(`bench: the two half sweeps of als differ by ${apart}`);
  const what = `als half sweep of ${shoppers} x ${items} with ${pairs.colIdx.length} pairs and ${factors} factors`;
  const suite = new Bench({ name: 'als' })
    .add(`${what}, textbook`, () => void naiveHalfSweep(pairs, fixed, options), { async: false })
    .add(`${what}, ours`, sweep, { async: true });
  const rows = { rows: shoppers };
  return { suite, amounts: { [`${what}, textbook`]: rows, [`${what}, ours`]: rows } };
}
