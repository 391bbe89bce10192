import type { Chart, VegaLiteSpec } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import {
  decadesAround,
  looksOf,
  mainPoints,
  type PointView,
  sizeWords,
  type ThroughputView,
  timesWords,
} from './view.ts';

/** Users a second of every lane at each main point, the fastest first. */
export const standing = (view: ThroughputView, theme: Theme): Chart[] =>
  mainPoints(view).flatMap((main) => (main.lanes.length === 0 ? [] : [standingOf(view, main, theme)]));

function standingOf(view: ThroughputView, { point, lanes }: PointView, theme: Theme): Chart {
  const ranked = lanes.toSorted(
    (a, b) => b.measured.usersPerSecond.median - a.measured.usersPerSecond.median,
  );
  const rows = ranked.map(({ name, measured: { usersPerSecond: rate, nominalGflops, toReference } }) => ({
    lane: name,
    median: rate.median,
    least: rate.least,
    most: rate.most,
    shown: formatCount(rate.median),
    gflops: nominalGflops,
    ratio: toReference?.median ?? null,
  }));
  const first = rows[0]!;
  const told = first.ratio === null ? '' : `, ${timesWords(first.ratio)} the reference`;
  return {
    name: `users-per-second-${point.factors}`,
    repeats: null,
    metric: null,
    title: `On ${point.factors} factors ${first.lane} answers ${formatCount(first.median)} users a second${told}`,
    subtitle: `${sizeWords(point)}; median of ${view.file.timing.rounds} rounds in turn, bars from the least to the most`,
    takeaway:
      'Every list was compared before it was timed: canonical scores bit for bit, other libraries up to the rounding of sums. Ratios are taken within rounds.',
    alt: `Users a second by backend: ${rows.map(({ lane, shown }) => `${lane} ${shown}`).join('; ')}.`,
    spec: dots(view, theme, rows),
    table: {
      columns: ['backend', 'users/s', 'least', 'most', 'to reference', 'GFLOP/s of a full scan'],
      rows: rows.map(({ lane, median, least, most, ratio, gflops }) => [
        lane,
        median,
        least,
        most,
        ratio,
        gflops,
      ]),
    },
    exported: true,
  };
}

interface Row {
  readonly lane: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function dots(view: ThroughputView, theme: Theme, rows: readonly Row[]): VegaLiteSpec {
  const names = rows.map(({ lane }) => lane);
  const looks = looksOf(view, theme, names);
  const ticks = decadesAround(rows.flatMap(({ least, most }) => [least, most]));
  const y = rowsOf('lane', names);
  const x = {
    field: 'median',
    type: 'quantitative',
    title: 'users a second, logarithmic scale',
    scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] },
    axis: { format: '~s', values: ticks },
  };
  return {
    data: { values: rows },
    height: rowsHeight(rows.length),
    padding: { left: 8, top: 8, bottom: 8, right: 70 },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
        encoding: { y, x: { ...x, field: 'least' }, x2: { field: 'most' }, color: looks.colour() },
      },
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          y,
          x,
          color: looks.colour(),
          shape: looks.shape(),
          tooltip: [
            { field: 'lane', title: 'backend' },
            { field: 'median', title: 'users/s', format: ',.0f' },
            { field: 'gflops', title: 'GFLOP/s', format: '.1f' },
          ],
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
      },
    ],
  };
}
