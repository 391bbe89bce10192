/** What a world of a study is: shoppers and items in which any policy can be tried, with the truth in view of measures alone. */

import type { FeedbackSpec } from '../../datasets/feedback.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { LoopPolicy } from './loop-policy.ts';
import type { Tally } from './tally.ts';
import type { TallyState } from './tally-state.ts';
import type { WorldFacts } from './world-facts.ts';

/** A policy of the simulator, an algorithm, or one that a world has of its own. */
export type StudyPolicy = LoopPolicy | { readonly kind: 'own'; readonly name: string };

/** Where a loop stands at a barrier: plain data. */
export interface LoopCheckpoint {
  readonly round: number;
  /** Of the world. */
  readonly world: unknown;
  readonly tally: TallyState;
}

export interface LoopCourse {
  readonly policy: StudyPolicy;
  /** Rounds between fits. */
  readonly every: number;
  readonly feedback: FeedbackSpec;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  /** Is told of every round. */
  readonly tally: Tally;
  /** Where an earlier run stood. */
  readonly from?: LoopCheckpoint;
  onRound(done: number, total: number): void;
  /** At every barrier but the last. */
  barrier(checkpoint: () => LoopCheckpoint): Promise<void>;
}

export interface LoopWorld {
  readonly facts: WorldFacts;
  /** Runs a policy to the last round. Resolves to how often it learnt. */
  run(course: LoopCourse): Promise<{ readonly fits: number }>;
}
