/** Open Bandit (ZOZO, 2019): slots of a fashion shop's slates with true propensities, shown by a uniform and by a Thompson policy side by side. */

import { REVIEWS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules, withNotes } from '../quality.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  ARMS,
  type Arms,
  CATALOG,
  type Catalog,
  createTable,
  IMPRESSIONS,
  type Impressions,
  NO_ORDER,
  NO_SHOPPER,
  SESSIONS,
  type Sessions,
  SHOPPERS,
  SURFACES,
} from '../tables.ts';
import { createCsvReader } from './csv.ts';

/** Who filled the slates, in the order of arms 1 and 2. */
export const OPEN_BANDIT_POLICIES = ['random', 'bts'] as const;
export type OpenBanditPolicy = (typeof OPEN_BANDIT_POLICIES)[number];

/** Code in `sessions.arm`. */
export const openBanditArm = (policy: OpenBanditPolicy): number => OPEN_BANDIT_POLICIES.indexOf(policy) + 1;

/** Columns of (slots), in the order of the file. */
export interface BanditSlots {
  /** Milliseconds since 1970. */
  readonly time: Float64Array;
  readonly item: Uint32Array;
  /** From 1, left to right. */
  readonly position: Uint8Array;
  readonly click: Uint8Array;
  readonly propensity: Float64Array;
}

export const SLOT_COLUMNS = ['timestamp', 'item_id', 'position', 'click', 'propensity_score'] as const;

/** Reads a file of slots; throws ConfigError `file:line ...` on a line that cannot be read. */
export function readBanditSlots(text: string, file: string): BanditSlots {
  const csv = createCsvReader(text, file);
  const at = SLOT_COLUMNS.map((column) => csv.header.indexOf(column));
  if (at.includes(-1))
    throw new ConfigError([
      `${file}:1 no column ${SLOT_COLUMNS.filter((_, i) => at[i]! < 0).join(', ')}; expected ${SLOT_COLUMNS.join(', ')}`,
    ]);
  const rows: number[][] = [];
  for (let fields = csv.next(); fields !== null; fields = csv.next()) {
    const [timestamp, ...numbers] = at.map((column) => fields![column]!.trim()) as [string, ...string[]];
    const values = [momentOf(timestamp), ...numbers.map((text) => (text === '' ? Number.NaN : Number(text)))];
    const wrong = values.findIndex((value, column) => !READABLE[column]!(value));
    if (wrong >= 0)
      throw new ConfigError([
        `${file}:${csv.line} ${SLOT_COLUMNS[wrong]}: ${JSON.stringify(fields[at[wrong]!]!.slice(0, 40))} is not readable`,
      ]);
    rows.push(values);
  }
  const column = (which: number): Float64Array => Float64Array.from(rows, (row) => row[which]!);
  return {
    time: column(0),
    item: Uint32Array.from(column(1)),
    position: Uint8Array.from(column(2)),
    click: Uint8Array.from(column(3)),
    propensity: column(4),
  };
}

const whole = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && value >= least && value <= most;
const READABLE: readonly ((value: number) => boolean)[] = [
  Number.isFinite,
  whole(0, 1e6),
  whole(1, 255),
  whole(0, 1),
  Number.isFinite,
];

/** `2019-11-24 00:03:13.442536+00:00` in milliseconds since 1970; NaN for another spelling. */
const momentOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00$/.test(text)
    ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, 23).replace(/\+.*/, '')}Z`)
    : Number.NaN;

/** First feature of each item, the one that is not a code, in the order of `item_id`. */
export function readBanditItems(text: string, file: string): string[] {
  const csv = createCsvReader(text, file);
  const [id, feature] = [csv.header.indexOf('item_id'), csv.header.indexOf('item_feature_0')];
  if (id < 0 || feature < 0) throw new ConfigError([`${file}:1 no column item_id or item_feature_0`]);
  const items: string[] = [];
  for (let fields = csv.next(); fields !== null; fields = csv.next()) {
    if (Number(fields[id]) !== items.length)
      throw new ConfigError([`${file}:${csv.line} item_id: ${fields[id]} where ${items.length} is due`]);
    items.push(fields[feature]!);
  }
  return items;
}

/**
 * The data set without its provenance: a session, a slate of one slot and an anonymous visitor each; its position is the published one,
 * from 0; the arm tells the policy. A slot whose item is none, or whose propensity is no chance, is not kept.
 */
export function openBanditDataset(
  slots: Readonly<Record<OpenBanditPolicy, BanditSlots>>,
  items: readonly string[],
): Omit<Dataset, 'provenance'> {
  const all = OPEN_BANDIT_POLICIES.flatMap((policy) =>
    Array.from(slots[policy].item, (item, row) => ({ policy, row, item, ...slotOf(slots[policy], row) })),
  );
  const { kept, account } = applyRules(all.length, [
    { rule: 'item stands in the list of items', keep: (row) => all[row]!.item < items.length },
    {
      rule: 'propensity is above 0 and at most 1',
      keep: (row) => all[row]!.propensity > 0 && all[row]!.propensity <= 1,
    },
  ]);
  const rows = Array.from(kept, (row) => all[row]!).sort((a, b) => a.time - b.time);
  const origin = rows.length === 0 ? 0 : Math.floor(rows[0]!.time / DAY) * DAY;
  const sessions = createTable(SESSIONS, rows.length);
  const impressions = createTable(IMPRESSIONS, rows.length);
  const actions = createTable(ACTIONS, rows.filter(({ click }) => click === 1).length);
  let clicks = 0;
  for (const [session, { policy, time, ...slot }] of rows.entries()) {
    const start = Math.floor((time - origin) / 1000);
    fillSession(sessions, session, start, openBanditArm(policy));
    fillImpression(impressions, session, slot);
    if (slot.click === 1) fillClick(actions, clicks++, session, start, slot);
  }
  return {
    account: withNotes(account, [
      { note: 'nobody is known: each slot is a session of a visitor of its own', rows: rows.length },
      {
        note: 'features of shoppers and affinities, published as codes, are not carried over',
        rows: rows.length,
      },
    ]),
    log: {
      origin: new Date(origin).toISOString(),
      sessions,
      impressions,
      actions,
      reviews: createTable(REVIEWS, 0),
    },
    catalog: catalogOf(items),
    shoppers: createTable(SHOPPERS, 0),
    arms: armsOf(slots),
    timed: true,
  };
}

const DAY = 86_400_000;

interface Slot {
  readonly item: number;
  readonly position: number;
  readonly click: number;
  readonly propensity: number;
}

const slotOf = ({ time, position, click, propensity }: BanditSlots, row: number) => ({
  time: time[row]!,
  position: position[row]! - 1,
  click: click[row]!,
  propensity: propensity[row]!,
});

function fillSession(sessions: Sessions, session: number, start: number, arm: number): void {
  sessions.session[session] = session;
  sessions.round[session] = Math.floor(start / 86_400);
  sessions.start[session] = start;
  sessions.visitor[session] = session;
  sessions.shopper[session] = NO_SHOPPER;
  sessions.arm[session] = arm;
}

function fillImpression(
  impressions: Impressions,
  session: number,
  { item, position, propensity }: Slot,
): void {
  impressions.session[session] = session;
  impressions.surface[session] = SURFACES.indexOf('home');
  impressions.position[session] = position;
  impressions.item[session] = item;
  impressions.propensity[session] = propensity;
}

function fillClick(actions: Actions, row: number, session: number, start: number, slot: Slot): void {
  actions.session[row] = session;
  actions.time[row] = start;
  actions.kind[row] = ACTION_KINDS.indexOf('click');
  actions.item[row] = slot.item;
  actions.position[row] = slot.position;
  actions.order[row] = NO_ORDER;
}

function catalogOf(items: readonly string[]): Catalog {
  const catalog = createTable(CATALOG, items.length);
  items.forEach((feature, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = String(item);
    catalog.title[item] = `item ${item}`;
    catalog.attributes[item] = `feature0=${feature}`;
  });
  return catalog;
}

function armsOf(slots: Readonly<Record<OpenBanditPolicy, BanditSlots>>): Arms {
  const arms = createTable(ARMS, OPEN_BANDIT_POLICIES.length);
  const total = OPEN_BANDIT_POLICIES.reduce((sum, policy) => sum + slots[policy].item.length, 0);
  OPEN_BANDIT_POLICIES.forEach((policy, row) => {
    arms.arm[row] = openBanditArm(policy);
    arms.experimentName[row] = 'policy';
    arms.name[row] = policy;
    arms.share[row] = total === 0 ? 0 : slots[policy].item.length / total;
    arms.policy[row] = JSON.stringify({ name: policy });
    arms.priceFactor[row] = 1;
  });
  return arms;
}
