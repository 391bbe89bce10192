import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import { NO_MOMENT, SURFACES } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { revivePolicy } from '../policy/policy.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { newShop, openShop } from '../world/shop.ts';
import { buildWorld } from '../world/world.ts';
import { drawAssortment, isOnSale, itemsOnSale } from './assortment.ts';

const seed = seedWords('assortment');
const MOVED = { launches: 0.3, retirements: 0.3 };

describe('drawAssortment', () => {
  const keys = Uint32Array.from({ length: 20_000 }, (_, i) => i);
  const scenario = smallScenario({ days: 11, catalog: MOVED });
  const { launched, retired } = drawAssortment(scenario, seed, keys);

  it('launches the share that is asked for, evenly over the rounds after the first', () => {
    const perRound = new Float64Array(11);
    for (const second of launched) perRound[second / DAY]!++;
    expect(Math.abs(perRound[0]! - 14_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.21));
    for (const count of perRound.subarray(1)) expect(Math.abs(count - 600)).toBeLessThan(4 * Math.sqrt(600));
  });

  it('retires what has come, after it came and within the log', () => {
    const gone = [...keys].filter((item) => retired[item] !== NO_MOMENT);
    // Of those launched on the last day none can be retired within the log.
    expect(Math.abs(gone.length - 0.3 * 19_400)).toBeLessThan(4 * Math.sqrt(20_000 * 0.21));
    for (const item of gone) {
      expect(retired[item]).toBeGreaterThan(launched[item]!);
      expect(retired[item]).toBeLessThan(11 * DAY);
    }
  });

  it('leaves the dates of all others as they were when an item is added', () => {
    const less = drawAssortment(scenario, seed, keys.subarray(1));
    expect([...less.launched]).toEqual([...launched.subarray(1)]);
    expect([...less.retired]).toEqual([...retired.subarray(1)]);
  });

  it('moves nothing in a log of one day', () => {
    const still = drawAssortment({ ...scenario, days: 1 }, seed, keys);
    expect([...still.launched, ...still.retired].every((second) => second === NO_MOMENT)).toBe(true);
  });
});

describe('a shop whose assortment moves', () => {
  it.each(['none', 'random', 'popularity', 'epsilon-mixed', 'oracle'] as const)(
    'shows an item only between its launch and its retirement: %s',
    (name) => {
      const policy = name === 'epsilon-mixed' ? { name, epsilon: 0.5 } : { name };
      const scenario = smallScenario({
        catalog: { ...MOVED, launches: 0.4 },
        exposure: { slateSize: 6, policy },
      });
      const { log, catalog } = simulateInMemory(scenario, seed);
      const { impressions, sessions } = log;
      let late = 0;
      for (let row = 0; row < impressions.length; row++) {
        const item = impressions.item[row]!;
        const round = sessions.round[impressions.session[row]!]!;
        expect(isOnSale(catalog, item, round)).toBe(true);
        if (catalog.launched[item] !== NO_MOMENT) late++;
      }
      expect(late).toBeGreaterThan(100);
      expect(catalog.retired.some((second) => second !== NO_MOMENT)).toBe(true);
    },
  );

  it('shows the newest first, and gives each item on sale the same chance to be drawn', () => {
    const world = buildWorld(smallScenario({ catalog: MOVED }), seed);
    const shop = openShop(world.items, { ...newShop(world), round: 4 });
    const sold = itemsOnSale(world.items, 4);
    expect([...shop.onSale]).toEqual([...sold]);
    expect([...shop.byPopularity].sort((a, b) => a - b)).toEqual([...sold]);
    expect([...shop.listing].sort((a, b) => a - b)).toEqual([...sold]);
    const { launched } = world.items;
    expect([...shop.byNewness]).toEqual([...sold].sort((a, b) => launched[b]! - launched[a]! || b - a));
    const one = (value: number) => Uint32Array.of(value);
    const visits = { length: 1, visitor: one(1), shopper: one(1), visit: one(0), start: one(0) };
    const slates = new Uint32Array(3);
    const propensities = new Float32Array(3);
    revivePolicy({ name: 'random' }, seed, 3).fillRound(visits, shop, slates, propensities);
    expect([...propensities]).toEqual([0, 1, 2].map((slot) => Math.fround(1 / (sold.length - slot))));
  });

  it('shows what a fixed slate says, but nobody can choose what is not on sale', () => {
    const probe = buildWorld(smallScenario({ catalog: MOVED }), seed).items;
    const [late] = [...probe.launched.keys()].filter((item) => probe.launched[item]! >= 4 * DAY);
    const items = [late!, ...[...probe.launched.keys()].filter((item) => item !== late).slice(0, 5)];
    const policy = { name: 'fixed', items };
    const scenario = smallScenario({
      catalog: MOVED,
      exposure: { slateSize: 6, policy },
      choice: { outside: -3 },
    });
    const { log, truth, catalog } = simulateInMemory(scenario, seed);
    const { impressions, actions, sessions } = log;
    const early = (session: number) => sessions.round[session]! * DAY < catalog.launched[late!]!;
    const shown = [...impressions.item.keys()].filter(
      (row) => SURFACES[impressions.surface[row]!] === 'home' && impressions.item[row] === late,
    );
    expect(shown.filter((row) => early(impressions.session[row]!)).length).toBeGreaterThan(20);
    for (const row of shown) expect(Number.isFinite(truth.impressions.utility[row])).toBe(true);
    const acted = [...actions.item.keys()].filter((row) => actions.item[row] === late);
    expect(acted.filter((row) => early(actions.session[row]!))).toEqual([]);
    expect(acted.length).toBeGreaterThan(5);
  });

  it('favours what is new, and ever less', () => {
    const worth = (newness: number) => {
      const scenario = smallScenario({
        catalog: MOVED,
        choice: { newness, newnessDays: 2 },
        shoppers: { count: 5 },
      });
      return simulateInMemory(scenario, seed);
    };
    const [plain, keen] = [worth(0), worth(1)];
    const { sessions, impressions } = plain.log;
    let tested = 0;
    // The first day of a launch is the same in both worlds as long as nobody has acted: compare day by day, item by item.
    for (let row = 0; row < impressions.length; row++) {
      if (impressions.item[row] !== keen.log.impressions.item[row]) break;
      const round = sessions.round[impressions.session[row]!]!;
      const launch = plain.catalog.launched[impressions.item[row]!]!;
      if (launch === NO_MOMENT) continue;
      const rise = keen.truth.impressions.utility[row]! - plain.truth.impressions.utility[row]!;
      expect(rise).toBeGreaterThan(0);
      expect(rise).toBeLessThan(2 * 2 ** (-(round - launch / DAY) / 2));
      tested++;
    }
    expect(tested).toBeGreaterThan(0);
  });

  it('is refused where a day has fewer items than a slate', () => {
    const bare = smallScenario({ catalog: { items: 8, launches: 0.9 } });
    expect(() => buildWorld(bare, seed)).toThrow(ConfigError);
    expect(() => buildWorld(bare, seed)).toThrow(/items are on sale; slates have 6 slots/);
  });
});
