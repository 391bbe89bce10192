/** 6. Funnel, at the end of a session: the cart is ordered or left. */

import { ACTION_KINDS } from '../datasets/tables.ts';
import { uniform } from '../numerics/rng.ts';
import { stepProbability, unitsOrdered } from './behaviour/funnel.ts';
import { reserve } from './growing.ts';
import { identifyByOrder } from './identify.ts';
import { earnPoints } from './living.ts';
import type { Run } from './run.ts';
import { setInMotion } from './sale.ts';
import { urgeOf } from './shoppers.ts';
import { act, seenPrice, type Visit } from './visit.ts';

const ORDER = ACTION_KINDS.indexOf('order');

/** Orders the whole cart, or leaves it. */
export function checkout(run: Run, now: Visit): void {
  const { mind, world, rules, log, lives } = run;
  const { checkout: funnel, extraUnits } = world.scenario.funnel;
  const { loyalty } = world.scenario.life;
  if (mind.cart.length === 0) return;
  let sum = 0;
  for (const line of mind.cart) sum += line.utility;
  const surplus = sum / mind.cart.length - world.scenario.choice.outside;
  const redeems = lives.columns.points[now.life]! >= loyalty.redeemAt;
  const pull = redeems ? loyalty.pull : 0;
  const chance = stepProbability(funnel.intercept + pull + urgeOf(world, now.row), funnel.utility, surplus);
  if (!(uniform(rules.draws.checkout, now.key, now.visit) < chance)) return;
  let value = 0;
  for (const [line, { item, slate, position, utility }] of mind.cart.entries()) {
    const itemKey = world.items.keys[item]!;
    const units = unitsOrdered(rules.draws.quantity, now.key, itemKey, now.visit, line, extraUnits);
    act(run, now, ORDER, item, slate, position, units, utility);
    value += units * seenPrice(run, item);

    // 7. After the sale: all that the line will cause, dated.
    setInMotion(run, now, line, item, units, utility);
  }
  const spent = redeems ? loyalty.redeemAt : 0;
  const discount = Math.min(value, Math.floor(spent * loyalty.pointCents));
  lives.columns.points[now.life]! -= spent;
  earnPoints(run, now, value - discount);
  identifyByOrder(run, now);
  reserve(log.orders, 1);
  log.orders.columns.session[log.orders.length] = now.session;
  log.orders.columns.discount[log.orders.length++] = discount;
}
