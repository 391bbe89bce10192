import { describe, expect, it } from 'vitest';
import { reachOf, tokenOf } from './mention.ts';

describe('mentions', () => {
  it('reach the median number at the median, and a whole number', () => {
    expect([0, 1, -1].map((z) => reachOf(100, Math.LN2, z))).toEqual([100, 200, 50]);
    expect(reachOf(0, 1, 3)).toBe(0);
  });

  it('have tokens that differ where keys do', () => {
    const tokens = new Set(Array.from({ length: 10_000 }, (_, shopper) => tokenOf(shopper, 12_345)));
    expect(tokens.size).toBe(10_000);
    expect(tokenOf(7, 1)).not.toBe(tokenOf(7, 2));
  });
});
