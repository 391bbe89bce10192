/** Hand-worked values of every measure. */

import { describe, expect, it } from 'vitest';
import { fromTriplets } from '../../../numerics/csr.ts';
import type { BagContext, Bags, ItemVectors, Outcomes, SellerSums } from './definition.ts';
import { BAG_METRICS, LOOP_METRICS, OUTCOME_METRICS, SELLER_METRICS } from './registry.ts';
import { exposureToMerit } from './sellers.ts';

const bagsOf = (rows: readonly (readonly number[])[], items = 6): Bags =>
  fromTriplets(
    rows.length,
    items,
    Uint32Array.from(rows.flatMap((own, row) => own.map(() => row))),
    Uint32Array.from(rows.flat()),
    new Float32Array(rows.flat().length).fill(1),
  );
/** Items 0 and 1 are alike, 2 is at a right angle to them, 3 at 60 degrees to 0 in their plane, 4 and 5 have no vector. */
const vectors: ItemVectors = {
  dimensions: 2,
  rowPtr: Uint32Array.of(0, 1, 2, 3, 5, 5, 5),
  colIdx: Uint32Array.of(0, 0, 1, 0, 1),
  value: Float64Array.of(1, 1, 1, 0.5, Math.sqrt(0.75)),
};
const context: BagContext = {
  vectors,
  pairs: Uint32Array.of(0, 1, 1, 2, 0, 3),
  nearest: Uint32Array.of(1, 0, 1, 0),
};
/** Shopper 1 met item 1 twice; shopper 3 met nothing. */
const bags = bagsOf([[0, 1, 2], [1, 1, 3], [4], []]);

describe('measures of a series', () => {
  it('interJaccard: shared over all, pairs with somebody who has nothing left out', () => {
    // (0, 1): {1} of {0, 1, 2, 3}; (1, 2): nothing of three; (0, 3) is left out.
    expect(BAG_METRICS.interJaccard.of(bags, context)).toEqual({ value: (1 / 4 + 0) / 2, n: 2 });
  });

  it('interCosine: by counts', () => {
    // (1, 1, 1) with (2, 1) share item 1: 2 / (sqrt 3 sqrt 5).
    const { value, n } = BAG_METRICS.interCosine.of(bags, context);
    expect(value).toBeCloseTo(2 / Math.sqrt(15) / 2, 12);
    expect(n).toBe(2);
  });

  it('nearestJaccard: each shopper with the nearest', () => {
    // 0 with 1, 1 with 0: a quarter each; 2 with 1: nothing; 3 is left out.
    expect(BAG_METRICS.nearestJaccard.of(bags, context)).toEqual({ value: 0.5 / 3, n: 3 });
  });

  it('are 1 for shoppers who met the same, and not defined where nobody met anything', () => {
    const same = bagsOf([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    for (const name of ['interJaccard', 'interCosine', 'nearestJaccard'] as const)
      expect(BAG_METRICS[name].of(same, context).value).toBeCloseTo(1, 12);
    for (const metric of Object.values(BAG_METRICS))
      expect(metric.of(bagsOf([[], [], [], []]), context)).toEqual({ value: Number.NaN, n: 0 });
  });

  it('intraDiversity: distinct items with a vector, shoppers with fewer than two left out', () => {
    // 0: pairs (0, 1) 0, (0, 2) 1, (1, 2) 1; 1: (1, 3) 1 - cos 60 degrees.
    const { value, n } = BAG_METRICS.intraDiversity.of(bags, context);
    expect(value).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(n).toBe(2);
    expect(BAG_METRICS.intraDiversity.of(bags, { ...context, vectors: null })).toEqual({
      value: Number.NaN,
      n: 0,
    });
  });

  it('catalogueGini, -Entropy, -Coverage: by counts over all items', () => {
    // Counts 1 3 1 1 1 0, sorted 0 1 1 1 1 3: (-3 - 1 + 1 + 3 + 15) / (6 x 7).
    expect(BAG_METRICS.catalogueGini.of(bags, context)).toEqual({ value: 15 / 42, n: 7 });
    const { value } = BAG_METRICS.catalogueEntropy.of(bags, context);
    expect(value).toBeCloseTo((4 / 7) * Math.log2(7) + (3 / 7) * Math.log2(7 / 3), 12);
    expect(BAG_METRICS.catalogueCoverage.of(bags, context)).toEqual({ value: 5 / 6, n: 7 });
    const even = bagsOf([[0, 1, 2, 3, 4, 5]]);
    expect(BAG_METRICS.catalogueGini.of(even, context).value).toBeCloseTo(0, 12);
    expect(BAG_METRICS.catalogueEntropy.of(even, context).value).toBeCloseTo(Math.log2(6), 12);
  });
});

const outcomes: Outcomes = {
  utility: Float64Array.of(1, 2, 0),
  clicks: Float64Array.of(3, 0, 0),
  orders: Float64Array.of(1, 1, 1),
  revenue: Float64Array.of(100, 250, 40),
  satisfaction: Float64Array.of(0.5, -0.5, 9),
  left: Uint8Array.of(0, 0, 1),
  homeSlots: Float64Array.of(10, 30, 0),
  homeUtility: Float64Array.of(20, -20, 0),
  bestUtility: Float64Array.of(30, 10, 0),
};

describe('measures of outcomes', () => {
  it.each([
    ['realisedUtility', 1, 3],
    ['slotUtility', 0, 40],
    ['slotRegret', 1, 40],
    ['clicks', 1, 3],
    ['orders', 1, 3],
    ['revenue', 130, 3],
    ['satisfaction', 0, 2],
    ['churn', 1 / 3, 3],
  ] as const)('%s is %d over %d', (name, value, n) => {
    const measured = OUTCOME_METRICS[name].of(outcomes);
    expect(measured.value).toBeCloseTo(value, 12);
    expect(measured.n).toBe(n);
  });

  it('of slots are not defined where the policy filled none', () => {
    const none = { ...outcomes, homeSlots: new Float64Array(3) };
    expect(OUTCOME_METRICS.slotRegret.of(none)).toEqual({ value: Number.NaN, n: 0 });
  });
});

const sums: SellerSums = {
  exposure: Float64Array.of(6, 3, 1, 0),
  merit: Float64Array.of(0.25, 0.25, 0.25, 0.25),
  sales: Float64Array.of(4, 0, 1, 0),
  revenue: Float64Array.of(300, 0, 100, 0),
};

describe('measures of sellers', () => {
  it.each([
    ['sellersSelling', 2],
    // 0 0 100 300: (1 x 100 + 3 x 300) / (4 x 400).
    ['sellerSalesGini', 1000 / 1600],
    // 0 1 3 6: (-1 + 3 + 18) / (4 x 10).
    ['sellerExposureGini', 20 / 40],
    // .6 .3 .1 0 against .25: (.35 + .05 + .15 + .25) / 2.
    ['sellerDisparity', 0.4],
  ] as const)('%s is %d', (name, value) => {
    const measured = SELLER_METRICS[name].of(sums);
    expect(measured.value).toBeCloseTo(value, 12);
    expect(measured.n).toBe(4);
  });

  it('are 0 apart where exposure follows merit, and not defined where nothing is shown or sold', () => {
    const fair = { ...sums, exposure: sums.merit.map((share) => 8 * share) };
    expect(SELLER_METRICS.sellerDisparity.of(fair).value).toBeCloseTo(0, 12);
    const nothing = { ...sums, exposure: new Float64Array(4), revenue: new Float64Array(4) };
    for (const name of ['sellerSalesGini', 'sellerExposureGini', 'sellerDisparity'] as const)
      expect(SELLER_METRICS[name].of(nothing).value).toBeNaN();
    expect([...exposureToMerit(sums.exposure, sums.merit)]).toEqual([2.4, 1.2, 0.4, 0]);
    expect(exposureToMerit(Float64Array.of(1), Float64Array.of(0))[0]).toBeNaN();
  });
});

it('every measure stands under its name and has an id of its own', () => {
  for (const [name, { name: own, id }] of Object.entries(LOOP_METRICS)) {
    expect(own).toBe(name);
    expect(id).toMatch(new RegExp(`^${name}\\.v\\d+$`));
  }
});
