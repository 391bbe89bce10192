/** Payment: the instruments a shopper tries in turn, what banks say, and how each attempt is filed. */

import { NO_CARD, NO_DUE, PAYMENT_METHODS, PAYMENT_OUTCOMES } from '../datasets/payment-tables.ts';
import { type DrawKey, drawKey, type SeedWords, uniform, uniformInteger } from '../numerics/rng.ts';
import { DAY } from './behaviour/arrival.ts';
import { cardsHeld, creditChance, firstCard, methodWeight, pickWeighted } from './behaviour/instruments.ts';
import { normal } from './behaviour/taste.ts';
import { reserve } from './growing.ts';
import type { Run } from './run.ts';
import type { ShardLog } from './shard-log.ts';
import { shopperAddress, shopperCard, WALLET } from './tokens.ts';
import type { Visit } from './visit.ts';
import type { World } from './world.ts';

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

const CARD = PAYMENT_METHODS.indexOf('card');
const WALLET_METHOD = PAYMENT_METHODS.indexOf('wallet');
const LATER = PAYMENT_METHODS.indexOf('later');
const POINTS = PAYMENT_METHODS.indexOf('points');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const DECLINED = PAYMENT_OUTCOMES.indexOf('declined');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');

/** The order could not be paid. */
export const NOT_PAID = -1;

export interface PaymentDraws {
  readonly instruments: DrawKey;
  readonly habit: DrawKey;
  readonly credit: DrawKey;
  readonly method: DrawKey;
  readonly bank: DrawKey;
  readonly retry: DrawKey;
  readonly elsewhere: DrawKey;
  readonly fails: DrawKey;
}

export function paymentDraws(seed: SeedWords): PaymentDraws {
  return {
    instruments: drawKey(seed, 'payment.instruments'),
    habit: drawKey(seed, 'payment.habit'),
    credit: drawKey(seed, 'payment.credit'),
    method: drawKey(seed, 'payment.method'),
    bank: drawKey(seed, 'payment.bank'),
    retry: drawKey(seed, 'payment.retry'),
    elsewhere: drawKey(seed, 'payment.elsewhere'),
    fails: drawKey(seed, 'payment.default'),
  };
}

/** Who pays: a shopper on a visit. */
export interface Payer {
  /** Row of the shopper in `world.shoppers`, and lasting key. */
  readonly row: number;
  readonly key: number;
  readonly visit: number;
  /** The shop may offer bill-me-later: nothing of it was left unpaid. */
  readonly mayOwe: boolean;
  /** Rise of the logit of bill-me-later. */
  readonly pull: number;
}

/** What is tried next: code of PAYMENT_METHODS, and the token's `nth`; cards first to last from the usual one. */
interface Instrument {
  readonly method: number;
  readonly nth: number;
}

/** The instruments of a visit in the order in which they are tried while banks decline: the draws know nothing of banks. */
export function* instrumentsInTurn(
  { scenario, shoppers }: World,
  draws: PaymentDraws,
  { row, key, visit, mayOwe, pull }: Payer,
): Generator<Instrument> {
  const { payment } = scenario;
  const cards = cardsHeld(uniform(draws.instruments, key, 0), payment.moreCards);
  const hasWallet = uniform(draws.instruments, key, 1) < payment.walletShare;
  const income = shoppers.income[row]!;
  const offered =
    mayOwe && uniform(draws.credit, key) < creditChance(payment, income, shoppers.ageBand[row]!);
  const habit = (method: number): number =>
    payment.habit === 0 ? 0 : payment.habit * normal(draws.habit, key, method);
  const weights = [
    methodWeight(payment.card, habit(CARD)),
    hasWallet ? methodWeight(payment.wallet, habit(WALLET_METHOD)) : 0,
    offered ? methodWeight(payment.later, habit(LATER) - payment.incomeEffect * income + pull) : 0,
  ];
  const first = firstCard(uniform(draws.instruments, key, 2, visit), cards);
  let usedCards = 0;
  for (let attempt = 0; ; attempt++) {
    const method = pickWeighted(weights, uniform(draws.method, key, visit, attempt));
    if (method < 0) return;
    yield { method, nth: method === CARD ? (first + usedCards) % cards : WALLET };
    if (method === CARD) usedCards++;
    if (method !== CARD || usedCards === cards) weights[method] = 0;
  }
}

/** Probability that the payer manages to pay: over what banks say, given the order in which instruments are tried. */
export function paidChance(world: World, draws: PaymentDraws, payer: Payer): number {
  const { decline, retry } = world.scenario.payment;
  let paid = 0;
  let reach = 1;
  for (const { method } of instrumentsInTurn(world, draws, payer)) {
    const fails = method === LATER ? 0 : decline;
    paid += reach * (1 - fails);
    reach *= fails * retry;
    if (reach === 0) break;
  }
  return paid;
}

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
      paid: outcome !== DECLINED,
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
    const fails = uniform(draws.bank, now.key, now.visit, attempt) < decline;
    file(method, shopperCard(world, now.key, nth), fails ? DECLINED : SETTLED, NO_DUE);
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
