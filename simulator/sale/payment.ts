/** Payment: the instruments a shopper tries in turn, what the shop's checks and banks say, and how each attempt is filed. */

import { NO_CARD, NO_DUE, PAYMENT_METHODS, PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { uniform, uniformInteger } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { reserve } from '../filing/growing.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { isWronglyRefused } from '../fraud/checks.ts';
import type { Run } from '../visit/run.ts';
import type { Visit } from '../visit/visit.ts';
import type { World } from '../world/world.ts';
import { instrumentsInTurn, type Payer, type PaymentDraws } from './instruments.ts';
import { shopperAddress, shopperCard } from './tokens.ts';

export { shopperAddress, shopperCard };

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

const LATER = PAYMENT_METHODS.indexOf('later');
const POINTS = PAYMENT_METHODS.indexOf('points');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const DECLINED = PAYMENT_OUTCOMES.indexOf('declined');
const REFUSED = PAYMENT_OUTCOMES.indexOf('refused');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');

/** The order could not be paid. */
export const NOT_PAID = -1;

/**
 * Tries to pay `amount` cents, one instrument after the other; `wait` lets the time of an attempt pass. Returns the method
 * that paid, or NOT_PAID.
 */
export function pay(
  { world, rules, log }: Pick<Run, 'world' | 'rules' | 'log'>,
  now: Visit,
  payer: Payer,
  amount: number,
  wait: (attempt: number) => void,
): number {
  const { decline, retry, laterDays } = world.scenario.payment;
  const draws = rules.payment;
  const address = addressOf(world, draws, now);
  const file = (method: number, card: number, outcome: number, due: number): void =>
    payFor(log, now.session, {
      time: Math.floor(now.time),
      shopper: world.shoppers.first + now.row,
      method,
      card,
      address,
      amount,
      outcome,
      paid: outcome === SETTLED || outcome === OPEN,
      due,
    });
  if (amount === 0) {
    file(POINTS, NO_CARD, SETTLED, NO_DUE);
    return POINTS;
  }
  let attempt = 0;
  for (const { method, nth } of instrumentsInTurn(world, draws, payer)) {
    if (attempt > 0 && !(uniform(draws.retry, now.key, now.visit, attempt) < retry)) return NOT_PAID;
    wait(attempt);
    if (method === LATER) {
      file(LATER, NO_CARD, OPEN, Math.floor(now.time) + laterDays * DAY);
      return LATER;
    }
    const isRefused = isWronglyRefused(draws.check, world.scenario.fraud, now.key, now.visit, attempt);
    const fails = isRefused || uniform(draws.bank, now.key, now.visit, attempt) < decline;
    const outcome = isRefused ? REFUSED : fails ? DECLINED : SETTLED;
    file(method, shopperCard(world, now.key, nth), outcome, NO_DUE);
    if (!fails) return method;
    attempt++;
  }
  return NOT_PAID;
}

const FRIENDS = 3;

/** Where the order goes: home, or to one of those the shopper sends presents to. */
function addressOf(world: World, { elsewhere }: PaymentDraws, { key, visit }: Visit): number {
  const isPresent = uniform(elsewhere, key, visit, 0) < world.scenario.payment.elsewhere;
  const nth = isPresent ? 1 + uniformInteger(elsewhere, FRIENDS, key, visit, 1) : 0;
  return shopperAddress(world, key, nth);
}
