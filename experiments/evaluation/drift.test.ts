import { expect, it } from 'vitest';
import type { LabelModel } from '../../algorithms/algorithm.ts';
import type { Examples } from '../../datasets/examples.ts';
import { driftOf } from './drift.ts';

const ROWS = 600;
/** The first feature is the number of the row modulo 10; the second jumps from 0 to 1 after row 400. */
const examples: Examples = {
  length: ROWS,
  classes: ['no', 'yes'],
  label: new Uint8Array(ROWS),
  time: Uint32Array.from({ length: ROWS }, (_, row) => row),
  features: {
    names: ['steady', 'jumps'],
    values: Float32Array.from({ length: 2 * ROWS }, (_, at) =>
      at % 2 === 0 ? (at / 2) % 10 : Number((at - 1) / 2 >= 400),
    ),
  },
  groups: [
    {
      name: 'week',
      values: ['week 1', 'week 2', 'week 3'],
      of: Uint8Array.from({ length: ROWS }, (_, row) => (row < 400 ? 0 : row < 550 ? 1 : 2)),
    },
  ],
};
const rowsOf = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: to - from }, (_, i) => from + i);
const byFeature = (feature: number): LabelModel => ({
  classes: ['no', 'yes'],
  probabilities(all, rows, out) {
    rows.forEach((row, i) => {
      const p = all.features!.values[2 * row + feature]! / 10;
      out.set([1 - p, p], 2 * i);
    });
  },
});
const fold = { train: rowsOf(0, 400), test: rowsOf(400, ROWS), cutoff: 400 };

it('tells of each feature and of what is told how far it moved, all in all and by week', () => {
  const drift = driftOf(byFeature(0), examples, fold)!;
  expect(drift.rows).toBe(400);
  expect(drift.features.map(({ name }) => name)).toEqual(['steady', 'jumps']);
  expect(drift.features[0]!.value).toBe(0);
  // all in a bin that was empty, and none in the one that had all
  expect(drift.features[1]!.value).toBeCloseTo(2 * (1 - 1e-4) * Math.log(1e4), 5);
  expect(drift.score).toEqual([
    { period: 'all', value: 0, n: 200 },
    { period: 'week 2', value: 0, n: 150 },
    { period: 'week 3', value: null, n: 50 },
  ]);
  expect(driftOf(byFeature(1), examples, fold)!.score[0]!.value).toBe(drift.features[1]!.value);
});

it('tells nothing where no instant parts the rows, or where they are too few', () => {
  expect(driftOf(byFeature(0), examples, { ...fold, cutoff: null })).toBeNull();
  expect(driftOf(byFeature(0), examples, { ...fold, test: rowsOf(400, 499) })).toBeNull();
});
