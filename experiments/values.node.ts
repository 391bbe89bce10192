/** Per-shopper values of a run, as Parquet: one row a shopper, one column a definition. */

import { rename, rm } from 'node:fs/promises';
import { type DuckDb, readParquet, writeParquet } from '../datasets/store/parquet.node.ts';
import type { ColumnSpec, Table, TableSpec } from '../datasets/tables.ts';
import type { ShopperValues } from './evaluation.ts';
import { isPerShopper, metricDefined } from './metrics/plan.ts';
import type { RunRecord } from './run-record.ts';
import { valuesFile } from './run-store.node.ts';

function valuesSpec(definitions: readonly string[]): TableSpec {
  const columns: [string, ColumnSpec][] = [
    ['shopper', { type: 'u32', doc: 'shopper' }],
    ...definitions.map((id): [string, ColumnSpec] => [
      id,
      { type: 'f64', doc: `value under ${id}; NaN: not defined` },
    ]),
  ];
  return {
    name: 'values',
    doc: 'one row an evaluated shopper',
    sortKey: ['shopper'],
    columns: Object.fromEntries(columns),
  };
}

/** Writes whole or not at all. */
export async function writeValues(db: DuckDb, file: string, values: ShopperValues): Promise<void> {
  const spec = valuesSpec(values.definitions);
  const rows = {
    length: values.shopper.length,
    shopper: values.shopper,
    ...Object.fromEntries(values.definitions.map((id, i) => [id, values.columns[i]!])),
  } as unknown as Table<TableSpec>;
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    await writeParquet(db, temporary, spec, rows);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Reads the columns of `definitions` back. Raises, naming the file, when it is damaged or lacks one. */
export async function readValues(
  db: DuckDb,
  file: string,
  definitions: readonly string[],
): Promise<ShopperValues> {
  const table = await readParquet(db, file, valuesSpec(definitions));
  return {
    shopper: table['shopper'] as Uint32Array,
    definitions: [...definitions],
    columns: definitions.map((id) => table[id] as Float64Array),
  };
}

/** The per-shopper values of a finished run with lists; null for other runs. */
export async function readRunValues(
  db: DuckDb,
  study: string,
  record: RunRecord,
): Promise<ShopperValues | null> {
  if (record.status === 'failed') return null;
  const definitions = record.result.estimates
    .filter(({ definition }) => isPerShopper(metricDefined(definition)))
    .map(({ definition }) => definition);
  return definitions.length === 0 ? null : readValues(db, valuesFile(study, record.id), definitions);
}
