/** What an attack is measured on, and how. */

import type { Dataset } from '../../datasets/dataset.ts';
import type { FeedbackSpec } from '../../datasets/feedback.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import type { FraudCampaigns, FraudEvents } from '../../simulator/fraud/fraud-truth.ts';

export interface AttackedLog {
  readonly dataset: Dataset;
  readonly events: FraudEvents;
  readonly campaigns: FraudCampaigns;
}

export interface Named {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface AttackOptions {
  /** Of tasks `rank` or `rate`. */
  readonly algorithms: readonly Named[];
  readonly feedback: FeedbackSpec;
  /** Takes for fraud what it gives at least `threshold`; it learns from the labels that the shop knows at the end of the log. */
  readonly detector: Named & { readonly threshold: number };
  /** Places of a list. */
  readonly k: number;
  /** Honest shoppers who are asked about, at most. */
  readonly most: number;
  readonly seed: SeedWords;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number): void;
}
