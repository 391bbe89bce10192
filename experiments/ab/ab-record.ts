/** What `shoplab ab` files. */

import type { Host } from '../run-record.ts';
import type { ArmResult, ContrastResult } from './analysis.ts';
import type { StoppingResult } from './looks.ts';
import type { AbOutcome } from './potential.ts';

export interface ArmTruth {
  readonly arm: string;
  /** Mean difference from the control if everybody were in the arm: of shoppers from themselves. */
  readonly effect: number;
  /** Units of each of two arms that find it with chance .8; null where there is none. */
  readonly needed: number | null;
  readonly neededCuped: number | null;
  /** Chance that one look at the end finds it, with the shoppers of this test: by formula, with half of them on each side. */
  readonly power: number;
  /** The same by CUPED. */
  readonly powerCuped: number;
  /** Over replicates, each way to stop. */
  readonly stopping: readonly StoppingResult[];
}

export interface AbRecord {
  readonly schema: 'shoplab.ab/1';
  readonly scenario: string;
  readonly seed: string;
  readonly outcome: AbOutcome;
  readonly unit: string;
  readonly shoppers: number;
  readonly before: number;
  readonly days: number;
  /** Policies as told, the control first. */
  readonly policies: readonly {
    readonly arm: string;
    readonly policy: unknown;
    readonly priceFactor: number;
  }[];
  readonly level: number;
  /** Days, from 1, after which is looked. */
  readonly looks: readonly number[];
  /** Chance of any false alarm of naive looks at sums of independent increments, by integration. */
  readonly naiveByTheory: number;
  /** The test as it would be run. */
  readonly test: {
    readonly arms: readonly ArmResult[];
    readonly correlation: number;
    readonly theta: number;
    /** Main effects and interactions of policies by prices, of outcomes adjusted by CUPED, with what they truly are; none where prices are the same for all. */
    readonly contrasts: readonly (ContrastResult & { readonly truth: number })[];
  };
  readonly truth: readonly ArmTruth[];
  /** Smallest true difference that two arms of half the shoppers find with chance .8: plain, and by CUPED. */
  readonly detectable: { readonly plain: number; readonly cuped: number };
  /** A/A: assignments of shoppers who are all under the control. */
  readonly aa: {
    readonly stopping: readonly StoppingResult[];
    /** Variance of the difference by CUPED over that without, over assignments, and what the correlation says: 1 - its square. */
    readonly varianceRatio: number;
    readonly varianceByTheory: number;
  };
  /** What made it, and where; no part of what is compared, and absent in records of before. */
  readonly madeBy?: Host;
  readonly command: string;
}
