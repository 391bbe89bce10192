/**
 * Visitors: the devices of a shopper, and the cookies on them. A visitor is one cookie on one device, and all that a shop
 * knows of who has not signed in; who signs in or orders is stitched to it from then on.
 */

import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';

/** Most devices of a shopper, and most cookies that one device goes through; the last one stays. */
export const MOST_DEVICES = 4;
export const MOST_COOKIES = 32;
/** Shoppers' lasting keys below this give every visitor a key of its own. */
export const MOST_SHOPPER_KEYS = 2 ** 32 / (MOST_DEVICES * MOST_COOKIES);

/** Of `visitorKey`. */
export function visitorKeys(seed: SeedWords): DrawKey {
  return drawKey(seed, 'identity.visitor');
}

/** Key by which a shop knows a visitor: one to one with (shopper, device, cookie), and silent about them. */
export function visitorKey({ k0 }: DrawKey, shopperKey: number, device: number, cookie: number): number {
  if (!(shopperKey < MOST_SHOPPER_KEYS)) {
    throw new RangeError(`visitors: shopper key ${shopperKey}; keys must be below ${MOST_SHOPPER_KEYS}`);
  }
  return scramble(((shopperKey * MOST_DEVICES + device) * MOST_COOKIES + cookie) ^ k0);
}

/** One to one on 32-bit words: the finaliser of MurmurHash3 (Appleby 2011). */
function scramble(word: number): number {
  let h = word | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** Devices of each shopper, 1 to MOST_DEVICES: one, and each further one with the same probability. */
export function countDevices(
  { identity }: { readonly identity: { readonly devices: number } },
  seed: SeedWords,
  keys: Uint32Array,
): Uint8Array<ArrayBuffer> {
  const key = drawKey(seed, 'world.shopper.devices');
  const chance = (identity.devices - 1) / (MOST_DEVICES - 1);
  return Uint8Array.from(keys, (shopper) => {
    let devices = 1;
    for (let nth = 1; nth < MOST_DEVICES; nth++) if (uniform(key, shopper, nth) < chance) devices++;
    return devices;
  });
}

/** Device, from 0, of a visit: the main one with probability `main`, else one of the others evenly. */
export function pickDevice(devices: number, main: number, u: number): number {
  if (devices === 1 || u < main) return 0;
  return Math.min(devices - 1, 1 + Math.floor(((u - main) / (1 - main)) * (devices - 1)));
}
