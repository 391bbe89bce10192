/** Feedback (long form) and Interactions (shopper-by-item sparse rows): what algorithms learn from and tests hold out. */

import { type Csr, fromTriplets } from '../numerics/csr.ts';

export { transpose } from '../numerics/csr.ts';

/** One row for each thing done that counts, in log order. Indices are dense: shopper < shoppers, item < items. */
export interface Feedback {
  readonly length: number;
  readonly shoppers: number;
  readonly items: number;
  readonly shopper: Uint32Array;
  readonly item: Uint32Array;
  /** Seconds since the origin; all 0 when the data has no times. */
  readonly time: Uint32Array;
  /** Weight of the action, or the rating. */
  readonly value: Float32Array;
  /** 1 where the row counts as relevant when it is held out. */
  readonly relevant: Uint8Array;
  /** (length) visit in which it was done, ascending; absent where the data tells of none */
  readonly session?: Uint32Array;
}

/** Shopper-by-item weights, compressed sparse rows. Columns ascend within a row and do not repeat. */
export type Interactions = Csr;

/** Rows of `feedback` at `indices`, in that order, copied. */
export function selectFeedback(feedback: Feedback, indices: Uint32Array): Feedback {
  const length = indices.length;
  const shopper = new Uint32Array(length);
  const item = new Uint32Array(length);
  const time = new Uint32Array(length);
  const value = new Float32Array(length);
  const relevant = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const row = indices[i]!;
    shopper[i] = feedback.shopper[row]!;
    item[i] = feedback.item[row]!;
    time[i] = feedback.time[row]!;
    value[i] = feedback.value[row]!;
    relevant[i] = feedback.relevant[row]!;
  }
  const { shoppers, items } = feedback;
  const session = feedback.session && Uint32Array.from(indices, (row) => feedback.session![row]!);
  return { length, shoppers, items, shopper, item, time, value, relevant, ...(session && { session }) };
}

export interface Pairs {
  has(shopper: number, item: number): boolean;
}

/** The (shopper, item) pairs of the rows for which `counts` holds. */
export function pairsOf({ length, items, shopper, item }: Feedback, counts: (row: number) => boolean): Pairs {
  const keys = new Set<number>();
  for (let row = 0; row < length; row++) if (counts(row)) keys.add(shopper[row]! * items + item[row]!);
  return { has: (s, i) => i < items && keys.has(s * items + i) };
}

/** Sums the values of repeated (shopper, item) pairs; `relevantOnly` keeps just the rows that count as relevant. */
export function toInteractions(feedback: Feedback, options: { relevantOnly?: boolean } = {}): Interactions {
  const { shoppers, items, shopper, item, value } = feedback;
  const order = options.relevantOnly ? relevantRows(feedback) : undefined;
  return fromTriplets(shoppers, items, shopper, item, value, order ? { order } : {});
}

function relevantRows(feedback: Feedback): Uint32Array {
  const out = new Uint32Array(feedback.length);
  let size = 0;
  for (let i = 0; i < feedback.length; i++) if (feedback.relevant[i] === 1) out[size++] = i;
  return out.subarray(0, size);
}
