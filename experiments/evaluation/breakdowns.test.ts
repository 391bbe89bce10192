import { describe, expect, it } from 'vitest';
import { createLists, type Queries, type RankModel } from '../../algorithms/algorithm.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { CATALOG, createTable, SHOPPERS } from '../../datasets/tables.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { sampleCandidates } from './candidates.ts';
import { evaluateRank } from './evaluate.ts';
import type { RankOptions } from './evaluation.ts';
import { groupGap, groupsBy } from './groups.ts';
import { itemGroups } from './item-groups.ts';
import { makeTestSet } from './test-set.ts';

const [SHOPPERS_COUNT, ITEMS] = [60, 40];

/** Shopper s had items s, s + 1, ... (s % 30 + 1 of them, modulo the items); every third row is tested, valued by its place. */
function world(): { feedback: Feedback; fold: { train: Uint32Array; test: Uint32Array; cutoff: null } } {
  const rows = Array.from({ length: SHOPPERS_COUNT }, (_, s) =>
    Array.from({ length: (s % 30) + 3 }, (_, n) => ({
      shopper: s,
      item: (s + n * n) % ITEMS,
      value: 1 + (n % 5),
    })),
  ).flat();
  const feedback: Feedback = {
    length: rows.length,
    shoppers: SHOPPERS_COUNT,
    items: ITEMS,
    shopper: Uint32Array.from(rows, ({ shopper }) => shopper),
    item: Uint32Array.from(rows, ({ item }) => item),
    time: new Uint32Array(rows.length),
    value: Float32Array.from(rows, ({ value }) => value),
    relevant: new Uint8Array(rows.length).fill(1),
  };
  const all = Uint32Array.from(rows.keys());
  return {
    feedback,
    fold: { train: all.filter((row) => row % 3 > 0), test: all.filter((row) => row % 3 === 0), cutoff: null },
  };
}

const scoreOf = (shopper: number, item: number): number => (shopper * 7 + item * 13) % 11;

/** Scores with many ties; answers all that may be listed but items below `answered`. */
const model = (answered = 0): RankModel => ({
  recommend({ length, shopper, exclude, candidates }: Queries, k, out) {
    for (let q = 0; q < length; q++) {
      const row = (matrix: { rowPtr: Uint32Array; colIdx: Uint32Array }, at: number): Set<number> =>
        new Set(matrix.colIdx.subarray(matrix.rowPtr[at]!, matrix.rowPtr[at + 1]!));
      const allowed = candidates ? row(candidates, q) : null;
      const seen =
        exclude === 'seen' ? row(TEST.train, shopper[q]!) : exclude === 'none' ? new Set() : row(exclude, q);
      const list = Array.from({ length: ITEMS }, (_, item) => item)
        .filter((item) => item >= answered && !seen.has(item) && (!allowed || allowed.has(item)))
        .sort((a, b) => scoreOf(shopper[q]!, b) - scoreOf(shopper[q]!, a) || a - b)
        .slice(0, k);
      out.items.set(list, q * out.k);
      out.scores.set(
        list.map((item) => scoreOf(shopper[q]!, item)),
        q * out.k,
      );
      out.lengths[q] = list.length;
    }
  },
});

const { feedback: FEEDBACK, fold: FOLD } = world();
const TEST = makeTestSet(FEEDBACK, FOLD, 'exclude');
const CATALOG_ROWS = {
  ...createTable(CATALOG, ITEMS),
  seller: Array.from({ length: ITEMS }, (_, item) => `seller ${item % 4}`),
  category: Array.from({ length: ITEMS }, (_, item) => (item < 25 ? `c${item} > deep` : '')),
};
const optionsOf = (requests: RankOptions['requests'], more: Partial<RankOptions> = {}): RankOptions => ({
  requests,
  primary: { name: 'recall', cutoff: 5 },
  groups: [],
  features: null,
  statistics: { resamples: 400, level: 0.95 },
  key: drawKey(seedWords('breakdowns'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => performance.now() / 1000,
  ...more,
});
const RECALL = { name: 'recall', cutoff: 5 };

describe('ranking of all', () => {
  it.each([0, 15])(
    'rankAuc counts every pair of a relevant and another item, items below %i without an answer',
    async (answered) => {
      const { values } = await evaluateRank(
        model(answered),
        TEST,
        optionsOf([RECALL, { name: 'rankAuc', cutoff: null }]),
      );
      const column = values.columns[values.definitions.indexOf('auc.rank.v1+exclude')]!;
      TEST.shoppers.forEach((shopper, e) => {
        const relevant = new Set(TEST.relevantItems.subarray(TEST.relevantPtr[e]!, TEST.relevantPtr[e + 1]!));
        const seen = new Set(
          TEST.train.colIdx.subarray(TEST.train.rowPtr[shopper]!, TEST.train.rowPtr[shopper + 1]!),
        );
        const free = Array.from({ length: ITEMS }, (_, item) => item).filter(
          (item) => TEST.ranked[item] && !seen.has(item),
        );
        const score = (item: number): number => (item < answered ? -1 : scoreOf(shopper, item));
        const pairs = [...relevant].flatMap((r) =>
          free
            .filter((item) => !relevant.has(item))
            .map((item) =>
              !TEST.ranked[r] ? 0 : score(r) > score(item) ? 1 : score(r) === score(item) ? 0.5 : 0,
            ),
        );
        expect(column[e]).toBeCloseTo(pairs.reduce<number>((sum, won) => sum + won, 0) / pairs.length, 12);
      });
    },
  );
  it('lists alone are not asked for twice without it', async () => {
    let most = 0;
    const spy: RankModel = {
      recommend(queries, k, out) {
        most = Math.max(most, k);
        model().recommend(queries, k, out);
      },
    };
    const { latency } = await evaluateRank(spy, TEST, optionsOf([RECALL], { singles: 20 }));
    expect(most).toBe(5);
    expect(latency!.queries).toBe(20);
    expect(latency!.p50).toBeLessThanOrEqual(latency!.p99);
  });
});

describe('groups of items', () => {
  it('are told with their exposure, merit and recall, and sum to all', async () => {
    const groups = [itemGroups('seller', CATALOG_ROWS, TEST), itemGroups('popularity', CATALOG_ROWS, TEST)];
    const requests = [
      RECALL,
      { name: 'exposureDisparity', cutoff: 5 },
      { name: 'exposureDisparity', cutoff: 2 },
    ];
    const { result } = await evaluateRank(model(), TEST, optionsOf(requests, { itemGroups: groups }));
    const { seller, popularity } = result.itemGroups!;
    for (const told of [seller!, popularity!]) {
      expect(told.reduce((sum, { exposure }) => sum + exposure!.mean, 0)).toBeCloseTo(1, 12);
      expect(told.reduce((sum, { training }) => sum + training, 0)).toBeCloseTo(1, 12);
      expect(told.reduce((sum, { relevant }) => sum + relevant, 0)).toBe(TEST.relevantItems.length);
      for (const { exposure, recall } of told) {
        expect(exposure!.low).toBeLessThanOrEqual(exposure!.mean);
        expect(exposure!.high).toBeGreaterThanOrEqual(exposure!.mean);
        expect(exposure!.high - exposure!.low > 0).toBe(exposure!.mean > 0);
        if (recall) expect(recall.high).toBeGreaterThanOrEqual(recall.mean);
      }
    }
    // By hand, list by list.
    const lists = createLists(TEST.shoppers.length, 5);
    model().recommend({ length: TEST.shoppers.length, shopper: TEST.shoppers, exclude: 'seen' }, 5, lists);
    const [exposure, hits, wanted] = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    TEST.shoppers.forEach((_, e) => {
      const relevant = new Set(TEST.relevantItems.subarray(TEST.relevantPtr[e]!, TEST.relevantPtr[e + 1]!));
      for (const item of relevant) wanted[item % 4]!++;
      for (let place = 0; place < lists.lengths[e]!; place++) {
        const item = lists.items[e * 5 + place]!;
        exposure[item % 4]! += 1 / Math.log2(place + 2);
        if (relevant.has(item)) hits[item % 4]!++;
      }
    });
    const all = exposure.reduce((sum, value) => sum + value, 0);
    for (const own of seller!) {
      const at = Number(own.group.split(' ')[1]);
      expect(own.exposure!.mean).toBeCloseTo(exposure[at]! / all, 12);
      expect(own.recall!.mean).toBeCloseTo(hits[at]! / wanted[at]!, 12);
    }
    const disparity = result.estimates.find(
      ({ definition }) => definition === 'exposureDisparity.v1[seller]+exclude@5',
    )!;
    const expected = seller!.reduce((sum, own) => sum + Math.abs(own.exposure!.mean - own.training), 0) / 2;
    expect(disparity.mean).toBeCloseTo(expected, 12);
    expect(disparity.low!).toBeLessThan(expected);
    expect(disparity.high!).toBeGreaterThan(expected);
    expect(result.estimates.map(({ definition }) => definition)).toContain(
      'exposureDisparity.v1[popularity]+exclude@2',
    );
  });
  it('beyond twenty are told together, and what is not known has a name', () => {
    const { labels, codes } = itemGroups('category', CATALOG_ROWS, TEST);
    expect(labels).toHaveLength(20);
    expect(labels.at(-1)).toBe('(others)');
    expect(labels).toContain('(not known)');
    expect(new Set(codes).size).toBe(20);
  });
  it('hot items hold half of the training pairs, cold ones had fewer than five', () => {
    const { codes } = itemGroups('popularity', CATALOG_ROWS, TEST);
    const pairs = [0, 0, 0];
    codes.forEach((code, item) => {
      pairs[code]! += TEST.popularity[item]!;
      if (code === 2) expect(TEST.popularity[item]).toBeLessThan(5);
    });
    const total = pairs.reduce((sum, value) => sum + value, 0);
    expect(pairs[0]! / total).toBeGreaterThanOrEqual(0.5);
    expect(pairs[0]! / total).toBeLessThan(0.5 + Math.max(...TEST.popularity) / total);
  });
});

describe('groups of shoppers', () => {
  it('by history are cold up to 5 items, warm up to 20', () => {
    const { labels, codes } = groupsBy('history', createTable(SHOPPERS, SHOPPERS_COUNT), TEST.train);
    expect(labels).toEqual(['cold (0-5 items)', 'warm (6-20)', 'hot (21 or more)']);
    codes.forEach((code, shopper) => {
      const had = TEST.train.rowPtr[shopper + 1]! - TEST.train.rowPtr[shopper]!;
      expect(code).toBe(had <= 5 ? 0 : had <= 20 ? 1 : 2);
    });
    expect(new Set(codes).size).toBeGreaterThan(1);
  });
  it('equalOpportunityGap counts every relevant item alike, userGroupGap every shopper', async () => {
    const groups = [groupsBy('history', createTable(SHOPPERS, SHOPPERS_COUNT), TEST.train)];
    const { result, values } = await evaluateRank(
      model(),
      TEST,
      optionsOf([RECALL, { name: 'equalOpportunityGap', cutoff: 5 }], { groups }),
    );
    const recall = values.columns[0]!;
    const pooled = groups[0]!.labels.map((_, code) => {
      let [hits, all] = [0, 0];
      TEST.shoppers.forEach((shopper, e) => {
        if (groups[0]!.codes[shopper] !== code) return;
        const relevant = TEST.relevantPtr[e + 1]! - TEST.relevantPtr[e]!;
        hits += Math.round(recall[e]! * relevant);
        all += relevant;
      });
      return hits / all;
    });
    const known = pooled.filter((share) => !Number.isNaN(share));
    expect(known.length).toBeGreaterThan(1);
    const gap = result.estimates.find(({ name }) => name === 'equalOpportunityGap')!;
    expect(gap.mean).toBeCloseTo(Math.max(...known) - Math.min(...known), 12);
    expect(gap.definition).toBe('equalOpportunityGap.v1[history]+exclude@5');
  });
  it('weights leave the influence with mean 0', () => {
    const groups = {
      name: 'g',
      labels: ['a', 'b'],
      codes: Uint32Array.from({ length: 40 }, (_, i) => i % 2),
    };
    const values = Float64Array.from({ length: 40 }, (_, i) => ((i * 7) % 5) / 5);
    const weights = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
    const { means, influence } = groupGap(
      values,
      Uint32Array.from({ length: 40 }, (_, i) => i),
      groups,
      weights,
    );
    const by = (code: number): number => {
      let [sum, all] = [0, 0];
      for (let i = code; i < 40; i += 2) {
        sum += weights[i]! * values[i]!;
        all += weights[i]!;
      }
      return sum / all;
    };
    expect([...means]).toEqual([by(0), by(1)].map((mean) => expect.closeTo(mean, 14)));
    expect(influence.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
  });
});

describe('sampled ranking', () => {
  const key = drawKey(seedWords('sampled'), 'evaluate.candidates');
  it.each(['uniform', 'popularity'] as const)('draws %s others that may be listed, each once', (by) => {
    const test = sampleCandidates(TEST, { items: 8, by }, key);
    const again = sampleCandidates(TEST, { items: 8, by }, key);
    expect(test.candidates).toEqual(again.candidates);
    TEST.shoppers.forEach((shopper, e) => {
      const { rowPtr, colIdx } = test.candidates!;
      const row = [...colIdx.subarray(rowPtr[e]!, rowPtr[e + 1]!)];
      const relevant = [...TEST.relevantItems.subarray(TEST.relevantPtr[e]!, TEST.relevantPtr[e + 1]!)];
      const seen = new Set(
        TEST.train.colIdx.subarray(TEST.train.rowPtr[shopper]!, TEST.train.rowPtr[shopper + 1]!),
      );
      expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
      const listable = relevant.filter((item) => TEST.ranked[item] === 1);
      for (const item of listable) expect(row).toContain(item);
      for (const item of row) expect(seen.has(item)).toBe(false);
      const free = Array.from(TEST.ranked.keys()).filter(
        (item) => TEST.ranked[item] && !seen.has(item) && !relevant.includes(item),
      );
      expect(row.length - listable.length).toBe(Math.min(8, free.length));
    });
  });
  it('draws by popularity what is had more often, whichever way it draws', () => {
    for (const items of [2, 30, ITEMS]) {
      const counts = new Float64Array(ITEMS);
      for (let seed = 0; seed < 200; seed++) {
        const { candidates } = sampleCandidates(
          TEST,
          { items, by: 'popularity' },
          drawKey(seedWords(`${seed}`), 'evaluate.candidates'),
        );
        const [from, to] = [candidates!.rowPtr[0]!, candidates!.rowPtr[1]!];
        for (const item of candidates!.colIdx.subarray(from, to)) counts[item]!++;
      }
      const shopper = TEST.shoppers[0]!;
      const seen = new Set(
        TEST.train.colIdx.subarray(TEST.train.rowPtr[shopper]!, TEST.train.rowPtr[shopper + 1]!),
      );
      const relevant = new Set(TEST.relevantItems.subarray(0, TEST.relevantPtr[1]!));
      const free = Array.from(TEST.ranked.keys()).filter(
        (item) => TEST.ranked[item] && !seen.has(item) && !relevant.has(item),
      );
      const order = free.sort((a, b) => TEST.popularity[b]! - TEST.popularity[a]!);
      const third = Math.floor(order.length / 3);
      const sum = (list: number[]): number => list.reduce((all, item) => all + counts[item]!, 0);
      const weight = (list: number[]): number => list.reduce((all, item) => all + TEST.popularity[item]!, 0);
      // 400 draws: four standard deviations are at most 40.
      if (items === 2)
        expect(
          sum(order.slice(0, third)) - (400 * weight(order.slice(0, third))) / weight(order),
        ).toBeCloseTo(0, -1.9);
      // Nearly all are drawn: those left out are the unpopular ones.
      else if (items === 30)
        expect(sum(order.slice(0, third))).toBeGreaterThan(sum(order.slice(-third)) + 40);
      else expect(new Set(order.map((item) => counts[item])).size).toBe(1);
    }
  });
  it('is labelled in every definition', async () => {
    const test = sampleCandidates(TEST, { items: 8, by: 'popularity' }, key);
    const { result } = await evaluateRank(
      model(),
      test,
      optionsOf([RECALL, { name: 'rankAuc', cutoff: null }]),
    );
    expect(result.estimates.map(({ definition }) => definition)).toEqual([
      'recall.v1+exclude+sampledByPopularity8@5',
      'auc.rank.v1+exclude+sampledByPopularity8',
    ]);
  });
});

describe('grades', () => {
  it('are the largest value of the relevant rows of a pair', () => {
    const feedback: Feedback = {
      ...FEEDBACK,
      length: 4,
      shoppers: 1,
      items: 3,
      shopper: Uint32Array.of(0, 0, 0, 0),
      item: Uint32Array.of(0, 2, 1, 2),
      time: new Uint32Array(4),
      value: Float32Array.of(1, 2, 4, 5),
      relevant: Uint8Array.of(1, 1, 1, 1),
    };
    const test = makeTestSet(
      feedback,
      { train: Uint32Array.of(0), test: Uint32Array.of(1, 2, 3), cutoff: null },
      'exclude',
    );
    expect([...test.relevantItems]).toEqual([1, 2]);
    expect([...test.relevantGrades]).toEqual([4, 5]);
  });
});
