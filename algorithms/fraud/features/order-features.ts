/** Orders just after they were paid, and lines that are sent back, just before the money is given back. */

import { REASONS } from '../../../datasets/after-sale-tables.ts';
import { PAYMENT_METHODS } from '../../../datasets/payment-tables.ts';
import type { ShopEvent } from '../events.ts';
import type { ShopMemory } from '../memory/shop-memory.ts';
import { ACCOUNT, ADDRESS, CARD, DAY, HOUR, PAYMENT_SPANS } from '../memory/tables.ts';
import { ageOf, share, since } from './columns.ts';

const SPANS = PAYMENT_SPANS.length;
/** Places of 1 d, 7 d and 30 d among spans of payments. */
const LONG = [2, 3, 4] as const;
const LONG_NAMES = ['1d', '7d', '30d'] as const;
const COUNTED = [
  'cardAccounts',
  'cardAddresses',
  'addressAccounts',
  'addressCards',
  'deviceAccounts',
  'deviceCards',
  'accountCards',
  'accountDevices',
] as const;

export const ORDER_FEATURES: readonly string[] = [
  'value',
  'total',
  'discountShare',
  'hasCoupon',
  'lines',
  'units',
  ...PAYMENT_METHODS.map((method) => `by ${method}`),
  'hour',
  'accountAge',
  'accountSessions',
  'accountOrders',
  'accountCoupons',
  'accountReturnedShare',
  'accountChargebacks',
  ...LONG_NAMES.flatMap((span) => COUNTED.map((name) => `${name}${span}`)),
  'cardAge',
  'addressAge',
  'deviceAge',
  'groupAccounts',
  'groupCards',
  'sessionSeconds',
  'sessionActions',
  'sessionItems',
  'sessionFailed',
];

const rows = new Uint32Array(4);

export function writeOrderFeatures(memory: ShopMemory, event: ShopEvent, out: Float32Array): void {
  const { tables, groups } = memory;
  const { sessions, cards, addresses, devices, accounts } = tables;
  const { time, value } = event;
  const session = sessions.find(event.session);
  const till = sessions.columns;
  const isPaidHere = till.payments[session] !== 0;
  rows[0] = isPaidHere ? cards.find(till.card[session]!) : 0;
  rows[1] = isPaidHere ? addresses.find(till.address[session]!) : 0;
  rows[2] = session === 0 ? 0 : devices.find(till.visitor[session]!);
  rows[3] = accounts.find(event.shopper);
  const account = rows[ACCOUNT]!;
  const own = accounts.columns;
  let at = 0;
  out[at++] = value;
  out[at++] = event.amount;
  out[at++] = share(event.discount, value);
  out[at++] = event.coupon === 0 ? 0 : 1;
  out[at++] = event.lines;
  out[at++] = event.units;
  for (let method = 0; method < PAYMENT_METHODS.length; method++) out[at++] = event.method === method ? 1 : 0;
  out[at++] = (time % DAY) / HOUR;
  out[at++] = ageOf(accounts, account, time);
  out[at++] = own.sessions[account]!;
  out[at++] = own.orders[account]!;
  out[at++] = own.coupons[account]!;
  out[at++] = share(own.returned[account]!, own.lines[account]!);
  out[at++] = own.chargebacks[account]!;
  const [card, address, device] = [rows[CARD]!, rows[ADDRESS]!, rows[2]!];
  for (const span of LONG) {
    out[at++] = sideOf(cards, card, 1, span);
    out[at++] = sideOf(cards, card, 0, span);
    out[at++] = sideOf(addresses, address, 1, span);
    out[at++] = sideOf(addresses, address, 0, span);
    out[at++] = sideOf(devices, device, 0, span);
    out[at++] = sideOf(devices, device, 1, span);
    out[at++] = sideOf(accounts, account, 1, span);
    out[at++] = sideOf(accounts, account, 2, span);
  }
  out[at++] = ageOf(cards, card, time);
  out[at++] = ageOf(addresses, address, time);
  out[at++] = ageOf(devices, device, time);
  out[at++] = groups.count(rows, ACCOUNT);
  out[at++] = groups.count(rows, CARD);
  out[at++] = ageOf(sessions, session, time);
  out[at++] = till.actions[session]!;
  out[at++] = till.items[session]!;
  out[at++] = till.failed[session]!;
}

type Holder = ShopMemory['tables']['cards' | 'addresses' | 'devices' | 'accounts'];
const sideOf = ({ columns }: Holder, row: number, side: number, span: number): number =>
  columns.paymentPairs[(row * 3 + side) * SPANS + span]!;

export const RETURN_FEATURES: readonly string[] = [
  ...REASONS.map((reason) => `because of ${reason}`),
  'units',
  'daysSinceOrder',
  'daysSinceDoor',
  'orderLines',
  'orderValue',
  'orderReturned',
  'orderReturnedShare',
  'accountAge',
  'accountOrders',
  'accountLines',
  'accountReturned',
  'accountReturnedShare',
  'accountSinceReturn',
  'accountPayments30d',
  'accountReviews',
];

export function writeReturnFeatures({ tables }: ShopMemory, event: ShopEvent, out: Float32Array): void {
  const { orders, accounts } = tables;
  const { time } = event;
  const order = orders.find(event.order);
  const of = orders.columns;
  const account = accounts.find(event.shopper);
  const own = accounts.columns;
  let at = 0;
  for (let reason = 0; reason < REASONS.length; reason++) out[at++] = event.reason === reason ? 1 : 0;
  out[at++] = event.units;
  out[at++] = order === 0 ? Number.NaN : (time - orders.first[order]!) / DAY;
  out[at++] = since(of.door[order]!, time) / DAY;
  out[at++] = of.lines[order]!;
  out[at++] = of.value[order]!;
  out[at++] = of.returned[order]!;
  out[at++] = share(of.returned[order]! + 1, of.lines[order]!);
  out[at++] = ageOf(accounts, account, time);
  out[at++] = own.orders[account]!;
  out[at++] = own.lines[account]!;
  out[at++] = own.returned[account]!;
  out[at++] = share(own.returned[account]! + 1, own.lines[account]!);
  out[at++] = since(own.lastReturn[account]!, time);
  out[at++] = own.paymentCounts[(account * SPANS + SPANS - 1) * 3]!;
  out[at++] = own.reviews[account]!;
}
