/** A whole world simulated in memory: for tests, small studies and the browser. */

import type { AfterSale, Log } from '../datasets/dataset.ts';
import type { ManifestFigure } from '../datasets/store/manifest.ts';
import {
  ACTIONS,
  type Arms,
  type Catalog,
  concatTables,
  createTable,
  DELIVERIES,
  IMPRESSIONS,
  ORDERS,
  RETURNS,
  REVIEWS,
  SESSIONS,
  type Shoppers as ShoppersTable,
  type Table,
  type TableSpec,
  TICKETS,
} from '../datasets/tables.ts';
import type { SeedWords } from '../numerics/rng.ts';
import { armsTable, pricesByArm } from './arms.ts';
import { fileRound, type RoundLog } from './barrier.ts';
import { DAY } from './behaviour/arrival.ts';
import { catalogTable, shoppersTable } from './catalog-text.ts';
import { deliverAll, type RawBatch } from './faults.ts';
import { addChunk } from './figure-tally.ts';
import { type HomeOptions, openHome } from './home.ts';
import {
  departmentTable,
  driftTable,
  EXPERIENCES,
  type Experiences,
  isStateFiled,
  REVIEW_ASPECTS,
  type ReviewAspects,
  SHOPPER_STATES,
  type ShopperDepartments,
  type ShopperDrift,
  type ShopperStates,
  stateTable,
} from './life-truth.ts';
import { cutLives, joinLives, type Lives, newLives } from './lives.ts';
import { describePolicy } from './policy.ts';
import { mergeState, simulateShard } from './round.ts';
import { openRound, openWorkshop } from './run.ts';
import { createOrderBook } from './sale-filing.ts';
import type { Scenario } from './scenario.ts';
import { hasFaults } from './scenario-faults.ts';
import { newShop, type ShopState } from './shop.ts';
import { judgeTally, openTally } from './targets.ts';
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
  readonly experiences: Experiences;
  readonly reviewAspects: ReviewAspects;
  readonly shopperStates: ShopperStates;
  readonly shopperDrift: ShopperDrift;
  readonly shopperDepartments: ShopperDepartments;
}

export interface SimulatedWorld {
  readonly log: Log & { readonly afterSale: AfterSale };
  readonly arms: Arms;
  readonly catalog: Catalog;
  readonly shoppers: ShoppersTable;
  readonly truth: Truth;
  /** The log as the shop receives it, where the scenario asks for faults. */
  readonly raw?: RawBatch;
  /** Figures of the log, with the verdict on those that the scenario claims. */
  readonly figures: readonly ManifestFigure[];
  readonly world: World;
  /** (days) the shop at the start of each round. */
  readonly shops: readonly ShopState[];
  /** (days) the shoppers at the start of each round. */
  readonly lives: readonly Lives[];
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
  const everyone = { start: 0, end: world.shoppers.length };
  const book = createOrderBook();
  const tally = openTally(world);
  let state = newShop(world.items.length);
  let now = newLives(everyone, world.items.dimensions, world.items.tree.departments);
  const shops: ShopState[] = [];
  const lives: Lives[] = [];
  const chunks: RoundLog[] = [];
  const states: ShopperStates[] = [];
  for (let day = 0; day < scenario.days; day++) {
    shops.push(state);
    lives.push(now);
    const round = openRound(world, state);
    const moving = parts.map((shard) => cutLives(now, shard));
    const results = moving.map((part) => simulateShard(workshop, round, home, part));
    const logs = results.map(({ log }) => log);
    const chunk = fileRound(state, logs, world, prices, book);
    addChunk(tally, chunk);
    chunks.push(keepImpressions ? chunk : { ...chunk, impressions: createTable(IMPRESSIONS, 0) });
    now = joinLives(results.map((result) => result.lives));
    state = mergeState(state, logs);
    if (isStateFiled(day, scenario.days)) states.push(stateTable(now, (day + 1) * DAY));
  }
  const joined = <S extends TableSpec>(spec: S, table: (chunk: RoundLog) => Table<S>): Table<S> =>
    concatTables(spec, chunks.map(table));
  const log = {
    origin: scenario.origin,
    sessions: joined(SESSIONS, (chunk) => chunk.sessions),
    impressions: joined(IMPRESSIONS, (chunk) => chunk.impressions),
    actions: joined(ACTIONS, (chunk) => chunk.actions),
    reviews: joined(REVIEWS, (chunk) => chunk.reviews),
    afterSale: {
      orders: joined(ORDERS, (chunk) => chunk.orders),
      deliveries: joined(DELIVERIES, (chunk) => chunk.deliveries),
      returns: joined(RETURNS, (chunk) => chunk.returns),
      tickets: joined(TICKETS, (chunk) => chunk.tickets),
    },
  };
  const [shopperTastes, shopperTraits] = shopperTruth(world);
  const [itemAttributes, itemTraits] = itemTruth(world);
  const truth = {
    shopperTastes,
    shopperTraits,
    itemAttributes,
    itemTraits,
    sessions: joined(SESSION_TRUTH, (chunk) => chunk.sessionTruth),
    impressions: joined(IMPRESSION_TRUTH, (chunk) => chunk.impressionTruth),
    actions: joined(ACTION_TRUTH, (chunk) => chunk.actionTruth),
    experiences: joined(EXPERIENCES, (chunk) => chunk.experiences),
    reviewAspects: joined(REVIEW_ASPECTS, (chunk) => chunk.reviewAspects),
    shopperStates: concatTables(SHOPPER_STATES, states),
    shopperDrift: driftTable(now),
    shopperDepartments: departmentTable(now),
  };
  return {
    log,
    arms: armsTable(scenario, describePolicy(options.policy ?? scenario.exposure.policy)),
    catalog: catalogTable(world),
    shoppers: shoppersTable(world),
    truth,
    ...(hasFaults(scenario.faults) && { raw: deliverAll(scenario, seed, chunks) }),
    figures: judgeTally(tally, scenario.targets),
    world,
    shops,
    lives,
  };
}
