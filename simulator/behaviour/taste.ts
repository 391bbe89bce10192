/** Latent taste: where the attributes of items and the tastes of shoppers come from, and how they meet. */

import { normalQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** One standard normal at counter (a, b, c). */
export function normal(key: DrawKey, a: number, b = 0, c = 0): number {
  return normalQuantile(uniform(key, a, b, c));
}

/** Row `row` of `vectors` (rows x dimensions) becomes independent standard normals keyed by (entity, dimension). */
export function drawVector(
  key: DrawKey,
  entity: number,
  vectors: Float32Array,
  row: number,
  dimensions: number,
): void {
  for (let d = 0; d < dimensions; d++) vectors[row * dimensions + d] = normal(key, entity, d);
}

/** An own part and a shared part that has `share` of the variance: both standard normal, so is the result. */
export function blend(own: number, shared: number, share: number): number {
  return Math.sqrt(1 - share) * own + Math.sqrt(share) * shared;
}

/** sum_d a[from + d] b[to + d], sequentially in f64. */
export function match(a: Float64Array, b: Float32Array, row: number, dimensions: number): number {
  const start = row * dimensions;
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += a[d]! * b[start + d]!;
  return sum;
}

/**
 * The taste with which a shopper comes to one session: what they were born with, what they drifted to since, and a mood
 * that passes with the session. Writes `scale * (born + drift + mood * normal)` to out[0 .. dimensions); `born` and
 * `drift` are rows of (rows x dimensions).
 */
export function sessionTaste(
  key: DrawKey,
  shopperKey: number,
  visit: number,
  born: Float32Array,
  bornRow: number,
  drift: Float32Array,
  driftRow: number,
  dimensions: number,
  mood: number,
  scale: number,
  out: Float64Array,
): void {
  for (let d = 0; d < dimensions; d++) {
    const passing = mood > 0 ? mood * normal(key, shopperKey, visit, d) : 0;
    out[d] = scale * (born[bornRow * dimensions + d]! + drift[driftRow * dimensions + d]! + passing);
  }
}
