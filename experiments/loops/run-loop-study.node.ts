/** The way of a study of loops: worlds, loops on worker threads, records, summary. What is done is never done again. */

import { join } from 'node:path';
import { revision } from '../../datasets/revision.node.ts';
import { digestJson } from '../../numerics/digest.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { aloneIn } from '../alone.node.ts';
import { openSwept } from '../filing.node.ts';
import { CHECKPOINT_SECONDS } from '../fitting/checkpoint-store.node.ts';
import { runJobs, workerFile } from '../job-pool.node.ts';
import { BARRIER_LEAK_KINDS } from '../leaks/leak.ts';
import { readSealed, runsFolder, writeJson, writeRecord } from '../run-store.node.ts';
import { checkStudyFolder } from '../study/study-folder.node.ts';
import {
  type LoopCell,
  loopCells,
  loopInputs,
  type PreparedLoops,
  prepareLoops,
  type ToldWorld,
} from './loop-cell.ts';
import { closeLoopFolder, openLoopFolder, removeLoopCheckpoint } from './loop-checkpoints.node.ts';
import { LOOP_RUN, type LoopRun, type LoopStudyFile, type LoopSummary, loopId } from './loop-record.ts';
import type { LoopStudy } from './loop-study.ts';
import { summariseLoops } from './loop-summary.ts';
import type { LoopWorkerStart } from './loop-worker.node.ts';
import { LOOP_METRICS } from './measures/registry.ts';

export interface LoadedLoops {
  readonly study: LoopStudy;
  /** The text as written. */
  readonly text: string;
  /** Folder against which a scenario's path is resolved. */
  readonly folder: string;
}

export interface RunLoopStudyOptions {
  readonly out: string;
  /** Loops that run at once. */
  readonly threads: number;
  readonly version: string;
  /** How to run it again; kept in study.json. */
  readonly command: string;
  /** Seconds between two checkpoints of a loop, from which it goes on after a kill. */
  readonly checkpointSeconds?: number;
  readonly signal: AbortSignal;
  /** `under`: what is being done just now. */
  onStage(stage: string, done: number, total: number, under?: string): void;
  /** Told of a run that was just filed. `grown` sums up what there is by then. */
  onFiled?(run: LoopRun, grown: () => Promise<GrownLoops>): void;
}

/** A study under way, as a report wants it. */
export interface GrownLoops {
  readonly study: LoopStudyFile;
  readonly summary: LoopSummary;
  /** In the order of the study. */
  readonly runs: readonly LoopRun[];
}

export interface LoopStudyOutcome {
  readonly study: LoopStudyFile;
  /** Folder of the records. */
  readonly records: string;
  /** In the order of the study. */
  readonly runs: readonly LoopRun[];
  /** How many of them were found done. */
  readonly resumed: number;
  readonly notes: readonly string[];
  readonly summary: LoopSummary;
}

/** Runs what is missing of a study under `out` and sums up. Throws the signal's reason when aborted; records are kept. */
export async function runLoopStudy(
  loaded: LoadedLoops,
  options: RunLoopStudyOptions,
): Promise<LoopStudyOutcome> {
  const { out } = options;
  await checkStudyFolder(out, loaded.study.name);
  await openSwept(out, runsFolder(out));
  return aloneIn(out, () => runAlone(loaded, options));
}

async function runAlone(loaded: LoadedLoops, options: RunLoopStudyOptions): Promise<LoopStudyOutcome> {
  const { out, onStage } = options;
  const { study } = loaded;
  const prepared = await prepareLoops(study, await loadWorld(loaded));
  const file = studyFile(prepared, loaded.text, options.command);
  await writeJson(join(out, 'study.json'), file);
  const cells = loopCells(prepared);
  const missing: LoopCell[] = [];
  for (const cell of cells)
    if ((await readLoop(out, loopId(loopInputs(prepared, cell))))?.status !== 'done') missing.push(cell);
  onStage('loops', cells.length - missing.length, cells.length);
  const notes: string[] = [];
  const grown = async (): Promise<GrownLoops> => {
    const runs = (await Promise.all(file.runs.map((id) => readLoop(out, id)))).filter((run) => run !== null);
    return { study: file, summary: summariseLoops(runs, study.statistics.level), runs };
  };
  await runMissing(prepared, cells.length, missing, { ...options, grown }, (note) => notes.push(note));
  const runs: LoopRun[] = [];
  for (const id of file.runs) {
    const run = await readLoop(out, id);
    if (run === null) throw new Error(`${runsFolder(out)}/${id}.json: removed while the study ran`);
    runs.push(run);
  }
  const summary = summariseLoops(runs, study.statistics.level);
  await writeJson(join(out, 'summary.json'), summary);
  return {
    ...{ study: file, records: runsFolder(out), runs, notes, summary },
    resumed: cells.length - missing.length,
  };
}

export const readLoop = (out: string, id: string): Promise<LoopRun | null> =>
  readSealed<LoopRun>(out, id, LOOP_RUN);

/** The world of a study without its seed. Throws ConfigError. */
export async function loadWorld({
  study,
  folder,
}: Pick<LoadedLoops, 'study' | 'folder'>): Promise<ToldWorld> {
  const { world } = study;
  if ('model' in world) {
    const { params, model } = world;
    return {
      name: model,
      title: 'the model of Chaney, Stewart and Engelhardt 2018',
      digest: digestJson({ model, params }),
      rounds: params.startup + params.rounds,
      round: 'round',
      source: { kind: model, params },
    };
  }
  const { scenario, name, sha256 } = await loadScenario(world.scenario, {
    ...{ set: world.set, folder },
    seed: study.seeds[0]!,
  });
  return {
    ...{ name, title: scenario.title, digest: sha256, rounds: scenario.days, round: 'day' },
    source: { kind: 'scenario', scenario },
  };
}

function studyFile(prepared: PreparedLoops, text: string, command: string): LoopStudyFile {
  const { study, world, policies } = prepared;
  return {
    schema: 'shoplab.loop-study/1',
    kind: 'loop',
    ...{ name: study.name, title: study.title, description: study.description },
    world: { name: world.name, title: world.title, rounds: world.rounds, round: world.round },
    seeds: study.seeds,
    policies: policies.map(({ label, role }) => ({ label, role })),
    ...{ every: study.every, measure: study.measure },
    definitions: Object.values(LOOP_METRICS).map(({ id, name, doc, unit, direction }) => ({
      ...{ id, name, doc, unit, direction },
    })),
    leaks: Object.keys(BARRIER_LEAK_KINDS),
    runs: loopCells(prepared).map((cell) => loopId(loopInputs(prepared, cell))),
    ...{ text, command },
  };
}

async function runMissing(
  prepared: PreparedLoops,
  total: number,
  missing: readonly LoopCell[],
  {
    out,
    threads,
    version,
    signal,
    onStage,
    onFiled,
    checkpointSeconds,
    grown,
  }: RunLoopStudyOptions & { grown(): Promise<GrownLoops> },
  onNote: (note: string) => void,
): Promise<void> {
  const ids = missing.map((cell) => loopId(loopInputs(prepared, cell)));
  const folder = await openLoopFolder(out, ids);
  const size = Math.min(threads, missing.length);
  let done = total - missing.length;
  let filing: Promise<void> = Promise.resolve();
  if (size > 0) {
    const start: LoopWorkerStart = {
      ...{ prepared, threads: size, version, revision: revision() },
      kernelThreads: Math.max(1, Math.floor(threads / size)),
      checkpoints: { folder, every: checkpointSeconds ?? CHECKPOINT_SECONDS },
    };
    await runJobs<LoopCell, LoopRun>({
      ...{ worker: workerFile('loops/loop-worker'), start, jobs: missing, size, signal, onNote },
      onShare({ policy }, share) {
        onStage('loops', done, total, `${prepared.policies[policy]!.label} ${Math.floor(100 * share)}%`);
      },
      onOutcome(_, run) {
        filing = filing
          .then(() => writeRecord(out, run))
          .then(() => removeLoopCheckpoint(out, run.id))
          .then(() => onStage('loops', ++done, total))
          .then(() => onFiled?.(run, grown));
        return filing;
      },
    });
  }
  await closeLoopFolder(out);
}
