/** What a fit is given, made where the registry is known: algorithms that are made of others fit and open them through it. */

import { ConfigError } from '../datasets/config-error.ts';
import { nearest } from '../datasets/schema-faults.ts';
import type { KernelHost } from '../numerics/kernels/host.ts';
import { drawKey, type SeedWords } from '../numerics/rng.ts';
import type { Algorithm, FitRun, ModelHost, ModelOf, RankModel, Saved } from './algorithm.ts';
import type { SavedModel } from './model-state.ts';
import { ALGORITHMS, type AlgorithmName } from './registry.ts';

export interface RunOptions {
  readonly seed: SeedWords;
  readonly signal: AbortSignal;
  readonly kernels: KernelHost;
  progress?(done: number, total: number): void;
  trace?(measure: string, epoch: number, value: number): void;
}

/** A run for `Algorithm.fit`. Parts draw under the same seed and report neither progress nor traces. */
export function fitRun({ seed, signal, kernels, progress = () => {}, trace }: RunOptions): FitRun {
  const run: FitRun = {
    ...modelHost(kernels),
    draw: (purpose) => drawKey(seed, purpose),
    signal,
    progress,
    ...(trace && { trace }),
    async fitPart({ name, params = {} }, data) {
      const part = rankAlgorithm(name);
      const parsed = part.params.safeParse(params);
      if (!parsed.success) throw new ConfigError([`part ${name}: ${parsed.error.issues[0]!.message}`]);
      const { trace: _, ...quiet } = run;
      const model = (await part.fit(data, parsed.data, { ...quiet, progress: () => {} })) as RankModel &
        Saved;
      return { model, saved: model.save() };
    },
  };
  return run;
}

export function modelHost(kernels: KernelHost): ModelHost {
  const host: ModelHost = {
    kernels,
    openPart: (saved) => loadModel(saved, host) as Promise<RankModel>,
  };
  return host;
}

/** Opens a saved model of any algorithm. Throws ConfigError where the registry has none of its name or version. */
export function loadModel(saved: SavedModel, host: ModelHost): Promise<ModelOf[Algorithm['task']] & Saved> {
  return algorithmNamed(saved.algorithm.replace(/\.v\d+$/, '')).load(saved, host);
}

export function algorithmNamed(name: string): Algorithm {
  if (Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name as AlgorithmName] as unknown as Algorithm;
  const near = nearest(name, Object.keys(ALGORITHMS));
  throw new ConfigError([`algorithm: '${name}' is not known${near ? `; did you mean '${near}'?` : ''}`]);
}

function rankAlgorithm(name: string): Algorithm<'rank'> {
  const found = algorithmNamed(name);
  if (found.task === 'rank') return found as Algorithm<'rank'>;
  throw new ConfigError([`part ${name}: it has task '${found.task}'; a part must rank`]);
}
