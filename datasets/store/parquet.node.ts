/** Tables to Parquet files and back through DuckDB. The native module is loaded on first use, so that `--help` stays quick. */

import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import {
  type ColumnArray,
  type ColumnSpec,
  type ColumnType,
  createTable,
  type Table,
  type TableSpec,
} from '../tables.ts';
import { literal, loadedColumn, quoted, SQL_TYPES, storedColumn } from './column-sql.ts';
import { canonicalFloats } from './table-digest.ts';

export interface DuckDbOptions {
  /** DuckDB's memory_limit; rows that wait to be written count. */
  readonly memory?: string;
  readonly threads?: number;
}

export interface DuckDb {
  readonly connection: DuckDBConnection;
  /** Column types of a data chunk for `spec`. */
  chunk(spec: TableSpec): DuckDBDataChunk;
  close(): void;
}

/** The part of a DuckDB vector that takes and gives whole columns. */
interface NumberVector {
  readonly items: NumberArray;
  flush(): void;
}
type NumberArray = Exclude<ColumnArray, string[]>;

const VECTOR_ROWS = 2048;

/** A private in-memory database, to be closed by the caller. It never spills to disk and loads no extension. */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<DuckDb> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    memory_limit: options.memory ?? '1GB',
    threads: String(options.threads ?? 1),
    temp_directory: '',
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const types: Readonly<Record<ColumnType, DuckDBType>> = {
    u8: duckdb.UTINYINT,
    u16: duckdb.USMALLINT,
    u32: duckdb.UINTEGER,
    i32: duckdb.INTEGER,
    f32: duckdb.FLOAT,
    f64: duckdb.DOUBLE,
    text: duckdb.VARCHAR,
  };
  return {
    connection,
    chunk: (spec) =>
      duckdb.DuckDBDataChunk.create(Object.values(spec.columns).map(({ type }) => types[type])),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Rows of one table that wait in memory for their file. */
export interface RowBuffer {
  readonly rows: number;
  /** Copies rows [start, end) of `chunk`. Raises on codes without a label and on texts that Parquet cannot give back. */
  append(chunk: Columns, start: number, end: number): void;
  /** Writes all rows to a new Parquet file at `path`, in order, and empties the buffer. */
  flush(path: string): Promise<void>;
}

type Columns = { readonly length: number } & Readonly<Record<string, ColumnArray | number>>;

/** A buffer kept as the temporary table `table` of `db`. */
export async function createRowBuffer(db: DuckDb, spec: TableSpec, table: string): Promise<RowBuffer> {
  const names = Object.keys(spec.columns);
  const create = `CREATE OR REPLACE TEMP TABLE ${quoted(table)} (${names
    .map((name) => `${quoted(name)} ${SQL_TYPES[spec.columns[name]!.type]}`)
    .join(', ')})`;
  await db.connection.run(create);
  let appender = await db.connection.createAppender(table, 'main', 'temp');
  const vectors = db.chunk(spec);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    append(chunk, start, end) {
      for (let from = start; from < end; from += VECTOR_ROWS) {
        const to = Math.min(from + VECTOR_ROWS, end);
        vectors.rowCount = to - from;
        names.forEach((name, column) => {
          setVector(
            vectors,
            column,
            chunk[name] as ColumnArray,
            from,
            to,
            `${spec.name}.${name}`,
            spec.columns[name]!,
          );
        });
        appender.appendDataChunk(vectors);
      }
      rows += end - start;
    },
    async flush(path) {
      appender.flushSync();
      appender.closeSync();
      const columns = names.map((name) => `${storedColumn(name, spec.columns[name]!)} AS ${quoted(name)}`);
      await db.connection.run(
        `COPY (SELECT ${columns.join(', ')} FROM ${quoted(table)}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
      );
      await db.connection.run(create);
      appender = await db.connection.createAppender(table, 'main', 'temp');
      rows = 0;
    },
  };
}

/** Writes one table to one Parquet file. Of floats one NaN and one zero are kept: NaN the quiet one, -0 as +0. */
export async function writeParquet<S extends TableSpec>(
  db: DuckDb,
  path: string,
  spec: S,
  rows: Table<S>,
): Promise<void> {
  const buffer = await createRowBuffer(db, spec, spec.name);
  buffer.append(rows as Columns, 0, rows.length);
  await buffer.flush(path);
  await db.connection.run(`DROP TABLE ${quoted(spec.name)}`);
}

/** Reads one Parquet file written under the same spec. Raises, naming the file, when it is damaged or does not fit. */
export async function readParquet<S extends TableSpec>(db: DuckDb, path: string, spec: S): Promise<Table<S>> {
  try {
    return await readRows(db, path, spec);
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new Error(`${path}: cannot be read as ${spec.name}: ${message}`, { cause: error });
  }
}

async function readRows<S extends TableSpec>(db: DuckDb, path: string, spec: S): Promise<Table<S>> {
  const names = Object.keys(spec.columns);
  const counted = await db.connection.runAndReadAll(
    `SELECT count(*)::DOUBLE FROM read_parquet(${literal(path)})`,
  );
  const table = createTable(spec, counted.getRows()[0]![0] as number);
  const columns = names.map((name) => `${loadedColumn(name, spec.columns[name]!)} AS ${quoted(name)}`);
  const result = await db.connection.stream(
    `SELECT ${columns.join(', ')} FROM read_parquet(${literal(path)})`,
  );
  let row = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    names.forEach((name, column) => {
      getVector(chunk, column, table[name] as ColumnArray, row);
    });
    row += chunk.rowCount;
  }
  return table;
}

function setVector(
  vectors: DuckDBDataChunk,
  column: number,
  values: ColumnArray,
  from: number,
  to: number,
  name: string,
  spec: ColumnSpec,
): void {
  const vector = vectors.getColumnVector(column);
  if (Array.isArray(values)) {
    for (let i = from; i < to; i++) {
      const text = values[i]!;
      if (!isStorable(text))
        throw new Error(
          `store: ${name}: a text holds a NUL or half a surrogate pair, which Parquet cannot give back`,
        );
      vector.setItem(i - from, text);
    }
    vector.flush();
    return;
  }
  const rows = values.subarray(from, to);
  if (spec.labels) checkCodes(rows, spec, name);
  const { items, flush } = vector as unknown as NumberVector;
  items.set(rows instanceof Float32Array || rows instanceof Float64Array ? canonicalFloats(rows) : rows);
  flush.call(vector);
}

function getVector(chunk: DuckDBDataChunk, column: number, out: ColumnArray, row: number): void {
  const vector = chunk.getColumnVector(column);
  if (Array.isArray(out)) for (let i = 0; i < chunk.rowCount; i++) out[row + i] = vector.getItem(i) as string;
  else out.set((vector as unknown as NumberVector).items, row);
}

function checkCodes(codes: NumberArray, { labels = [], missing }: ColumnSpec, name: string): void {
  for (const code of codes) {
    if (code >= labels.length && code !== missing) {
      throw new Error(`store: ${name}: code ${code} has no label; the labels are ${labels.join(', ')}`);
    }
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
