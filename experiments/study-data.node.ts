/** The data of a study: a real data set, or a simulated log kept under the study's folder by what made it. */

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Dataset } from '../datasets/dataset.ts';
import { readStore } from '../datasets/store/reader.node.ts';
import { digestJson } from '../numerics/digest.ts';
import type { LoadedStudy } from './load-study.node.ts';

export interface StudyDataOptions {
  /** Folder of the study's output. */
  readonly out: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
}

/** Loads a real data set, or simulates (or finds simulated before) the study's scenario. */
export async function loadStudyData(loaded: LoadedStudy, options: StudyDataOptions): Promise<Dataset> {
  const { data } = loaded.study;
  return 'dataset' in data ? loadPublic(data.dataset) : loadSimulated(loaded, data, options);
}

async function loadPublic(name: string): Promise<Dataset> {
  const { loadData } = await import('../datasets/public/registry.node.ts');
  return loadData(name);
}

type SimulatedSource = Extract<LoadedStudy['study']['data'], { scenario: string }>;

async function loadSimulated(
  loaded: LoadedStudy,
  source: SimulatedSource,
  { out, threads, signal, onStage }: StudyDataOptions,
): Promise<Dataset> {
  const { loadScenario } = await import('../simulator/load-scenario.node.ts');
  const scenario = await loadScenario(source.scenario, {
    set: source.set,
    folder: loaded.folder,
    ...(source.seed === undefined ? {} : { seed: source.seed }),
  });
  const key = digestJson({ scenario: scenario.sha256, seed: scenario.seed }).slice(0, 12);
  const dir = join(out, 'data', `${scenario.name}-${key}`);
  if (!existsSync(join(dir, 'manifest.json'))) {
    const { runSimulation } = await import('../simulator/run-simulation.node.ts');
    await runSimulation({
      scenario,
      out: dir,
      threads,
      signal,
      onProgress: (done, total) => onStage(`simulating ${scenario.name}`, done, total),
    });
  }
  const { dataset } = await readStore(dir);
  return {
    ...dataset,
    provenance: { ...dataset.provenance, source: `scenario ${scenario.name} (${relative(out, dir)})` },
  };
}
