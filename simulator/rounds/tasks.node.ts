/**
 * A simulation as tasks over files: one command a shard of a round, one a barrier. Each reads named files of the state
 * directory and writes one under a temporary name, then renames; done twice it changes nothing.
 *
 *   round-0000/shard-1-of-3.bin ...   what shard 1 of 3 (from 1) left in round 0 (from 0)
 *   round-0000/barrier.bin            the shop and each shopper's life after round 0
 *   log/                              the store, after the barrier of the last round
 */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { openStore } from '../../datasets/store/writer.node.ts';
import { addChunk } from '../figures/figure-tally.ts';
import { openTally, type Standing, standingOf } from '../figures/targets.ts';
import { fileRound } from '../filing/barrier.ts';
import { stateTables } from '../filing/life-truth.ts';
import { createOrderBook } from '../filing/sale-filing.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import {
  commitLog,
  type FiledLog,
  fileChunk,
  fileStates,
  fileWorld,
  openRawFiling,
} from '../filing/store-filing.node.ts';
import { addFraud } from '../fraud/fraud-counts.ts';
import { openUnderworld, type Underworld } from '../fraud/story.ts';
import { cutLives, joinLives, type Lives, newLives } from '../people/lives.ts';
import { openHome } from '../policy/home.ts';
import { loadRevive } from '../policy/outside-policy.node.ts';
import type { LoadedScenario } from '../scenario/load-scenario.node.ts';
import { openRound, openWorkshop } from '../visit/run.ts';
import { newShop, type ShopState } from '../world/shop.ts';
import { buildWorld, splitShoppers, type World } from '../world/world.ts';
import { type Facts, readColumnFile, writeColumnFile } from './column-file.node.ts';
import { mergeState, simulateShard } from './round.ts';
import { packLives, packState, packTables, unpackLives, unpackLog, unpackState } from './task-columns.ts';

export interface TaskOptions {
  readonly scenario: LoadedScenario;
  /** Directory through which tasks and barriers hand over. */
  readonly state: string;
  /** From 0. */
  readonly round: number;
  readonly signal?: AbortSignal;
}

export interface ShardTaskOptions extends TaskOptions {
  /** From 1 to `of`. */
  readonly shard: number;
  /** Shards of this round; another round may have another number. */
  readonly of: number;
}

export interface TaskResult {
  readonly file: string;
  readonly round: number;
  readonly sessions: number;
  readonly impressions: number;
  readonly actions: number;
  readonly message: string;
}

export interface BarrierResult extends TaskResult {
  /** After the last round: the store and its digest. */
  readonly log?: {
    readonly out: string;
    readonly targets: Standing;
  } & FiledLog;
}

/** Simulates one shard of one round. Needs the barrier of the round before. */
export async function runTask(options: ShardTaskOptions): Promise<TaskResult> {
  const { scenario: loaded, shard, of, round, state: dir, signal } = options;
  const { scenario, seedWords, policy } = loaded;
  checkRound(loaded, round);
  if (!(Number.isInteger(of) && of >= 1 && of <= scenario.shoppers.count)) {
    throw new ConfigError([
      `task: ${of} shards; there must be 1 to ${scenario.shoppers.count}, one shopper each at least`,
    ]);
  }
  if (!(Number.isInteger(shard) && shard >= 1 && shard <= of)) {
    throw new ConfigError([`task: shard ${shard} of ${of}; shards are numbered 1 to ${of}`]);
  }
  const before = await readBarrier(loaded, dir, round);
  const range = splitShoppers(scenario.shoppers.count, of)[shard - 1]!;
  const world = buildWorld(scenario, seedWords, { shard: range });
  const home = openHome(world, { policy, revive: await loadRevive(policy) });
  const { lives, shop } = before;
  const result = simulateShard(openWorkshop(world), openRound(world, shop), home, cutLives(lives, range));
  signal?.throwIfAborted();
  const file = shardFile(dir, round, shard, of);
  const facts = { ...identity(loaded), round, shard, of };
  await writeColumnFile(file, { facts, columns: { ...packLives(result.lives), ...packTables(result.log) } });
  const counts = countsOf([result.log]);
  return {
    file,
    round,
    ...counts,
    message: `shard ${shard} of ${of}, round ${round}: ${inWords(counts)}; ${file}`,
  };
}

/** Merges the shards of a round. After the last round it also files the log at `state`/log. */
export async function runBarrier(options: TaskOptions): Promise<BarrierResult> {
  const { scenario: loaded, round, state: dir, signal } = options;
  checkRound(loaded, round);
  const before = await readBarrier(loaded, dir, round);
  const shards = await readShards(loaded, dir, round);
  const underworld = await openTheirs(loaded);
  const logs = [...shards.map(({ log }) => log), ...underworld.logs(before.shop)];
  const shop = mergeState(worldOf(loaded), before.shop, logs);
  const lives = joinLives(shards.map((shard) => shard.lives));
  signal?.throwIfAborted();
  const file = barrierFile(dir, round);
  const { facts: counts, columns } = packState(shop);
  const facts = { ...identity(loaded), ...counts, round };
  await writeColumnFile(file, { facts, columns: { ...columns, ...packLives(lives) } });
  const rows = countsOf(logs);
  const done = { file, round, ...rows };
  if (round + 1 < loaded.scenario.days)
    return { ...done, message: `barrier ${round}: ${inWords(rows)}; ${file}` };
  const log = await fileLog(loaded, dir, signal);
  return { ...done, log, message: `barrier ${round}, the last: ${log.out}, digest ${log.digest}` };
}

async function fileLog(
  loaded: LoadedScenario,
  dir: string,
  signal: AbortSignal | undefined,
): Promise<NonNullable<BarrierResult['log']>> {
  const { scenario, seedWords, policy } = loaded;
  const out = join(dir, 'log');
  const store = await openStore(out);
  try {
    const world = buildWorld(scenario, seedWords);
    await fileWorld(store, world, policy);
    const raw = openRawFiling(store, scenario, seedWords);
    const book = createOrderBook();
    const tally = openTally(world);
    const underworld = await openTheirs(loaded);
    for (let round = 0; round < scenario.days; round++) {
      signal?.throwIfAborted();
      const { shop } = await readBarrier(loaded, dir, round);
      const shards = await readShards(loaded, dir, round);
      const logs = [...shards.map(({ log }) => log), ...underworld.logs(shop)];
      const chunk = fileRound(shop, logs, world, book);
      addChunk(tally, chunk);
      addFraud(tally, chunk, scenario.truth);
      await fileChunk(store, chunk, scenario.truth);
      await fileStates(
        store,
        shards.map(({ lives }) => stateTables(lives, round, scenario)),
      );
      await raw.file(chunk);
    }
    await raw.finish();
    const filed = await commitLog(store, loaded, tally);
    return { out, ...filed, targets: standingOf(filed.figures) };
  } finally {
    await store.abort();
  }
}

/** What fraudsters do follows from the world and the shop, so every barrier tells it anew. */
async function openTheirs({ scenario, seedWords, policy }: LoadedScenario): Promise<Underworld> {
  const world = buildWorld(scenario, seedWords, { shard: { start: 0, end: 0 } });
  return openUnderworld(world, openHome(world, { policy, revive: await loadRevive(policy) }));
}

/** The shop and the life of each shopper when `round` begins. */
async function readBarrier(
  loaded: LoadedScenario,
  dir: string,
  round: number,
): Promise<{ shop: ShopState; lives: Lives }> {
  if (round === 0) {
    const { scenario } = loaded;
    const everyone = { start: 0, end: scenario.shoppers.count };
    return { shop: newShop(worldOf(loaded)), lives: newLives(scenario, everyone) };
  }
  const file = barrierFile(dir, round - 1);
  if (!existsSync(file)) {
    throw new Error(
      `state: round ${round} needs ${file}; make it with ${command(loaded, `--barrier ${round - 1}`, dir)}`,
    );
  }
  const { facts, columns } = await readColumnFile(file, { ...identity(loaded), round: round - 1 });
  return { shop: unpackState(round, facts, columns), lives: unpackLives(columns, 0) };
}

/** All shards of a round, in order. Any complete set will do: all give the same. */
async function readShards(
  loaded: LoadedScenario,
  dir: string,
  round: number,
): Promise<{ log: ShardLog; lives: Lives }[]> {
  const of = await completeSet(loaded, dir, round);
  const ranges = splitShoppers(loaded.scenario.shoppers.count, of);
  return Promise.all(
    Array.from({ length: of }, async (_, i) => {
      const expected = { ...identity(loaded), round, shard: i + 1, of };
      const { columns } = await readColumnFile(shardFile(dir, round, i + 1, of), expected);
      return { log: unpackLog(columns), lives: unpackLives(columns, ranges[i]!.start) };
    }),
  );
}

/** The smallest number of shards of which all are there. */
async function completeSet(loaded: LoadedScenario, dir: string, round: number): Promise<number> {
  const folder = roundFolder(dir, round);
  const files = existsSync(folder) ? await readdir(folder) : [];
  const sets = new Map<number, Set<number>>();
  for (const name of files) {
    const [, shard, of] = /^shard-(\d+)-of-(\d+)\.bin$/.exec(name) ?? [];
    if (of === undefined) continue;
    sets.set(Number(of), (sets.get(Number(of)) ?? new Set()).add(Number(shard)));
  }
  const sizes = [...sets.keys()].sort((a, b) => a - b);
  const complete = sizes.find((of) =>
    Array.from({ length: of }, (_, i) => sets.get(of)!.has(i + 1)).every(Boolean),
  );
  if (complete !== undefined) return complete;
  const of = sizes.at(-1) ?? 1;
  const missing = Array.from({ length: of }, (_, i) => i + 1).find((shard) => !sets.get(of)?.has(shard))!;
  const file = shardFile(dir, round, missing, of);
  const task = `--task shard=${missing}/${of},round=${round}`;
  throw new Error(
    `state: the barrier of round ${round} needs ${file}; make it with ${command(loaded, task, dir)}`,
  );
}

/** The world without shoppers. */
const worldOf = ({ scenario, seedWords }: LoadedScenario): World =>
  buildWorld(scenario, seedWords, { shard: { start: 0, end: 0 } });

function checkRound({ scenario, name }: LoadedScenario, round: number): void {
  if (Number.isInteger(round) && round >= 0 && round < scenario.days) return;
  throw new ConfigError([
    `round: ${round} is not a round of ${name}; its rounds are 0 to ${scenario.days - 1}`,
  ]);
}

const roundFolder = (dir: string, round: number): string =>
  join(dir, `round-${String(round).padStart(4, '0')}`);
const barrierFile = (dir: string, round: number): string => join(roundFolder(dir, round), 'barrier.bin');
const shardFile = (dir: string, round: number, shard: number, of: number): string =>
  join(roundFolder(dir, round), `shard-${shard}-of-${of}.bin`);
const identity = ({ sha256, seed }: LoadedScenario): Facts => ({ scenario: sha256, seed });
const command = ({ name }: LoadedScenario, part: string, dir: string): string =>
  `\`shoplab simulate ${name} ${part} --state ${dir}\` (same seed and settings)`;

type Counts = Pick<TaskResult, 'sessions' | 'impressions' | 'actions'>;
const inWords = ({ sessions, impressions, actions }: Counts): string =>
  `${sessions} sessions, ${impressions} impressions, ${actions} actions`;

function countsOf(logs: readonly ShardLog[]): Counts {
  const total = (table: keyof Counts): number => logs.reduce((sum, log) => sum + log[table].length, 0);
  return { sessions: total('sessions'), impressions: total('impressions'), actions: total('actions') };
}
