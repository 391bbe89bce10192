/** The unit of work of a study of loops: one policy in one world, to its end. */

import { backendOf } from '../../algorithms/fitting.ts';
import { partIds } from '../../algorithms/parts.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import type { ChaneyParams } from '../chaney/chaney-params.ts';
import { chaneyWorld } from '../chaney/chaney-world.ts';
import { algorithmOf } from '../study/study-requests.ts';
import { LOOP_RUN, type LoopInputs, type LoopMeasured, type LoopRun, loopId } from './loop-record.ts';
import { CONTROLS, type LoopStudy, studyPolicy } from './loop-study.ts';
import type { LoopCheckpoint, LoopWorld, StudyPolicy } from './loop-world.ts';
import { LOOP_METRICS } from './measures/registry.ts';
import { runLoop } from './one-loop.ts';
import { shopWorld } from './shop-world.ts';

/** How loops are run and counted; raised when a result changes for any input. */
export const LOOP = 'loop.v1';

/** A world as it is told to threads. */
export interface ToldWorld {
  readonly name: string;
  readonly title: string;
  readonly digest: string;
  /** Rounds, and what one is called. */
  readonly rounds: number;
  readonly round: string;
  readonly source:
    | { readonly kind: 'scenario'; readonly scenario: Scenario }
    | { readonly kind: 'chaney-2018'; readonly params: ChaneyParams };
}

export interface ToldPolicy {
  readonly label: string;
  readonly role: 'policy' | 'control';
  readonly policy: StudyPolicy;
  /** What computes it where bits depend on that, else null. */
  readonly backend: string | null;
}

/** All that loops need, as plain data that threads can be sent. */
export interface PreparedLoops {
  readonly study: LoopStudy;
  readonly world: ToldWorld;
  /** In the order of the study, then the controls. */
  readonly policies: readonly ToldPolicy[];
}

/** Indices into the study's seeds and the prepared policies. */
export interface LoopCell {
  readonly seed: number;
  readonly policy: number;
}

export async function prepareLoops(study: LoopStudy, world: ToldWorld): Promise<PreparedLoops> {
  const own = study.policies.map(({ label, policy }) => ({
    label,
    role: 'policy' as const,
    policy: studyPolicy(policy, study.world),
  }));
  const controls = CONTROLS.map((name) => ({
    label: name,
    role: 'control' as const,
    policy: { kind: 'fixed', spec: { name } } as const,
  }));
  const policies = await Promise.all(
    [...own, ...controls].map(async (told) => ({
      ...told,
      backend: told.policy.kind === 'learning' ? await backendOf(told.policy.name, told.policy.params) : null,
    })),
  );
  return { study, world, policies };
}

export const loopCells = ({ study, policies }: PreparedLoops): LoopCell[] =>
  study.seeds.flatMap((_, seed) => policies.map((_policy, policy): LoopCell => ({ seed, policy })));

export function loopInputs({ study, world, policies }: PreparedLoops, cell: LoopCell): LoopInputs {
  const { label, role, policy, backend } = policies[cell.policy]!;
  const learns = policy.kind !== 'fixed';
  return {
    kind: 'loop',
    definition: LOOP,
    study: study.name,
    world: { name: world.name, digest: world.digest },
    policy: {
      ...{ label, role, spec: specOf(policy) },
      definitions:
        policy.kind === 'learning' ? [algorithmOf(policy).id, ...partIds(policy.name, policy.params)] : [],
      ...(backend !== null && { backend }),
    },
    every: learns ? study.every : null,
    feedback: learns ? study.feedback : null,
    measure: study.measure,
    groups: study.groups,
    seed: study.seeds[cell.seed]!,
    definitions: Object.values(LOOP_METRICS).map(({ id }) => id),
  };
}

function specOf(policy: StudyPolicy): Readonly<Record<string, unknown>> {
  if (policy.kind === 'fixed') return { ...policy.spec };
  return policy.kind === 'own' ? { name: policy.name } : { name: policy.name, params: policy.params };
}

export function openWorld({ source }: ToldWorld, seed: SeedWords): LoopWorld {
  return source.kind === 'scenario' ? shopWorld(source.scenario, seed) : chaneyWorld(source.params, seed);
}

export interface LoopCellRun {
  /** Seconds from any fixed moment. */
  clock(): number;
  /** ISO 8601. */
  now(): string;
  peakMemoryBytes(): number;
  readonly host: LoopMeasured['host'];
  readonly threads: number;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  onRound(done: number, total: number): void;
  /** Where this loop stood when it was killed; null: it begins. */
  load(id: string): Promise<LoopCheckpoint | null>;
  /** Offered at barriers; keeps what it likes. */
  offer(id: string, checkpoint: () => LoopCheckpoint): Promise<void>;
}

/** A loop that throws makes a failed record; an abort is thrown on. */
export async function runLoopCell(
  prepared: PreparedLoops,
  cell: LoopCell,
  run: LoopCellRun,
): Promise<LoopRun> {
  const inputs = loopInputs(prepared, cell);
  const base = { schema: LOOP_RUN, id: loopId(inputs), inputs } as const;
  try {
    return await loopOf(prepared, cell, base, run);
  } catch (error) {
    run.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { ...base, status: 'failed', error: message };
  }
}

async function loopOf(
  { study, world: toldWorld, policies }: PreparedLoops,
  cell: LoopCell,
  base: Pick<LoopRun, 'schema' | 'id' | 'inputs'>,
  run: LoopCellRun,
): Promise<LoopRun> {
  const started = run.clock();
  const words = seedWords(study.seeds[cell.seed]!);
  const made = await runLoop(
    openWorld(toldWorld, words),
    { policy: policies[cell.policy]!.policy, words, study },
    {
      ...{ kernels: run.kernels, signal: run.signal, onRound: run.onRound },
      load: () => run.load(base.id),
      offer: (checkpoint) => run.offer(base.id, checkpoint),
    },
  );
  return {
    ...base,
    status: 'done',
    ...made,
    measured: {
      seconds: run.clock() - started,
      threads: run.threads,
      kernelThreads: run.kernels.threads,
      peakMemoryBytes: run.peakMemoryBytes(),
      host: run.host,
      finishedAt: run.now(),
    },
  };
}
