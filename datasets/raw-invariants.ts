/** What must hold of raw tables and of the faults that are said to be in them. */

import { FAULT_KINDS, FAULT_TABLES, type FaultTable, type InjectedFaults } from './raw-tables.ts';

/** Takes raw tables and the list of their faults chunk by chunk, each in order. */
export interface RawCheck {
  updateRows(table: FaultTable, chunk: { readonly length: number; readonly batch: Uint32Array }): void;
  updateFaults(chunk: InjectedFaults): void;
  /** Problems of a raw table whose clean table has `cleanRows` rows, after the last chunk. */
  tableProblems(table: FaultTable, cleanRows: number): string[];
  /** Problems of the list of faults, after the last chunk. */
  faultProblems(): string[];
}

const DUPLICATED = FAULT_KINDS.indexOf('duplicated');

export function createRawCheck(): RawCheck {
  const zeros = (): Record<FaultTable, number> => ({ sessions: 0, actions: 0 });
  const rows = zeros();
  const lastBatch = zeros();
  const falling = zeros();
  const copies = zeros();
  const furthest = zeros();
  let faultsRead = false;
  return {
    updateRows(table, { length, batch }) {
      for (let i = 0; i < length; i++) {
        if (batch[i]! < lastBatch[table]) falling[table]++;
        lastBatch[table] = batch[i]!;
      }
      rows[table] += length;
    },
    updateFaults({ length, table, kind, row }) {
      faultsRead = true;
      for (let i = 0; i < length; i++) {
        const name = FAULT_TABLES[table[i]!]!;
        if (kind[i] === DUPLICATED) copies[name]++;
        furthest[name] = Math.max(furthest[name], row[i]! + 1);
      }
    },
    tableProblems(table, cleanRows) {
      const problems: string[] = [];
      if (falling[table] > 0)
        problems.push(`raw/${table}: ${falling[table]} rows stand after a later batch; batches do not fall`);
      if (faultsRead && rows[table] !== cleanRows + copies[table]) {
        problems.push(
          `raw/${table}: ${rows[table]} rows; ${cleanRows} clean ones and ${copies[table]} duplicates were delivered`,
        );
      }
      return problems;
    },
    faultProblems: () =>
      FAULT_TABLES.filter((table) => furthest[table] > rows[table]).map(
        (table) =>
          `truth/injected_faults: names row ${furthest[table] - 1} of raw/${table}, which has ${rows[table]}`,
      ),
  };
}
