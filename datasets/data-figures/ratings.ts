/** What is said of items: stars, how long texts are, how many reviews have an order behind them. */

import type { Dataset } from '../dataset.ts';
import { NO_ORDER } from '../tables.ts';
import { type Absent, absent } from './absent.ts';
import { type Spread, spreadOf } from './spreads.ts';

/** Different values of ratings that are told apart, at most; those between are rounded to whole stars. */
const MOST_VALUES = 21;

export interface RatingFigures {
  readonly n: number;
  readonly mean: number;
  /** Ascending, whole or as they are. */
  readonly values: readonly { readonly stars: number; readonly n: number }[];
  /** Reviews with an order behind them, and their mean rating; absent where no order is known. */
  readonly verified: { readonly n: number; readonly mean: number } | Absent;
  /** Words of the texts that are not empty. */
  readonly words: Spread | Absent;
  /** Reviewers who recommend the item; absent where the data does not tell. */
  readonly recommended?: number;
  /** Reviews that somebody found helpful; absent where the data does not tell. */
  readonly helpful?: number;
}

export function ratingFigures({ log: { reviews }, reviewDetails = {} }: Dataset): RatingFigures | Absent {
  const { length, rating, order, text } = reviews;
  if (length === 0) return absent('the data tells of no ratings');
  const [all, verified] = [
    { n: 0, sum: 0 },
    { n: 0, sum: 0 },
  ];
  for (let row = 0; row < length; row++) {
    all.n++;
    all.sum += rating[row]!;
    if (order[row] === NO_ORDER) continue;
    verified.n++;
    verified.sum += rating[row]!;
  }
  const { recommended, helpful } = reviewDetails;
  return {
    n: length,
    mean: all.sum / length,
    values: valuesOf(rating),
    verified:
      verified.n === 0
        ? absent('no order of a review is known')
        : { n: verified.n, mean: verified.sum / verified.n },
    words: spreadOf(Uint32Array.from(text, wordsOf), 'the data has no texts of reviews'),
    ...(recommended && { recommended: recommended.reduce((sum, one) => sum + one, 0) }),
    ...(helpful && { helpful: helpful.reduce((sum, votes) => sum + (votes > 0 ? 1 : 0), 0) }),
  };
}

function valuesOf(rating: Float32Array): RatingFigures['values'] {
  const count = (round: (stars: number) => number): Map<number, number> => {
    const counts = new Map<number, number>();
    for (let row = 0; row < rating.length; row++) {
      const stars = round(rating[row]!);
      counts.set(stars, (counts.get(stars) ?? 0) + 1);
    }
    return counts;
  };
  const exact = count((stars) => stars);
  const counts = exact.size > MOST_VALUES ? count(Math.round) : exact;
  return [...counts].sort(([a], [b]) => a - b).map(([stars, n]) => ({ stars, n }));
}

/** Runs of anything but white space. */
function wordsOf(text: string): number {
  let [words, inside] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const isSpace = text.charCodeAt(i) <= 32;
    if (!isSpace && !inside) words++;
    inside = !isSpace;
  }
  return words;
}
