/** Mentions: what a shopper says of an order line on a social network, and who sees it. */

import { exp } from '../../numerics/math.ts';

/** The most that see a mention. */
export const MOST_REACH = 4_000_000_000;

/** Followers who see it, whole: lognormal; `z` is standard normal. */
export function reachOf(median: number, spread: number, z: number): number {
  return Math.min(MOST_REACH, Math.floor(median * exp(spread * z)));
}

/** A bijection of 32-bit words (MurmurHash3's finaliser: Appleby), so that tokens are as distinct as what they stand for. */
export function tokenOf(key: number, salt: number): number {
  let h = (key ^ salt) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
