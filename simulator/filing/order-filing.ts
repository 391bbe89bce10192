/** Files what belongs to an order or to the cart before it: lines with what their prices were made of, and checkouts. */

import type { Checkouts, OrderLines } from '../../datasets/sale-tables.ts';
import { ACTION_KINDS, type Actions, type Orders } from '../../datasets/tables.ts';
import type { World } from '../world/world.ts';
import type { ShardLog } from './shard-log.ts';

const ORDER = ACTION_KINDS.indexOf('order');

/** Order lines among the actions of all shards. */
export function countLines(logs: readonly ShardLog[]): number {
  let lines = 0;
  for (const { actions } of logs) {
    for (let at = 0; at < actions.length; at++) if (actions.columns.kind[at] === ORDER) lines++;
  }
  return lines;
}

/** Row `from` of the shard's orders becomes row `to`, of which lines, units and value are known. */
export function fileAmounts(orders: Orders, to: number, { orders: log }: ShardLog, from: number): void {
  for (const name of AMOUNTS) orders[name][to] = log.columns[name][from]!;
  const goods = orders.value[to]! - orders.discount[to]! - orders.couponDiscount[to]!;
  orders.total[to] = goods + orders.shipping[to]! + orders.tax[to]!;
}

const AMOUNTS = ['discount', 'couponDiscount', 'shipping', 'tax', 'coupon', 'method'] as const;

/**
 * Row `action` of the filed actions, which is row `from` of the shard's, becomes row `to` of the order lines: line `line` of
 * its order.
 */
export function fileLine(
  { actions, orderLines }: { readonly actions: Actions; readonly orderLines: OrderLines },
  action: number,
  { actions: log }: ShardLog,
  from: number,
  to: number,
  line: number,
  { items }: World,
): void {
  const item = actions.item[action]!;
  orderLines.order[to] = actions.order[action]!;
  orderLines.line[to] = line;
  orderLines.item[to] = item;
  orderLines.units[to] = actions.quantity[action]!;
  orderLines.price[to] = actions.price[action]!;
  orderLines.listPrice[to] = items.price[item]!;
  orderLines.promotion[to] = log.columns.promotion[from]!;
  orderLines.discount[to] = log.columns.saved[from]!;
  orderLines.session[to] = actions.session[action]!;
  orderLines.seq[to] = actions.seq[action]!;
}

/** Whether row `checkout` of the shard's checkouts is the session's. */
export function isCheckingOut({ checkouts }: ShardLog, session: number, checkout: number): boolean {
  return checkout < checkouts.length && checkouts.columns.session[checkout] === session;
}

/** Row `from` of the shard's checkouts becomes row `to`, of session `session`, which placed `order` or NO_ORDER. */
export function fileCheckout(
  checkouts: Checkouts,
  to: number,
  { checkouts: log }: ShardLog,
  from: number,
  session: number,
  order: number,
): void {
  checkouts.session[to] = session;
  checkouts.order[to] = order;
  for (const name of COPIED) checkouts[name][to] = log.columns[name][from]!;
}

const COPIED = [
  'time',
  'lines',
  'units',
  'value',
  'coupon',
  'couponDiscount',
  'shipping',
  'reached',
] as const;
