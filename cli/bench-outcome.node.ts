/** What `shoplab bench` says of what it measured. */

import {
  nameOf,
  pointsFolder,
  pointWords,
  type ThroughputOutcome,
} from '../experiments/throughput/run-throughput.node.ts';
import type { LaneResult, PointRecord } from '../experiments/throughput/throughput-record.ts';
import { bytes, count, table } from './format.node.ts';

/** As --json prints it: the records as they are filed. */
export const benchJson = (
  { file, records, resumed }: ThroughputOutcome,
  out: string,
  report: string | null,
): Record<string, unknown> => ({ ...file, folder: out, resumed, records, report });

const HEAD = [
  'backend',
  'users/s',
  'least to most',
  'to reference',
  'GFLOP/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'peak',
  'B/item',
  'B/user',
] as const;

/** A table for each main point, one line for each other point, absences and refusals, and where the records are. */
export function benchLines(
  { file, records, resumed }: ThroughputOutcome,
  out: string,
  report: string | null,
): string[] {
  const { cpu, cores, node } = file.host;
  const main = records.filter(({ inputs }) => inputs.point.main);
  const others = records.filter(({ inputs }) => !inputs.point.main);
  return [
    `${cpu}, ${cores} cores, node ${node}; ${file.timing.rounds} rounds in turn, medians; GFLOP/s as of a full scan`,
    ...main.flatMap((record) => ['', mainTitle(record), table([...HEAD], record.lanes.flatMap(laneRow))]),
    ...(others.length === 0 ? [] : ['', 'users/s along the curves', ...curveTable(others)]),
    '',
    ...file.backends.flatMap(({ backend, absent }) =>
      absent === null ? [] : [`absent: ${backend}: ${absent}`],
    ),
    ...refusals(records),
    `${records.length} points (${resumed} found done)`,
    `records ${pointsFolder(out)}`,
    ...(report === null ? [] : [`report  ${report}`]),
  ];
}

/** Each lane and reason once, with the first point it holds for. */
function refusals(records: readonly PointRecord[]): string[] {
  const lines = new Map<string, { point: string; points: number }>();
  for (const { inputs, lanes } of records)
    for (const lane of lanes) {
      if (lane.status === 'measured') continue;
      const line = `${lane.status.toUpperCase()} ${nameOf(lane)}: ${lane.why}`;
      const known = lines.get(line) ?? { point: pointWords(inputs.point), points: 0 };
      lines.set(line, { ...known, points: known.points + 1 });
    }
  return [...lines].map(([line, { point, points }]) => `${line} (${points} points, first ${point})`);
}

const mainTitle = ({ inputs, load }: PointRecord): string =>
  `${pointWords(inputs.point)}, lists of ${inputs.point.k} (load ${load[0].toFixed(1)} to ${load[1].toFixed(1)})`;

function laneRow(lane: LaneResult): string[][] {
  if (lane.status !== 'measured') return [];
  const { usersPerSecond: rate, toReference: ratio, latency, memory } = lane;
  const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toPrecision(3));
  const whole = (value: number | null): string => (value === null ? '-' : value.toFixed(0));
  return [
    [
      nameOf(lane),
      short(rate.median),
      `${short(rate.least)} to ${short(rate.most)}`,
      ratio === null
        ? '-'
        : `${ratio.median.toPrecision(3)} [${ratio.least.toPrecision(3)}, ${ratio.most.toPrecision(3)}]`,
      lane.nominalGflops.toFixed(1),
      ms(latency?.p50),
      ms(latency?.p95),
      ms(latency?.p99),
      memory.peakBytes === null ? '-' : bytes(memory.peakBytes),
      whole(memory.bytesPerItem),
      whole(memory.bytesPerUser),
    ],
  ];
}

function curveTable(records: readonly PointRecord[]): string[] {
  const names = [...new Set(records.flatMap(({ lanes }) => lanes.map(nameOf)))];
  const rows = records.map(({ inputs, lanes }) => {
    const rates = names.map((name) => {
      const lane = lanes.find((one) => nameOf(one) === name);
      return lane?.status === 'measured' ? short(lane.usersPerSecond.median) : '-';
    });
    return [pointWords(inputs.point), ...rates];
  });
  return [table(['point', ...names], rows)];
}

/** Three digits, whole from 100 on. */
const short = (value: number): string => (value >= 100 ? count(Math.round(value)) : value.toPrecision(3));
