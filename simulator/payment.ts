/** Payments: how an attempt to pay is filed. */

import { reserve } from './growing.ts';
import type { ShardLog } from './shard-log.ts';

export { shopperAddress, shopperCard } from './tokens.ts';

/** One attempt to pay; codes as in the table `payments`. */
export interface Attempt {
  readonly time: number;
  /** Account that pays: the row of the shoppers table. */
  readonly shopper: number;
  readonly method: number;
  /** Token, or NO_CARD. */
  readonly card: number;
  readonly address: number;
  /** Cents. */
  readonly amount: number;
  readonly outcome: number;
  /** It paid for the order of the session. */
  readonly paid: boolean;
  /** Bill-me-later: second at which it is to be paid; else NO_DUE. */
  readonly due: number;
}

/** Files an attempt made in row `session` of the shard's log; rows must come in the order of sessions. */
export function payFor({ payments }: ShardLog, session: number, attempt: Attempt): void {
  reserve(payments, 1);
  const { columns } = payments;
  const at = payments.length++;
  columns.session[at] = session;
  columns.time[at] = attempt.time;
  columns.shopper[at] = attempt.shopper;
  columns.method[at] = attempt.method;
  columns.card[at] = attempt.card;
  columns.address[at] = attempt.address;
  columns.amount[at] = attempt.amount;
  columns.outcome[at] = attempt.outcome;
  columns.paid[at] = attempt.paid ? 1 : 0;
  columns.due[at] = attempt.due;
}
