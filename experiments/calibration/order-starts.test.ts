import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../datasets/summary-statistics.ts';
import { viewPart } from '../../datasets/summary-view.ts';
import { seedWords } from '../../numerics/seed.ts';
import { CLICK } from '../../simulator/figures/observed.fixture.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { withValues } from './knobs.ts';
import { known } from './known-worlds.fixture.ts';
import { isOrdersAlone, openedFunnel, orderStarts, untruncatedMean } from './order-starts.ts';

describe('untruncatedMean', () => {
  it('undoes the zero truncation of a negative binomial', () => {
    const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(range(0.05, 50), range(0.05, 10), (mean, shape) => {
        const none = (1 + mean / shape) ** -shape;
        expect(untruncatedMean(mean / (1 - none), shape) / mean).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is 0 where each came once', () => {
    expect(untruncatedMean(1, 0.3)).toBe(0);
    expect(untruncatedMean(Number.NaN, 0.3)).toBe(0);
  });
});

describe('orderStarts', () => {
  const shop = withValues(known, {
    ...openedFunnel(known),
    // Seldom, in large baskets.
    'arrival.sessionsPerDay': 0.05,
    'choice.outside': -3,
    'exposure.continue': 0.7,
  });
  const { log } = simulateInMemory(shop, seedWords('orders'));
  const ordersOnly = {
    ...log,
    actions: { ...log.actions, kind: log.actions.kind.map((kind) => (kind === CLICK ? 255 : kind)) },
  };
  const partOf = (source: typeof log) =>
    ({ source: { log: source, timed: true }, basis: 'order', from: 0, to: 40 }) as const;

  it('knows orders without a word of the clicks before them', () => {
    const tell = (source: typeof log) => isOrdersAlone(viewPart(partOf(source)), summarise(partOf(source)));
    expect(tell(ordersOnly)).toBe(true);
    expect(tell(log)).toBe(false);
  });

  it('finds the rate of visits of an open world within 15 %, and about as many slates', () => {
    const summary = summarise(partOf(ordersOnly));
    const starts = orderStarts(viewPart(partOf(ordersOnly)), summary, shop);
    expect(starts['arrival.sessionsPerDay']! / 0.05).toBeGreaterThan(0.85);
    expect(starts['arrival.sessionsPerDay']! / 0.05).toBeLessThan(1.15);
    expect(starts['choice.outside']).toBe(-3);
    expect(starts['exposure.continue']).toBeGreaterThan(0.6);
    expect(starts['exposure.continue']).toBeLessThan(0.95);
  });

  it('never closes a funnel that is wider open', () => {
    const open = withValues(known, { 'funnel.cart.intercept': 5 });
    expect(openedFunnel(open)).toEqual({ 'funnel.cart.intercept': 5, 'funnel.checkout.intercept': 3 });
  });
});
