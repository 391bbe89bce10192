/** The curves of the page: which measure, in what unit, what it means, and how a difference between two shops is said. */

import type { Room } from './axis.ts';

export interface Curve {
  readonly id: string;
  /** In `RoundSketch.measures`. */
  readonly measure: string;
  readonly title: string;
  /** Of the axis. */
  readonly unit: string;
  /** What is counted, in a sentence for who has never heard of it. */
  readonly means: string;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Of the axis, in its unit. */
  readonly room: Room;
  /** Said of a shop whose value is above its rival's, and below. */
  readonly above: string;
  readonly below: string;
  /** Divides values before they are shown. */
  readonly scale: number;
}

export const CURVES: readonly Curve[] = [
  {
    id: 'alike',
    measure: 'shown.interJaccard',
    title: 'How alike two shoppers’ pages are',
    unit: '% of items in common',
    means:
      'Two shoppers are drawn many times over. Of all the items that both were shown that day, which share did both see?',
    better: 'neither',
    room: { fromZero: true, span: 20 },
    above: 'shows different people more of the same',
    below: 'shows different people less of the same',
    scale: 0.01,
  },
  {
    id: 'variety',
    measure: 'shown.intraDiversity',
    title: 'How varied one shopper’s page is',
    unit: '1 − cosine',
    means:
      'Pairs of items on one shopper’s pages of a day: 0 when all are of the same kind, 1 when no two have anything in common.',
    better: 'neither',
    room: { fromZero: false, span: 0.2, most: 1 },
    above: 'shows each person a wider mix',
    below: 'shows each person a narrower mix',
    scale: 1,
  },
  {
    id: 'tastes',
    measure: 'latent.interJaccard',
    title: 'How alike tastes have become',
    unit: '% of favourites in common',
    means:
      'Of the items that two shoppers would like best in truth, the share that they have in common. Tastes move toward what is consumed.',
    better: 'neither',
    room: { fromZero: false, span: 4, most: 100 },
    above: 'has made tastes more alike',
    below: 'has left tastes more apart',
    scale: 0.01,
  },
  {
    id: 'gini',
    measure: 'shown.catalogueGini',
    title: 'How unequally items are shown',
    unit: 'Gini index',
    means: '0: every item of the catalogue is shown equally often. 1: a single one takes every place.',
    better: 'neither',
    room: { fromZero: false, span: 0.2, most: 1 },
    above: 'gives more of the stage to fewer items',
    below: 'spreads the stage over more items',
    scale: 1,
  },
  {
    id: 'sales',
    measure: 'revenue',
    title: 'Sales',
    unit: 'money a shopper a day',
    means: 'What a shopper spends on a day, on average over all shoppers, those who did not come among them.',
    better: 'higher',
    room: { fromZero: true, span: 10 },
    above: 'sells more',
    below: 'sells less',
    scale: 100,
  },
  {
    id: 'regret',
    measure: 'slotRegret',
    title: 'What shoppers miss',
    unit: 'regret, utility a place',
    means:
      'How much better the best possible page would have been, place for place, for the same shopper on the same day. No shop can measure it: only a simulator knows.',
    better: 'lower',
    room: { fromZero: true, span: 2 },
    above: 'misses more of what people would like best',
    below: 'misses less of what people would like best',
    scale: 1,
  },
];

export const curveOf = (id: string): Curve => CURVES.find((curve) => curve.id === id)!;

/** Two significant digits at least, at most three decimals; a proper minus. */
export function plainNumber(value: number): string {
  const size = Math.abs(value);
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.095 || size === 0 ? 2 : 3);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** A value of the curve, already divided by its scale: percentages to one decimal, all else to what it takes. */
export const curveNumber = ({ scale }: Pick<Curve, 'scale'>, value: number): string =>
  scale === 0.01 ? value.toFixed(1).replace('-', '−') : plainNumber(value);

/** 0.07 -> `7 %`. */
export const plainPercent = (share: number): string =>
  `${(100 * share)
    .toFixed(Math.abs(share) < 0.0995 && share !== 0 ? 1 : 0)
    .replace('-', '−')
    .replace(/\.0$/, '')} %`;
