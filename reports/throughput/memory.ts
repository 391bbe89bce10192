import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import type { Theme } from '../theme.ts';
import { looksOf, mainPoints, type PointView, sizeWords, type ThroughputView } from './view.ts';

const MIB = 2 ** 20;

/** The most memory that a process with one backend held, at each main point. */
export const memory = (view: ThroughputView, theme: Theme): Chart[] =>
  mainPoints(view).flatMap((main) => {
    const rows = rowsOfPoint(main);
    return rows.length === 0 ? [] : [memoryOf(view, main, rows, theme)];
  });

interface Row {
  readonly lane: string;
  readonly base: number;
  readonly peak: number;
  readonly bytesPerItem: number | null;
  readonly bytesPerUser: number | null;
}

const rowsOfPoint = ({ lanes }: PointView): Row[] =>
  lanes
    .flatMap(({ name, measured: { memory: own } }) =>
      own.peakBytes === null || own.baseBytes === null
        ? []
        : [
            {
              lane: name,
              base: own.baseBytes / MIB,
              peak: own.peakBytes / MIB,
              bytesPerItem: own.bytesPerItem,
              bytesPerUser: own.bytesPerUser,
            },
          ],
    )
    .toSorted((a, b) => a.peak - b.peak);

function memoryOf(view: ThroughputView, { point }: PointView, rows: readonly Row[], theme: Theme): Chart {
  const names = rows.map(({ lane }) => lane);
  const least = rows[0]!;
  const mib = (value: number): string => `${value.toFixed(0)} MiB`;
  return {
    name: `memory-${point.factors}`,
    repeats: null,
    metric: null,
    title: `${least.lane} needs the least memory on ${point.factors} factors: ${mib(least.peak)} at most`,
    subtitle: `${sizeWords(point)}; resident memory of a process that does nothing else, Node included`,
    takeaway: 'Bytes an item and a user are what a backend keeps between calls, as it tells.',
    alt: `Peak memory by backend: ${rows.map(({ lane, peak }) => `${lane} ${mib(peak)}`).join('; ')}.`,
    spec: {
      data: { values: rows.map((row) => ({ ...row, shown: mib(row.peak) })) },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 70 },
      layer: [
        {
          mark: { type: 'bar', size: 12 },
          encoding: {
            y: rowsOf('lane', names),
            x: { field: 'peak', type: 'quantitative', title: 'MiB', scale: { zero: true } },
            color: looksOf(view, theme, names).colour(),
            tooltip: [
              { field: 'lane', title: 'backend' },
              { field: 'shown', title: 'peak' },
            ],
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y: rowsOf('lane', names), x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: {
      columns: ['backend', 'MiB before', 'MiB at most', 'bytes an item', 'bytes a user'],
      rows: rows.map(({ lane, base, peak, bytesPerItem, bytesPerUser }) => [
        lane,
        base,
        peak,
        bytesPerItem,
        bytesPerUser,
      ]),
    },
    exported: true,
  };
}
