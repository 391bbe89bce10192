/** What list metrics know besides the list: popularity in training, and what the catalog says of the items. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { ItemFeatures } from '../../datasets/item-features.ts';
import { log } from '../../numerics/math.ts';

export interface ListContext {
  /** (items) bits: -log2((training shoppers who had the item + 1) / (training shoppers + 1)) */
  readonly selfInformation: Float64Array;
  /** (items) share of the training shoppers who had the item */
  readonly popularity: Float64Array;
  /** (items) place by training popularity, 0 = most popular; items of equal popularity by index */
  readonly popularityRank: Uint32Array;
  /** (shoppers) mean popularity of the items that a shopper had in training; NaN for none */
  readonly profilePopularity: Float64Array;
  /** (shoppers x items) what was had in training */
  readonly train: Interactions;
  /** null when the catalog says nothing. */
  readonly features: ItemFeatures | null;
  /** (items) list price in cents, 0 where it is not known; null when the catalog says nothing. */
  readonly price: Uint32Array | null;
  /** (features) working space, all zero between lists */
  readonly featureSums: Float64Array;
}

/** (items) distinct training shoppers who had each item */
export function popularityCounts(train: Interactions): Uint32Array {
  const counts = new Uint32Array(train.cols);
  for (const item of train.colIdx) counts[item]!++;
  return counts;
}

/** Shoppers with a training row. */
export function countKnown({ rows, rowPtr }: Interactions): number {
  let known = 0;
  for (let row = 0; row < rows; row++) if (rowPtr[row + 1]! > rowPtr[row]!) known++;
  return known;
}

/** Few counts are distinct, and a logarithm of each is enough. */
function selfInformationOf(counts: Uint32Array, known: number): Float64Array {
  const most = counts.reduce((high, count) => Math.max(high, count), 0);
  const ofCount = new Float64Array(most + 1).fill(Number.NaN);
  const information = new Float64Array(counts.length);
  for (let item = 0; item < counts.length; item++) {
    const count = counts[item]!;
    if (Number.isNaN(ofCount[count]!)) ofCount[count] = -log((count + 1) / (known + 1)) / log(2);
    information[item] = ofCount[count]!;
  }
  return information;
}

function ranksOf(counts: Uint32Array): Uint32Array {
  const byPopularity = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const ranks = new Uint32Array(counts.length);
  byPopularity.forEach((item, rank) => {
    ranks[item] = rank;
  });
  return ranks;
}

/**
 * @param train training interactions, shoppers x items: every pair counts once, whatever its weight
 * @param counts `popularityCounts` of it
 */
export function listContext(
  train: Interactions,
  features: ItemFeatures | null,
  price: Uint32Array | null = null,
  counts: Uint32Array = popularityCounts(train),
): ListContext {
  const known = countKnown(train);
  const popularity = new Float64Array(counts);
  for (let item = 0; item < counts.length; item++) popularity[item]! /= known;
  const profilePopularity = new Float64Array(train.rows);
  const { rowPtr, colIdx } = train;
  for (let row = 0, p = 0; row < train.rows; row++) {
    const [from, end] = [p, rowPtr[row + 1]!];
    let sum = 0;
    for (; p < end; p++) sum += popularity[colIdx[p]!]!;
    profilePopularity[row] = sum / (end - from);
  }
  let rank: Uint32Array | undefined;
  return {
    get popularityRank() {
      rank ??= ranksOf(counts);
      return rank;
    },
    selfInformation: selfInformationOf(counts, known),
    popularity,
    profilePopularity,
    train,
    features,
    price,
    featureSums: new Float64Array(features?.features ?? 0),
  };
}
