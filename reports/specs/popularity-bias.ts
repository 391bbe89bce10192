import { listsOfNoUse } from '../study/lists-of-no-use.ts';
import { type ModeView, metricNamed, type StudyView } from '../study/study-view.ts';
import { formatMean, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import {
  countWords,
  dotRows,
  MOST_ROWS,
  rowsHeight,
  rowsOf,
  SCORE_COLUMNS,
  scoreCells,
  subtitleOf,
} from './marks.ts';

/** Shares of one row over the tenths of the catalogue, most popular first. */
export interface Exposure {
  readonly label: string;
  readonly shares: readonly number[];
}

export const TRAINING = 'training feedback';

function meanShares(label: string, rows: readonly (readonly number[])[]): Exposure {
  const shares = rows[0]!.map(
    (_, tenth) => rows.reduce((sum, row) => sum + (row[tenth] ?? 0), 0) / rows.length,
  );
  return { label, shares };
}

/** Training's own shares first, then each ranked algorithm's, averaged over its runs; empty without exposure. */
export function exposures(mode: ModeView): Exposure[] {
  const runs = mode.runs.filter((run) => run.result.exposure !== null);
  if (runs.length === 0) return [];
  const labels = [...new Set(runs.map((run) => run.inputs.algorithm.label))];
  const lists = labels.map((label) =>
    meanShares(
      label,
      runs.filter((run) => run.inputs.algorithm.label === label).map((run) => run.result.exposure!.lists),
    ),
  );
  const training = meanShares(
    TRAINING,
    runs.map((run) => run.result.exposure!.training),
  );
  return [training, ...lists.toSorted((a, b) => (b.shares[0] ?? 0) - (a.shares[0] ?? 0))];
}

const cellText = (share: number): string => {
  if (share === 0) return '0';
  return share < 0.005 ? '<1' : (100 * share).toFixed(0);
};

function heatMap(theme: Theme, rows: readonly Exposure[]): VegaLiteSpec {
  const y = rowsOf(
    'label',
    rows.map((row) => row.label),
  );
  const x = {
    field: 'tenth',
    type: 'ordinal',
    title: 'tenth of the catalogue, 1 = most popular',
    axis: { labelAngle: 0, domain: false, ticks: false },
  };
  return {
    data: {
      values: rows.flatMap(({ label, shares }) =>
        shares.map((share, i) => ({
          label,
          tenth: i + 1,
          share,
          shown: cellText(share),
          exact: formatPercent(share),
        })),
      ),
    },
    height: rowsHeight(rows.length),
    layer: [
      {
        mark: { type: 'rect', color: theme.accent, cornerRadius: 2 },
        encoding: {
          y,
          x,
          opacity: {
            field: 'share',
            type: 'quantitative',
            scale: { type: 'sqrt', domain: [0, 1], range: [0.05, 1] },
            legend: null,
          },
          tooltip: [
            { field: 'label', title: 'shown by' },
            { field: 'tenth', title: 'tenth' },
            { field: 'exact', title: 'share of slots' },
          ],
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          y,
          x,
          text: { field: 'shown' },
          color: { condition: { test: 'datum.share > 0.4', value: theme.paper }, value: theme.ink },
        },
      },
    ],
  };
}

/** Labels that are drawn: the best under the metric that ranks. */
const bestOf = (mode: ModeView, rows: readonly { readonly label: string }[]): string[] =>
  (mode.primary?.scores ?? rows).slice(0, MOST_ROWS).map(({ label }) => label);

function exposureChart(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const rows = exposures(mode);
  if (rows.length === 0) return [];
  const [training, ...lists] = rows as [Exposure, ...Exposure[]];
  const leader = mode.primary?.scores[0]?.label;
  const told = lists.find((row) => row.label === leader) ?? lists[0]!;
  const top = (row: Exposure) => formatPercent(row.shares[0] ?? 0);
  const [most, least] = [lists[0]!, lists.at(-1)!];
  const kept = new Set([...bestOf(mode, lists), most.label, least.label]);
  const drawn = rows.filter((row) => row === training || kept.has(row.label));
  return [
    {
      name: `popularity-exposure-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: `${told.label} gives ${top(told)} of its slots to the most popular tenth of the catalogue; shoppers gave it ${top(training)}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          'per cent of list slots, and of training feedback, by tenth of the catalogue',
          ...(drawn.length < rows.length
            ? [`${drawn.length - 1} of ${lists.length} algorithms: the best`]
            : []),
        ],
        false,
      ),
      takeaway:
        lists.length > 1
          ? `${most.label} leans most on the head (${top(most)} to the first tenth), ${least.label} least (${top(least)}).`
          : '',
      alt: `Heat map of shares by popularity tenth; share of the most popular tenth: ${drawn.map((row) => `${row.label} ${top(row)}`).join('; ')}.`,
      spec: heatMap(theme, drawn),
      table: {
        columns: ['shown by', ...training.shares.map((_, i) => `tenth ${i + 1}`)],
        rows: rows.map((row) => [row.label, ...row.shares]),
      },
      exported: true,
    },
  ];
}

function liftChart(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const metric = metricNamed(mode, 'popularityLift');
  if (metric === null) return [];
  const { scores, note } = metric;
  const sorted = scores.toSorted((a, b) => b.mean - a.mean);
  const kept = bestOf(mode, sorted);
  const most = sorted[0]!;
  const useless = listsOfNoUse(mode);
  const nearest = scores
    .filter(({ label }) => !useless.has(label))
    .toSorted((a, b) => Math.abs(a.mean) - Math.abs(b.mean))[0];
  const drawn = sorted.filter((score) => score === most || kept.includes(score.label) || score === nearest);
  const times = (mean: number): string =>
    `${formatPercent(Math.abs(mean))} ${mean < 0 ? 'less' : 'more'} popular than`;
  return [
    {
      name: `popularity-lift-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: `${most.label} lists items ${times(most.mean)} those shoppers had${sorted.length > 1 && nearest !== undefined ? `; ${nearest.label} comes nearest to their taste` : ''}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          ...[metric.key, countWords(scores)],
          ...(drawn.length < sorted.length
            ? [`${drawn.length} of ${sorted.length} algorithms: the best`]
            : []),
        ],
        scores.some((score) => score.low !== null),
      ),
      takeaway: 'Zero: lists as popular as what shoppers had in training; 1: twice as popular.',
      alt: `Popularity lift by algorithm: ${drawn.map((score) => `${score.label} ${formatMean(score, note)}`).join('; ')}.`,
      spec: dotRows(view, theme, { ...metric, scores: drawn }),
      table: { columns: SCORE_COLUMNS, rows: sorted.map(scoreCells) },
      exported: true,
    },
  ];
}

/** Where list slots go by popularity, and how much more popular lists are than shoppers' own items. */
export const popularityBias = (view: StudyView, mode: ModeView, theme: Theme): Chart[] => [
  ...exposureChart(view, mode, theme),
  ...liftChart(view, mode, theme),
];
