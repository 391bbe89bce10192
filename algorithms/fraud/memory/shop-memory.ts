/**
 * What is remembered of the events so far: of accounts, cards, addresses, devices, items and sessions, in memory that is bounded by what
 * happens within the longest window and by who was met within `keepDays`, never by the length of the log.
 */

import { createGroups, type SavedGroups } from './groups.ts';
import { type ColumnOf, createKeyed, type SavedKeyed } from './keyed.ts';
import {
  CLICK_CHANNELS,
  CLICK_SPANS,
  DAY,
  HOLDERS,
  PAYMENT_CHANNELS,
  PAYMENT_PAIRS,
  PAYMENT_SPANS,
  REVIEW_CHANNELS,
  REVIEW_SPANS,
  TABLES,
  type TableName,
  type Tables,
} from './tables.ts';
import { createWindows, type PairSpec, type SavedWindows, sidesOf, type Windows } from './windows.ts';

export interface LookBackOptions {
  /** Cents up to which a payment is called small. */
  readonly smallCents: number;
  /** Days after which what was not met again is forgotten; 31 at least. */
  readonly keepDays: number;
  /** Payments, reviews and clicks that are remembered at most, of each; beyond, windows forget early. */
  readonly mostEvents: number;
}

export const LOOK_BACK_OPTIONS: LookBackOptions = { smallCents: 1000, keepDays: 60, mostEvents: 8_000_000 };

export interface SavedMemory {
  readonly swept: number;
  readonly ratings: readonly number[];
  readonly tables: Readonly<Record<TableName, SavedKeyed>>;
  readonly windows: Readonly<Record<'payments' | 'reviews' | 'clicks', SavedWindows>>;
  readonly groups: SavedGroups;
}

export interface ShopMemory {
  readonly options: LookBackOptions;
  readonly tables: Tables;
  readonly windows: Readonly<Record<'payments' | 'reviews' | 'clicks', Windows>>;
  readonly groups: Groups;
  /** All ratings so far: how many, and their sum. */
  readonly ratings: { count: number; sum: number };
  /** Lets go of what lies too far behind `time`. */
  advance(time: number): void;
  save(): SavedMemory;
  restore(saved: SavedMemory): void;
}
type Groups = ReturnType<typeof createGroups>;

/** Days that sessions, and what was clicked in them, are remembered. */
const SESSION_DAYS = 1;
const FORGOTTEN = (Object.keys(TABLES) as TableName[]).filter((name) => name !== 'items');
const BRIEF = new Set<TableName>(['sessions', 'sessionItems']);

export function createShopMemory(options: LookBackOptions): ShopMemory {
  const tables = Object.fromEntries(
    Object.entries(TABLES).map(([name, columns]) => [name, createKeyed(columns as Record<string, ColumnOf>)]),
  ) as unknown as Tables;
  const windows = openWindows(tables, options.mostEvents);
  const groups = createGroups(
    30 * DAY,
    HOLDERS.map((name) => tables[name]),
  );
  const ratings = { count: 0, sum: 0 };
  let swept = 0;
  let advanced = -1;
  return {
    options,
    tables,
    windows,
    groups,
    ratings,
    advance(time) {
      if (time === advanced) return;
      advanced = time;
      windows.payments.advance(time);
      windows.reviews.advance(time);
      windows.clicks.advance(time);
      groups.advance(time);
      const day = Math.floor(time / DAY);
      if (day === swept) return;
      swept = day;
      for (const name of FORGOTTEN)
        tables[name].forget(time - DAY * (BRIEF.has(name) ? SESSION_DAYS : options.keepDays));
    },
    save: () => ({
      swept,
      ratings: [ratings.count, ratings.sum],
      tables: Object.fromEntries(
        Object.entries(tables).map(([name, table]) => [name, table.save()]),
      ) as SavedMemory['tables'],
      windows: {
        payments: windows.payments.save(),
        reviews: windows.reviews.save(),
        clicks: windows.clicks.save(),
      },
      groups: groups.save(),
    }),
    restore(saved) {
      swept = saved.swept;
      advanced = -1;
      [ratings.count, ratings.sum] = saved.ratings as [number, number];
      for (const name of Object.keys(TABLES) as TableName[]) tables[name].restore(saved.tables[name]);
      for (const name of ['payments', 'reviews', 'clicks'] as const)
        windows[name].restore(saved.windows[name]);
      groups.restore(saved.groups);
    },
  };
}

function openWindows(tables: Tables, most: number): ShopMemory['windows'] {
  const pairs: PairSpec[] = PAYMENT_PAIRS.map(({ table, sides }) => ({ table: tables[table], sides }));
  const holders = HOLDERS.map((name) => tables[name]);
  if (holders.some((_, holder) => sidesOf(pairs, holder) !== 3))
    throw new Error('look-back: every holder of a payment has three sides');
  return {
    payments: createWindows({
      spans: PAYMENT_SPANS,
      channels: PAYMENT_CHANNELS.length,
      holders,
      counts: 'paymentCounts',
      sums: 'paymentSums',
      pairs,
      pairCounts: 'paid',
      distinct: 'paymentPairs',
      most,
    }),
    reviews: createWindows({
      spans: REVIEW_SPANS,
      channels: REVIEW_CHANNELS.length,
      holders: [tables.accounts, tables.items],
      counts: 'reviewCounts',
      sums: 'reviewSums',
      pairs: [],
      pairCounts: '',
      distinct: '',
      most,
    }),
    clicks: createWindows({
      spans: CLICK_SPANS,
      channels: CLICK_CHANNELS.length,
      holders: [tables.devices, tables.items],
      counts: 'clickCounts',
      pairs: [
        {
          table: tables.deviceItems,
          sides: [
            { holder: 0, side: 0 },
            { holder: 1, side: 0 },
          ],
        },
      ],
      pairCounts: 'clicked',
      distinct: 'clickPairs',
      most,
    }),
  };
}
