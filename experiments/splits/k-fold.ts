import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { numpyShuffle } from '../../numerics/mt19937.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { rowDraws } from './shopper-rows.ts';
import { type Fold, foldOf, type Split, type SplitContext } from './split.ts';

const KFoldParams = z.strictObject({
  folds: z.int().min(2).max(100).default(5).describe('blocks; each is tested once'),
  over: z
    .enum(['rows', 'shoppers'])
    .default('rows')
    .describe(
      'rows: each row is tested once; shoppers: each shopper is, with all rows, and so is unknown in training',
    ),
  shuffle: z
    .enum(['keyed', 'numpy'])
    .default('keyed')
    .describe('numpy: the legacy shuffle of numpy.random.RandomState, to repeat published folds'),
  numpySeed: z.int().min(0).max(0xffffffff).default(0).describe('seed of the numpy shuffle'),
});
type KFoldParams = z.infer<typeof KFoldParams>;

function shopperDraws(feedback: Feedback, key: DrawKey, shopperKey?: Uint32Array): Float64Array {
  return Float64Array.from({ length: feedback.shoppers }, (_, shopper) =>
    uniform(key, shopperKey?.[shopper] ?? shopper),
  );
}

/** Rows, or shoppers, in shuffled order. */
function shuffled(feedback: Feedback, params: KFoldParams, { draw, shopperKey }: SplitContext): Uint32Array {
  const length = params.over === 'rows' ? feedback.length : feedback.shoppers;
  if (params.shuffle === 'numpy') return numpyShuffle(length, params.numpySeed);
  const key = draw('split.folds');
  const draws =
    params.over === 'rows' ? rowDraws(feedback, key, shopperKey) : shopperDraws(feedback, key, shopperKey);
  return Uint32Array.from({ length }, (_, i) => i).sort((a, b) => draws[a]! - draws[b]! || a - b);
}

/** Start of contiguous block i; the first `length % folds` blocks are one longer. */
const blockStart = (i: number, length: number, folds: number): number =>
  i * Math.floor(length / folds) + Math.min(i, length % folds);

export const kFold: Split<KFoldParams> = {
  id: 'k-fold.v1',
  name: 'k-fold',
  order: 'none',
  doc: 'rows or shoppers in shuffled order, in contiguous blocks of equal size; each block is tested once',
  needs: 'none',
  apart: ({ over }) => (over === 'shoppers' ? 'shoppers' : undefined),
  params: KFoldParams,
  validation: ({ folds, over }) =>
    over === 'shoppers'
      ? { name: 'k-fold', params: { folds, over } }
      : { name: 'random', params: { per: 'row', fraction: 1 - 1 / folds } },
  split(feedback, params, context) {
    const order = shuffled(feedback, params, context);
    if (order.length < params.folds)
      throw new ConfigError([
        `split: ${params.folds} folds of ${order.length} ${params.over}; a fold needs at least 1`,
      ]);
    return Array.from({ length: params.folds }, (_, i): Fold => {
      const start = blockStart(i, order.length, params.folds);
      const block = order.subarray(start, blockStart(i + 1, order.length, params.folds));
      const chosen = new Uint8Array(order.length);
      for (const index of block) chosen[index] = 1;
      return foldOf(params.over === 'rows' ? chosen : Uint8Array.from(feedback.shopper, (s) => chosen[s]!));
    });
  },
};
