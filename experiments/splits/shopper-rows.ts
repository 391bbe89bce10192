/** Rows of feedback gathered by shopper. */

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
