/** Every pair of algorithms under the metric that ranks, and mean ranks over rounds. */

import type { Comparison, PairComparison } from '../../experiments/run-record.ts';
import { beatenBy, type PairsTested, pairsIn } from '../study/significance.ts';
import type { MetricView, ModeView, StudyView } from '../study/study-view.ts';
import { alphaOf, comparisonOf } from '../tables/leaderboard.ts';
import { formatCount, formatNumber, joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Cell, Chart, VegaLiteSpec } from './chart.ts';
import {
  colourOf,
  MOST_ROWS,
  mostRowsWords,
  rowsHeight,
  rowsOf,
  shapeOf,
  slantOf,
  subtitleOf,
} from './marks.ts';

/** Algorithms that a matrix shows, the best; its table has all pairs. */
const MOST_DRAWN = 16;
/** Algorithms up to which a difference finds room in its cell. */
const MOST_WRITTEN = 8;
/** Pixels of a cell below which its difference would run into the next: it then stands in the table and at the pointer alone. */
const LEAST_CELL = 36;
/** Rivals that a sentence names. */
const MOST_NAMED = 4;

interface Compared {
  readonly comparison: Comparison;
  readonly tested: PairsTested;
  readonly metric: MetricView;
  /** Complete algorithms, best first. */
  readonly labels: readonly string[];
  readonly alpha: number;
}

export function comparedIn(view: StudyView, mode: ModeView): Compared | null {
  const metric = mode.primary;
  if (metric === null || metric.note.direction === 'none' || metric.scores.length < 2) return null;
  const comparison = comparisonOf(view, mode, metric);
  if (!comparison) return null;
  const labels = metric.scores.map(({ label }) => label);
  return { comparison, tested: pairsIn(comparison), metric, labels, alpha: alphaOf(view) };
}

/** Pairs that differ by more than chance. */
export const differingPairs = (compared: Compared): number =>
  compared.labels.reduce((sum, label) => sum + beats(compared, label).size, 0);

/** Whom each algorithm beats, worked out once: there are as many pairs as the square of the algorithms. */
const BEATEN = new WeakMap<Compared, Map<string, ReadonlySet<string>>>();

function beats(compared: Compared, label: string): ReadonlySet<string> {
  const known = BEATEN.get(compared) ?? new Map<string, ReadonlySet<string>>();
  BEATEN.set(compared, known);
  const { tested, metric, labels, alpha } = compared;
  const found =
    known.get(label) ??
    new Set(beatenBy(tested, label, alpha, metric.note.direction).filter((rival) => labels.includes(rival)));
  known.set(label, found);
  return found;
}

/** Whom the leader beats, and whom it is not told apart from, in words. */
export function leaderWords(compared: Compared): string {
  const [leader, ...rivals] = compared.labels as [string, ...string[]];
  const own = beats(compared, leader);
  const rest = rivals.filter((label) => !own.has(label));
  if (rest.length === 0)
    return `${leader} is better than ${rivals.length === 1 ? rivals[0] : `each of its ${formatCount(rivals.length)} rivals`} by more than chance over shoppers`;
  const named = rest.length > MOST_NAMED ? plural(rest.length, 'rival') : joinWords(rest);
  return own.size === 0
    ? `${leader} is not told apart from ${rest.length === rivals.length && rest.length > 1 ? 'any rival' : named}`
    : `${leader} is better than ${formatCount(own.size)} of ${formatCount(rivals.length)} rivals by more than chance, and not told apart from ${named}`;
}

const TEST = 'paired permutation test over shoppers, corrected by Holm over all pairs';
const exactP = (p: number | null): string => (p === null ? '-' : p < 0.001 ? p.toPrecision(2) : p.toFixed(3));

/** From the side of `row`. */
interface SidedPair {
  readonly row: string;
  readonly column: string;
  readonly difference: number;
  readonly pair: PairComparison;
}

function sidedPairs({ comparison, labels }: Compared): SidedPair[] {
  const shown = new Set(labels);
  return comparison.pairs.flatMap((pair): SidedPair[] => {
    const { first, second, difference } = pair;
    if (difference === null || !shown.has(first) || !shown.has(second)) return [];
    return [
      { row: first, column: second, difference, pair },
      { row: second, column: first, difference: difference === 0 ? 0 : -difference, pair },
    ];
  });
}

const STATES = ['better', 'not told apart', 'worse'] as const;

function stateOf(compared: Compared, { row, column }: SidedPair): (typeof STATES)[number] {
  if (beats(compared, row).has(column)) return 'better';
  return beats(compared, column).has(row) ? 'worse' : 'not told apart';
}

function matrixSpec(compared: Compared, theme: Theme): VegaLiteSpec {
  const drawn = compared.labels.slice(0, MOST_DRAWN);
  const cells = sidedPairs(compared)
    .filter(({ row, column }) => drawn.includes(row) && drawn.includes(column))
    .map((sided) => ({
      row: sided.row,
      column: sided.column,
      state: stateOf(compared, sided),
      short: formatNumber(sided.difference, 0.02),
      shown: formatNumber(sided.difference, Math.abs(sided.difference) / 20 || 0.01),
      p: exactP(sided.pair.holm),
      n: sided.pair.n,
    }));
  const y = rowsOf('row', drawn);
  const x = {
    ...rowsOf('column', drawn),
    axis: { orient: 'top', labelAngle: slantOf(drawn), labelLimit: 140 },
  };
  return {
    data: { values: cells },
    height: Math.max(96, rowsHeight(drawn.length)),
    padding: { left: 8, top: 8, bottom: 8, right: 48 },
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 2 },
        encoding: {
          y,
          x,
          color: {
            field: 'state',
            type: 'nominal',
            title: null,
            scale: { domain: STATES, range: [theme.series[0], theme.panel, theme.series[1]] },
            legend: { orient: 'bottom' },
          },
          tooltip: [
            { field: 'row', title: 'algorithm' },
            { field: 'state', title: 'is' },
            { field: 'column', title: 'beside' },
            { field: 'shown', title: 'difference' },
            { field: 'p', title: 'p, Holm' },
            { field: 'n', title: 'pairs', format: ',' },
          ],
        },
      },
      ...(drawn.length > MOST_WRITTEN
        ? []
        : [
            {
              mark: { type: 'text', fontSize: 10 },
              encoding: {
                y,
                x,
                text: { field: 'short' },
                opacity: { condition: { test: `width > ${LEAST_CELL * drawn.length}`, value: 1 }, value: 0 },
                color: {
                  condition: { test: "datum.state === 'not told apart'", value: theme.ink },
                  value: theme.paper,
                },
              },
            },
          ]),
    ],
  };
}

function matrixChart(view: StudyView, mode: ModeView, theme: Theme, compared: Compared): Chart {
  const { comparison, metric, labels, alpha } = compared;
  const drawn = labels.slice(0, MOST_DRAWN);
  const left = labels.length - drawn.length;
  const told = drawn.map((label) => {
    const own = [...beats(compared, label)];
    return `${label} beats ${own.length > 2 * MOST_NAMED ? `${formatCount(own.length)} of ${plural(labels.length - 1, 'rival')}` : joinWords(own) || 'nobody'}`;
  });
  const rows = comparison.pairs
    .filter(({ first, second }) => labels.includes(first) && labels.includes(second))
    .map((pair): Cell[] => [
      pair.first,
      pair.second,
      pair.difference,
      pair.n,
      pair.permutation,
      pair.holm,
      pair.falseDiscovery,
      pair.wilcoxon,
    ]);
  const about = mode.about;
  return {
    name: `comparisons-${mode.repeats}`,
    repeats: mode.repeats,
    metric: null,
    title: leaderWords(compared),
    subtitle: subtitleOf(
      view,
      mode,
      [
        `${metric.key}, row minus column`,
        `${TEST.replace('shoppers', about)}, at ${alpha}`,
        ...(left > 0 ? [`the best ${drawn.length}; all ${labels.length} in the table`] : []),
      ],
      false,
    ),
    takeaway: `A pair that is not told apart is not the same: this study's ${about} do not show a difference. Chance over seeds is another matter.`,
    alt: `Cells of pairs: ${told.join('; ')}.`,
    spec: matrixSpec(compared, theme),
    table: {
      columns: [
        'first',
        'second',
        'first minus second',
        'pairs',
        'p, permutation',
        'p, Holm',
        'p, false discovery rate',
        'p, Wilcoxon',
      ],
      rows,
    },
    exported: true,
  };
}

function ranksChart(
  view: StudyView,
  mode: ModeView,
  theme: Theme,
  { comparison, metric, labels }: Compared,
): Chart[] {
  const { ranks } = comparison;
  const own =
    ranks?.meanRanks.filter(({ label }) => labels.includes(label)).toSorted((a, b) => a.rank - b.rank) ?? [];
  if (ranks === null || own.length < 2) return [];
  const first = own[0]!;
  const within = own.filter(({ rank }) => rank - first.rank <= ranks.criticalDifference).length - 1;
  const drawn = own.slice(0, MOST_ROWS);
  const names = drawn.map(({ label }) => label);
  const y = rowsOf('label', names);
  const scale = {
    domain: [1, Math.max(ranks.meanRanks.length, first.rank + ranks.criticalDifference)],
    nice: false,
  };
  const x = { field: 'rank', type: 'quantitative', title: 'mean rank over rounds, 1 is best', scale };
  const digits = ranks.criticalDifference.toFixed(2);
  return [
    {
      name: `ranks-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title:
        within === 0
          ? `${first.label} ranks first, beyond the critical difference of ${digits}`
          : `${plural(within, 'algorithm')} of ${own.length - 1} ${within === 1 ? 'ranks' : 'rank'} within the critical difference of ${first.label}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          `${metric.key}, ${plural(ranks.rounds, 'round')} of seeds and folds`,
          `critical difference ${digits} (Nemenyi)`,
          `p that all rank alike ${exactP(ranks.p)} (Iman and Davenport)`,
          ...(own.length > MOST_ROWS ? [mostRowsWords(own.length)] : []),
        ],
        false,
      ),
      takeaway:
        'Rounds share their data, so ranks that agree say that training is steady, not that other data would agree.',
      alt: `Dots of mean ranks: ${drawn.map(({ label, rank }) => `${label} ${rank.toFixed(2)}`).join('; ')}; a band from the first as wide as the critical difference.`,
      spec: {
        data: { values: drawn.map(({ label, rank }) => ({ label, rank, shown: rank.toFixed(2) })) },
        height: rowsHeight(drawn.length),
        padding: { left: 8, top: 8, bottom: 8, right: 60 },
        layer: [
          {
            mark: { type: 'rect', color: theme.panel },
            encoding: {
              x: { datum: first.rank, type: 'quantitative', scale },
              x2: { datum: first.rank + ranks.criticalDifference },
            },
          },
          {
            mark: { type: 'point', filled: true, size: 90, opacity: 1 },
            encoding: {
              y,
              x,
              color: colourOf(view, theme, names),
              shape: shapeOf(view, names),
              tooltip: [
                { field: 'label', title: 'algorithm' },
                { field: 'shown', title: 'mean rank' },
              ],
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
            encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
          },
        ],
      },
      table: { columns: ['algorithm', 'mean rank'], rows: own.map(({ label, rank }) => [label, rank]) },
      exported: true,
    },
  ];
}

export function comparisonCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const compared = comparedIn(view, mode);
  if (compared === null || sidedPairs(compared).length === 0) return [];
  return [matrixChart(view, mode, theme, compared), ...ranksChart(view, mode, theme, compared)];
}
