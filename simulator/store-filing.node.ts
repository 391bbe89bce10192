/** Files a world and its rounds through a store, each table in canonical order. */

import { INJECTED_FAULTS, RAW_ACTIONS, RAW_SESSIONS } from '../datasets/raw-tables.ts';
import type { ManifestFigure } from '../datasets/store/manifest.ts';
import type { StoreWriter } from '../datasets/store/writer.node.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  DELIVERIES,
  IMPRESSIONS,
  ORDERS,
  RETURNS,
  REVIEWS,
  SESSIONS,
  SHOPPERS,
  TICKETS,
} from '../datasets/tables.ts';
import { VERSION } from '../datasets/version.node.ts';
import type { SeedWords } from '../numerics/rng.ts';
import { armsTable } from './arms.ts';
import type { RoundLog } from './barrier.ts';
import { catalogTable, shoppersTable } from './catalog-text.ts';
import { createFaultStage, type RawBatch } from './faults.ts';
import type { Tally } from './figure-tally.ts';
import {
  EXPERIENCES,
  REVIEW_ASPECTS,
  SHOPPER_DEPARTMENTS,
  SHOPPER_DRIFT,
  SHOPPER_STATES,
  type StateTables,
} from './life-truth.ts';
import type { LoadedScenario } from './load-scenario.node.ts';
import { type AnyPolicySpec, describePolicy } from './policy.ts';
import type { Scenario } from './scenario.ts';
import { hasFaults } from './scenario-faults.ts';
import { judgeTally } from './targets.ts';
import {
  ACTION_TRUTH,
  IMPRESSION_TRUTH,
  ITEM_ATTRIBUTES,
  ITEM_TRAITS,
  itemTruth,
  SESSION_TRUTH,
  SHOPPER_TASTES,
  SHOPPER_TRAITS,
  shopperTruth,
} from './truth.ts';
import type { World } from './world.ts';

const BLOCK = 65_536;
const HIDDEN = 'truth';

/** Items and shoppers, and the truth of both unless the scenario files none. */
export async function fileWorld(
  store: StoreWriter,
  world: World,
  policy: AnyPolicySpec = world.scenario.exposure.policy,
): Promise<void> {
  const isTruthFiled = world.scenario.truth !== 'none';
  await store.append(ARMS, armsTable(world.scenario, describePolicy(policy)));
  for (const [start, end] of blocks(world.items.length)) {
    await store.append(CATALOG, catalogTable(world, start, end));
    if (!isTruthFiled) continue;
    const [attributes, traits] = itemTruth(world, start, end);
    await store.append(ITEM_ATTRIBUTES, attributes, HIDDEN);
    await store.append(ITEM_TRAITS, traits, HIDDEN);
  }
  for (const [start, end] of blocks(world.shoppers.length)) {
    await store.append(SHOPPERS, shoppersTable(world, start, end));
    if (!isTruthFiled) continue;
    const [tastes, traits] = shopperTruth(world, start, end);
    await store.append(SHOPPER_TASTES, tastes, HIDDEN);
    await store.append(SHOPPER_TRAITS, traits, HIDDEN);
  }
}

/** The next round. */
export async function fileChunk(
  store: StoreWriter,
  chunk: RoundLog,
  truth: Scenario['truth'],
): Promise<void> {
  await store.append(SESSIONS, chunk.sessions);
  await store.append(IMPRESSIONS, chunk.impressions);
  await store.append(ACTIONS, chunk.actions);
  await store.append(ORDERS, chunk.orders);
  await store.append(DELIVERIES, chunk.deliveries);
  await store.append(RETURNS, chunk.returns);
  await store.append(TICKETS, chunk.tickets);
  await store.append(REVIEWS, chunk.reviews);
  if (truth === 'none') return;
  await store.append(SESSION_TRUTH, chunk.sessionTruth, HIDDEN);
  await store.append(ACTION_TRUTH, chunk.actionTruth, HIDDEN);
  await store.append(EXPERIENCES, chunk.experiences, HIDDEN);
  await store.append(REVIEW_ASPECTS, chunk.reviewAspects, HIDDEN);
  if (truth === 'full') await store.append(IMPRESSION_TRUTH, chunk.impressionTruth, HIDDEN);
}

/** What life has made of shoppers, after the chunk of the same round. */
export async function fileStates(store: StoreWriter, tables: StateTables): Promise<void> {
  for (const table of tables.states) await store.append(SHOPPER_STATES, table, HIDDEN);
  for (const table of tables.drifts) await store.append(SHOPPER_DRIFT, table, HIDDEN);
  for (const table of tables.departments) await store.append(SHOPPER_DEPARTMENTS, table, HIDDEN);
}

/** The log as the shop receives it, beside the clean one. */
export interface RawFiling {
  /** The next round. */
  file(chunk: RoundLog): Promise<void>;
  /** After the last round: what comes late. */
  finish(): Promise<void>;
}

/** Files raw tables, and the faults in them as truth, where the scenario asks for faults; else does nothing. */
export function openRawFiling(store: StoreWriter, scenario: Scenario, seed: SeedWords): RawFiling {
  if (!hasFaults(scenario.faults)) return { file: async () => {}, finish: async () => {} };
  const stage = createFaultStage(scenario, seed);
  const append = async ({ sessions, actions, faults }: RawBatch): Promise<void> => {
    await store.append(RAW_SESSIONS, sessions, 'raw');
    await store.append(RAW_ACTIONS, actions, 'raw');
    if (scenario.truth !== 'none') await store.append(INJECTED_FAULTS, faults, HIDDEN);
  };
  return {
    file: (chunk) => append(stage.deliver(chunk)),
    async finish() {
      for (const batch of stage.rest()) await append(batch);
    },
  };
}

/** A log as filed. */
export interface FiledLog {
  readonly digest: string;
  /** Rows by table. */
  readonly tables: Record<string, number>;
  /** Figures of the log, with the verdict on those that the scenario claims. */
  readonly figures: readonly ManifestFigure[];
}

/** Closes the store with what its manifest says of its origin and of what came of it, as counted. */
export async function commitLog(store: StoreWriter, loaded: LoadedScenario, tally: Tally): Promise<FiledLog> {
  const { scenario, name, text, seed } = loaded;
  const figures = judgeTally(tally, scenario.targets);
  const { digest, tables } = await store.commit({
    kind: 'simulation',
    name,
    title: scenario.title,
    origin: scenario.origin,
    seed,
    scenario: { name, text },
    version: VERSION,
    figures,
  });
  return {
    digest,
    figures,
    tables: Object.fromEntries(Object.entries(tables).map(([table, { rows }]) => [table, rows])),
  };
}

function blocks(length: number): [number, number][] {
  return Array.from({ length: Math.ceil(length / BLOCK) }, (_, i) => [
    i * BLOCK,
    Math.min(length, (i + 1) * BLOCK),
  ]);
}
