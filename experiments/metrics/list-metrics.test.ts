import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemFeatures } from '../../datasets/item-features.ts';
import { CATALOG, type Catalog, createTable } from '../../datasets/tables.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { countKnown, listContext, popularityCounts } from './list-context.ts';
import { METRICS } from './registry.ts';

/** Training pairs [shopper, item] as interactions. */
function pairs(shoppers: number, items: number, list: [number, number][]) {
  const rows = Uint32Array.from(list, ([shopper]) => shopper);
  const cols = Uint32Array.from(list, ([, item]) => item);
  return fromTriplets(shoppers, items, rows, cols, new Float32Array(list.length).fill(5));
}

type Row = { category?: string; brand?: string; attributes?: string };

function catalogOf(rows: Row[]): Catalog {
  const catalog = createTable(CATALOG, rows.length);
  rows.forEach(({ category = '', brand = '', attributes = '' }, item) => {
    catalog.item[item] = item;
    catalog.category[item] = category;
    catalog.brand[item] = brand;
    catalog.attributes[item] = attributes;
    catalog.title[item] = `title ${item}`;
  });
  return catalog;
}

// Item 0 was had by shoppers 0, 1, 2; item 1 by shopper 0; item 2 by nobody; shopper 3 had nothing.
const TRAIN = pairs(4, 3, [
  [0, 0],
  [1, 0],
  [2, 0],
  [0, 1],
]);

describe('training popularity', () => {
  it('counts distinct shoppers, whatever the weights', () => {
    expect([...popularityCounts(TRAIN)]).toEqual([3, 1, 0]);
    expect(countKnown(TRAIN)).toBe(3);
  });
});

describe('novelty', () => {
  const context = listContext(TRAIN, null);
  const of = (...items: number[]): number =>
    METRICS.novelty.of(Uint32Array.from(items), 0, items.length, context, 0);
  it('is the self-information in bits: known to all 0, to one of three 1, to nobody 2', () => {
    expect(of(0)).toBeCloseTo(0, 12);
    expect(of(1)).toBeCloseTo(1, 12);
    expect(of(2)).toBeCloseTo(2, 12);
    expect(of(0, 1, 2)).toBeCloseTo(1, 12);
  });
  it('is not defined for an empty list', () => expect(of()).toBeNaN());
  it('reads only its own places', () => {
    expect(METRICS.novelty.of(Uint32Array.of(2, 2, 1, 2), 2, 1, context, 0)).toBeCloseTo(1, 12);
  });
});

describe('popularityLift', () => {
  const context = listContext(TRAIN, null);
  it('compares the mean popularity of a list with that of the profile', () => {
    expect(METRICS.popularityLift.of(Uint32Array.of(0, 1), 0, 2, context, 0)).toBeCloseTo(
      (1 + 1 / 3) / 2,
      12,
    );
    expect(METRICS.popularityLift.baseline!(0, context)).toBeCloseTo((1 + 1 / 3) / 2, 12);
    expect(METRICS.popularityLift.baseline!(1, context)).toBe(1);
  });
  it('is not defined for an empty list, nor for an empty profile', () => {
    expect(METRICS.popularityLift.of(Uint32Array.of(), 0, 0, context, 0)).toBeNaN();
    expect(METRICS.popularityLift.baseline!(3, context)).toBeNaN();
  });
});

describe('item features', () => {
  it('are category path parts, brand and attributes as unit vectors', () => {
    const features = itemFeatures(
      catalogOf([{ category: 'Home > Kitchen', brand: 'Acme', attributes: 'hue=red' }, {}]),
    );
    expect(features?.features).toBe(4);
    expect([...features!.rowPtr]).toEqual([0, 4, 4]);
    expect([...features!.weight]).toEqual([0.5, 0]);
  });
  it('count once when an attribute stands twice', () => {
    const features = itemFeatures(catalogOf([{ attributes: 'genre=Drama|genre=Drama| ' }]));
    expect(features?.features).toBe(1);
  });
  it('are none when the catalog has only texts', () => expect(itemFeatures(catalogOf([{}, {}]))).toBeNull());
});

describe('diversity', () => {
  const catalog = catalogOf([
    { category: 'A > B', brand: 'x' },
    { category: 'A > B', brand: 'x' },
    { category: 'A > C', brand: 'y' },
    { category: 'D', brand: 'z' },
    {},
  ]);
  const features = itemFeatures(catalog);
  const train = pairs(1, 5, [[0, 0]]);
  const context = listContext(train, features);
  const of = (...items: number[]): number =>
    METRICS.diversity.of(Uint32Array.from(items), 0, items.length, context, 0);
  it('is 0 for twins, 1 for strangers, 1 - 1/3 where one of three features is shared', () => {
    expect(of(0, 1)).toBeCloseTo(0, 12);
    expect(of(0, 3)).toBeCloseTo(1, 12);
    expect(of(0, 2)).toBeCloseTo(2 / 3, 12);
  });
  it('is the mean over all pairs of a list', () => {
    expect(of(0, 1, 2, 3)).toBeCloseTo((0 + 2 / 3 + 1 + 2 / 3 + 1 + 1) / 6, 12);
  });
  it('leaves pairs with a featureless item out', () => expect(of(0, 4, 2)).toBeCloseTo(2 / 3, 12));
  it('is not defined without a pair: one item, an empty list, a catalog without features', () => {
    expect(of(0)).toBeNaN();
    expect(of(0, 4)).toBeNaN();
    expect(of()).toBeNaN();
    expect(METRICS.diversity.of(Uint32Array.of(0, 1), 0, 2, listContext(train, null), 0)).toBeNaN();
  });
  it('equals the mean over pairs computed pair by pair, in any order of the list', () => {
    const word = fc.constantFrom('', 'p', 'q', 'r', 's');
    const row = fc.record({
      category: word,
      brand: word,
      attributes: fc.constantFrom('', 'm=1', 'm=1|n=2', 'n=2|o=3'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 12 }), (rows) => {
        const vectors = rows.map(({ category, brand, attributes }) => [
          ...(category ? [`c${category}`] : []),
          ...(brand ? [`b${brand}`] : []),
          ...attributes.split('|').filter(Boolean),
        ]);
        const unlike: number[] = [];
        vectors.forEach((a, i) => {
          for (const b of vectors.slice(0, i)) {
            if (a.length === 0 || b.length === 0) continue;
            unlike.push(1 - a.filter((f) => b.includes(f)).length / Math.sqrt(a.length * b.length));
          }
        });
        const context = listContext(pairs(1, rows.length, [[0, 0]]), itemFeatures(catalogOf(rows)));
        const items = Uint32Array.from(rows.keys());
        const expected = unlike.reduce((sum, value) => sum + value, 0) / unlike.length;
        for (const list of [items, items.slice().reverse()]) {
          const value = METRICS.diversity.of(list, 0, list.length, context, 0);
          if (unlike.length === 0) expect(value).toBeNaN();
          else expect(value).toBeCloseTo(expected, 10);
        }
        expect(context.featureSums.every((sum) => sum === 0)).toBe(true);
      }),
    );
  });
});

describe('calibration', () => {
  // Shopper 0 had two items of A and two of B, shopper 1 had nothing, shopper 2 one without a category.
  const catalog = catalogOf([
    ...['A', 'A', 'B', 'B', 'A', 'B', 'C'].map((category) => ({ category })),
    { brand: 'no category' },
  ]);
  const train = pairs(3, 8, [
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [2, 7],
  ]);
  const context = listContext(train, itemFeatures(catalog));
  const of = (shopper: number, ...items: number[]): number =>
    METRICS.calibration.of(Uint32Array.from(items), 0, items.length, context, shopper);

  it('is 0 for the shares of the shopper', () => {
    expect(of(0, 4, 5)).toBe(0);
    expect(of(0, 4, 5, 7)).toBe(0);
  });
  it('is the divergence from the shares of the list, smoothed', () => {
    // p = (1/2, 1/2); q = (2/3, 1/3), q~ = .99 q + .005 = (.665, .335).
    expect(of(0, 0, 4, 5)).toBeCloseTo(0.5 * Math.log(0.5 / 0.665) + 0.5 * Math.log(0.5 / 0.335), 12);
    // Nothing of either: q~ = .005 for both.
    expect(of(0, 6)).toBeCloseTo(Math.log(100), 12);
  });
  it('is not defined without a category in the history or in the list', () => {
    expect([of(1, 0), of(2, 0), of(0, 7), of(0)]).toEqual([NaN, NaN, NaN, NaN]);
    const bare = listContext(train, null);
    expect(METRICS.calibration.of(Uint32Array.of(0), 0, 1, bare, 0)).toBeNaN();
  });
});

describe('priceShown and priceLift', () => {
  // Shopper 0 had items of 100 and 300 cents, shopper 1 one of 100; the price of item 2 is not known.
  const context = listContext(TRAIN, null, Uint32Array.of(100, 300, 0));
  const of = (...items: number[]): number =>
    METRICS.priceShown.of(Uint32Array.from(items), 0, items.length, context, 0);
  it('are the mean of the known prices of a list, and that of what was had', () => {
    expect(of(0, 1)).toBe(200);
    expect(of(1, 2)).toBe(300);
    expect(METRICS.priceLift.of(Uint32Array.of(0, 1), 0, 2, context, 1)).toBe(200);
    expect(METRICS.priceLift.baseline!(0, context)).toBe(200);
    expect(METRICS.priceLift.baseline!(1, context)).toBe(100);
  });
  it('are not defined where no price is known, nor for an empty list, an empty profile or no catalog', () => {
    expect(of(2)).toBeNaN();
    expect(of()).toBeNaN();
    expect(METRICS.priceLift.baseline!(3, context)).toBeNaN();
    expect(METRICS.priceShown.of(Uint32Array.of(0), 0, 1, listContext(TRAIN, null), 0)).toBeNaN();
  });
});
