/** What the sessions of a world need at hand: the scenario made ready once, and memory used again for every session. */

import { CHANNELS, DEVICES } from '../datasets/tables.ts';
import { type AliasTable, aliasTable } from '../numerics/distributions.ts';
import type { DrawKey } from '../numerics/rng.ts';
import { weekdayOf } from './behaviour/arrival.ts';
import { CHOICES_A_SLATE, conformityAppeal } from './behaviour/choice.ts';
import { examinationCurve, examinationThresholds } from './behaviour/examination.ts';
import { keptADay } from './behaviour/life.ts';
import { type SessionDraws, sessionDraws } from './draws.ts';
import { type PaymentDraws, paymentDraws } from './instruments.ts';
import { type Items, relativePrices } from './items.ts';
import type { Lives } from './lives.ts';
import { newOffers, type OfferRules, type Offers, offerRules } from './offers.ts';
import { reachKey } from './promotions.ts';
import { type Scenario, weekdayFactors } from './scenario.ts';
import type { ShardLog } from './shard-log.ts';
import { openShop, type Shop, type ShopState } from './shop.ts';
import type { World } from './world.ts';

/** The scenario made ready: constant through all rounds. */
export interface Rules {
  readonly draws: SessionDraws;
  /** Alias tables over hours of the day and the codes of channels and devices. */
  readonly hours: AliasTable;
  readonly channels: AliasTable;
  readonly devices: AliasTable;
  /** Relative arrivals of Monday to Sunday, mean 1. */
  readonly weekdays: readonly number[];
  /** Day of the week of round 0, 0 = Monday. */
  readonly firstWeekday: number;
  /** Examination of each position, as bounds of 32-bit words. */
  readonly seenBelow: Float64Array;
  /** 1 / sqrt(dimensions): makes the match of two standard normal vectors have standard deviation 1. */
  readonly matchScale: number;
  /** What is left of each level after a day. */
  readonly kept: {
    readonly drift: number;
    readonly saturation: number;
    readonly habit: number;
    readonly fatigue: number;
  };
  readonly offers: OfferRules;
  readonly payment: PaymentDraws;
  /** Who comes to know which coupon. */
  readonly couponReach: DrawKey;
}

export function makeRules(world: World): Rules {
  const { arrival, examination, exposure, life, origin, taste } = world.scenario;
  const weightsOf = (
    labels: readonly string[],
    weights: Readonly<Record<string, number | undefined>>,
  ): AliasTable => aliasTable(labels.map((label) => weights[label] ?? 0));
  return {
    draws: sessionDraws(world.seed),
    hours: aliasTable(arrival.hours),
    channels: weightsOf(CHANNELS, arrival.channels),
    devices: weightsOf(DEVICES, arrival.devices),
    weekdays: weekdayFactors(arrival.weekdays),
    firstWeekday: weekdayOf(origin),
    seenBelow: examinationThresholds(
      examinationCurve(exposure.slateSize, examination.decay, examination.floor),
    ),
    matchScale: 1 / Math.sqrt(taste.dimensions),
    kept: {
      drift: keptADay(life.drift.halfLife),
      saturation: keptADay(life.saturation.halfLife),
      habit: keptADay(life.habit.halfLife),
      fatigue: keptADay(life.fatigue.halfLife),
    },
    offers: offerRules(world.scenario),
    payment: paymentDraws(world.seed),
    couponReach: reachKey(world.seed),
  };
}

/** Memory of one session, used again by the next. */
export interface Mind {
  /** (dimensions) taste in the mood of the session, times `matchScale`. */
  readonly taste: Float64Array;
  readonly offers: Offers;
  /** Rise of the logit of paying with bill-me-later. */
  later: number;
  /** Weight of the logarithm of price. */
  price: number;
  /** (departments) utility of the department's items before taste, the item's own appeal and its price. */
  readonly standing: Float64Array;
  /** (departments) set when the first category is picked; `departmentsKnown` says whether it is. */
  readonly departmentAppeal: Float64Array;
  departmentsKnown: boolean;
  /** (categories) valid for the department just picked. */
  readonly categoryAppeal: Float64Array;
  /** (categories) listing pages seen or passed over in this session. */
  readonly pages: Uint32Array;
  readonly opened: number[];
  /** (slateSize) items and propensities of the slate in view. */
  readonly items: Uint32Array;
  readonly propensities: Float32Array;
  /** (slateSize) positions seen, ascending. */
  readonly seen: Uint8Array;
  /** (slateSize) utility of each seen slot; NaN once taken. */
  readonly utilities: Float64Array;
  /** (4 x slateSize + 4) words of the choices: four for each seen slot, then four for taking nothing. */
  readonly words: Uint32Array;
  readonly cart: { item: number; slate: number; position: number; utility: number }[];
}

function createMind({ scenario, items }: World): Mind {
  const { slateSize } = scenario.exposure;
  return {
    taste: new Float64Array(items.dimensions),
    offers: newOffers(items.tree.departments),
    later: 0,
    price: 0,
    standing: new Float64Array(items.tree.departments),
    departmentAppeal: new Float64Array(items.tree.departments),
    departmentsKnown: false,
    categoryAppeal: new Float64Array(items.tree.count),
    pages: new Uint32Array(items.tree.count),
    opened: [],
    items: new Uint32Array(slateSize),
    propensities: new Float32Array(slateSize),
    seen: new Uint8Array(slateSize),
    utilities: new Float64Array(slateSize),
    words: new Uint32Array(CHOICES_A_SLATE * (slateSize + 1)),
    cart: [],
  };
}

/** The part of utility that is the same for all shoppers of a round: quality and conformity. */
export function commonAppeal(scenario: Scenario, items: Items, popularity: Uint32Array): Float64Array {
  const { quality, conformity } = scenario.choice;
  let clicks = 0;
  for (const count of popularity) clicks += count;
  const mean = clicks / items.length;
  return Float64Array.from(
    popularity,
    (count, item) => quality * items.quality[item]! + conformityAppeal(count, mean, conformity),
  );
}

/** A world in the round that is being simulated, with the log that it writes. */
export interface Run extends Round {
  readonly world: World;
  readonly rules: Rules;
  readonly mind: Mind;
  readonly log: ShardLog;
  /** Of the shoppers of the shard; they move. */
  readonly lives: Lives;
}

/** What stays from round to round while a world is simulated in one place. */
export interface Workshop {
  readonly world: World;
  readonly rules: Rules;
  readonly mind: Mind;
}

export function openWorkshop(world: World): Workshop {
  return { world, rules: makeRules(world), mind: createMind(world) };
}

/** The shop of a round, its prices and what all shoppers think of its items; the same for every shard. */
export interface Round {
  readonly shop: Shop;
  /** (items) see `commonAppeal`. */
  readonly appeal: Float64Array;
  /** (items) logarithm of the shop's price over the median list price of the category. */
  readonly relativePrice: Float32Array;
}

export function openRound(world: World, state: ShopState): Round {
  return {
    shop: openShop(world.items, state),
    appeal: commonAppeal(world.scenario, world.items, state.popularity),
    relativePrice: relativePrices(world.items, state.price),
  };
}
