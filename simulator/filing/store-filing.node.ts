/** Files a world and its rounds through a store, each table in canonical order. */

import { INJECTED_FAULTS, RAW_ACTIONS, RAW_SESSIONS } from '../../datasets/raw-tables.ts';
import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import type { StoreWriter } from '../../datasets/store/writer.node.ts';
import { VERSION } from '../../datasets/version.node.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { createFaultStage, type RawBatch } from '../faults/faults.ts';
import type { Tally } from '../figures/figure-tally.ts';
import { judgeTally } from '../figures/targets.ts';
import type { AnyPolicySpec } from '../policy/policy.ts';
import type { LoadedScenario } from '../scenario/load-scenario.node.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { hasFaults } from '../scenario/scenario-faults.ts';
import type { World } from '../world/world.ts';
import {
  type FiledTable,
  isFiled,
  ROUND_TABLES,
  type RoundLog,
  type Rows,
  STATE_TABLES,
  type StateLog,
  tablesOf,
  WORLD_TABLES,
} from './filed-tables.ts';
import { worldLog } from './world-log.ts';

const HIDDEN = 'truth';

/** Items, shoppers and all else that stands before the first round. */
export async function fileWorld(store: StoreWriter, world: World, policy?: AnyPolicySpec): Promise<void> {
  for (const rows of worldLog(world, policy)) await fileRows(store, WORLD_TABLES, rows, world.scenario.truth);
}

/** The next round. */
export async function fileChunk(
  store: StoreWriter,
  chunk: RoundLog,
  truth: Scenario['truth'],
): Promise<void> {
  await fileRows(store, ROUND_TABLES, chunk, truth);
}

/** What life has made of shoppers, after the chunk of the same round. */
export async function fileStates(store: StoreWriter, parts: readonly Partial<StateLog>[]): Promise<void> {
  for (const part of parts) await fileRows(store, STATE_TABLES, part, 'actions');
}

async function fileRows<T extends Readonly<Record<string, FiledTable>>>(
  store: StoreWriter,
  tables: T,
  chunk: Partial<Rows<T>>,
  truth: Scenario['truth'],
): Promise<void> {
  for (const [, table, rows] of tablesOf(tables, chunk)) {
    if (isFiled(table, truth)) await store.append(table.spec, rows, table.area);
  }
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
