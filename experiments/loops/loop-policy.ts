/** What fills the slates of a loop. */

import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import type { PolicySpec } from '../../simulator/scenario/scenario-visit.ts';

/** A policy of the simulator, or an algorithm that fills slates. */
export type LoopPolicy =
  | { readonly kind: 'fixed'; readonly spec: PolicySpec }
  | { readonly kind: 'learning'; readonly name: string; readonly params: Readonly<Record<string, unknown>> };

/** What fits of a loop draw from, run on and are stopped by. */
export interface LoopFits {
  readonly seed: SeedWords;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
}
