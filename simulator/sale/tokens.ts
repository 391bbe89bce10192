/** Tokens of cards and addresses: what a shop files of them, from which nobody reads whose they are. */

import { type DrawKey, drawKey, type SeedWords } from '../../numerics/rng.ts';

/** Things that one key may have. */
const THINGS = 4;
/** Lasting keys that have tokens of their own. */
export const MOST_KEY = 2 ** 32 / THINGS - 2;
/** `nth` of the wallet among a shopper's cards. */
export const WALLET = THINGS - 1;

/** Token of card `nth` (0 to 2; 3: the wallet) of the owner with this lasting key; never NO_CARD. */
export function shopperCard(world: { readonly seed: SeedWords }, key: number, nth: number): number {
  return tokenOf(drawKey(world.seed, 'payment.card'), key, nth);
}

/** Token of address `nth` of the owner with this lasting key: 0 is home, 1 to 3 are people they send presents to. */
export function shopperAddress(world: { readonly seed: SeedWords }, key: number, nth = 0): number {
  return tokenOf(drawKey(world.seed, 'payment.address'), key, nth);
}

/**
 * One to one from (key, nth) to 1 .. 2^32 - 1. Scramble: the finaliser of MurmurHash3, Appleby 2016, between two keyed
 * exclusive ors. What falls on 0 walks on to where 0 falls, and no pair starts from 0.
 */
function tokenOf(draw: DrawKey, key: number, nth: number): number {
  if (!(key >= 0 && key <= MOST_KEY && nth >= 0 && nth < THINGS))
    throw new Error(`token: ${nth} of key ${key}; 0 to ${THINGS - 1} of keys to ${MOST_KEY} have one`);
  return scramble(draw, key * THINGS + nth + 1) || scramble(draw, 0);
}

function scramble({ k0, k1 }: DrawKey, word: number): number {
  let x = word ^ k0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16) ^ k1) >>> 0;
}
