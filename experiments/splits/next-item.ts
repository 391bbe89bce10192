import { z } from 'zod';
import type { Feedback } from '../../datasets/interactions.ts';
import { instantOf } from './global-time.ts';
import { byTime, type Units, unitsOf } from './shopper-rows.ts';
import { type Asks, foldOfSides, SIDES, type Split } from './split.ts';

const NextItemParams = z.strictObject({
  unit: z
    .enum(['session', 'shopper'])
    .default('session')
    .describe('whose rows are one sequence; session: nothing of other visits is told'),
  fraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe(
      'share of the sequences that begins before the cut; sequences that begin together stay together',
    ),
  at: z
    .union([z.int().min(0), z.iso.datetime({ offset: true })])
    .optional()
    .describe('the cut itself, in seconds since the origin or as a date-time with zone; overrides fraction'),
  given: z
    .int()
    .min(0)
    .default(1)
    .describe('rows of a sequence that are told before the first question about it'),
  target: z
    .enum(['next', 'remaining', 'last', 'rest'])
    .default('next')
    .describe(
      'next: after each row, what is the next; remaining: after each row, all that follow; last: only what the last row is; rest: once after the given rows, all that follow',
    ),
});
type NextItemParams = z.infer<typeof NextItemParams>;

export const nextItem: Split<NextItemParams> = {
  id: 'next-item.v1',
  name: 'next-item',
  order: 'time',
  doc:
    'one instant for everybody: rows before it are learnt from; visits (or shoppers) that go on after it are followed row by row, ' +
    'what was done so far being told',
  needs: 'times',
  tells: true,
  params: NextItemParams,
  validation: ({ at, fraction, ...rest }) => ({
    name: 'next-item',
    params: { ...rest, ...(at === undefined && { fraction }) },
  }),
  split(feedback, params, context) {
    const units = unitsOf(feedback, params.unit);
    const cutoff =
      params.at === undefined ? startAfter(params.fraction, units, feedback) : instantOf(params.at, context);
    const sides = new Uint8Array(feedback.length);
    for (let unit = 0; unit + 1 < units.rowPtr.length; unit++) {
      const own = units.rows.subarray(units.rowPtr[unit]!, units.rowPtr[unit + 1]!);
      markSequence(byTime(own, feedback), cutoff, params, feedback, sides);
    }
    const asks: Asks = { per: params.unit, target: params.target === 'last' ? 'rest' : params.target };
    return [foldOfSides(sides, cutoff, asks)];
  },
};

/** @param rows of one sequence, by time; those learnt from keep their mark of 0 */
function markSequence(
  rows: Uint32Array,
  cutoff: number,
  { unit, given, target }: NextItemParams,
  { time }: Feedback,
  sides: Uint8Array,
): void {
  const before = rows.findIndex((row) => time[row]! >= cutoff);
  if (before < 0) return;
  const told = Math.max(before, given, target === 'last' ? rows.length - 1 : 0);
  // A visit that goes on over the cut is not learnt from.
  const learnt = unit === 'session' ? 0 : before;
  for (let n = learnt; n < rows.length; n++) sides[rows[n]!] = n < told ? SIDES.given : SIDES.test;
}

/** The beginning of the sequence after the first `fraction` of them in order of their beginnings. */
function startAfter(fraction: number, { rowPtr, rows }: Units, { time }: Feedback): number {
  const starts: number[] = [];
  for (let unit = 0; unit + 1 < rowPtr.length; unit++) {
    let first = Number.POSITIVE_INFINITY;
    for (let p = rowPtr[unit]!; p < rowPtr[unit + 1]!; p++) first = Math.min(first, time[rows[p]!]!);
    if (first < Number.POSITIVE_INFINITY) starts.push(first);
  }
  starts.sort((a, b) => a - b);
  return starts[Math.min(starts.length - 1, Math.floor(fraction * starts.length))]!;
}
