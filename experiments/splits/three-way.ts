import { z } from 'zod';
import { rowDraws, shopperRows } from './shopper-rows.ts';
import { ASKED_ONCE, foldOfSides, SIDES, type Split } from './split.ts';

const share = z.number().gt(0).lt(0.5);
const ThreeWayParams = z.strictObject({
  validation: share.default(0.1).describe('share of the rows of each shopper to choose by'),
  test: share.default(0.1).describe('share of the rows of each shopper to test on'),
  ask: z
    .enum(['test', 'validation'])
    .default('test')
    .describe(
      'test: the validation rows are told, so no list has their items; validation: those are tested, the test rows are left alone',
    ),
});
type ThreeWayParams = z.infer<typeof ThreeWayParams>;

/** Neither learnt from nor told nor tested. */
const LEFT_ALONE = 3;

export const threeWay: Split<ThreeWayParams> = {
  id: 'three-way.v1',
  name: 'three-way',
  order: 'none',
  doc:
    'rows of each shopper drawn at random into training, validation and test (RecBole: 8:1:1); parameters are chosen by asking about the ' +
    'validation part, which learns from the future',
  needs: 'none',
  tells: true,
  params: ThreeWayParams,
  validation: (params) => (params.ask === 'test' ? 'given' : { name: 'three-way', params }),
  split(feedback, { validation, test, ask }, { draw, shopperKey }) {
    const draws = rowDraws(feedback, draw('split'), shopperKey);
    const { rowPtr, rows } = shopperRows(feedback);
    const sides = new Uint8Array(feedback.length);
    const chosen = ask === 'test' ? SIDES.given : SIDES.test;
    const last = ask === 'test' ? SIDES.test : LEFT_ALONE;
    for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
      const own = rows.slice(rowPtr[shopper]!, rowPtr[shopper + 1]!);
      own.sort((a, b) => draws[a]! - draws[b]! || a - b);
      const [toChoose, toTest] = [partOf(own.length, validation), partOf(own.length, test)];
      if (toChoose + toTest >= own.length) continue;
      for (const row of own.subarray(0, toChoose)) sides[row] = chosen;
      for (const row of own.subarray(own.length - toTest)) sides[row] = last;
    }
    return [foldOfSides(sides, null, ASKED_ONCE)];
  },
};

/** As RecBole rounds: down, but at least one row. */
const partOf = (rows: number, share: number): number => Math.max(1, Math.floor(share * rows));
