import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { type Algorithm, createLists, type TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { biasBaseline } from './bias-baseline.ts';
import { ownMostBought } from './own-most-bought.ts';
import { popularity } from './popularity.ts';
import { popularityCategory } from './popularity-category.ts';
import { popularityRecent } from './popularity-recent.ts';
import { popularityRegion } from './popularity-region.ts';
import { random } from './random.ts';

async function listsFor(
  algorithm: Algorithm<'rank'>,
  data: TrainingData,
  shoppers: number[],
  k: number,
  seed = 's',
  params: object = {},
) {
  const model = await algorithm.fit(data, algorithm.params.parse(params), quietRun(seed));
  const out = createLists(shoppers.length, k);
  model.recommend({ length: shoppers.length, shopper: Uint32Array.from(shoppers), exclude: 'none' }, k, out);
  return shoppers.map((_, q) => ({
    items: [...out.items.subarray(q * k, q * k + out.lengths[q]!)],
    scores: [...out.scores.subarray(q * k, q * k + out.lengths[q]!)],
  }));
}

/** Shopper 0 buys item 0 three times and item 2 once, shopper 1 items 1 and 2, shopper 2 item 1 twice and item 2. */
const ROWS: SmallRow[] = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 1, 0, 9],
  [2, 1],
  [2, 2],
];
const DATA = smallTraining(3, 4, ROWS);

describe('popularity', () => {
  it('counts distinct shoppers, not rows, and gives everyone the same list', async () => {
    const expected = { items: [2, 1, 0], scores: [3, 2, 1] };
    expect(await listsFor(popularity, DATA, [0, 1, NO_SHOPPER], 4)).toEqual([expected, expected, expected]);
  });
});

describe('popularity-recent', () => {
  const DAY = 86400;
  const rows: SmallRow[] = [
    [0, 0, 0],
    [1, 0, 0],
    [2, 0, 10 * DAY],
    [0, 1, 8 * DAY],
    [0, 1, 20 * DAY],
    [1, 2, 10 * DAY],
  ];
  const data = { ...smallTraining(3, 4, rows), asOf: 20 * DAY };
  const list = async (params: object, of = data) =>
    (await listsFor(popularityRecent, of, [1, NO_SHOPPER], 4, 's', params)).map(({ items, scores }) => [
      items,
      scores,
    ]);

  it('counts each shopper by half for each half-life since the latest row', async () => {
    // Item 0: 1/4 + 1/4 + 1/2, item 1: 1 (the row of day 8 is behind that of day 20), item 2: 1/2.
    const [known, cold] = await list({ halfLifeDays: 10 });
    expect(known![1]).toEqual([1, 1, 0.5]);
    expect(new Set(known![0]!.slice(0, 2))).toEqual(new Set([0, 1]));
    expect(cold).toEqual(known);
  });

  it('leaves out what nobody had within the window', async () => {
    expect((await list({ halfLifeDays: null, windowDays: 9 }))[0]).toEqual([[1], [1]]);
    expect((await list({ halfLifeDays: null, windowDays: 10 }))[0]![1]).toEqual([1, 1, 1]);
  });

  it('asks at the last training row where the data has no cut, and is popularity where nothing fades', async () => {
    expect(await list({ halfLifeDays: 10 }, { ...data, asOf: Number.POSITIVE_INFINITY })).toEqual(
      await list({ halfLifeDays: 10 }),
    );
    const plain = await listsFor(popularity, data, [1], 4);
    expect((await list({ halfLifeDays: null }))[0]).toEqual([plain[0]!.items, plain[0]!.scores]);
  });
});

describe('popularity-category', () => {
  // Pairs: home 4 (item 0: 3, item 1: 1), garden 2 (item 2), so 6 in all. Shopper 0 has 2 of home and 1 of garden.
  const data = smallTraining(5, 4, [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [2, 0],
    [3, 2],
  ]);
  ['Home > Cups', 'Home > Plates', 'Garden > Chairs', 'Garden > Chairs'].forEach((path, item) => {
    data.catalog.category[item] = path;
  });
  const scores = async (shopper: number, params: object) => {
    const [list] = await listsFor(popularityCategory, data, [shopper], 4, 's', params);
    return new Map(list!.items.map((item, n) => [item, list!.scores[n]!]));
  };

  it("weighs an item's share of its category by the shopper's share of it, both worked by hand", async () => {
    const own = await scores(0, { depth: 1, prior: 0 });
    expect(own.get(0)).toBeCloseTo((2 / 3) * (3 / 4), 6);
    expect(own.get(1)).toBeCloseTo((2 / 3) * (1 / 4), 6);
    expect(own.get(2)).toBeCloseTo(1 / 3, 6);
    // Two pairs of all: (2 + 2 x 4/6) / 5 x 3/4.
    expect((await scores(0, { depth: 1, prior: 2 })).get(0)).toBeCloseTo((2 + 8 / 6) / 5 / (4 / 3), 6);
  });

  it('takes the path as deep as asked', async () => {
    expect((await scores(1, { depth: 1, prior: 0 })).has(1)).toBe(true);
    expect([...(await scores(1, { depth: null, prior: 0 }))]).toEqual([[0, 1]]);
  });

  it('gives the popularity of all to whoever had nothing', async () => {
    for (const shopper of [4, NO_SHOPPER]) {
      const cold = await scores(shopper, { prior: 0 });
      expect([...cold.keys()]).toEqual([0, 2, 1]);
      expect(cold.get(0)).toBeCloseTo(3 / 6, 6);
    }
  });
});

describe('popularity-region', () => {
  // North: shoppers 0 and 1, pairs 0 0 1; south: shopper 2, pairs 1 2; shopper 3 of the north has none, shopper 4 no region.
  const data = smallTraining(6, 3, [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [2, 2],
    [4, 1],
  ]);
  ['north', 'north', 'south', 'north', '', 'west'].forEach((region, shopper) => {
    data.shoppers.region[shopper] = region;
  });
  const scores = async (shopper: number, prior: number) => {
    const [list] = await listsFor(popularityRegion, data, [shopper], 3, 's', { prior });
    return new Map(list!.items.map((item, n) => [item, list!.scores[n]!]));
  };

  it('mixes the shares of the region with those of all, worked by hand', async () => {
    const north = await scores(0, 3);
    expect(north.get(0)).toBeCloseTo((2 + 3 * (2 / 6)) / 6, 6);
    expect(north.get(1)).toBeCloseTo((1 + 3 * (3 / 6)) / 6, 6);
    expect(north.get(2)).toBeCloseTo((3 * (1 / 6)) / 6, 6);
    expect([...(await scores(2, 0))].sort()).toEqual([
      [1, 0.5],
      [2, 0.5],
    ]);
  });

  it('knows the region of a new shopper; without one, or alone in it, the popularity of all', async () => {
    expect(await scores(3, 3)).toEqual(await scores(0, 3));
    const all = new Map([
      [1, 0.5],
      [0, Math.fround(2 / 6)],
      [2, Math.fround(1 / 6)],
    ]);
    for (const shopper of [4, 5, NO_SHOPPER]) expect(await scores(shopper, 0)).toEqual(all);
  });
});

describe('own-most-bought', () => {
  it('counts the rows of the shopper, whatever their values', async () => {
    expect(await listsFor(ownMostBought, DATA, [0, 2], 4)).toEqual([
      { items: [0, 2], scores: [3, 1] },
      { items: [1, 2], scores: [2, 1] },
    ]);
  });
});

describe('random', () => {
  const wide = smallTraining(
    400,
    20,
    Array.from({ length: 400 }, (_, s): SmallRow => [s, s % 20]),
  );
  const everyone = Array.from({ length: 400 }, (_, s) => s);

  it('puts every item first about equally often (chi-square, 19 degrees of freedom, below the 99.9 % point)', async () => {
    const counts = new Array<number>(20).fill(0);
    for (const { items } of await listsFor(random, wide, everyone, 1)) counts[items[0]!]!++;
    expect(counts.reduce((sum, count) => sum + (count - 20) ** 2 / 20, 0)).toBeLessThan(43.82);
  });

  it('draws other lists for another seed, and the same list whoever else is there', async () => {
    const [first] = await listsFor(random, wide, [7], 5);
    const [other] = await listsFor(random, wide, [7], 5, 'other');
    const [shrunk] = await listsFor(
      random,
      smallTraining(300, 20, ROWS.concat(Array.from({ length: 300 }, (_, s): SmallRow => [s, s % 20]))),
      [7],
      5,
    );
    expect(other).not.toEqual(first);
    expect(shrunk).toEqual(first);
  });
});

describe('bias-baseline', () => {
  it('has the biases worked by hand after one epoch', async () => {
    // Mean 3; item 0: (2 + 1) / (1 + 2) = 1, item 1: (-3) / (1 + 1) = -1.5; then shoppers on what is left.
    const data = smallTraining(2, 3, [
      [0, 0, 0, 5],
      [1, 0, 0, 4],
      [1, 1, 0, 0],
    ]);
    const params = biasBaseline.params.parse({ epochs: 1, itemRegularisation: 1, shopperRegularisation: 2 });
    const model = await biasBaseline.fit(data, params, quietRun('s'));
    const out = new Float32Array(5);
    model.predict(Uint32Array.of(0, 1, 1, NO_SHOPPER, 0), Uint32Array.of(0, 0, 1, 1, 2), out);
    const [first, second] = [(2 - 1) / 3, (1 - 1 + (-3 + 1.5)) / 4];
    [3 + 1 + first, 3 + 1 + second, 3 - 1.5 + second, 1.5, 3 + first].forEach((value, i) => {
      expect(out[i]).toBeCloseTo(value, 5);
    });
  });
});
