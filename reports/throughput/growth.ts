import type { Chart, VegaLiteSpec } from '../specs/chart.ts';
import { formatCount, joinWords } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import {
  curveOf,
  decadesAround,
  GROWTH,
  type Growth,
  looksOf,
  mainPoints,
  type PointView,
  type ThroughputView,
  timesWords,
} from './view.ts';

interface Row {
  readonly lane: string;
  readonly size: number;
  readonly rate: number;
}

const AXIS: Readonly<Record<Growth | 'threads', string>> = {
  items: 'items',
  users: 'users asked for at once',
  dimensions: 'dimensions of a vector',
  threads: 'threads',
};

/** Users a second along items, users and dimensions, each kind of factors apart, and along threads. */
export function growth(view: ThroughputView, theme: Theme): Chart[] {
  return mainPoints(view).flatMap((main) => [
    ...GROWTH.flatMap((along) => {
      const rows = curveOf(view, main.point, along).flatMap(({ point, lanes }) =>
        lanes.map(({ name, measured }): Row => {
          return { lane: name, size: point[along], rate: measured.usersPerSecond.median };
        }),
      );
      return curveChart(view, theme, main, along, rows);
    }),
    ...curveChart(view, theme, main, 'threads', threadRows(main)),
  ]);
}

/** Backends that were measured at more than one number of threads. */
const threadRows = ({ lanes }: PointView): Row[] =>
  lanes
    .filter(({ backend }) => lanes.filter((other) => other.backend === backend).length > 1)
    .map(({ backend, threads, measured }) => {
      return { lane: backend, size: threads!, rate: measured.usersPerSecond.median };
    });

function curveChart(
  view: ThroughputView,
  theme: Theme,
  { point }: PointView,
  along: Growth | 'threads',
  rows: readonly Row[],
): Chart[] {
  const sizes = [...new Set(rows.map(({ size }) => size))].sort((a, b) => a - b);
  if (sizes.length < 2) return [];
  const lanes = [...new Set(rows.map(({ lane }) => lane))];
  const at = (lane: string, size: number) => rows.find((row) => row.lane === lane && row.size === size)?.rate;
  const changes = lanes.flatMap((lane) => {
    const [from, to] = [at(lane, sizes[0]!), at(lane, sizes.at(-1)!)];
    return from === undefined || to === undefined ? [] : [{ lane, from, to }];
  });
  const ours = changes.find(({ lane }) => lane.startsWith('core')) ?? changes[0];
  const fixed = GROWTH.filter((name) => name !== along).map((name) => `${formatCount(point[name])} ${name}`);
  return [
    {
      name: `growth-${along}-${point.factors}`,
      repeats: null,
      metric: null,
      title: ours
        ? `${ours.lane} on ${point.factors} factors: ${formatCount(ours.from)} users a second at ${formatCount(sizes[0]!)} ${along}, ${formatCount(ours.to)} at ${formatCount(sizes.at(-1)!)}`
        : `Users a second along ${along}, on ${point.factors} factors`,
      subtitle: `${joinWords(fixed)}; median of rounds${along === 'threads' ? '' : ', both axes logarithmic'}`,
      takeaway: `From one end to the other: ${changes.map(({ lane, from, to }) => `${lane} ${timesWords(to / from)}`).join(', ')}.`,
      alt: `Users a second along ${along}: ${lanes.map((lane) => `${lane} ${sizes.flatMap((size) => (at(lane, size) === undefined ? [] : `${formatCount(at(lane, size)!)} at ${formatCount(size)}`)).join(', ')}`).join('; ')}.`,
      spec: lines(view, theme, lanes, sizes, along, rows),
      table: {
        columns: ['backend', ...sizes.map((size) => `${formatCount(size)} ${along}`)],
        rows: lanes.map((lane) => [lane, ...sizes.map((size) => at(lane, size) ?? null)]),
      },
      exported: true,
    },
  ];
}

function lines(
  view: ThroughputView,
  theme: Theme,
  lanes: readonly string[],
  sizes: readonly number[],
  along: Growth | 'threads',
  rows: readonly Row[],
): VegaLiteSpec {
  const looks = looksOf(view, theme, lanes);
  const isLog = along !== 'threads';
  const ticks = decadesAround(rows.map(({ rate }) => rate));
  const encoding = {
    x: {
      field: 'size',
      type: 'quantitative',
      title: AXIS[along],
      scale: { type: isLog ? 'log' : 'linear', domain: [sizes[0], sizes.at(-1)] },
      axis: { values: sizes, format: '~s', labelOverlap: true },
    },
    y: {
      field: 'rate',
      type: 'quantitative',
      title: 'users a second',
      ...(isLog
        ? { scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] }, axis: { values: ticks, format: '~s' } }
        : { scale: { zero: true }, axis: { format: '~s' } }),
    },
    color: looks.colour({ title: null }),
  };
  return {
    data: { values: rows },
    height: 260,
    layer: [
      { mark: { type: 'line', strokeWidth: 2 }, encoding },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          ...encoding,
          shape: looks.shape({ title: null }),
          tooltip: [
            { field: 'lane', title: 'backend' },
            { field: 'size', title: along, format: ',' },
            { field: 'rate', title: 'users/s', format: ',.0f' },
          ],
        },
      },
    ],
  };
}
