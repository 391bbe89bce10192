/**
 * Who fraudsters are: persons with lasting keys in a range of their own, so that one more campaign, or one more honest shopper,
 * moves nobody's draws. A person may have an account, a device, a card and an address, or some of these.
 */

import { type DrawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { MOST_SHOPPER_KEYS, visitorKey, visitorKeys } from '../people/visitors.ts';

const PERSONS_A_CAMPAIGN = 1024;
const CAMPAIGNS = 4096;
/** Persons have the last keys that can have devices and cards of their own. */
export const FRAUD_KEYS = MOST_SHOPPER_KEYS - PERSONS_A_CAMPAIGN * CAMPAIGNS;

/** First of the persons of a campaign who have no account. */
export const STRANGERS = 256;
/** The person to whose address things go that are not to be traced. */
export const DROP = PERSONS_A_CAMPAIGN - 1;

/** Lasting key of person `nth`, below 1024, of the campaign with lasting key `campaign`, below 4096. */
export function personKey(campaign: number, nth: number): number {
  return FRAUD_KEYS + campaign * PERSONS_A_CAMPAIGN + nth;
}

/** Key by which the shop knows a person's device: their first cookie on it. */
export function deviceKey({ seed }: { readonly seed: SeedWords }, person: number): number {
  return visitorKey(visitorKeys(seed), person, 0, 0);
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
