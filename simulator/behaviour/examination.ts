/**
 * Examination: whether a slot is seen. The position-based model (Richardson, Dominowska and Ragno 2007; Joachims,
 * Swaminathan and Schnabel 2017): it depends on the position alone. What is not seen cannot be chosen; being seen never
 * changes a utility.
 */

import { pow } from '../../numerics/math.ts';
import { type DrawKey, philox4x32 } from '../../numerics/rng.ts';

/** Probability of examining each position: floor + (1 - floor) (position + 1)^-decay, positions from 0. */
export function examinationCurve(slots: number, decay: number, floor: number): Float64Array {
  return Float64Array.from(
    { length: slots },
    (_, position) => floor + (1 - floor) * pow(position + 1, -decay),
  );
}

/** The curve as thresholds for 32-bit words: a slot is seen when its word is below. */
export function examinationThresholds(curve: Float64Array): Float64Array {
  return curve.map((probability) => Math.round(probability * 4294967296));
}

const words = new Uint32Array(4);

/** Positions seen of the first `shown`, ascending, in `seen[0 .. returned)`; keyed by (shopper, visit, slate, position). */
export function examine(
  key: DrawKey,
  shopperKey: number,
  visit: number,
  slate: number,
  shown: number,
  thresholds: Float64Array,
  seen: Uint8Array,
): number {
  let count = 0;
  for (let position = 0; position < shown; position++) {
    if ((position & 3) === 0) philox4x32(key.k0, key.k1, shopperKey, visit, slate, position >>> 2, words);
    if (words[position & 3]! < thresholds[position]!) seen[count++] = position;
  }
  return count;
}
