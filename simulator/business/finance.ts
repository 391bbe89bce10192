/** The day in money, added up at the barrier. */

import type { Chargebacks } from '../../datasets/fraud-tables.ts';
import { SETTLEMENT_OUTCOMES, type Settlements } from '../../datasets/payment-tables.ts';
import { DAILY_FINANCE, type DailyFinance } from '../../datasets/shop-tables.ts';
import { createTable, type Orders } from '../../datasets/tables.ts';
import { CONSEQUENCES } from '../people/pending.ts';
import { isOnSale } from './assortment.ts';
import type { Closing } from './closing.ts';
import type { PriceState } from './pricing.ts';
import type { Shop, StockState } from './stock.ts';
import type { TalliedLog } from './tally.ts';

const DEFAULTED = SETTLEMENT_OUTCOMES.indexOf('defaulted');
const RETURN = CONSEQUENCES.indexOf('return');

type State = StockState & PriceState & { readonly round: number };

/** What a round filed of money. */
export interface FiledMoney {
  readonly orders: Orders;
  readonly settlements: Settlements;
  readonly chargebacks: Chargebacks;
}

/** One row: the round that began from `state`, with the orders placed in it and what became of earlier ones. */
export function financeOfRound(
  shop: Shop,
  state: State,
  logs: readonly TalliedLog[],
  { tally, stock }: Closing,
  { orders, settlements, chargebacks }: FiledMoney,
): DailyFinance {
  const { cost } = shop.items;
  const row = createTable(DAILY_FINANCE, 1);
  const goods = worthOf(cost, tally.sold) - worthOf(cost, tally.returned);
  row.round[0] = state.round;
  row.orders[0] = orders.length;
  row.lines[0] = sumOf(orders.lines);
  row.units[0] = sumOf(orders.units);
  row.revenue[0] = sumOf(orders.value);
  row.discounts[0] = sumOf(orders.discount) + sumOf(orders.couponDiscount);
  row.returnedUnits[0] = sumOf(tally.returned);
  row.refunds[0] = refundsOf(logs);
  row.costOfGoods[0] = goods;
  row.shipping[0] = orders.length * shop.scenario.finance.shipping;
  row.chargebacks[0] = sumOf(chargebacks.amount);
  row.badDebts[0] = sumOf(settlements.amount.filter((_, nth) => settlements.outcome[nth] === DEFAULTED));
  const spent = row.refunds[0]! + goods + row.shipping[0]!;
  row.margin[0] = row.revenue[0]! - row.discounts[0]! - spent - row.chargebacks[0]! - row.badDebts[0]!;
  row.purchases[0] = worthOf(cost, stock.received);
  row.stockValue[0] = worthOf(cost, stock.next.onHand);
  row.soldOut[0] = countSoldOut(shop, state);
  row.refused[0] = sumOf(tally.refused);
  row.lostSales[0] = worthOf(state.price, tally.refused);
  return row;
}

const sumOf = (values: ArrayLike<number> & Iterable<number>): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** Sum of cents times units; what is owed to customers is worth nothing on the shelf. */
function worthOf(cents: Uint32Array, units: ArrayLike<number>): number {
  let sum = 0;
  for (let item = 0; item < units.length; item++) sum += cents[item]! * Math.max(0, units[item]!);
  return sum;
}

function refundsOf(logs: readonly TalliedLog[]): number {
  let sum = 0;
  for (const { due } of logs) {
    const { kind, units, price } = due.columns;
    for (let at = 0; at < due.length; at++) if (kind[at] === RETURN) sum += units[at]! * price[at]!;
  }
  return sum;
}

function countSoldOut({ items }: Shop, { onHand, round }: State): number {
  let count = 0;
  for (let item = 0; item < onHand.length; item++)
    if (onHand[item]! <= 0 && isOnSale(items, item, round)) count++;
  return count;
}
