/** What the sessions of a world need at hand: the scenario made ready once, and memory used again for every session. */

import { CHANNELS, DEVICES, NO_MOMENT } from '../datasets/tables.ts';
import { type AliasTable, aliasTable } from '../numerics/distributions.ts';
import type { DrawKey } from '../numerics/rng.ts';
import { DAY } from './behaviour/arrival.ts';
import { CHOICES_A_SLATE, conformityAppeal, newnessAppeal } from './behaviour/choice.ts';
import { examinationCurve, examinationThresholds } from './behaviour/examination.ts';
import { MISSIONS } from './behaviour/intent.ts';
import { keptADay } from './behaviour/life.ts';
import type { Confusions } from './behaviour/query.ts';
import { isOnSale } from './business/assortment.ts';
import { activityOf, demandShifts, spendOf } from './calendar.ts';
import { type SessionDraws, sessionDraws } from './draws.ts';
import { type PaymentDraws, paymentDraws } from './instruments.ts';
import { relativePrices } from './items.ts';
import type { Lives } from './lives.ts';
import { newOffers, type OfferRules, type Offers, offerRules } from './offers.ts';
import { reachKey } from './promotions.ts';
import type { Scenario } from './scenario.ts';
import { openConfusions } from './search-words.ts';
import { createShardLog, type ShardLog } from './shard-log.ts';
import { openShelves, type Shelves } from './shelves.ts';
import { openShop, type Shop, type ShopState } from './shop.ts';
import type { World } from './world.ts';

/** The scenario made ready: constant through all rounds. */
export interface Rules {
  readonly draws: SessionDraws;
  /** Alias tables over hours of the day and the codes of channels and devices. */
  readonly hours: AliasTable;
  readonly channels: AliasTable;
  readonly devices: AliasTable;
  /** Over the codes of missions. */
  readonly missions: AliasTable;
  /** Examination of each position, as bounds of 32-bit words. */
  readonly seenBelow: Float64Array;
  /** The same of a banner: even. */
  readonly bannerSeenBelow: Float64Array;
  /** What recognisers take for one another. */
  readonly confusions: Confusions;
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
  const { arrival, examination, exposure, intent, life, taste } = world.scenario;
  const weightsOf = (
    labels: readonly string[],
    weights: Readonly<Record<string, number | undefined>>,
  ): AliasTable => aliasTable(labels.map((label) => weights[label] ?? 0));
  return {
    draws: sessionDraws(world.seed),
    hours: aliasTable(arrival.hours),
    channels: weightsOf(CHANNELS, arrival.channels),
    devices: weightsOf(DEVICES, arrival.devices),
    missions: aliasTable(MISSIONS.map((mission) => intent[mission])),
    seenBelow: examinationThresholds(
      examinationCurve(exposure.slateSize, examination.decay, examination.floor),
    ),
    bannerSeenBelow: examinationThresholds(
      new Float64Array(exposure.banner.slots).fill(exposure.banner.examined),
    ),
    confusions: openConfusions(world),
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

/** What a mind holds of the slate in view. */
export interface SlateMemory {
  /** (slateSize) items and propensities of the slate. */
  items: Uint32Array;
  propensities: Float32Array;
  /** (slateSize) positions seen, ascending. */
  seen: Uint8Array;
  /** (slateSize) utility of each seen slot; NaN once taken. */
  utilities: Float64Array;
  /** (4 x slateSize + 4) words of the choices: four for each seen slot, then four for taking nothing. */
  words: Uint32Array;
}

/** Memory of one session, used again by the next. */
export interface Mind extends SlateMemory {
  /** (dimensions) taste in the mood of the session, times `matchScale`. */
  readonly taste: Float64Array;
  /** (dimensions) for the moment of a query: absolute tastes. */
  readonly strength: Float64Array;
  readonly offers: Offers;
  /** Rise of the logit of paying with bill-me-later. */
  later: number;
  /** Weight of the logarithm of price. */
  price: number;
  /** Weight of what the shopper's group likes, and what it likes (items). */
  conformity: number;
  social: Float64Array;
  /** (departments) utility of the department's items before taste, the item's own appeal and its price. */
  readonly standing: Float64Array;
  /** (departments) set when the first category is picked; `departmentsKnown` says whether it is. */
  readonly departmentAppeal: Float64Array;
  departmentsKnown: boolean;
  /** (categories) set for the departments of `categoriesKnown`: those picked in this session. */
  readonly categoryAppeal: Float64Array;
  readonly categoriesKnown: number[];
  /** (categories) listing pages seen or passed over in this session. */
  readonly pages: Uint32Array;
  readonly opened: number[];
  /** Slate memories to spare, for slates looked at while another is open. */
  readonly spare: SlateMemory[];
  /** Items whose like have been looked at in this session. */
  readonly likened: number[];
  readonly cart: { item: number; slate: number; position: number; utility: number }[];
}

function createMind({ scenario, items }: World): Mind {
  const { slateSize } = scenario.exposure;
  return {
    taste: new Float64Array(items.dimensions),
    strength: new Float64Array(items.dimensions),
    offers: newOffers(items.tree.departments),
    later: 0,
    price: 0,
    conformity: 0,
    social: new Float64Array(0),
    standing: new Float64Array(items.tree.departments),
    departmentAppeal: new Float64Array(items.tree.departments),
    departmentsKnown: false,
    categoryAppeal: new Float64Array(items.tree.count),
    categoriesKnown: [],
    pages: new Uint32Array(items.tree.count),
    opened: [],
    ...newSlateMemory(slateSize),
    spare: [],
    likened: [],
    cart: [],
  };
}

export function newSlateMemory(slots: number): SlateMemory {
  return {
    items: new Uint32Array(slots),
    propensities: new Float32Array(slots),
    seen: new Uint8Array(slots),
    utilities: new Float64Array(slots),
    words: new Uint32Array(CHOICES_A_SLATE * (slots + 1)),
  };
}

/** Utility that puts an item out of reach of any draw, and is still a number: of items that are not on sale. */
const OUT_OF_REACH = -1e6;

/** The part of utility that is the same for all shoppers of a round: quality, conformity, newness, season, stock-out. */
export function commonAppeal({ scenario, items }: World, state: ShopState): Float64Array {
  const { quality, conformity, stockOut } = scenario.choice;
  const { popularity, onHand, round } = state;
  const demand = demandShifts(scenario, round, items.tree.departments);
  const likedBy = appealByClicks(popularity, conformity);
  const appeal = new Float64Array(items.length);
  for (let item = 0; item < appeal.length; item++) {
    const liked = quality * items.quality[item]! + likedBy(popularity[item]!);
    const moment = demand[items.department[item]!]! + newnessOf(scenario, items.launched[item]!, round);
    const shown = liked + moment - (onHand[item]! <= 0 ? stockOut : 0);
    appeal[item] = isOnSale(items, item, round) ? shown : OUT_OF_REACH;
  }
  return appeal;
}

/** By group: log(1 + clicks over mean clicks an item) among its own. */
export function groupAppeal(items: number, groupClicks: Uint32Array): Float64Array[] {
  return Array.from({ length: groupClicks.length / items }, (_, group) => {
    const own = groupClicks.subarray(group * items, (group + 1) * items);
    const likedBy = appealByClicks(own, 1);
    const appeal = new Float64Array(items);
    for (let item = 0; item < items; item++) appeal[item] = likedBy(own[item]!);
    return appeal;
  });
}

/** Counts of clicks that many items share. */
const COMMON_COUNTS = 1024;

/** `conformityAppeal` of counts of clicks among those of all items (items); each common count is worked out once. */
function appealByClicks(counts: Uint32Array, weight: number): (clicks: number) => number {
  let sum = 0;
  for (let item = 0; item < counts.length; item++) sum += counts[item]!;
  const mean = sum / counts.length;
  const known = new Float64Array(COMMON_COUNTS).fill(Number.NaN);
  return (clicks) => {
    if (clicks >= COMMON_COUNTS) return conformityAppeal(clicks, mean, weight);
    if (Number.isNaN(known[clicks]!)) known[clicks] = conformityAppeal(clicks, mean, weight);
    return known[clicks]!;
  };
}

function newnessOf({ choice }: Scenario, launched: number, round: number): number {
  if (launched === NO_MOMENT || choice.newness === 0) return 0;
  return newnessAppeal(round - launched / DAY, choice.newness, choice.newnessDays);
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
  /** Of the shard under way: used again by the next. */
  readonly log: ShardLog;
}

export function openWorkshop(world: World): Workshop {
  return { world, rules: makeRules(world), mind: createMind(world), log: createShardLog() };
}

/** The shop of a round, its prices and what all shoppers think of its items; the same for every shard. */
export interface Round {
  readonly shop: Shop;
  readonly shelves: Shelves;
  /** (items) see `commonAppeal`. */
  readonly appeal: Float64Array;
  /** By age band: (items) what a group's clicks say to its own; none where groups have no influence. */
  readonly social: readonly Float64Array[];
  /** (items) logarithm of the shop's price over the median list price of the category. */
  readonly relativePrice: Float32Array;
  /** Visits over those of a mean day. */
  readonly activity: number;
  /** Rise of the logit of carting a clicked item. */
  readonly spend: number;
  /** Whether the item's shelf is empty: it cannot be carted. */
  isSoldOut(item: number): boolean;
}

/**
 * A shard of a round. All runs have one shape: engines make code fast for the shapes that they have seen, and an object
 * spread from several others is of a new one every time.
 */
export function openRun(
  { world, rules, mind, log }: Workshop,
  { shop, shelves, activity, spend, appeal, social, isSoldOut, relativePrice }: Round,
  lives: Lives,
): Run {
  return {
    world,
    rules,
    mind,
    shop,
    shelves,
    activity,
    spend,
    appeal,
    social,
    isSoldOut,
    relativePrice,
    log,
    lives,
  };
}

export function openRound(world: World, state: ShopState): Round {
  const shop = openShop(world.items, state);
  return {
    shop,
    shelves: openShelves(world.items, shop),
    appeal: commonAppeal(world, state),
    social: groupAppeal(world.items.length, state.groupClicks),
    relativePrice: relativePrices(world.items, state.price),
    activity: activityOf(world.scenario, state.round),
    spend: spendOf(world.scenario, state.round),
    isSoldOut: (item) => state.onHand[item]! <= 0,
  };
}
