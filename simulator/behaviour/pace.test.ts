import { describe, expect, it } from 'vitest';
import { interestedFor } from './pace.ts';

describe('interestedFor', () => {
  it('grows with the exponential of what an item is worth, from the mean of one worth nothing', () => {
    expect([0, 2, -2].map((surplus) => interestedFor(40, 0.5, surplus))).toEqual([
      40,
      expect.closeTo(40 * Math.E, 9),
      expect.closeTo(40 / Math.E, 9),
    ]);
    expect(interestedFor(40, 0, 9)).toBe(40);
  });
});
