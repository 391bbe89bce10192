/**
 * A world with exact answers: one slate a visit, tastes without moods, and nothing that a visit leaves behind. What is clicked of any slate then
 * follows from the shopper, the slate and the two kinds of chance (examination, choice) alone, and its expectation can be written down.
 */

import { exp } from '../../../numerics/math.ts';
import type { SeedWords } from '../../../numerics/rng.ts';
import { examinationCurve } from '../../../simulator/behaviour/examination.ts';
import { newLives } from '../../../simulator/people/lives.ts';
import { offerRules } from '../../../simulator/sale/offers.ts';
import { type Scenario, ScenarioSchema } from '../../../simulator/scenario/scenario.ts';
import type { PolicySpec } from '../../../simulator/scenario/scenario-visit.ts';
import { openRound } from '../../../simulator/visit/run.ts';
import { expectedUtility, knowShopper } from '../../../simulator/world/oracle.ts';
import { newShop } from '../../../simulator/world/shop.ts';
import { buildWorld } from '../../../simulator/world/world.ts';

export interface FrozenShape {
  readonly shoppers: number;
  readonly items: number;
  readonly slots: number;
  readonly days: number;
  readonly sessionsPerDay: number;
  /** Weight of taste; the rest of utility is the same for all. */
  readonly taste: number;
  readonly quality: number;
  /** Utility of taking nothing. */
  readonly outside: number;
  /** What fills the slates. */
  readonly policy: PolicySpec;
}

/** Everything that moves in a shop is at rest: life, moods, conformity, stock, prices, the calendar, the rest of the page. */
export function frozenScenario(shape: FrozenShape): Scenario {
  const { slots, policy } = shape;
  return ScenarioSchema.parse({
    title: 'frozen',
    days: shape.days,
    truth: 'none',
    shoppers: { count: shape.shoppers },
    catalog: {
      items: shape.items,
      departments: 1,
      categories: 1,
      brands: 4,
      sellers: 2,
      launches: 0,
      retirements: 0,
    },
    taste: { dimensions: 4, mood: 0 },
    arrival: { sessionsPerDay: shape.sessionsPerDay, shape: 4, anonymous: 0, weekdays: Array(7).fill(1) },
    identity: { devices: 1, forget: 0 },
    intent: { browse: 1, search: 0, replenish: 0, gift: 0, budget: { median: 0 } },
    exposure: {
      slateSize: slots,
      continue: 0,
      patienceSpread: 0,
      maxSlates: 1,
      similar: { probability: 0 },
      banner: { probability: 0 },
      policy,
    },
    choice: {
      outside: shape.outside,
      taste: shape.taste,
      quality: shape.quality,
      conformity: 0,
      novelty: 0,
      newness: 0,
    },
    funnel: {
      cart: { intercept: -20, utility: 0 },
      video: { items: 0 },
      favourite: { shoppers: 0 },
      share: { shoppers: 0 },
    },
    harms: { creepy: { utility: 0, satisfaction: 0 }, groupInfluence: { weight: 0 } },
    life: {
      drift: { click: 0, order: 0 },
      saturation: { click: 0, order: 0, weight: 0 },
      priceMemory: { rate: 0, weight: 0 },
      fatigue: { slate: 0, weight: 0 },
      satisfaction: { order: 0, ticket: 0, visits: 0 },
      churn: { perDay: 0 },
    },
    reviews: { elsewhere: 0 },
    stock: { coverDays: 0 },
    pricing: { everyDays: 0 },
    fraud: { cardTesting: { campaigns: 0 } },
  });
}

/** The truth of a frozen world, by shopper and item. */
export interface FrozenTruth {
  readonly shoppers: number;
  readonly items: number;
  /** (shoppers x items) odds of taking an item rather than nothing: exp(utility - outside). */
  readonly odds: Float64Array;
  /** (shoppers x items) expected utility. */
  readonly utility: Float64Array;
  /** (slots) probability that each is seen. */
  readonly seen: Float64Array;
  /** (shoppers) share of visits that each makes. */
  readonly share: Float64Array;
  /** Mean visits of all of them in a day. */
  readonly visitsPerDay: number;
}

export function frozenTruth(scenario: Scenario, seed: SeedWords): FrozenTruth {
  const world = buildWorld(scenario, seed);
  const count = world.shoppers.length;
  const items = world.items.length;
  const rules = offerRules(scenario);
  const lives = newLives(scenario, { start: 0, end: count });
  const round = openRound(world, newShop(world));
  const utility = new Float64Array(count * items);
  for (let row = 0; row < count; row++) {
    const shopper = knowShopper(world, row, rules, lives, 0);
    for (let item = 0; item < items; item++)
      utility[row * items + item] = expectedUtility(world, shopper, round, item);
  }
  const { decay, floor } = scenario.examination;
  const total = world.shoppers.rate.reduce((sum, rate) => sum + rate, 0);
  return {
    shoppers: count,
    items,
    odds: utility.map((own) => exp(own - scenario.choice.outside)),
    utility,
    seen: examinationCurve(scenario.exposure.slateSize, decay, floor),
    share: Float64Array.from(world.shoppers.rate, (rate) => rate / total),
    visitsPerDay: total,
  };
}

/** Days that make at least so many visits, but for a chance of 1e-6: visits of a day are Poisson. */
export const daysFor = (visits: number, { visitsPerDay }: FrozenTruth): number =>
  Math.ceil((visits + 5 * Math.sqrt(visits)) / visitsPerDay);
