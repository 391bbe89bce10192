/** A payment just before it is decided on. What comes of it (`outcome`, `order`) is not looked at. */

import { NO_CARD, PAYMENT_METHODS } from '../../../datasets/payment-tables.ts';
import { log } from '../../../numerics/math.ts';
import type { ShopEvent } from '../events.ts';
import { dayPart } from '../memory/observe.ts';
import type { ShopMemory } from '../memory/shop-memory.ts';
import { ACCOUNT, CARD, DAY, DAY_PARTS, HOUR, PAYMENT_CHANNELS, PAYMENT_SPANS } from '../memory/tables.ts';
import { ageOf, share, since, spanName } from './columns.ts';

const WHO = ['card', 'address', 'device', 'account'] as const;
const SPANS = PAYMENT_SPANS.length;
const CHANNELS = PAYMENT_CHANNELS.length;
/** What each holder has different ones of, by side (see PAYMENT_PAIRS). */
const SIDES = {
  card: ['Addresses', 'Accounts', 'Devices'],
  address: ['Cards', 'Accounts', 'Devices'],
  device: ['Accounts', 'Cards', 'Addresses'],
  account: ['Addresses', 'Cards', 'Devices'],
} as const;
/** Places in PAYMENT_SPANS: of failed and small payments 1 h, 1 d, 7 d; of different ones 1 d, 7 d, 30 d. */
const KIND_SPANS = [1, 2, 3] as const;
const PAIR_SPANS = [2, 3, 4] as const;
const nameOf = (span: number): string => spanName(PAYMENT_SPANS[span]!);

export const PAYMENT_FEATURES: readonly string[] = [
  'amount',
  ...PAYMENT_METHODS.map((method) => `by ${method}`),
  'hour',
  'weekday',
  ...WHO.flatMap((who) => [
    ...PAYMENT_SPANS.flatMap((_, span) => [`${who}Count${nameOf(span)}`, `${who}Sum${nameOf(span)}`]),
    ...KIND_SPANS.flatMap((span) => [`${who}Failed${nameOf(span)}`, `${who}Small${nameOf(span)}`]),
    ...SIDES[who].flatMap((side) => PAIR_SPANS.map((span) => `${who}${side}${nameOf(span)}`)),
    `${who}Age`,
    `${who}Since`,
    `${who}Chargebacks`,
  ]),
  'accountCardAge',
  'accountAddressAge',
  'accountDeviceAge',
  'cardAddressAge',
  'newDeviceOnOldAccount',
  'newAddressOnOldAccount',
  'accountPayments',
  'amountOverHabit',
  'amountDeviation',
  'dayPartShare',
  'groupAccounts',
  'groupCards',
  'sessionSeconds',
  'sessionActions',
  'sessionItems',
  'sessionPayments',
  'sessionFailed',
  'sessionSum',
];

const rows = new Uint32Array(4);

export function writePaymentFeatures(memory: ShopMemory, event: ShopEvent, out: Float32Array): void {
  const { tables, groups } = memory;
  const { time, amount, card, address, shopper } = event;
  const { sessions } = tables;
  const session = sessions.find(event.session);
  const visitor = sessions.columns.visitor[session]!;
  rows[0] = card === NO_CARD ? 0 : tables.cards.find(card);
  rows[1] = tables.addresses.find(address);
  rows[2] = session === 0 ? 0 : tables.devices.find(visitor);
  rows[3] = tables.accounts.find(shopper);
  let at = 0;
  out[at++] = amount;
  for (let method = 0; method < PAYMENT_METHODS.length; method++) out[at++] = event.method === method ? 1 : 0;
  out[at++] = (time % DAY) / HOUR;
  out[at++] = Math.floor(time / DAY) % 7;
  at = writeHolder(tables.cards, rows[0]!, time, out, at);
  at = writeHolder(tables.addresses, rows[1]!, time, out, at);
  at = writeHolder(tables.devices, rows[2]!, time, out, at);
  at = writeHolder(tables.accounts, rows[3]!, time, out, at);
  const accountAge = ageOf(tables.accounts, rows[ACCOUNT]!, time);
  const cardAge = pairAge(tables.cardAccounts, time, card, shopper);
  const addressAge = pairAge(tables.addressAccounts, time, address, shopper);
  const deviceAge = session === 0 ? accountAge : pairAge(tables.deviceAccounts, time, visitor, shopper);
  out[at++] = cardAge;
  out[at++] = addressAge;
  out[at++] = deviceAge;
  out[at++] = rows[CARD] === 0 ? 0 : pairAge(tables.addressCards, time, address, card);
  out[at++] = accountAge - deviceAge;
  const { columns } = tables.accounts;
  const account = rows[ACCOUNT]!;
  out[at++] = columns.payments[account] === 0 ? 0 : accountAge - addressAge;
  at = writeHabit(columns, account, event, out, at);
  out[at++] = groups.count(rows, ACCOUNT);
  out[at++] = groups.count(rows, CARD);
  const till = sessions.columns;
  out[at++] = ageOf(sessions, session, time);
  out[at++] = till.actions[session]!;
  out[at++] = till.items[session]!;
  out[at++] = till.payments[session]!;
  out[at++] = till.failed[session]!;
  out[at++] = till.tried[session]!;
}

type Holder = ShopMemory['tables']['cards' | 'addresses' | 'devices' | 'accounts'];

function writeHolder(holder: Holder, row: number, time: number, out: Float32Array, start: number): number {
  const { paymentCounts, paymentSums, paymentPairs, lastPayment, chargebacks } = holder.columns;
  const counts = row * SPANS * CHANNELS;
  let at = start;
  for (let span = 0; span < SPANS; span++) {
    out[at++] = paymentCounts[counts + span * CHANNELS]!;
    out[at++] = paymentSums[row * SPANS + span]!;
  }
  for (const span of KIND_SPANS) {
    out[at++] = paymentCounts[counts + span * CHANNELS + 1]!;
    out[at++] = paymentCounts[counts + span * CHANNELS + 2]!;
  }
  for (let side = 0; side < 3; side++)
    for (const span of PAIR_SPANS) out[at++] = paymentPairs[(row * 3 + side) * SPANS + span]!;
  out[at++] = ageOf(holder, row, time);
  out[at++] = since(lastPayment[row]!, time);
  out[at++] = chargebacks[row]!;
  return at;
}

type Pair = ShopMemory['tables']['cardAccounts' | 'addressAccounts' | 'deviceAccounts' | 'addressCards'];
const pairAge = (pair: Pair, time: number, a: number, b: number): number =>
  ageOf(pair, pair.find(a, b), time);

/** Spread of the logarithm of amounts that stands in for what is not known of an account. */
const PRIOR_VARIANCE = 0.5;

function writeHabit(
  columns: ShopMemory['tables']['accounts']['columns'],
  account: number,
  { amount, time }: ShopEvent,
  out: Float32Array,
  start: number,
): number {
  const count = columns.settled[account]!;
  const mean = share(columns.logSum[account]!, count);
  const squares = share(columns.logSquares[account]!, count);
  const variance = Math.max(0, squares - mean * mean);
  const over = log(1 + amount) - mean;
  out[start] = columns.payments[account]!;
  out[start + 1] = over;
  out[start + 2] = over / Math.sqrt((count * variance + PRIOR_VARIANCE) / (count + 1));
  out[start + 3] = share(columns.dayParts[account * DAY_PARTS + dayPart(time)]!, count);
  return start + 4;
}
