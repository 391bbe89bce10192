/** Records of a benchmark, made up. */

import type {
  LaneResult,
  Point,
  PointRecord,
  ThroughputFile,
} from '../../experiments/throughput/throughput-record.ts';

const host = { cpu: 'a <fast> CPU', cores: 4, node: 'v20.0.0', shoplab: '1.0.0' };
const timing = { rounds: 3, sliceMs: 40 };

function lane(backend: string, threads: number, rate: number, main: boolean): LaneResult {
  return {
    backend,
    threads,
    version: '1',
    status: 'measured',
    path: null,
    checked: { lists: 8, equal: 8, sameItems: 8 },
    openSeconds: 0.01,
    warmUp: { firstCallSeconds: 0.02, firstCallUsers: 8, seconds: 0.5 },
    batch: 64,
    perSecond: [rate, rate, rate],
    usersPerSecond: { median: rate, least: 0.9 * rate, most: 1.2 * rate },
    nominalGflops: rate / 1000,
    toReference: { median: rate / 1000, least: rate / 1100, most: rate / 900 },
    latency: main ? { p50: 1 / rate, p95: 2 / rate, p99: 0, calls: 500 } : null,
    memory: {
      bytesPerItem: 256,
      bytesPerUser: null,
      baseBytes: main ? 4e7 : null,
      peakBytes: main ? 9e7 : null,
    },
  };
}

function record(point: Partial<Point>, lanes: readonly LaneResult[]): PointRecord {
  const all: Point = {
    factors: 'gaussian',
    users: 512,
    items: 2000,
    dimensions: 32,
    k: 10,
    main: false,
    ...point,
  };
  return {
    schema: 'shoplab.throughput/1',
    id: '0',
    inputs: { point: all, seed: 'a', lanes: [], timing, host },
    lanes,
    load: [0.5, 1.5],
    finishedAt: '2026-01-01T00:00:00.000Z',
  };
}

const three = (main: boolean, scale: number): LaneResult[] => [
  lane('reference', 1, 1000 * scale, main),
  lane('core', 1, 12_000 * scale, main),
  lane('core', 2, 21_000 * scale, main),
  { backend: 'stranger', threads: 1, version: '1', status: 'different', why: 'user 3: item <9>' },
];
export const RECORDS = [
  record({ main: true }, three(true, 1)),
  record({ items: 200 }, three(false, 10)),
  record({ users: 1 }, three(false, 0.5)),
  record({ factors: 'trained', main: true }, three(true, 2)),
];
export const FILE: ThroughputFile = {
  schema: 'shoplab.throughput-set/1',
  seed: 'a',
  host,
  backends: [
    { backend: 'core', doc: 'ours', version: '1.0.0', absent: null },
    { backend: 'missing', doc: 'theirs', version: null, absent: 'missing is not installed' },
  ],
  points: ['0', '0', '0', '0'],
  timing,
  command: 'npx shoplab bench --seed <script>',
};
