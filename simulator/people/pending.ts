/**
 * Pending: what orders will cause, each row with the second at which it falls due. Rows are made when the order is placed
 * and filed in the round in which they fall due; they name the order by its shopper, visit and round, because its number
 * is given at the barrier only.
 */

import { type Growing, reserve, trim } from '../filing/growing.ts';

/** Round of an order that there never was: of reviews of what was not bought. */
export const NO_ROUND = 0xffff;

/** What can fall due, in the order in which it is filed when it is due in the same second. */
export const CONSEQUENCES = [
  'delivery',
  'opened',
  'answered',
  'resolved',
  'return',
  'review',
  'mention',
  'settlement',
] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

const pendingColumns = (rows: number) => ({
  due: new Uint32Array(rows),
  /** Code of CONSEQUENCES. */
  kind: new Uint8Array(rows),
  shopper: new Uint32Array(rows),
  item: new Uint32Array(rows),
  /** Visit and round of the session that ordered. */
  visit: new Uint32Array(rows),
  round: new Uint16Array(rows),
  /** Row of the line in its order, from 0. */
  line: new Uint16Array(rows),
  units: new Uint32Array(rows),
  /** Cents a unit, as paid; settlements: cents that are left to pay. */
  price: new Float64Array(rows),
  /** Utility at the time of choice. */
  expected: new Float32Array(rows),
  /** Experience of the line, and the parts of it that a text may speak of. */
  experience: new Float32Array(rows),
  quality: new Float32Array(rows),
  luck: new Float32Array(rows),
  lateDays: new Float32Array(rows),
  /** Delivery, tickets and returns: code of REASONS; reviews: stars; settlements: code of SETTLEMENT_OUTCOMES. */
  code: new Uint8Array(rows),
  /** Resolved tickets: content with the ticket; settlements: with being asked for the money. */
  content: new Float32Array(rows),
  /** Returns: loyalty points that the line had earned. */
  points: new Uint32Array(rows),
  /** The shopper's satisfaction once it fell due; 0 before. */
  satisfaction: new Float32Array(rows),
});
export type PendingColumns = ReturnType<typeof pendingColumns>;
export type Pending = Growing<PendingColumns>;

/** One row; the names are those of the columns. */
export type PendingRow = { readonly [K in keyof PendingColumns]: number };

export function newPending(rows: number): Pending {
  return { length: 0, columns: pendingColumns(rows) };
}

export function addPending(pending: Pending, row: PendingRow): void {
  reserve(pending, 1);
  const at = pending.length++;
  for (const name in row) pending.columns[name as keyof PendingRow][at] = row[name as keyof PendingRow];
}

/** Rows of shoppers [start, end), copied. */
export function cutPending(pending: Pending, start: number, end: number): Pending {
  const { shopper } = pending.columns;
  const rows: number[] = [];
  for (let row = 0; row < pending.length; row++)
    if (shopper[row]! >= start && shopper[row]! < end) rows.push(row);
  return gather(pending, rows);
}

export function joinPending(parts: readonly Pending[]): Pending {
  const all = newPending(parts.reduce((sum, { length }) => sum + length, 0));
  for (const { columns, length } of parts) {
    for (const name in all.columns) {
      const key = name as keyof PendingColumns;
      all.columns[key].set(columns[key].subarray(0, length), all.length);
    }
    all.length += length;
  }
  return all;
}

/** Parts what is due before `second` from what is not; both by shopper, and for each shopper in the order of being due. */
export function partDue(
  pending: Pending,
  second: number,
): { readonly due: Pending; readonly later: Pending } {
  const { shopper, due, visit, line, kind } = pending.columns;
  // Lines of a parcel are felt as they stand in the order: never by the numbers that items have.
  const rows = inOrder(pending.length, [shopper, due, visit, line, kind]);
  return {
    due: gather(
      pending,
      rows.filter((row) => due[row]! < second),
    ),
    later: trim(
      gather(
        pending,
        rows.filter((row) => due[row]! >= second),
      ),
    ),
  };
}

/** Rows 0 .. length - 1 sorted by these columns, most significant first. */
export function inOrder(length: number, keys: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length }, (_, row) => row).sort((a, b) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a]! - key[b]!;
    return a - b;
  });
}

function gather(pending: Pending, rows: readonly number[]): Pending {
  const out = newPending(rows.length);
  for (const name in out.columns) {
    const key = name as keyof PendingColumns;
    const from = pending.columns[key];
    const to = out.columns[key];
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
  }
  out.length = rows.length;
  return out;
}
