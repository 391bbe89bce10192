/** Tables of a store part by part: at most a million rows at a time, whatever the length of the log. */

import { join } from 'node:path';
import type { Table, TableSpec } from '../tables.ts';
import {
  type Manifest,
  type ManifestPart,
  manifestColumns,
  type TableArea,
  tableFolder,
} from './manifest.ts';
import { type DuckDb, readParquet } from './parquet.node.ts';
import { partFault } from './part-file.node.ts';
import { UnsoundStore } from './unsound-store.ts';

/** The parts of a table, in the order of its rows. Raises where the store has no such table, or one with other columns. */
export function partsOf(
  dir: string,
  manifest: Manifest,
  spec: TableSpec,
  area: TableArea,
): readonly ManifestPart[] {
  const folder = tableFolder(spec.name, area);
  const table = manifest.tables[folder];
  if (!table) throw new Error(`store: ${dir} holds no table ${folder}`);
  if (JSON.stringify(table.columns) !== JSON.stringify(manifestColumns(spec))) {
    throw new UnsoundStore(
      `store: ${dir}: the columns of ${folder} are not those of this version of shoplab; simulate again`,
    );
  }
  return table.parts;
}

/** The rows of one part. Raises UnsoundStore when its file is not the one that was written. */
export async function readPart<S extends TableSpec>(
  db: DuckDb,
  dir: string,
  spec: S,
  area: TableArea,
  part: ManifestPart,
): Promise<Table<S>> {
  const path = join(dir, tableFolder(spec.name, area), part.file);
  const fault = await partFault(path, part);
  if (fault) throw new UnsoundStore(`store: ${path}: ${fault}`);
  const rows = await readParquet(db, path, spec);
  if (rows.length !== part.rows) {
    throw new UnsoundStore(`store: ${path} holds ${rows.length} rows; the manifest says ${part.rows}`);
  }
  return rows;
}
