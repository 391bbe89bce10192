/** Rows of feedback gathered by shopper. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { countingOrder } from '../../numerics/csr.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** Rows of shopper s: rows[rowPtr[s] .. rowPtr[s + 1]), in log order. */
export interface ShopperRows {
  /** (shoppers + 1) */
  readonly rowPtr: Uint32Array;
  readonly rows: Uint32Array;
}

export function shopperRows({ shoppers, shopper, length }: Feedback): ShopperRows {
  const rowPtr = new Uint32Array(shoppers + 1);
  for (let row = 0; row < length; row++) rowPtr[shopper[row]! + 1]!++;
  for (let s = 0; s < shoppers; s++) rowPtr[s + 1]! += rowPtr[s]!;
  return { rowPtr, rows: countingOrder(shopper, shoppers) };
}

/** Rows gathered by shopper, or by visit: those of unit u are rows[rowPtr[u] .. rowPtr[u + 1]), in log order. */
export type Units = ShopperRows;

/** Throws ConfigError where the feedback knows of no visits. */
export function unitsOf(feedback: Feedback, per: 'shopper' | 'session'): Units {
  if (per === 'shopper') return shopperRows(feedback);
  const { session } = feedback;
  if (!session) throw new ConfigError(['split: sessions are asked about, and this feedback has none']);
  const rows = Uint32Array.from({ length: feedback.length }, (_, row) => row);
  const starts = rows.filter((row) => row === 0 || session[row] !== session[row - 1]);
  const rowPtr = new Uint32Array(starts.length + 1).fill(feedback.length);
  rowPtr.set(starts);
  return { rowPtr, rows };
}

/** Rows by time; rows of the same instant stay in log order. */
export function byTime(rows: Uint32Array, { time }: Feedback): Uint32Array {
  return rows.slice().sort((a, b) => time[a]! - time[b]! || a - b);
}

/**
 * (feedback rows) one uniform a row, addressed by the shopper's key and the row's place among the shopper's own: another
 * shopper's rows never change it.
 */
export function rowDraws(feedback: Feedback, key: DrawKey, shopperKey?: Uint32Array): Float64Array {
  const draws = new Float64Array(feedback.length);
  const placeOf = new Uint32Array(feedback.shoppers);
  for (let row = 0; row < feedback.length; row++) {
    const shopper = feedback.shopper[row]!;
    draws[row] = uniform(key, shopperKey?.[shopper] ?? shopper, placeOf[shopper]!++);
  }
  return draws;
}
