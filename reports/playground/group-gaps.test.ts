import { describe, expect, it } from 'vitest';
import type { Outcomes } from '../../experiments/loops/measures/definition.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { FEWEST, groupGaps, servedWorse } from './group-gaps.ts';

/** Outcomes of shoppers by what each missed over how many slots. */
function outcomes(missed: readonly number[], slots: readonly number[]): Outcomes {
  const zero = (): Float64Array => new Float64Array(missed.length);
  return {
    ...{ utility: zero(), clicks: zero(), orders: zero(), revenue: zero(), satisfaction: zero() },
    ...{ left: new Uint8Array(missed.length), homeUtility: zero() },
    homeSlots: Float64Array.from(slots),
    bestUtility: Float64Array.from(missed),
  };
}
const facts = (of: readonly number[], names: readonly string[] = ['low', 'middle', 'high']) => ({
  groups: { income: { names, of } },
});

describe('what a group misses', () => {
  it('is a ratio of sums over its shoppers, with the standard error of one', () => {
    // Of ten: missed 10 or 30 over 10 slots each, so R = 2; residuals -10 and 10; variance (10 / 9) x 1000 / 100^2 = 1 / 9; t(0.975, 9) = 2.26216.
    const own = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 10 : 30));
    const others = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 5 : 15));
    const [low, high] = groupGaps(
      outcomes(
        [...own, ...others],
        Array.from({ length: 30 }, () => 10),
      ),
      facts([...own.map(() => 0), ...others.map(() => 1)], ['low', 'high']),
      'income',
    );
    expect(low).toMatchObject({ group: 'low', n: 10, slotRegret: 2 });
    expect(low!.margin).toBeCloseTo(2.26216 / 3, 4);
    expect(high!.slotRegret).toBe(1);
    // Others: residuals -5 and 5 of 20, variance (20 / 19) x 500 / 200^2 = 0.0131579; both 0.124269; freedom of Welch 11.13.
    expect(low!.beyond).toMatchObject({ difference: 1, others: 1 });
    // t(1 - 0.05 / 4, 11.13) = 2.586; 1 - 2.586 x 0.352518.
    expect(low!.beyond!.low).toBeCloseTo(0.0884, 2);
    expect(servedWorse([low!, high!]).map(({ group }) => group)).toEqual(['low']);
  });

  it('counts slots, not shoppers, and leaves out who had none', () => {
    const missed = Array.from({ length: 12 }, (_, i) => (i === 0 ? 0 : 2 * i));
    const slots = missed.map((_, i) => i);
    const [low] = groupGaps(outcomes(missed, slots), facts(missed.map(() => 0)), 'income');
    expect(low).toMatchObject({ slotRegret: 2, margin: 0, beyond: null });
  });

  it('claims nothing of fewer than ten shoppers, however they fare', () => {
    const few = Array.from({ length: FEWEST - 1 }, () => 100);
    const many = Array.from({ length: 50 }, (_, i) => 10 + (i % 2));
    const rows = groupGaps(
      outcomes(
        [...few, ...many],
        [...few, ...many].map(() => 10),
      ),
      facts([...few.map(() => 0), ...many.map(() => 1)]),
      'income',
    );
    expect(rows[0]).toMatchObject({ slotRegret: 10, margin: null, beyond: null });
    expect(servedWorse(rows)).toEqual([]);
  });
});

describe('who is served worse', () => {
  /** Worlds in which somebody is named: three groups, `more` added to what the first misses a slot. */
  function named(more: number, shoppers: number, worlds: number): number {
    const key = drawKey(seedWords('groups'), 'loop.pairs');
    let found = 0;
    for (let world = 0; world < worlds; world++) {
      const draw = (shopper: number, step: number): number => uniform(key, world, shopper, shoppers, step);
      const group = Array.from({ length: shoppers }, (_, i) => Math.floor(3 * draw(i, 0)));
      const slots = group.map((_, i) => 10 * (1 + Math.floor(8 * draw(i, 1))));
      const missed = slots.map((count, i) => count * ((group[i] === 0 ? more : 0) + 4 * draw(i, 2)));
      if (servedWorse(groupGaps(outcomes(missed, slots), facts(group), 'income')).length > 0) found++;
    }
    return found / worlds;
  }

  it('is nobody where groups do not differ, in at least nineteen worlds of twenty', () => {
    expect(named(0, 60, 400)).toBeLessThan(0.07);
    expect(named(0, 400, 200)).toBeLessThan(0.07);
  });

  it('is told where they do', () => {
    expect(named(1, 400, 100)).toBeGreaterThan(0.95);
  });

  it('is nobody where the gap is sure but smaller than one part in twenty', () => {
    const missed = Array.from({ length: 400 }, (_, i) => 100 + (i < 200 ? 2 : 0) + (i % 2) / 10);
    const rows = groupGaps(
      outcomes(
        missed,
        missed.map(() => 50),
      ),
      facts(missed.map((_, i) => (i < 200 ? 0 : 1))),
      'income',
    );
    expect(rows[0]!.beyond!.low).toBeGreaterThan(0);
    expect(servedWorse(rows)).toEqual([]);
  });
});
