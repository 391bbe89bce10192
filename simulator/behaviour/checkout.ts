/** Checkout: what an order comes to, and how likely its steps are. Money in whole cents. */

import { exp } from '../../numerics/math.ts';

/**
 * Probability of going on where `leave` leave without a shock; the shock raises the logit of leaving. With `leave` 0 nobody
 * leaves, whatever the shock.
 */
export function goOn(leave: number, shock: number): number {
  return shock === 0 ? 1 - leave : (1 - leave) / (1 - leave + leave * exp(shock));
}

/** Shipping of goods of this value less discounts. */
export function shippingOf(goods: number, shipping: number, freeFrom: number): number {
  return goods >= freeFrom ? 0 : shipping;
}

export function taxOf(goods: number, percent: number): number {
  return Math.round((goods * percent) / 100);
}

/** `whole` shared out by `values`: whole parts that add up to it. */
export function shareOut(whole: number, values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  let before = 0;
  let given = 0;
  return values.map((value) => {
    before += value;
    const until = total > 0 ? Math.floor(whole * (before / total)) : 0;
    const part = until - given;
    given = until;
    return part;
  });
}

/**
 * Cents that are left to pay of an order of which goods worth `back` cents, at the unit prices paid, were sent back: their part
 * of all but the shipping is taken off, in whole cents.
 */
export function leftToPay(
  { value, shipping, total }: { readonly value: number; readonly shipping: number; readonly total: number },
  back: number,
): number {
  return total - Math.round(((total - shipping) * back) / value);
}
