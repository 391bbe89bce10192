/** A training that is under way, as plain data: all that its later steps depend on. */

import { f32 } from '../../state/arrays.ts';
import { also, fields, nullable, real, type Shape, whole } from '../../state/shape.ts';
import { type AdamState, adamShape } from './adam.ts';
import { packWeights, type Weights } from './weights.ts';

export interface Halfway {
  /** Under way, from 1. */
  readonly epoch: number;
  /** Steps of it that are done. */
  readonly step: number;
  /** Sum of the losses of its rows so far. */
  readonly loss: number;
  /** Packed. */
  readonly weights: Float32Array;
  readonly adam: AdamState;
  readonly best: {
    readonly value: number;
    readonly epoch: number;
    /** Packed. */
    readonly weights: Float32Array;
  } | null;
}

const SHAPE = fields<Halfway>({
  epoch: whole(1),
  step: whole(),
  loss: real(),
  weights: f32('weights'),
  adam: adamShape('weights'),
  best: nullable(fields({ value: real(), epoch: whole(1), weights: f32('weights') })),
});

/** Of a training of these weights. */
export function halfwayShape(weights: Weights): Shape<Halfway> {
  const size = packWeights(weights).length;
  return also(SHAPE, (kept) =>
    kept.weights.length === size ? undefined : `${kept.weights.length} weights; ${size} are trained`,
  );
}
