import { describe, expect, it } from 'vitest';
import { compareRanks } from '../../numerics/rank-comparison.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { RunWithValues } from './compare.ts';
import { comparisons } from './significance.ts';

const DEFINITION = 'ndcg.binary.v1+exclude@10';
const key = drawKey(seedWords('significance'), 'permutation');
const noise = (label: number, shopper: number, round: number): number => uniform(key, shopper, label, round);

/** A run whose shopper i has values(i), NaN = not defined; null: it failed. */
function runOf(
  label: string,
  seed: string,
  values: ((shopper: number) => number) | null,
  n = 80,
): RunWithValues {
  const inputs = { algorithm: { label, name: label }, repeats: 'exclude', seed, split: { fold: 0 } };
  if (values === null)
    return { record: { status: 'failed', inputs }, values: null } as unknown as RunWithValues;
  const column = Float64Array.from({ length: n }, (_, shopper) => values(shopper));
  const defined = column.filter((value) => !Number.isNaN(value));
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  const estimates = [
    { definition: DEFINITION, name: 'ndcg', cutoff: 10, mean, low: null, high: null, n: defined.length },
  ];
  return {
    record: { status: 'done', inputs, result: { estimates } },
    values: {
      shopper: Uint32Array.from({ length: n }, (_, i) => 3 * i),
      definitions: [DEFINITION],
      columns: [column],
    },
  } as unknown as RunWithValues;
}

const tested = (runs: readonly RunWithValues[]) => comparisons(runs, [DEFINITION], { key, level: 0.95 });

describe('comparisons', () => {
  const runs = ['1', '2', '3'].flatMap((seed, round) => [
    runOf('far', seed, (i) => 0.5 + noise(0, i, round) / 2),
    runOf('near', seed, (i) => noise(1, i, round) / 2),
    runOf('same', seed, (i) => noise(2, i, round) / 2),
  ]);
  const [only, ...others] = tested(runs);

  it('are of all pairs, each difference over shoppers of the means over rounds', () => {
    expect(others).toEqual([]);
    expect(only!.pairs.map(({ first, second, n }) => [first, second, n])).toEqual([
      ['far', 'near', 80],
      ['far', 'same', 80],
      ['near', 'same', 80],
    ]);
    let sum = 0;
    for (let i = 0; i < 80; i++)
      for (let round = 0; round < 3; round++) sum += 0.5 + noise(0, i, round) / 2 - noise(1, i, round) / 2;
    expect(only!.pairs[0]!.difference).toBeCloseTo(sum / 240, 12);
  });

  it('tell what is far apart from what is not, corrected for three pairs', () => {
    const [far, farther, near] = only!.pairs;
    for (const pair of [far!, farther!]) {
      expect(pair.permutation).toBeLessThan(1e-10);
      expect(pair.wilcoxon).toBeLessThan(1e-10);
    }
    const [less, more] = [far!, farther!].toSorted((a, b) => a.permutation! - b.permutation!);
    expect(less!.holm).toBe(3 * less!.permutation!);
    expect(more!.holm).toBe(Math.max(less!.holm!, 2 * more!.permutation!));
    expect(more!.falseDiscovery).toBe((3 * more!.permutation!) / 2);
    expect(near!.permutation!).toBeGreaterThan(0.05);
    expect(near!.holm).toBe(near!.permutation);
  });

  it('rank the rounds', () => {
    const scores = [0, 1, 2].map((round) =>
      runs
        .slice(3 * round, 3 * round + 3)
        .map(({ record }) => (record.status === 'done' ? record.result.estimates[0]!.mean! : Number.NaN)),
    );
    const { meanRanks, criticalDifference } = compareRanks(scores, 1 - 0.95);
    expect(only!.ranks).toMatchObject({ rounds: 3, criticalDifference });
    expect(only!.ranks!.meanRanks.map(({ rank }) => rank)).toEqual([...meanRanks]);
    expect(only!.ranks!.meanRanks[0]).toEqual({ label: 'far', rank: 1 });
  });

  it('leave out algorithms of which a run failed, and say nothing of one alone', () => {
    const broken = [...runs.slice(0, -1), runOf('same', '3', null)];
    expect(tested(broken)[0]!.pairs.map(({ first, second }) => [first, second])).toEqual([['far', 'near']]);
    expect(tested(runs.filter((_, i) => i % 3 === 0))).toEqual([]);
  });

  it('pair whoever both know: shoppers without a value in one are left out, in a single round without ranks', () => {
    const holes = [
      runOf('whole', '1', (i) => noise(3, i, 0)),
      runOf('holes', '1', (i) => (i % 4 === 0 ? Number.NaN : noise(3, i, 0) - 0.2)),
    ];
    const [{ pairs, ranks }] = tested(holes) as [ReturnType<typeof tested>[number]];
    expect(ranks).toBeNull();
    expect(pairs[0]!.n).toBe(60);
    expect(pairs[0]!.permutation).toBeLessThan(1e-10);
    expect(pairs[0]!.difference).toBeCloseTo(0.2, 12);
  });
});
