import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { uniform } from '../../numerics/rng.ts';
import { byTime, rowDraws, shopperRows } from './shopper-rows.ts';
import { ASKED_ONCE, foldOfSides, SIDES, type Split } from './split.ts';

const ColdShoppersParams = z.strictObject({
  fraction: z.number().gt(0).lt(1).default(0.8).describe('share of the shoppers to learn from'),
  given: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('share of the rows of another shopper that is told, rounded, at least one; the rest is tested'),
  pick: z
    .enum(['first', 'random'])
    .default('first')
    .describe('which rows are told: the first in time, or drawn at random'),
});
type ColdShoppersParams = z.infer<typeof ColdShoppersParams>;

export const coldShoppers: Split<ColdShoppersParams> = {
  id: 'cold-shoppers.v1',
  name: 'cold-shoppers',
  order: 'none',
  doc:
    'shoppers drawn at random are learnt from whole; of each other shopper some rows are told when asking about the rest (strong ' +
    'generalisation): a new shopper, without a new fit',
  needs: 'none',
  tells: true,
  params: ColdShoppersParams,
  split(feedback, params, context) {
    if (params.pick === 'first' && !context.timed)
      throw new ConfigError(['split: cold-shoppers needs times to tell the first rows; use `pick: random`']);
    const { rowPtr, rows } = shopperRows(feedback);
    const key = context.draw('split.shoppers');
    const draws =
      params.pick === 'random' ? rowDraws(feedback, context.draw('split'), context.shopperKey) : null;
    const sides = new Uint8Array(feedback.length);
    for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
      if (uniform(key, context.shopperKey?.[shopper] ?? shopper) < params.fraction) continue;
      const own = rows.subarray(rowPtr[shopper]!, rowPtr[shopper + 1]!);
      const order = draws
        ? own.slice().sort((a, b) => draws[a]! - draws[b]! || a - b)
        : byTime(own, feedback);
      const told = Math.max(1, Math.round(params.given * own.length));
      order.forEach((row, n) => {
        sides[row] = n < told ? SIDES.given : SIDES.test;
      });
    }
    return [foldOfSides(sides, null, ASKED_ONCE)];
  },
};
