/** What `shoplab off-policy` files of the Open Bandit sample. */

import type { Provenance } from '../../datasets/dataset.ts';
import type { Account } from '../../datasets/quality.ts';
import type { Host } from '../run-record.ts';
import type { OpenBanditDirection } from './open-bandit.ts';

export interface OpenBanditRecord {
  readonly schema: 'shoplab.open-bandit/1';
  readonly source: Provenance;
  readonly account: Account;
  /** Level of intervals. */
  readonly level: number;
  readonly resamples: number;
  readonly seed: string;
  /** Weights above it give way to the model in switch-DR. */
  readonly switch: number;
  /** Weights above it count as it in IPS, SNIPS and DR; null: none do. */
  readonly clip: number | null;
  readonly directions: readonly OpenBanditDirection[];
  /** What made it, and where; no part of what is compared, and absent in records of before. */
  readonly madeBy?: Host;
  readonly command: string;
}
