import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { chartOf, fixed, wholePercent } from './chart-parts.ts';

export function voteCharts({ votes }: ReadingRecord, theme: Theme): Chart[] {
  if (!votes) return [];
  const rows = votes.models.map((model) => ({ ...model, shown: fixed(model.deviance) }));
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  const [mean] = rows;
  const best = rows.toSorted((a, b) => a.deviance - b.deviance)[0]!;
  const saved = 1 - best.deviance / mean!.deviance;
  return [
    chartOf({
      name: 'votes',
      title: `Of what the mean leaves unexplained, ${best.name} explains ${wholePercent(saved)}`,
      subtitle: `mean Poisson deviance of ${formatCount(votes.reviews)} reviews, each foretold by a model of the others, ${votes.folds} folds; lower is better`,
      takeaway: `Rank correlation with the votes: ${rows.flatMap(({ name, rank }) => (rank === null ? [] : [`${name} ${fixed(rank)}`])).join(', ')}.`,
      alt: `Deviance by model: ${rows.map(({ name, shown }) => `${name} ${shown}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(rows.length),
        padding: { left: 8, top: 8, bottom: 8, right: 60 },
        layer: [
          {
            mark: { type: 'bar', color: theme.accent, height: 16 },
            encoding: { y, x: { field: 'deviance', type: 'quantitative', title: 'mean Poisson deviance' } },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
            encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
          },
        ],
      },
      table: {
        columns: ['model', 'mean Poisson deviance', 'rank correlation'],
        rows: votes.models.map(({ name, deviance, rank }) => [name, deviance, rank]),
      },
    }),
  ];
}
