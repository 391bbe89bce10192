/** What features are made of: values of a table's columns, and how long ago something was. */

import type { Keyed } from '../memory/keyed.ts';

/** Short names of spans, for names of features: 10m, 1h, 1d. */
export function spanName(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds / 60}m`;
}

/** Seconds since the key of `row` was first met, 0 where it is new. */
export const ageOf = ({ first }: Pick<Keyed, 'first'>, row: number, time: number): number =>
  row === 0 ? 0 : time - first[row]!;

/** Seconds since `then`; NaN where it never was, which is filed as 0. */
export const since = (then: number, time: number): number => (then === 0 ? Number.NaN : time - then);

/** NaN for 0 / 0. */
export const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole);
