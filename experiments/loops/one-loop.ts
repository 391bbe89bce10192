/** One loop: a policy in a world from the first round to the last, and what is measured of it. */

import { digestJson } from '../../numerics/digest.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { drawKey, type SeedWords } from '../../numerics/rng.ts';
import type { LoopResult } from './loop-result.ts';
import type { LoopStudy } from './loop-study.ts';
import type { LoopCheckpoint, LoopWorld, StudyPolicy } from './loop-world.ts';
import { openTally } from './tally.ts';

export interface LoopTold {
  readonly policy: StudyPolicy;
  /** Of the world, of the pairs and of fits. */
  readonly words: SeedWords;
  readonly study: Pick<LoopStudy, 'measure' | 'groups' | 'every' | 'feedback'>;
}

export interface LoopCare {
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  onRound(done: number, total: number): void;
  /** Where this loop stood when it was left; null: it begins. */
  load(): Promise<LoopCheckpoint | null>;
  /** Offered at every barrier but the last; keeps what it likes. The loop goes on when it resolves. */
  offer(checkpoint: () => LoopCheckpoint): Promise<void>;
}

export interface LoopMade {
  readonly result: LoopResult;
  /** sha256 of the canonical JSON of `result`. */
  readonly resultDigest: string;
}

/** Throws the signal's reason when aborted. */
export async function runLoop(
  world: LoopWorld,
  { policy, words, study }: LoopTold,
  { kernels, signal, onRound, load, offer }: LoopCare,
): Promise<LoopMade> {
  const from = await load();
  const options = { ...study.measure, groups: study.groups, key: drawKey(words, 'loop.pairs') };
  const tally = openTally(world.facts, options, from?.tally);
  const { every, feedback } = study;
  const { fits } = await world.run({
    ...{ policy, every, feedback, kernels, signal, tally, onRound },
    ...(from && { from }),
    barrier: offer,
  });
  const result = tally.result(fits);
  return { result, resultDigest: digestJson(result) };
}
