/** Writes a store: tables in Parquet parts, then the manifest, then the directory's own name. */

import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { LOG_TABLES } from '../log-tables.ts';
import type { Table, TableSpec } from '../tables.ts';
import { createStoreDirectory, type StoreDirectory } from './directory.node.ts';
import { makeFolder } from './make-folder.node.ts';
import {
  areaOf,
  buildManifest,
  isTableFolder,
  MANIFEST_FILE,
  type Manifest,
  type ManifestPart,
  manifestColumns,
  manifestText,
  type StoreMeta,
  type TableArea,
  tableFolder,
} from './manifest.ts';
import {
  createRowBuffer,
  type DuckDb,
  type DuckDbOptions,
  openDuckDb,
  type RowBuffer,
} from './parquet.node.ts';
import { fileDigest } from './part-file.node.ts';
import { createTableDigest, type TableDigest } from './table-digest.ts';

export interface StoreOptions extends DuckDbOptions {
  /** Rows of a part file; also the most rows of one table that wait in memory. By default fewer for tables with texts. */
  readonly rowsPerPart?: number;
}

export interface StoreWriter {
  /** Where the store will stand once committed. */
  readonly dir: string;
  /**
   * Adds the next rows of a table in canonical order; any number of calls, any chunk lengths. The chunk is copied before
   * the promise resolves and may be used again after it. Calls are served one after another.
   */
  append<S extends TableSpec>(spec: S, chunk: Table<S>, area?: TableArea): Promise<void>;
  /** Writes what is left and the manifest, and puts the store in its place. The writer is closed. */
  commit(meta: StoreMeta): Promise<Manifest>;
  /** Removes everything written. The writer is closed; after `commit` it does nothing. */
  abort(): Promise<void>;
}

interface OpenTable {
  readonly spec: TableSpec;
  readonly folder: string;
  readonly digest: TableDigest;
  readonly buffer: RowBuffer;
  readonly parts: ManifestPart[];
}

const ROWS_PER_PART = { numbers: 1_000_000, texts: 100_000 };

/** Opens a store for writing at `dir`, which is left alone until `commit`. Raises when `dir` may not be replaced. */
export async function openStore(dir: string, options: StoreOptions = {}): Promise<StoreWriter> {
  const directory = await createStoreDirectory(dir);
  const tables = new Map<string, OpenTable>();
  let db: DuckDb | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One call at a time; after a failure every later call fails alike. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => {
      if (closed) throw new Error(`store: ${directory.dir}: the writer is closed`);
      return work();
    });
    last = turn;
    turn.catch(() => undefined);
    return turn;
  };
  const close = (): void => {
    closed = true;
    db?.close();
    db = undefined;
  };
  const tableOf = async (spec: TableSpec, area: TableArea): Promise<OpenTable> => {
    const folder = tableFolder(spec.name, area);
    const open = tables.get(folder);
    if (open) return open;
    if (!isTableFolder(folder)) throw new Error(`store: table name '${spec.name}' cannot be a folder`);
    db ??= await openDuckDb(options);
    const buffer = createRowBuffer(db, spec);
    const table = { spec, folder, digest: createTableDigest(spec, sha256Native), buffer, parts: [] };
    tables.set(folder, table);
    return table;
  };
  const append = async (spec: TableSpec, chunk: Chunk, area: TableArea): Promise<void> => {
    const table = await tableOf(spec, area);
    checkLengths(spec, chunk);
    const rowsPerPart = options.rowsPerPart ?? ROWS_PER_PART[hasTexts(spec) ? 'texts' : 'numbers'];
    for (let start = 0; start < chunk.length; ) {
      const end = Math.min(chunk.length, start + rowsPerPart - table.buffer.rows);
      table.buffer.append(chunk, start, end);
      if (table.buffer.rows === rowsPerPart) await flushPart(directory, table);
      start = end;
    }
    table.digest.update(chunk);
  };
  const commit = async (meta: StoreMeta): Promise<Manifest> => {
    for (const spec of LOG_TABLES) await tableOf(spec, 'log');
    for (const table of tables.values()) if (table.buffer.rows > 0) await flushPart(directory, table);
    const manifest = buildManifest(meta, manifestTables(tables), sha256Native);
    await writeFile(join(directory.temporary, MANIFEST_FILE), manifestText(manifest), {
      flag: 'wx',
      flush: true,
    });
    await directory.publish();
    close();
    return manifest;
  };
  return {
    dir: directory.dir,
    append: (spec, chunk, area = 'log') => inTurn(() => append(spec, chunk as Chunk, area)),
    commit: (meta) => inTurn(() => commit(meta)),
    async abort() {
      await last.catch(() => undefined);
      if (closed) return;
      close();
      await directory.discard();
    },
  };
}

type Chunk = Parameters<RowBuffer['append']>[0];

function hasTexts(spec: TableSpec): boolean {
  return Object.values(spec.columns).some(({ type }) => type === 'text');
}

function checkLengths(spec: TableSpec, chunk: Chunk): void {
  for (const name of Object.keys(spec.columns)) {
    const column = chunk[name];
    const length = typeof column === 'object' ? column.length : 0;
    if (length !== chunk.length) {
      throw new Error(`store: ${spec.name}.${name} has ${length} values in a chunk of ${chunk.length} rows`);
    }
  }
}

async function flushPart(directory: StoreDirectory, table: OpenTable): Promise<void> {
  const folder = join(directory.temporary, table.folder);
  const file = `part-${String(table.parts.length).padStart(5, '0')}.parquet`;
  const path = join(folder, file);
  const { rows } = table.buffer;
  await makeFolder(folder);
  await table.buffer.flush(path).catch((error: unknown) => {
    throw new Error(`store: cannot write ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  });
  table.parts.push({ file, rows, bytes: (await stat(path)).size, sha256: await fileDigest(path) });
}

function manifestTables(tables: ReadonlyMap<string, OpenTable>): Manifest['tables'] {
  const entries = [...tables].map(([folder, { spec, digest, parts }]) => [
    folder,
    {
      rows: digest.rows,
      digest: digest.digest(),
      truth: areaOf(folder) === 'truth',
      columns: manifestColumns(spec),
      parts,
    },
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a! < b! ? -1 : 1)));
}
