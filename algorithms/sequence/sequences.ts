/** Training rows in the order in which they were done, and what was done last before a query. */

import type { Feedback } from '../../datasets/interactions.ts';
import { countingOrder } from '../../numerics/csr.ts';
import type { Told } from '../scoring/fold-in.ts';
import { indices, rowStarts, u32 } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';

export const SEQUENCE_UNITS = ['visit', 'shopper'] as const;

/** Rows [rowPtr[s], rowPtr[s + 1]) are one sequence, by time, ties in log order. */
export interface Sequences {
  /** (sequences + 1) */
  readonly rowPtr: Uint32Array;
  readonly item: Uint32Array;
  /** Seconds since the origin. */
  readonly time: Uint32Array;
}

/** The latest rows of each shopper: a sequence a shopper. */
export const tailsShape = fields<Sequences>({
  rowPtr: rowStarts('shoppers', 'rows'),
  item: indices('items', 'rows'),
  time: u32('rows'),
});

function gathered({ item, time }: Feedback, rowPtr: Uint32Array, rows: Uint32Array): Sequences {
  for (let s = 0; s + 1 < rowPtr.length; s++)
    rows.subarray(rowPtr[s]!, rowPtr[s + 1]!).sort((a, b) => time[a]! - time[b]! || a - b);
  return { rowPtr, item: rows.map((row) => item[row]!), time: rows.map((row) => time[row]!) };
}

/** A sequence a shopper, those without a row included. */
export function shopperSequences(feedback: Feedback): Sequences {
  const { shoppers, shopper } = feedback;
  const rowPtr = new Uint32Array(shoppers + 1);
  for (const one of shopper) rowPtr[one + 1]!++;
  for (let s = 0; s < shoppers; s++) rowPtr[s + 1]! += rowPtr[s]!;
  return gathered(feedback, rowPtr, countingOrder(shopper, shoppers));
}

/** A sequence a visit, where the data tells of visits and `unit` asks for them, else a shopper; and whose each is. */
export function trainingSequences(
  feedback: Feedback,
  unit: (typeof SEQUENCE_UNITS)[number],
): Sequences & { readonly shopper: Uint32Array } {
  const { session, length } = feedback;
  if (unit === 'shopper' || !session) {
    const sequences = shopperSequences(feedback);
    return { ...sequences, shopper: Uint32Array.from({ length: feedback.shoppers }, (_, s) => s) };
  }
  const rows = Uint32Array.from({ length }, (_, row) => row);
  const starts = rows.filter((row) => row === 0 || session[row] !== session[row - 1]);
  const rowPtr = new Uint32Array(starts.length + 1).fill(length);
  rowPtr.set(starts);
  return {
    ...gathered(feedback, rowPtr, rows),
    shopper: starts.map((row) => feedback.shopper[row]!),
  };
}

/** The last `most` rows of each shopper. */
export function latestRows(feedback: Feedback, most: number): Sequences {
  const { rowPtr, item, time } = shopperSequences(feedback);
  const starts = new Uint32Array(rowPtr.length);
  const kept: number[] = [];
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    for (let p = Math.max(rowPtr[s]!, rowPtr[s + 1]! - most); p < rowPtr[s + 1]!; p++) kept.push(p);
    starts[s + 1] = kept.length;
  }
  const pick = (values: Uint32Array): Uint32Array => Uint32Array.from(kept, (p) => values[p]!);
  return { rowPtr: starts, item: pick(item), time: pick(time) };
}

/** The last `most` items of a shopper: those of training, then those told. Oldest first. */
export function latestItems(tails: Sequences, shopper: number, told: Told, most: number): Uint32Array {
  if (told.item.length >= most) return told.item.subarray(told.item.length - most);
  const isKnown = shopper + 1 < tails.rowPtr.length;
  const end = isKnown ? tails.rowPtr[shopper + 1]! : 0;
  const start = isKnown ? Math.max(tails.rowPtr[shopper]!, end - (most - told.item.length)) : 0;
  const items = new Uint32Array(end - start + told.item.length);
  items.set(tails.item.subarray(start, end));
  items.set(told.item, end - start);
  return items;
}
