/**
 * What is remembered of the events so far: of accounts, cards, addresses, devices, items and sessions, in memory that is bounded by what
 * happens within the longest window and by who was met within `keepDays`, never by the length of the log.
 */

import { createGroups, GROUP_COLUMNS, type SavedGroups } from './groups.ts';
import { type ColumnOf, createKeyed, type Keyed, type SavedKeyed } from './keyed.ts';
import { createWindows, type PairSpec, type SavedWindows, sidesOf, type Windows } from './windows.ts';

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

export const PAYMENT_SPANS = [10 * MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY] as const;
export const PAYMENT_CHANNELS = ['all', 'failed', 'small'] as const;
export const REVIEW_SPANS = [HOUR, DAY, 7 * DAY, 30 * DAY] as const;
export const REVIEW_CHANNELS = ['all', 'five', 'one', 'unbacked', 'new'] as const;
export const CLICK_SPANS = [10 * MINUTE, HOUR, DAY] as const;
export const CLICK_CHANNELS = ['all', 'new'] as const;
/** Parts of a day in which the payments of an account are counted. */
export const DAY_PARTS = 8;

export interface LookBackOptions {
  /** Cents up to which a payment is called small. */
  readonly smallCents: number;
  /** Days after which what was not met again is forgotten; 31 at least. */
  readonly keepDays: number;
  /** Payments, reviews and clicks that are remembered at most, of each; beyond, windows forget early. */
  readonly mostEvents: number;
}

export const LOOK_BACK_OPTIONS: LookBackOptions = { smallCents: 1000, keepDays: 60, mostEvents: 8_000_000 };

const u32 = (width = 1): ColumnOf => ({ kind: 'u32', width });
const f64 = (width = 1): ColumnOf => ({ kind: 'f64', width });

const paying = (sides: number) => ({
  ...GROUP_COLUMNS,
  paymentCounts: u32(PAYMENT_SPANS.length * PAYMENT_CHANNELS.length),
  paymentSums: f64(PAYMENT_SPANS.length),
  paymentPairs: u32(PAYMENT_SPANS.length * sides),
  chargebacks: u32(),
  lastPayment: f64(),
});
const reviewed = {
  reviewCounts: u32(REVIEW_SPANS.length * REVIEW_CHANNELS.length),
  reviewSums: f64(REVIEW_SPANS.length),
  reviews: u32(),
  ratingSum: f64(),
  ratingSquares: f64(),
};
const clicked = (sides: number) => ({
  clickCounts: u32(CLICK_SPANS.length * CLICK_CHANNELS.length),
  clickPairs: u32(CLICK_SPANS.length * sides),
});
const PAIR = { paid: u32(PAYMENT_SPANS.length) };

/** Every table, by name, with its columns. */
const TABLES = {
  accounts: {
    ...paying(3),
    ...reviewed,
    sessions: u32(),
    /** Token of the device of the latest session. */
    device: u32(),
    lastSession: f64(),
    payments: u32(),
    settled: u32(),
    /** Sums of the logarithm of amounts, and of its squares. */
    logSum: f64(),
    logSquares: f64(),
    dayParts: u32(DAY_PARTS),
    lastReview: f64(),
    /** Sum of absolute deviations of ratings from the item's mean then. */
    deviation: f64(),
    fives: u32(),
    orders: u32(),
    coupons: u32(),
    lines: u32(),
    returned: u32(),
    lastReturn: f64(),
  },
  cards: paying(3),
  addresses: paying(3),
  devices: { ...paying(3), ...clicked(1), sessions: u32() },
  items: { ...reviewed, ...clicked(1) },
  sessions: {
    visitor: u32(),
    /** Account + 1; 0: not signed in. */
    account: u32(),
    channel: u32(),
    kind: u32(),
    actions: u32(),
    /** (ACTION_KINDS) */
    byKind: u32(6),
    lastAction: f64(),
    gapSum: f64(),
    gapSquares: f64(),
    dwell: f64(),
    items: u32(),
    topItem: u32(),
    topClicks: u32(),
    payments: u32(),
    failed: u32(),
    /** Cents of all payments tried. */
    tried: f64(),
    card: u32(),
    address: u32(),
  },
  sessionItems: { clicks: u32() },
  addressCards: PAIR,
  addressAccounts: PAIR,
  cardAccounts: PAIR,
  deviceAccounts: PAIR,
  deviceCards: PAIR,
  deviceAddresses: PAIR,
  deviceItems: { clicked: u32(CLICK_SPANS.length) },
  /** Paid ones. `device`: token + 1; 0: not known. */
  payments: { card: u32(), address: u32(), account: u32(), device: u32() },
  orders: { door: f64(), lines: u32(), value: f64(), returned: u32() },
} as const satisfies Record<string, Record<string, ColumnOf>>;

export type TableName = keyof typeof TABLES;
export type Tables = { readonly [T in TableName]: Keyed<keyof (typeof TABLES)[T] & string> };

/** Places of holders in the windows of payments, and of pairs after them. */
export const [CARD, ADDRESS, DEVICE, ACCOUNT] = [0, 1, 2, 3] as const;
export const HOLDERS = ['cards', 'addresses', 'devices', 'accounts'] as const;

/** Pairs of holders by place, and which of the different ones of each are counted: side 0, 1, 2 of each holder. */
export const PAYMENT_PAIRS = [
  {
    table: 'addressCards',
    sides: [
      { holder: ADDRESS, side: 0 },
      { holder: CARD, side: 0 },
    ],
  },
  {
    table: 'addressAccounts',
    sides: [
      { holder: ADDRESS, side: 1 },
      { holder: ACCOUNT, side: 0 },
    ],
  },
  {
    table: 'cardAccounts',
    sides: [
      { holder: CARD, side: 1 },
      { holder: ACCOUNT, side: 1 },
    ],
  },
  {
    table: 'deviceAccounts',
    sides: [
      { holder: DEVICE, side: 0 },
      { holder: ACCOUNT, side: 2 },
    ],
  },
  {
    table: 'deviceCards',
    sides: [
      { holder: DEVICE, side: 1 },
      { holder: CARD, side: 2 },
    ],
  },
  {
    table: 'deviceAddresses',
    sides: [
      { holder: DEVICE, side: 2 },
      { holder: ADDRESS, side: 2 },
    ],
  },
] as const;

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
