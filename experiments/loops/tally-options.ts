/** How a loop is measured. */

import type { DrawKey } from '../../numerics/rng.ts';

export interface TallyOptions {
  /** Rounds from one measure to the next; the last measure may come sooner. */
  readonly every: number;
  /** 'window': series are of what happened since the last measure; 'all': of all from the start. */
  readonly over: 'window' | 'all';
  /** Pairs of shoppers. */
  readonly pairs: number;
  /** Of the pairs. */
  readonly key: DrawKey;
  /** Attributes of shoppers to break outcomes down by. */
  readonly groups: readonly string[];
}
