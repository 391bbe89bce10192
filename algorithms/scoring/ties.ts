import { type DrawKey, philox4x32 } from '../../numerics/rng.ts';

/** What is relabelled; each kind has its own labels under one key. */
const KINDS = { items: 0, shoppers: 1 } as const;

/**
 * Seeded relabelling: the place of each of `count` entities when sorted by a keyed hash of their index.
 *
 * Equal scores are ordered by it, so neither outside ids nor the order of the input decides a tie.
 *
 * @param key from `run.draw('ties')`
 * @returns (count) a permutation of 0 ... count - 1; the lower place wins
 */
export function tiePlaces(count: number, key: DrawKey, kind: keyof typeof KINDS = 'items'): Uint32Array {
  const words = new Uint32Array(4);
  const hash = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    philox4x32(key.k0, key.k1, i, KINDS[kind], 0, 0, words);
    hash[i] = words[0]! * 2097152 + (words[1]! >>> 11);
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => hash[a]! - hash[b]! || a - b);
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[order[place]!] = place;
  return places;
}
