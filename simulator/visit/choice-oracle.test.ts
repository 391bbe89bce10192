/** Choices, examination and the funnel against their closed forms, in whole worlds, given the truth that was filed. */

import { describe, expect, it } from 'vitest';
import { chiSquare } from '../../numerics/goodness-of-fit.ts';
import { seedWords } from '../../numerics/seed.ts';
import { CHOICES_A_SLATE } from '../behaviour/choice.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import {
  addTrial,
  BARE_PAGES,
  BARE_SLATES,
  CART,
  CLICK,
  deviations,
  NO_HARMS,
  newTally,
  ORDER,
  QUIET_VISITS,
  STILL_LIFE,
  slatesOf,
  type Tally,
} from '../figures/observed.fixture.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';

const seed = seedWords('oracles');
const SLOTS = 6;
const BUSY = {
  days: 3,
  shoppers: { count: 500 },
  arrival: { sessionsPerDay: 1, shape: 5 },
  exposure: { slateSize: SLOTS, maxSlates: 4, policy: { name: 'random' }, ...BARE_SLATES },
  life: STILL_LIFE,
  ...QUIET_VISITS,
} as const;

/** Every item at its category's median, all shoppers as sensitive as each other. */
const ONE_PRICE = { itemSpread: 0, qualityPremium: 0, sensitivitySpread: 0, incomeEffect: 0 };

/** Bins of utility over the outside option, in which slots are counted beside their positions. */
const BINS = 8;
const binOf = (surplus: number): number => Math.min(BINS - 1, Math.max(0, Math.floor(surplus + BINS / 2)));
const NOTHING = SLOTS;

/** Choices by step: of each position, of nothing, and of slots of each bin, beside the softmax of what was seen and left. */
function choicesOf(world: SimulatedWorld): Tally[] {
  const { utility, examined } = world.truth.impressions;
  const { outside } = world.world.scenario.choice;
  const tallies = Array.from({ length: CHOICES_A_SLATE }, () => newTally(SLOTS + 1 + BINS));
  for (const { start, end, clicked } of slatesOf(world)) {
    const weight = Array.from({ length: end - start }, (_, slot) =>
      examined[start + slot] === 1 ? Math.exp(utility[start + slot]! - outside) : 0,
    );
    for (const [step, tally] of tallies.slice(0, clicked.length + 1).entries()) {
      const total = 1 + weight.reduce((sum, one) => sum + one, 0);
      for (const [slot, one] of weight.entries()) {
        const bin = SLOTS + 1 + binOf(utility[start + slot]! - outside);
        for (const cell of [slot, bin]) addTrial(tally, cell, one / total, clicked[step] === slot);
      }
      addTrial(tally, NOTHING, 1 / total, clicked[step] === undefined);
      weight[clicked[step] ?? 0] = 0;
    }
  }
  return tallies;
}

describe('choice shares are the softmax of what was seen, at every step', () => {
  it.each([
    ['utilities of both signs', { choice: { outside: 1, quality: 1 } }],
    [
      'all utilities below 0, the outside option too',
      {
        choice: { outside: -15, price: 10 },
        price: ONE_PRICE,
        experiments: [
          {
            name: 'dear',
            arms: [
              { name: 'all', priceFactor: 5 },
              { name: 'none', weight: 0 },
            ],
          },
        ],
      },
    ],
    [
      'utilities all alike',
      { choice: { outside: -1, taste: 0, quality: 0, price: 0, conformity: 0, novelty: 0 }, harms: NO_HARMS },
    ],
    [
      'utilities that differ by a billionth',
      {
        choice: { outside: 0, taste: 1e-9, quality: 1e-9, price: 0, conformity: 0, novelty: 0 },
        harms: NO_HARMS,
      },
    ],
    ['utilities far apart', { choice: { outside: 3, taste: 8, quality: 4 } }],
  ])('%s', (name, changes) => {
    const world = simulateInMemory(smallScenario({ ...BUSY, ...changes }), seed);
    if (name.startsWith('all utilities below'))
      expect(Math.max(...world.truth.impressions.utility)).toBeLessThan(0);
    const steps = choicesOf(world);
    expect(steps[0]!.came.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1500);
    for (const step of steps) for (const z of deviations(step)) expect(Math.abs(z)).toBeLessThan(4);
    const first = deviations(steps[0]!).slice(0, SLOTS + 1);
    // The sum of squares, were the cells independent: about their number.
    expect(first.reduce((sum, z) => sum + z * z, 0)).toBeLessThan(
      first.length + 4 * Math.sqrt(2 * first.length),
    );
  });

  it('can tell: the softmax of utilities a fifth too large is refused', () => {
    const world = simulateInMemory(
      smallScenario({ ...BUSY, shoppers: { count: 1500 }, choice: { outside: 1, quality: 3 } }),
      seed,
    );
    world.truth.impressions.utility.forEach((value, row, all) => {
      all[row] = value * 1.2;
    });
    expect(Math.max(...choicesOf(world).flatMap(deviations).map(Math.abs))).toBeGreaterThan(5);
  });
});

describe('position bias', () => {
  it.each([4, -4, -14])('never reverses, whatever the sign of utilities: outside option %d', (outside) => {
    const dear = [
      {
        name: 'x',
        arms: [
          { name: 'all', priceFactor: outside < -10 ? 5 : 1 },
          { name: 'none', weight: 0 },
        ],
      },
    ];
    const scenario = smallScenario({
      ...BUSY,
      shoppers: { count: 1200 },
      choice: { outside, quality: 1, price: outside < -10 ? 10 : 0 },
      price: ONE_PRICE,
      examination: { decay: 1, floor: 0 },
      experiments: dear,
    });
    const world = simulateInMemory(scenario, seed);
    const clicks = new Float64Array(SLOTS);
    const shown = new Float64Array(SLOTS);
    for (const { start, end, slate, clicked } of slatesOf(world)) {
      // Slates drawn evenly: position tells nothing of the item.
      if (slate !== 0) continue;
      for (let slot = 0; slot < end - start; slot++) shown[slot]!++;
      for (const position of clicked) clicks[position]!++;
    }
    const rate = clicks.map((count, slot) => count / shown[slot]!);
    for (let slot = 1; slot < SLOTS; slot++) {
      const error = Math.sqrt((rate[slot - 1]! + rate[slot]!) / shown[slot]!);
      expect(rate[slot - 1]! - rate[slot]!).toBeGreaterThan(-4 * error);
    }
    expect(rate[0]!).toBeGreaterThan(1.5 * rate[SLOTS - 1]!);
  });
});

describe('price', () => {
  const BETA = 2;
  const FACTOR = 1.2;
  /** The same draws, at list prices and at prices a factor higher, for all. */
  const [list, dear] = [1, FACTOR].map((priceFactor) =>
    simulateInMemory(
      smallScenario({
        ...BUSY,
        days: 1,
        shoppers: { count: 2500 },
        choice: { outside: 1, price: BETA, conformity: 0, novelty: 0 },
        harms: NO_HARMS,
        price: { sensitivitySpread: 0, incomeEffect: 0 },
        experiments: [
          {
            name: 'prices',
            arms: [
              { name: 'all', priceFactor },
              { name: 'none', weight: 0 },
            ],
          },
        ],
      }),
      seed,
    ),
  ) as [SimulatedWorld, SimulatedWorld];

  it('moves every utility by -beta times its logarithm', () => {
    expect(dear.log.impressions.item).toEqual(list.log.impressions.item);
    const before = list.truth.impressions.utility;
    dear.truth.impressions.utility.forEach((utility, row) => {
      expect(Math.abs(utility - (before[row]! - BETA * Math.log(FACTOR)))).toBeLessThan(
        2e-6 * (1 + Math.abs(utility)),
      );
    });
  });

  /** First choices of slates by the logit, at utilities moved by `shift`: chance that something is taken. */
  const inside = (world: SimulatedWorld, shift: number): number[] =>
    [...slatesOf(world)].map(({ start, end }) => {
      let weight = 0;
      for (let row = start; row < end; row++) {
        if (world.truth.impressions.examined[row] === 1)
          weight += Math.exp(world.truth.impressions.utility[row]! + shift - 1);
      }
      return weight / (1 + weight);
    });
  const taken = (world: SimulatedWorld): number =>
    [...slatesOf(world)].filter(({ clicked }) => clicked.length > 0).length;

  it('up by a factor, the odds of taking anything fall by its power beta: predicted at list prices, met at the others', () => {
    const predicted = inside(list, -BETA * Math.log(FACTOR));
    const expected = predicted.reduce((sum, p) => sum + p, 0);
    const variance = predicted.reduce((sum, p) => sum + p * (1 - p), 0);
    expect(Math.abs(taken(dear) - expected)).toBeLessThan(4 * Math.sqrt(variance));
    // The prediction is no formality: at list prices far more is taken.
    expect(taken(list) - expected).toBeGreaterThan(10 * Math.sqrt(variance));
  });

  it('has the elasticity of the logit: -beta (1 - share), averaged over slates by their share', () => {
    const shares = inside(list, -0.5 * BETA * Math.log(FACTOR));
    const total = shares.reduce((sum, s) => sum + s, 0);
    const closed = shares.reduce((sum, s) => sum - BETA * (1 - s) * s, 0) / total;
    const measured = Math.log(taken(dear) / taken(list)) / Math.log(FACTOR);
    // Paired: only slates that were taken before and are not now differ, so the error is that of their number.
    const lost = taken(list) - taken(dear);
    const error = Math.sqrt(lost) / taken(list) / Math.log(FACTOR);
    expect(Math.abs(measured - closed)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.05 * Math.abs(closed));
  });

  it('up, no item is demanded more: each slate’s clicks are the first of those at list prices', () => {
    const before = [...slatesOf(list)];
    let fewer = 0;
    for (const [i, { clicked }] of [...slatesOf(dear)].entries()) {
      expect(before[i]!.clicked.slice(0, clicked.length)).toEqual(clicked);
      fewer += before[i]!.clicked.length - clicked.length;
    }
    expect(fewer).toBeGreaterThan(100);
    const count = ({ log }: SimulatedWorld, kind: number): number =>
      log.actions.kind.filter((one) => one === kind).length;
    for (const kind of [CLICK, CART, ORDER]) expect(count(dear, kind)).toBeLessThan(count(list, kind));
  });
});

describe('the funnel', () => {
  const scenario = smallScenario({
    ...BUSY,
    shoppers: { count: 1500 },
    choice: { outside: 1, taste: 1.5 },
    funnel: {
      cart: { intercept: -0.5, utility: 0.6 },
      checkout: { intercept: 0.2, utility: 0.5 },
      extraUnits: 0.7,
      ...BARE_PAGES,
    },
  });
  const world = simulateInMemory(scenario, seed);
  const { actions } = world.log;
  const surplus = (row: number): number => world.truth.actions.utility[row]! - scenario.choice.outside;

  it('carts what was clicked by the logit of its surplus, over the whole range of it', () => {
    const { intercept, utility } = scenario.funnel.cart;
    const tally = newTally(BINS);
    const inCart = new Set<string>();
    for (let row = 0; row < actions.length; row++) {
      const place = `${actions.session[row]} ${actions.item[row]}`;
      if (actions.kind[row] !== CLICK || inCart.has(place)) continue;
      const carted = actions.kind[row + 1] === CART && actions.session[row + 1] === actions.session[row];
      if (carted) inCart.add(place);
      addTrial(tally, binOf(surplus(row)), stepProbability(intercept, utility, surplus(row)), carted);
    }
    const z = deviations(tally);
    expect(z.length).toBeGreaterThan(BINS / 2);
    for (const one of z) expect(Math.abs(one)).toBeLessThan(4);
  });

  it('orders carts by the logit of their mean surplus, whole', () => {
    const { intercept, utility } = scenario.funnel.checkout;
    const tally = newTally(BINS);
    const carts = new Map<number, { sum: number; lines: number; ordered: boolean }>();
    for (let row = 0; row < actions.length; row++) {
      const cart = carts.get(actions.session[row]!) ?? { sum: 0, lines: 0, ordered: false };
      if (actions.kind[row] === CART)
        carts.set(actions.session[row]!, { ...cart, sum: cart.sum + surplus(row), lines: cart.lines + 1 });
      else if (actions.kind[row] === ORDER) carts.set(actions.session[row]!, { ...cart, ordered: true });
    }
    for (const { sum, lines, ordered } of carts.values()) {
      addTrial(tally, binOf(sum / lines), stepProbability(intercept, utility, sum / lines), ordered);
    }
    const z = deviations(tally);
    expect(z.length).toBeGreaterThan(2);
    for (const one of z) expect(Math.abs(one)).toBeLessThan(4);
  });

  it('orders 1 + Poisson units', () => {
    const counts = new Float64Array(4);
    for (let row = 0; row < actions.length; row++) {
      if (actions.kind[row] === ORDER) counts[Math.min(3, actions.quantity[row]! - 1)]!++;
    }
    const n = counts.reduce((sum, count) => sum + count, 0);
    const p = [0, 1, 2].map((k) => (Math.exp(-0.7) * 0.7 ** k) / [1, 1, 2][k]!);
    const expected = [...p, 1 - p[0]! - p[1]! - p[2]!].map((share) => share * n);
    expect(n).toBeGreaterThan(400);
    // 3 degrees of freedom: 16.3 is exceeded once in a thousand.
    expect(chiSquare(counts, expected)).toBeLessThan(12);
  });
});
