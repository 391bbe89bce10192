/** Every point of a plan, one after another; records filed by rename, and those that stand are not measured again. */

import { readdir, readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { FitRun } from '../../algorithms/algorithm.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { isAbsent } from '../../algorithms/scoring/backends/optional-package.node.ts';
import { BACKENDS, type BackendName } from '../../algorithms/scoring/backends/registry.node.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { revision } from '../../datasets/revision.node.ts';
import { MOST_BYTES } from '../../numerics/kernels/memory.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import { openSwept } from '../filing.node.ts';
import { machineNow } from '../host.node.ts';
import { writeJson } from '../run-store.node.ts';
import { FACTORS, problemOf, type Vectors } from './factors.ts';
import type { LaneOffer } from './lane.node.ts';
import { measurePoint } from './measure-point.node.ts';
import { probeMemory } from './memory-probe.node.ts';
import { threadCounts } from './plan.ts';
import {
  type BackendNote,
  laneName,
  type Point,
  type PointInputs,
  type PointRecord,
  pointId,
  type ThroughputFile,
  type TimingOptions,
} from './throughput-record.ts';

export interface ThroughputOptions {
  readonly out: string;
  readonly points: readonly Point[];
  readonly backends: readonly BackendName[];
  /** The most; threaded backends are measured at 1 ... threads. */
  readonly threads: number;
  readonly timing: TimingOptions;
  readonly seed: string;
  /** Of this project. */
  readonly version: string;
  readonly command: string;
  /** Measures again what is filed. */
  readonly again: boolean;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
}

export interface ThroughputOutcome {
  readonly file: ThroughputFile;
  readonly records: readonly PointRecord[];
  /** Points found filed. */
  readonly resumed: number;
}

export const pointsFolder = (out: string): string => join(out, 'points');
const SET_FILE = 'throughput.json';
const recordFile = (out: string, id: string): string => join(pointsFolder(out), `${id}.json`);

export async function runThroughput(options: ThroughputOptions): Promise<ThroughputOutcome> {
  const { out, points, seed, timing } = options;
  points.forEach(requireSize);
  await requireFolder(out);
  await openSwept(out, pointsFolder(out));
  const { lanes, notes } = await loadLanes(options);
  if (lanes.length === 0)
    throw new ConfigError(notes.map(({ backend, absent }) => `bench: ${backend} is absent: ${absent}`));
  const host = machineNow(options.version);
  const inputs = points.map((point): PointInputs => {
    return { point, seed, lanes: lanes.map((lane) => lane.inputs), timing, host };
  });
  const file: ThroughputFile = {
    schema: 'shoplab.throughput-set/1',
    seed,
    host,
    backends: notes,
    points: inputs.map(pointId),
    timing,
    command: options.command,
  };
  await writeJson(join(out, SET_FILE), file);
  const vectors = vectorStore(options);
  const records: PointRecord[] = [];
  let resumed = 0;
  for (const [index, own] of inputs.entries()) {
    const found = options.again ? null : await readPoint(out, pointId(own));
    const filed = found?.lanes.some(({ status }) => status === 'failed') ? null : found;
    if (filed) resumed++;
    records.push(filed ?? (await measureAndFile(own, index, lanes, vectors, options)));
  }
  return { file, records, resumed };
}

/** Throws ConfigError where the vectors of a side are more than one module can address. */
function requireSize({ users, items, dimensions }: Point): void {
  const rows = Math.max(users, items);
  const needed = 4 * rows * dimensions;
  if (needed > MOST_BYTES)
    throw new ConfigError([
      `bench: ${rows} vectors of ${dimensions} need ${needed} bytes; ${MOST_BYTES} are allowed`,
    ]);
}

/** Throws ConfigError unless benchmarks may be filed in `dir`: a folder that is not there yet, is empty, or holds some already. */
async function requireFolder(dir: string): Promise<void> {
  if (dir.trim() === '') throw new ConfigError(['out: the path is empty; a folder is needed']);
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new ConfigError([`out: ${dir} is a file; a folder is needed`]);
    throw new ConfigError([`out: ${dir} cannot be a folder (${error.code})`]);
  });
  if (names.length > 0 && !names.includes(SET_FILE))
    throw new ConfigError([
      `out: ${dir} is not empty and holds no benchmark; it will not be written to: give another folder`,
    ]);
}

/** A lane for each backend that is there and each number of threads; a note for each that was asked for. */
async function loadLanes({ backends, threads, version }: ThroughputOptions) {
  const lanes: LaneOffer[] = [];
  const notes: BackendNote[] = [];
  for (const name of backends) {
    const offer = BACKENDS[name];
    let note: BackendNote = { backend: name, doc: offer.doc, version: null, absent: null };
    for (const count of offer.threaded ? threadCounts(threads) : [1]) {
      const backend = await offer.load({ threads: count, kernels: kernelHost(count), version });
      if (isAbsent(backend)) {
        note = { ...note, absent: backend.absent };
        break;
      }
      note = { ...note, version: backend.version };
      lanes.push({
        inputs: { backend: name, threads: backend.threads, version: backend.version },
        offer,
        backend,
      });
    }
    notes.push(note);
  }
  return { lanes, notes };
}

type VectorsFor = (point: Point) => Promise<Vectors>;

/** Vectors made once for each kind and number of dimensions, as large as any point of theirs needs; the last one is kept. */
function vectorStore(options: ThroughputOptions): VectorsFor {
  let kept = { key: '', vectors: undefined as Vectors | undefined };
  return async (point) => {
    const { factors, dimensions } = point;
    const key = `${factors} ${dimensions}`;
    if (kept.key !== key || !kept.vectors) {
      const own = options.points.filter((one) => one.factors === factors && one.dimensions === dimensions);
      const users = Math.max(...own.map((one) => one.users));
      const items = Math.max(...own.map((one) => one.items));
      const run = runFor(options, (done, total) =>
        options.onStage(`${factors} factors of ${dimensions}`, done, total),
      );
      kept = { key, vectors: await FACTORS[factors].make(users, items, dimensions, run) };
    }
    return kept.vectors!;
  };
}

const runFor = (
  { seed, signal, threads }: ThroughputOptions,
  progress: (done: number, total: number) => void,
): FitRun => fitRun({ seed: seedWords(seed), signal, progress, kernels: kernelHost(threads) });

async function measureAndFile(
  inputs: PointInputs,
  index: number,
  lanes: readonly LaneOffer[],
  vectors: VectorsFor,
  options: ThroughputOptions,
): Promise<PointRecord> {
  const { point, timing } = inputs;
  const { signal } = options;
  const problem = problemOf(
    point,
    await vectors(point),
    runFor(options, () => {}),
  );
  const before = loadavg()[0]!;
  const turns = lanes.length * timing.rounds;
  const measured = await measurePoint(point, problem, lanes, timing, {
    signal,
    progress: (done) => options.onStage('measuring', index * turns + done, options.points.length * turns),
    peaks: ({ inputs: { backend, threads } }, own) => probeMemory(backend, threads ?? 1, own, signal),
  });
  const record: PointRecord = {
    schema: 'shoplab.throughput/1',
    id: pointId(inputs),
    inputs,
    lanes: measured,
    load: [before, loadavg()[0]!],
    ...revision(),
    finishedAt: new Date().toISOString(),
  };
  await writeJson(recordFile(options.out, record.id), record);
  return record;
}

/** `gaussian, 50,000 items x 64, 4,096 users`. */
export const pointWords = ({ factors, items, dimensions, users }: Point): string =>
  `${factors}, ${items.toLocaleString('en-US')} items x ${dimensions}, ${users.toLocaleString('en-US')} users`;

/** The record with this id; null when there is none. Throws, naming the file, on one that is damaged or foreign. */
async function readPoint(out: string, id: string): Promise<PointRecord | null> {
  const file = recordFile(out, id);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const record = parse(text);
  if (record?.schema !== 'shoplab.throughput/1' || record.id !== id || pointId(record.inputs) !== id)
    throw new Error(`${file}: not the record of ${id}; remove the file to measure it again`);
  return record;
}

function parse(text: string): PointRecord | null {
  try {
    return JSON.parse(text) as PointRecord | null;
  } catch {
    return null;
  }
}

/** How a lane is called in print. */
export const nameOf = (lane: PointRecord['lanes'][number]): string =>
  laneName(lane, BACKENDS[lane.backend as BackendName]?.threaded ?? false);
