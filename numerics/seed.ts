import seedrandom from 'seedrandom';
import type { SeedWords } from './rng.ts';

/** Turns any seed string into four key words, by `seedrandom` (ARC4). Same string, same words, everywhere. */
export function seedWords(seed: string): SeedWords {
  const generator = seedrandom(seed);
  const word = (): number => generator.int32() >>> 0;
  return [word(), word(), word(), word()];
}
