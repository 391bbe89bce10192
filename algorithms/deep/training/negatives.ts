/** Items that a shopper does not have, drawn among those of the training catalogue, all alike. */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import { below, drawWords } from './draws.ts';

/** Draws for one item; who has most of the catalogue gets the last one drawn, had or not. */
const ATTEMPTS = 8;

/**
 * `each` items for every pair of `pairs` in the given epoch.
 *
 * @param shopper (pairs) of each pair; @param catalogue the items to draw from
 * @returns (pairs * each)
 */
export function drawNegatives(
  kernels: KernelHost,
  pairs: Interactions,
  shopper: Uint32Array,
  catalogue: Uint32Array,
  { each, key, epoch }: { readonly each: number; readonly key: DrawKey; readonly epoch: number },
): Uint32Array {
  const items = new Uint32Array(shopper.length * each);
  const words: Uint32Array[] = Array.from({ length: ATTEMPTS }, () => new Uint32Array(0));
  for (let n = 0; n < items.length; n++) {
    const own = shopper[Math.floor(n / each)]!;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (words[attempt]!.length === 0)
        words[attempt] = drawWords(kernels, items.length, { key, b: epoch, c: attempt });
      items[n] = catalogue[below(words[attempt]![n]!, catalogue.length)]!;
      if (!hasItem(pairs, own, items[n]!)) break;
    }
  }
  return items;
}

/** By halving the row, whose columns ascend. */
export function hasItem({ rowPtr, colIdx }: Interactions, shopper: number, item: number): boolean {
  let low = rowPtr[shopper]!;
  let high = rowPtr[shopper + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (colIdx[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < rowPtr[shopper + 1]! && colIdx[low] === item;
}
