/** Distances before and after, distributions of real and simulated logs, and where knobs came to stand. */

import type { Shape } from '../../datasets/summary-shapes.ts';
import { STATISTICS, type Statistic, type StatisticName } from '../../datasets/summary-statistics.ts';
import type { Calibration, PartResult } from '../../experiments/calibration/calibrate.ts';
import type { Comparisons } from '../../experiments/calibration/trial.ts';
import { plainChart } from '../page/sections.ts';
import type { Chart } from '../specs/chart.ts';
import { slug } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { gapWords, rowsOfShape, samplesOf, shapeSpec, unitOf } from '../study/shape-charts.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';

const OF = ['real', 'simulated', 'before'] as const;
type Shared = Readonly<Partial<Record<StatisticName, Shape>>>;

const distanceOf = (comparisons: Comparisons, name: StatisticName): number => {
  const one = comparisons[name];
  return 'distance' in one ? one.distance : Number.NaN;
};

export const comparedIn = ({ before, after }: PartResult): StatisticName[] =>
  (Object.keys(STATISTICS) as StatisticName[]).filter(
    (name) => !Number.isNaN(distanceOf(before, name) + distanceOf(after, name)),
  );

export const sumOf = (part: PartResult, when: 'before' | 'after'): number =>
  comparedIn(part).reduce((sum, name) => sum + distanceOf(part[when], name), 0);

/** Each statistic's distance before and after. */
export function distanceChart(theme: Theme, part: PartResult): Chart[] {
  const rows = comparedIn(part).map((name) => {
    const [before, after] = [distanceOf(part.before, name), distanceOf(part.after, name)];
    return { name, before, after, was: before.toFixed(3), is: after.toFixed(3) };
  });
  if (rows.length === 0) return [];
  const sums = { before: sumOf(part, 'before'), after: sumOf(part, 'after') };
  const worse = rows.filter(({ before, after }) => after > before).length;
  const farthest = rows.toSorted((a, b) => b.after - a.after)[0]!;
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  const x = {
    type: 'quantitative',
    title: 'distance, 0 = alike, 1 = nothing in common',
    scale: {
      domain: [0, Math.max(0.1, ...rows.map(({ before, after }) => Math.max(before, after)))],
      nice: true,
    },
  };
  const tooltip = [
    { field: 'name', title: 'statistic' },
    { field: 'was', title: 'before' },
    { field: 'is', title: 'after' },
  ];
  return [
    plainChart({
      name: `distances-${slug(part.part)}`,
      title: `The sum of distances goes from ${sums.before.toFixed(2)} to ${sums.after.toFixed(2)} on the ${part.part} part; ${farthest.name} stays farthest, ${farthest.is}`,
      subtitle: `distance of the simulated from the real log in ${rows.length} statistics, ${part.span}; hollow before, filled after; means over worlds, no interval`,
      takeaway:
        worse === 0 ? 'None is farther than before.' : `${worse} of ${rows.length} are farther than before.`,
      alt: `Dots: ${rows.map(({ name, was, is }) => `${name} ${was} to ${is}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(rows.length),
        padding: { left: 8, top: 8, bottom: 8, right: 56 },
        layer: beforeAndAfter(theme, { x, y, tooltip }),
      },
      table: {
        columns: ['statistic', 'how compared', 'before', 'after', 'n real', 'n simulated'],
        rows: rows.map(({ name, before, after }) => {
          const own = part.after[name];
          const { n, nSimulated } = 'distance' in own ? own : { n: 0, nSimulated: 0 };
          return [name, STATISTICS[name].distance, before, after, n, Math.round(nSimulated)];
        }),
      },
    }),
  ];
}

/** One for each statistic that both logs have; the first of the worlds is drawn. */
export function distributionCharts(theme: Theme, part: PartResult): Chart[] {
  const { before, after } = part.shapes as { readonly before: Shared; readonly after: Shared };
  return comparedIn(part).flatMap((name): Chart[] => {
    const shape = after[name];
    if (shape === undefined) return [];
    const rows = rowsOfShape(name, shape, before[name]).map((row) => ({
      ...row,
      told: formatPercent(row.share),
    }));
    const own = part.after[name];
    const { n, nSimulated } = 'distance' in own ? own : { n: 0, nSimulated: 0 };
    const [was, is] = [distanceOf(part.before, name), distanceOf(part.after, name)];
    const title = unitOf(name);
    return [
      plainChart({
        name: `${slug(part.part)}-${name}`,
        title: `${name}: ${is.toFixed(3)} from the real log, ${was.toFixed(3)} before`,
        subtitle: `${(STATISTICS[name] as Statistic).doc}; ${STATISTICS[name].distance} distance, n = ${formatCount(n)} real and ${formatCount(nSimulated)} simulated`,
        takeaway: gapWords(shape, name),
        alt: `Real and simulated: ${samplesOf(shape, name)}.`,
        spec: shapeSpec(theme, name, shape, rows, OF),
        table: {
          columns: ['of', title || 'class', 'share'],
          rows: rows.map(({ of, x, share }) => [of, x, share]),
        },
      }),
    ];
  });
}

/** Each knob in its range, before and after. */
export function knobChart(theme: Theme, knobs: Calibration['knobs']): Chart[] {
  if (knobs.length === 0) return [];
  const place = (value: number, { low, high }: { low: number; high: number }): number =>
    high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  const plain = (value: number): string => String(Number(value.toPrecision(4)));
  const rows = knobs.map((knob) => ({
    path: knob.path,
    before: place(knob.before, knob),
    after: place(knob.after, knob),
    was: plain(knob.before),
    is: plain(knob.after),
    range: `${plain(knob.low)} to ${plain(knob.high)}`,
    edge: Math.min(place(knob.after, knob), 1 - place(knob.after, knob)) < 0.01,
  }));
  const edges = rows.filter(({ edge }) => edge);
  const y = rowsOf(
    'path',
    rows.map(({ path }) => path),
  );
  const x = {
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 1] },
    axis: { values: [0, 1], labelExpr: "datum.value === 0 ? 'lowest' : 'highest'" },
  };
  const tooltip = [
    { field: 'path', title: 'knob' },
    { field: 'was', title: 'before' },
    { field: 'is', title: 'after' },
    { field: 'range', title: 'range' },
  ];
  return [
    plainChart({
      name: 'knobs',
      title:
        edges.length === 0
          ? `${knobs.length} knobs were turned; all came to stand within their ranges`
          : `${knobs.length} knobs were turned; at the edge of its range: ${edges.map(({ path }) => path).join(', ')}`,
      subtitle: `each knob within the range that was searched; hollow before (at the edge where it was outside), filled after; n = ${formatCount(knobs.length)} knobs`,
      takeaway: edges.length === 0 ? '' : 'A knob at an edge might go further in a wider range.',
      alt: `Dots: ${rows.map(({ path, was, is, range }) => `${path} ${was} to ${is}, of ${range}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(rows.length),
        padding: { left: 8, top: 8, bottom: 8, right: 64 },
        layer: beforeAndAfter(theme, { x, y, tooltip }),
      },
      table: {
        columns: ['knob', 'before', 'after', 'lowest', 'highest'],
        rows: knobs.map(({ path, before, after, low, high }) => [path, before, after, low, high]),
      },
    }),
  ];
}

/** A hollow dot before, a filled one after, a line between them, and the value after beside it: rows have `before`, `after`, `is`. */
const beforeAndAfter = (
  theme: Theme,
  { x, y, tooltip }: { readonly x: object; readonly y: object; readonly tooltip: readonly object[] },
) => [
  {
    mark: { type: 'rule', strokeWidth: 2, color: theme.line },
    encoding: { y, x: { ...x, field: 'before' }, x2: { field: 'after' } },
  },
  {
    mark: { type: 'point', filled: false, size: 70, strokeWidth: 1.6, color: theme.muted },
    encoding: { y, x: { ...x, field: 'before' }, tooltip },
  },
  {
    mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
    encoding: { y, x: { ...x, field: 'after' }, tooltip },
  },
  {
    mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
    encoding: { y, x: { value: 'width' }, text: { field: 'is' } },
  },
];
