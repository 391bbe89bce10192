/** What is remembered, table by table: the spans that are counted over, the columns of every table, and which pairs of holders are counted. */

import { GROUP_COLUMNS } from './groups.ts';
import type { ColumnOf, Keyed } from './keyed.ts';

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
export const TABLES = {
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
