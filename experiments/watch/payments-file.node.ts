/** Payments alone, as JSON Lines in time order: what a payment service keeps, or `shoplab export --to jsonl` sorted by time. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ConfigError } from '../../datasets/config-error.ts';
import { PAYMENT_OUTCOMES, PAYMENTS } from '../../datasets/payment-tables.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { type ColumnArray, createTable, NO_SHOPPER } from '../../datasets/tables.ts';
import type { LogSlice, SlicedLog } from './log-slices.node.ts';

const SLICE_ROWS = 8192;
/** Bytes by which a file is told from others. */
const FRONT_BYTES = 65_536;
const REQUIRED = ['time', 'amount'] as const;
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');

/**
 * Opens a file of payments: an object a line with the columns of `payments`, of which `time` (seconds) and `amount` (cents) have to be
 * there. Throws ConfigError `file:line ...` on a line that is none, or older than the one before.
 */
export async function openPaymentsFile(path: string): Promise<SlicedLog> {
  const { size } = await stat(path);
  const hash = createHash('sha256').update(String(size));
  for await (const bytes of createReadStream(path, { end: FRONT_BYTES - 1 }))
    hash.update(bytes as Uint8Array);
  return {
    origin: new Date(0).toISOString(),
    digest: hash.digest('hex'),
    events: Number.NaN,
    slices: (from = {}) => slices(path, from.payments ?? 0),
    close: () => {},
  };
}

async function* slices(path: string, skipped: number): AsyncGenerator<LogSlice> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let row = 0;
  let last = 0;
  let waiting: Record<string, unknown>[] = [];
  let from = skipped;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    if (row++ < skipped) continue;
    const payment = readPayment(line, `${path}:${number}`);
    const time = payment['time'] as number;
    if (time < last)
      throw new ConfigError([
        `${path}:${number} time ${time} is before that of the line before it, ${last}; sort the file by time`,
      ]);
    // Cut between seconds, so that a slice holds all that is older than what follows.
    if (waiting.length >= SLICE_ROWS && time > last) {
      yield { tables: { payments: tableOf(waiting, from) }, until: time, from: { payments: from } };
      from += waiting.length;
      waiting = [];
    }
    last = time;
    waiting.push(payment);
  }
  yield {
    tables: { payments: tableOf(waiting, from) },
    until: Number.POSITIVE_INFINITY,
    from: { payments: from },
  };
}

function readPayment(line: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ConfigError([`${place} is not JSON: ${JSON.stringify(line.slice(0, 60))}`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError([`${place} is not an object with the columns of payments`]);
  const row = value as Record<string, unknown>;
  for (const name of REQUIRED)
    if (typeof row[name] !== 'number' || !(row[name] >= 0))
      throw new ConfigError([
        `${place} ${name}: ${JSON.stringify(row[name]) ?? 'missing'}; a number from 0 on is needed`,
      ]);
  return Object.fromEntries(
    Object.entries(PAYMENTS.columns).map(([name, column]) => [name, codeOf(row[name], name, column, place)]),
  );
}

interface Column {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly missing?: number;
}

const DEFAULTS: Readonly<Record<string, number>> = { outcome: SETTLED, shopper: NO_SHOPPER };

/** A number as it is, a label as its code, nothing as what stands for nothing. */
function codeOf(value: unknown, name: string, { labels, missing, type }: Column, place: string): number {
  if (value === undefined || value === null) return missing ?? DEFAULTS[name] ?? 0;
  if (labels && typeof value === 'string') {
    const code = labels.indexOf(value);
    if (code >= 0) return code;
    const near = nearest(value, labels);
    throw new ConfigError([
      `${place} ${name}: ${JSON.stringify(value.slice(0, 40))} is not one of ${labels.join(', ')}${near ? `; did you mean ${near}?` : ''}`,
    ]);
  }
  const most = type === 'f64' ? Number.MAX_VALUE : 0xffffffff;
  if (
    typeof value !== 'number' ||
    !(value >= 0 && value <= most) ||
    (type !== 'f64' && !Number.isInteger(value))
  )
    throw new ConfigError([
      `${place} ${name}: ${JSON.stringify(value)} is not a ${type === 'f64' ? 'number' : 'whole number'} from 0 on`,
    ]);
  return value;
}

function tableOf(rows: readonly Record<string, unknown>[], from: number) {
  const table = createTable(PAYMENTS, rows.length);
  rows.forEach((row, i) => {
    for (const name of Object.keys(PAYMENTS.columns))
      (table[name as keyof typeof PAYMENTS.columns] as Exclude<ColumnArray, string[]>)[i] = row[
        name
      ] as number;
    // The row of the file, as in a log.
    table.payment[i] = from + i;
  });
  return table;
}
