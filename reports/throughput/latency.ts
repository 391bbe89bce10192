import type { Chart, VegaLiteSpec } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import type { Theme } from '../theme.ts';
import { decadesAround, mainPoints, type PointView, sizeWords, type ThroughputView } from './view.ts';

/** Milliseconds below this are drawn here: the clock says little about them. */
const LEAST = 1e-4;
const PARTS = ['p50', 'p95', 'p99'] as const;

/** How long one user waits, at each main point, the quickest first. */
export const latency = (view: ThroughputView, theme: Theme): Chart[] =>
  mainPoints(view).flatMap((main) => {
    const rows = rowsOfPoint(main);
    return rows.length === 0 ? [] : [latencyOf(main, rows, theme)];
  });

interface Row {
  readonly lane: string;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly calls: number;
}

const rowsOfPoint = ({ lanes }: PointView): Row[] =>
  lanes
    .flatMap(({ name, measured }) => (measured.latency === null ? [] : [{ lane: name, ...measured.latency }]))
    .toSorted((a, b) => a.p50 - b.p50);

/** Milliseconds to three digits. */
const shown = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

function latencyOf({ point }: PointView, rows: readonly Row[], theme: Theme): Chart {
  const first = rows[0]!;
  return {
    name: `latency-${point.factors}`,
    repeats: null,
    metric: null,
    title: `On ${point.factors} factors one user waits ${shown(first.p50)} with ${first.lane}, 99 of 100 at most ${shown(first.p99)}`,
    subtitle: `${sizeWords(point)}; one user a call, percentiles over all calls`,
    takeaway: `Percentiles over ${rows.map(({ calls }) => calls).reduce((a, b) => Math.min(a, b))} calls or more a backend; the highest also hold what else the machine did.`,
    alt: `Milliseconds a user by backend: ${rows.map((row) => `${row.lane} ${PARTS.map((part) => `${part} ${shown(row[part])}`).join(', ')}`).join('; ')}.`,
    spec: dots(theme, rows),
    table: {
      columns: ['backend', 'p50 ms', 'p95 ms', 'p99 ms', 'calls'],
      rows: rows.map(({ lane, p50, p95, p99, calls }) => [lane, p50, p95, p99, calls]),
    },
    exported: true,
  };
}

function dots(theme: Theme, rows: readonly Row[]): VegaLiteSpec {
  const ticks = decadesAround(rows.flatMap((row) => PARTS.map((part) => Math.max(row[part], LEAST))));
  const names = rows.map(({ lane }) => lane);
  return {
    data: {
      values: rows.flatMap((row) =>
        PARTS.map((part) => ({
          lane: row.lane,
          part,
          ms: Math.max(row[part], LEAST),
          shown: shown(row[part]),
        })),
      ),
    },
    height: rowsHeight(rows.length),
    mark: { type: 'point', filled: true, size: 90, opacity: 1 },
    encoding: {
      y: rowsOf('lane', names),
      x: {
        field: 'ms',
        type: 'quantitative',
        title: 'milliseconds, logarithmic scale',
        scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] },
        axis: { format: '~g', values: ticks },
      },
      color: {
        field: 'part',
        type: 'nominal',
        scale: { domain: PARTS, range: theme.series.slice(0, PARTS.length) },
        legend: { title: null },
      },
      shape: {
        field: 'part',
        type: 'nominal',
        scale: { domain: PARTS, range: ['circle', 'diamond', 'triangle-up'] },
        legend: { title: null },
      },
      tooltip: [
        { field: 'lane', title: 'backend' },
        { field: 'part', title: 'percentile' },
        { field: 'shown', title: 'time' },
      ],
    },
  };
}
