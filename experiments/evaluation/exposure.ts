/** How list slots fall to the popular and to the rest. */

import type { RunResult } from '../run-record.ts';
import type { TestSet } from './test-set.ts';

const TENTHS = 10;

type Ranked = Pick<TestSet, 'popularity' | 'ranked'>;

/** (items) tenth of the catalogue, 0 = most popular; items of equal popularity by index; 255 outside the catalogue */
function popularityTenths({ popularity, ranked }: Ranked): Uint8Array {
  const catalogue = Uint32Array.from(popularity.keys()).filter((item) => ranked[item] === 1);
  catalogue.sort((a, b) => popularity[b]! - popularity[a]! || a - b);
  const tenths = new Uint8Array(popularity.length).fill(255);
  catalogue.forEach((item, rank) => {
    tenths[item] = Math.floor((rank * TENTHS) / catalogue.length);
  });
  return tenths;
}

function shares(counts: Uint32Array, tenths: Uint8Array): number[] {
  const sums = new Array<number>(TENTHS).fill(0);
  let total = 0;
  counts.forEach((count, item) => {
    if (count === 0) return;
    sums[tenths[item]!]! += count;
    total += count;
  });
  return sums.map((sum) => sum / total);
}

/**
 * Share of list slots, and of training (shopper, item) pairs, that falls to each tenth of the catalogue, most popular
 * first. null when nothing was listed.
 * @param exposure (items) lists that contain each item
 */
export function exposureByTenth(exposure: Uint32Array, test: Ranked): RunResult['exposure'] {
  if (!exposure.some((count) => count > 0)) return null;
  const tenths = popularityTenths(test);
  return { lists: shares(exposure, tenths), training: shares(test.popularity, tenths) };
}

/** (catalogue) the exposure of the items that are ranked */
export const catalogueExposure = (exposure: Uint32Array, ranked: Uint8Array): Uint32Array =>
  exposure.filter((_, item) => ranked[item] === 1);
