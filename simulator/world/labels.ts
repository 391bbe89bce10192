/** Labels: the attributes of items as the shop files them, each latent coordinate in eight steps. */

import { normalQuantile } from '../../numerics/distributions.ts';
import { drawKey, type SeedWords, uniform, uniformInteger } from '../../numerics/rng.ts';

/** Values of an attribute. */
export const VALUES = 8;
/** Bounds between the eight equally likely values. */
const BOUNDS = Float64Array.from({ length: VALUES - 1 }, (_, i) => normalQuantile((i + 1) / VALUES));

/** Filed value, 0 .. 7, of one standard normal coordinate. */
export function labelOf(coordinate: number): number {
  let label = 0;
  while (label < VALUES - 1 && coordinate >= BOUNDS[label]!) label++;
  return label;
}

/** (items x dimensions) labels of `attributes` of the same shape; each is drawn at random with probability `noise`. */
export function fileLabels(
  seed: SeedWords,
  keys: Uint32Array,
  attributes: Float32Array,
  dimensions: number,
  noise: number,
): Uint8Array<ArrayBuffer> {
  const key = drawKey(seed, 'world.item.label');
  const labels = new Uint8Array(attributes.length);
  for (let at = 0; at < labels.length; at++) {
    const itemKey = keys[Math.floor(at / dimensions)]!;
    const d = at % dimensions;
    const isNoise = uniform(key, itemKey, d, 0) < noise;
    labels[at] = isNoise ? uniformInteger(key, VALUES, itemKey, d, 1) : labelOf(attributes[at]!);
  }
  return labels;
}

/** The first of `byStrength` of row `row` of (rows x dimensions) labels. */
export function strongest(labels: Uint8Array, row: number, dimensions: number): number {
  const first = row * dimensions;
  let best = 0;
  let most = -1;
  for (let d = 0; d < dimensions; d++) {
    const strength = Math.abs(labels[first + d]! - (VALUES - 1) / 2);
    if (strength <= most) continue;
    most = strength;
    best = d;
  }
  return best;
}

/** Dimensions with the labels furthest from the middle of their scale first; equals in order. */
export function byStrength(labels: ArrayLike<number>): number[] {
  const strength = (d: number): number => Math.abs(labels[d]! - (VALUES - 1) / 2);
  return Array.from(labels, (_, d) => d).sort((a, b) => strength(b) - strength(a) || a - b);
}
