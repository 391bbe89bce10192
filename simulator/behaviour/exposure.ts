/** Exposure: how long a shopper keeps looking, which category they open, and which items a listing page holds. */

import { exp, log } from '../../numerics/math.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** Whether the shopper looks at one more slate after slate `slate`. */
export function looksOn(
  key: DrawKey,
  shopperKey: number,
  visit: number,
  slate: number,
  chance: number,
): boolean {
  return uniform(key, shopperKey, visit, slate) < chance;
}

/**
 * Appeal of one branch of the category tree, on the scale of a logit's exponentiated utilities: its size times
 * exp(weight * match + pull), so that a weight of 0 and no pull of habit spread visits by size alone.
 */
export function branchAppeal(size: number, matchOfTaste: number, weight: number, pull = 0): number {
  return size > 0 ? size * exp(weight * matchOfTaste + pull) : 0;
}

/** Index i in [start, end) with probability appeal[i] / sum; `u` is uniform in (0, 1). At least one appeal is above 0. */
export function pickBranch(appeal: Float64Array, start: number, end: number, u: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += appeal[i]!;
  let left = u * sum;
  let last = start;
  for (let i = start; i < end; i++) {
    if (appeal[i]! === 0) continue;
    last = i;
    left -= appeal[i]!;
    if (left < 0) return i;
  }
  return last;
}

/**
 * First rank on page `page` (from 0) of a listing of `size` items, `slots` a page. The last page is filled from the one
 * before; after it the listing starts again.
 */
export function pageStart(page: number, size: number, slots: number): number {
  if (size <= slots) return 0;
  const pages = Math.ceil(size / slots);
  return Math.min((page % pages) * slots, size - slots);
}

/** Pages passed over before one is looked at: geometric, `skip` the probability of passing each; `u` is uniform in (0, 1). */
export function pagesSkipped(skip: number, u: number): number {
  return skip > 0 ? Math.floor(log(u) / log(skip)) : 0;
}
