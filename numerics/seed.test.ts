import { describe, expect, it } from 'vitest';
import { seedWords } from './seed.ts';

describe('seedWords', () => {
  it('gives four unsigned words, the same each time', () => {
    for (const seed of ['', '1', 'a longer seed, with spaces', 'Zürich ✓']) {
      const words = seedWords(seed);
      expect(words).toHaveLength(4);
      for (const value of words) expect(value >>> 0).toBe(value);
      expect(seedWords(seed)).toEqual(words);
    }
  });

  it('tells close seeds apart', () => {
    const seeds = ['', '0', '1', '2', '01', '1 ', 'a', 'A', 'é', 'ab', 'ba'];
    expect(new Set(seeds.map((seed) => seedWords(seed).join())).size).toBe(seeds.length);
  });
});
