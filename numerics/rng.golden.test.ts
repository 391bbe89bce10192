/**
 * Frozen output of seeds, keys and draws. It does not prove that they are right (rng.test.ts does): it shows that no change
 * moved every published result.
 */
import { describe, expect, it } from 'vitest';
import { drawKey, subKey, uniform, uniformInteger } from './rng.ts';
import { seedWords } from './seed.ts';

describe('golden: seeds and draws', () => {
  it('words of two seeds', () => {
    expect(seedWords('1')).toEqual([1894524111, 2993663305, 3669767410, 627671988]);
    expect(seedWords('shoplab')).toEqual([1059656581, 2201369488, 367909432, 3195125380]);
  });

  it('key, sub-key and draws under seed 1, purpose bootstrap', () => {
    const key = drawKey(seedWords('1'), 'bootstrap');
    expect(key).toEqual({ k0: 3028669448, k1: 668249535 });
    expect(subKey(key, 7)).toEqual({ k0: 598857010, k1: 1253073497 });
    expect(uniform(key, 0)).toBe(0.35286743719178226);
    expect(uniform(key, 1, 2, 3, 4)).toBe(0.429608728689565);
    expect(uniformInteger(key, 1000, 5)).toBe(Math.floor(uniform(key, 5) * 1000));
  });
});
