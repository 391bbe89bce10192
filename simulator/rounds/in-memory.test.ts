import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { ACTION_KINDS, NO_ORDER, NO_SHOPPER, SURFACES } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { examinationCurve } from '../behaviour/examination.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { createOracle } from '../world/oracle.ts';
import { type SimulatedWorld, simulateInMemory } from './in-memory.ts';

const seed = seedWords('small');
const [CLICK, CART, ORDER] = ['click', 'cart', 'order'].map((kind) =>
  ACTION_KINDS.indexOf(kind as 'click'),
) as [number, number, number];

function countKinds({ log }: SimulatedWorld): number[] {
  const counts = ACTION_KINDS.map(() => 0);
  for (const kind of log.actions.kind) counts[kind]!++;
  return counts;
}

describe('simulateInMemory', () => {
  const scenario = smallScenario();
  const world = simulateInMemory(scenario, seed);
  const { log, truth } = world;

  it('makes a log that keeps every invariant', () => {
    expect(log.actions.length).toBeGreaterThan(100);
    expect(checkLog(log, world.catalog, world.shoppers)).toEqual([]);
  });

  it.each([2, 3, 5, 60])('is the same in %i shards', (shards) => {
    expect(digestWorld(simulateInMemory(scenario, seed, { shards }))).toBe(digestWorld(world));
  });

  it.each([1, 3])(
    'keeps the same rows of the tables asked for, and nothing of the others, in %i shards',
    (shards) => {
      const kept = simulateInMemory(scenario, seed, { shards, keepOnly: ['actions', 'reviews'] });
      expect(kept.log.actions).toEqual(log.actions);
      expect(kept.log.reviews).toEqual(log.reviews);
      expect(kept.shoppers).toEqual(world.shoppers);
      expect(kept.figures).toEqual(world.figures);
      expect(kept.log.sessions).toHaveLength(0);
      expect(kept.filed.inventory).toHaveLength(0);
      expect([kept.shops, kept.lives]).toEqual([[], []]);
    },
  );

  it('is another world with another seed', () => {
    expect(digestWorld(simulateInMemory(scenario, seedWords('other')))).not.toBe(digestWorld(world));
  });

  it('shows the home slate first, and listings of one category each', () => {
    const { impressions } = log;
    for (let row = 0; row < impressions.length; row++) {
      const surface = SURFACES[impressions.surface[row]!];
      expect(surface === 'home').toBe(impressions.slate[row] === 0);
      if (surface !== 'category' || impressions.position[row] === 0) continue;
      expect(world.catalog.category[impressions.item[row]!]).toBe(
        world.catalog.category[impressions.item[row - 1]!],
      );
    }
  });

  it('lets only what was shown and seen be clicked, and only what was clicked be carted', () => {
    const { impressions, actions } = log;
    const seen = new Set<string>();
    for (let row = 0; row < impressions.length; row++) {
      if (truth.impressions.examined[row] !== 1) continue;
      const { session, slate, position, item } = impressions;
      seen.add([session[row], slate[row], position[row], item[row]].join());
    }
    const clicked = new Set<string>();
    for (let row = 0; row < actions.length; row++) {
      const place = [
        actions.session[row],
        actions.slate[row],
        actions.position[row],
        actions.item[row],
      ].join();
      expect(seen.has(place)).toBe(true);
      if (actions.kind[row] === CLICK) {
        expect(clicked.has(place)).toBe(false);
        clicked.add(place);
      } else expect(clicked.has(place)).toBe(true);
    }
  });

  it('orders whole carts, one order a session, numbered in order, at list price', () => {
    const { actions } = log;
    const carts = new Map<number, number[]>();
    const orders = new Map<number, number[]>();
    let next = 0;
    for (let row = 0; row < actions.length; row++) {
      const session = actions.session[row]!;
      const item = actions.item[row]!;
      expect(actions.price[row]).toBe(world.catalog.price[item]);
      if (actions.kind[row] === CART) carts.set(session, [...(carts.get(session) ?? []), item]);
      if (actions.kind[row] !== ORDER) {
        expect(actions.order[row]).toBe(NO_ORDER);
        continue;
      }
      if (!orders.has(session)) next++;
      expect(actions.order[row]).toBe(next - 1);
      expect(actions.quantity[row]).toBeGreaterThan(0);
      orders.set(session, [...(orders.get(session) ?? []), item]);
    }
    expect(orders.size).toBeGreaterThan(5);
    for (const [session, items] of orders) expect(items).toEqual(carts.get(session));
    for (const items of carts.values()) expect(new Set(items).size).toBe(items.length);
  });

  it('hides who comes anonymously, and the truth knows', () => {
    const { sessions } = log;
    let anonymous = 0;
    let first = 0;
    for (let row = 0; row < sessions.length; row++) {
      const shopper = truth.sessions.shopper[row]!;
      if (sessions.visit[row] === 0) {
        first++;
        if (sessions.shopper[row] === NO_SHOPPER) anonymous++;
      }
      if (sessions.shopper[row] !== NO_SHOPPER) expect(sessions.shopper[row]).toBe(shopper);
    }
    expect(first).toBeGreaterThan(50);
    expect(Math.abs(anonymous / first - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / first));
  });

  it('counts the clicks of earlier rounds as the popularity of the next', () => {
    const { actions, sessions } = log;
    const clicks = new Uint32Array(80);
    for (let row = 0; row < actions.length; row++) {
      const before = sessions.round[actions.session[row]!]! < 5;
      if (before && actions.kind[row] === CLICK) clicks[actions.item[row]!]!++;
    }
    expect([...world.shops[5]!.popularity]).toEqual([...clicks]);
  });

  it('files no truth when none is asked for, and none of impressions unless full', () => {
    const actions = simulateInMemory(smallScenario({ truth: 'actions' }), seed);
    expect(actions.truth.impressions.length).toBe(0);
    expect(actions.truth.actions.length).toBe(log.actions.length);
    const none = simulateInMemory(smallScenario({ truth: 'none' }), seed);
    expect(none.truth.sessions.length).toBe(0);
    expect([...none.log.actions.time]).toEqual([...log.actions.time]);
  });

  it('leaves the sessions of all others as they were when a shopper is added, up to the next barrier', () => {
    const short = smallScenario({ days: 1, arrival: { sessionsPerDay: 3, shape: 20 } });
    const less = simulateInMemory(short, seed, {
      shopperKeys: Uint32Array.from({ length: 59 }, (_, i) => i + 1),
    });
    const whole = simulateInMemory(short, seed);
    const story = ({
      log: { sessions, impressions, actions },
      truth: hidden,
      catalog: _,
      shoppers,
    }: SimulatedWorld) => {
      const visitor = (session: number) =>
        `${shoppers.key[hidden.sessions.shopper[session]!]} ${sessions.visitor[session]}`;
      return {
        shown: [...impressions.item].map((item, row) => `${visitor(impressions.session[row]!)} ${item}`),
        done: [...actions.time].map(
          (time, row) => `${visitor(actions.session[row]!)} ${time} ${actions.item[row]}`,
        ),
      };
    };
    const others = (lines: string[]) => lines.filter((line) => !line.startsWith('0 '));
    expect(whole.log.sessions.length).toBeGreaterThan(less.log.sessions.length);
    expect(others(story(whole).shown)).toEqual(story(less).shown);
    expect(others(story(whole).done)).toEqual(story(less).done);
  });
});

describe('the world at its edges', () => {
  it('is empty when nobody comes, and still whole', () => {
    const empty = simulateInMemory(smallScenario({ arrival: { sessionsPerDay: 0 } }), seed);
    expect([empty.log.sessions.length, empty.log.impressions.length, empty.log.actions.length]).toEqual([
      0, 0, 0,
    ]);
    expect(empty.catalog.length).toBe(80);
    expect(checkLog(empty.log, empty.catalog, empty.shoppers)).toEqual([]);
  });

  it('shows but sells nothing when nothing is ever worth it', () => {
    const dull = simulateInMemory(smallScenario({ choice: { outside: 20, taste: 0, quality: 0 } }), seed);
    expect(dull.log.impressions.length).toBeGreaterThan(1000);
    expect(dull.log.actions.length).toBe(0);
  });

  it('works with one shopper, two items, one slot', () => {
    const least = smallScenario({
      shoppers: { count: 1 },
      catalog: { items: 2, departments: 1, categories: 1 },
      exposure: { slateSize: 1 },
    });
    const { log, catalog, shoppers } = simulateInMemory(least, seed);
    expect(checkLog(log, catalog, shoppers)).toEqual([]);
  });

  it('keeps every invariant, in any number of shards, in random worlds', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const changes = fc.record({
      days: fc.integer({ min: 1, max: 3 }),
      shoppers: fc.record({ count: fc.integer({ min: 1, max: 25 }) }),
      catalog: fc.record({
        items: fc.integer({ min: 8, max: 40 }),
        departments: fc.integer({ min: 1, max: 12 }),
        categories: fc.integer({ min: 1, max: 12 }),
        categorySkew: unit,
      }),
      arrival: fc.record({ sessionsPerDay: fc.double({ min: 0, max: 3, noNaN: true }), anonymous: unit }),
      exposure: fc.record({
        slateSize: fc.integer({ min: 1, max: 8 }),
        skip: fc.double({ min: 0, max: 0.9, noNaN: true }),
      }),
      examination: fc.record({ decay: unit, floor: unit }),
      choice: fc.record({ outside: fc.double({ min: -5, max: 5, noNaN: true }) }),
      pace: fc.record({ slateSeconds: fc.constantFrom(0, 30, 3600), dwellSeconds: fc.constantFrom(0, 3600) }),
    });
    fc.assert(
      fc.property(changes, fc.string(), fc.integer({ min: 1, max: 4 }), (change, text, shards) => {
        const scenario = smallScenario(change);
        const world = simulateInMemory(scenario, seedWords(text), {
          shards: Math.min(shards, change.shoppers.count),
        });
        expect(checkLog(world.log, world.catalog, world.shoppers)).toEqual([]);
        expect(digestWorld(simulateInMemory(scenario, seedWords(text)))).toBe(digestWorld(world));
      }),
      { numRuns: 40 },
    );
  });
});

describe('cause and effect', () => {
  const busy = { days: 4, shoppers: { count: 400 }, arrival: { sessionsPerDay: 1, shape: 5 } };

  it.each([2, -2, -6])('examines by position alone, whatever utilities are: outside option %d', (outside) => {
    const scenario = smallScenario({ ...busy, choice: { outside, quality: 3 } });
    const { log, truth } = simulateInMemory(scenario, seed);
    const { slateSize, ...rest } = { ...scenario.exposure, ...scenario.examination };
    const curve = examinationCurve(slateSize, rest.decay, rest.floor);
    const shown = [new Float64Array(slateSize), new Float64Array(slateSize)];
    const seen = [new Float64Array(slateSize), new Float64Array(slateSize)];
    for (let row = 0; row < log.impressions.length; row++) {
      if (SURFACES[log.impressions.surface[row]!] === 'banner') continue;
      const isLiked = truth.impressions.utility[row]! > 0 ? 1 : 0;
      const position = log.impressions.position[row]!;
      shown[isLiked]![position]!++;
      seen[isLiked]![position]! += truth.impressions.examined[row]!;
    }
    for (const sign of [0, 1]) {
      curve.forEach((p, position) => {
        const n = shown[sign]![position]!;
        expect(n).toBeGreaterThan(300);
        expect(Math.abs(seen[sign]![position]! - n * p)).toBeLessThanOrEqual(4 * Math.sqrt(n * p * (1 - p)));
      });
    }
  });

  it('chooses by the softmax of what was seen: first choices of home slates', () => {
    const scenario = smallScenario({ ...busy, choice: { outside: 1 } });
    const { log, truth } = simulateInMemory(scenario, seed);
    const { impressions, actions } = log;
    let expected = 0;
    let spread = 0;
    const firstChoice = new Map<number, number>();
    for (let row = 0; row < actions.length; row++) {
      const session = actions.session[row]!;
      if (actions.slate[row] === 0 && !firstChoice.has(session))
        firstChoice.set(session, actions.position[row]!);
    }
    let came = 0;
    for (let row = 0; row < impressions.length; ) {
      const session = impressions.session[row]!;
      const slate = impressions.slate[row]!;
      const weights: number[] = [];
      for (
        ;
        row < impressions.length && impressions.session[row] === session && impressions.slate[row] === slate;
        row++
      ) {
        weights.push(truth.impressions.examined[row] === 1 ? Math.exp(truth.impressions.utility[row]!) : 0);
      }
      if (slate !== 0) continue;
      const p = weights[0]! / (Math.exp(1) + weights.reduce((a, b) => a + b, 0));
      expected += p;
      spread += p * (1 - p);
      if (firstChoice.get(session) === 0) came++;
    }
    expect(Math.abs(came - expected)).toBeLessThan(4 * Math.sqrt(spread));
  });

  it('sells less of what is dear when price weighs more', () => {
    const meanPrice = (weight: number): number => {
      const scenario = smallScenario({
        ...busy,
        choice: { outside: 2, price: weight },
        price: { qualityPremium: 0 },
      });
      const { log, world } = simulateInMemory(scenario, seed);
      const prices = [...log.actions.item].map((item) => world.items.relativePrice[item]!);
      return prices.reduce((a, b) => a + b, 0) / prices.length;
    };
    const [free, some, much] = [0, 1, 4].map(meanPrice) as [number, number, number];
    expect(some).toBeLessThan(free);
    expect(much).toBeLessThan(some);
  });

  it('clicks what the oracle says is liked, and the oracle knows what shoppers know', () => {
    const scenario = smallScenario({
      ...busy,
      taste: { dimensions: 4, mood: 0 },
      intent: { gift: 0 },
      harms: { creepy: { utility: 0 } },
    });
    const simulated = simulateInMemory(scenario, seed);
    const { log, truth, world, shops, lives } = simulated;
    const oracle = createOracle(world, shops, lives);
    const seen = new Set<string>();
    const isFirstOfDay = Array.from(truth.sessions.shopper, (shopper, session) => {
      const day = `${shopper} ${log.sessions.round[session]}`;
      return !seen.has(day) && seen.add(day);
    });
    for (let row = 0; row < log.impressions.length; row += 47) {
      const session = log.impressions.session[row]!;
      // A second session finds the shopper as the first has left them.
      if (!isFirstOfDay[session]) continue;
      const shopper = truth.sessions.shopper[session]!;
      const utility = oracle.utility(shopper, log.impressions.item[row]!, log.sessions.start[session]!);
      expect(utility).toBeCloseTo(truth.impressions.utility[row]!, 4);
    }
    expect(() => oracle.utility(0, 0, 99 * 86_400)).toThrow(
      'oracle: round 99 was not simulated; there are 4',
    );
    expect(() => oracle.utility(400, 0, 0)).toThrow('no shopper 400');
  });

  it('shares every draw that a policy does not cause: the same visits at the same times under two policies', () => {
    // What shoppers get decides whether they come again; here it does not.
    const life = { satisfaction: { visits: 0 }, churn: { perDay: 0.05, satisfaction: 0 } };
    const scenario = smallScenario({ life });
    const [a, b] = (['random', 'popularity'] as const).map((name) =>
      simulateInMemory(scenario, seed, { policy: { name } }),
    );
    expect([...a!.log.sessions.start]).toEqual([...b!.log.sessions.start]);
    expect([...a!.log.sessions.visitor]).toEqual([...b!.log.sessions.visitor]);
    expect(countKinds(a!)).not.toEqual(countKinds(b!));
  });
});
