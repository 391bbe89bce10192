/** What lists are really worth: a world worked by hand, the oracle's own lists, and a simulated study. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RankModel } from '../../algorithms/algorithm.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { createOracle } from '../../simulator/world/oracle.ts';
import { type UtilityColumns, utilitiesOf, utilityColumns } from '../../simulator/world/utility-columns.ts';
import { prepare } from '../fitting/prepare.ts';
import { loadStudy } from '../study/load-study.node.ts';
import { loadStudyData } from '../study/study-data.node.ts';
import { needsTruth, withTruths } from '../study/study-truth.node.ts';
import { evaluateRank } from './evaluate.ts';
import type { RankOptions } from './evaluation.ts';
import { makeTestSet } from './test-set.ts';

const interactions = (shoppers: number, items: number, pairs: readonly (readonly [number, number])[]) =>
  fromTriplets(
    shoppers,
    items,
    Uint32Array.from(pairs, ([shopper]) => shopper),
    Uint32Array.from(pairs, ([, item]) => item),
    new Float32Array(pairs.length).fill(1),
  );

/** Utility of item i is 3 - i for shopper 0 and i for shopper 1, of both minus 2 in department 1. */
function byHand(): UtilityColumns {
  return {
    round: 0,
    shoppers: 2,
    world: {
      items: {
        attributes: Float32Array.of(0, 1, 2, 3),
        dimensions: 1,
        department: Uint8Array.of(0, 0, 1, 0),
      },
      scenario: { choice: { taste: 1 } },
    },
    shop: {
      appeal: new Float64Array(4),
      social: [Float64Array.of(3, 3, 3, 3), new Float64Array(4)],
      relativePrice: new Float32Array(4),
    },
    taste: Float64Array.of(-1, 1),
    price: new Float64Array(2),
    standing: Float64Array.of(0, -2, 0, -2),
    conformity: Float64Array.of(1, 1),
    group: Uint8Array.of(0, 1),
  };
}

const lists = (own: readonly (readonly number[])[]): RankModel => ({
  recommend(queries, k, out) {
    for (let q = 0; q < queries.length; q++) {
      const list = own[queries.shopper[q]!]!.slice(0, k);
      out.items.set(list, q * out.k);
      out.lengths[q] = list.length;
    }
  },
});

const optionsOf = (truth: UtilityColumns | undefined, cutoff = 2): RankOptions => ({
  requests: ['trueUtility', 'regret'].map((name) => ({ name, cutoff })),
  primary: { name: 'regret', cutoff },
  groups: [],
  features: null,
  statistics: { resamples: 100, level: 0.95 },
  key: drawKey(seedWords('truth'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => 0,
  ...(truth && { truth }),
});

const feedback = {
  length: 6,
  shoppers: 2,
  items: 4,
  shopper: Uint32Array.of(0, 0, 1, 1, 0, 1),
  item: Uint32Array.of(0, 2, 1, 3, 1, 0),
  time: new Uint32Array(6),
  value: new Float32Array(6).fill(1),
  relevant: new Uint8Array(6).fill(1),
};
const FOLD = { train: Uint32Array.of(0, 1, 2, 3), test: Uint32Array.of(4, 5), cutoff: null };

async function valuesOf(model: RankModel, repeats: 'exclude' | 'include', cutoff = 2) {
  const { values } = await evaluateRank(
    model,
    makeTestSet(feedback, FOLD, repeats),
    optionsOf(byHand(), cutoff),
  );
  return values.columns.map((column) => [...column]);
}

describe('true utility and regret, worked by hand', () => {
  // Shopper 0: items are worth 3, 2, -1 (1 - 2), 0; shopper 1: 0, 1, 0 (2 - 2), 3.
  it('are the mean of the list, and what is missing to the best of what was not had', async () => {
    // Shopper 0 had 0 and 2 and may be shown 1 and 3; shopper 1 had 1 and 3 and may be shown 0 and 2.
    expect(await valuesOf(lists([[3, 1], [0]]), 'exclude')).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(await valuesOf(lists([[3], [2]]), 'exclude', 1)).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });
  it('compare with all where repeats are allowed, as many of the best as are listed', async () => {
    expect(await valuesOf(lists([[2, 3], [1]]), 'include')).toEqual([
      [-0.5, 1],
      [3, 2],
    ]);
  });
  it('are not defined for an empty list', async () => {
    expect(await valuesOf(lists([[], [2]]), 'exclude')).toEqual([
      [Number.NaN, 0],
      [Number.NaN, 0],
    ]);
  });
  it('refuse a list with what it may not hold, and studies whose truth nobody knows', async () => {
    await expect(valuesOf(lists([[0], [2]]), 'exclude')).rejects.toThrow(
      'item 0 is listed, and this list may not hold it',
    );
    const test = makeTestSet(feedback, FOLD, 'include');
    await expect(evaluateRank(lists([[0], [1]]), test, optionsOf(undefined))).rejects.toThrow('is not known');
  });
  it('give groups of items the exposure that the best lists would', async () => {
    const groups = { name: 'half', labels: ['low', 'high'], codes: Uint32Array.of(0, 0, 1, 1) };
    const { result } = await evaluateRank(lists([[3], [0]]), makeTestSet(feedback, FOLD, 'exclude'), {
      ...optionsOf(byHand(), 1),
      itemGroups: [groups],
    });
    // The best are item 1 for shopper 0, and item 0 (equal to item 2, and before it) for shopper 1.
    expect(
      result.itemGroups!['half']!.map(({ exposure, deserved }) => [exposure!.mean, deserved!.mean]),
    ).toEqual([
      [0.5, 1],
      [0.5, 0],
    ]);
  });
});

describe('utility columns', () => {
  const scenario = smallScenario({ days: 5 });
  const { world, shops, lives } = simulateInMemory(scenario, seedWords('columns'));
  const oracle = createOracle(world, shops, lives);
  const columns = utilityColumns(world, shops[4]!, lives[4]!);
  const utility = new Float64Array(world.items.length);

  it('tell what the oracle tells, to the bit', () => {
    for (const shopper of [0, 7, 59]) {
      utilitiesOf(columns, shopper, utility);
      expect([...utility]).toEqual(
        Array.from(utility, (_, item) => oracle.utility(shopper, item, 4 * 86_400)),
      );
    }
    utilitiesOf(utilityColumns(world, shops[0]!, lives[0]!), 7, utility);
    expect([...utility]).not.toEqual(Array.from(utility, (_, item) => oracle.utility(7, item, 4 * 86_400)));
  });

  it('leave no regret to the lists of the oracle, in any order, and some to others; never any below 0', async () => {
    const pairs = Array.from({ length: 60 }, (_, shopper) => [shopper, shopper % 80] as const);
    const all = [...pairs, ...Array.from({ length: 80 }, (_, item) => [item % 60, item] as const)];
    const own = interactions(60, 80, all);
    const test = {
      ...makeTestSet(
        {
          ...feedback,
          length: 0,
          shoppers: 60,
          items: 80,
        },
        { train: new Uint32Array(0), test: new Uint32Array(0), cutoff: null },
        'exclude',
        own,
      ),
      shoppers: Uint32Array.from({ length: 60 }, (_, shopper) => shopper),
      questionPtr: Uint32Array.from({ length: 61 }, (_, at) => at),
      relevantPtr: new Uint32Array(61),
    };
    const ranked = (order: (utilities: Float64Array, items: number[]) => number[]): RankModel => ({
      recommend({ length, shopper }, k, out) {
        for (let q = 0; q < length; q++) {
          utilitiesOf(columns, shopper[q]!, utility);
          const had = own.colIdx.subarray(own.rowPtr[shopper[q]!], own.rowPtr[shopper[q]! + 1]);
          const open = [...utility.keys()].filter((item) => !had.includes(item));
          out.items.set(order(utility, open).slice(0, k), q * out.k);
          out.lengths[q] = k;
        }
      },
    });
    const regrets = async (model: RankModel): Promise<number[]> => {
      const { values } = await evaluateRank(model, test, optionsOf(columns, 7));
      return [...values.columns[1]!];
    };
    const best = (utilities: Float64Array, items: number[]): number[] =>
      items.toSorted((a, b) => utilities[b]! - utilities[a]!);
    expect(await regrets(ranked(best))).toEqual(new Array(60).fill(0));
    expect(await regrets(ranked((u, items) => best(u, items).slice(0, 7).reverse()))).toEqual(
      new Array(60).fill(0),
    );
    const byIndex = await regrets(ranked((_, items) => items));
    expect(Math.min(...byIndex)).toBeGreaterThan(0);
  });
});

describe('the truth of a study', () => {
  it.each([
    ['{ name: global-time, params: { fraction: 0.6 } }', false],
    ['{ name: leave-last-n }', true],
  ])('with split %s is that of the world as it was simulated', async (split, atEnd) => {
    const folder = await mkdtemp(join(tmpdir(), 'shoplab-truth-'));
    const path = join(folder, 'study.yaml');
    await writeFile(
      path,
      [
        'name: truth',
        'title: Truth',
        'data: { scenario: tiny, seed: a, set: [shoppers.count=80, days=6] }',
        'feedback: { source: actions, weights: { click: 1 } }',
        `split: ${split}`,
        'algorithms: [{ name: popularity }]',
        'metrics: { names: [regretGap], at: [5] }',
        'groups: [gender]',
      ]
        .join('\n')
        .replace('names: [regretGap]', 'names: [ndcg, regretGap]'),
    );
    const loaded = await loadStudy(path);
    expect(needsTruth(loaded.study)).toBe(true);
    const options = { out: folder, threads: 1, signal: new AbortController().signal, onStage: () => {} };
    const prepared = prepare(loaded.study, await loadStudyData(loaded, options));
    const { truths } = await withTruths(prepared, loaded, options);
    const { loadScenario } = await import('../../simulator/scenario/load-scenario.node.ts');
    const { scenario, seedWords: words } = await loadScenario('tiny', {
      seed: 'a',
      set: ['shoppers.count=80', 'days=6'],
    });
    const { world, shops, lives } = simulateInMemory(scenario, words);
    const [key] = [...truths!.keys()];
    expect(truths!.size).toBe(1);
    expect(key === 'end').toBe(atEnd);
    if (key !== 'end') expect(truths!.get(key!)).toEqual(utilityColumns(world, shops[key!]!, lives[key!]!));
    expect(truths!.get(key!)!.round).toBe(
      key === 'end' ? 6 : Math.floor(prepared.folds[0]![0]!.cutoff! / 86_400),
    );
    await rm(folder, { recursive: true, force: true });
  });
});
