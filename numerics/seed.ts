import seedrandom from 'seedrandom';
import type { SeedWords } from './rng.ts';

/**
 * Turns any seed string into four key words, by `seedrandom` (ARC4). Same string, same words, everywhere. ARC4 repeats a
 * short key until it is long enough and takes a byte of each character, so that `1` and `11` would be one seed: it is given
 * the bytes of UTF-8, with their number before them.
 */
export function seedWords(seed: string): SeedWords {
  const bytes = new TextEncoder().encode(seed);
  const generator = seedrandom(
    `${bytes.length} ${Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')}`,
  );
  const word = (): number => generator.int32() >>> 0;
  return [word(), word(), word(), word()];
}
