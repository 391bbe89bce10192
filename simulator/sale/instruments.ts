/** Instruments of payment: which a shopper has, in which order they are tried, and how likely one of them pays. */

import { PAYMENT_METHODS } from '../../datasets/payment-tables.ts';
import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { cardsHeld, creditChance, firstCard, methodWeight, pickWeighted } from '../behaviour/instruments.ts';
import { normal } from '../behaviour/taste.ts';
import { checksKey } from '../fraud/checks.ts';
import type { World } from '../world/world.ts';
import { WALLET as WALLET_TOKEN } from './tokens.ts';

const CARD = PAYMENT_METHODS.indexOf('card');
const WALLET = PAYMENT_METHODS.indexOf('wallet');
const LATER = PAYMENT_METHODS.indexOf('later');

export interface PaymentDraws {
  readonly instruments: DrawKey;
  readonly habit: DrawKey;
  readonly credit: DrawKey;
  readonly method: DrawKey;
  readonly check: DrawKey;
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
    check: checksKey(seed),
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
    hasWallet ? methodWeight(payment.wallet, habit(WALLET)) : 0,
    offered ? methodWeight(payment.later, habit(LATER) - payment.incomeEffect * income + pull) : 0,
  ];
  const first = firstCard(uniform(draws.instruments, key, 2, visit), cards);
  let usedCards = 0;
  for (let attempt = 0; ; attempt++) {
    const method = pickWeighted(weights, uniform(draws.method, key, visit, attempt));
    if (method < 0) return;
    yield { method, nth: method === CARD ? (first + usedCards) % cards : WALLET_TOKEN };
    if (method === CARD) usedCards++;
    if (method !== CARD || usedCards === cards) weights[method] = 0;
  }
}

/** Probability that the payer manages to pay: over what the shop's checks and banks say, given the order in which instruments are tried. */
export function paidChance(world: World, draws: PaymentDraws, payer: Payer): number {
  const { decline, retry } = world.scenario.payment;
  let paid = 0;
  let reach = 1;
  const { honest } = world.scenario.fraud.checks;
  for (const { method } of instrumentsInTurn(world, draws, payer)) {
    const fails = method === LATER ? 0 : 1 - (1 - honest) * (1 - decline);
    paid += reach * (1 - fails);
    reach *= fails * retry;
    if (reach === 0) break;
  }
  return paid;
}
