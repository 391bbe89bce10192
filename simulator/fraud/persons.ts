/**
 * Who fraudsters are: persons with lasting keys in a range of their own, so that one more campaign, or one more honest shopper,
 * moves nobody's draws. A person may have an account, a device, a card and an address, or some of these.
 */

import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';

const PERSONS_A_CAMPAIGN = 1024;
const CAMPAIGNS = 4096;
/** Persons have the last keys that can have devices and cards of their own: two to the 25 is their end. */
export const FRAUD_KEYS = 2 ** 25 - PERSONS_A_CAMPAIGN * CAMPAIGNS;

/** First of the persons of a campaign who have no account. */
export const STRANGERS = 256;
/** The person to whose address things go that are not to be traced. */
export const DROP = PERSONS_A_CAMPAIGN - 1;

/** Lasting key of person `nth`, below 1024, of the campaign with lasting key `campaign`, below 4096. */
export function personKey(campaign: number, nth: number): number {
  return FRAUD_KEYS + campaign * PERSONS_A_CAMPAIGN + nth;
}

/** Key by which the shop knows a person's device: one to one, and silent about whose it is. */
export function deviceKey(world: { readonly seed: SeedWords }, person: number): number {
  const { k0 } = drawKey(world.seed, 'fraud.device');
  let word = (person * 128) ^ k0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/**
 * One of 0 .. n - 1, evenly, such that one more moves only those draws that it wins: jump consistent hash (Lamping and
 * Veach 2014), with keyed draws.
 */
export function stableInteger(key: DrawKey, n: number, a: number, b: number, c: number): number {
  let bucket = 0;
  for (let next = 0, step = 0; next < n; step++) {
    bucket = next;
    next = Math.floor((bucket + 1) / uniform(key, a, b, c, step));
  }
  return bucket;
}

/** Row of the first of the ascending `keys` that is at least `key`; the first row after the last one. */
export function rowFrom(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low % keys.length;
}
