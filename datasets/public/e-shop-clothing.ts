/** UCI clickstream of a clothing shop, 2008: a session a visit, a `click` action a line; the day is known, the time of day is not. */

import { countingOrder } from '../../numerics/csr.ts';
import { REVIEWS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules, withNotes } from '../quality.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  CATALOG,
  type Catalog,
  CHANNELS,
  createTable,
  IMPRESSIONS,
  NO_ORDER,
  NO_POSITION,
  NO_SLATE,
  SESSIONS,
  type Sessions,
  SHOPPERS,
  type Shoppers,
} from '../tables.ts';
import { createVocabulary } from '../vocabulary.ts';
import { createCsvReader } from './csv.ts';
import { CATEGORIES, COLOURS, COUNTRIES, LOCATIONS, labelOf, PHOTOGRAPHY } from './e-shop-clothing-codes.ts';

export const E_SHOP_COLUMNS = [
  'year',
  'month',
  'day',
  'order',
  'country',
  'session ID',
  'page 1 (main category)',
  'page 2 (clothing model)',
  'colour',
  'location',
  'model photography',
  'price',
  'price 2',
  'page',
] as const;

const DAY = 86_400;

/** One line of the file. */
interface Click {
  /** Days since 1970. */
  readonly day: number;
  /** Click within the session, from 1. */
  readonly order: number;
  readonly session: number;
  readonly item: number;
  readonly price: number;
  readonly country: string;
}

/** What the shop shows of a model; the same on all its lines but for the category of one. */
interface Model {
  readonly category: string;
  readonly attributes: string;
  readonly price: number;
}

interface Clicks {
  readonly rows: readonly Click[];
  readonly sessionIds: readonly string[];
  readonly modelIds: readonly string[];
  readonly models: readonly Model[];
  /** Lines that list their model under another category than its first line does. */
  readonly otherCategory: number;
}

/** The lines of `text`; throws ConfigError `file:line ...` on one that cannot be read. */
function readClicks(text: string, file: string): Clicks {
  const csv = createCsvReader(text, file);
  if (csv.header.join() !== E_SHOP_COLUMNS.join()) {
    throw new ConfigError([
      `${file}:1 columns ${csv.header.join(', ').slice(0, 200)}; expected ${E_SHOP_COLUMNS.join(', ')}`,
    ]);
  }
  const sessions = createVocabulary();
  const items = createVocabulary();
  const models: Model[] = [];
  const rows: Click[] = [];
  let otherCategory = 0;
  for (let fields = csv.next(); fields !== null; fields = csv.next()) {
    const field = (column: (typeof E_SHOP_COLUMNS)[number]): string =>
      fields![E_SHOP_COLUMNS.indexOf(column)]!.trim();
    const fault = (column: string, found: string): ConfigError =>
      new ConfigError([
        `${file}:${csv.line} ${column}: ${JSON.stringify(found.slice(0, 40))} is not readable`,
      ]);
    const whole = (column: (typeof E_SHOP_COLUMNS)[number]): number => {
      if (!/^\d{1,9}$/.test(field(column))) throw fault(column, field(column));
      return Number(field(column));
    };
    const label = (column: (typeof E_SHOP_COLUMNS)[number], labels: readonly string[]): string => {
      const found = labelOf(labels, whole(column));
      if (found === undefined) throw fault(column, field(column));
      return found;
    };
    const day = dayOf(whole('year'), whole('month'), whole('day'));
    if (Number.isNaN(day)) throw fault('day', `${field('year')}-${field('month')}-${field('day')}`);
    if (!/^[A-Z]\d{1,4}$/.test(field('page 2 (clothing model)')))
      throw fault('page 2 (clothing model)', field('page 2 (clothing model)'));
    const item = items.indexOf(field('page 2 (clothing model)'));
    const category = label('page 1 (main category)', CATEGORIES);
    const price = 100 * whole('price');
    models[item] ??= {
      category,
      price,
      attributes: [
        `colour=${label('colour', COLOURS)}`,
        `place=${label('location', LOCATIONS)}`,
        `photo=${label('model photography', PHOTOGRAPHY)}`,
        `page=${whole('page')}`,
      ].join('|'),
    };
    if (models[item].category !== category) otherCategory++;
    const session = sessions.indexOf(String(whole('session ID')));
    rows.push({ day, order: whole('order'), session, item, price, country: label('country', COUNTRIES) });
  }
  return { rows, sessionIds: sessions.ids, modelIds: items.ids, models, otherCategory };
}

/** Days since 1970 of a date, or NaN. */
function dayOf(year: number, month: number, day: number): number {
  const time = Date.UTC(year, month - 1, day);
  const back = new Date(time);
  return year >= 1970 && year < 2100 && back.getUTCMonth() === month - 1 && back.getUTCDate() === day
    ? time / (1000 * DAY)
    : Number.NaN;
}

/**
 * The data set without its provenance. Nobody is known beyond the session, so each session is a shopper of its own: that
 * keeps the country and lets session-based recommenders learn, and says nothing of anyone over time.
 */
export function eShopDataset(text: string, file: string): Omit<Dataset, 'provenance'> {
  const clicks = readClicks(text, file);
  const { rows } = clicks;
  const seen = new Set<number>();
  const { kept, account } = applyRules(rows.length, [
    {
      rule: 'click number not yet seen in its session',
      keep(row) {
        const key = rows[row]!.session * 65_536 + rows[row]!.order;
        return seen.size < seen.add(key).size;
      },
    },
  ]);
  const origin = kept.reduce((first, row) => Math.min(first, rows[row]!.day), Number.POSITIVE_INFINITY);
  const visits = makeSessions(clicks, kept, kept.length === 0 ? 0 : origin);
  return {
    account: withNotes(account, [
      {
        note: 'sessions are each a shopper of their own: nobody is known longer',
        rows: visits.sessions.length,
      },
      { note: 'rows list their model under a second category; its first counts', rows: clicks.otherCategory },
    ]),
    log: {
      origin: `${new Date((kept.length === 0 ? 0 : origin) * DAY * 1000).toISOString().slice(0, 19)}Z`,
      sessions: visits.sessions,
      impressions: createTable(IMPRESSIONS, 0),
      actions: visits.actions,
      reviews: createTable(REVIEWS, 0),
    },
    catalog: makeCatalog(clicks),
    shoppers: visits.shoppers,
    timed: true,
    timeStep: DAY,
  };
}

function makeSessions(
  { rows, sessionIds }: Clicks,
  kept: Uint32Array,
  origin: number,
): { readonly sessions: Sessions; readonly actions: Actions; readonly shoppers: Shoppers } {
  const groups = sessionIds.length;
  const first = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const country = new Array<string>(groups).fill('');
  for (const row of kept) {
    const { session, day } = rows[row]!;
    if (first[session] === Number.POSITIVE_INFINITY) country[session] = rows[row]!.country;
    first[session] = Math.min(first[session]!, day);
  }
  const order = Uint32Array.from(first.keys()).sort((a, b) => first[a]! - first[b]! || a - b);
  const place = new Uint32Array(groups);
  const sessions = createTable(SESSIONS, groups);
  const shoppers = createTable(SHOPPERS, groups);
  order.forEach((group, session) => {
    place[group] = session;
    for (const column of [sessions.session, sessions.visitor, sessions.shopper]) column[session] = session;
    sessions.round[session] = first[group]! - origin;
    sessions.start[session] = (first[group]! - origin) * DAY;
    shoppers.shopper[session] = session;
    shoppers.key[session] = session;
    shoppers.id[session] = sessionIds[group]!;
    shoppers.region[session] = country[group]!;
  });
  sessions.channel.fill(CHANNELS.indexOf('web'));
  return { sessions, shoppers, actions: makeActions(rows, kept, place, origin) };
}

/** One action a kept line, by session and click number. */
function makeActions(rows: readonly Click[], kept: Uint32Array, place: Uint32Array, origin: number): Actions {
  const numbers = kept.map((row) => rows[row]!.order);
  const most = numbers.reduce((top, number) => Math.max(top, number + 1), 0);
  const sessionOf = kept.map((row) => place[rows[row]!.session]!);
  const order = countingOrder(sessionOf, place.length, countingOrder(numbers, most));
  const actions = createTable(ACTIONS, kept.length);
  actions.kind.fill(ACTION_KINDS.indexOf('click'));
  actions.slate.fill(NO_SLATE);
  actions.position.fill(NO_POSITION);
  actions.order.fill(NO_ORDER);
  order.forEach((n, line) => {
    const { day, item, price } = rows[kept[n]!]!;
    const follows = line > 0 && actions.session[line - 1] === sessionOf[n];
    actions.session[line] = sessionOf[n]!;
    actions.seq[line] = follows ? actions.seq[line - 1]! + 1 : 0;
    actions.time[line] = Math.max((day - origin) * DAY, follows ? actions.time[line - 1]! : 0);
    actions.item[line] = item;
    actions.price[line] = price;
  });
  return actions;
}

function makeCatalog({ modelIds, models }: Clicks): Catalog {
  const catalog = createTable(CATALOG, modelIds.length);
  models.forEach(({ category, attributes, price }, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = modelIds[item]!;
    catalog.title[item] = `${category} ${modelIds[item]}`;
    catalog.category[item] = category;
    catalog.attributes[item] = attributes;
    catalog.price[item] = price;
  });
  return catalog;
}

/** The text in its canonical spelling: semicolons, LF, no byte order mark. */
export function* writeEShop(text: string, file: string): Generator<string> {
  const csv = createCsvReader(text, file);
  yield `${csv.header.join(';')}\n`;
  for (let fields = csv.next(); fields !== null; fields = csv.next()) {
    yield `${fields.map((field) => field.trim()).join(';')}\n`;
  }
}
