import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import type { RunWithValues } from '../comparison/compare.ts';
import type { ShopperGroups } from '../evaluation/groups.ts';
import type { Estimate, RunInputs } from '../run-record.ts';
import { StudySchema, smokeOf } from '../study/study.ts';
import { labelOf } from '../study/study-requests.ts';
import { ruleFaults } from '../study/study-rules.ts';
import { frontiers } from './frontier.ts';
import { groupAudit } from './group-audit.ts';
import { groupDifferences } from './group-difference.ts';
import { withSweeps } from './sweeps.ts';

const key = drawKey(seedWords('audit'), 'bootstrap');
const bootstrap = { key, resamples: 2000, level: 0.95 };
const draws = drawKey(seedWords('audit'), 'training.skewed');

/** A run of `label` whose definitions have these values of shoppers 0, 1, ..., or one figure. */
function runOf(
  label: string,
  measured: Record<string, readonly number[] | number>,
  seed = '1',
): RunWithValues {
  const definitions = Object.keys(measured);
  const columns = Object.entries(measured).filter(([, values]) => typeof values !== 'number') as [
    string,
    number[],
  ][];
  const estimates = definitions.map((definition): Estimate => {
    const values = measured[definition]!;
    const own = typeof values === 'number' ? values : mean(values.filter((value) => !Number.isNaN(value)));
    const name = definition.split('.')[0]!;
    return { definition, name, cutoff: 10, mean: own, low: null, high: null, n: 20 };
  });
  const inputs = {
    study: 'test',
    repeats: 'exclude',
    split: { fold: 0 },
    algorithm: { label },
    seed,
    definitions,
  } as unknown as RunInputs;
  const record = { schema: 'shoplab.run/2', id: label, inputs, status: 'done', result: { estimates } };
  const shopper = Uint32Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, i) => i);
  return {
    record: record as unknown as RunWithValues['record'],
    values: {
      shopper,
      definitions: columns.map(([definition]) => definition),
      columns: columns.map(([, values]) => Float64Array.from(values)),
    },
  };
}

const groupsOf = (labels: string[], codes: readonly number[]): ShopperGroups => ({
  name: 'gender',
  labels,
  codes: Uint32Array.from(codes),
});
const NDCG = 'ndcg.binary.v1+exclude@10';
const REGRET = 'regret.v1+exclude@10';
const GAP = 'regretGap.v1[gender]+exclude@10';
const GINI = 'gini.v1+exclude@10';

/** `n` values that all lie between 0 and 1. */
const drawn = (n: number, from: number): number[] =>
  Array.from({ length: n }, (_, i) => uniform(draws, from + i));

describe('the difference between two groups', () => {
  it('has the interval that the variances of both give, to the error of a bootstrap', () => {
    const [a, b] = [drawn(400, 0), drawn(150, 1000)];
    const values = Float64Array.from([...a, ...b]);
    const codes = Uint32Array.from([...a.map(() => 0), ...b.map(() => 1)]);
    const [found] = groupDifferences([{ values, codes, first: 0, second: 1 }], 2, bootstrap);
    expect(found!.difference).toBeCloseTo(mean(a) - mean(b), 12);
    const half = 1.95996 * Math.sqrt(variance(a) / a.length + variance(b) / b.length);
    expect((found!.high - found!.low) / 2 / half).toBeGreaterThan(0.93);
    expect((found!.high - found!.low) / 2 / half).toBeLessThan(1.07);
    expect(found!.n).toBe(550);
  });
  it('is not defined where a group has too few shoppers, and leaves out who has no value', () => {
    const values = Float64Array.from([...drawn(9, 0), ...drawn(12, 50)]);
    const codes = Uint32Array.from(values, (_, i) => (i < 9 ? 0 : 1));
    const [few] = groupDifferences([{ values, codes, first: 0, second: 1 }], 2, bootstrap);
    expect([few!.difference, few!.low, few!.high]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const missing = Float64Array.from([...new Array(10).fill(1), Number.NaN, ...new Array(10).fill(0.5)]);
    const of = Uint32Array.from(missing, (_, i) => (i < 11 ? 0 : 1));
    const [whole] = groupDifferences([{ values: missing, codes: of, first: 1, second: 0 }], 2, bootstrap);
    expect([whole!.difference, whole!.low, whole!.high, whole!.n]).toEqual([-0.5, -0.5, -0.5, 20]);
  });
});

describe('the audit of groups', () => {
  const first = [...new Array(10).fill(2), ...new Array(10).fill(1)];
  const second = [...new Array(10).fill(4), ...new Array(10).fill(1)];
  const runs = [
    runOf('als', { [REGRET]: first, [GINI]: 0.5 }),
    runOf('als', { [REGRET]: second, [GINI]: 0.5 }, '2'),
  ];
  const groups = groupsOf(
    ['few', 'most'],
    first.map((_, i) => (i < 10 ? 0 : 1)),
  );
  it('averages a shopper over seeds, and tells the extremes and the pair that was named', () => {
    const [audit, ...others] = groupAudit(
      runs,
      {
        groups: [groups],
        metrics: ['regret', 'gini'],
        pairs: [{ by: 'gender', first: 'most', second: 'few' }],
      },
      bootstrap,
    );
    expect(others).toEqual([]);
    expect(audit).toMatchObject({ repeats: 'exclude', by: 'gender', label: 'als', definition: REGRET });
    expect(audit!.groups.map(({ group, mean: own, n }) => [group, own, n])).toEqual([
      ['few', 3, 10],
      ['most', 1, 10],
    ]);
    expect(audit!.gaps).toEqual([
      { of: 'extremes', first: 'few', second: 'most', difference: 2, low: 2, high: 2, n: 20, pairs: 1 },
      { of: 'named', first: 'most', second: 'few', difference: -2, low: -2, high: -2, n: 20, pairs: 1 },
    ]);
  });
  it('widens the interval of the extremes so that it holds over all pairs, and leaves out whose group is not known', () => {
    const values = drawn(400, 3000);
    const four = groupsOf(
      ['a', 'b', 'c', 'd', '(not known)'],
      values.map((_, i) => (i < 380 ? i % 4 : 4)),
    );
    const request = (pairs: { by: string; first: string; second: string }[]) =>
      groupAudit(
        [runOf('als', { [REGRET]: values })],
        { groups: [four], metrics: ['regret'], pairs },
        bootstrap,
      );
    const [extremes] = request([])[0]!.gaps;
    expect(extremes!.pairs).toBe(6);
    const named = request([{ by: 'gender', first: extremes!.first, second: extremes!.second }])[0]!.gaps[1]!;
    expect(named.difference).toBe(extremes!.difference);
    // Bonferroni over six pairs: 2.638 standard errors in place of 1.960.
    const ratio = (extremes!.high! - extremes!.low!) / (named.high! - named.low!);
    expect(ratio).toBeGreaterThan(1.25);
    expect(ratio).toBeLessThan(1.45);
  });
});

describe('the frontier', () => {
  const groups = groupsOf(
    ['few', 'most'],
    Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1)),
  );
  const split = (few: number, most: number): number[] => [
    ...new Array(10).fill(few),
    ...new Array(10).fill(most),
  ];
  const spec = {
    base: 'item-knn',
    against: ['regret' as const, 'regretGap' as const, 'gini' as const],
    sweeps: [{ name: 'mmr' as const, over: 'strength', values: [0.2, 0.8], params: {} }],
  };
  const measured = (ndcg: number, few: number, most: number, gini: number) => ({
    [NDCG]: split(ndcg, ndcg),
    [REGRET]: split(few, most),
    [GAP]: Math.abs(few - most),
    [GINI]: gini,
  });
  const [found, ...others] = frontiers(
    [
      runOf('popularity', measured(0.9, 0, 0, 0)),
      runOf('item-knn', measured(0.5, 3, 1, 0.8)),
      runOf('mmr .2', measured(0.5, 2, 1, 0.9)),
      runOf('mmr .8', measured(0.4, 2, 2, 0.9)),
    ],
    { spec, primary: [NDCG], groups: [groups] },
    bootstrap,
  );
  it('holds what is swept against the base, leaving out who takes no part', () => {
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      repeats: 'exclude',
      base: 'item-knn',
      definitions: [NDCG, REGRET, GAP, GINI],
    });
    expect(found!.points.map(({ label, sweep, value }) => [label, sweep, value])).toEqual([
      ['item-knn', null, null],
      ['mmr .2', 'mmr', 0.2],
      ['mmr .8', 'mmr', 0.8],
    ]);
    const differences = found!.points.map(({ measures }) =>
      measures.map(({ difference, differenceLow, differenceHigh }) => [
        difference,
        differenceLow,
        differenceHigh,
      ]),
    );
    expect(differences[0]).toEqual(new Array(4).fill([null, null, null]));
    const [accuracy, regret, gap, gini] = differences[2]!;
    expect(accuracy!.map((value) => Number(value!.toFixed(9)))).toEqual([-0.1, -0.1, -0.1]);
    // Few lose 1 less, most lose 1 more, so the mean stays and the gap closes, whatever the resample.
    expect(regret![0]).toBe(0);
    expect(regret![1]).toBeLessThan(0);
    expect(gap).toEqual([-2, -2, -2]);
    expect(gini![0]).toBeCloseTo(0.1, 12);
    expect(gini!.slice(1)).toEqual([null, null]);
  });
  it('marks the points that another is no worse than in both, and better in one', () => {
    expect(found!.points.map(({ dominatedBy }) => dominatedBy)).toEqual([
      [['mmr .2'], ['mmr .2'], []],
      [[], [], ['item-knn']],
      [['item-knn', 'mmr .2'], [], ['item-knn', 'mmr .2']],
    ]);
  });
  it('says nothing where the base has not been run', () => {
    expect(
      frontiers(
        [runOf('mmr .2', measured(1, 1, 1, 1))],
        { spec, primary: [NDCG], groups: [groups] },
        bootstrap,
      ),
    ).toEqual([]);
  });
});

describe('sweeps of a study', () => {
  const draft = {
    name: 'mine',
    title: 'Mine',
    data: { scenario: 'tiny' },
    feedback: { source: 'actions', weights: { click: 1 } },
    split: { name: 'global-time' },
    algorithms: [{ name: 'item-knn' }],
    metrics: { names: ['ndcg', 'gini'] },
    frontier: {
      base: 'item-knn',
      against: ['gini'],
      sweeps: [{ name: 'mmr', over: 'strength', values: [0, 0.5], params: { depth: 20 } }],
    },
  };
  const labels = (study: { algorithms: readonly { name: string; label?: string | undefined }[] }) =>
    study.algorithms.map((entry) => labelOf(entry as never));
  it('add an algorithm for each value, once, and are swept in the short form too, or otherwise', () => {
    const study = withSweeps(StudySchema.parse({ ...draft, smoke: { seeds: [3] } }));
    expect(labels(study)).toEqual(['item-knn', 'mmr 0', 'mmr .5']);
    expect(study.algorithms[2]!.params).toMatchObject({
      strength: 0.5,
      depth: 20,
      base: { name: 'item-knn' },
    });
    expect(labels(withSweeps(study))).toEqual(labels(study));
    expect(labels(smokeOf(study)!)).toEqual(labels(study));
    const smoke = {
      frontier: { ...draft.frontier, sweeps: [{ name: 'xquad', over: 'strength', values: [1] }] },
    };
    expect(labels(smokeOf(withSweeps(StudySchema.parse({ ...draft, smoke })))!)).toEqual([
      'item-knn',
      'xquad 1',
    ]);
  });
  it('are refused in words', () => {
    const faults = (frontier: object, more: object = {}) =>
      ruleFaults({ ...draft, ...more, frontier: { ...draft.frontier, ...frontier } });
    const sweep = draft.frontier.sweeps[0]!;
    expect(ruleFaults(draft)).toEqual([]);
    expect(faults({ base: 'als' })[0]!.message).toBe("'als' is no algorithm of the study: item-knn");
    expect(faults({ against: ['recall'] })[0]!.message).toBe(
      'recall is not among the metrics of the study: ndcg, gini',
    );
    expect(faults({ sweeps: [{ ...sweep, values: [0, 3] }] })).toMatchObject([
      { path: ['frontier', 'sweeps', 0, 'values', 1] },
    ]);
    expect(faults({ sweeps: [{ ...sweep, over: 'strenght' }] })[0]!.message).toContain('strenght');
    expect(faults({ sweeps: [sweep, sweep] })[0]!.message).toBe("'mmr 0' stands twice");
    expect(faults({ sweeps: [{ ...sweep, name: 'svd' }] })[0]!.message).toBe(
      "svd has task 'rate'; lists are swept",
    );
  });
  it('and audits of groups or metrics that the study has not are refused too', () => {
    const faults = (audit: object, more: object = {}) =>
      ruleFaults({ ...draft, groups: ['gender'], ...more, audit }).map(({ message }) => message);
    expect(faults({})).toEqual([]);
    expect(faults({}, { groups: [] })).toEqual([
      'it compares `groups` of shoppers, and the study names none',
    ]);
    expect(faults({ metrics: ['recall'] })[0]).toBe(
      'recall is not among the metrics of the study: ndcg, gini',
    );
    expect(faults({ metrics: ['gini'] })[0]).toBe('gini has no value for each shopper, so groups have none');
    expect(faults({ pairs: [{ by: 'region', first: 'a', second: 'b' }] })[0]).toBe(
      'region is not among the `groups` of the study: gender',
    );
  });
});
