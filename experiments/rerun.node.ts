/** `shoplab rerun`: one run of a study done again, and its result held against the record, bit for bit. */

import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '../datasets/config-error.ts';
import { peakMemoryBytes } from '../datasets/peak-memory.node.ts';
import { isMap } from '../datasets/schema-shape.ts';
import { digestJson } from '../numerics/digest.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { cellsOf, inputsOf } from './fitting/cell-inputs.ts';
import { runCells } from './fitting/cell-pool.node.ts';
import { backendsOf, prepare } from './fitting/prepare.ts';
import type { Cell, Prepared } from './fitting/prepared.ts';
import { machineNow } from './host.node.ts';
import { checkKindRecord, type KindRecord } from './kinds/kind.ts';
import { type KindName, kindNamed, STUDY_KINDS } from './kinds/registry.node.ts';
import { loopCells, loopInputs, prepareLoops, runLoopCell } from './loops/loop-cell.ts';
import { LOOP_RUN, type LoopRun, loopId } from './loops/loop-record.ts';
import { loadWorld, readLoop } from './loops/run-loop-study.node.ts';
import { resultsOf } from './results.node.ts';
import { type RunInputs, type RunRecord, runId, type StudyFile } from './run-record.ts';
import { readRecord } from './run-store.node.ts';
import {
  anyStudyOfText,
  type LoadedStudy,
  loadStudy,
  smokeOfAny,
  smokeStudy,
  studyOfText,
} from './study/load-study.node.ts';
import { loadStudyData } from './study/study-data.node.ts';
import { withTruths } from './study/study-truth.node.ts';

export interface RerunOptions {
  /** Which run of a file of kept results. */
  readonly run?: string;
  /** Folder of simulated data, where the record stands in no folder of a study. */
  readonly out?: string;
  readonly threads: number;
  readonly version: string;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number, under?: string): void;
}

export interface Rerun {
  readonly id: string;
  readonly label: string;
  readonly same: boolean;
  /** Of the result; null where a run failed. */
  readonly digests: { readonly before: string | null; readonly again: string | null };
  /** Where results differ: path, what the record has, what came now. The first hundred. */
  readonly differences: readonly (readonly [path: string, before: string, again: string])[];
  readonly seconds: { readonly before: number | null; readonly again: number | null };
}

interface Found {
  readonly record: RunRecord;
  readonly loaded: LoadedStudy;
  /** Folder of the study. */
  readonly out: string;
}

/**
 * @param file a record in the folder of its study, or a file of kept results. Throws ConfigError where it is neither, and where the run
 * cannot be had again: other data, another version of the algorithm, another backend.
 */
export async function rerun(file: string, options: RerunOptions): Promise<Rerun> {
  const value = await readJson(file);
  const schema = isMap(value) ? value['schema'] : undefined;
  if (schema === LOOP_RUN) return rerunLoop(file, options);
  if (schema === 'shoplab.kind/1') return rerunKind(value as unknown as KindRecord, file, options);
  const { record, loaded, out } = await findRecord(file, options);
  const dataset = await loadStudyData(loaded, { ...options, out });
  const plain = { ...prepare(loaded.study, dataset), backends: await backendsOf(loaded.study) };
  const { cell, mode } = cellOf(plain, record.inputs, file);
  const prepared = await withTruths(plain, loaded, options);
  const { signal, threads, version, onStage } = options;
  let again: RunRecord | undefined;
  onStage('fits', 0, 1);
  await runCells(prepared, [cell], {
    ...{ threads, version, signal },
    onNote: () => undefined,
    onFit: (_, share) =>
      onStage('fits', 0, 1, `${record.inputs.algorithm.label} ${Math.floor(100 * share)}%`),
    async onOutcome(_, { records }) {
      again = records[mode];
      onStage('fits', 1, 1);
    },
  });
  const seconds = (one: RunRecord): number | null => (one.status === 'done' ? one.measured.fitSeconds : null);
  return held(outcomeOf(record), outcomeOf(again!), record.inputs.algorithm.label, {
    before: seconds(record),
    again: seconds(again!),
  });
}

/** What is compared of a run. */
interface Outcome {
  readonly id: string;
  readonly told: unknown;
  readonly digest: string | null;
}

const outcomeOf = (one: RunRecord | LoopRun): Outcome =>
  one.status === 'done'
    ? { id: one.id, told: one.result, digest: one.resultDigest }
    : { id: one.id, told: { error: one.error }, digest: null };

function held(record: Outcome, again: Outcome, label: string, seconds: Rerun['seconds']): Rerun {
  // What a record of before holds comes from JSON; so does what is compared with it.
  const now: unknown = JSON.parse(JSON.stringify(again.told));
  const differences = differencesOf('', record.told, now);
  return {
    id: record.id,
    label,
    same: differences.length === 0 && record.digest === again.digest,
    digests: { before: record.digest, again: again.digest },
    differences: differences.slice(0, 100),
    seconds,
  };
}

/** A closed loop again, from its first day. */
async function rerunLoop(file: string, { version, threads, signal, onStage }: RerunOptions): Promise<Rerun> {
  const { folder, told, id } = await studyFileOf(file);
  const record = await readLoop(folder, id);
  if (!record) throw new ConfigError([notByItsId(file)]);
  const any = await anyStudyOfText(told.text, join(folder, 'study.json'), scenarioFolder(told.command));
  const loaded = record.inputs.study === any.study.name ? any : smokeOfAny(any);
  if (loaded.kind !== 'loop') throw new ConfigError([`${file}: the study beside it runs no loops`]);
  const prepared = await prepareLoops(loaded.study, await loadWorld(loaded));
  const cells = loopCells(prepared);
  const cell = cells.find((one) => loopId(loopInputs(prepared, one)) === record.id);
  if (!cell)
    throw anotherRun(
      file,
      record.inputs,
      cells.map((one) => loopInputs(prepared, one)),
    );
  const { label } = record.inputs.policy;
  const again = await runLoopCell(prepared, cell, {
    clock: () => performance.now() / 1000,
    now: () => new Date().toISOString(),
    peakMemoryBytes,
    host: machineNow(version),
    threads: 1,
    kernels: kernelHost(threads),
    signal,
    onRound: (done, total) => onStage(`loop of ${label}`, done, total),
    load: async () => null,
    offer: async () => undefined,
  });
  const seconds = (one: LoopRun): number | null => (one.status === 'done' ? one.measured.seconds : null);
  return held(outcomeOf(record), outcomeOf(again), label, { before: seconds(record), again: seconds(again) });
}

/** A study of another kind again, without the parts that were kept. */
async function rerunKind(record: KindRecord, file: string, options: RerunOptions): Promise<Rerun> {
  checkKindRecord(record, file);
  const { study } = record.inputs;
  if (!Object.hasOwn(STUDY_KINDS, record.inputs.kind))
    throw new ConfigError([`${file}: no study is of kind '${record.inputs.kind}' here`]);
  const kind = await kindNamed(record.inputs.kind as KindName);
  if (kind.version !== record.inputs.version)
    throw anotherRun(file, record.inputs, [{ ...record.inputs, version: kind.version }]);
  const started = performance.now();
  const { threads, signal, onStage } = options;
  const result: unknown = await kind.run(kind.schema.parse(study), {
    ...{ threads, signal, onStage },
    keepPart: async (_, make) => JSON.parse(JSON.stringify(await make())),
  });
  const again: unknown = JSON.parse(JSON.stringify(result));
  const seconds = { before: record.measured.seconds, again: (performance.now() - started) / 1000 };
  const own = { id: record.id, told: record.result, digest: record.resultDigest };
  return held(own, { id: record.id, told: again, digest: digestJson(again) }, study.name, seconds);
}

async function findRecord(file: string, { run, out }: RerunOptions): Promise<Found> {
  const value = await readJson(file);
  const schema = isMap(value) ? value['schema'] : undefined;
  if (schema === 'shoplab.run/2') return inStudy(file);
  const kept = resultsOf(value, file);
  if (!kept)
    throw new ConfigError([
      `${file}: neither a record of a run nor a file of kept results; give one of either`,
    ]);
  const record = kept.records.find(({ id }) => id === run);
  if (!record) {
    const ids = kept.records.map(
      ({ id, inputs }) => `${id} (${inputs.algorithm.label}, seed ${inputs.seed})`,
    );
    const [first = 'none'] = ids;
    throw new ConfigError([
      `${file}: ${run === undefined ? 'it holds several runs; say which with --run' : `no run '${run}' in it`}, such as ${first}`,
    ]);
  }
  const loaded = await studyOfCommand(kept.command, file);
  return { record, loaded, out: out ?? join('out', loaded.study.name) };
}

async function inStudy(file: string): Promise<Found> {
  const { folder, told, id } = await studyFileOf(file);
  const record = await readRecord(folder, id);
  if (!record) throw new ConfigError([notByItsId(file)]);
  const whole = await studyOfText(told.text, join(folder, 'study.json'), scenarioFolder(told.command));
  const isSmoke = record.inputs.study !== whole.study.name;
  return { record, loaded: isSmoke ? smokeStudy(whole) : whole, out: folder };
}

const notByItsId = (file: string): string => `${file}: a record is named by its id, and stands under runs/`;

/** The study that a record stands in. */
async function studyFileOf(file: string): Promise<{ folder: string; told: StudyFile; id: string }> {
  const folder = dirname(dirname(resolve(file)));
  return {
    folder,
    told: (await readJson(join(folder, 'study.json'))) as StudyFile,
    id: basename(file, '.json'),
  };
}

/** Where a path of a scenario in the study was looked up: beside the study, as the command named it. */
function scenarioFolder(command: string): string {
  const [, named = ''] = /^npx shoplab run (\S+)/.exec(command) ?? [];
  return dirname(resolve(named));
}

async function studyOfCommand(command: string, file: string): Promise<LoadedStudy> {
  const [, named, smoke] = /^npx shoplab run (\S+)( --smoke)?$/.exec(command) ?? [];
  if (named === undefined) throw new ConfigError([`${file}: the command '${command}' runs no study`]);
  const whole = await loadStudy(named);
  return smoke ? smokeStudy(whole) : whole;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${file}: cannot be read (${error.code})`]);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError([`${file}: not JSON (${(error as Error).message})`]);
  }
}

/** The cell with these inputs, and which of its modes; the nearest one is told of where there is none. */
function cellOf(prepared: Prepared, inputs: RunInputs, file: string): { cell: Cell; mode: number } {
  const id = runId(inputs);
  const own = cellsOf(prepared).flatMap((cell) =>
    inputsOf(prepared, cell).map((made, mode) => ({ cell, mode, made, id: runId(made) })),
  );
  const found = own.find((one) => one.id === id);
  if (found) return found;
  throw anotherRun(
    file,
    inputs,
    own.map(({ made }) => made),
  );
}

/** In what the run that is nearest to the record differs from it. */
function anotherRun(file: string, inputs: object, made: readonly object[]): ConfigError {
  const differing = made
    .map((one) => differencesOf('', inputs, JSON.parse(JSON.stringify(one))))
    .sort((one, other) => one.length - other.length);
  const [nearest = []] = differing;
  return new ConfigError(
    nearest
      .slice(0, 10)
      .map(
        ([path, before, now]) => `${file}: ${path} was ${before}, and is ${now} here: it is another run now`,
      ),
  );
}

function differencesOf(path: string, before: unknown, again: unknown): [string, string, string][] {
  if (isDeepStrictEqual(before, again)) return [];
  if (isParted(before) && isParted(again) && Array.isArray(before) === Array.isArray(again)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(again)])];
    return keys.flatMap((key) =>
      differencesOf(path === '' ? key : `${path}.${key}`, before[key], again[key]),
    );
  }
  const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 80);
  return [[path, shown(before), shown(again)]];
}

const isParted = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
