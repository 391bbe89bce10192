/** The reviews that are read: their texts with what is known of each, and what the truth says where it is given. */

import { SIMULATED_ASPECTS } from '../../algorithms/text/aspects/aspect-words.ts';
import { NOT_TOLD } from '../../algorithms/text/aspects/opinions.ts';
import { latentScores } from '../../algorithms/text/course/latent-scores.ts';
import type { Signals } from '../../algorithms/text/course/turns.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { Experiences, ReviewAspects } from '../../simulator/filing/life-truth.ts';

/** What only the simulator knows; used to score, and to learn aspects from. */
export interface ReadingTruth {
  readonly aspects: ReviewAspects;
  readonly experiences: Experiences;
}

/** Reviews that have a text, in the order of the data. */
export interface ReadTexts {
  /** Row of `log.reviews` of each. */
  readonly rows: Uint32Array;
  /** Title and text, a line each. */
  readonly texts: readonly string[];
}

export function readTexts({ log, reviewDetails }: Pick<Dataset, 'log' | 'reviewDetails'>): ReadTexts {
  const { reviews } = log;
  const title = reviewDetails?.title;
  const whole = Array.from({ length: reviews.length }, (_, row) =>
    [title?.[row] ?? '', reviews.text[row]!]
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .join('\n'),
  );
  const rows = Uint32Array.from(whole.keys()).filter((row) => whole[row] !== '');
  return { rows, texts: Array.from(rows, (row) => whole[row]!) };
}

/** (texts x aspects) what each text says of the simulated aspects, as labelled. */
export function aspectLabels(
  { log: { reviews } }: Pick<Dataset, 'log'>,
  { rows }: ReadTexts,
  truth: ReviewAspects,
): Uint8Array {
  const names = SIMULATED_ASPECTS.length;
  const labels = new Uint8Array(rows.length * names).fill(NOT_TOLD);
  const place = new Map<string, number>();
  rows.forEach((row, text) => {
    place.set(keyOf(reviews, row), text);
  });
  for (let row = 0; row < truth.length; row++) {
    const text = place.get(keyOf(truth, row));
    if (text !== undefined) labels[text * names + truth.aspect[row]!] = truth.polarity[row]!;
  }
  return labels;
}

interface Keyed {
  readonly time: Uint32Array;
  readonly shopper: Uint32Array;
  readonly item: Uint32Array;
  readonly order: Uint32Array;
}

const keyOf = ({ time, shopper, item, order }: Keyed, row: number): string =>
  `${time[row]} ${shopper[row]} ${item[row]} ${order[row]}`;

/** Brand of the item of each review, else its top category; -1 where neither is known. */
export interface ReviewGroups {
  readonly by: 'brand' | 'category';
  readonly names: readonly string[];
  /** (reviews) */
  readonly of: Int32Array;
}

export function reviewGroups({ log: { reviews }, catalog }: Pick<Dataset, 'log' | 'catalog'>): ReviewGroups {
  const by = catalog.brand.some((brand) => brand !== '') ? 'brand' : 'category';
  const index = new Map<string, number>();
  const ofItem = Int32Array.from({ length: catalog.length }, (_, item) => {
    const name = by === 'brand' ? catalog.brand[item]! : catalog.category[item]!.split(' > ')[0]!;
    if (name === '') return -1;
    if (!index.has(name)) index.set(name, index.size);
    return index.get(name)!;
  });
  return { by, names: [...index.keys()], of: Int32Array.from(reviews.item, (item) => ofItem[item]!) };
}

/** What each shopper says in reviews, in the order of time; with what is sent back or asked for help as -1, where wanted. */
export function shopperSignals(
  { log: { reviews, afterSale } }: Pick<Dataset, 'log'>,
  sentiment: Float64Array,
  withAfterSale: boolean,
): Signals {
  const rows: { shopper: number; time: number; value: number }[] = [];
  for (let row = 0; row < reviews.length; row++) {
    if (!Number.isNaN(sentiment[row]!))
      rows.push({ shopper: reviews.shopper[row]!, time: reviews.time[row]!, value: sentiment[row]! });
  }
  if (withAfterSale && afterSale) {
    const { returns, tickets } = afterSale;
    for (let row = 0; row < returns.length; row++)
      rows.push({ shopper: returns.shopper[row]!, time: returns.time[row]!, value: -1 });
    for (let row = 0; row < tickets.length; row++)
      if (tickets.step[row] === 0)
        rows.push({ shopper: tickets.shopper[row]!, time: tickets.time[row]!, value: -1 });
  }
  return inTime(rows);
}

function inTime(rows: { shopper: number; time: number; value: number }[]): Signals {
  rows.sort((a, b) => a.time - b.time || a.shopper - b.shopper);
  return {
    length: rows.length,
    shopper: Uint32Array.from(rows, ({ shopper }) => shopper),
    time: Uint32Array.from(rows, ({ time }) => time),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}

/**
 * What each shopper felt of what came, when it came: of each reviewed line of an order, dated by its parcel. Reviews of what was bought elsewhere,
 * or never came, say nothing of the shop.
 */
export function feltSignals(
  { log: { reviews, afterSale } }: Pick<Dataset, 'log'>,
  pleased: Float64Array,
): Signals | undefined {
  if (!afterSale) return undefined;
  const { deliveries } = afterSale;
  const door = new Map(Array.from(deliveries.order, (order, row) => [order, deliveries.time[row]!]));
  const rows = [...reviews.order.keys()].filter(
    (row) => door.has(reviews.order[row]!) && !Number.isNaN(pleased[row]!),
  );
  const felt = latentScores(rows.map((row) => pleased[row]!));
  return inTime(
    rows.map((row, n) => ({
      shopper: reviews.shopper[row]!,
      time: door.get(reviews.order[row]!)!,
      value: felt[n]!,
    })),
  );
}

/** Satisfaction of each shopper just after each order line arrived. */
export const satisfactionSignals = ({ length, shopper, time, satisfaction }: Experiences): Signals => ({
  length,
  shopper,
  time,
  value: Float64Array.from(satisfaction),
});
