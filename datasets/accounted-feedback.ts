import type { Examples } from './examples.ts';
import type { Feedback } from './interactions.ts';
import type { Account } from './quality.ts';

/** Feedback with what was left out, and the published part of each row where there is one. */
export interface AccountedFeedback extends Feedback {
  /** Actions or ratings read, left out by rule, and kept. */
  readonly account: Account;
  /** (length) 0 = train, 1 = test; for data published as fixed parts. */
  readonly part?: Uint8Array;
  /** The rows as things that belong to classes; for sources of which classes are told. */
  readonly examples?: Examples;
}
