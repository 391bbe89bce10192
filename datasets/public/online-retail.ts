/** UCI Online Retail, cleaned: a session an invoice, an `order` action a line. */

import { countingOrder } from '../../numerics/csr.ts';
import { REVIEWS } from '../after-sale-tables.ts';
import type { Dataset } from '../dataset.ts';
import { type Account, applyRules, withNotes } from '../quality.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  CATALOG,
  type Catalog,
  CHANNELS,
  createTable,
  IMPRESSIONS,
  NO_POSITION,
  NO_SLATE,
  SESSIONS,
  type Sessions,
  SHOPPERS,
  type Shoppers,
} from '../tables.ts';
import { createVocabulary } from '../vocabulary.ts';
import { NO_CUSTOMER, type RetailRows } from './online-retail-rows.ts';

const MINUTES_A_DAY = 1440;

/** What a retailer's analyst would keep: sales of products, to customers who are known. */
export function cleanRetail(rows: RetailRows): { readonly kept: Uint32Array; readonly account: Account } {
  const cancelled = rows.invoices.map((invoice) => /^c/i.test(invoice));
  const product = rows.stocks.map((stock) => /^\d{5}/.test(stock));
  const { kept, account } = applyRules(rows.length, [
    { rule: 'has a customer', keep: (i) => rows.customer[i] !== NO_CUSTOMER },
    { rule: 'is not a cancellation (invoice C...)', keep: (i) => !cancelled[rows.invoice[i]!] },
    { rule: 'positive quantity', keep: (i) => rows.quantity[i]! > 0 },
    { rule: 'positive price', keep: (i) => rows.price[i]! > 0 },
    { rule: 'stock code of a product (five digits first)', keep: (i) => product[rows.stock[i]!]! },
  ]);
  return {
    kept,
    account: withNotes(account, [
      { note: 'kept rows repeat an earlier one exactly', rows: countRepeats(rows, kept) },
      {
        note: 'kept rows cost less than half a penny: price 0',
        rows: kept.filter((i) => cents(rows.price[i]!) === 0).length,
      },
    ]),
  };
}

/** How many of the rows `kept` equal an earlier one of them in every column. */
function countRepeats(rows: RetailRows, kept: Uint32Array): number {
  const seen = new Set<string>();
  for (const i of kept) {
    const product = `${rows.stock[i]},${rows.description[i]},${rows.quantity[i]},${rows.price[i]}`;
    seen.add(`${rows.invoice[i]},${product},${rows.minute[i]},${rows.customer[i]},${rows.country[i]}`);
  }
  return kept.length - seen.size;
}

/** Pounds to whole pence. */
function cents(pounds: number): number {
  return Math.round(pounds * 100);
}

/** Dense indices of kept rows under one key, in order of first appearance. */
interface Grouping {
  /** (kept) */
  readonly of: Uint32Array;
  readonly ids: readonly string[];
}

function groupBy(kept: Uint32Array, codes: Uint32Array, idOf: (code: number) => string): Grouping {
  const vocabulary = createVocabulary();
  const known = new Map<number, number>();
  const of = kept.map((row) => {
    const code = codes[row]!;
    const index = known.get(code) ?? vocabulary.indexOf(idOf(code));
    known.set(code, index);
    return index;
  });
  return { of, ids: vocabulary.ids };
}

/** The data set without its provenance. Times are the shop's own clock, taken as UTC. */
export function retailDataset(rows: RetailRows): Omit<Dataset, 'provenance'> {
  const { kept, account } = cleanRetail(rows);
  const item = groupBy(kept, rows.stock, (code) => rows.stocks[code]!.toUpperCase());
  const shopper = groupBy(kept, rows.customer, (code) => rows.customers[code]!);
  const firstMinute = kept.reduce(
    (first, row) => Math.min(first, rows.minute[row]!),
    Number.POSITIVE_INFINITY,
  );
  const origin = kept.length === 0 ? 0 : Math.floor(firstMinute / MINUTES_A_DAY) * MINUTES_A_DAY;
  const visits = invoiceSessions(rows, kept, shopper, origin);
  return {
    account,
    log: {
      origin: `${new Date(origin * 60_000).toISOString().slice(0, 19)}Z`,
      sessions: visits.sessions,
      impressions: createTable(IMPRESSIONS, 0),
      actions: orderLines(rows, kept, visits.of, item, origin),
      reviews: createTable(REVIEWS, 0),
    },
    catalog: retailCatalog(rows, kept, item),
    shoppers: retailShoppers(rows, kept, shopper),
    timed: true,
  };
}

/** One session an invoice (and customer): sessions in canonical order, and the session of each kept row. */
function invoiceSessions(
  rows: RetailRows,
  kept: Uint32Array,
  shopper: Grouping,
  origin: number,
): { readonly sessions: Sessions; readonly of: Uint32Array } {
  const shoppers = shopper.ids.length;
  const groups = new Map<number, number>();
  const start: number[] = [];
  const visitor: number[] = [];
  const group = kept.map((row, n) => {
    const key = rows.invoice[row]! * shoppers + shopper.of[n]!;
    const known = groups.get(key);
    const index = known ?? groups.size;
    if (known === undefined) {
      groups.set(key, index);
      visitor.push(shopper.of[n]!);
    }
    start[index] = Math.min(start[index] ?? Number.POSITIVE_INFINITY, rows.minute[row]!);
    return index;
  });
  const order = Uint32Array.from(start.keys()).sort(
    (a, b) => start[a]! - start[b]! || visitor[a]! - visitor[b]! || a - b,
  );
  const sessions = createTable(SESSIONS, order.length);
  const sessionOf = new Uint32Array(order.length);
  const visits = new Uint32Array(shoppers);
  order.forEach((index, session) => {
    const who = visitor[index]!;
    sessionOf[index] = session;
    sessions.session[session] = session;
    sessions.round[session] = Math.floor((start[index]! - origin) / MINUTES_A_DAY);
    sessions.start[session] = (start[index]! - origin) * 60;
    sessions.visitor[session] = who;
    sessions.visit[session] = visits[who]!++;
    sessions.shopper[session] = who;
  });
  sessions.channel.fill(CHANNELS.indexOf('web'));
  return { sessions, of: group.map((index) => sessionOf[index]!) };
}

/** One action a kept row, by session, then minute, then row of the file. */
function orderLines(
  rows: RetailRows,
  kept: Uint32Array,
  sessionOf: Uint32Array,
  item: Grouping,
  origin: number,
): Actions {
  const minute = kept.map((row) => rows.minute[row]! - origin);
  const sessions = sessionOf.reduce((most, session) => Math.max(most, session + 1), 0);
  const minutes = minute.reduce((most, value) => Math.max(most, value + 1), 0);
  const order = countingOrder(sessionOf, sessions, countingOrder(minute, minutes));
  const actions = createTable(ACTIONS, kept.length);
  actions.kind.fill(ACTION_KINDS.indexOf('order'));
  actions.slate.fill(NO_SLATE);
  actions.position.fill(NO_POSITION);
  order.forEach((n, line) => {
    const session = sessionOf[n]!;
    const first = line === 0 || actions.session[line - 1] !== session;
    if (!first && actions.seq[line - 1] === 0xffff) {
      throw new Error(`online-retail: invoice of session ${session} has more than 65,536 lines`);
    }
    actions.session[line] = session;
    actions.seq[line] = first ? 0 : actions.seq[line - 1]! + 1;
    actions.time[line] = minute[n]! * 60;
    actions.item[line] = item.of[n]!;
    actions.price[line] = cents(rows.price[kept[n]!]!);
    actions.quantity[line] = rows.quantity[kept[n]!]!;
    actions.order[line] = session;
  });
  return actions;
}

/** Title: the description that stands most often, the first of equals. Price: the median over lines. */
function retailCatalog(rows: RetailRows, kept: Uint32Array, item: Grouping): Catalog {
  const items = item.ids.length;
  const catalog = createTable(CATALOG, items);
  const byItem = countingOrder(item.of, items);
  for (let index = 0, from = 0; index < items; index++) {
    let to = from;
    while (to < byItem.length && item.of[byItem[to]!] === index) to++;
    const lines = byItem.subarray(from, to).map((n) => kept[n]!);
    catalog.item[index] = index;
    catalog.key[index] = index;
    catalog.id[index] = item.ids[index]!;
    catalog.title[index] = rows.descriptions[mostFrequent(lines.map((row) => rows.description[row]!))]!;
    catalog.description[index] = catalog.title[index]!;
    catalog.price[index] = median(lines.map((row) => cents(rows.price[row]!)));
    from = to;
  }
  return catalog;
}

function mostFrequent(codes: Uint32Array): number {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/** Of whole numbers; the mean of the middle two is rounded up. Sorts in place. */
function median(values: Uint32Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : Math.round((values[middle - 1]! + values[middle]!) / 2);
}

/** Region: the country of the shopper's last kept row. */
function retailShoppers(rows: RetailRows, kept: Uint32Array, shopper: Grouping): Shoppers {
  const shoppers = createTable(SHOPPERS, shopper.ids.length);
  shopper.ids.forEach((id, index) => {
    shoppers.shopper[index] = index;
    shoppers.key[index] = index;
    shoppers.id[index] = id;
  });
  kept.forEach((row, n) => {
    shoppers.region[shopper.of[n]!] = rows.countries[rows.country[row]!]!;
  });
  return shoppers;
}
