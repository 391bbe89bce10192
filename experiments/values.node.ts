/** Per-shopper values of a run on disk, as Parquet. */

import { existsSync } from 'node:fs';
import { type DuckDb, readParquet, writeParquet } from '../datasets/store/parquet.node.ts';
import { sha256Native } from '../numerics/sha256.node.ts';
import type { ShopperValues } from './evaluation/evaluation.ts';
import { fileWhole } from './filing.node.ts';
import { isPerShopper, metricDefined } from './metrics/plan.ts';
import type { RunRecord } from './run-record.ts';
import { valuesFile } from './run-store.node.ts';
import { digestValues, valuesSpec, valuesTable } from './values.ts';

/** Writes whole or not at all. Throws NotFiled. */
export async function writeValues(db: DuckDb, file: string, values: ShopperValues): Promise<void> {
  await fileWhole(file, (temporary) =>
    writeParquet(db, temporary, valuesSpec(values.definitions), valuesTable(values)),
  );
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

/** The per-shopper values of a finished run with lists; null for other runs. Raises, naming the file, unless they are those of the record. */
export async function readRunValues(
  db: DuckDb,
  study: string,
  record: RunRecord,
): Promise<ShopperValues | null> {
  if (record.status === 'failed') return null;
  const definitions = record.result.estimates
    .filter(({ definition }) => isPerShopper(metricDefined(definition)))
    .map(({ definition }) => definition);
  if (definitions.length === 0) return null;
  const file = valuesFile(study, record.id);
  if (!existsSync(file))
    throw new Error(`${file}: is missing; run the study again, only what is missing is done`);
  const values = await readValues(db, file, definitions);
  if (digestValues(values, sha256Native) !== record.result.shopperValues)
    throw new Error(`${file}: the values are not those of the record; run the study again`);
  return values;
}
