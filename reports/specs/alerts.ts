/** What a threshold finds of each kind, and how many alerts it raises from day to day. */

import type { LabelCurves } from '../../experiments/run-record.ts';
import { standApart } from '../../numerics/mover.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { amount } from './data-marks.ts';
import { colourOf, rowsHeight, rowsOf, shapeOf, subtitleOf, whereIntervals } from './marks.ts';
import { type ToldCurve, toldCurves } from './told-curves.ts';

const thresholdWords = ({ budget }: LabelCurves['chosen']): string =>
  budget === undefined
    ? 'at a threshold of one half'
    : `at the threshold of ${plural(budget, 'alert')} a day on average`;

interface KindDot {
  readonly label: string;
  readonly kind: string;
  readonly n: number;
  readonly share: number;
  /** null: several runs are summed, whose examples may be the same. */
  readonly low: number | null;
  readonly high: number | null;
  readonly told: string;
  readonly interval: string;
}

type EstimatedDot = KindDot & { readonly low: number; readonly high: number };

const isEstimated = (dot: KindDot): dot is EstimatedDot => dot.low !== null && dot.high !== null;

const meanOf = ({ share: mean, low, high }: EstimatedDot) => ({ mean, low, high });

function kindDots({ label, runs }: ToldCurve): KindDot[] {
  const names = [...new Set(runs.flatMap(({ chosen }) => (chosen.kinds ?? []).map(({ kind }) => kind)))];
  return names.map((kind) => {
    const own = runs.flatMap(({ chosen }) => chosen.kinds?.filter((one) => one.kind === kind) ?? []);
    const sum = (of: 'n' | 'hits'): number => own.reduce((all, one) => all + one[of], 0);
    const share = sum('hits') / sum('n');
    const [only] = own;
    const alone = own.length === 1 ? { low: only!.low, high: only!.high } : { low: null, high: null };
    const half = alone.low === null ? null : (alone.high - alone.low) / 2;
    return {
      ...{ label, kind, n: sum('n'), share, ...alone },
      told: formatPercent(share, half),
      interval:
        alone.low === null ? '' : `${formatPercent(alone.low, half)} to ${formatPercent(alone.high, half)}`,
    };
  });
}

function kindChart(view: StudyView, mode: ModeView, theme: Theme, curves: readonly ToldCurve[]): Chart[] {
  const dots = curves.flatMap(kindDots);
  const [leader] = curves;
  const own = dots.filter(({ label }) => label === leader?.label).toSorted((a, b) => a.share - b.share);
  if (leader === undefined || own.length < 2) return [];
  const [worst, best] = [own[0]!, own.at(-1)!];
  const apart =
    isEstimated(worst) && isEstimated(best)
      ? standApart(meanOf(worst), meanOf(best), { level: view.summary.level, among: own.length })
      : null;
  const labels = curves.map(({ label }) => label);
  const kinds = own.map(({ kind }) => kind);
  const y = rowsOf('kind', kinds);
  const x = {
    field: 'share',
    type: 'quantitative',
    title: 'share found',
    scale: { domain: [0, 1] },
    axis: { format: '.0%' },
  };
  const yOffset = { field: 'rank', type: 'ordinal', sort: 'ascending' };
  const color = { ...colourOf(view, theme, labels), legend: { title: null } };
  return [
    {
      name: 'kinds-found',
      repeats: mode.repeats,
      metric: null,
      title: `${leader.label} finds ${best.told} of ${best.kind}, and ${worst.told} of ${worst.kind}${apart === false ? ', within chance' : ''}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          `share of each kind that is found ${thresholdWords(leader.runs[0]!.chosen)}, ${own.map(({ kind, n }) => `${kind} n = ${formatCount(n)}`).join(', ')}`,
          ...(apart === null ? [] : [`${100 * view.summary.level} % Wilson intervals`]),
        ],
        false,
      ),
      takeaway: 'A false alert is of no kind: precision is that of all kinds together.',
      alt: `Dots: ${dots.map(({ label, kind, told }) => `${label} ${kind} ${told}`).join('; ')}.`,
      spec: {
        data: { values: dots.map((dot) => ({ ...dot, rank: labels.indexOf(dot.label) })) },
        height: Math.max(2 * rowsHeight(kinds.length), 12 * labels.length * kinds.length),
        layer: [
          ...whereIntervals(dots, {
            transform: [{ filter: 'datum.low !== null' }],
            mark: { type: 'rule', strokeWidth: 3, opacity: 0.5, strokeCap: 'round' },
            encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
          }),
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1 },
            encoding: {
              y,
              yOffset,
              x,
              color,
              shape: { ...shapeOf(view, labels), legend: { title: null, symbolOpacity: 1 } },
              tooltip: [
                { field: 'label', title: 'algorithm' },
                { field: 'kind', title: 'kind' },
                { field: 'told', title: 'found' },
                { field: 'interval', title: 'interval' },
                { field: 'n', title: 'n', format: ',' },
              ],
            },
          },
        ],
      },
      table: {
        columns: ['algorithm', 'kind', 'n', 'share found', 'low', 'high'],
        rows: dots.map(({ label, kind, n, share, low, high }) => [label, kind, n, share, low, high]),
      },
      exported: true,
    },
  ];
}

function dayChart(
  view: StudyView,
  mode: ModeView,
  theme: Theme,
  { label, runs, class: of }: ToldCurve,
): Chart[] {
  const [{ chosen }] = runs as [LabelCurves];
  const { days } = chosen;
  if (!days) return [];
  const spans = days.right.map((right, at) => {
    const length = Math.min(days.step, days.count - at * days.step);
    const day = days.first + at * days.step + 1;
    return { day: String(day), length, right, wrong: days.wrong[at]!, missed: days.missed[at]! };
  });
  const each = spans.map((span) => ({ ...span, alerts: (span.right + span.wrong) / span.length }));
  const sorted = each.toSorted((a, b) => a.alerts - b.alerts);
  // Constants: Vega-Lite orders stacked parts by an expression that holds their names.
  const parts = ['right', 'wrong', 'missed'] as const;
  const rows = spans.flatMap((span) =>
    parts.map((part) => {
      const perDay = span[part] / span.length;
      return {
        day: span.day,
        part,
        count: part === 'missed' ? -perDay : perDay,
        told: amount(perDay),
      };
    }),
  );
  const domain = spans.map(({ day }) => day);
  const every = Math.ceil(domain.length / 12);
  const precision = chosen.hits / Math.max(1, chosen.alerts);
  return [
    {
      name: 'alerts-by-day',
      repeats: mode.repeats,
      metric: null,
      title: `${label} raises ${amount(sorted[0]!.alerts)} to ${amount(sorted.at(-1)!.alerts)} alerts a day ${thresholdWords(chosen)}; ${formatPercent(precision)} are right`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          `alerts for ${of} a day above zero, what was missed of it below, n = ${formatCount(chosen.alerts)} alerts in ${plural(days.count, 'day')}${days.step > 1 ? `, means of ${days.step} days` : ''}, threshold ${formatNumber(chosen.threshold)}${runs.length > 1 ? `, the first of ${plural(runs.length, 'run')}` : ''}`,
        ],
        false,
      ),
      takeaway: 'The threshold is chosen with what came after it: in use it would have to be set beforehand.',
      alt: `Stacked bars by day: ${spans
        .slice(0, 40)
        .map(({ day, right, wrong, missed }) => `day ${day} ${right} right, ${wrong} wrong, ${missed} missed`)
        .join('; ')}.`,
      spec: {
        data: { values: rows },
        height: 260,
        mark: { type: 'bar' },
        encoding: {
          x: {
            ...rowsOf('day', domain),
            title: 'day of the log',
            axis: { labelAngle: 0, values: domain.filter((_, at) => at % every === 0) },
          },
          y: {
            field: 'count',
            type: 'quantitative',
            title: 'a day',
            axis: { labelExpr: "format(abs(datum.value), '~s')" },
          },
          color: {
            field: 'part',
            type: 'nominal',
            scale: {
              domain: parts,
              range: [theme.accent, theme.warn, theme.other],
            },
            legend: { title: null },
          },
          tooltip: [
            { field: 'day', title: 'day' },
            { field: 'part', title: 'what' },
            { field: 'told', title: 'a day' },
          ],
        },
      },
      table: {
        columns: ['day', 'days', 'right', 'wrong', 'missed'],
        rows: spans.map(({ day, length, right, wrong, missed }) => [
          Number(day),
          length,
          right,
          wrong,
          missed,
        ]),
      },
      exported: true,
    },
  ];
}

/** [] where records have no curves, or nothing has a kind or a day. */
export function alertCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const curves = toldCurves(mode);
  if (curves.length === 0) return [];
  return [...kindChart(view, mode, theme, curves), ...dayChart(view, mode, theme, curves[0]!)];
}
