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

  it('tells a seed from its repetitions, from its neighbours, and from letters of the same last byte', () => {
    const seeds = [
      '1',
      '11',
      '111',
      '1'.repeat(200),
      'ab',
      'abab',
      'ababab',
      '\u0131',
      '\u0231',
      '\u0331',
      '😀',
      '\u{1F300}',
    ];
    const numbers = Array.from({ length: 20_000 }, (_, i) => [`${i}`, `tiny/${i}`, `a${i}`, `${i}a`]).flat();
    const all = [...new Set([...seeds, ...numbers])];
    const words = all.map((seed) => seedWords(seed));
    expect(new Set(words.map((four) => four.join())).size).toBe(all.length);
    // A single word of 32 bits meets another by chance: 80,000 of them about 0.75 times.
    for (let nth = 0; nth < 4; nth++) {
      expect(new Set(words.map((four) => four[nth])).size).toBeGreaterThan(all.length - 8);
    }
  });
});
