import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { chartOf, fixed, wholePercent } from './chart-parts.ts';

export const turnCharts = (record: ReadingRecord, theme: Theme): Chart[] => [
  ...weekChart(record, theme),
  ...truthChart(record, theme),
];

function weekChart({ turns }: ReadingRecord, theme: Theme): Chart[] {
  if (!turns || turns.weeks.length === 0) return [];
  const ways = ['turned away', 'turned back'];
  const rows = turns.weeks.flatMap(({ week, away, back }) => [
    { week, way: ways[0], count: away },
    { week, way: ways[1], count: back },
  ]);
  return [
    chartOf({
      name: 'turns',
      title: `${formatCount(turns.away)} times a shopper turned away, ${formatCount(turns.back)} times one came back`,
      subtitle: `what each shopper says, smoothed, crossing 0 on its way from one side to the other; by week`,
      takeaway: `${formatCount(turns.turned)} of ${formatCount(turns.shoppers)} shoppers who review turned at least once.`,
      alt: `Turns by week: ${turns.weeks.map(({ week, away, back }) => `${week}: ${away} away, ${back} back`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: 200,
        mark: { type: 'line', point: { filled: true, size: 50 }, strokeWidth: 2 },
        encoding: {
          x: {
            field: 'week',
            type: 'quantitative',
            title: 'week',
            axis: { tickMinStep: 1 },
            scale: { nice: false },
          },
          y: { field: 'count', type: 'quantitative', title: 'shoppers' },
          color: {
            field: 'way',
            type: 'nominal',
            title: null,
            scale: { domain: ways, range: [theme.warn, theme.series[2]] },
          },
          tooltip: [{ field: 'week' }, { field: 'way' }, { field: 'count', format: ',' }],
        },
      },
      table: {
        columns: ['week', ...ways],
        rows: turns.weeks.map(({ week, away, back }) => [week, away, back]),
      },
    }),
  ];
}

const SHORT = {
  reviews: 'reviews',
  'reviews, returns and tickets': 'after-sale too',
  'reviews, when the parcel came': 'reviews, by parcel',
  'stars, when the parcel came': 'stars, by parcel',
} as const;

/** Precision and recall of each way to find turns, against true satisfaction. */
function truthChart({ turns }: ReadingRecord, theme: Theme): Chart[] {
  const truth = turns?.truth;
  if (!truth || truth.rows.length === 0 || truth.rows[0]!.true === 0) return [];
  const labels = truth.rows.map(({ method, signals }) => `${method}, ${SHORT[signals]}`);
  const measures = ['precision', 'recall', 'by chance'];
  const rows = truth.rows.flatMap((row, n) =>
    [row.precision, row.recall, row.byChance].map((value, m) => ({
      label: labels[n]!,
      measure: measures[m]!,
      value,
    })),
  );
  const best = truth.rows.toSorted((a, b) => b.f1 - a.f1)[0]!;
  const delay =
    best.meanDelayDays === null
      ? ''
      : `, on average ${fixed(Math.abs(best.meanDelayDays), 1)} days ${best.meanDelayDays < 0 ? 'before' : 'after'} it`;
  const looks = (range: readonly unknown[]) => ({
    field: 'measure',
    type: 'nominal',
    title: null,
    scale: { domain: measures, range },
  });
  return [
    chartOf({
      name: 'turns-truth',
      title: `Of ${formatCount(best.true)} true turns of satisfaction the best way finds ${wholePercent(best.recall)}, and ${wholePercent(best.precision)} of what it finds is one`,
      subtitle: `a turn is found when one the same way lies within ${truth.windowDays} days`,
      takeaway: `${best.method}, from ${best.signals}: F1 ${fixed(best.f1)}${delay}. At random moments ${wholePercent(best.byChance)} would be right.`,
      alt: `Precision, recall and precision by chance: ${truth.rows.map((row, n) => `${labels[n]} ${fixed(row.precision)}, ${fixed(row.recall)}, ${fixed(row.byChance)}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(labels.length),
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          y: rowsOf('label', labels),
          x: { field: 'value', type: 'quantitative', title: null, scale: { domain: [0, 1] } },
          color: looks([theme.series[0], theme.series[1], theme.other]),
          shape: looks(['circle', 'square', 'cross']),
          tooltip: [{ field: 'label' }, { field: 'measure' }, { field: 'value', format: '.3f' }],
        },
      },
      table: {
        columns: [
          'method',
          'told from',
          'found',
          'true',
          'precision',
          'by chance',
          'recall',
          'F1',
          'mean delay, days',
        ],
        rows: truth.rows.map((row) => [
          row.method,
          row.signals,
          row.found,
          row.true,
          row.precision,
          row.byChance,
          row.recall,
          row.f1,
          row.meanDelayDays,
        ]),
      },
    }),
  ];
}
