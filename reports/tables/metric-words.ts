/** How to read the table of all metrics. */

import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, plural } from '../text/format.ts';
import type { MetricRow } from './metric-rows.ts';

/** Metrics that a sentence names. */
const MOST_NAMED = 8;

/** Without their cut-offs. */
function namesOf(rows: readonly MetricRow[]): string {
  const names = [...new Set(rows.map(({ metric }) => metric.note.name))];
  return names.length > MOST_NAMED ? plural(names.length, 'metric') : names.join(', ');
}

/** Why a metric has no tests. */
const REASONS: readonly (readonly [words: (about: string) => string, is: (row: MetricRow) => boolean])[] = [
  [
    () => 'zero is best, and which of two is greater does not tell which is nearer to it',
    ({ metric }) => metric.note.direction === 'zero',
  ],
  [() => 'neither end is better', ({ metric }) => metric.note.direction === 'none'],
  [
    (about) =>
      `one figure of all lists of a run, in which no ${about} can be paired; runs on the same ${about} would tell the noise of training alone`,
    ({ metric }) => metric.scores.length > 1 && metric.scores.every(({ toBest }) => toBest === null),
  ],
  [() => 'the summary has no tests', () => true],
];

/** `coverage, gini (one figure of all lists of a run, ...)`, a reason after another. */
function untestedWords(rows: readonly MetricRow[], about: string): string {
  const placed = rows.map((row) => ({ row, at: REASONS.findIndex(([, is]) => is(row)) }));
  return REASONS.flatMap(([words], reason) => {
    const own = placed.filter(({ at }) => at === reason).map(({ row }) => row);
    return own.length === 0 ? [] : [`${namesOf(own)} (${words(about)})`];
  }).join('; ');
}

/** Which test stands behind raised codes, and which metrics have none; empty where nothing was tested. */
function testWords({ about }: ModeView, rows: readonly MetricRow[], marks: string): string {
  const tests = rows.flatMap((row) => row.tests ?? []);
  if (tests.length === 0) return '';
  const alone = rows.filter((row) => row.tests === null);
  const [first] = tests;
  const fewer = tests.find(({ tested }) => tested.flips !== first!.tested.flips);
  const flips = `${plural(first!.tested.flips, 'flip')} of signs${fewer ? `, ${formatCount(fewer.tested.flips)} under metrics that do not rank` : ''}`;
  const whole = `${marks}: rivals that it is significantly better than, by the codes behind their names, or in brackets how many (the CSV has all): paired permutation test over ${about} (${flips}), corrected by Holm over all pairs of a metric, at ${first!.alpha}`;
  const several =
    tests.length > 1
      ? `; each metric is corrected for itself, so that among ${formatCount(tests.length)} a false difference somewhere is likelier`
      : '';
  const none = alone.length > 0 ? ` Not tested: ${untestedWords(alone, about)}.` : '';
  return `${whole}${several}.${none}`;
}

/** What differs from form to form of the table. */
const FORMS = {
  page: {
    means: 'below them; all digits at the pointer, and in the files.',
    marks: 'Raised',
    extras: [
      'Bold: the best mean, which says nothing about chance.',
      'Shade: the nearer to the best, the deeper, measured by the distance of the worst or by the width of the interval of the best, whichever is more; none where neither end is better.',
    ],
  },
  markdown: { means: 'behind them; all digits are in the CSV.', marks: 'In square brackets', extras: [] },
  latex: {
    means: 'below them; all digits are in the CSV.',
    marks: 'Raised',
    extras: ['Bold: the best mean, which says nothing about chance.'],
  },
} as const;

const isSpread = ({ low, runs, spread }: MetricRow['metric']['scores'][number]): boolean =>
  low === null && runs > 1 && spread != null;

export function metricsWords(
  view: StudyView,
  mode: ModeView,
  rows: readonly MetricRow[],
  form: keyof typeof FORMS,
): string {
  const level = 100 * view.summary.level;
  const { means, marks, extras } = FORMS[form];
  return [
    `Means with ${level} % intervals ${means}`,
    rows.some(({ metric }) => metric.scores.some(isSpread))
      ? 'sd: standard deviation of the runs, where no interval is known.'
      : '',
    testWords(mode, rows, marks),
    rows.some(({ tests }) => tests === null)
      ? `\u2248: not told apart from the best, for the paired ${level} % interval of the difference holds zero (not corrected for the number of rivals).`
      : '',
    ...extras,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
