/** Checks a store against its manifest: every byte of every file, the logical digests, and the invariants of the log. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { LOG_TABLES } from '../log-tables.ts';
import { asTable, concatTables } from '../table-rows.ts';
import { IMPRESSIONS, type Table, type TableSpec } from '../tables.ts';
import { impressionCheckOf, logProblems } from './log-problems.ts';
import {
  isTableFolder,
  MANIFEST_FILE,
  type Manifest,
  type ManifestTable,
  manifestColumns,
  manifestProblems,
  manifestText,
  parseManifest,
  specOfTable,
} from './manifest.ts';
import { type DuckDb, type DuckDbOptions, openDuckDb, readParquet } from './parquet.node.ts';
import { partFault } from './part-file.node.ts';
import { readManifestText } from './reader.node.ts';
import { createTableDigest } from './table-digest.ts';
import { createRawVerification } from './verify-raw.ts';

export interface TableVerification {
  /** Folder of the table: `sessions`, `raw/<name>`, `truth/<name>`. */
  readonly name: string;
  /** Rows that the manifest promises. */
  readonly rows: number;
  /** What is wrong with it, in words; empty when nothing is. */
  readonly problems: readonly string[];
}

export interface StoreVerification {
  readonly ok: boolean;
  /** Digest of the whole store as its manifest states it; empty when the manifest cannot be read. */
  readonly digest: string;
  readonly tables: readonly TableVerification[];
  /** All problems: of the manifest, of each table, of the log as a whole. */
  readonly problems: readonly string[];
}

export interface VerifyOptions extends DuckDbOptions {
  /** Heeded before each part; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called before each part. */
  onProgress?(done: number, total: number): void;
}

/** Raises only when `dir` holds no manifest at all (ConfigError) or when called off; other faults are in the result. */
export async function verifyStore(dir: string, options: VerifyOptions = {}): Promise<StoreVerification> {
  const text = await readManifestText(dir);
  let manifest: Manifest;
  try {
    manifest = parseManifest(text, MANIFEST_FILE);
  } catch (error) {
    return { ok: false, digest: '', tables: [], problems: [messageOf(error)] };
  }
  const problems = manifestProblems(manifest, sha256Native);
  if (text !== manifestText(manifest)) problems.push(`${MANIFEST_FILE}: the text is not as it was written`);
  problems.push(...unlistedFiles(dir, manifest));
  const db = await openDuckDb(options);
  try {
    const tables = await verifyTables(createPartReader(db, dir, manifest, options), manifest);
    problems.push(...tables.flatMap((table) => table.problems));
    return { ok: problems.length === 0, digest: manifest.digest, tables, problems };
  } finally {
    db.close();
  }
}

/** Impressions come last: they are checked against the sessions and actions, and never held whole. */
async function verifyTables(parts: PartReader, manifest: Manifest): Promise<TableVerification[]> {
  const whole = new Map<string, Table<TableSpec>>();
  const verified = new Map<string, TableVerification>();
  const raw = createRawVerification(manifest);
  const add = (name: string, problems: readonly string[]): void => {
    verified.set(name, { name, rows: manifest.tables[name]?.rows ?? 0, problems });
  };
  for (const [folder, table] of Object.entries(manifest.tables)) {
    if (folder === IMPRESSIONS.name) continue;
    const chunks: Table<TableSpec>[] = [];
    const keep = isLogTable(folder, table);
    const found = await verifyTable(parts, folder, table, (chunk) => {
      if (keep) chunks.push(chunk);
      raw.update(folder, chunk);
    });
    add(folder, found);
    if (keep && found.length === 0) whole.set(folder, concatTables(specOfTable(folder, table), chunks));
  }
  const impressions = manifest.tables[IMPRESSIONS.name];
  const check =
    impressions && isLogTable(IMPRESSIONS.name, impressions) ? impressionCheckOf(whole) : undefined;
  if (impressions) {
    const found = await verifyTable(parts, IMPRESSIONS.name, impressions, (chunk) =>
      check?.update(asTable(IMPRESSIONS, chunk)),
    );
    add(IMPRESSIONS.name, found.length > 0 ? found : (check?.problems() ?? []));
  }
  for (const [name, problems] of Object.entries({ ...logProblems(whole), ...raw.problems() })) {
    add(name, [...(verified.get(name)?.problems ?? []), ...problems]);
  }
  return Object.keys(manifest.tables).map((name) => verified.get(name)!);
}

/** Whether the table has the columns that this version of shoplab knows, so that its invariants can be checked. */
function isLogTable(folder: string, table: ManifestTable): boolean {
  const spec = LOG_TABLES.find(({ name }) => name === folder);
  return spec !== undefined && JSON.stringify(table.columns) === JSON.stringify(manifestColumns(spec));
}

/** Where the parts of a store are read from. */
interface PartReader {
  readonly db: DuckDb;
  readonly dir: string;
  /** Before each part: says how many are done; throws when called off. */
  begin(): void;
}

function createPartReader(
  db: DuckDb,
  dir: string,
  { tables }: Manifest,
  { signal, onProgress }: VerifyOptions,
): PartReader {
  const total = Object.values(tables).reduce((sum, { parts }) => sum + parts.length, 0);
  let done = 0;
  return {
    db,
    dir,
    begin() {
      signal?.throwIfAborted();
      onProgress?.(done++, total);
    },
  };
}

/** Reads every part in order; the chunks are given on only as long as no fault was found. */
async function verifyTable(
  parts: PartReader,
  folder: string,
  table: ManifestTable,
  onChunk: (chunk: Table<TableSpec>) => void,
): Promise<string[]> {
  if (!isTableFolder(folder)) return [`${folder}: no folder of a table; it was not read`];
  const spec = specOfTable(folder, table);
  const digest = createTableDigest(spec, sha256Native);
  const problems: string[] = [];
  for (const part of table.parts) {
    const path = join(parts.dir, folder, part.file);
    parts.begin();
    const fault = await partFault(path, part);
    if (fault) {
      problems.push(`${folder}/${part.file}: ${fault}`);
      continue;
    }
    try {
      const chunk = await readParquet(parts.db, path, spec);
      if (chunk.length !== part.rows) {
        problems.push(`${folder}/${part.file}: holds ${chunk.length} rows; the manifest says ${part.rows}`);
      }
      digest.update(chunk);
      if (problems.length === 0) onChunk(chunk);
    } catch (error) {
      problems.push(`${folder}/${part.file}: ${messageOf(error)}`);
    }
  }
  if (problems.length === 0 && digest.digest() !== table.digest) {
    problems.push(
      `${folder}: the digest of its rows is ${digest.digest()}; the manifest says ${table.digest}`,
    );
  }
  return problems;
}

/** Parquet files that the manifest does not name: a reader of the folder would take them for rows. */
function unlistedFiles(dir: string, manifest: Manifest): string[] {
  const listed = new Set(
    Object.entries(manifest.tables).flatMap(([folder, { parts }]) =>
      parts.map(({ file }) => `${folder}/${file}`),
    ),
  );
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.parquet') && !listed.has(path))
    .map((path) => `${path}: the manifest does not name this file`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
