import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { nearestOf } from './nearest.ts';
import { drawPairs, openTally, type RoundTold } from './tally.ts';
import type { WorldFacts } from './world-facts.ts';

const key = drawKey(seedWords('tally'), 'loop.pairs');

describe('drawPairs', () => {
  it('draws different shoppers, evenly, the same for the same key', () => {
    const pairs = drawPairs(key, 5, 20_000);
    const counts = new Uint32Array(25);
    for (let p = 0; p < 20_000; p++) counts[5 * pairs[2 * p]! + pairs[2 * p + 1]!]!++;
    for (let a = 0; a < 5; a++)
      for (let b = 0; b < 5; b++) {
        // 20 ordered pairs: 1000 expected, deviation 31.
        if (a === b) expect(counts[6 * a]).toBe(0);
        else expect(Math.abs(counts[5 * a + b]! - 1000)).toBeLessThan(140);
      }
    expect(drawPairs(key, 5, 20_000)).toEqual(pairs);
  });
});

describe('nearestOf', () => {
  it('is the largest cosine, the lower index among equals', () => {
    const values = [1, 0, 2, 0.1, 0, 1, 1, 0];
    expect([...nearestOf({ rows: 4, columns: 2, values })]).toEqual([3, 0, 1, 0]);
    expect([...nearestOf({ rows: 3, columns: 1, values: [1, 1, 1] })]).toEqual([1, 0, 0]);
    expect([...nearestOf({ rows: 2, columns: 1, values: [0, 0] })]).toEqual([1, 0]);
  });
});

const facts: WorldFacts = {
  ...{ shoppers: 2, items: 3, rounds: 3, liked: 1, vectors: null, nearest: Uint32Array.of(1, 0) },
  outcomes: ['clicks', 'churn'],
  sellers: { count: 2, of: Uint32Array.of(0, 1, 1) },
  groups: { side: { names: ['left', 'right', 'nobody'], of: [0, 1] } },
};
const told = (items: readonly (readonly [number, number])[], clicks: readonly number[]): RoundTold => {
  const column = (values: readonly number[] = [0, 0]) => Float64Array.from(values);
  return {
    shown: { shopper: items.map(([s]) => s), item: items.map(([, i]) => i), place: items.map(() => 0) },
    engaged: { shopper: [], item: [] },
    bought: { item: [2], cents: [50] },
    outcomes: {
      ...{ utility: column(), clicks: column(clicks), orders: column(), revenue: column() },
      ...{ satisfaction: column(), left: Uint8Array.of(0, 1) },
      ...{ homeSlots: column(), homeUtility: column(), bestUtility: column() },
    },
    latent: { best: Uint32Array.of(0, 0), merit: Float64Array.of(0.5, 0.5) },
  };
};

describe('a tally', () => {
  const rounds = [
    told(
      [
        [0, 0],
        [1, 1],
      ],
      [1, 0],
    ),
    told(
      [
        [0, 1],
        [1, 1],
      ],
      [1, 2],
    ),
    told(
      [
        [0, 2],
        [1, 2],
      ],
      [0, 4],
    ),
  ];
  const of = (over: 'window' | 'all') => {
    const tally = openTally(facts, { every: 2, over, pairs: 3, key, groups: ['side'] });
    for (const [i, round] of rounds.entries()) tally.add(i, round);
    return tally.result(0);
  };

  it('measures windows, the last one shorter', () => {
    const { rounds: moments, series, outcomes, sellers, whole } = of('window');
    expect(moments).toEqual([2, 3]);
    // {0, 1} and {1}, then {2} and {2}.
    expect(series.shown['interJaccard']!.values).toEqual([0.5, 1]);
    expect(series.latent['interJaccard']!.values).toEqual([1, 1]);
    expect(series.engaged['interJaccard']).toEqual({ values: [null, null], n: [0, 0] });
    expect(outcomes).toEqual({
      clicks: { values: [2, 2], n: [2, 2] },
      churn: { values: [0.5, 0.5], n: [2, 2] },
    });
    // Exposure 1 of item 0 and 3 of seller 1's, then all of seller 1's.
    expect(sellers!['sellerDisparity']!.values).toEqual([0.25, 0.5]);
    expect(sellers!['sellersSelling']!.values).toEqual([1, 1]);
    expect(whole.sellers).toMatchObject({ exposure: [1, 5], sales: [0, 3], revenue: [0, 150] });
    expect(whole.groups['side']!.map(({ group, n, clicks }) => [group, n, clicks])).toEqual([
      ['left', 1, 2],
      ['right', 1, 6],
    ]);
  });

  it('measures all from the start where that is asked for; outcomes stay those since the last measure', () => {
    const { series, outcomes } = of('all');
    // {0, 1} and {1}, then {0, 1, 2} and {1, 2}.
    expect(series.shown['interJaccard']!.values).toEqual([0.5, 2 / 3]);
    expect(outcomes['clicks']!.values).toEqual([2, 2]);
  });

  it('refuses a moment without what is liked', () => {
    const tally = openTally(facts, { every: 1, over: 'all', pairs: 1, key, groups: [] });
    expect(() => tally.add(0, { ...rounds[0]!, latent: null })).toThrow('round 0 ends with a measure');
  });
});
