/** What must hold of stock, purchases, prices and daily figures, by themselves and against orders and returns. */

import type { Returns } from './after-sale-tables.ts';
import { checkLabels, createFaults, createOrderCheck, type Faults, noItem } from './faults.ts';
import type { Chargebacks } from './fraud-tables.ts';
import { SETTLEMENT_OUTCOMES, type Settlements } from './payment-tables.ts';
import {
  DAILY_FINANCE,
  type DailyFinance,
  INVENTORY,
  type Inventory,
  PRICES,
  type Prices,
  PURCHASES,
  type Purchases,
  SUPPLIERS,
  type Suppliers,
} from './shop-tables.ts';
import { ACTION_KINDS, type Actions, type Catalog, type Orders, type Sessions } from './tables.ts';

const ORDER = ACTION_KINDS.indexOf('order');
const DEFAULTED = SETTLEMENT_OUTCOMES.indexOf('defaulted');
const DAY = 86_400;

export interface ShopTables {
  readonly suppliers: Suppliers;
  readonly purchases: Purchases;
  readonly inventory: Inventory;
  readonly prices: Prices;
  readonly daily_finance: DailyFinance;
}

export interface SoldTables {
  readonly catalog: Catalog;
  readonly sessions: Sessions;
  readonly actions: Actions;
  readonly orders: Orders;
  readonly returns: Returns;
  /** Absent where the log does not tell. */
  readonly settlements?: Settlements | undefined;
  readonly chargebacks?: Chargebacks | undefined;
}

/** By table: every way in which the shop's own tables break their rules. */
export function checkShop(shop: ShopTables, sold: SoldTables): Record<keyof ShopTables, string[]> {
  return {
    suppliers: checkSuppliers(shop.suppliers, sold.catalog),
    purchases: checkPurchases(shop.purchases, shop.suppliers, sold.catalog.length),
    inventory: checkInventory(shop.inventory, shop.purchases, sold),
    prices: checkPrices(shop.prices, sold.catalog),
    daily_finance: checkFinance(shop.daily_finance, sold),
  };
}

function checkSuppliers(suppliers: Suppliers, catalog: Catalog): string[] {
  const faults = createFaults(SUPPLIERS.name);
  suppliers.supplier.forEach((supplier, row) => {
    if (supplier !== row + 1)
      faults.add('number', row, () => `supplier ${supplier}; they are numbered from 1`);
  });
  const most = suppliers.length;
  catalog.supplier.forEach((supplier, item) => {
    if (most > 0 && supplier > most)
      faults.add('item', most, () => `item ${item} is of supplier ${supplier}`);
  });
  return faults.problems();
}

function checkPurchases(purchases: Purchases, suppliers: Suppliers, items: number): string[] {
  const faults = createFaults(PURCHASES.name);
  createOrderCheck(PURCHASES, faults, true).update(purchases);
  for (let row = 0; row < purchases.length; row++) {
    const { item, supplier, ordered, received, units } = purchases;
    if (item[row]! >= items) faults.add('item', row, () => noItem(item[row]!, items));
    if (!(supplier[row]! >= 1 && supplier[row]! <= suppliers.length))
      faults.add('supplier', row, () => `no supplier ${supplier[row]}`);
    if (!(received[row]! > ordered[row]!))
      faults.add('rounds', row, () => `came in round ${received[row]}, ordered in round ${ordered[row]}`);
    if (units[row] === 0) faults.add('units', row, () => 'of no units');
  }
  return faults.problems();
}

/** Every item's rows are a chain, and say what orders, returns and purchases say. */
function checkInventory(inventory: Inventory, purchases: Purchases, sold: SoldTables): string[] {
  const faults = createFaults(INVENTORY.name);
  createOrderCheck(INVENTORY, faults, true).update(inventory);
  const items = sold.catalog.length;
  const last = new Map<number, number>();
  for (let row = 0; row < inventory.length; row++) {
    const item = inventory.item[row]!;
    const opening = inventory.opening[row]!;
    const closing = inventory.closing[row]!;
    const sum = opening + inventory.received[row]! + inventory.returned[row]! - inventory.sold[row]!;
    if (item >= items) faults.add('item', row, () => noItem(item, items));
    if (closing !== sum) faults.add('sum', row, () => `closing ${closing}; its movements make ${sum}`);
    if (inventory.backorders[row] !== Math.max(0, -closing))
      faults.add('backorders', row, () => `backorders ${inventory.backorders[row]}; closing is ${closing}`);
    if ((last.get(item) ?? opening) !== opening)
      faults.add('chain', row, () => `item ${item} opens with ${opening}, closed with ${last.get(item)}`);
    last.set(item, closing);
  }
  if (inventory.length > 0) {
    const { sessions, actions, returns } = sold;
    const lines = [...actions.kind.keys()].filter((row) => actions.kind[row] === ORDER);
    const roundOf = (row: number): number => sessions.round[actions.session[row]!]!;
    const days = (times: Uint32Array) => (row: number) => Math.floor(times[row]! / DAY);
    compare(faults, inventory, 'sold', lines, roundOf, actions.item, actions.quantity);
    compare(
      faults,
      inventory,
      'returned',
      [...returns.item.keys()],
      days(returns.time),
      returns.item,
      returns.units,
    );
    const came = (row: number): number => purchases.received[row]!;
    compare(faults, inventory, 'received', [...purchases.item.keys()], came, purchases.item, purchases.units);
  }
  return faults.problems();
}

/** Sums of `units` by round and item are the column `name`. */
function compare(
  faults: Faults,
  inventory: Inventory,
  name: 'sold' | 'returned' | 'received',
  rows: readonly number[],
  roundOf: (row: number) => number,
  item: Uint32Array,
  units: ArrayLike<number>,
): void {
  const sums = new Map<string, number>();
  const key = (round: number, of: number): string => `${round} ${of}`;
  for (const row of rows) {
    const at = key(roundOf(row), item[row]!);
    sums.set(at, (sums.get(at) ?? 0) + units[row]!);
  }
  for (let row = 0; row < inventory.length; row++) {
    const at = key(inventory.round[row]!, inventory.item[row]!);
    const expected = sums.get(at) ?? 0;
    sums.delete(at);
    if (inventory[name][row] === expected) continue;
    faults.add(name, row, () => `${name} ${inventory[name][row]}; the log has ${expected}`);
  }
  for (const [at, sum] of sums) {
    if (sum > 0) faults.add(name, inventory.length, () => `no row of round and item ${at}; ${sum} ${name}`);
  }
}

function checkPrices(prices: Prices, catalog: Catalog): string[] {
  const faults = createFaults(PRICES.name);
  createOrderCheck(PRICES, faults, true).update(prices);
  checkLabels(PRICES, prices, faults, 0);
  const now = catalog.price.slice();
  for (let row = 0; row < prices.length; row++) {
    const item = prices.item[row]!;
    const price = prices.price[row]!;
    if (item >= catalog.length) {
      faults.add('item', row, () => noItem(item, catalog.length));
      continue;
    }
    if (price === 0) faults.add('price', row, () => `item ${item} costs nothing`);
    if (price === now[item]) faults.add('change', row, () => `item ${item} cost ${price} before, too`);
    now[item] = price;
  }
  return faults.problems();
}

/** What is taken off the revenue to make the margin. */
const LESS = ['discounts', 'refunds', 'costOfGoods', 'shipping', 'chargebacks', 'badDebts'] as const;

/** Money that did not come or did not stay, on the day on which the shop learnt it. */
function checkLosses(faults: Faults, finance: DailyFinance, { settlements, chargebacks }: SoldTables): void {
  const compareSums = (name: 'chargebacks' | 'badDebts', sums: Float64Array): void =>
    sums.forEach((sum, row) => {
      if (finance[name][row] === sum) return;
      faults.add(name, row, () => `${name} ${finance[name][row]}; the log has ${sum}`);
    });
  if (chargebacks)
    compareSums(
      'chargebacks',
      sumsByDay(finance.length, chargebacks, () => true),
    );
  if (settlements) {
    const isLost = (row: number): boolean => settlements.outcome[row] === DEFAULTED;
    compareSums('badDebts', sumsByDay(finance.length, settlements, isLost));
  }
}

/** (days) sum of the amounts of the rows that count. */
function sumsByDay(
  days: number,
  {
    length,
    time,
    amount,
  }: { readonly length: number; readonly time: Uint32Array; readonly amount: ArrayLike<number> },
  counts: (row: number) => boolean,
): Float64Array {
  const sums = new Float64Array(days);
  for (let row = 0; row < length; row++) if (counts(row)) sums[Math.floor(time[row]! / DAY)]! += amount[row]!;
  return sums;
}

function checkFinance(finance: DailyFinance, sold: SoldTables): string[] {
  const { orders } = sold;
  const faults = createFaults(DAILY_FINANCE.name);
  checkLosses(faults, finance, sold);
  const sums = { orders: new Float64Array(finance.length), lines: new Float64Array(finance.length) };
  const money = { units: sums.lines.slice(), revenue: sums.lines.slice(), discounts: sums.lines.slice() };
  const said = { ...sums, ...money };
  let first = 0;
  for (let row = 0; row < finance.length; row++) {
    if (finance.round[row] !== row)
      faults.add('round', row, () => `round ${finance.round[row]}; one row each`);
    // Orders are numbered round by round.
    const end = Math.min(orders.length, first + finance.orders[row]!);
    said.orders[row] = end - first;
    for (; first < end; first++) {
      said.lines[row]! += orders.lines[first]!;
      said.units[row]! += orders.units[first]!;
      said.revenue[row]! += orders.value[first]!;
      said.discounts[row]! += orders.discount[first]! + orders.couponDiscount[first]!;
    }
    for (const name of ['orders', 'lines', 'units', 'revenue', 'discounts'] as const) {
      if (finance[name][row] !== said[name][row])
        faults.add(name, row, () => `${name} ${finance[name][row]}; orders have ${said[name][row]}`);
    }
    const { revenue, margin } = finance;
    const sum = LESS.reduce((left, name) => left - finance[name][row]!, revenue[row]!);
    if (Math.abs(margin[row]! - sum) > 1e-6 * Math.max(1, revenue[row]!))
      faults.add('margin', row, () => `margin ${margin[row]}; its parts make ${sum}`);
  }
  if (finance.length > 0 && first !== orders.length)
    faults.add(
      'orders',
      finance.length,
      () => `${first} orders in all; the table orders has ${orders.length}`,
    );
  return faults.problems();
}
