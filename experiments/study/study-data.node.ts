/** The data of a study: a real data set, or a simulated log kept under the study's folder by what made it. */

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { withNotes } from '../../datasets/quality.ts';
import {
  readManifest,
  readRawLog,
  readStore,
  readTruthTable,
  UnsoundStore,
} from '../../datasets/store/reader.node.ts';
import { VERSION } from '../../datasets/version.node.ts';
import { digestJson } from '../../numerics/digest.ts';
import { FRAUD_EVENTS, type FraudEvents } from '../../simulator/fraud/fraud-truth.ts';
import type { LoadedScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { isOfDisk, orNotFiled } from '../filing.node.ts';
import { logsOfCache } from '../fitting/fit-cache.node.ts';
import type { StudyData } from '../fitting/fraud-feedback.ts';
import type { LoadedStudy } from './load-study.node.ts';

export interface StudyDataOptions {
  /** Folder of the study's output. */
  readonly out: string;
  /** Folder of logs that studies share, in place of one of the study. */
  readonly cache?: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
  /** What should be known of how the data was come by. */
  onNote?(note: string): void;
}

/** Loads a real data set, or simulates (or finds simulated before) the study's scenario. */
export async function loadStudyData(loaded: LoadedStudy, options: StudyDataOptions): Promise<StudyData> {
  const { data } = loaded.study;
  return 'dataset' in data ? loadPublic(data.dataset) : loadSimulated(loaded, data, options);
}

async function loadPublic(name: string): Promise<Dataset> {
  const { loadData } = await import('../../datasets/public/registry.node.ts');
  const { checkData } = await import('../../datasets/public/check.node.ts');
  const dataset = await loadData(name);
  const { files } = await checkData(name);
  const changed = files.filter(({ state }) => state === 'other content' || state === 'damaged');
  if (changed.length === 0) return dataset;
  const note = `rows come from other content than was published: ${changed.map(({ path }) => path).join(', ')}`;
  return { ...dataset, account: withNotes(dataset.account, [{ note, rows: dataset.account.read }]) };
}

type SimulatedSource = Extract<LoadedStudy['study']['data'], { scenario: string }>;

/** The scenario of a study, with its overrides and under its seed. */
export async function loadStudyScenario(
  { folder }: Pick<LoadedStudy, 'folder'>,
  { scenario, set, seed }: SimulatedSource,
): Promise<LoadedScenario> {
  const { loadScenario } = await import('../../simulator/scenario/load-scenario.node.ts');
  return loadScenario(scenario, { set, folder, ...(seed === undefined ? {} : { seed }) });
}

async function loadSimulated(
  loaded: LoadedStudy,
  source: SimulatedSource,
  { out, cache, threads, signal, onStage, onNote }: StudyDataOptions,
): Promise<StudyData> {
  const { hasFaults } = await import('../../simulator/scenario/scenario-faults.ts');
  const scenario = await loadStudyScenario(loaded, source);
  if (source.raw && !hasFaults(scenario.scenario.faults)) {
    throw new ConfigError([
      `data: raw reads the log with its faults; ${scenario.name} has none: give a share under \`faults\` above 0`,
    ]);
  }
  const made = { scenario: scenario.sha256, seed: scenario.seed };
  // Another version may make another log of the same scenario, and a cache outlives versions.
  const key = digestJson(cache === undefined ? made : { ...made, version: VERSION }).slice(0, 12);
  const dir = join(cache === undefined ? join(out, 'data') : logsOfCache(cache), `${scenario.name}-${key}`);
  const simulate = async (): Promise<void> => {
    const { runSimulation } = await import('../../simulator/rounds/run-simulation.node.ts');
    const made = runSimulation({
      scenario,
      out: dir,
      threads,
      signal,
      onProgress: (done, total) => onStage(`simulating ${scenario.name}`, done, total),
    });
    // What the simulator has words for has them already.
    await made.catch((error: unknown) =>
      isOfDisk(error) ? orNotFiled(dir, () => made) : Promise.reject(error),
    );
  };
  const isOfFraud = loaded.study.feedback.source === 'frauds';
  const read = () => (source.raw ? readRawLog(dir) : readStore(dir, { fraud: isOfFraud }));
  if (!existsSync(join(dir, 'manifest.json'))) await simulate();
  const { dataset, manifest } = await read().catch(async (error: unknown) => {
    if (!(error instanceof UnsoundStore)) throw error;
    await simulate();
    onNote?.(`the data was simulated again, for it was not as it was written: ${error.message}`);
    return read();
  });
  const log = `${cache === undefined ? relative(out, dir) : join('cache', relative(cache, dir))}${source.raw ? '/raw, cleaned' : ''}`;
  return {
    ...dataset,
    ...(manifest.figures && { figures: manifest.figures }),
    ...(isOfFraud && { fraudTruth: await readFraudTruth(dir, scenario.name) }),
    provenance: { ...dataset.provenance, source: `scenario ${scenario.name} (${log})` },
  };
}

async function readFraudTruth(dir: string, scenario: string): Promise<FraudEvents> {
  const { tables } = await readManifest(dir);
  if (tables[`truth/${FRAUD_EVENTS.name}`]?.rows) return readTruthTable(dir, FRAUD_EVENTS);
  throw new ConfigError([
    `data: ${scenario} tells of no fraud; it needs a \`fraud:\` section, and \`truth: actions\` or \`full\``,
  ]);
}
