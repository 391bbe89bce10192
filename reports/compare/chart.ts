/** Differences under the metric that ranks. */

import { plainChart } from '../page/sections.ts';
import { type Chart, slug } from '../specs/chart.ts';
import { MOST_ROWS, mostRowsWords, NUMBERS, rowsHeight, rowsOf, whereIntervals } from '../specs/marks.ts';
import { MODE_WORDS, metricKey } from '../study/study-view.ts';
import { plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type CompareView, type Difference, noteOf, primaryOf, verdictOf } from './view.ts';
import { differenceText } from './words.ts';

type Known = Difference & { readonly difference: number };

function chartOf(view: CompareView, theme: Theme, rows: readonly Known[]): Chart {
  const [head] = rows as [Known, ...Known[]];
  const key = metricKey(head);
  const drawn = rows.slice(0, MOST_ROWS);
  const apart = rows.filter((row) => ['better', 'worse', 'higher', 'lower'].includes(verdictOf(view, row)));
  const y = rowsOf(
    'label',
    drawn.map(({ label }) => label),
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: `${key}, other minus first${noteOf(view, head).direction === 'lower' ? ', lower is better' : ''}`,
    axis: { format: NUMBERS },
    scale: { zero: true, nice: true },
  });
  return plainChart({
    name: `difference-${slug(key)}-${head.repeats}`,
    title: `${key} differs by more than chance with ${apart.length} of ${plural(rows.length, 'algorithm')}`,
    subtitle: [
      `other minus first, ${MODE_WORDS[head.repeats]}`,
      `${100 * view.comparison.level} % paired bootstrap intervals`,
      mostRowsWords(rows.length),
    ]
      .filter((part) => part !== '')
      .join(', '),
    takeaway: 'Shoppers are paired with themselves; what is left is the change, and chance over shoppers.',
    alt: `Dots with intervals and a line at zero: ${drawn.map((row) => `${row.label} ${differenceText(view, row)}`).join('; ')}.`,
    spec: {
      data: {
        values: drawn.map((row) => ({
          ...{ label: row.label, difference: row.difference, low: row.low, high: row.high, n: row.n },
          shown: differenceText(view, row),
        })),
      },
      height: rowsHeight(drawn.length),
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
          encoding: { x: { datum: 0, type: 'quantitative' } },
        },
        ...whereIntervals(drawn, {
          transform: [{ filter: 'datum.low !== null' }],
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round', color: theme.accent },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        }),
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
          encoding: {
            y,
            x: x('difference'),
            tooltip: [
              { field: 'label', title: 'algorithm' },
              { field: 'shown', title: 'difference' },
              { field: 'n', title: 'n', format: ',' },
            ],
          },
        },
      ],
    },
    table: {
      columns: ['algorithm', 'first', 'other', 'other minus first', 'low', 'high', 'n', 'pairs of runs'],
      rows: rows.map((row) => [
        ...[row.label, row.first, row.other, row.difference, row.low, row.high, row.n, row.runs],
      ]),
    },
  });
}

/** One a mode of repeats. */
export function differenceCharts(view: CompareView, theme: Theme): Chart[] {
  const rows = primaryOf(view).filter((row): row is Known => row.difference !== null);
  const modes = [...new Set(rows.map(({ repeats }) => repeats))];
  return modes.map((mode) =>
    chartOf(
      view,
      theme,
      rows.filter(({ repeats }) => repeats === mode),
    ),
  );
}
