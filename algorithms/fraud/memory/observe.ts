/** How an event becomes part of what is remembered. */

import { NO_CARD, PAYMENT_OUTCOMES } from '../../../datasets/payment-tables.ts';
import { ACTION_KINDS, NO_ORDER, NO_SHOPPER } from '../../../datasets/tables.ts';
import { log } from '../../../numerics/math.ts';
import type { ShopEvent } from '../events.ts';
import { ratingDeviation } from './ratings.ts';
import type { ShopMemory } from './shop-memory.ts';
import { DAY, DAY_PARTS } from './tables.ts';

const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');
const CLICK = ACTION_KINDS.indexOf('click');

/** Age up to which an account counts as new when it reviews, a device when it clicks. */
export const NEW_ACCOUNT = 2 * DAY;
const NEW_DEVICE = DAY;

export function observeSession({ tables }: ShopMemory, event: ShopEvent): void {
  const { sessions, devices, accounts, deviceAccounts } = tables;
  const { time, visitor, shopper } = event;
  const row = sessions.admit(time, event.session);
  const { columns } = sessions;
  columns.visitor[row] = visitor;
  columns.channel[row] = event.channel;
  columns.kind[row] = event.device;
  const device = devices.admit(time, visitor);
  devices.columns.sessions[device]! += 1;
  if (shopper === NO_SHOPPER) return;
  columns.account[row] = shopper + 1;
  const account = accounts.admit(time, shopper);
  accounts.columns.sessions[account]! += 1;
  accounts.columns.device[account] = visitor;
  accounts.columns.lastSession[account] = time;
  deviceAccounts.admit(time, visitor, shopper);
}

const clickRows = new Uint32Array(3);

export function observeAction(memory: ShopMemory, event: ShopEvent): void {
  const { sessions, sessionItems, devices, items, deviceItems } = memory.tables;
  const { time, session, item } = event;
  const row = sessions.find(session);
  if (row === 0) return;
  const { columns } = sessions;
  const since = time - (columns.actions[row] === 0 ? sessions.first[row]! : columns.lastAction[row]!);
  columns.gapSum[row]! += since;
  columns.gapSquares[row]! += since * since;
  columns.actions[row]! += 1;
  columns.byKind[row * ACTION_KINDS.length + event.action]! += 1;
  columns.lastAction[row] = time;
  if (event.action !== CLICK) return;
  columns.dwell[row]! += event.dwell;
  const pair = sessionItems.admit(time, session, item);
  sessionItems.columns.clicks[pair]! += 1;
  const clicks = sessionItems.columns.clicks[pair]!;
  if (clicks === 1) columns.items[row]! += 1;
  if (clicks > columns.topClicks[row]!) {
    columns.topClicks[row] = clicks;
    columns.topItem[row] = item;
  }
  const visitor = columns.visitor[row]!;
  clickRows[0] = devices.admit(time, visitor);
  clickRows[1] = items.admit(time, item);
  clickRows[2] = deviceItems.admit(time, visitor, item);
  const isNew = time - devices.first[clickRows[0]]! < NEW_DEVICE;
  memory.windows.clicks.add(time, 1, isNew ? 3 : 1, clickRows);
}

const paymentRows = new Uint32Array(10);

export function observePayment(memory: ShopMemory, event: ShopEvent): void {
  const { tables, groups, windows, options } = memory;
  const { time, card, address, shopper, amount, session, outcome } = event;
  const hasCard = card !== NO_CARD;
  const at = tables.sessions.find(session);
  const visitor = tables.sessions.columns.visitor[at]!;
  const rows = paymentRows;
  rows[0] = hasCard ? tables.cards.admit(time, card) : 0;
  rows[1] = tables.addresses.admit(time, address);
  rows[2] = at === 0 ? 0 : tables.devices.admit(time, visitor);
  rows[3] = tables.accounts.admit(time, shopper);
  rows[4] = hasCard ? tables.addressCards.admit(time, address, card) : 0;
  rows[5] = tables.addressAccounts.admit(time, address, shopper);
  rows[6] = hasCard ? tables.cardAccounts.admit(time, card, shopper) : 0;
  rows[7] = at === 0 ? 0 : tables.deviceAccounts.admit(time, visitor, shopper);
  rows[8] = at === 0 || !hasCard ? 0 : tables.deviceCards.admit(time, visitor, card);
  rows[9] = at === 0 ? 0 : tables.deviceAddresses.admit(time, visitor, address);
  const isPaid = outcome === SETTLED || outcome === OPEN;
  const marks = 1 + (isPaid ? 0 : 2) + (amount <= options.smallCents ? 4 : 0);
  windows.payments.add(time, amount, marks, rows);
  groups.link(rows);
  if (hasCard) tables.cards.columns.lastPayment[rows[0]!] = time;
  tables.addresses.columns.lastPayment[rows[1]!] = time;
  if (at !== 0) tables.devices.columns.lastPayment[rows[2]!] = time;
  rememberHabit(memory, rows[3]!, event, isPaid);
  if (at !== 0) rememberTill(memory, at, event, isPaid);
  if (!isPaid) return;
  const paid = tables.payments.admit(time, event.id);
  const { columns } = tables.payments;
  columns.card[paid] = card;
  columns.address[paid] = address;
  columns.account[paid] = shopper;
  columns.device[paid] = at === 0 ? 0 : visitor + 1;
}

function rememberHabit({ tables }: ShopMemory, account: number, event: ShopEvent, isPaid: boolean): void {
  const { columns } = tables.accounts;
  columns.lastPayment[account] = event.time;
  columns.payments[account]! += 1;
  if (!isPaid) return;
  const size = log(1 + event.amount);
  columns.settled[account]! += 1;
  columns.logSum[account]! += size;
  columns.logSquares[account]! += size * size;
  columns.dayParts[account * DAY_PARTS + dayPart(event.time)]! += 1;
}

export const dayPart = (time: number): number => Math.floor(((time % DAY) * DAY_PARTS) / DAY);

function rememberTill({ tables }: ShopMemory, session: number, event: ShopEvent, isPaid: boolean): void {
  const { columns } = tables.sessions;
  columns.payments[session]! += 1;
  columns.tried[session]! += event.amount;
  if (!isPaid) columns.failed[session]! += 1;
  columns.card[session] = event.card;
  columns.address[session] = event.address;
}

export function observeOrder({ tables }: ShopMemory, event: ShopEvent): void {
  const account = tables.accounts.admit(event.time, event.shopper);
  tables.accounts.columns.orders[account]! += 1;
  tables.accounts.columns.lines[account]! += event.lines;
  if (event.coupon !== 0) tables.accounts.columns.coupons[account]! += 1;
  const order = tables.orders.admit(event.time, event.id);
  tables.orders.columns.lines[order] = event.lines;
  tables.orders.columns.value[order] = event.value;
}

export function observeDelivery({ tables }: ShopMemory, event: ShopEvent): void {
  const order = tables.orders.find(event.id);
  if (order !== 0) tables.orders.columns.door[order] = event.time;
}

const reviewRows = new Uint32Array(2);

export function observeReview(memory: ShopMemory, event: ShopEvent): void {
  const { tables, windows, ratings } = memory;
  const { accounts, items } = tables;
  const { time, shopper, item, rating } = event;
  const account = accounts.admit(time, shopper);
  const row = items.admit(time, item);
  const deviation = ratingDeviation(memory, row, rating);
  const isNew = time - accounts.first[account]! < NEW_ACCOUNT;
  reviewRows[0] = account;
  reviewRows[1] = row;
  const marks =
    1 + (rating >= 5 ? 2 : 0) + (rating <= 1 ? 4 : 0) + (event.order === NO_ORDER ? 8 : 0) + (isNew ? 16 : 0);
  windows.reviews.add(time, rating, marks, reviewRows);
  for (const [{ columns }, at] of [
    [accounts, account],
    [items, row],
  ] as const) {
    columns.reviews[at]! += 1;
    columns.ratingSum[at]! += rating;
    columns.ratingSquares[at]! += rating * rating;
  }
  accounts.columns.deviation[account]! += Math.abs(deviation);
  if (rating >= 5) accounts.columns.fives[account]! += 1;
  accounts.columns.lastReview[account] = time;
  ratings.count++;
  ratings.sum += rating;
}

export function observeReturn({ tables }: ShopMemory, event: ShopEvent): void {
  const account = tables.accounts.admit(event.time, event.shopper);
  tables.accounts.columns.returned[account]! += 1;
  tables.accounts.columns.lastReturn[account] = event.time;
  const order = tables.orders.find(event.order);
  if (order !== 0) tables.orders.columns.returned[order]! += 1;
}

/** A payment was charged back: who paid it, with what, from where and to where, is remembered. */
export function observeChargeback({ tables }: ShopMemory, event: ShopEvent): void {
  const { payments, cards, addresses, devices, accounts } = tables;
  const row = payments.find(event.payment);
  if (row === 0) return;
  const { columns } = payments;
  const device = columns.device[row]!;
  for (const [holder, at] of [
    [cards, cards.find(columns.card[row]!)],
    [addresses, addresses.find(columns.address[row]!)],
    [devices, device === 0 ? 0 : devices.find(device - 1)],
    [accounts, accounts.find(columns.account[row]!)],
  ] as const)
    if (at !== 0) holder.columns.chargebacks[at]! += 1;
}
