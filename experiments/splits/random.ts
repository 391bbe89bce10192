import { z } from 'zod';
import { rowDraws, shopperRows } from './shopper-rows.ts';
import { foldOf, type Split } from './split.ts';

const RandomParams = z.strictObject({
  fraction: z.number().gt(0).lt(1).default(0.8).describe('share of the rows to learn from'),
  per: z
    .enum(['shopper', 'row'])
    .default('shopper')
    .describe(
      'shopper: that share of the rows of each shopper, rounded, at least one; row: each row on its own draw',
    ),
});
type RandomParams = z.infer<typeof RandomParams>;

export const random: Split<RandomParams> = {
  id: 'random.v1',
  name: 'random',
  order: 'none',
  doc: 'rows drawn at random, by keyed draws: adding a shopper moves no row of another; it learns from the future',
  needs: 'none',
  params: RandomParams,
  split(feedback, { fraction, per }, { draw, shopperKey }) {
    const draws = rowDraws(feedback, draw('split'), shopperKey);
    const inTest = new Uint8Array(feedback.length);
    if (per === 'row') {
      for (let row = 0; row < feedback.length; row++) inTest[row] = draws[row]! >= fraction ? 1 : 0;
      return [foldOf(inTest)];
    }
    const { rowPtr, rows } = shopperRows(feedback);
    for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
      const own = rows.slice(rowPtr[shopper]!, rowPtr[shopper + 1]!);
      const learnt = Math.max(1, Math.round(fraction * own.length));
      own.sort((a, b) => draws[a]! - draws[b]! || a - b);
      for (const row of own.subarray(learnt)) inTest[row] = 1;
    }
    return [foldOf(inTest)];
  },
};
