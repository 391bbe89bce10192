/** Payments as they are read, line by line, into columns. */

import { ConfigError } from '../../datasets/config-error.ts';
import { PAYMENT_OUTCOMES, PAYMENTS, type Payments } from '../../datasets/payment-tables.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { type ColumnArray, createTable, NO_SHOPPER } from '../../datasets/tables.ts';

export interface PaymentRows {
  /** Payments that were added. */
  readonly length: number;
  /** Reads a line into the next row, and returns its time. Throws ConfigError `path:number ...`. */
  read(line: string, path: string, number: number): number;
  /** The row that was read last is one of those that are gathered. */
  add(): void;
  /** Those that were added, as rows `first` and on of their table; what was read after them becomes the next row. */
  take(first: number): Payments;
}

const FIRST_ROWS = 16_384;
const REQUIRED = ['time', 'amount'] as const;
const DEFAULTS: Readonly<Record<string, number>> = {
  outcome: PAYMENT_OUTCOMES.indexOf('settled'),
  shopper: NO_SHOPPER,
};

interface Column {
  readonly name: string;
  readonly isReal: boolean;
  /** Stands for nothing. */
  readonly missing: number;
  readonly labels: readonly string[];
  readonly codes: ReadonlyMap<string, number>;
}

const COLUMNS: readonly Column[] = Object.entries(PAYMENTS.columns).map(([name, column]) => {
  const { labels = [], missing = DEFAULTS[name] ?? 0 } = column as {
    readonly labels?: readonly string[];
    readonly missing?: number;
  };
  const codes = new Map(labels.map((label, code) => [label, code]));
  return { name, isReal: column.type === 'f64', missing, labels, codes };
});

export function gatherPayments(): PaymentRows {
  let columns = COLUMNS.map(() => new Float64Array(FIRST_ROWS));
  let length = 0;
  return {
    get length() {
      return length;
    },
    read(line, path, number) {
      if (length === columns[0]!.length)
        columns = columns.map((column) => {
          const more = new Float64Array(2 * column.length);
          more.set(column);
          return more;
        });
      const row = rowOf(line, path, number);
      for (let i = 0; i < COLUMNS.length; i++)
        columns[i]![length] = codeOf(row[COLUMNS[i]!.name], COLUMNS[i]!, path, number);
      return row['time'] as number;
    },
    add() {
      length++;
    },
    take(first) {
      const table = createTable(PAYMENTS, length);
      COLUMNS.forEach(({ name }, i) => {
        const column = columns[i]!;
        (table[name as keyof typeof PAYMENTS.columns] as Exclude<ColumnArray, string[]>).set(
          column.subarray(0, length),
        );
        column[0] = column[length]!;
      });
      // The row of the file, as in a log.
      for (let i = 0; i < length; i++) table.payment[i] = first + i;
      length = 0;
      return table;
    },
  };
}

function rowOf(line: string, path: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ConfigError([`${path}:${number} is not JSON: ${JSON.stringify(line.trimEnd().slice(0, 60))}`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError([`${path}:${number} is not an object with the columns of payments`]);
  const row = value as Record<string, unknown>;
  for (const name of REQUIRED)
    if (typeof row[name] !== 'number' || !(row[name] >= 0))
      throw new ConfigError([
        `${path}:${number} ${name}: ${JSON.stringify(row[name]) ?? 'missing'}; a number from 0 on is needed`,
      ]);
  return row;
}

/** A number as it is, a label as its code, nothing as what stands for nothing. */
function codeOf(value: unknown, column: Column, path: string, number: number): number {
  if (value === undefined || value === null) return column.missing;
  const { name, isReal, labels } = column;
  if (labels.length > 0 && typeof value === 'string') {
    const code = column.codes.get(value);
    if (code !== undefined) return code;
    const near = nearest(value, labels);
    throw new ConfigError([
      `${path}:${number} ${name}: ${JSON.stringify(value.slice(0, 40))} is not one of ${labels.join(', ')}${near ? `; did you mean ${near}?` : ''}`,
    ]);
  }
  const most = isReal ? Number.MAX_VALUE : 0xffffffff;
  if (typeof value !== 'number' || !(value >= 0 && value <= most) || !(isReal || Number.isInteger(value)))
    throw new ConfigError([
      `${path}:${number} ${name}: ${JSON.stringify(value)} is not a ${isReal ? 'number' : 'whole number'} from 0 on`,
    ]);
  return value;
}
