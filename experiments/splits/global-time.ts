import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { foldOf, type Split, type SplitContext } from './split.ts';

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

export const globalTime: Split<GlobalTimeParams> = {
  id: 'global-time.v1',
  name: 'global-time',
  order: 'time',
  doc: 'one instant for everybody: rows before it are learnt from, rows at or after it are tested',
  needs: 'times',
  cuts: true,
  params: GlobalTimeParams,
  split(feedback, { fraction, at }, context) {
    const cutoff = at === undefined ? instantAfter(fraction, feedback) : instantOf(at, context);
    const inTest = new Uint8Array(feedback.length);
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (let row = 0; row < feedback.length; row++) {
      const time = feedback.time[row]!;
      inTest[row] = time >= cutoff ? 1 : 0;
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    if (first >= cutoff)
      throw new ConfigError([`split: no action before cutoff ${cutoff} s; the log starts at ${first} s`]);
    if (last < cutoff)
      throw new ConfigError([`split: no action from cutoff ${cutoff} s on; the log ends at ${last} s`]);
    return [foldOf(inTest, cutoff)];
  },
};
