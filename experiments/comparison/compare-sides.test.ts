import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { DoneRun, RunInputs } from '../run-record.ts';
import type { RunWithValues } from './compare.ts';
import { differs } from './compare-inputs.ts';
import { compareSides } from './compare-sides.ts';

const bootstrap = { key: drawKey(seedWords('sides'), 'bootstrap'), resamples: 500, level: 0.95 };
const [RECALL, GINI] = ['recall.v1+exclude@10', 'gini.v1+exclude@10'];

function runOf(
  label: string,
  seed: string,
  values: Readonly<Record<number, number>>,
  params: Readonly<Record<string, unknown>>,
): RunWithValues {
  const all = Object.values(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const inputs: RunInputs = {
    study: 'test',
    data: { name: 'made', digest: 'd' },
    feedback: { weights: { view: 1, order: 5 } },
    split: { name: 'random', definition: 'random.v1', params: {}, fold: 0, digest: 's' },
    repeats: 'exclude',
    algorithm: { name: label, definition: `${label}.v1`, label, params },
    seed,
    definitions: [RECALL, GINI],
    primary: { name: 'recall', cutoff: 10 },
    groups: [],
    statistics: { resamples: 100, level: 0.95 },
  };
  const estimate = { cutoff: 10, low: null, high: null };
  const record = {
    ...{
      schema: 'shoplab.run/2',
      id: `${label}-${seed}`,
      inputs,
      status: 'done',
      resultDigest: String(mean),
    },
    result: {
      estimates: [
        { ...estimate, definition: RECALL, name: 'recall', mean, n: all.length },
        { ...estimate, definition: GINI, name: 'gini', mean: 1 - mean, n: all.length },
      ],
    },
    measured: { host: { shoplab: '0.1.0' } },
  } as unknown as DoneRun;
  const shopper = Uint32Array.from(Object.keys(values).map(Number));
  const columns = [Float64Array.from(shopper, (s) => values[s]!)];
  return { record, values: { shopper, definitions: [RECALL], columns } };
}

describe('two studies side by side', () => {
  // Shopper by shopper and seed by seed: +.1, +.3 in seed 1 and +.2, +.2 in seed 2; shopper 9 has no partner.
  const first = [
    runOf('a', '1', { 0: 0.1, 1: 0.2 }, { k: 20 }),
    runOf('a', '2', { 0: 0.3, 1: 0.4 }, { k: 20 }),
    runOf('b', '1', { 0: 0.5, 1: 0.5 }, { factors: 8 }),
    runOf('gone', '1', { 0: 1 }, {}),
  ];
  const other = [
    runOf('a', '1', { 0: 0.2, 1: 0.5, 9: 1 }, { k: 40 }),
    runOf('a', '2', { 0: 0.5, 1: 0.6 }, { k: 40 }),
    runOf('b', '1', { 0: 0.5, 1: 0.5 }, { factors: 8 }),
  ];
  const { pooled, inputs, notes } = compareSides(first, other, bootstrap);

  it('average the differences of each shopper over the runs that pair before they are resampled', () => {
    const recall = pooled.find(({ label, definition }) => label === 'a' && definition === RECALL)!;
    expect(recall.difference).toBeCloseTo(0.2, 12);
    // (.1 + .2) / 2 of the one shopper and (.3 + .2) / 2 of the other: what a resample can draw lies between.
    expect(recall.low).toBeCloseTo(0.15, 12);
    expect(recall.high).toBeCloseTo(0.25, 12);
    expect(recall).toMatchObject({ n: 2, runs: 2 });
    expect(recall.first).toBeCloseTo((0.15 + 0.35) / 2, 12);
    expect(recall.other).toBeCloseTo((1.7 / 3 + 0.55) / 2, 12);
  });
  it('have plain differences of what is no mean over shoppers, and zero of what is the same', () => {
    const gini = pooled.find(({ label, definition }) => label === 'a' && definition === GINI)!;
    expect(gini).toMatchObject({ low: null, high: null, n: 0, runs: 2 });
    expect(gini.difference).toBeCloseTo(gini.other! - gini.first!, 12);
    const same = pooled.filter(({ label }) => label === 'b');
    expect(same.map(({ difference }) => difference)).toEqual([0, 0]);
    expect(pooled.some(({ label }) => label === 'gone')).toBe(false);
    expect(notes.some((note) => note.startsWith('gone') && note.endsWith('only in the first study'))).toBe(
      true,
    );
  });
  it('tell what was changed, of whom, and what was not', () => {
    expect(inputs.filter(differs)).toEqual([
      { path: 'algorithm.params.k', label: 'a', first: '20', other: '40' },
    ]);
    expect(inputs.find(({ path }) => path === 'algorithm.params.factors')).toEqual({
      ...{ path: 'algorithm.params.factors', label: 'b', first: '8', other: '8' },
    });
    expect(inputs.find(({ path }) => path === 'feedback.weights.order')).toEqual({
      ...{ path: 'feedback.weights.order', label: null, first: '5', other: '5' },
    });
    expect(inputs.some(({ path }) => path === 'seed' || path === 'split.fold')).toBe(false);
  });
});
