/** A whole world simulated in memory: for tests, small studies and the browser. */

import type { AfterSale, Log } from '../../datasets/dataset.ts';
import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import {
  type Arms,
  type Catalog,
  createTable,
  IMPRESSIONS,
  type Shoppers as ShoppersTable,
} from '../../datasets/tables.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { closeRound } from '../business/closing.ts';
import { deliverAll, type RawBatch } from '../faults/faults.ts';
import { addChunk } from '../figures/figure-tally.ts';
import { judgeTally, openTally } from '../figures/targets.ts';
import { fileRound } from '../filing/barrier.ts';
import {
  type HiddenRows,
  hiddenRows,
  joinRows,
  ROUND_TABLES,
  type RoundLog,
  STATE_TABLES,
  type StateLog,
  WORLD_TABLES,
  type WorldLog,
} from '../filing/filed-tables.ts';
import { stateTables } from '../filing/life-truth.ts';
import { createOrderBook } from '../filing/sale-filing.ts';
import { worldLog } from '../filing/world-log.ts';
import { addFraud } from '../fraud/fraud-counts.ts';
import { openUnderworld } from '../fraud/story.ts';
import { cutLives, joinLives, type Lives, newLives } from '../people/lives.ts';
import { type HomeOptions, openHome } from '../policy/home.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { hasFaults } from '../scenario/scenario-faults.ts';
import { openRound, openWorkshop } from '../visit/run.ts';
import { newShop, type ShopState } from '../world/shop.ts';
import { buildWorld, splitShoppers, type World, type WorldOptions } from '../world/world.ts';
import { mergeState, simulateShard } from './round.ts';

/** All that is hidden, in tables as they are filed. */
export interface Truth
  extends HiddenRows<typeof WORLD_TABLES>,
    HiddenRows<typeof ROUND_TABLES>,
    HiddenRows<typeof STATE_TABLES> {
  readonly sessions: RoundLog['sessionTruth'];
  readonly impressions: RoundLog['impressionTruth'];
  readonly actions: RoundLog['actionTruth'];
}

export interface SimulatedWorld {
  readonly log: Log & { readonly afterSale: AfterSale };
  readonly arms: Arms;
  readonly catalog: Catalog;
  readonly shoppers: ShoppersTable;
  readonly truth: Truth;
  /** Every table that is filed, raw ones apart. */
  readonly filed: WorldLog & RoundLog & StateLog;
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
  /**
   * What rounds file is kept of these tables alone: all others are empty, and so are `shops`, `lives` and `raw`, most of the
   * work of a world of few visits and many days. What is kept is the same.
   */
  readonly keepOnly?: readonly (keyof RoundLog)[];
}

export function simulateInMemory(
  scenario: Scenario,
  seed: SeedWords,
  options: InMemoryOptions = {},
): SimulatedWorld {
  const { shards = 1, keepImpressions = true, keepOnly } = options;
  const world = buildWorld(scenario, seed, options);
  const workshop = openWorkshop(world);
  const home = openHome(world, options);
  const underworld = openUnderworld(world, home);
  const parts = splitShoppers(world.shoppers.length, shards);
  const everyone = { start: 0, end: world.shoppers.length };
  const book = createOrderBook();
  const tally = openTally(world);
  let state = newShop(world);
  let now = newLives(scenario, everyone);
  const shops: ShopState[] = [];
  const lives: Lives[] = [];
  const chunks: Partial<RoundLog>[] = [];
  const states: Partial<StateLog>[] = [];
  for (let day = 0; day < scenario.days; day++) {
    if (!keepOnly) {
      shops.push(state);
      lives.push(now);
    }
    const round = openRound(world, state);
    const moving = keepOnly && shards === 1 ? [now] : parts.map((shard) => cutLives(now, shard));
    const results = moving.map((part) => simulateShard(workshop, round, home, part));
    const logs = [...results.map(({ log }) => log), ...underworld.logs(state)];
    const closing = closeRound(world, state, logs);
    const chunk = fileRound(state, logs, world, book, closing);
    addChunk(tally, chunk);
    addFraud(tally, chunk, scenario.truth);
    chunks.push(keptOf(chunk, keepOnly, keepImpressions));
    now = joinLives(results.map((result) => result.lives));
    state = mergeState(world, state, logs, closing);
    states.push(stateTables(now, day, scenario));
  }
  const filed = {
    ...joinRows(WORLD_TABLES, worldLog(world, options.policy)),
    ...joinRows(ROUND_TABLES, chunks),
    ...joinRows(STATE_TABLES, states),
  };
  const { sessions, impressions, actions, reviews, orders, deliveries, returns, tickets } = filed;
  return {
    log: {
      origin: scenario.origin,
      sessions,
      impressions,
      actions,
      reviews,
      afterSale: { orders, deliveries, returns, tickets },
    },
    arms: filed.arms,
    catalog: filed.catalog,
    shoppers: filed.shoppers,
    truth: {
      ...hiddenRows(WORLD_TABLES, filed),
      ...hiddenRows(ROUND_TABLES, filed),
      ...hiddenRows(STATE_TABLES, filed),
      sessions: filed.sessionTruth,
      impressions: filed.impressionTruth,
      actions: filed.actionTruth,
    },
    filed,
    ...(!keepOnly && hasFaults(scenario.faults) && { raw: deliverAll(scenario, seed, chunks as RoundLog[]) }),
    figures: judgeTally(tally, scenario.targets),
    world,
    shops,
    lives,
  };
}

function keptOf(
  chunk: RoundLog,
  keepOnly: InMemoryOptions['keepOnly'],
  keepImpressions: boolean,
): Partial<RoundLog> {
  if (keepOnly) return Object.fromEntries(keepOnly.map((name) => [name, chunk[name]]));
  return keepImpressions ? chunk : { ...chunk, impressions: createTable(IMPRESSIONS, 0) };
}
