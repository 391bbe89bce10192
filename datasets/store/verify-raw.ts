/** The raw tables of a store and the list of their faults, checked chunk by chunk while the store is read. */

import { createRawCheck } from '../raw-invariants.ts';
import { FAULT_TABLES, INJECTED_FAULTS } from '../raw-tables.ts';
import { asTable } from '../table-rows.ts';
import type { Table, TableSpec } from '../tables.ts';
import { knownSpec, type Manifest, manifestColumns, tableFolder } from './manifest.ts';

export interface RawVerification {
  /** Takes a chunk of any table; those that are neither raw nor the list of faults are passed over. */
  update(folder: string, chunk: Table<TableSpec>): void;
  /** By folder, after the last chunk. */
  problems(): Record<string, string[]>;
}

const FAULTS = tableFolder(INJECTED_FAULTS.name, 'truth');

/** Tables whose columns are not those of this version of shoplab are not checked. */
export function createRawVerification({ tables }: Manifest): RawVerification {
  const check = createRawCheck();
  const fits = (folder: string, spec: TableSpec | undefined): boolean =>
    spec !== undefined && JSON.stringify(tables[folder]?.columns) === JSON.stringify(manifestColumns(spec));
  const names = FAULT_TABLES.filter((name) => {
    const folder = tableFolder(name, 'raw');
    return fits(folder, knownSpec(folder));
  });
  const hasList = fits(FAULTS, INJECTED_FAULTS);
  return {
    update(folder, chunk) {
      const name = names.find((candidate) => folder === tableFolder(candidate, 'raw'));
      if (name) check.updateRows(name, { length: chunk.length, batch: chunk['batch'] as Uint32Array });
      if (folder === FAULTS && hasList) check.updateFaults(asTable(INJECTED_FAULTS, chunk));
    },
    problems: () => ({
      ...Object.fromEntries(
        names.map((name) => [tableFolder(name, 'raw'), check.tableProblems(name, tables[name]?.rows ?? 0)]),
      ),
      ...(hasList && { [FAULTS]: check.faultProblems() }),
    }),
  };
}
