/** Reads a store back, exactly as it was written. The truth is read only by its own function. */

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset, Provenance } from '../dataset.ts';
import { digestDataset } from '../dataset-digest.ts';
import { CHARGEBACKS, FRAUD_LABELS } from '../fraud-tables.ts';
import { DATASET_TABLES } from '../log-tables.ts';
import { PAYMENTS } from '../payment-tables.ts';
import { cleanRawLog } from '../raw-log.ts';
import { RAW_ACTIONS, RAW_SESSIONS } from '../raw-tables.ts';
import { concatTables } from '../table-rows.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  IMPRESSIONS,
  ORDERS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
} from '../tables.ts';
import { recoverStore } from './directory.node.ts';
import {
  MANIFEST_FILE,
  type Manifest,
  manifestProblems,
  parseManifest,
  type TableArea,
  tableFolder,
} from './manifest.ts';
import { type DuckDb, type DuckDbOptions, openDuckDb } from './parquet.node.ts';
import { partsOf, readPart } from './parts.node.ts';
import { combineDigests } from './table-digest.ts';
import { UnsoundStore } from './unsound-store.ts';

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

export { UnsoundStore } from './unsound-store.ts';

/** The manifest of the store at `dir`. Raises when there is none or it cannot be read. */
export async function readManifest(dir: string): Promise<Manifest> {
  return parseManifest(await readManifestText(dir), join(dir, MANIFEST_FILE));
}

/** The text of manifest.json; a store that a killed process had moved aside is put back first. */
export async function readManifestText(dir: string): Promise<string> {
  const path = join(dir, MANIFEST_FILE);
  if (!existsSync(dir)) await recoverStore(dir);
  if (!existsSync(path))
    throw new ConfigError([`store: ${dir} holds no ${MANIFEST_FILE}; is it the folder of a log?`]);
  const { size } = await stat(path);
  if (size > MAX_MANIFEST_BYTES)
    throw new Error(`store: ${path} has ${size} bytes; at most ${MAX_MANIFEST_BYTES} are read`);
  return readFile(path, 'utf8');
}

/** The manifest, once it agrees with itself. Raises UnsoundStore when it does not. */
export async function readSoundManifest(dir: string): Promise<Manifest> {
  const manifest = await readManifest(dir);
  const [problem] = manifestProblems(manifest, sha256Native);
  if (problem) throw new UnsoundStore(`store: ${join(dir, MANIFEST_FILE)} was changed: ${problem}`);
  return manifest;
}

/** One observed table of the store at `dir`. Raises UnsoundStore when its files are not those that were written. */
export async function readTable<S extends TableSpec>(
  dir: string,
  spec: S,
  options: DuckDbOptions = {},
): Promise<Table<S>> {
  return withDuckDb(options, async (db) => readParts(db, dir, await readSoundManifest(dir), spec, 'log'));
}

/** One table of the truth: what only the simulator knows. Nothing that learns or recommends may be given it. */
export async function readTruthTable<S extends TableSpec>(
  dir: string,
  spec: S,
  options: DuckDbOptions = {},
): Promise<Table<S>> {
  return withDuckDb(options, async (db) => readParts(db, dir, await readSoundManifest(dir), spec, 'truth'));
}

/** A store that was read, and its tables as a data set. */
export interface StoredDataset {
  readonly manifest: Manifest;
  readonly dataset: Dataset;
}

export interface ReadOptions extends DuckDbOptions {
  /** true: payments, chargebacks and labels of fraud are read too, and count for the digest. */
  readonly fraud?: boolean;
}

/** The observed part of a store as a data set; `raw/` and `truth/` are not looked at. Raises UnsoundStore as `readTable`. */
export async function readStore(dir: string, options: ReadOptions = {}): Promise<StoredDataset> {
  const manifest = await readSoundManifest(dir);
  return withDuckDb(options, async (db) => {
    const read = <S extends TableSpec>(spec: S): Promise<Table<S>> =>
      readParts(db, dir, manifest, spec, 'log');
    const log = {
      origin: manifest.origin,
      sessions: await read(SESSIONS),
      impressions: await read(IMPRESSIONS),
      actions: await read(ACTIONS),
      reviews: await read(REVIEWS),
      afterSale: {
        orders: await read(ORDERS),
        deliveries: await read(DELIVERIES),
        returns: await read(RETURNS),
        tickets: await read(TICKETS),
      },
      ...(options.fraud && {
        fraud: {
          payments: await read(PAYMENTS),
          chargebacks: await read(CHARGEBACKS),
          fraudLabels: await read(FRAUD_LABELS),
        },
      }),
    };
    const rows = log.actions.length;
    const dataset: Dataset = {
      provenance: provenanceOf(
        manifest,
        options.fraud ? digestWith(manifest, FRAUD_TABLES) : manifest.observedDigest,
      ),
      account: { read: rows, steps: [], kept: rows },
      log,
      catalog: await read(CATALOG),
      shoppers: await read(SHOPPERS),
      arms: await read(ARMS),
      timed: true,
    };
    return { manifest, dataset };
  });
}

const FRAUD_TABLES = [PAYMENTS, CHARGEBACKS, FRAUD_LABELS] as const;

/** As `digestDataset` has it of a data set with these tables. */
function digestWith({ tables }: Manifest, more: readonly TableSpec[]): string {
  const digests = [...DATASET_TABLES, ...more].flatMap(({ name }): [string, string][] => {
    const table = tables[tableFolder(name, 'log')];
    return table ? [[name, table.digest]] : [];
  });
  return combineDigests(Object.fromEntries(digests), sha256Native);
}

/**
 * The log as it was delivered, cleaned, as a data set: sessions and actions from `raw/`, with an account of what the
 * cleaning dropped and put right; `truth/` is not looked at. Raises when the scenario asked for no faults.
 */
export async function readRawLog(dir: string, options: DuckDbOptions = {}): Promise<StoredDataset> {
  const manifest = await readSoundManifest(dir);
  return withDuckDb(options, async (db) => {
    const read = <S extends TableSpec>(spec: S, area: TableArea = 'log'): Promise<Table<S>> =>
      readParts(db, dir, manifest, spec, area);
    const catalog = await read(CATALOG);
    const shoppers = await read(SHOPPERS);
    const raw = {
      origin: manifest.origin,
      sessions: await read(RAW_SESSIONS, 'raw'),
      impressions: await read(IMPRESSIONS),
      actions: await read(RAW_ACTIONS, 'raw'),
      reviews: await read(REVIEWS),
    };
    const cleaned = {
      ...cleanRawLog(raw, catalog, shoppers),
      catalog,
      shoppers,
      arms: await read(ARMS),
      timed: true,
    };
    const provenance = provenanceOf(manifest, digestDataset(cleaned, sha256Native));
    return { manifest, dataset: { ...cleaned, provenance } };
  });
}

function provenanceOf(manifest: Manifest, digest: string): Provenance {
  return {
    name: manifest.name,
    title: manifest.title,
    source: `scenario ${manifest.scenario.name}`,
    licence: 'simulated; no licence needed',
    digest,
    seed: manifest.seed,
  };
}

async function readParts<S extends TableSpec>(
  db: DuckDb,
  dir: string,
  manifest: Manifest,
  spec: S,
  area: TableArea,
): Promise<Table<S>> {
  const parts = partsOf(dir, manifest, spec, area);
  const chunks: Table<S>[] = [];
  for (const part of parts) chunks.push(await readPart(db, dir, spec, area, part));
  return chunks.length === 1 ? chunks[0]! : concatTables(spec, chunks);
}

async function withDuckDb<T>(options: DuckDbOptions, work: (db: DuckDb) => Promise<T>): Promise<T> {
  const db = await openDuckDb(options);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
