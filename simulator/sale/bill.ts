/** The bill of a cart: units, prices, discounts, shipping, tax; what is asked for if it is ordered. */

import { NO_PROMOTION } from '../../datasets/tables.ts';
import { shippingOf, taxOf } from '../behaviour/checkout.ts';
import { unitsOrdered } from '../behaviour/funnel.ts';
import type { Run } from '../visit/run.ts';
import { seenPrice, type Visit } from '../visit/visit.ts';
import { offeredPrice } from './offers.ts';
import { couponDiscount, isInForce, knowsCoupon } from './promotions.ts';

export interface CartLine {
  readonly item: number;
  readonly slate: number;
  readonly position: number;
  readonly utility: number;
  readonly department: number;
  readonly units: number;
  /** Cents, all units. */
  readonly value: number;
  /** Promotion in the price, or NO_PROMOTION, and what it took off all units. */
  readonly promotion: number;
  readonly saved: number;
}

/** Cents, but for `points`, `coupon` and `redeems`. */
export interface Bill {
  readonly value: number;
  /** Loyalty points that are turned into `discount`. */
  readonly points: number;
  readonly discount: number;
  /** Promotion of the coupon that is tried, or NO_PROMOTION; 0 cents where the cart does not meet its terms. */
  readonly coupon: number;
  readonly couponDiscount: number;
  /** Its place in the lives' column `redeemed`. */
  readonly redeems: number;
  /** Value less discounts. */
  readonly goods: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
}

/** The lines of the cart with the units that would be ordered. */
export function fillCart(run: Run, { key, visit }: Visit): CartLine[] {
  const { mind, world, rules, shop } = run;
  const { items, scenario } = world;
  return mind.cart.map((line, nth) => {
    const itemKey = items.keys[line.item]!;
    const { extraUnits } = scenario.funnel;
    const units = unitsOrdered(rules.draws.quantity, key, itemKey, visit, nth, extraUnits);
    const department = items.department[line.item]!;
    const price = seenPrice(run, line.item);
    const promotion = mind.offers.promotion[department]!;
    const usual =
      promotion === NO_PROMOTION
        ? price
        : offeredPrice(shop.state.price[line.item]!, mind.offers.usual[department]!);
    const saved = units * (usual - price);
    return { ...line, department, units, value: units * price, promotion, saved };
  });
}

export function billOf(run: Run, now: Visit, cart: readonly CartLine[]): Bill {
  const { world, lives } = run;
  const { checkout, life } = world.scenario;
  let value = 0;
  for (const line of cart) value += line.value;
  const points = lives.columns.points[now.life]! >= life.loyalty.redeemAt ? life.loyalty.redeemAt : 0;
  const discount = Math.min(value, Math.floor(points * life.loyalty.pointCents));
  const coupon = couponOf(run, now, cart, value - discount);
  const goods = value - discount - coupon.couponDiscount;
  const shipping = shippingOf(goods, checkout.shipping, checkout.freeFrom);
  const tax = taxOf(goods, checkout.tax);
  return { value, points, discount, ...coupon, goods, shipping, tax, total: goods + shipping + tax };
}

const NO_COUPON = { coupon: NO_PROMOTION, couponDiscount: 0, redeems: 0 };

/** The coupon that takes off most, of those that the shopper knows and has left; of equals the first. */
function couponOf(
  { world, rules, lives, shop }: Run,
  { row, key, life }: Visit,
  cart: readonly CartLine[],
  most: number,
): Pick<Bill, 'coupon' | 'couponDiscount' | 'redeems'> {
  const { coupons } = rules.offers.promotions;
  const { redeemed, tier } = lives.columns;
  let best = NO_COUPON;
  for (const [nth, coupon] of coupons.entries()) {
    const redeems = life * coupons.length + nth;
    if (!isInForce(coupon, world.shoppers, row, tier[life]!, shop.state.round)) continue;
    if (redeemed[redeems]! >= coupon.perAccount) continue;
    if (!knowsCoupon(rules.couponReach, coupon, key)) continue;
    const takesOff = Math.min(most, couponDiscount(coupon, cart));
    if (best.coupon !== NO_PROMOTION && takesOff <= best.couponDiscount) continue;
    best = { coupon: coupon.id, couponDiscount: takesOff, redeems };
  }
  return best;
}
