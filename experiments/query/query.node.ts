/** `shoplab query`: one statement over the records of studies. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { literal, quoted } from '../../datasets/store/column-sql.ts';
import { type DuckDb, openDuckDb } from '../../datasets/store/parquet.node.ts';
import { LOOP_RUN, type LoopRun } from '../loops/loop-record.ts';
import { readRecord, readSealed, recordFile, runsFolder } from '../run-store.node.ts';
import { type AnyRun, columnsOf, RECORD_TABLES, VALUES_TABLE } from './record-tables.ts';

export interface QueryAnswer {
  readonly columns: readonly string[];
  /** Numbers past 2^53 and types without a like in JSON are texts. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** What of the folders could not be read, one line each. */
  readonly notes: readonly string[];
}

/**
 * Runs one SELECT over the records under `folders`: folders of studies, or folders of such. The statement sees the tables of records and
 * the files of values, and nothing else of the machine. Throws ConfigError where there is no record or the statement is none, or wrong.
 */
export async function queryRuns(
  folders: readonly string[],
  sql: string,
  signal?: AbortSignal,
): Promise<QueryAnswer> {
  const studies = (await Promise.all(folders.map(studiesUnder))).flat();
  if (studies.length === 0)
    throw new ConfigError([`query: no study under ${folders.join(', ')}; run one, or name its folder`]);
  const notes: string[] = [];
  const records = await readAll(studies, notes, signal);
  const db = await openDuckDb();
  try {
    for (const table of RECORD_TABLES) {
      const { spec, ...rows } = columnsOf(table, records);
      await db.runOver(createTable(table.name, spec), { ...table, sortKey: [], columns: spec }, rows);
    }
    await addValues(db, studies);
    return { ...(await answerOf(db, sql)), notes };
  } finally {
    db.close();
  }
}

/** The folder itself where it holds a study, else those in it. */
async function studiesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`query: ${folder} cannot be read as a folder (${error.code})`]);
  });
  if (entries.some(({ name }) => name === 'study.json')) return [folder];
  const inside = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const names = await readdir(join(folder, name)).catch(() => [] as string[]);
        return names.includes('study.json') ? [join(folder, name)] : [];
      }),
  );
  return inside.flat().sort();
}

async function readAll(
  studies: readonly string[],
  notes: string[],
  signal?: AbortSignal,
): Promise<{ study: string; record: AnyRun }[]> {
  const records: { study: string; record: AnyRun }[] = [];
  for (const folder of studies) {
    const names = await readdir(runsFolder(folder)).catch(() => [] as string[]);
    for (const name of names.filter((one) => /^[0-9a-f]{16}\.json$/.test(one)).sort()) {
      signal?.throwIfAborted();
      try {
        const record = await readAny(folder, basename(name, '.json'));
        if (record) records.push({ study: basename(resolve(folder)), record });
      } catch (error) {
        notes.push(`left out: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return records;
}

/** null for a record of a kind that no table tells of. */
async function readAny(folder: string, id: string): Promise<AnyRun | null> {
  const schema = /"schema": *"([^"]*)"/.exec(
    (await readFile(recordFile(folder, id), 'utf8')).slice(0, 200),
  )?.[1];
  if (schema === LOOP_RUN) return readSealed<LoopRun>(folder, id, LOOP_RUN);
  return schema?.startsWith('shoplab.') && schema !== 'shoplab.run/2' ? null : readRecord(folder, id);
}

function createTable(name: string, columns: Readonly<Record<string, { readonly type: string }>>): string {
  const chosen = Object.entries(columns).map(([column, { type }]) => {
    const none = type === 'text' ? "''" : "'NaN'::DOUBLE";
    return `nullif(${quoted(column)}, ${none}) AS ${quoted(column)}`;
  });
  return `CREATE TABLE ${quoted(name)} AS SELECT ${chosen.join(', ')} FROM waiting_rows()`;
}

/** The view of the files of values; afterwards nothing but these can be read, and no setting changed. */
async function addValues({ connection }: DuckDb, studies: readonly string[]): Promise<void> {
  const folders = studies.map((folder) => resolve(runsFolder(folder)));
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [] as string[]))
        .filter((name) => /^[0-9a-f]{16}\.parquet$/.test(name))
        .map((name) => join(folder, name)),
    ),
  );
  const files = found.flat();
  const empty = Object.keys(VALUES_TABLE.columns).map(
    (name) => `NULL::${name === 'shopper' ? 'UINTEGER' : name === 'value' ? 'DOUBLE' : 'VARCHAR'} AS ${name}`,
  );
  const select =
    files.length === 0
      ? `SELECT ${empty.join(', ')} WHERE false`
      : `SELECT parse_filename(filename, true) AS run, shopper, definition, value FROM (
           UNPIVOT read_parquet([${files.map(literal).join(', ')}], union_by_name = true, filename = true)
           ON COLUMNS(* EXCLUDE (shopper, filename)) INTO NAME definition VALUE value) WHERE NOT isnan(value)`;
  await connection.run(
    `SET allowed_directories = [${folders.map((folder) => literal(`${folder}/`)).join(', ')}]`,
  );
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  await connection.run(`CREATE VIEW ${VALUES_TABLE.name} AS ${select}`);
}

async function answerOf({ connection }: DuckDb, sql: string): Promise<Omit<QueryAnswer, 'notes'>> {
  const { StatementType } = await import('@duckdb/node-api');
  try {
    if (sql.trim() === '') throw new ConfigError(['query: 0 statements; give one SELECT']);
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1)
      throw new ConfigError([`query: ${statements.count} statements; give one SELECT`]);
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== StatementType.SELECT && prepared.statementType !== StatementType.EXPLAIN)
      throw new ConfigError(['query: only SELECT is answered; records are never changed']);
    const reader = await prepared.runAndReadAll();
    return { columns: reader.deduplicatedColumnNames(), rows: reader.getRowsJson() as QueryAnswer['rows'] };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([`query: ${(error instanceof Error ? error.message : String(error)).trim()}`]);
  }
}
