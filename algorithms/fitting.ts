/** What a fit is given, made where the registry is known: algorithms that are made of others fit and open them through it. */

import { ConfigError } from '../datasets/config-error.ts';
import { nearest } from '../datasets/schema-faults.ts';
import type { KernelHost } from '../numerics/kernels/host.ts';
import { drawKey, type SeedWords } from '../numerics/rng.ts';
import type { Algorithm, FitRun, ModelHost, ModelOf, RankModel, Saved } from './algorithm.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { SavedModel } from './model-state.ts';
import { completeParams, DEEPEST_PART, notAPart, partsWithin } from './parts.ts';
import { ALGORITHMS, type AlgorithmName } from './registry.ts';

export interface RunOptions {
  readonly seed: SeedWords;
  readonly signal: AbortSignal;
  readonly kernels: KernelHost;
  progress?(done: number, total: number): void;
  trace?(measure: string, epoch: number, value: number): void;
  readonly checkpoints?: Checkpoints;
}

/** A run for `Algorithm.fit`. Parts draw under the same seed and report neither progress nor traces. */
export function fitRun(options: RunOptions): FitRun {
  return runAt(0, options);
}

function runAt(depth: number, options: RunOptions): FitRun {
  const { seed, signal, kernels, progress = () => {}, trace, checkpoints } = options;
  let parts = 0;
  return {
    ...modelHost(kernels),
    draw: (purpose) => drawKey(seed, purpose),
    signal,
    progress,
    ...(trace && { trace }),
    ...(checkpoints && { checkpoints }),
    async fitPart({ name, params = {} }, data) {
      const part = rankAlgorithm(name);
      if (depth >= DEEPEST_PART)
        throw new ConfigError([`part ${name}: parts stand at most ${DEEPEST_PART} deep`]);
      const parsed = completeParams(name).safeParse(params);
      if (!parsed.success) throw new ConfigError([`part ${name}: ${parsed.error.issues[0]!.message}`]);
      const own = checkpoints?.of(`part-${parts++}`);
      const run = runAt(depth + 1, { seed, signal, kernels, ...(own && { checkpoints: own }) });
      const model = (await part.fit(data, parsed.data, run)) as RankModel & Saved;
      return { model, saved: model.save() };
    },
  };
}

export function modelHost(kernels: KernelHost): ModelHost {
  const host: ModelHost = {
    kernels,
    openPart: async (saved) => {
      const fault = notAPart(nameOf(saved));
      if (fault !== undefined) throw new ConfigError([`part: ${fault}`]);
      return (await loadModel(saved, host)) as RankModel;
    },
  };
  return host;
}

/** Opens a saved model of any algorithm. Throws ConfigError where the registry has none of its name or version. */
export function loadModel(saved: SavedModel, host: ModelHost): Promise<ModelOf[Algorithm['task']] & Saved> {
  return algorithmNamed(nameOf(saved)).load(saved, host);
}

const nameOf = ({ algorithm }: SavedModel): string => algorithm.replace(/\.v\d+$/, '');

export function algorithmNamed(name: string): Algorithm {
  if (Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name as AlgorithmName] as unknown as Algorithm;
  const near = nearest(name, Object.keys(ALGORITHMS));
  throw new ConfigError([`algorithm: '${name}' is not known${near ? `; did you mean '${near}'?` : ''}`]);
}

/** What computes a fit with these complete parameters here, of the algorithm or of any part; null where bits do not depend on it. */
export async function backendOf(
  name: string,
  params: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  const own = algorithmNamed(name).backend?.(params) ?? null;
  const parts = partsWithin(name, params).map(({ part }) =>
    backendOf(part.name, completeParams(part.name).parse(part.params ?? {})),
  );
  const found = (await Promise.all([own, ...parts])).filter((id) => id !== null);
  return found.length > 0 ? [...new Set(found)].sort().join(' + ') : null;
}

function rankAlgorithm(name: string): Algorithm<'rank'> {
  const found = algorithmNamed(name);
  const fault = notAPart(name);
  if (fault !== undefined) throw new ConfigError([`part: ${fault}`]);
  return found as Algorithm<'rank'>;
}
