/** What must hold between orders and what is filed beside them: lines, checkouts, payments, settlements, promotions. */

import type { Returns } from './after-sale-tables.ts';
import { checkLabels, createFaults, createOrderCheck } from './faults.ts';
import {
  NO_DUE,
  PAYMENT_METHODS,
  PAYMENT_OUTCOMES,
  PAYMENTS,
  type Payments,
  SETTLEMENT_OUTCOMES,
  SETTLEMENTS,
  type Settlements,
} from './payment-tables.ts';
import {
  CHECKOUT_STEPS,
  CHECKOUTS,
  type Checkouts,
  ORDER_LINES,
  type OrderLines,
  PROMOTIONS,
  type Promotions,
} from './sale-tables.ts';
import { ACTION_KINDS, type Actions, NO_ORDER, NO_PROMOTION, type Orders, type Sessions } from './tables.ts';

const ORDER = ACTION_KINDS.indexOf('order');
const ORDERED = CHECKOUT_STEPS.indexOf('ordered');
const LATER = PAYMENT_METHODS.indexOf('later');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const PAID = SETTLEMENT_OUTCOMES.indexOf('paid');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');

/** Tables beside the orders; one that is absent or without rows tells nothing. */
export interface SaleTables {
  readonly order_lines?: OrderLines | undefined;
  readonly checkouts?: Checkouts | undefined;
  readonly payments?: Payments | undefined;
  readonly settlements?: Settlements | undefined;
  readonly promotions?: Promotions | undefined;
}

interface Log {
  readonly actions: Actions;
  readonly orders: Orders;
  readonly sessions: Sessions;
  /** Absent where the log does not tell. */
  readonly returns?: Returns | undefined;
}

/** By table: every way in which it breaks the rules of its spec. */
export function checkSale(
  { order_lines, checkouts, payments, settlements, promotions }: SaleTables,
  log: Log,
): Record<keyof SaleTables, string[]> {
  return {
    order_lines: order_lines?.length ? checkOrderLines(order_lines, log.actions, log.orders) : [],
    checkouts: checkouts?.length ? checkCheckouts(checkouts, log.sessions, log.orders) : [],
    payments: payments?.length ? checkPayments(payments, log.sessions, log.orders) : [],
    settlements: settlements?.length && payments ? checkSettlements(settlements, payments, log) : [],
    promotions: promotions?.length ? checkPromotions(promotions) : [],
  };
}

/** The lines are the actions of kind `order`, one for one. */
function checkOrderLines(lines: OrderLines, actions: Actions, orders: Orders): string[] {
  const faults = createFaults(ORDER_LINES.name);
  createOrderCheck(ORDER_LINES, faults, true).update(lines);
  const ordered = new Map<string, number>();
  for (let row = 0; row < actions.length; row++) {
    if (actions.kind[row] === ORDER) ordered.set(`${actions.session[row]} ${actions.seq[row]}`, row);
  }
  const count = new Uint32Array(orders.length);
  for (let row = 0; row < lines.length; row++) {
    const order = lines.order[row]!;
    const place = `${lines.session[row]} ${lines.seq[row]}`;
    const action = ordered.get(place);
    const said = [order, lines.item[row], lines.units[row], lines.price[row]].join(', ');
    const done =
      action === undefined
        ? 'none'
        : [actions.order[action], actions.item[action], actions.quantity[action], actions.price[action]].join(
            ', ',
          );
    if (said !== done)
      faults.add(
        'action',
        row,
        () => `order, item, units, price ${said}; the action at ${place} has ${done}`,
      );
    if (order < orders.length && lines.line[row] !== count[order]!++)
      faults.add(
        'line',
        row,
        () => `line ${lines.line[row]} of order ${order}; ${count[order]! - 1} comes next`,
      );
    if (lines.promotion[row] === NO_PROMOTION && lines.discount[row] !== 0)
      faults.add('discount', row, () => `${lines.discount[row]} cents off by no promotion`);
  }
  if (lines.length !== ordered.size)
    faults.add('count', lines.length, () => `${ordered.size} lines were ordered, rows end here`);
  return faults.problems();
}

function checkCheckouts(checkouts: Checkouts, sessions: Sessions, orders: Orders): string[] {
  const faults = createFaults(CHECKOUTS.name);
  createOrderCheck(CHECKOUTS, faults, true).update(checkouts);
  checkLabels(CHECKOUTS, checkouts, faults, 0);
  for (let row = 0; row < checkouts.length; row++) {
    const session = checkouts.session[row]!;
    const order = checkouts.order[row]!;
    if (!(checkouts.time[row]! >= sessions.start[session]!))
      faults.add('time', row, () => `time ${checkouts.time[row]} s is not in session ${session}`);
    if ((checkouts.reached[row] === ORDERED) !== (order !== NO_ORDER))
      faults.add(
        'order',
        row,
        () => `came as far as ${CHECKOUT_STEPS[checkouts.reached[row]!]}, order ${order}`,
      );
    if (order === NO_ORDER) continue;
    if (orders.session[order] !== session)
      faults.add('session', row, () => `order ${order} is not one of session ${session}`);
    for (const name of ['lines', 'units', 'value', 'couponDiscount', 'shipping'] as const) {
      if (checkouts[name][row] === orders[name][order]) continue;
      faults.add(
        name,
        row,
        () => `${name} ${checkouts[name][row]}; order ${order} has ${orders[name][order]}`,
      );
    }
  }
  return faults.problems();
}

function checkPayments(payments: Payments, sessions: Sessions, orders: Orders): string[] {
  const faults = createFaults(PAYMENTS.name);
  createOrderCheck(PAYMENTS, faults, true).update(payments);
  checkLabels(PAYMENTS, payments, faults, 0);
  const paid = new Uint8Array(orders.length);
  for (let row = 0; row < payments.length; row++) {
    const order = payments.order[row]!;
    const isGood = payments.outcome[row] === SETTLED || payments.outcome[row] === OPEN;
    if (payments.payment[row] !== row)
      faults.add('id', row, () => `payment ${payments.payment[row]}; it must be the row number`);
    if (!(payments.session[row]! < sessions.length))
      faults.add(
        'session',
        row,
        () => `session ${payments.session[row]} is not among the ${sessions.length}`,
      );
    if ((payments.outcome[row] === OPEN) !== (payments.due[row] !== NO_DUE))
      faults.add('due', row, () => `due ${payments.due[row]} s; open payments, and they alone, fall due`);
    if (payments.outcome[row] === OPEN && payments.method[row] !== LATER)
      faults.add('method', row, () => 'open, and not by bill-me-later');
    if (order === NO_ORDER) continue;
    if (!isGood) faults.add('unpaid', row, () => `paid for order ${order}, though it came to nothing`);
    if (!(order < orders.length)) faults.add('no order', row, () => `no order ${order}`);
    else if (paid[order]!++ > 0) faults.add('twice', row, () => `order ${order} is paid twice`);
    checkPaid(faults, row, payments, orders, order);
  }
  const unpaid = paid.indexOf(0);
  if (unpaid >= 0) faults.add('missing', payments.length, () => `order ${unpaid} is not paid, rows end here`);
  return faults.problems();
}

function checkPaid(
  faults: ReturnType<typeof createFaults>,
  row: number,
  payments: Payments,
  orders: Orders,
  order: number,
): void {
  for (const [name, ofOrder] of [
    ['amount', 'total'],
    ['method', 'method'],
    ['session', 'session'],
    ['shopper', 'shopper'],
  ] as const) {
    if (payments[name][row] === orders[ofOrder][order]) continue;
    faults.add(
      name,
      row,
      () => `${name} ${payments[name][row]}; order ${order} has ${orders[ofOrder][order]}`,
    );
  }
}

function checkSettlements(settlements: Settlements, payments: Payments, log: Log): string[] {
  const faults = createFaults(SETTLEMENTS.name);
  createOrderCheck(SETTLEMENTS, faults, true).update(settlements);
  checkLabels(SETTLEMENTS, settlements, faults, 0);
  const seen = new Set<number>();
  const refundsOf = log.returns && refundsByOrder(log, log.returns);
  for (let row = 0; row < settlements.length; row++) {
    const payment = settlements.payment[row]!;
    if (seen.has(payment)) faults.add('twice', row, () => `payment ${payment} is settled twice`);
    seen.add(payment);
    if (payments.outcome[payment] !== OPEN)
      faults.add('open', row, () => `payment ${payment} is not among those that were open`);
    for (const [name, ofPayment] of [
      ['time', 'due'],
      ['order', 'order'],
      ['shopper', 'shopper'],
    ] as const) {
      if (settlements[name][row] === payments[ofPayment][payment]) continue;
      faults.add(
        name,
        row,
        () => `${name} ${settlements[name][row]}; payment ${payment} has ${payments[ofPayment][payment]}`,
      );
    }
    if (!refundsOf || !(payment < payments.length)) continue;
    const left = payments.amount[payment]! - refundsOf(settlements.order[row]!, settlements.time[row]!);
    if (settlements.amount[row] !== left)
      faults.add('amount', row, () => `amount ${settlements.amount[row]}; ${left} was left to pay`);
    if (left === 0 && settlements.outcome[row] !== PAID)
      faults.add('outcome', row, () => 'not paid, though nothing was left to pay');
  }
  return faults.problems();
}

/** Cents that need no longer be paid for what came back of an order up to a second: its part of the total without shipping. */
function refundsByOrder(
  { actions, orders }: Log,
  returns: Returns,
): (order: number, until: number) => number {
  const price = new Map<string, number>();
  for (let row = 0; row < actions.length; row++)
    if (actions.kind[row] === ORDER)
      price.set(`${actions.order[row]} ${actions.item[row]}`, actions.price[row]!);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < returns.length; row++) {
    const order = returns.order[row]!;
    rows.set(order, [...(rows.get(order) ?? []), row]);
  }
  const worthOf = (row: number): number =>
    returns.units[row]! * (price.get(`${returns.order[row]} ${returns.item[row]}`) ?? 0);
  return (order, until) => {
    const early = (rows.get(order) ?? []).filter((row) => returns.time[row]! <= until);
    const back = early.reduce((sum, row) => sum + worthOf(row), 0);
    return back > 0
      ? Math.round(((orders.total[order]! - orders.shipping[order]!) * back) / orders.value[order]!)
      : 0;
  };
}

function checkPromotions(promotions: Promotions): string[] {
  const faults = createFaults(PROMOTIONS.name);
  checkLabels(PROMOTIONS, promotions, faults, 0);
  for (let row = 0; row < promotions.length; row++) {
    if (promotions.promotion[row] !== row + 1)
      faults.add('id', row, () => `promotion ${promotions.promotion[row]}; ${row + 1} comes next`);
    if (!(promotions.end[row]! >= promotions.start[row]!))
      faults.add('end', row, () => `ends at ${promotions.end[row]} s, before it starts`);
  }
  return faults.problems();
}
