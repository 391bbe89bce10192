/** Where a long fit files how far it came, so that one of the same inputs goes on from there after a kill and comes to the same bits. */

import type { ModelState } from './model-state.ts';
import type { Shape } from './state/shape.ts';

/** Nothing that a fit answers depends on whether, or when, a checkpoint was filed. */
export interface Checkpoints {
  /** What the last fit of the same inputs filed last; null where there is nothing, or nothing of this shape. */
  load<T extends ModelState>(shape: Shape<T>): Promise<T | null>;
  /** Files what `state` gives in place of the one before, whole or not at all, where it is time again; else nothing is called. */
  offer(state: () => ModelState): Promise<void>;
  /** Those of a part of the fit that has a state of its own: a stage of it, an algorithm that it is made of. */
  of(part: string): Checkpoints;
}
