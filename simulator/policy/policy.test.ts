import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { chiSquare } from '../../numerics/goodness-of-fit.ts';
import { seedWords } from '../../numerics/seed.ts';
import { smallScenario } from '../small-world.ts';
import { newShop, openShop, type Shop } from '../world/shop.ts';
import { buildWorld } from '../world/world.ts';
import { revivePolicy, type ShopPolicySpec } from './policy.ts';
import type { HomeVisits } from './slate-policy.ts';

const seed = seedWords('policy');

function shopOf(clicks: readonly number[]): Shop {
  const scenario = smallScenario({ catalog: { items: clicks.length } });
  const world = buildWorld(scenario, seed);
  return openShop(world.items, { ...newShop(world), round: 3, popularity: Uint32Array.from(clicks) });
}

function visitsOf(length: number): HomeVisits {
  const column = () => new Uint32Array(length);
  return {
    length,
    visitor: column().map((_, i) => i),
    shopper: column().fill(NO_SHOPPER),
    visit: column(),
    start: column(),
  };
}

function fill(spec: ShopPolicySpec, shop: Shop, visits: number, slots: number) {
  const slates = new Uint32Array(visits * slots);
  const propensities = new Float32Array(visits * slots);
  revivePolicy(spec, seed, slots).fillRound(visitsOf(visits), shop, slates, propensities);
  return { slates, propensities };
}

const CLICKS = [3, 0, 9, 1, 0, 7, 2, 8];

describe('policies', () => {
  it('popularity shows the most clicked, most first, with certainty', () => {
    const { slates, propensities } = fill({ name: 'popularity' }, shopOf(CLICKS), 2, 4);
    expect([...slates]).toEqual([2, 7, 5, 0, 2, 7, 5, 0]);
    expect([...propensities]).toEqual(Array(8).fill(1));
  });

  it('none shows the newest', () => {
    const { slates, propensities } = fill({ name: 'none' }, shopOf(CLICKS), 1, 3);
    expect([...slates]).toEqual([7, 6, 5]);
    expect([...propensities]).toEqual([1, 1, 1]);
  });

  it('fixed shows its items from the first, with certainty', () => {
    const { slates, propensities } = fill({ name: 'fixed', items: [6, 1, 4, 0] }, shopOf(CLICKS), 2, 3);
    expect([...slates]).toEqual([6, 1, 4, 6, 1, 4]);
    expect([...propensities]).toEqual(Array(6).fill(1));
  });

  it('precomputed shows each shopper their own, and strangers the slate of others', () => {
    const spec: ShopPolicySpec = {
      name: 'precomputed',
      shopper: Uint32Array.of(2, 5),
      slates: Uint32Array.of(7, 0, 3, 4),
      propensities: Float32Array.of(0.5, 0.25, 1, 1),
      others: Uint32Array.of(1, 6),
    };
    const visits = { ...visitsOf(4), shopper: Uint32Array.of(5, 2, 3, NO_SHOPPER) };
    const slates = new Uint32Array(8);
    const propensities = new Float32Array(8);
    const policy = revivePolicy(spec, seed, 2);
    policy.fillRound(visits, shopOf(CLICKS), slates, propensities);
    expect(policy.personal).toBe(true);
    expect([...slates]).toEqual([3, 4, 7, 0, 1, 6, 1, 6]);
    expect([...propensities]).toEqual([1, 1, 0.5, 0.25, 1, 1, 1, 1]);
  });

  it.each([
    [{ shopper: [2, 2] }, 'row 1 is shopper 2 after 2; shoppers must ascend'],
    [{ slates: [7, 0, 3, 8] }, 'slate of shopper 5 has item 8; the catalog has 8 items'],
    [{ slates: [7, 0, 3, 3] }, 'slate of shopper 5 shows an item twice'],
    [{ slates: [7, 0] }, 'slates hold 2 items; 2 shoppers need 2 each'],
    [{ others: [1] }, 'slate of others has 1 items; slates have 2'],
    [{ propensities: [1, 1, 0, 1] }, 'propensity 0 is not above 0 and at most 1'],
  ])('precomputed refuses %j', (change, message) => {
    const { shopper, slates, others, propensities } = {
      shopper: [2, 5],
      slates: [7, 0, 3, 4],
      others: [1, 6],
      propensities: [1, 1, 1, 1],
      ...change,
    };
    const spec: ShopPolicySpec = {
      name: 'precomputed',
      shopper: Uint32Array.from(shopper),
      slates: Uint32Array.from(slates),
      others: Uint32Array.from(others),
      propensities: Float32Array.from(propensities),
    };
    expect(() => fill(spec, shopOf(CLICKS), 1, 2)).toThrow(`policy: precomputed ${message}`);
  });

  it.each<ShopPolicySpec>([{ name: 'random' }, { name: 'epsilon-mixed', epsilon: 0.35 }])(
    '$name shows each item in a slot as often as its propensity given the slots above says',
    (spec) => {
      const n = 30_000;
      const { slates, propensities } = fill(spec, shopOf(CLICKS), n, 3);
      // The sum over visits of (shown - propensity of the item had it been asked) is a martingale; test it per item and slot.
      const epsilon = spec.name === 'random' ? 1 : 0.35;
      const order = [2, 7, 5, 0, 6, 3];
      for (let slot = 0; slot < 3; slot++) {
        for (let item = 0; item < 8; item++) {
          let excess = 0;
          let spread = 0;
          for (let visit = 0; visit < n; visit++) {
            const above = [...slates.subarray(visit * 3, visit * 3 + slot)];
            const top = order.find((one) => !above.includes(one));
            const p = above.includes(item) ? 0 : epsilon / (8 - slot) + (item === top ? 1 - epsilon : 0);
            const isShown = slates[visit * 3 + slot] === item;
            if (isShown) expect(propensities[visit * 3 + slot]).toBeCloseTo(p, 6);
            excess += (isShown ? 1 : 0) - p;
            spread += p * (1 - p);
          }
          expect(Math.abs(excess)).toBeLessThanOrEqual(4.5 * Math.sqrt(spread) + 1e-9);
        }
      }
    },
  );

  it.each<ShopPolicySpec>([{ name: 'random' }, { name: 'epsilon-mixed', epsilon: 0.35 }])(
    '$name fills the top slot by its propensities: chi-square',
    (spec) => {
      const n = 40_000;
      const { slates } = fill(spec, shopOf(CLICKS), n, 2);
      const epsilon = spec.name === 'random' ? 1 : 0.35;
      const shown = new Float64Array(8);
      for (let visit = 0; visit < n; visit++) shown[slates[2 * visit]!]!++;
      const expected = shown.map((_, item) => n * (epsilon / 8 + (item === 2 ? 1 - epsilon : 0)));
      // 7 degrees of freedom: 24.3 is exceeded with probability 0.1 %.
      expect(chiSquare(shown, expected)).toBeLessThan(24.3);
    },
  );

  it('never show an item twice, and propensities lie in (0, 1]', () => {
    const specs = fc.oneof(
      fc.constantFrom<ShopPolicySpec>({ name: 'random' }, { name: 'none' }, { name: 'popularity' }),
      fc
        .double({ min: 0, max: 1, noNaN: true })
        .map((epsilon): ShopPolicySpec => ({ name: 'epsilon-mixed', epsilon })),
    );
    const clicks = fc.array(fc.nat(5), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(specs, clicks, (spec, counts) => {
        const { slates, propensities } = fill(spec, shopOf(counts), 5, 6);
        for (let visit = 0; visit < 5; visit++) {
          expect(new Set(slates.subarray(visit * 6, visit * 6 + 6)).size).toBe(6);
        }
        expect(propensities.every((p) => p > 0 && p <= 1)).toBe(true);
      }),
    );
  });

  it('shows every item when the slate has room for all', () => {
    const { slates } = fill({ name: 'random' }, shopOf(CLICKS), 1, 8);
    expect([...slates].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('openShop', () => {
  it('orders listings by clicks inside each category', () => {
    const scenario = smallScenario();
    const world = buildWorld(scenario, seed);
    const { items } = world;
    const popularity = Uint32Array.from({ length: 80 }, (_, item) => (item * 7) % 5);
    const shop = openShop(items, { ...newShop(world), popularity });
    expect([...shop.listing].sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, i) => i));
    for (let c = 0; c < items.tree.count; c++) {
      const listed = shop.listing.subarray(shop.listingStart[c]!, shop.listingStart[c + 1]!);
      listed.forEach((item, rank) => {
        expect(items.category[item]).toBe(c);
        if (rank > 0) expect(popularity[listed[rank - 1]!]!).toBeGreaterThanOrEqual(popularity[item]!);
      });
    }
  });

  it('decides between equals by a random order, not by age', () => {
    const { byPopularity } = shopOf(Array(60).fill(2));
    expect([...byPopularity]).not.toEqual([...byPopularity].sort((a, b) => a - b));
    expect(new Set(byPopularity).size).toBe(60);
  });
});
