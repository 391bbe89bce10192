/** Promotions, checkouts and order lines. */

import { NO_ORDER, NO_PROMOTION, type Table, type TableSpec } from './tables.ts';

export const PROMOTION_KINDS = ['global', 'segment', 'localised', 'coupon'] as const;
/** How far a cart came: not to the checkout; to its address and shipping; to payment, which failed or was not tried; all the way. */
export const CHECKOUT_STEPS = ['cart', 'checkout', 'payment', 'ordered'] as const;

export const PROMOTIONS = {
  name: 'promotions',
  doc: 'One row a promotion. Coupons take off at the checkout, all others from the prices that are seen. Empty text = all.',
  sortKey: ['promotion'],
  columns: {
    promotion: { type: 'u8', doc: 'promotion, in the order of the scenario, from 1' },
    name: { type: 'text', doc: 'name' },
    kind: { type: 'u8', doc: 'for whom, and where it takes off', labels: PROMOTION_KINDS },
    start: { type: 'u32', unit: 's', doc: 'first second, since the origin' },
    end: { type: 'u32', unit: 's', doc: 'second after the last, since the origin' },
    percent: { type: 'f64', unit: '%', doc: 'what it takes off' },
    departments: { type: 'text', doc: 'departments on offer, joined by "|"' },
    segment: { type: 'text', doc: 'who gets it: group=name pairs joined by "|"' },
    regions: { type: 'text', doc: 'where: regions joined by "|"' },
    code: { type: 'text', doc: 'coupons: the code' },
    minimum: { type: 'u32', unit: 'cents', doc: 'coupons: least value of the cart' },
    perAccount: { type: 'u8', doc: 'coupons: times an account may use it; 0 for all others' },
  },
} as const satisfies TableSpec;
export type Promotions = Table<typeof PROMOTIONS>;

export const CHECKOUTS = {
  name: 'checkouts',
  doc: 'One row a session with something in the cart.',
  sortKey: ['session'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    time: { type: 'u32', unit: 's', doc: 'time of the last step that was reached, since the origin' },
    lines: { type: 'u16', doc: 'items in the cart' },
    units: { type: 'u32', doc: 'units in the cart' },
    value: { type: 'f64', unit: 'cents', doc: 'sum of units times unit price' },
    coupon: { type: 'u8', doc: 'promotion of the coupon that was tried', missing: NO_PROMOTION },
    couponDiscount: { type: 'f64', unit: 'cents', doc: 'what it would take off; 0 if it was not accepted' },
    shipping: { type: 'u32', unit: 'cents', doc: 'shipping that was asked for; 0 in the cart' },
    reached: { type: 'u8', doc: 'furthest step', labels: CHECKOUT_STEPS },
    order: { type: 'u32', doc: 'order that was placed', missing: NO_ORDER },
  },
} as const satisfies TableSpec;
export type Checkouts = Table<typeof CHECKOUTS>;

export const ORDER_LINES = {
  name: 'order_lines',
  doc: 'One row a line of an order: an action of kind `order`, with what its price was made of.',
  sortKey: ['order', 'line'],
  columns: {
    order: { type: 'u32', doc: 'order' },
    line: { type: 'u16', doc: 'line of the order, from 0' },
    item: { type: 'u32', doc: 'item' },
    units: { type: 'u32', doc: 'units' },
    price: { type: 'u32', unit: 'cents', doc: 'unit price, before discounts of the whole order' },
    listPrice: { type: 'u32', unit: 'cents', doc: 'list price of a unit' },
    promotion: { type: 'u8', doc: 'promotion in the unit price', missing: NO_PROMOTION },
    discount: { type: 'f64', unit: 'cents', doc: 'what the promotion took off all units' },
    session: { type: 'u32', doc: 'session of the action' },
    seq: { type: 'u16', doc: 'its place in the session' },
  },
} as const satisfies TableSpec;
export type OrderLines = Table<typeof ORDER_LINES>;
