/** What two studies differ in, and whether it shows, in sentences. */

import type { InputRow } from '../../experiments/comparison/compare-inputs.ts';
import { namedUpTo } from '../specs/marks.ts';
import { MODE_WORDS, metricKey } from '../study/study-view.ts';
import { formatInterval, formatMean, joinWords, plural } from '../text/format.ts';
import { type CompareView, type Difference, hasModes, noteOf, primaryOf, verdictOf } from './view.ts';

/** Changes and algorithms that sentences name. */
const MOST_NAMED = 6;

export const isChanged = ({ first, other }: InputRow): boolean => first !== other;

/** `k of als from 20 to 40`. */
const changeWords = ({ path, label, first, other }: InputRow): string =>
  `${path}${label === null ? '' : ` of ${label}`} from ${first ?? 'nothing'} to ${other ?? 'nothing'}`;

export function inputWords({ comparison }: CompareView): string {
  const changed = comparison.inputs.filter(isChanged);
  if (changed.length === 0) return 'Everything that determines the runs is the same in both.';
  const named = changed.slice(0, MOST_NAMED).map(changeWords);
  const rest = changed.length - named.length;
  return `Changed: ${joinWords(rest > 0 ? [...named, plural(rest, 'more input')] : named)}.`;
}

/** `0.008 (0.003 to 0.013)`. */
export function differenceText(view: CompareView, row: Difference): string {
  const note = noteOf(view, row);
  const told = { mean: row.difference, low: row.low, high: row.high };
  const sign = row.difference !== null && row.difference > 0 ? '+' : '';
  const interval = formatInterval(told, note);
  return `${sign}${formatMean(told, note)}${interval === '' ? '' : ` (${interval})`}`;
}

const ENDS: Readonly<Record<ReturnType<typeof verdictOf>, string>> = {
  better: 'better in the other by more than chance',
  worse: 'worse in the other by more than chance',
  higher: 'higher in the other by more than chance',
  lower: 'lower in the other by more than chance',
  'not told apart': 'the interval includes zero, so it may be chance',
  'the same': 'the same in both',
  'not tested': 'without an interval',
};

/** One sentence an algorithm and mode under the metric that ranks, those that differ; then who does not. */
export function findingWords(view: CompareView): string[] {
  const rows = primaryOf(view);
  if (rows.length === 0) return ['The metric that ranks the first study was not measured in both.'];
  const modes = hasModes(view);
  const nameOf = ({ label, repeats }: Difference): string =>
    modes ? `${label} with ${MODE_WORDS[repeats]}` : label;
  const moved = rows.filter((row) => verdictOf(view, row) !== 'the same');
  const told = moved.slice(0, 2 * MOST_NAMED).map((row) => {
    const note = noteOf(view, row);
    const plain = (mean: number | null) => formatMean({ mean, low: row.low, high: row.high }, note);
    return `${nameOf(row)}: ${metricKey(row)} goes from ${plain(row.first)} to ${plain(row.other)}, by ${differenceText(view, row)}: ${ENDS[verdictOf(view, row)]}.`;
  });
  const rest = moved.length - told.length;
  const same = rows.filter((row) => !moved.includes(row)).map(nameOf);
  return [
    ...told,
    ...(rest > 0 ? [`${plural(rest, 'more row')} in the table.`] : []),
    ...(same.length > 0 ? [`The same ${metricKey(rows[0]!)} in both: ${namedUpTo(MOST_NAMED, same)}.`] : []),
  ];
}

/** How many of all metrics differ by more than chance. */
export function countWords(view: CompareView): string {
  const verdicts = view.comparison.pooled.map((row) => verdictOf(view, row));
  const tested = verdicts.filter((verdict) => verdict !== 'not tested');
  const open = tested.filter((verdict) => verdict === 'not told apart').length;
  const same = tested.filter((verdict) => verdict === 'the same').length;
  return `Of ${plural(tested.length, 'metric')} of all algorithms, ${same} are the same in both; of the others ${tested.length - open - same} differ by more than chance and ${open} do not. Intervals are not corrected for their number.`;
}
