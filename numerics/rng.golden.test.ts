/**
 * Frozen output of seeds, keys and draws. It does not prove that they are right (rng.test.ts does): it shows that no change
 * moved every published result.
 */
import { describe, expect, it } from 'vitest';
import { drawKey, subKey, uniform, uniformInteger } from './rng.ts';
import { seedWords } from './seed.ts';

describe('golden: seeds and draws', () => {
  it('words of two seeds', () => {
    expect(seedWords('1')).toEqual([1157273989, 671118191, 896136984, 1137565635]);
    expect(seedWords('shoplab')).toEqual([1489425053, 2592660016, 3549396078, 1076352197]);
  });

  it('key, sub-key and draws under seed 1, purpose bootstrap', () => {
    const key = drawKey(seedWords('1'), 'bootstrap');
    expect(key).toEqual({ k0: 3138287043, k1: 1990694780 });
    expect(subKey(key, 7)).toEqual({ k0: 1279453142, k1: 1715048238 });
    expect(uniform(key, 0)).toBe(0.3842118873896657);
    expect(uniform(key, 1, 2, 3, 4)).toBe(0.8584127894004331);
    expect(uniformInteger(key, 1000, 5)).toBe(Math.floor(uniform(key, 5) * 1000));
  });
});
