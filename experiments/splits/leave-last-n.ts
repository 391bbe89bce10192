import { z } from 'zod';
import { byTime, shopperRows } from './shopper-rows.ts';
import { foldOf, type Split } from './split.ts';

const LeaveLastNParams = z.strictObject({
  n: z.int().min(1).default(1).describe('rows of each shopper that are tested, the latest'),
  minimumHistory: z
    .int()
    .min(1)
    .default(1)
    .describe('rows that must remain to learn from; a shopper with fewer than n more is not tested'),
});
type LeaveLastNParams = z.infer<typeof LeaveLastNParams>;

export const leaveLastN: Split<LeaveLastNParams> = {
  id: 'leave-last-n.v1',
  name: 'leave-last-n',
  order: 'time',
  doc:
    'the last n rows of each shopper are tested, ties in log order; others are learnt from after that moment, so it ' +
    'knows more than a shop would have',
  needs: 'times',
  params: LeaveLastNParams,
  split(feedback, { n, minimumHistory }) {
    const { rowPtr, rows } = shopperRows(feedback);
    const inTest = new Uint8Array(feedback.length);
    for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
      const own = rows.subarray(rowPtr[shopper]!, rowPtr[shopper + 1]!);
      if (own.length < n + minimumHistory) continue;
      for (const row of byTime(own, feedback).subarray(own.length - n)) inTest[row] = 1;
    }
    return [foldOf(inTest)];
  },
};
