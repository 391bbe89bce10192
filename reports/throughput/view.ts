/** The records of a benchmark, arranged for charts: lanes with their looks, main points, curves. */

import type { Host } from '../../experiments/run-record.ts';
import type {
  LaneMeasured,
  LaneResult,
  Point,
  PointRecord,
  ThroughputFile,
} from '../../experiments/throughput/throughput-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { VegaLiteSpec } from '../specs/chart.ts';
import { formatCount } from '../text/format.ts';
import { SERIES, SHAPES, type Theme } from '../theme.ts';

/** A lane that was measured, under its name. */
export interface MeasuredLane {
  readonly name: string;
  readonly backend: string;
  readonly threads: number | null;
  readonly measured: LaneMeasured;
}

export interface PointView {
  readonly point: Point;
  readonly lanes: readonly MeasuredLane[];
}

export interface ThroughputView {
  readonly file: ThroughputFile;
  readonly points: readonly PointView[];
  /** Names of all lanes that were measured anywhere, in the order of the records. */
  readonly lanes: readonly string[];
  /** Lanes refused, as sentences, each once. */
  readonly refused: readonly string[];
  /** Least and most load of the machine over all points. */
  readonly load: readonly [number, number];
  /** What measured the points. */
  readonly hosts: readonly Host[];
  /** Of the records, in their order. */
  readonly digest: string;
}

export function throughputView(file: ThroughputFile, records: readonly PointRecord[]): ThroughputView {
  const several = new Set(
    records.flatMap(({ lanes }) =>
      lanes
        .filter((lane, at) => lanes.some((other, n) => n !== at && other.backend === lane.backend))
        .map(({ backend }) => backend),
    ),
  );
  const nameOf = ({ backend, threads }: LaneResult): string =>
    several.has(backend) ? `${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : backend;
  const points = records.map(({ inputs, lanes }): PointView => {
    return {
      point: inputs.point,
      lanes: lanes.flatMap((lane) =>
        lane.status === 'measured'
          ? [{ name: nameOf(lane), backend: lane.backend, threads: lane.threads, measured: lane }]
          : [],
      ),
    };
  });
  const refused = records.flatMap(({ lanes }) =>
    lanes.flatMap((lane) =>
      lane.status === 'measured'
        ? []
        : [`${nameOf(lane)} ${lane.status === 'different' ? 'answers differently' : 'failed'}: ${lane.why}`],
    ),
  );
  const loads = records.flatMap(({ load }) => load);
  return {
    file,
    points,
    lanes: [...new Set(points.flatMap(({ lanes }) => lanes.map(({ name }) => name)))],
    refused: [...new Set(refused)],
    load: [Math.min(...loads), Math.max(...loads)],
    hosts: records.map(({ inputs, commit, dirty }) => ({
      ...inputs.host,
      ...(commit !== undefined && { commit }),
      ...(dirty !== undefined && { dirty }),
    })),
    digest: digestJson(records),
  };
}

export const mainPoints = ({ points }: ThroughputView): readonly PointView[] =>
  points.filter(({ point }) => point.main);

export const GROWTH = ['items', 'users', 'dimensions'] as const;
export type Growth = (typeof GROWTH)[number];

/** The points that differ from a main point in one size alone, and that point, by that size. */
export function curveOf({ points }: ThroughputView, main: Point, along: Growth): PointView[] {
  const others = GROWTH.filter((name) => name !== along);
  return points
    .filter(
      ({ point }) => point.factors === main.factors && others.every((name) => point[name] === main[name]),
    )
    .toSorted((a, b) => a.point[along] - b.point[along]);
}

/** Colour and shape of each lane, the same in every chart; a backend alone looks like its first lane. */
export function looksOf(view: ThroughputView, theme: Theme, names: readonly string[]) {
  const at = (name: string): number =>
    view.lanes.findIndex((lane) => lane === name || lane.startsWith(`${name},`));
  const channel = (range: readonly string[], legend: unknown): VegaLiteSpec => ({
    field: 'lane',
    type: 'nominal',
    scale: { domain: names, range },
    legend,
  });
  return {
    colour: (legend: unknown = null) =>
      channel(
        names.map((name) => (at(name) < SERIES ? theme.series[at(name)]! : theme.other)),
        legend,
      ),
    shape: (legend: unknown = null) =>
      channel(
        names.map((name) => SHAPES[at(name) % SHAPES.length]!),
        legend,
      ),
  };
}

/** `50,000 items x 64, 4,096 users, lists of 10`. */
export const sizeWords = ({ items, dimensions, users, k }: Point): string =>
  `${formatCount(items)} items x ${dimensions}, ${formatCount(users)} users, lists of ${k}`;

/** Times a rate is of another: `3.2 times`. */
export const timesWords = (ratio: number): string =>
  `${ratio >= 10 ? formatCount(ratio) : ratio.toPrecision(2)} times`;

/** Powers of ten around all values, all above 0. */
export function decadesAround(values: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
}
