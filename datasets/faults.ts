/** Faults of tables told in words, and the checks that all tables share. */

import type { ColumnArray, Table, TableSpec } from './tables.ts';

/** Sort key of `spec` from row to row, over chunks; `strict`: no two rows alike in it. */
export function createOrderCheck<S extends TableSpec>(
  spec: S,
  faults: Faults,
  strict: boolean,
): { update(chunk: Table<S>): void } {
  const last = new Float64Array(spec.sortKey.length).fill(-1);
  let seen = 0;
  return {
    update(chunk) {
      const keys = spec.sortKey.map((name) => chunk[name] as Exclude<ColumnArray, string[]>);
      for (let row = 0; row < chunk.length; row++) {
        let step = 0;
        for (let k = 0; k < keys.length; k++) {
          const value = keys[k]![row]!;
          if (step === 0) step = value - last[k]!;
          last[k] = value;
        }
        if (step < 0 || (strict && step === 0)) {
          faults.add(
            'order',
            seen + row,
            () => `not after the row before it; rows are sorted by ${spec.sortKey.join(', ')}`,
          );
        }
      }
      seen += chunk.length;
    },
  };
}

export function checkLabels<S extends TableSpec>(
  spec: S,
  rows: Table<S>,
  faults: Faults,
  offset: number,
): void {
  for (const [name, { labels, missing }] of Object.entries(spec.columns)) {
    if (!labels) continue;
    const codes = rows[name] as Uint8Array;
    for (let row = 0; row < rows.length; row++) {
      const code = codes[row]!;
      if (code >= labels.length && code !== missing)
        faults.add(name, offset + row, () => `${name} code ${code} has no label`);
    }
  }
}

export interface Faults {
  add(rule: string, row: number, words: () => string): void;
  problems(): string[];
}

export function createFaults(table: string): Faults {
  const found = new Map<string, { readonly first: string; rows: number }>();
  return {
    add(rule, row, words) {
      const known = found.get(rule);
      if (known) known.rows++;
      else found.set(rule, { first: `${table} row ${row}: ${words()}`, rows: 1 });
    },
    problems: () =>
      [...found.values()].map(({ first, rows }) => (rows > 1 ? `${first} (${rows} such rows)` : first)),
  };
}

export function noItem(item: number, items: number): string {
  return `item ${item} is not among the ${items} items of the catalog`;
}
