/** Precision against recall of the last class, and what a threshold costs. */

import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import { amount } from './data-marks.ts';
import { AMOUNTS, colourOf, shapeOf, subtitleOf } from './marks.ts';
import { type CurvePoint, type ToldCurve, toldCurves } from './told-curves.ts';

/** Recall at which titles read the curves. */
const READ_AT = 0.8;
const HALF = 0.5;

const pointAt = ({ points }: ToldCurve, recall: number): CurvePoint =>
  points.find((point) => point.recall >= recall - 1e-9) ?? points.at(-1)!;

const share = (title: string, field: string, extra: object = {}) => ({
  field,
  type: 'quantitative',
  title,
  scale: { domain: [0, 1] },
  axis: { format: '.0%' },
  ...extra,
});

function curveSpec(view: StudyView, theme: Theme, curves: readonly ToldCurve[], base: number): VegaLiteSpec {
  const labels = curves.map(({ label }) => label);
  const color = { ...colourOf(view, theme, labels), legend: { title: null } };
  const x = share('recall: share of the class found', 'recall');
  const y = share('precision: share of alerts that are right', 'precision');
  const rows = curves.flatMap(({ label, points }) =>
    points.map((point, step) => ({
      label,
      ...point,
      step: step + 1,
      found: formatPercent(point.recall),
      right: formatPercent(point.precision),
      from: formatNumber(point.threshold),
    })),
  );
  return {
    data: { values: rows },
    height: 320,
    layer: [
      {
        data: { values: [{ precision: base }] },
        mark: { type: 'rule', color: theme.muted, strokeDash: [4, 4] },
        encoding: { y },
      },
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.85 },
        encoding: { x, y, color, order: { field: 'step' } },
      },
      {
        transform: [{ filter: 'datum.step % 10 === 0' }],
        mark: { type: 'point', filled: true, size: 45, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: { ...shapeOf(view, labels), legend: { title: null, symbolOpacity: 1 } },
        },
      },
      {
        mark: { type: 'point', size: 80, opacity: 0 },
        encoding: {
          x,
          y,
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'found', title: 'recall' },
            { field: 'right', title: 'precision' },
            { field: 'from', title: 'threshold' },
          ],
        },
      },
    ],
  };
}

function curveChart(view: StudyView, mode: ModeView, theme: Theme, curves: readonly ToldCurve[]): Chart {
  const [leader] = curves as [ToldCurve, ...ToldCurve[]];
  const base = leader.positives / leader.n;
  const read = curves.map((curve) => ({ ...curve, at: pointAt(curve, READ_AT) }));
  const best = read.toSorted((a, b) => b.at.precision - a.at.precision)[0]!;
  const runs = leader.runs.length;
  return {
    name: 'precision-recall',
    repeats: mode.repeats,
    metric: null,
    title: `Finding ${formatPercent(READ_AT)} of ${leader.class}, ${best.label} is right in ${formatPercent(best.at.precision)} of its alerts; guessing would be in ${formatPercent(base)}`,
    subtitle: subtitleOf(
      view,
      mode,
      [
        `precision and recall of ${leader.class} at every threshold${runs > 1 ? `, ${plural(runs, 'run')} summed at each recall` : ''}, n = ${formatCount(leader.n)} with ${formatCount(leader.positives)} of the class; dashed: its share`,
      ],
      false,
    ),
    takeaway: `At ${formatPercent(READ_AT)} of the class: ${read.map(({ label, at }) => `${label} ${formatPercent(at.precision)}`).join(', ')}. Curves have no interval; that of the ranking metric stands on the leaderboard where there is one.`,
    alt: `Lines of precision by recall: ${read.map(({ label, points }) => `${label} ${[0.25, 0.5, 0.75, 1].map((recall) => `${formatPercent(pointAt({ points } as ToldCurve, recall).precision)} at ${formatPercent(recall)}`).join(', ')}`).join('; ')}.`,
    spec: curveSpec(view, theme, curves, base),
    table: {
      columns: ['algorithm', 'recall', 'precision', 'threshold', 'alerts a run'],
      rows: curves.flatMap(({ label, points }) =>
        points.map(({ recall, precision, threshold, alerts }) => [
          label,
          recall,
          precision,
          threshold,
          alerts,
        ]),
      ),
    },
    exported: true,
  };
}

/** What more alerts a day bring: the choice of a threshold, for who pays for looking at them. */
function costChart(view: StudyView, mode: ModeView, theme: Theme, leader: ToldCurve): Chart[] {
  const { days } = leader.runs[0]!.chosen;
  if (!days) return [];
  const all = leader.points.map((point) => ({ ...point, perDay: point.alerts / days.count }));
  const hasMoney = all.every(({ money }) => money !== null);
  const lines = [
    { of: `${leader.class} found`, value: (point: CurvePoint) => point.recall },
    ...(hasMoney ? [{ of: 'money found', value: (point: CurvePoint) => point.money! }] : []),
    { of: 'alerts that are right', value: (point: CurvePoint) => point.precision },
  ];
  const rows = lines.flatMap(({ of, value }) =>
    all.map((point) => ({
      of,
      perDay: point.perDay,
      share: value(point),
      told: formatPercent(value(point)),
      alerts: amount(point.perDay),
      from: formatNumber(point.threshold),
    })),
  );
  const names = lines.map(({ of }) => of);
  const half = all.find((point) => point.recall >= HALF - 1e-9)!;
  const most = all.find((point) => point.recall >= 0.9 - 1e-9)!;
  const x = {
    field: 'perDay',
    type: 'quantitative',
    title: 'alerts a day, logarithmic',
    scale: { type: 'log', nice: false },
    axis: {
      ...AMOUNTS,
      ...{ tickCount: 5, labelOverlap: true, gridOpacity: 0.5 },
    },
  };
  const encoding = { x, y: share('share', 'share') };
  const strokes = [theme.accent, theme.ink, theme.muted].slice(0, names.length);
  return [
    {
      name: 'alerts-cost',
      repeats: mode.repeats,
      metric: null,
      title: `${leader.label} finds half of ${leader.class} with ${amount(half.perDay)} alerts a day, nine tenths with ${amount(most.perDay)}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          `each threshold by the alerts a day that it costs, over ${plural(days.count, 'day')}, n = ${formatCount(leader.positives)} of the class`,
        ],
        false,
      ),
      takeaway: `At nine tenths ${formatPercent(most.precision)} of the alerts are right: ${amount(1 / most.precision)} are looked at for each that is${hasMoney ? `, and ${formatPercent(most.money!)} of the money at stake is found` : ''}.`,
      alt: `Lines by alerts a day: ${[0.25, 0.5, 0.75, 0.9]
        .map((recall) => all.find((point) => point.recall >= recall - 1e-9)!)
        .map(
          ({ perDay, recall, precision }) =>
            `${amount(perDay)} find ${formatPercent(recall)}, ${formatPercent(precision)} right`,
        )
        .join('; ')}.`,
      spec: {
        data: { values: rows },
        height: 260,
        layer: [
          {
            mark: { type: 'line', strokeWidth: 2 },
            encoding: {
              ...encoding,
              color: {
                field: 'of',
                type: 'nominal',
                scale: { domain: names, range: strokes },
                legend: { title: null, symbolType: 'stroke' },
              },
              strokeDash: {
                field: 'of',
                type: 'nominal',
                scale: {
                  domain: names,
                  range: [
                    [1, 0],
                    [7, 3],
                    [2, 2],
                  ].slice(0, names.length),
                },
                legend: { title: null },
              },
            },
          },
          {
            mark: { type: 'point', size: 70, opacity: 0 },
            encoding: {
              ...encoding,
              tooltip: [
                { field: 'of', title: 'share of' },
                { field: 'told', title: 'share' },
                { field: 'alerts', title: 'alerts a day' },
                { field: 'from', title: 'threshold' },
              ],
            },
          },
        ],
      },
      table: {
        columns: [
          'threshold',
          'alerts a day',
          'recall',
          'precision',
          'alerts for each that is right',
          ...(hasMoney ? ['money found'] : []),
        ],
        rows: all.map(({ threshold, perDay, recall, precision, money }) => [
          threshold,
          perDay,
          recall,
          precision,
          1 / precision,
          ...(hasMoney ? [money] : []),
        ]),
      },
      exported: true,
    },
  ];
}

/** [] where records have no curves. */
export function precisionRecallCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const curves = toldCurves(mode);
  if (curves.length === 0) return [];
  return [curveChart(view, mode, theme, curves), ...costChart(view, mode, theme, curves[0]!)];
}
