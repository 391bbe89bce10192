/**
 * Which tables a simulation files, and when: with the world, with each round, with the state of shoppers. Filing to a
 * store, keeping in memory, digests and documentation all read these lists; a new table is one line here.
 */

import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from '../../datasets/after-sale-tables.ts';
import { CHARGEBACKS, FRAUD_LABELS } from '../../datasets/fraud-tables.ts';
import { IDENTITIES, TIER_CHANGES } from '../../datasets/identity-tables.ts';
import { PAYMENTS, SETTLEMENTS } from '../../datasets/payment-tables.ts';
import { INJECTED_FAULTS, RAW_TABLES } from '../../datasets/raw-tables.ts';
import { CHECKOUTS, ORDER_LINES, PROMOTIONS } from '../../datasets/sale-tables.ts';
import { DAILY_FINANCE, INVENTORY, PRICES, PURCHASES, SUPPLIERS } from '../../datasets/shop-tables.ts';
import { concatTables } from '../../datasets/table-rows.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  IMPRESSIONS,
  ORDERS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
} from '../../datasets/tables.ts';
import { MENTIONS, SEARCHES } from '../../datasets/visit-tables.ts';
import { FRAUD_CAMPAIGNS, FRAUD_EVENTS } from '../fraud/fraud-truth.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { CALENDAR } from '../world/calendar.ts';
import {
  EXPERIENCES,
  REVIEW_ASPECTS,
  SHOPPER_DEPARTMENTS,
  SHOPPER_DRIFT,
  SHOPPER_STATES,
} from './life-truth.ts';
import {
  ACTION_TRUTH,
  IMPRESSION_TRUTH,
  ITEM_ATTRIBUTES,
  ITEM_TRAITS,
  SESSION_TRUTH,
  SHOPPER_TASTES,
  SHOPPER_TRAITS,
} from './truth.ts';
import { MENTION_TRUTH, SEARCH_TRUTH } from './visit-truth.ts';

export type Area = 'log' | 'raw' | 'truth';

export interface FiledTable {
  readonly spec: TableSpec;
  readonly area: Area;
  /** Least `truth` of a scenario with which it is filed; always when left out. */
  readonly from?: 'actions' | 'full';
}

const log = <const S extends TableSpec>(spec: S) => ({ spec, area: 'log' }) as const;
const truth = <const S extends TableSpec>(spec: S, from: 'actions' | 'full' = 'actions') =>
  ({ spec, area: 'truth', from }) as const;

/** What is so before the first shopper comes. */
export const WORLD_TABLES = {
  arms: log(ARMS),
  promotions: log(PROMOTIONS),
  catalog: log(CATALOG),
  shoppers: log(SHOPPERS),
  suppliers: log(SUPPLIERS),
  itemAttributes: truth(ITEM_ATTRIBUTES),
  itemTraits: truth(ITEM_TRAITS),
  shopperTastes: truth(SHOPPER_TASTES),
  shopperTraits: truth(SHOPPER_TRAITS),
  fraudCampaigns: truth(FRAUD_CAMPAIGNS),
} as const satisfies Record<string, FiledTable>;

/** What each round adds to. */
export const ROUND_TABLES = {
  sessions: log(SESSIONS),
  impressions: log(IMPRESSIONS),
  actions: log(ACTIONS),
  orders: log(ORDERS),
  payments: log(PAYMENTS),
  identities: log(IDENTITIES),
  tierChanges: log(TIER_CHANGES),
  settlements: log(SETTLEMENTS),
  orderLines: log(ORDER_LINES),
  checkouts: log(CHECKOUTS),
  deliveries: log(DELIVERIES),
  returns: log(RETURNS),
  tickets: log(TICKETS),
  reviews: log(REVIEWS),
  searches: log(SEARCHES),
  mentions: log(MENTIONS),
  purchases: log(PURCHASES),
  inventory: log(INVENTORY),
  prices: log(PRICES),
  finance: log(DAILY_FINANCE),
  sessionTruth: truth(SESSION_TRUTH),
  impressionTruth: truth(IMPRESSION_TRUTH, 'full'),
  actionTruth: truth(ACTION_TRUTH),
  experiences: truth(EXPERIENCES),
  reviewAspects: truth(REVIEW_ASPECTS),
  chargebacks: log(CHARGEBACKS),
  fraudLabels: log(FRAUD_LABELS),
  fraudEvents: truth(FRAUD_EVENTS),
  calendar: truth(CALENDAR),
  searchTruth: truth(SEARCH_TRUTH),
  mentionTruth: truth(MENTION_TRUTH),
} as const satisfies Record<string, FiledTable>;

/** What life has made of shoppers. */
export const STATE_TABLES = {
  shopperStates: truth(SHOPPER_STATES),
  shopperDrift: truth(SHOPPER_DRIFT),
  shopperDepartments: truth(SHOPPER_DEPARTMENTS),
} as const satisfies Record<string, FiledTable>;

/** The log as the shop receives it, where the scenario asks for faults. */
const RAW = [
  ...RAW_TABLES.map((spec): FiledTable => ({ spec, area: 'raw' })),
  { spec: INJECTED_FAULTS, area: 'truth', from: 'actions' } satisfies FiledTable,
];

export type Rows<T extends Readonly<Record<string, FiledTable>>> = {
  readonly [K in keyof T]: Table<T[K]['spec']>;
};
/** The tables of truth alone. */
export type HiddenRows<T extends Readonly<Record<string, FiledTable>>> = {
  readonly [K in keyof T as T[K]['area'] extends 'truth' ? K : never]: Table<T[K]['spec']>;
};
export type WorldLog = Rows<typeof WORLD_TABLES>;
/** One round, in canonical order; truth that is not filed has no rows. */
export type RoundLog = Rows<typeof ROUND_TABLES>;
export type StateLog = Rows<typeof STATE_TABLES>;

/** Every table that may be filed. */
export const FILED_TABLES: readonly FiledTable[] = [
  ...Object.values(WORLD_TABLES),
  ...Object.values(ROUND_TABLES),
  ...Object.values(STATE_TABLES),
  ...RAW,
];

const LEVELS = ['none', 'actions', 'full'] as const satisfies readonly Scenario['truth'][];

/** Whether a table is filed when the scenario asks for this truth. */
export function isFiled({ from }: Pick<FiledTable, 'from'>, level: Scenario['truth']): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(from ?? 'none');
}

/** Each table of a chunk with its rows; those that the chunk lacks are passed over. */
export function* tablesOf<T extends Readonly<Record<string, FiledTable>>>(
  tables: T,
  rows: Partial<Rows<T>>,
): Generator<[name: string, table: FiledTable, rows: Table<TableSpec>]> {
  for (const [name, table] of Object.entries(tables)) {
    const chunk = rows[name];
    if (chunk) yield [name, table, chunk as Table<TableSpec>];
  }
}

/** Chunks of the same tables one after another, copied. */
export function joinRows<T extends Readonly<Record<string, FiledTable>>>(
  tables: T,
  chunks: Iterable<Partial<Rows<T>>>,
): Rows<T> {
  const parts = new Map<string, Table<TableSpec>[]>(Object.keys(tables).map((name) => [name, []]));
  for (const chunk of chunks)
    for (const [name, , rows] of tablesOf(tables, chunk)) parts.get(name)!.push(rows);
  const joined = [...parts].map(([name, rows]) => [name, concatTables(tables[name]!.spec, rows)]);
  return Object.fromEntries(joined) as Rows<T>;
}

/** The rows of the tables of truth alone. */
export function hiddenRows<T extends Readonly<Record<string, FiledTable>>>(
  tables: T,
  rows: Rows<T>,
): HiddenRows<T> {
  const hidden = [...tablesOf(tables, rows)].filter(([, { area }]) => area === 'truth');
  return Object.fromEntries(hidden.map(([name, , table]) => [name, table])) as HiddenRows<T>;
}
