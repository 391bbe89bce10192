/** Fits that were made before. */

import type { ModelOf, Saved, Task } from '../../algorithms/algorithm.ts';
import type { FitInputs } from './fitted-models.ts';

export interface FoundFit {
  readonly model: ModelOf[Task] & Saved;
  /** Of the fit, when it was made. */
  readonly seconds: number;
}

/** Where fits are looked for before they are made. */
export interface FitCache {
  /** null where there is none, or none that can be read. */
  find(inputs: FitInputs): Promise<FoundFit | null>;
  keep(inputs: FitInputs, model: Saved, seconds: number): Promise<void>;
}
