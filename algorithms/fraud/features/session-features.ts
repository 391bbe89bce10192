/** A session when it is looked back on: all that was done in it until then. */

import { ACTION_KINDS, CHANNELS, DEVICES } from '../../../datasets/tables.ts';
import type { ShopEvent } from '../events.ts';
import type { ShopMemory } from '../memory/shop-memory.ts';
import { CLICK_CHANNELS, CLICK_SPANS, DAY, HOUR, PAYMENT_SPANS } from '../memory/tables.ts';
import { ageOf, share, spanName } from './columns.ts';

const SPANS = CLICK_SPANS.length;
const KINDS = CLICK_CHANNELS.length;
const NAMES = CLICK_SPANS.map(spanName);
const CLICK = ACTION_KINDS.indexOf('click');

export const SESSION_FEATURES: readonly string[] = [
  'hour',
  ...CHANNELS.map((channel) => `from ${channel}`),
  ...DEVICES.map((device) => `on ${device}`),
  'isSignedIn',
  'seconds',
  'actions',
  ...ACTION_KINDS.map((kind) => `${kind}s`),
  'items',
  'topClicks',
  'topShare',
  'clicksPerItem',
  'gapMean',
  'gapSpread',
  'dwellMean',
  'payments',
  'failedPayments',
  'triedSum',
  'deviceAge',
  'deviceSessions',
  'deviceAccounts30d',
  ...NAMES.map((span) => `deviceClicks${span}`),
  ...NAMES.map((span) => `deviceItems${span}`),
  ...NAMES.map((span) => `itemClicks${span}`),
  ...NAMES.map((span) => `itemNewDeviceShare${span}`),
  ...NAMES.map((span) => `itemDevices${span}`),
  ...NAMES.map((span) => `itemClicksPerDevice${span}`),
  'itemAge',
  'itemReviews',
  'accountAge',
  'accountSessions',
  'accountPayments',
  'accountReviews1d',
  'accountDeviceAge',
];

export function writeSessionFeatures(memory: ShopMemory, event: ShopEvent, out: Float32Array): void {
  const { sessions, devices, items, accounts, deviceAccounts } = memory.tables;
  const { time, visitor } = event;
  const session = sessions.find(event.session);
  const { columns } = sessions;
  const device = devices.find(visitor);
  const clicks = columns.byKind[session * ACTION_KINDS.length + CLICK]!;
  let at = 0;
  out[at++] = (sessions.first[session]! % DAY) / HOUR;
  for (let channel = 0; channel < CHANNELS.length; channel++) out[at++] = event.channel === channel ? 1 : 0;
  for (let kind = 0; kind < DEVICES.length; kind++) out[at++] = event.device === kind ? 1 : 0;
  at = writeDoings(memory, session, clicks, out, at);
  out[at++] = ageOf(devices, device, time);
  out[at++] = devices.columns.sessions[device]!;
  out[at++] = devices.columns.paymentPairs[device * 3 * PAYMENT_SPANS.length + PAYMENT_SPANS.length - 1]!;
  const of = devices.columns;
  for (let span = 0; span < SPANS; span++) out[at++] = of.clickCounts[(device * SPANS + span) * KINDS]!;
  for (let span = 0; span < SPANS; span++) out[at++] = of.clickPairs[device * SPANS + span]!;
  const item = clicks === 0 ? 0 : items.find(columns.topItem[session]!);
  at = writeItem(items, item, time, out, at);
  const who = columns.account[session]!;
  const account = who === 0 ? 0 : accounts.find(who - 1);
  out[at++] = ageOf(accounts, account, time);
  out[at++] = accounts.columns.sessions[account]!;
  out[at++] = accounts.columns.payments[account]!;
  out[at++] = accounts.columns.reviewCounts[(account * 4 + 1) * 5]!;
  out[at++] = who === 0 ? 0 : ageOf(deviceAccounts, deviceAccounts.find(visitor, who - 1), time);
}

function writeDoings(
  { tables }: ShopMemory,
  session: number,
  clicks: number,
  out: Float32Array,
  start: number,
): number {
  const { columns, first } = tables.sessions;
  const actions = columns.actions[session]!;
  const gap = share(columns.gapSum[session]!, actions);
  let at = start;
  out[at++] = columns.account[session] === 0 ? 0 : 1;
  out[at++] = actions === 0 ? 0 : columns.lastAction[session]! - first[session]!;
  out[at++] = actions;
  for (let kind = 0; kind < ACTION_KINDS.length; kind++)
    out[at++] = columns.byKind[session * ACTION_KINDS.length + kind]!;
  out[at++] = columns.items[session]!;
  out[at++] = columns.topClicks[session]!;
  out[at++] = share(columns.topClicks[session]!, clicks);
  out[at++] = share(clicks, columns.items[session]!);
  out[at++] = gap;
  out[at++] = Math.sqrt(Math.max(0, share(columns.gapSquares[session]!, actions) - gap * gap));
  out[at++] = share(columns.dwell[session]!, clicks);
  out[at++] = columns.payments[session]!;
  out[at++] = columns.failed[session]!;
  out[at++] = columns.tried[session]!;
  return at;
}

function writeItem(
  items: ShopMemory['tables']['items'],
  item: number,
  time: number,
  out: Float32Array,
  start: number,
): number {
  const { clickCounts, clickPairs, reviews } = items.columns;
  const countOf = (span: number, kind: number): number => clickCounts[(item * SPANS + span) * KINDS + kind]!;
  let at = start;
  for (let span = 0; span < SPANS; span++) out[at++] = countOf(span, 0);
  for (let span = 0; span < SPANS; span++) out[at++] = share(countOf(span, 1), countOf(span, 0));
  for (let span = 0; span < SPANS; span++) out[at++] = clickPairs[item * SPANS + span]!;
  for (let span = 0; span < SPANS; span++)
    out[at++] = share(countOf(span, 0), clickPairs[item * SPANS + span]!);
  out[at++] = ageOf(items, item, time);
  out[at++] = reviews[item]!;
  return at;
}
