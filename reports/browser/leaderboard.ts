/** Leaderboards made of the numbers that a page carries, by the code that makes those of the pictures. */

import { chartLinks } from '../page/chart-links.ts';
import { dataTable } from '../page/page-tables.ts';
import type { VegaLiteSpec } from '../specs/chart.ts';
import { scoresInWords } from '../specs/leaderboard.ts';
import { dotRows, MOST_ROWS, mostRowsWords } from '../specs/marks.ts';
import type { MetricView, Score, StudyView } from '../study/study-view.ts';
import { PAGE_THEME } from '../theme.ts';
import type { PageData, PageScores } from './page-data.ts';

/** Of the algorithms that are not hidden. */
function metricView(data: PageData, of: PageScores, hidden: ReadonlySet<string>): MetricView {
  const scores = of.scores.flatMap(([at, mean, low, high, n]) => {
    const { label } = data.algorithms[at]!;
    return hidden.has(label) ? [] : [{ label, mean, low, high, n } as Score];
  });
  const note = { id: '', name: of.metric, doc: '', unit: of.unit, direction: of.direction };
  return { key: of.metric, note, scores };
}

/** null: none of them has a score. */
export function leaderboardSpec(
  data: PageData,
  of: PageScores,
  hidden: ReadonlySet<string>,
): VegaLiteSpec | null {
  const metric = metricView(data, of, hidden);
  if (metric.scores.length === 0) return null;
  const drawn = { ...metric, scores: metric.scores.slice(0, MOST_ROWS) };
  return {
    description: of.title,
    width: 'container',
    autosize: { type: 'fit-x', contains: 'padding' },
    ...dotRows({ algorithms: data.algorithms } as StudyView, PAGE_THEME, drawn),
  };
}

/** What is drawn of so many, where it is not all. */
export const drawnWords = (of: PageScores, hidden: ReadonlySet<string>, data: PageData): string =>
  mostRowsWords(metricView(data, of, hidden).scores.length);

/** Words, table and links of a figure as HTML, names escaped. */
export function figureHtml(data: PageData, of: PageScores): { alt: string; table: string; links: string } {
  const metric = metricView(data, of, new Set());
  return {
    alt: `Dots with intervals, one row an algorithm: ${scoresInWords(metric)}.`,
    table: dataTable({
      columns: ['algorithm', 'mean', 'low', 'high', 'n'],
      rows: metric.scores.map(({ label, mean, low, high, n }) => [label, mean, low, high, n]),
    }).html,
    links: chartLinks(of.name, false).html,
  };
}
