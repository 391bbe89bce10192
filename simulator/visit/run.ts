/** What the sessions of a world need at hand: the world and its rules, the shop of the round, memory, and the log that they write. */

import { createShardLog, type ShardLog } from '../filing/shard-log.ts';
import type { Lives } from '../people/lives.ts';
import { activityOf, spendOf } from '../world/calendar.ts';
import { relativePrices } from '../world/items.ts';
import { openShop, type Shop, type ShopState } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import { commonAppeal, groupAppeal } from './appeal.ts';
import { createMind, type Mind } from './mind.ts';
import { makeRules, type Rules } from './rules.ts';
import { openShelves, type Shelves } from './shelves.ts';

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
