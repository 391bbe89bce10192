import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Estimate, RunInputs } from '../run-record.ts';
import { compareRuns, type RunWithValues } from './compare.ts';
import { standings } from './standings.ts';

const bootstrap = { key: drawKey(seedWords('standings'), 'bootstrap'), resamples: 500, level: 0.95 };
const RECALL = 'recall.v1+exclude@10';

interface Made {
  label: string;
  seed?: string;
  fold?: number;
  data?: string;
  split?: string;
  /** [definition]: values by shopper, or a single figure without per-shopper values. */
  measured: Record<string, Record<number, number> | number>;
  error?: string;
}

const averageOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function estimateOf(definition: string, measured: Record<number, number> | number): Estimate {
  const values =
    typeof measured === 'number' ? [] : Object.values(measured).filter((value) => !Number.isNaN(value));
  return {
    definition,
    name: definition.split('.')[0]!,
    cutoff: 10,
    mean: typeof measured === 'number' ? measured : averageOf(values),
    low: typeof measured === 'number' ? null : -1,
    high: typeof measured === 'number' ? null : 2,
    n: typeof measured === 'number' ? 30 : values.length,
  };
}

function runOf({
  label,
  seed = '1',
  fold = 0,
  data = 'd',
  split = 's',
  measured,
  error,
}: Made): RunWithValues {
  const definitions = Object.keys(measured);
  const inputs: RunInputs = {
    study: 'test',
    data: { name: 'made', digest: data },
    feedback: {},
    split: { name: 'random', definition: 'random.v1', params: {}, fold, digest: split },
    repeats: 'exclude',
    algorithm: { name: label, definition: `${label}.v1`, label, params: {} },
    seed,
    definitions,
    primary: { name: 'recall', cutoff: 10 },
    groups: [],
    statistics: { resamples: 100, level: 0.95 },
  };
  const base = { schema: 'shoplab.run/2', id: `${label}-${seed}-${fold}`, inputs } as const;
  if (error !== undefined) return { record: { ...base, status: 'failed', error }, values: null };
  const estimates = Object.entries(measured).map(([definition, values]) => estimateOf(definition, values));
  const columns = Object.entries(measured).flatMap(([definition, values]) =>
    typeof values === 'number' ? [] : [{ definition, values }],
  );
  const shopper = Uint32Array.from(Object.keys(columns[0]?.values ?? {}).map(Number));
  const result = {
    estimates,
    groups: {},
    exposure: null,
    tieRate: null,
    counts: {
      evaluated: 1,
      withoutRelevant: 0,
      unknownShoppers: 0,
      emptyLists: 0,
      trainRows: 1,
      testRows: 1,
    },
    shopperValues: null,
  };
  const measuredAt = {
    fitSeconds: 1,
    recommendSeconds: 1,
    evaluateSeconds: 1,
    perSecond: 1,
    threads: 1,
    kernelThreads: 1,
    path: null,
    peakMemoryBytes: 1,
  };
  const host = { cpu: '', cores: 1, node: '', shoplab: '' };
  return {
    record: {
      ...base,
      status: 'done',
      result,
      resultDigest: JSON.stringify(estimates),
      measured: { ...measuredAt, host, finishedAt: '' },
    },
    values: {
      shopper,
      definitions: columns.map(({ definition }) => definition),
      columns: columns.map(({ values }) => Float64Array.from(shopper, (s) => values[s]!)),
    },
  };
}

const flat = (value: number, shoppers = 40): Record<number, number> =>
  Object.fromEntries(Array.from({ length: shoppers }, (_, s) => [s, value + (s % 5) / 100]));

describe('standings', () => {
  it('of one run keep its own interval', () => {
    const [only] = standings([runOf({ label: 'a', measured: { [RECALL]: flat(0.2) } })], bootstrap);
    expect(only).toMatchObject({ label: 'a', low: -1, high: 2, spread: null, n: 40, runs: 1, toBest: null });
    expect(only!.mean).toBeCloseTo(0.22, 12);
  });
  it('average shoppers over seeds before they resample them; the spread is over runs', () => {
    const runs = [0.1, 0.3].map((value, i) =>
      runOf({ label: 'a', seed: String(i), measured: { [RECALL]: flat(value) } }),
    );
    const [both] = standings(runs, bootstrap);
    expect(both!.mean).toBeCloseTo(0.22, 12);
    expect(both!.spread).toBeCloseTo(Math.sqrt(2 * 0.1 ** 2), 12);
    expect(both!.runs).toBe(2);
    expect(both!.n).toBe(40);
    // between the seeds lies .2; between shoppers, whose values were averaged, only hundredths
    expect(both!.high! - both!.low!).toBeLessThan(0.02);
    expect(both!.low!).toBeLessThan(0.22);
    expect(both!.high!).toBeGreaterThan(0.22);
  });
  it('tell training noise over seeds on the same rows, pooled over folds, and none where rows differ', () => {
    const run = (seed: number, fold: number, value: number, digest = `fold ${fold}`) => {
      const made = runOf({ label: 'a', seed: String(seed), fold, measured: { [RECALL]: flat(value) } });
      const { inputs } = made.record;
      return {
        ...made,
        record: { ...made.record, inputs: { ...inputs, split: { ...inputs.split, digest } } },
      };
    };
    // Means .02 above: fold 0 .12 and .32, variance .02; fold 1 three of .52, .52, .82, variance .03.
    const runs = [run(1, 0, 0.1), run(2, 0, 0.3), run(1, 1, 0.5), run(2, 1, 0.5), run(3, 1, 0.8)];
    expect(standings(runs, bootstrap)[0]!.trainingNoise).toBeCloseTo(Math.sqrt((0.02 + 2 * 0.03) / 3), 12);
    const apart = [run(1, 0, 0.1, 'a'), run(2, 0, 0.3, 'b')];
    expect(standings(apart, bootstrap)[0]!.trainingNoise).toBeNull();
    expect(standings(apart.slice(1), bootstrap)[0]!.trainingNoise).toBeNull();
  });
  it('join shoppers of different folds', () => {
    const fold = (at: number, value: number) =>
      runOf({ label: 'a', fold: at, measured: { [RECALL]: { [at * 2]: value, [at * 2 + 1]: value } } });
    const [joined] = standings([fold(0, 0.1), fold(1, 0.5)], bootstrap);
    expect(joined!.n).toBe(4);
    expect(joined!.mean).toBeCloseTo(0.3, 12);
  });
  it('have mean, rank, interval and difference of one estimator when folds differ in size', () => {
    // Fold 0 holds three shoppers, fold 1 one. Over runs: a (0.2 + 0.9) / 2 = 0.55, b (0.4 + 0.4) / 2 = 0.4, so a would lead;
    // over the four shoppers: a (0.2 * 3 + 0.9) / 4 = 0.375, b 0.4, so b leads, by 0.025.
    const runs = (label: string, large: number, small: number) => [
      runOf({ label, fold: 0, measured: { [RECALL]: { 0: large, 1: large, 2: large } } }),
      runOf({ label, fold: 1, measured: { [RECALL]: { 3: small } } }),
    ];
    const [a, b] = standings([...runs('a', 0.2, 0.9), ...runs('b', 0.4, 0.4)], bootstrap);
    expect(a!.mean).toBeCloseTo(0.375, 12);
    expect(b!.mean).toBeCloseTo(0.4, 12);
    expect(b!.toBest).toBeNull();
    expect(a!.toBest!.label).toBe('b');
    expect(a!.toBest!.difference).toBeCloseTo(a!.mean! - b!.mean!, 12);
    expect(a!.spread).toBeCloseTo(Math.sqrt(0.7 ** 2 / 2), 12);
    // every shopper of b has the same value, so its interval is a point, and its mean lies in it
    expect([b!.low, b!.high]).toEqual([b!.mean, b!.mean]);
  });
  it('pair every algorithm with the best, shopper by shopper', () => {
    const shoppers = Array.from({ length: 200 }, (_, s) => s);
    const noisy = Object.fromEntries(shoppers.map((s) => [s, ((s * 7919) % 101) / 101]));
    const better = Object.fromEntries(shoppers.map((s) => [s, noisy[s]! + 0.01 + (s % 3) / 1000]));
    const table = standings(
      [
        runOf({ label: 'a', measured: { [RECALL]: noisy } }),
        runOf({ label: 'b', measured: { [RECALL]: better } }),
      ],
      bootstrap,
    );
    const [a, b] = table;
    expect(b!.toBest).toBeNull();
    expect(a!.toBest!.label).toBe('b');
    expect(a!.toBest!.difference).toBeCloseTo(-0.01 - averageOf(shoppers.map((s) => (s % 3) / 1000)), 10);
    // shoppers differ by 1, the pairs by thousandths: the paired interval is far from zero
    expect(a!.toBest!.high).toBeLessThan(-0.01);
    expect(a!.toBest!.high - a!.toBest!.low).toBeLessThan(0.001);
  });
  it('pair only runs of the same fold and seed, and shoppers with both values', () => {
    const run = (label: string, seed: string, values: Record<number, number>) =>
      runOf({ label, seed, measured: { [RECALL]: values } });
    const table = standings(
      [
        run('a', '1', { 0: 0.5, 1: 0.5, 2: Number.NaN }),
        run('a', '2', { 0: 0.9, 1: 0.9, 2: 0.9 }),
        run('b', '1', { 0: 0.2, 1: 0.4, 2: 0.4 }),
        run('b', '3', { 0: 0.0, 1: 0.0, 2: 0.0 }),
      ],
      bootstrap,
    );
    expect(table[1]!.toBest!.difference).toBeCloseTo((-0.3 - 0.1) / 2, 12);
  });
  it('tell what a mean is of the best, over the same pairs, with an interval of the ratio itself', () => {
    const half = Object.fromEntries(Object.entries(flat(0.2)).map(([s, value]) => [s, value / 2]));
    const twice = Object.fromEntries(Object.entries(flat(0.2)).map(([s, value]) => [s, 2 * value]));
    const LIFT = 'popularityLift.v1+exclude@10';
    const table = standings(
      [
        runOf({ label: 'a', measured: { [RECALL]: half, [LIFT]: half } }),
        runOf({ label: 'b', measured: { [RECALL]: flat(0.2), [LIFT]: twice } }),
      ],
      bootstrap,
    );
    // Whoever is drawn, a has half of b: shoppers differ, the ratio does not.
    const { relative } = table[0]!.toBest!;
    for (const value of [relative!.ratio, relative!.low, relative!.high]) expect(value).toBeCloseTo(0.5, 12);
    // Zero is best: no share of it says anything.
    expect(table.find(({ label, definition }) => label === 'b' && definition === LIFT)!.toBest).toMatchObject(
      { label: 'a', relative: null },
    );
  });
  it('hold what is relative to the pairs, where rows have values of different shoppers', () => {
    // Pairs: shoppers 1 and 2 in seed 1. a has .1 and .3 there, the best .4 and .6.
    const run = (label: string, seed: string, values: Record<number, number>) =>
      runOf({ label, seed, measured: { [RECALL]: values } });
    const table = standings(
      [
        run('a', '1', { 0: Number.NaN, 1: 0.1, 2: 0.3, 3: 0.2 }),
        run('b', '1', { 0: 0.9, 1: 0.4, 2: 0.6, 3: Number.NaN }),
        run('b', '2', { 0: 0.9, 1: 0.9, 2: 0.9, 3: 0.9 }),
      ],
      bootstrap,
    );
    const { difference, relative } = table[0]!.toBest!;
    expect(difference).toBeCloseTo(-0.3, 12);
    expect(relative!.ratio).toBeCloseTo(0.4, 12);
    // A resample has one of the pairs twice, or both.
    expect(relative!.low).toBeGreaterThanOrEqual(0.25 - 1e-12);
    expect(relative!.high).toBeLessThanOrEqual(0.5 + 1e-12);
  });
  it('leave the difference out where no pairs exist', () => {
    const table = standings(
      [
        runOf({ label: 'a', seed: '1', measured: { [RECALL]: flat(0.1) } }),
        runOf({ label: 'b', seed: '2', measured: { [RECALL]: flat(0.2) } }),
      ],
      bootstrap,
    );
    expect(table.map(({ toBest }) => toBest)).toEqual([null, null]);
  });
  it('neither rank nor average failed runs', () => {
    const table = standings(
      [
        runOf({ label: 'a', seed: '1', measured: { [RECALL]: flat(0.1) } }),
        runOf({ label: 'a', seed: '2', measured: { [RECALL]: {} }, error: 'broke' }),
        runOf({ label: 'b', measured: {}, error: 'broke' }),
      ],
      bootstrap,
    );
    expect(table.map(({ label, runs }) => [label, runs])).toEqual([['a', 1]]);
  });
  it('know that a lower gini and a lift near 0 are better, and sum what folds counted', () => {
    const [GINI, LIFT] = ['gini.v1+exclude@10', 'popularityLift.v1+exclude@10'];
    const run = (label: string, fold: number, seed: string, gini: number, lift: number) =>
      runOf({ label, fold, seed, measured: { [GINI]: gini, [LIFT]: flat(lift) } });
    const table = standings(
      [
        run('a', 0, '1', 0.9, -0.5),
        run('a', 1, '1', 0.8, -0.5),
        run('a', 0, '2', 0.8, -0.5),
        run('b', 0, '1', 0.5, 0.2),
        run('b', 1, '1', 0.5, 0.2),
      ],
      bootstrap,
    );
    const find = (label: string, definition: string) =>
      table.find((row) => row.label === label && row.definition === definition)!;
    expect(find('a', GINI)).toMatchObject({ low: null, high: null, n: 60, runs: 3, toBest: null });
    expect(find('a', LIFT).toBest!.label).toBe('b');
    expect(find('b', LIFT).toBest).toBeNull();
  });
  it('of no runs are none', () => expect(standings([], bootstrap)).toEqual([]));
});

describe('compareRuns', () => {
  const first = runOf({ label: 'a', measured: { [RECALL]: flat(0.2), 'gini.v1+exclude@10': 0.5 } });
  it('pairs shoppers; a metric that is no mean over shoppers has a plain difference', () => {
    const other = runOf({
      label: 'a',
      measured: { [RECALL]: { ...flat(0.25), 99: 5 }, 'gini.v1+exclude@10': 0.4 },
    });
    const { differences, notes } = compareRuns([first], [other], bootstrap);
    expect(differences[0]).toMatchObject({ label: 'a', definition: RECALL, n: 40 });
    expect(differences[0]!.difference).toBeCloseTo(0.05, 12);
    expect(differences[0]!.low).toBeCloseTo(0.05, 12);
    expect(differences[1]).toMatchObject({ low: null, high: null, n: 0 });
    expect(differences[1]!.difference).toBeCloseTo(-0.1, 12);
    expect(notes).toEqual([]);
  });
  it('refuses where nothing pairs, and names the labels of both', () => {
    expect(() => compareRuns([first], [runOf({ label: 'b', measured: {} })], bootstrap)).toThrow(
      /nothing pairs: .* the first has 'a'; the other 'b'/,
    );
    expect(() => compareRuns([first], [], bootstrap)).toThrow(/the other no runs/);
  });
  it('notes runs without a partner, failed ones and equal results', () => {
    const other = [
      first,
      runOf({ label: 'c', measured: {} }),
      runOf({ label: 'd', measured: {}, error: 'broke' }),
    ];
    const { notes } = compareRuns(
      [first, runOf({ label: 'b', measured: {} }), runOf({ label: 'd', measured: {} })],
      other,
      bootstrap,
    );
    expect(notes).toEqual([
      'b, repeats exclude, seed 1, fold 0: only in the first study',
      'd, repeats exclude, seed 1, fold 0: failed in the other study',
      'c, repeats exclude, seed 1, fold 0: only in the other study',
      'a, repeats exclude, seed 1, fold 0: the same result in both',
    ]);
  });
  it('refuses different definitions of one metric, different data and different splits, all at once', () => {
    const other = runOf({
      label: 'a',
      data: 'e',
      split: 't',
      measured: { 'recall.v2+exclude@10': flat(0.2) },
    });
    expect(() => compareRuns([first], [other], bootstrap)).toThrow(
      [
        'compare: data made d and made e; pairs need the same data',
        'compare: fold 0 of random s and of random t; pairs need the same split',
        'compare: recall@10 is recall.v1+exclude@10 in the first and recall.v2+exclude@10 in the other; only equal definitions compare',
      ].join('\n'),
    );
  });
});
