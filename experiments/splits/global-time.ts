import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { type Fold, foldOf, type Split, type SplitContext } from './split.ts';

const GlobalTimeParams = z.strictObject({
  fraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('share of the rows that lies before the cut; rows of the same instant stay together'),
  at: z
    .union([z.int().min(0), z.iso.datetime({ offset: true })])
    .optional()
    .describe('the cut itself, in seconds since the origin or as a date-time with zone; overrides fraction'),
  gap: z
    .int()
    .min(1)
    .optional()
    .describe(
      'seconds before each window of which nothing is learnt or tested: a model is in use later than it is fitted',
    ),
  windows: z
    .int()
    .min(2)
    .max(100)
    .optional()
    .describe('windows of time after the cut, one after another, each tested by a fit of its own'),
  span: z
    .int()
    .min(1)
    .optional()
    .describe('seconds of a window; unless said, windows part what lies after the cut into equal times'),
  learns: z
    .enum(['all-before', 'as-long'])
    .optional()
    .describe(
      'all-before: from everything before a window (expanding); as-long: from as much time as before the first (rolling); unless said, all-before',
    ),
});
type GlobalTimeParams = z.infer<typeof GlobalTimeParams>;

/** The instant of a cut that a study tells, in seconds since the origin. */
export function instantOf(at: number | string, { origin }: SplitContext): number {
  return typeof at === 'number' ? at : (Date.parse(at) - Date.parse(origin)) / 1000;
}

/** The time of the first row, by time, that does not belong to the first `fraction` of the rows. */
function instantAfter(fraction: number, { time, length }: Feedback): number {
  return time.slice(0, length).sort()[Math.min(length - 1, Math.floor(fraction * length))]!;
}

/** First and last second of the log. */
function extentOf({ time, length }: Feedback): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < length; row++) {
    first = Math.min(first, time[row]!);
    last = Math.max(last, time[row]!);
  }
  return { first, last };
}

export const globalTime: Split<GlobalTimeParams> = {
  id: 'global-time.v1',
  name: 'global-time',
  order: 'time',
  doc: 'one instant for everybody: rows before it are learnt from, rows at or after it are tested',
  needs: 'times',
  cuts: true,
  params: GlobalTimeParams,
  validation: ({ at, fraction, gap }) => ({
    name: 'global-time',
    params: { ...(at === undefined && { fraction }), ...(gap !== undefined && { gap }) },
  }),
  split(feedback, params, context) {
    const cutoff =
      params.at === undefined ? instantAfter(params.fraction, feedback) : instantOf(params.at, context);
    const { first, last } = extentOf(feedback);
    if (first >= cutoff)
      throw new ConfigError([`split: no action before cutoff ${cutoff} s; the log starts at ${first} s`]);
    if (last < cutoff)
      throw new ConfigError([`split: no action from cutoff ${cutoff} s on; the log ends at ${last} s`]);
    if (params.gap === undefined && params.windows === undefined && params.span === undefined)
      return [
        foldOf(
          Uint8Array.from(feedback.time.subarray(0, feedback.length), (t) => Number(t >= cutoff)),
          cutoff,
        ),
      ];
    return windowFolds(feedback, params, { cutoff, first, last });
  },
};

function windowFolds(
  { time, length }: Feedback,
  { gap = 0, windows = 1, span, learns }: GlobalTimeParams,
  { cutoff, first, last }: { readonly cutoff: number; readonly first: number; readonly last: number },
): Fold[] {
  const each = span ?? Math.ceil((last + 1 - cutoff) / windows);
  const rowsOf = (from: number, to: number): Uint32Array =>
    Uint32Array.from({ length }, (_, row) => row).filter((row) => time[row]! >= from && time[row]! < to);
  return Array.from({ length: windows }, (_, w): Fold => {
    const start = cutoff + w * each;
    const from = learns === 'as-long' ? first + w * each : 0;
    // The fit takes place where the gap begins: nothing of the gap is known to it.
    const until = start - gap;
    return { train: rowsOf(from, until), test: rowsOf(start, start + each), cutoff: until };
  });
}
