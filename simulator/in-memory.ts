/** A whole world simulated in memory: for tests, small studies and the browser. */

import type { Log } from '../datasets/dataset.ts';
import {
  ACTIONS,
  type Arms,
  type Catalog,
  concatTables,
  createTable,
  IMPRESSIONS,
  REVIEWS,
  SESSIONS,
  type Shoppers as ShoppersTable,
} from '../datasets/tables.ts';
import type { SeedWords } from '../numerics/rng.ts';
import { armsTable, pricesByArm } from './arms.ts';
import { fileRound, type RoundLog } from './barrier.ts';
import { catalogTable, shoppersTable } from './catalog-text.ts';
import { deliverAll, type RawBatch } from './faults.ts';
import { type HomeOptions, openHome } from './home.ts';
import { describePolicy } from './policy.ts';
import { mergeState, simulateShard } from './round.ts';
import { openRound, openWorkshop } from './run.ts';
import type { Scenario } from './scenario.ts';
import { hasFaults } from './scenario-faults.ts';
import { newShop, type ShopState } from './shop.ts';
import {
  ACTION_TRUTH,
  type ActionTruth,
  IMPRESSION_TRUTH,
  type ImpressionTruth,
  type ItemAttributes,
  type ItemTraits,
  itemTruth,
  SESSION_TRUTH,
  type SessionTruth,
  type ShopperTastes,
  type ShopperTraits,
  shopperTruth,
} from './truth.ts';
import { buildWorld, splitShoppers, type World, type WorldOptions } from './world.ts';

/** All that is hidden, in tables as they are filed. */
export interface Truth {
  readonly shopperTastes: ShopperTastes;
  readonly shopperTraits: ShopperTraits;
  readonly itemAttributes: ItemAttributes;
  readonly itemTraits: ItemTraits;
  readonly sessions: SessionTruth;
  readonly impressions: ImpressionTruth;
  readonly actions: ActionTruth;
}

export interface SimulatedWorld {
  readonly log: Log;
  readonly arms: Arms;
  readonly catalog: Catalog;
  readonly shoppers: ShoppersTable;
  readonly truth: Truth;
  /** The log as the shop receives it, where the scenario asks for faults. */
  readonly raw?: RawBatch;
  readonly world: World;
  /** (days) the shop at the start of each round. */
  readonly shops: readonly ShopState[];
}

export interface InMemoryOptions extends Omit<WorldOptions, 'shard'>, HomeOptions {
  /** Parts into which shoppers are cut; the result does not depend on it. */
  readonly shards?: number;
  /** false: neither log has impressions, most of its memory; all else is the same. */
  readonly keepImpressions?: boolean;
}

export function simulateInMemory(
  scenario: Scenario,
  seed: SeedWords,
  options: InMemoryOptions = {},
): SimulatedWorld {
  const { shards = 1, keepImpressions = true } = options;
  const world = buildWorld(scenario, seed, options);
  const workshop = openWorkshop(world);
  const home = openHome(world, options);
  const prices = pricesByArm(scenario, world.items.price);
  const parts = splitShoppers(world.shoppers.length, shards);
  let visits = parts.map(({ start, end }) => new Uint32Array(end - start));
  let state = newShop(world.items.length);
  const shops: ShopState[] = [];
  const chunks: RoundLog[] = [];
  for (let day = 0; day < scenario.days; day++) {
    shops.push(state);
    const round = openRound(world, state);
    const results = parts.map((shard, i) => simulateShard(workshop, round, home, shard, visits[i]!));
    const logs = results.map(({ log }) => log);
    const chunk = fileRound(state, logs, prices, scenario.truth);
    chunks.push(keepImpressions ? chunk : { ...chunk, impressions: createTable(IMPRESSIONS, 0) });
    visits = results.map((result) => result.visits);
    state = mergeState(state, logs);
  }
  const log = {
    origin: scenario.origin,
    sessions: concatTables(
      SESSIONS,
      chunks.map(({ sessions }) => sessions),
    ),
    impressions: concatTables(
      IMPRESSIONS,
      chunks.map(({ impressions }) => impressions),
    ),
    actions: concatTables(
      ACTIONS,
      chunks.map(({ actions }) => actions),
    ),
    reviews: createTable(REVIEWS, 0),
  };
  const truth = truthOf(world, chunks);
  return {
    log,
    arms: armsTable(scenario, describePolicy(options.policy ?? scenario.exposure.policy)),
    catalog: catalogTable(world),
    shoppers: shoppersTable(world),
    truth,
    ...(hasFaults(scenario.faults) && { raw: deliverAll(scenario, seed, chunks) }),
    world,
    shops,
  };
}

function truthOf(world: World, chunks: readonly RoundLog[]): Truth {
  const [shopperTastes, shopperTraits] = shopperTruth(world);
  const [itemAttributes, itemTraits] = itemTruth(world);
  return {
    shopperTastes,
    shopperTraits,
    itemAttributes,
    itemTraits,
    sessions: concatTables(
      SESSION_TRUTH,
      chunks.map(({ sessionTruth }) => sessionTruth),
    ),
    impressions: concatTables(
      IMPRESSION_TRUTH,
      chunks.map(({ impressionTruth }) => impressionTruth),
    ),
    actions: concatTables(
      ACTION_TRUTH,
      chunks.map(({ actionTruth }) => actionTruth),
    ),
  };
}
