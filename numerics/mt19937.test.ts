import { describe, expect, it } from 'vitest';
import { sha256, toHex } from './digest.ts';
import { mt19937, numpyShuffle } from './mt19937.ts';

/** Fixtures made with numpy 2.4.6: `MT19937()._legacy_seeding(seed)`, `RandomState(seed).shuffle(arange(n))`. */

function nth(seed: number, n: number): number {
  const next = mt19937(seed);
  for (let i = 1; i < n; i++) next();
  return next();
}

const digest = (values: Uint32Array): string => toHex(sha256(new Uint8Array(values.buffer)));

describe('mt19937', () => {
  it('gives the 10000th word of seed 5489 that the C++ standard demands ([rand.predef])', () => {
    expect(nth(5489, 10_000)).toBe(4123659995);
  });

  it('gives the words of numpy', () => {
    const next = mt19937(0);
    expect([next(), next(), next(), next(), next()]).toEqual([
      2357136044, 2546248239, 3071714933, 3626093760, 2588848963,
    ]);
    expect(nth(42, 1000)).toBe(1946654618);
    expect(nth(42, 2000)).toBe(2238969328);
  });
});

describe('numpyShuffle', () => {
  it('equals numpy on ten numbers', () => {
    expect([...numpyShuffle(10, 0)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
    expect([...numpyShuffle(10, 42)]).toEqual([8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
  });

  it('equals numpy on many numbers, by SHA-256 of the little-endian words', () => {
    expect(digest(numpyShuffle(1000, 0))).toBe(
      '0170dcea75cad468919398661e0bae589e101ea5c81e5eabcb7936eec0dd6c0a',
    );
    expect(digest(numpyShuffle(100_000, 0))).toBe(
      '34f3a59f4f4f0234b8235ad101fdef34abf841d164ed0c4865c120c572aa8dc5',
    );
    expect(digest(numpyShuffle(65_537, 4294967295))).toBe(
      '39d7b81cd167ffcef0b0e6ecda5433c988a9f07da07e551efdf9bd8b996a3a4c',
    );
  });

  it('handles nothing and one', () => {
    expect([...numpyShuffle(0, 0)]).toEqual([]);
    expect([...numpyShuffle(1, 0)]).toEqual([0]);
  });
});
