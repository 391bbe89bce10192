/** What must hold between orders, their lines, and what came of them. */

import {
  DELIVERIES,
  NO_ANSWER,
  RETURNS,
  type Returns,
  TICKET_STEPS,
  TICKETS,
  type Tickets,
} from './after-sale-tables.ts';
import type { AfterSale, Log } from './dataset.ts';
import { checkLabels, createFaults, createOrderCheck } from './faults.ts';
import {
  ACTION_KINDS,
  type Actions,
  NO_ORDER,
  NO_PROMOTION,
  NO_SHOPPER,
  type Orders,
  type Sessions,
} from './tables.ts';

const ORDER = ACTION_KINDS.indexOf('order');
const OPENED = TICKET_STEPS.indexOf('opened');
const RESOLVED = TICKET_STEPS.indexOf('resolved');

/** By table: every way in which the tables of `afterSale` break the rules of tables.ts. */
export function checkAfterSale(
  { orders, deliveries, returns, tickets }: AfterSale,
  log: Pick<Log, 'actions' | 'sessions'>,
  shoppers: number,
): Record<keyof AfterSale, string[]> {
  const lines = linesOf(log.actions);
  return {
    orders: checkOrders(orders, lines, log.actions, log.sessions, shoppers),
    deliveries: checkDeliveries(deliveries, orders),
    returns: checkReturns(returns, orders, lines),
    tickets: checkTickets(tickets, orders, lines),
  };
}

/** Units by order and item: the actions of kind `order`. */
type Lines = ReadonlyMap<number, ReadonlyMap<number, number>>;

function linesOf(actions: Actions): Lines {
  const lines = new Map<number, Map<number, number>>();
  for (let row = 0; row < actions.length; row++) {
    const order = actions.order[row]!;
    if (actions.kind[row] !== ORDER || order === NO_ORDER) continue;
    const units = lines.get(order) ?? new Map<number, number>();
    const item = actions.item[row]!;
    units.set(item, (units.get(item) ?? 0) + actions.quantity[row]!);
    lines.set(order, units);
  }
  return lines;
}

function checkOrders(
  orders: Orders,
  lines: Lines,
  actions: Actions,
  sessions: Sessions,
  shoppers: number,
): string[] {
  const faults = createFaults('orders');
  const value = new Float64Array(orders.length);
  const count = new Uint32Array(orders.length);
  for (let row = 0; row < actions.length; row++) {
    const order = actions.order[row]!;
    if (actions.kind[row] !== ORDER || order >= orders.length) continue;
    value[order]! += actions.quantity[row]! * actions.price[row]!;
    count[order]!++;
    if (actions.session[row] !== orders.session[order]) {
      faults.add('session', order, () => `a line of order ${order} is in session ${actions.session[row]}`);
    }
  }
  for (const order of lines.keys()) {
    if (order >= orders.length) {
      faults.add('lines', orders.length, () => `no order ${order}; lines name it, rows end here`);
    }
  }
  for (let row = 0; row < orders.length; row++) {
    const session = orders.session[row]!;
    const shopper = orders.shopper[row]!;
    const known = sessions.shopper[session];
    if (orders.order[row] !== row) {
      faults.add('id', row, () => `order ${orders.order[row]}; it must be the row number`);
    }
    if (shopper >= shoppers) {
      faults.add('shopper', row, () => `shopper ${shopper} is not among the ${shoppers} shoppers`);
    }
    if (known !== undefined && known !== NO_SHOPPER && known !== shopper) {
      faults.add('shopper', row, () => `shopper ${shopper} ordered in a session of shopper ${known}`);
    }
    const units = [...(lines.get(row)?.values() ?? [])].reduce((sum, one) => sum + one, 0);
    if (orders.lines[row] !== count[row] || orders.units[row] !== units || orders.value[row] !== value[row]) {
      faults.add('sums', row, () => {
        const said = `${orders.lines[row]} lines, ${orders.units[row]} units, ${orders.value[row]} cents`;
        return `${said}; its lines have ${count[row]}, ${units}, ${value[row]}`;
      });
    }
    if (orders.discount[row]! > orders.value[row]!) {
      faults.add('discount', row, () => `discount ${orders.discount[row]} is above ${orders.value[row]}`);
    }
  }
  checkTotals(faults, orders);
  return faults.problems();
}

function checkTotals(faults: ReturnType<typeof createFaults>, orders: Orders): void {
  for (let row = 0; row < orders.length; row++) {
    const goods = orders.value[row]! - orders.discount[row]! - orders.couponDiscount[row]!;
    const total = goods + orders.shipping[row]! + orders.tax[row]!;
    if (goods < 0) faults.add('goods', row, () => `discounts are ${-goods} above the value`);
    if (orders.total[row] !== total)
      faults.add('total', row, () => `total ${orders.total[row]}; its parts come to ${total}`);
    if ((orders.coupon[row] === NO_PROMOTION) !== (orders.couponDiscount[row] === 0))
      faults.add('coupon', row, () => `coupon ${orders.coupon[row]} took off ${orders.couponDiscount[row]}`);
  }
}

function checkDeliveries(deliveries: AfterSale['deliveries'], orders: Orders): string[] {
  const faults = createFaults('deliveries');
  createOrderCheck(DELIVERIES, faults, true).update(deliveries);
  const seen = new Set<number>();
  for (let row = 0; row < deliveries.length; row++) {
    const order = deliveries.order[row]!;
    checkOwner(faults, row, deliveries, orders);
    if (seen.has(order)) faults.add('twice', row, () => `order ${order} arrives twice`);
    seen.add(order);
  }
  return faults.problems();
}

function checkReturns(returns: Returns, orders: Orders, lines: Lines): string[] {
  const faults = createFaults('returns');
  createOrderCheck(RETURNS, faults, true).update(returns);
  checkLabels(RETURNS, returns, faults, 0);
  for (let row = 0; row < returns.length; row++) {
    const order = returns.order[row]!;
    const item = returns.item[row]!;
    const bought = lines.get(order)?.get(item) ?? 0;
    checkOwner(faults, row, returns, orders);
    if (!(returns.units[row]! > 0 && returns.units[row]! <= bought)) {
      faults.add(
        'units',
        row,
        () => `${returns.units[row]} units of item ${item} sent back; order ${order} has ${bought}`,
      );
    }
  }
  return faults.problems();
}

function checkTickets(tickets: Tickets, orders: Orders, lines: Lines): string[] {
  const faults = createFaults('tickets');
  createOrderCheck(TICKETS, faults, true).update(tickets);
  checkLabels(TICKETS, tickets, faults, 0);
  const open = new Map<number, Map<number, number>>();
  for (let row = 0; row < tickets.length; row++) {
    const order = tickets.order[row]!;
    const item = tickets.item[row]!;
    const step = tickets.step[row]!;
    checkOwner(faults, row, tickets, orders);
    if (!lines.get(order)?.has(item)) faults.add('item', row, () => `order ${order} has no item ${item}`);
    const steps = open.get(order) ?? new Map<number, number>();
    const expected = (steps.get(item) ?? OPENED - 1) + 1;
    if (step !== expected) {
      faults.add(
        'step',
        row,
        () => `step ${TICKET_STEPS[step]}; ${TICKET_STEPS[expected] ?? 'none'} comes next`,
      );
    }
    open.set(order, steps.set(item, step));
    checkSurvey(faults, row, tickets);
  }
  return faults.problems();
}

function checkSurvey(faults: ReturnType<typeof createFaults>, row: number, tickets: Tickets): void {
  const scales = [
    ['csat', tickets.csat[row]!, 1, 5],
    ['nps', tickets.nps[row]!, 0, 10],
    ['effort', tickets.effort[row]!, 1, 7],
  ] as const;
  for (const [name, value, least, most] of scales) {
    if (value === NO_ANSWER) continue;
    if (value < least || value > most)
      faults.add(name, row, () => `${name} ${value} is not ${least} to ${most}`);
    if (tickets.step[row] !== RESOLVED)
      faults.add('survey', row, () => `${name} before the ticket is resolved`);
  }
}

/** A row that names an order: it is there, it is the shopper's, and it was placed before. */
function checkOwner(
  faults: ReturnType<typeof createFaults>,
  row: number,
  rows: { readonly order: Uint32Array; readonly shopper: Uint32Array; readonly time: Uint32Array },
  orders: Orders,
): void {
  const order = rows.order[row]!;
  if (order >= orders.length) {
    faults.add('no order', row, () => `order ${order} is not among the ${orders.length} orders`);
    return;
  }
  if (rows.shopper[row] !== orders.shopper[order]) {
    faults.add(
      'owner',
      row,
      () => `order ${order} is shopper ${orders.shopper[order]}’s, not ${rows.shopper[row]}’s`,
    );
  }
  if (rows.time[row]! < orders.time[order]!) {
    faults.add('time', row, () => `time ${rows.time[row]} s, before the order at ${orders.time[order]} s`);
  }
}
