/**
 * PureSVD: the matrix of pairs, 0 where there is none, cut to its largest singular values; an item scores <r_u Q, q_i>.
 *
 * Cremonesi, Koren, Turrin, "Performance of recommender algorithms on top-N recommendation tasks", RecSys 2010, section 3.2.2. The
 * decomposition is exact up to a residual of 1e-7 of each value, in f64 (numerics/truncated-svd.ts); vectors are kept in f32.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { type TruncatedSvd, truncatedSvd } from '../../numerics/truncated-svd.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';

const params = z.strictObject({
  factors: z
    .int()
    .min(1)
    .max(1024)
    .default(50)
    .describe(
      'singular values kept, at most a quarter of the shoppers or items: with all of them nothing new comes out',
    ),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

const TOLERANCE = 1e-7;

export const pureSvd = defineAlgorithm<'rank', z.infer<typeof params>, FactorState>({
  id: 'pure-svd.v1',
  task: 'rank',
  family: 'factors',
  doc: 'truncated singular value decomposition of the pairs, missing ones taken as 0',
  source: 'Cremonesi, Koren, Turrin 2010 (PureSVD)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'a strong factor model with one parameter; many factors suit long tails, few suit popular items',
  cost: {
    fit: 'm P + m^2 (U + I), m some 2 to 6 d',
    answer: 'I d at most',
    memory: '(U + I) d, fitting m (U + I)',
  },
  async learn({ interactions }, { factors, binary }, run) {
    const pairs = binary ? binaryValues(interactions) : interactions;
    const { right, values } = await rightVectors(pairs, factors, run);
    const count = values.length;
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: shopperVectors(pairs, right, count),
      itemVectors: Float32Array.from(right),
      trained: trainedItems(interactions),
    };
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

/** The decomposition with as many values as the data bears. Throws RangeError on a value that is not finite. */
export async function rightVectors(pairs: Interactions, factors: number, run: FitRun): Promise<TruncatedSvd> {
  const broken = pairs.values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0)
    throw new RangeError(`pure-svd: summed value ${pairs.values[broken]} of a pair is no number`);
  if (pairs.colIdx.length === 0) {
    return { values: new Float64Array(1), right: new Float64Array(pairs.cols), steps: 0 };
  }
  const smaller = Math.min(knownRows(pairs), new Set(pairs.colIdx).size);
  const count = Math.max(1, Math.min(factors, Math.floor(smaller / 4)));
  let work = 0;
  return truncatedSvd(pairs, {
    count,
    tolerance: TOLERANCE,
    key: run.draw('pure-svd.start'),
    async pause(step, most) {
      work += 2 * pairs.colIdx.length + 8 * step * (pairs.rows + pairs.cols);
      if (work < WORK_BETWEEN_PAUSES) return;
      work = 0;
      await pause(run, step, most);
    },
  });
}

const knownRows = ({ rows, rowPtr }: Interactions): number =>
  rowPtr.subarray(1).reduce((known, end, row) => known + (row < rows && end > rowPtr[row]! ? 1 : 0), 0);

/** (rows * count) pairs times the right vectors, summed in f64 */
function shopperVectors(pairs: Interactions, right: Float64Array, count: number): Float32Array {
  const out = new Float32Array(pairs.rows * count);
  const sum = new Float64Array(count);
  for (let row = 0; row < pairs.rows; row++) {
    sum.fill(0);
    for (let p = pairs.rowPtr[row]!; p < pairs.rowPtr[row + 1]!; p++) {
      const at = pairs.colIdx[p]! * count;
      for (let f = 0; f < count; f++) sum[f]! += pairs.values[p]! * right[at + f]!;
    }
    out.set(sum, row * count);
  }
  return out;
}
