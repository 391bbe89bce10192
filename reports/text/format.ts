/** Numbers as a reader wants them: digits that the interval supports, percent where the unit is a share. */

import type { DefinitionNote } from '../../experiments/run-record.ts';

/** Shown where a value is not defined. */
export const NOT_DEFINED = 'n/a';

/** Whole number with commas: 541,909. */
export const formatCount = (value: number): string =>
  Math.round(value)
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** Decimals at which `value` shows `significant` digits, at most `most`. */
function decimalsFor(value: number, significant: number, most: number): number {
  const enough = significant === 2 ? 10 : 100;
  let decimals = 0;
  for (let scaled = Math.abs(value); scaled < enough && decimals < most; scaled *= 10) decimals++;
  return decimals;
}

/** `value` to the digits that an interval of this half width supports; without one, three decimals or digits. */
export function formatNumber(value: number, halfWidth: number | null = null): string {
  const known = halfWidth !== null && halfWidth > 0;
  const decimals = known
    ? decimalsFor(halfWidth, 2, 4)
    : Math.max(value === 0 ? 0 : decimalsFor(value, 3, 4), Math.abs(value) < 10 ? 3 : 0);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '\u2212');
}

export const formatPercent = (value: number, halfWidth: number | null = null): string =>
  `${formatNumber(100 * value, halfWidth === null ? halfWidthOfPercent(value) : 100 * halfWidth)} %`;

/** Without an interval: whole percents from 10 % on, one decimal below. */
const halfWidthOfPercent = (value: number): number => (Math.abs(value) >= 0.0995 || value === 0 ? 10 : 1);

/**
 * True when values of this definition read best as percents: the unit says of what they are a share (`share of the
 * catalogue`). A bare `share` (recall, nDCG) stays a decimal, as the field writes it.
 */
export const isPercent = (note: Pick<DefinitionNote, 'unit'>): boolean =>
  note.unit === '%' || /^share of /.test(note.unit);

interface Estimated {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const halfWidth = ({ low, high }: Estimated): number | null =>
  low === null || high === null ? null : (high - low) / 2;

const formatter = (note: Pick<DefinitionNote, 'unit'>) => (isPercent(note) ? formatPercent : formatNumber);

/** The mean alone. */
export const formatMean = (score: Estimated, note: Pick<DefinitionNote, 'unit'>): string =>
  score.mean === null ? NOT_DEFINED : formatter(note)(score.mean, halfWidth(score));

/** `0.201 to 0.225`, or the empty text where there is no interval. */
export function formatInterval(score: Estimated, note: Pick<DefinitionNote, 'unit'>): string {
  if (score.low === null || score.high === null) return '';
  const half = halfWidth(score);
  return `${formatter(note)(score.low, half)} to ${formatter(note)(score.high, half)}`;
}

/** `0.213 (0.201 to 0.225)`. */
export function formatEstimate(score: Estimated, note: Pick<DefinitionNote, 'unit'>): string {
  const interval = formatInterval(score, note);
  return interval === '' ? formatMean(score, note) : `${formatMean(score, note)} (${interval})`;
}

/** Seconds in the unit that fits: `under 1 ms`, `12 ms`, `1.3 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.001) return 'under 1 ms';
  if (seconds < 0.9995) return `${(1000 * seconds).toFixed(0)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${seconds.toFixed(0)} s`;
  const whole = Math.round(seconds);
  return `${formatCount(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** Below it a number of a table is written with a power of ten. */
const LEAST_DECIMAL = 1e-4;

/** A number of a data table: whole as it is, else four decimals at most; what is less than .01 has three digits, and is never written as zero. */
export function formatCell(value: number): string {
  if (Number.isInteger(value)) return value < 0 ? `\u2212${formatCount(-value)}` : formatCount(value);
  const size = Math.abs(value);
  if (size < 0.01) {
    const digits =
      size < LEAST_DECIMAL
        ? size.toExponential(2)
        : Number(size.toPrecision(3)).toFixed(2 - Math.floor(Math.log10(size)));
    return `${value < 0 ? '\u2212' : ''}${digits.replace('e-', 'e\u2212')}`;
  }
  return formatNumber(value, size >= 100 ? 1 : 0.005);
}

/** `a`, `a and b`, `a, b and c`. */
export const joinWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
