import { z } from 'zod';
import { byTime, shopperRows } from './shopper-rows.ts';
import { foldOf, type Split } from './split.ts';

const ShopperTimeParams = z.strictObject({
  fraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('share of the rows of each shopper to learn from, the first in time, rounded, at least one'),
});
type ShopperTimeParams = z.infer<typeof ShopperTimeParams>;

export const shopperTime: Split<ShopperTimeParams> = {
  id: 'shopper-time.v1',
  name: 'shopper-time',
  order: 'time',
  doc:
    'the last share of the rows of each shopper is tested, ties in log order; others are learnt from after that moment, so it ' +
    'knows more than a shop would have',
  needs: 'times',
  params: ShopperTimeParams,
  split(feedback, { fraction }) {
    const { rowPtr, rows } = shopperRows(feedback);
    const inTest = new Uint8Array(feedback.length);
    for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
      const own = byTime(rows.subarray(rowPtr[shopper]!, rowPtr[shopper + 1]!), feedback);
      for (const row of own.subarray(Math.max(1, Math.round(fraction * own.length)))) inTest[row] = 1;
    }
    return [foldOf(inTest)];
  },
};
