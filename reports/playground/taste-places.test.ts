import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestTo, nextTowards } from './taste-places.ts';

/** Four around a fifth, and one far to the right. */
const CROSS = [50, 50, 40, 50, 60, 51, 50, 30, 49, 70, 200, 52];

describe('the map of tastes', () => {
  it('has somebody under every finger', () => {
    expect(nearestTo(CROSS, 58, 50)).toBe(2);
    expect(nearestTo(CROSS, 1000, 0)).toBe(5);
    expect(nearestTo([0, 0, 0, 0], 1, 1)).toBe(0);
  });

  it('is walked with the arrow keys, to the nearest who lies that way', () => {
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => nextTowards(CROSS, 0, key)),
    ).toEqual([1, 2, 3, 4]);
    expect(nextTowards(CROSS, 2, 'ArrowRight')).toBe(5);
    // Nobody stands straight above the one at the left; the nearest who is above at all is taken.
    expect(nextTowards(CROSS, 1, 'ArrowUp')).toBe(3);
    expect(nextTowards(CROSS, 3, 'ArrowUp')).toBeUndefined();
    expect(nextTowards(CROSS, 0, 'Enter')).toBeUndefined();
    expect(nextTowards(CROSS, 0, 'constructor')).toBeUndefined();
  });

  it('is never walked to where one stands, nor the wrong way', () => {
    const places = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(places, (all) => {
        const even = all.slice(0, 2 * Math.floor(all.length / 2));
        const next = nextTowards(even, 0, 'ArrowRight');
        const right = even.some((value, at) => at % 2 === 0 && value > even[0]!);
        expect(next !== undefined).toBe(right);
        if (next !== undefined) expect(even[2 * next]!).toBeGreaterThan(even[0]!);
      }),
    );
  });
});
