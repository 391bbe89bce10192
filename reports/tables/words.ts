/** How the entries of the tables are written. */

import type { DefinitionNote } from '../../experiments/run-record.ts';
import { formatInterval, formatMean, formatPercent, NOT_DEFINED } from '../text/format.ts';
import type { LeaderRow, Relative } from './leaderboard.ts';
import { codeRanges, MOST_LETTERS } from './rival-codes.ts';

export const DIRECTIONS = {
  higher: 'higher is better',
  lower: 'lower is better',
  zero: 'nearest to zero is best',
  none: 'neither end is better',
} as const satisfies Record<DefinitionNote['direction'], string>;

/** `share, higher is better`. */
export const unitWords = ({ unit, direction }: DefinitionNote): string =>
  [unit, DIRECTIONS[direction]].filter((part) => part !== '').join(', ');

/** `1=` where others share it. */
export const rankText = ({ rank, shared }: LeaderRow): string =>
  rank === null ? '' : `${rank}${shared ? '=' : ''}`;

export const meanText = ({ score }: LeaderRow, note: DefinitionNote): string => formatMean(score, note);

export const intervalText = ({ score }: LeaderRow, note: DefinitionNote): string =>
  spanText(score, note) || NOT_DEFINED;

/** Its interval, or `sd 0.0020` of several runs where none is known; empty where neither is. */
export function spanText(score: LeaderRow['score'], note: DefinitionNote): string {
  const interval = formatInterval(score, note);
  if (interval !== '' || score.runs < 2 || score.spread == null) return interval;
  return `sd ${score.spread === 0 ? '0' : formatMean({ mean: score.spread, low: null, high: null }, note)}`;
}

const halfWidth = ({ low, high }: Relative): number | null =>
  low === null || high === null ? null : (high - low) / 2;

/** `96.4 %`; of the best itself `100 %`. */
export function relativeText({ relative }: LeaderRow): string {
  if (relative === null) return NOT_DEFINED;
  if (relative.ratio === 0) return '0 %';
  return relative.ratio === 1 && relative.low === null
    ? '100 %'
    : formatPercent(relative.ratio, halfWidth(relative));
}

/** `95.1 to 97.8 %`, empty where there is none. */
export function relativeIntervalText({ relative }: LeaderRow): string {
  if (relative === null || relative.low === null || relative.high === null) return '';
  if (relative.low === relative.high) return '';
  const half = halfWidth(relative);
  return `${formatPercent(relative.low, half).replace(/ %$/, '')} to ${formatPercent(relative.high, half)}`;
}

/** Codes of rivals: `b, d–f`, or `nobody`. */
export function rivalCodes(labels: readonly string[], rivals: readonly string[]): string {
  if (rivals.length === 0) return 'nobody';
  const beaten = new Set(rivals);
  const places = labels.flatMap((label, i) => (beaten.has(label) ? [i] : []));
  return codeRanges(places, labels.length);
}

/** Letters of codes that stand beside a value; fewer where codes are numbers. */
const MOST_MARKS = 20;
const MOST_NUMBERS = 12;

/** Beside a value of many: codes of the rivals that it beats, or `(57)` of them where codes are more than there is room for; empty for nobody. */
export function rivalMarks(labels: readonly string[], rivals: readonly string[]): string {
  if (rivals.length === 0) return '';
  const codes = rivalCodes(labels, rivals);
  const most = labels.length > MOST_LETTERS ? MOST_NUMBERS : MOST_MARKS;
  return codes.length <= most ? codes : `(${rivals.length})`;
}
