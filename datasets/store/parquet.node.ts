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
import { isEnum, literal, loadedColumn, quoted, storedColumn } from './column-sql.ts';
import { canonicalFloats } from './table-digest.ts';
import { type Chunk, createWaitingRows } from './waiting-rows.ts';

export interface DuckDbOptions {
  /** DuckDB's memory_limit; rows that wait to be written do not count. */
  readonly memory?: string;
  readonly threads?: number;
}

export interface DuckDb {
  readonly connection: DuckDBConnection;
  /** Runs `sql`, in which the table function ROWS() stands for these rows. One call at a time. */
  runOver(sql: string, spec: TableSpec, rows: RowSource): Promise<void>;
  /** At once, or when a call of `runOver` has ended: its rows come from this thread, so to close over it would wait for ever. */
  close(): void;
}

/** The part of a DuckDB vector that takes and gives whole columns. */
interface NumberVector {
  readonly items: NumberArray;
  flush(): void;
}
type NumberArray = Exclude<ColumnArray, string[]>;

/** Columns in the order of a spec, `length` rows of each. */
interface RowSource {
  readonly length: number;
  readonly columns: readonly ColumnArray[];
}

const VECTOR_ROWS = 2048;
/** Name of the table function that gives the rows of `runOver`. */
const ROWS = 'waiting_rows';

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
  const typeOf = (spec: ColumnSpec): DuckDBType =>
    isEnum(spec) ? duckdb.ENUM(spec.labels) : types[spec.type];
  let current: { readonly spec: TableSpec; readonly rows: RowSource } | undefined;
  let isToClose = false;
  const closeNow = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  connection.registerTableFunction(
    duckdb.DuckDBTableFunction.create({
      name: ROWS,
      bindFunction(bind) {
        const { spec, rows } = current!;
        for (const [name, column] of Object.entries(spec.columns)) bind.addResultColumn(name, typeOf(column));
        bind.setCardinality(rows.length, true);
        bind.setBindData(rows);
      },
      initFunction(init) {
        init.setMaxThreads(1);
        init.setInitData({ given: 0 });
      },
      mainFunction(call, vectors) {
        giveRows(call.bindData as RowSource, call.initData as { given: number }, vectors);
      },
    }),
  );
  return {
    connection,
    async runOver(sql, spec, rows) {
      current = { spec, rows };
      try {
        await connection.run(sql);
      } finally {
        current = undefined;
        if (isToClose) closeNow();
      }
    },
    close() {
      if (current) isToClose = true;
      else closeNow();
    },
  };
}

/** Writes the next rows of `rows` to `vectors`, as many as they hold; none after the last. */
function giveRows(rows: RowSource, progress: { given: number }, vectors: DuckDBDataChunk): void {
  const from = progress.given;
  const to = Math.min(from + VECTOR_ROWS, rows.length);
  vectors.rowCount = to - from;
  progress.given = to;
  if (to === from) return;
  for (const [column, values] of rows.columns.entries()) setVector(vectors, column, values, from, to);
}

/** Rows of one table that wait in memory for their file. */
export interface RowBuffer {
  readonly rows: number;
  /** Copies rows [start, end) of `chunk`. Raises on codes without a label and on texts that Parquet cannot give back. */
  append(chunk: Chunk, start: number, end: number): void;
  /** Writes all rows to a new Parquet file at `path`, in order, and empties the buffer. */
  flush(path: string): Promise<void>;
}

export function createRowBuffer(db: DuckDb, spec: TableSpec): RowBuffer {
  const waiting = createWaitingRows(spec);
  const columns = Object.entries(spec.columns).map(
    ([name, column]) => `${storedColumn(name, column)} AS ${quoted(name)}`,
  );
  const rows = `SELECT ${columns.join(', ')} FROM ${ROWS}()`;
  return {
    get rows() {
      return waiting.length;
    },
    append: waiting.append,
    async flush(path) {
      await db.runOver(
        `COPY (${rows}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
        spec,
        waiting,
      );
      waiting.clear();
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
  const buffer = createRowBuffer(db, spec);
  buffer.append(rows as Chunk, 0, rows.length);
  await buffer.flush(path);
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
): void {
  const vector = vectors.getColumnVector(column);
  if (Array.isArray(values)) {
    for (let i = from; i < to; i++) vector.setItem(i - from, values[i]!);
    vector.flush();
    return;
  }
  const rows = values.subarray(from, to);
  const { items, flush } = vector as unknown as NumberVector;
  items.set(rows instanceof Float32Array || rows instanceof Float64Array ? canonicalFloats(rows) : rows);
  flush.call(vector);
}

function getVector(chunk: DuckDBDataChunk, column: number, out: ColumnArray, row: number): void {
  const vector = chunk.getColumnVector(column);
  if (Array.isArray(out)) for (let i = 0; i < chunk.rowCount; i++) out[row + i] = vector.getItem(i) as string;
  else out.set((vector as unknown as NumberVector).items, row);
}
