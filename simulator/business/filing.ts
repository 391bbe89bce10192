/** Files what the shop did in a round: stock, purchases that came, prices, the day in money, and what the day was like. */

import {
  type DailyFinance,
  INVENTORY,
  type Inventory,
  PRICES,
  type Prices,
  PURCHASES,
  type Purchases,
} from '../../datasets/shop-tables.ts';
import { createTable } from '../../datasets/tables.ts';
import { DAY } from '../behaviour/arrival.ts';
import { CALENDAR, type CalendarTruth, calendarTruth } from '../world/calendar.ts';
import type { Closing } from './closing.ts';
import { type FiledMoney, financeOfRound } from './finance.ts';
import { type PriceState, SHOCK } from './pricing.ts';
import type { Shop, StockState } from './stock.ts';
import type { TalliedLog } from './tally.ts';

export interface BusinessLog {
  readonly inventory: Inventory;
  readonly purchases: Purchases;
  readonly prices: Prices;
  readonly finance: DailyFinance;
  readonly calendar: CalendarTruth;
}

type State = StockState & PriceState & { readonly round: number };

/** The chunk of the round that began from `state`, in which `filed` was filed of money, and which closed so. */
export function fileBusiness(
  shop: Shop,
  state: State,
  logs: readonly TalliedLog[],
  filed: FiledMoney,
  closing: Closing,
): BusinessLog {
  const { scenario } = shop;
  return {
    inventory: fileInventory(state, closing),
    purchases: filePurchases(shop, state),
    prices: filePrices(shop, state, closing),
    finance: financeOfRound(shop, state, logs, closing, filed),
    calendar: scenario.truth === 'none' ? createTable(CALENDAR, 0) : calendarTruth(scenario, state.round),
  };
}

function fileInventory({ round, onHand }: State, { tally, stock }: Closing): Inventory {
  const columns = { ...tally, received: stock.received, ordered: stock.ordered };
  const names = ['sold', 'returned', 'received', 'ordered', 'refused'] as const;
  const moved = new Uint8Array(onHand.length).fill(round === 0 ? 1 : 0);
  for (const name of names) mark(moved, columns[name]);
  const rows: number[] = [];
  for (let item = 0; item < moved.length; item++) if (moved[item] === 1) rows.push(item);
  const table = createTable(INVENTORY, rows.length);
  table.round.fill(round);
  rows.forEach((item, to) => {
    const closing = stock.next.onHand[item]!;
    table.item[to] = item;
    table.opening[to] = onHand[item]!;
    table.closing[to] = closing;
    table.backorders[to] = Math.max(0, -closing);
    for (const name of names) table[name][to] = columns[name][item]!;
  });
  return table;
}

/** Sets `moved` where the column is above 0. */
function mark(moved: Uint8Array, column: Uint32Array): void {
  for (let item = 0; item < moved.length; item++) if (column[item]! > 0) moved[item] = 1;
}

/** Purchases that came in the round. */
function filePurchases({ items }: Shop, state: State): Purchases {
  const { round, comingDue, comingItem, comingNth, comingOrdered, comingUnits } = state;
  const rows = [...comingDue.keys()]
    .filter((nth) => comingDue[nth] === round)
    .sort((a, b) => comingItem[a]! - comingItem[b]! || comingNth[a]! - comingNth[b]!);
  const table = createTable(PURCHASES, rows.length);
  table.received.fill(round);
  rows.forEach((nth, to) => {
    const item = comingItem[nth]!;
    table.item[to] = item;
    table.nth[to] = comingNth[nth]!;
    table.supplier[to] = items.supplier[item]! + 1;
    table.ordered[to] = comingOrdered[nth]!;
    table.units[to] = comingUnits[nth]!;
    table.cost[to] = comingUnits[nth]! * items.cost[item]!;
  });
  return table;
}

/** Items of which the two differ. */
function changed(before: Uint32Array, after: Uint32Array): number[] {
  const rows: number[] = [];
  if (before === after) return rows;
  for (let item = 0; item < after.length; item++) if (after[item] !== before[item]) rows.push(item);
  return rows;
}

/** Prices that hold from the end of the round; with the first round also those that held from the start. */
function filePrices(
  { items, scenario }: Shop,
  { round, price }: State,
  { prices, reasons }: Closing,
): Prices {
  const opening = round === 0 ? changed(items.price, price) : [];
  const later = round + 1 < scenario.days ? changed(price, prices.price) : [];
  const table = createTable(PRICES, opening.length + later.length);
  opening.forEach((item, to) => {
    table.item[to] = item;
    table.price[to] = price[item]!;
    table.reason[to] = SHOCK;
  });
  later.forEach((item, nth) => {
    const to = opening.length + nth;
    table.time[to] = (round + 1) * DAY;
    table.item[to] = item;
    table.price[to] = prices.price[item]!;
    table.reason[to] = reasons[item]!;
  });
  return table;
}
