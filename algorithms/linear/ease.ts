/**
 * EASE: a linear model from items to items that may not use an item to predict itself.
 *
 * Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019. B minimises |X - X B|^2 + regularisation |B|^2 with
 * a diagonal of 0, in closed form: P = (X^T X + regularisation I)^-1, B_ij = -P_ij / P_jj. P is computed in f64
 * (`numerics/kernels/symmetric-inverse.ts`), B kept in f32, dense: memory grows with the square of the items.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { allocateBesideResidents } from '../../numerics/kernels/resident.ts';
import {
  allocateTiles,
  inverseBytes,
  invertTiles,
  type SymmetricTiles,
} from '../../numerics/kernels/symmetric-inverse.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause } from '../pause.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { refuseUnbounded } from '../scoring/neighbours.ts';
import { PROFILE_SHAPE, type ProfileState, profileModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';

const params = z.strictObject({
  regularisation: z.number().gt(0).max(1e9).default(500).describe('L2 penalty, added to the popularities'),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

export const ease = defineAlgorithm<'rank', z.infer<typeof params>, ProfileState>({
  id: 'ease.v1',
  task: 'rank',
  family: 'linear',
  doc: 'linear model from items to items in closed form; memory grows with the square of the items',
  source: 'Steck 2019 (EASE)',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  use: 'the strongest simple model where the catalogue is below some 20,000 items',
  cost: { fit: 'sum of squared rows + I^3', answer: 'I x items of the shopper', memory: 'I^2' },
  async learn({ interactions }, options, run) {
    const profiles = options.binary ? binaryValues(interactions) : interactions;
    const weights = await itemWeights(profiles, options.regularisation, run);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      profiles,
      summed: !options.binary,
      right: weights,
    };
  },
  shape: PROFILE_SHAPE,
  open: profileModel,
});

const COLUMNS_A_CHUNK = 4;
const CHUNKS_A_CALL = 32;

/** (items * items) B, row i: what item i adds to the scores. Throws RangeError, naming both sizes, when memory is short. */
export async function itemWeights(
  matrix: Interactions,
  regularisation: number,
  run: FitRun,
): Promise<Float32Array> {
  refuseUnbounded(matrix);
  const items = matrix.cols;
  if (items === 0) return new Float32Array(0);
  const { memory } = run.kernels;
  const needed = inverseBytes(items).tiles + Math.max(inverseBytes(items).besides, 4 * items * items);
  const { scope, result: tiles } = allocateBesideResidents(memory, (blocks) => {
    try {
      memory.free(memory.alloc(needed));
    } catch (cause) {
      throw new RangeError(`ease: ${items} items need ${needed} bytes; ${(cause as Error).message}`, {
        cause,
      });
    }
    return allocateTiles(items, blocks);
  });
  try {
    memory.u8(tiles.tiles, tiles.bytes).fill(0);
    await addGram(matrix, tiles, regularisation, run);
    await invertTiles(run.kernels, tiles, (done, total) => pause(run, done, total));
    const out = scope.alloc(4 * items * items);
    run.kernels.run('linearWeights', tiles.side, [tiles.tiles, tiles.size, items, out]);
    return memory.f32(out, items * items).slice();
  } finally {
    scope.close();
  }
}

async function addGram(
  matrix: Interactions,
  { tiles, size, side }: SymmetricTiles,
  regularisation: number,
  run: FitRun,
): Promise<void> {
  const byItem = transpose(matrix);
  const chunks = Math.ceil((side * size) / COLUMNS_A_CHUNK);
  const scope = run.kernels.memory.openScope();
  try {
    const args = [
      ...[tiles, size, matrix.cols, COLUMNS_A_CHUNK],
      ...[byItem.rowPtr, byItem.colIdx, byItem.values].map((column) => scope.put(column)),
      ...[matrix.rowPtr, matrix.colIdx, matrix.values].map((column) => scope.put(column)),
      regularisation,
    ];
    for (let from = 0; from < chunks; from += CHUNKS_A_CALL) {
      const to = Math.min(chunks, from + CHUNKS_A_CALL);
      run.kernels.run('gramTiles', { from, to }, args, 8 * matrix.cols);
      await pause(run, 0, 1);
    }
  } finally {
    scope.close();
  }
}
