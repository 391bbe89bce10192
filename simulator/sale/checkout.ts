/** 6. Funnel, at the end of a session: the cart is ordered, or left on the way to it. */

import { CHECKOUT_STEPS } from '../../datasets/sale-tables.ts';
import { ACTION_KINDS, PAYMENT_METHODS } from '../../datasets/tables.ts';
import { uniform } from '../../numerics/rng.ts';
import { goOn, shareOut } from '../behaviour/checkout.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import { duration } from '../behaviour/pace.ts';
import { reserve } from '../filing/growing.ts';
import { identifyByOrder } from '../people/identify.ts';
import { urgeOf } from '../people/shoppers.ts';
import { earnPoints } from '../visit/living.ts';
import type { Run } from '../visit/run.ts';
import { act, type Visit } from '../visit/visit.ts';
import { type Bill, billOf, type CartLine, fillCart } from './bill.ts';
import type { Payer } from './instruments.ts';
import { NOT_PAID, pay } from './payment.ts';
import { setInMotion, settleLater } from './sale.ts';

const ORDER = ACTION_KINDS.indexOf('order');
const LATER = PAYMENT_METHODS.indexOf('later');
const CART = CHECKOUT_STEPS.indexOf('cart');
const CHECKOUT = CHECKOUT_STEPS.indexOf('checkout');
const PAYMENT = CHECKOUT_STEPS.indexOf('payment');
const ORDERED = CHECKOUT_STEPS.indexOf('ordered');

/** Orders the whole cart, or leaves it at one of the steps. */
export function checkout(run: Run, now: Visit): void {
  if (run.mind.cart.length === 0) return;
  const cart = fillCart(run, now);
  const bill = billOf(run, now, cart);
  const chances = stepChances(run, now, cart, bill);
  const reached = walk(run, now, cart, bill, chances);
  fileCheckout(run, now, cart, bill, reached, chances);
}

/** Probability of each step, from the cart to trying to pay, given those before it. */
function stepChances(
  { world }: Run,
  { row }: Visit,
  cart: readonly CartLine[],
  bill: Bill,
): readonly number[] {
  const { choice, funnel, checkout: rules, life } = world.scenario;
  let sum = 0;
  for (const { utility } of cart) sum += utility;
  const surplus = sum / cart.length - choice.outside;
  const pull = (bill.points > 0 ? life.loyalty.pull : 0) + (bill.couponDiscount > 0 ? rules.coupon : 0);
  const shock = rules.shippingShock * (bill.shipping / bill.value);
  return [
    stepProbability(funnel.checkout.intercept + pull + urgeOf(world, row), funnel.checkout.utility, surplus),
    goOn(rules.leaveAddress, shock),
    goOn(rules.leavePayment, 0),
  ];
}

/** Walks the steps of the checkout; returns the furthest. */
function walk(
  run: Run,
  now: Visit,
  cart: readonly CartLine[],
  bill: Bill,
  chances: readonly number[],
): number {
  const { rules, world, lives, mind } = run;
  const { draws } = rules;
  const wait = (step: number): void => {
    now.time += duration(draws.checkoutPace, world.scenario.checkout.stepSeconds, now.key, now.visit, step);
  };
  if (!(uniform(draws.checkout, now.key, now.visit) < chances[0]!)) return CART;
  wait(0);
  if (!(uniform(draws.giveAddress, now.key, now.visit) < chances[1]!)) return CHECKOUT;
  wait(1);
  if (!(uniform(draws.goToPayment, now.key, now.visit) < chances[2]!)) return PAYMENT;
  const { row, key, visit, life } = now;
  const payer: Payer = { row, key, visit, mayOwe: lives.columns.defaults[life] === 0, pull: mind.later };
  const method = pay(run, now, payer, bill.total, (attempt) => wait(2 + attempt));
  if (method === NOT_PAID) return PAYMENT;
  order(run, now, cart, bill, method);
  return ORDERED;
}

/** The order: its lines, what they will cause, and what it does to points and coupons. */
function order(run: Run, now: Visit, cart: readonly CartLine[], bill: Bill, method: number): void {
  const { log, lives } = run;
  const first = lives.pending.length;
  lives.columns.points[now.life]! -= bill.points;
  const earned = earnPoints(run, now, bill.goods);
  const points = shareOut(
    earned,
    cart.map(({ value }) => value),
  );
  for (const [nth, line] of cart.entries()) {
    act(run, now, ORDER, line.item, line.slate, line.position, line.units, line.utility);
    const { columns, length } = log.actions;
    columns.promotion[length - 1] = line.promotion;
    columns.saved[length - 1] = line.saved;

    // 7. After the sale: all that the line will cause, dated.
    setInMotion(run, now, nth, line.item, line.units, line.utility, points[nth]!);
  }
  if (method === LATER) settleLater(run, now, cart[0]!.item, bill, first);
  if (bill.couponDiscount > 0) lives.columns.redeemed[bill.redeems]!++;
  identifyByOrder(run, now);
  reserve(log.orders, 1);
  const { columns } = log.orders;
  const at = log.orders.length++;
  columns.session[at] = now.session;
  columns.method[at] = method;
  columns.coupon[at] = bill.couponDiscount > 0 ? bill.coupon : 0;
  for (const name of ['discount', 'couponDiscount', 'shipping', 'tax'] as const)
    columns[name][at] = bill[name];
}

function fileCheckout(
  { log }: Run,
  now: Visit,
  cart: readonly CartLine[],
  bill: Bill,
  reached: number,
  chances: readonly number[],
): void {
  reserve(log.checkouts, 1);
  const { columns } = log.checkouts;
  const at = log.checkouts.length++;
  columns.session[at] = now.session;
  columns.time[at] = Math.floor(now.time);
  columns.lines[at] = cart.length;
  columns.units[at] = cart.reduce((sum, { units }) => sum + units, 0);
  columns.value[at] = bill.value;
  columns.reached[at] = reached;
  columns.chance[at] = chances.reduce((product, chance) => product * chance, 1);
  if (reached === CART) return;
  for (const name of ['coupon', 'couponDiscount', 'shipping'] as const) columns[name][at] = bill[name];
}
