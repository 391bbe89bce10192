/** Reads a store back, exactly as it was written. The truth is read only by its own function. */

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../dataset.ts';
import {
  ACTIONS,
  CATALOG,
  concatTables,
  DELIVERIES,
  IMPRESSIONS,
  ORDERS,
  RETURNS,
  REVIEWS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
  TICKETS,
} from '../tables.ts';
import { recoverStore } from './directory.node.ts';
import { MANIFEST_FILE, type Manifest, manifestColumns, parseManifest, tableFolder } from './manifest.ts';
import { type DuckDb, type DuckDbOptions, openDuckDb, readParquet } from './parquet.node.ts';

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** The manifest of the store at `dir`. Raises when there is none or it cannot be read. */
export async function readManifest(dir: string): Promise<Manifest> {
  return parseManifest(await readManifestText(dir), join(dir, MANIFEST_FILE));
}

/** The text of manifest.json; a store that a killed process had moved aside is put back first. */
export async function readManifestText(dir: string): Promise<string> {
  const path = join(dir, MANIFEST_FILE);
  if (!existsSync(dir)) await recoverStore(dir);
  if (!existsSync(path)) throw new Error(`store: ${dir} holds no ${MANIFEST_FILE}`);
  const { size } = await stat(path);
  if (size > MAX_MANIFEST_BYTES)
    throw new Error(`store: ${path} has ${size} bytes; at most ${MAX_MANIFEST_BYTES} are read`);
  return readFile(path, 'utf8');
}

/** One observed table of the store at `dir`. */
export async function readTable<S extends TableSpec>(
  dir: string,
  spec: S,
  options: DuckDbOptions = {},
): Promise<Table<S>> {
  return withDuckDb(options, async (db) => readParts(db, dir, await readManifest(dir), spec, false));
}

/** One table of the truth: what only the simulator knows. Nothing that learns or recommends may be given it. */
export async function readTruthTable<S extends TableSpec>(
  dir: string,
  spec: S,
  options: DuckDbOptions = {},
): Promise<Table<S>> {
  return withDuckDb(options, async (db) => readParts(db, dir, await readManifest(dir), spec, true));
}

/** The observed part of a store as a data set; `truth/` is not looked at. */
export async function readStore(
  dir: string,
  options: DuckDbOptions = {},
): Promise<{ readonly manifest: Manifest; readonly dataset: Dataset }> {
  const manifest = await readManifest(dir);
  return withDuckDb(options, async (db) => {
    const read = <S extends TableSpec>(spec: S): Promise<Table<S>> =>
      readParts(db, dir, manifest, spec, false);
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
    };
    const rows = log.actions.length;
    const dataset: Dataset = {
      provenance: {
        name: manifest.name,
        title: manifest.title,
        source: `scenario ${manifest.scenario.name}`,
        licence: 'simulated; no licence needed',
        digest: manifest.observedDigest,
        seed: manifest.seed,
      },
      account: { read: rows, steps: [], kept: rows },
      log,
      catalog: await read(CATALOG),
      shoppers: await read(SHOPPERS),
      timed: true,
    };
    return { manifest, dataset };
  });
}

async function readParts<S extends TableSpec>(
  db: DuckDb,
  dir: string,
  manifest: Manifest,
  spec: S,
  truth: boolean,
): Promise<Table<S>> {
  const folder = tableFolder(spec.name, truth);
  const table = manifest.tables[folder];
  if (!table) throw new Error(`store: ${dir} holds no table ${folder}`);
  if (JSON.stringify(table.columns) !== JSON.stringify(manifestColumns(spec))) {
    throw new Error(
      `store: ${dir}: the columns of ${folder} are not those of this version of shoplab; simulate again`,
    );
  }
  const chunks: Table<S>[] = [];
  for (const part of table.parts) {
    const rows = await readParquet(db, join(dir, folder, part.file), spec);
    if (rows.length !== part.rows) {
      throw new Error(
        `store: ${join(dir, folder, part.file)} holds ${rows.length} rows; the manifest says ${part.rows}`,
      );
    }
    chunks.push(rows);
  }
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
