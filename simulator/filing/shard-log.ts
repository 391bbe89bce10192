/** What one shard of one round leaves: columns in the shard's own order, with counts in place of ids. Ids come at the barrier. */

import { newPending, type Pending } from '../people/pending.ts';
import { type Growing, reserve, trim } from './growing.ts';

const sessionColumns = (rows: number) => ({
  /** Shopper: the row of the shoppers table. */
  shopper: new Uint32Array(rows),
  visitor: new Uint32Array(rows),
  /** Sessions that the shopper had before, and the visitor. */
  visit: new Uint32Array(rows),
  seen: new Uint32Array(rows),
  start: new Uint32Array(rows),
  /** 1: not signed in. */
  anonymous: new Uint8Array(rows),
  channel: new Uint8Array(rows),
  device: new Uint8Array(rows),
  arm: new Uint8Array(rows),
  /** Code of the age band. */
  group: new Uint8Array(rows),
  /** How far the home slate was over-personalised. */
  creepy: new Float32Array(rows),
  /** Code of MISSIONS. */
  mission: new Uint8Array(rows),
  /** Cents; 0: none. */
  budget: new Uint32Array(rows),
  /** Rows of the session in the three tables below. */
  slates: new Uint16Array(rows),
  impressions: new Uint32Array(rows),
  actions: new Uint16Array(rows),
});

const slateColumns = (rows: number) => ({
  surface: new Uint8Array(rows),
  /** Slots shown. */
  shown: new Uint8Array(rows),
});

const impressionColumns = (rows: number) => ({
  item: new Uint32Array(rows),
  propensity: new Float32Array(rows),
});

/** Filled when the scenario asks for full truth, else without rows. */
const impressionTruthColumns = (rows: number) => ({
  utility: new Float32Array(rows),
  examined: new Uint8Array(rows),
});

const actionColumns = (rows: number) => ({
  time: new Uint32Array(rows),
  kind: new Uint8Array(rows),
  item: new Uint32Array(rows),
  slate: new Uint16Array(rows),
  position: new Uint8Array(rows),
  /** Cents a unit. */
  price: new Uint32Array(rows),
  quantity: new Int32Array(rows),
  utility: new Float32Array(rows),
  /** Clicks, else 0: seconds on the page, and where on the page it was. */
  dwell: new Uint16Array(rows),
  x: new Uint16Array(rows),
  y: new Uint16Array(rows),
  /** Clicks, else 0: probability that it led into the cart. */
  chance: new Float32Array(rows),
  /** Orders: promotion in the price, and cents that it took off all units. */
  promotion: new Uint8Array(rows),
  saved: new Float64Array(rows),
});

/** One row a query, in the order of sessions. Words as in behaviour/query.ts. */
const searchColumns = (rows: number) => ({
  /** Row of the session in this log. */
  session: new Uint32Array(rows),
  slate: new Uint16Array(rows),
  /** Key of the draws. */
  scene: new Uint16Array(rows),
  time: new Uint32Array(rows),
  /** Code of SEARCH_MODES. */
  mode: new Uint8Array(rows),
  /** Code of TYPOS. */
  typo: new Uint8Array(rows),
  /** Words heard wrong. */
  errors: new Uint8Array(rows),
  /** What was meant, and what the shop understood. */
  meantCategory: new Uint16Array(rows),
  meantAspect: new Uint8Array(rows),
  meantValue: new Uint16Array(rows),
  category: new Uint16Array(rows),
  aspect: new Uint8Array(rows),
  value: new Uint16Array(rows),
  results: new Uint32Array(rows),
  page: new Uint32Array(rows),
});

/** One row an order, in the order of sessions. */
const orderColumns = (rows: number) => ({
  /** Row of the session in this log. */
  session: new Uint32Array(rows),
  /** Cents. */
  discount: new Uint32Array(rows),
  couponDiscount: new Float64Array(rows),
  shipping: new Uint32Array(rows),
  tax: new Float64Array(rows),
  coupon: new Uint8Array(rows),
  method: new Uint8Array(rows),
});

/** One row a session with something in the cart, in the order of sessions. */
const checkoutColumns = (rows: number) => ({
  /** Row of the session in this log. */
  session: new Uint32Array(rows),
  time: new Uint32Array(rows),
  lines: new Uint16Array(rows),
  units: new Uint32Array(rows),
  value: new Float64Array(rows),
  coupon: new Uint8Array(rows),
  couponDiscount: new Float64Array(rows),
  shipping: new Uint32Array(rows),
  reached: new Uint8Array(rows),
  /** Probability that paying would be tried. */
  chance: new Float64Array(rows),
});

/** One row an attempt to pay, in the order of sessions. */
const paymentColumns = (rows: number) => ({
  /** Row of the session in this log. */
  session: new Uint32Array(rows),
  time: new Uint32Array(rows),
  /** Shopper: the account that pays. */
  shopper: new Uint32Array(rows),
  /** 1: it paid for the order of the session. */
  paid: new Uint8Array(rows),
  method: new Uint8Array(rows),
  card: new Uint32Array(rows),
  address: new Uint32Array(rows),
  amount: new Float64Array(rows),
  outcome: new Uint8Array(rows),
  due: new Uint32Array(rows),
});

const identityColumns = (rows: number) => ({
  time: new Uint32Array(rows),
  visitor: new Uint32Array(rows),
  shopper: new Uint32Array(rows),
  by: new Uint8Array(rows),
});

const tierColumns = (rows: number) => ({
  time: new Uint32Array(rows),
  shopper: new Uint32Array(rows),
  tier: new Uint8Array(rows),
});

/** One row a cart that was refused because the shelf was empty. */
const refusalColumns = (rows: number) => ({
  item: new Uint32Array(rows),
});

export interface ShardLog {
  readonly sessions: Growing<ReturnType<typeof sessionColumns>>;
  readonly slates: Growing<ReturnType<typeof slateColumns>>;
  readonly impressions: Growing<ReturnType<typeof impressionColumns>>;
  readonly impressionTruth: Growing<ReturnType<typeof impressionTruthColumns>>;
  readonly actions: Growing<ReturnType<typeof actionColumns>>;
  readonly searches: Growing<ReturnType<typeof searchColumns>>;
  readonly orders: Growing<ReturnType<typeof orderColumns>>;
  readonly payments: Growing<ReturnType<typeof paymentColumns>>;
  /** In no order. */
  readonly identities: Growing<ReturnType<typeof identityColumns>>;
  readonly tierChanges: Growing<ReturnType<typeof tierColumns>>;
  readonly refusals: Growing<ReturnType<typeof refusalColumns>>;
  readonly checkouts: Growing<ReturnType<typeof checkoutColumns>>;
  /** What fell due in this round, by shopper and second. */
  due: Pending;
}

const FIRST_ROWS = 1024;

export function createShardLog(): ShardLog {
  return {
    sessions: { length: 0, columns: sessionColumns(FIRST_ROWS) },
    slates: { length: 0, columns: slateColumns(FIRST_ROWS) },
    impressions: { length: 0, columns: impressionColumns(FIRST_ROWS) },
    impressionTruth: { length: 0, columns: impressionTruthColumns(0) },
    actions: { length: 0, columns: actionColumns(FIRST_ROWS) },
    searches: { length: 0, columns: searchColumns(0) },
    orders: { length: 0, columns: orderColumns(0) },
    payments: { length: 0, columns: paymentColumns(0) },
    identities: { length: 0, columns: identityColumns(0) },
    tierChanges: { length: 0, columns: tierColumns(0) },
    refusals: { length: 0, columns: refusalColumns(0) },
    checkouts: { length: 0, columns: checkoutColumns(0) },
    due: newPending(0),
  };
}

/** Makes a log empty again, to be written by another shard: rooms stay, and are 0 as in a new one. */
export function emptyShardLog(log: ShardLog): void {
  const { due, ...tables } = log;
  for (const table of Object.values(tables)) {
    for (const column of Object.values(table.columns)) column.fill(0, 0, table.length);
    table.length = 0;
  }
  log.due = newPending(0);
}

/** Files one slate and its impressions. */
export function fileSlate(
  log: ShardLog,
  surface: number,
  shown: number,
  items: Uint32Array,
  propensities: Float32Array,
): void {
  const { slates, impressions } = log;
  if (slates.length === slates.columns.surface.length) reserve(slates, 1);
  slates.columns.surface[slates.length] = surface;
  slates.columns.shown[slates.length] = shown;
  slates.length++;
  const first = impressions.length;
  if (first + shown > impressions.columns.item.length) reserve(impressions, shown);
  const { item, propensity } = impressions.columns;
  for (let slot = 0; slot < shown; slot++) {
    item[first + slot] = items[slot]!;
    propensity[first + slot] = propensities[slot]!;
  }
  impressions.length = first + shown;
}

/** Files one action. */
export function fileAction(
  log: ShardLog,
  time: number,
  kind: number,
  item: number,
  slate: number,
  position: number,
  price: number,
  quantity: number,
  utility: number,
): void {
  const { actions } = log;
  if (actions.length === actions.columns.time.length) reserve(actions, 1);
  const { columns } = actions;
  const at = actions.length++;
  columns.time[at] = time;
  columns.kind[at] = kind;
  columns.item[at] = item;
  columns.slate[at] = slate;
  columns.position[at] = position;
  columns.price[at] = price;
  columns.quantity[at] = quantity;
  columns.utility[at] = utility;
  columns.dwell[at] = 0;
  columns.x[at] = 0;
  columns.y[at] = 0;
  columns.chance[at] = 0;
}

/** Files a cart that was refused. */
export function fileRefusal({ refusals }: ShardLog, item: number): void {
  reserve(refusals, 1);
  refusals.columns.item[refusals.length++] = item;
}

/** The log with every column cut to its rows, in buffers of its own. */
export function trimShardLog(log: ShardLog): ShardLog {
  return {
    sessions: trim(log.sessions),
    slates: trim(log.slates),
    impressions: trim(log.impressions),
    impressionTruth: trim(log.impressionTruth),
    actions: trim(log.actions),
    searches: trim(log.searches),
    orders: trim(log.orders),
    payments: trim(log.payments),
    identities: trim(log.identities),
    tierChanges: trim(log.tierChanges),
    refusals: trim(log.refusals),
    checkouts: trim(log.checkouts),
    due: trim(log.due),
  };
}
