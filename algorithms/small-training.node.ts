import { REVIEWS, type Reviews } from '../datasets/after-sale-tables.ts';
import type { Examples } from '../datasets/examples.ts';
import { type Feedback, toInteractions } from '../datasets/interactions.ts';
import type { Shown } from '../datasets/shown.ts';
import { CATALOG, createTable, SHOPPERS } from '../datasets/tables.ts';
import { aliasTable, sampleAlias, zipfWeights } from '../numerics/distributions.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import type { FitRun, LearntExamples, TrainingData } from './algorithm.ts';
import { fitRun } from './fitting.ts';

/** One training row; time 0 s and value 1 unless said. */
export type SmallRow = readonly [shopper: number, item: number, time?: number, value?: number];

/** Training data from a handful of rows, for examples and tests; `titles` are those of the first items. */
export function smallTraining(
  shoppers: number,
  items: number,
  rows: readonly SmallRow[],
  titles: readonly string[] = [],
): TrainingData {
  const feedback: Feedback = {
    length: rows.length,
    shoppers,
    items,
    shopper: Uint32Array.from(rows, ([shopper]) => shopper),
    item: Uint32Array.from(rows, ([, item]) => item),
    time: Uint32Array.from(rows, ([, , time]) => time ?? 0),
    value: Float32Array.from(rows, ([, , , value]) => value ?? 1),
    relevant: new Uint8Array(rows.length).fill(1),
  };
  const catalog = createTable(CATALOG, items);
  for (let item = 0; item < items; item++) {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.title[item] = titles[item] ?? '';
  }
  const known = createTable(SHOPPERS, shoppers);
  for (let shopper = 0; shopper < shoppers; shopper++) {
    known.shopper[shopper] = shopper;
    known.key[shopper] = shopper;
  }
  return {
    asOf: Number.POSITIVE_INFINITY,
    feedback,
    interactions: toInteractions(feedback),
    catalog,
    shoppers: known,
  };
}

/** One slot of a slate; those of a slate stand together. */
export type ShownRow = readonly [
  slate: number,
  shopper: number,
  item: number,
  clicked: number,
  time?: number,
];

/** What was shown, from a handful of rows: positions by their order in the slate, propensity 1. */
export function smallShown(rows: readonly ShownRow[]): Shown {
  let top = 0;
  const position = Uint8Array.from(rows, ([slate], i) => {
    if (i > 0 && rows[i - 1]![0] !== slate) top = i;
    return i - top;
  });
  return {
    length: rows.length,
    slates: rows.length === 0 ? 0 : rows[rows.length - 1]![0] + 1,
    slate: Uint32Array.from(rows, ([slate]) => slate),
    shopper: Uint32Array.from(rows, ([, shopper]) => shopper),
    item: Uint32Array.from(rows, ([, , item]) => item),
    position,
    time: Uint32Array.from(rows, ([, , , , time]) => time ?? 0),
    propensity: new Float32Array(rows.length).fill(1),
    clicked: Uint8Array.from(rows, ([, , , clicked]) => clicked),
  };
}

/** Reviews from a handful of rows; time 0 s unless said. */
export function smallReviews(
  rows: readonly (readonly [shopper: number, item: number, rating: number, time?: number])[],
): Reviews {
  const reviews = createTable(REVIEWS, rows.length);
  rows.forEach(([shopper, item, rating, time = 0], row) => {
    reviews.shopper[row] = shopper;
    reviews.item[row] = item;
    reviews.rating[row] = rating;
    reviews.time[row] = time;
  });
  return reviews;
}

/** One example: its class (of three at most: 0, 1, 2), its text, its features. */
export type SmallExample = readonly [label: number, text: string, features?: readonly number[]];

/** Examples from a handful of rows, a minute apart; those without a class are not known. */
export function smallExamples(
  classes: readonly string[],
  rows: readonly SmallExample[],
  names: readonly string[] = ['a', 'b'],
): Examples {
  return {
    length: rows.length,
    classes,
    label: Uint8Array.from(rows, ([label]) => label),
    time: Uint32Array.from(rows, (_, i) => 60 * i),
    text: rows.map(([, text]) => text),
    features: {
      names,
      values: Float32Array.from(rows.flatMap(([, , features]) => features ?? names.map(() => 0))),
    },
    amount: Float64Array.from(rows, (_, i) => 100 * (i + 1)),
    holder: Uint32Array.from(rows, (_, i) => 1 + (i % 7)),
    ratings: {
      shopper: Uint32Array.from(rows, (_, i) => i % 7),
      item: Uint32Array.from(rows, (_, i) => i % 5),
      value: Float32Array.from(rows, (_, i) => 1 + (i % 5)),
    },
    groups: [],
  };
}

/** All of them to learn from, with their classes. */
export const learntFrom = (all: Examples, rows = Uint32Array.from(all.label.keys())): LearntExamples => ({
  all,
  rows,
  label: Uint8Array.from(rows, (row) => all.label[row]!),
});

/** A run that nothing aborts and nobody watches. */
export function quietRun(seed: string, threads = 1): FitRun {
  const signal = new AbortController().signal;
  return fitRun({ seed: seedWords(seed), signal, kernels: kernelHost(threads) });
}

/** Training data of any size in which few items are had by many: `each` draws a shopper, repeats summed. */
export function skewedTraining(seed: string, shoppers: number, items: number, each: number): TrainingData {
  const key = drawKey(seedWords(seed), 'training.skewed');
  const popular = aliasTable(zipfWeights(items, 0.8));
  const rows = Array.from({ length: shoppers * each }, (_, i): SmallRow => {
    const shopper = Math.floor(i / each);
    return [shopper, sampleAlias(popular, uniform(key, shopper, i % each))];
  });
  return smallTraining(shoppers, items, rows);
}
