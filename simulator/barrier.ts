/** The barrier's filing: logs of shards, given in order of their shoppers, become one chunk of the log in canonical order. */

import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  createTable,
  IMPRESSIONS,
  type Impressions,
  NO_ORDER,
  NO_SHOPPER,
  SESSIONS,
  type Sessions,
} from '../datasets/tables.ts';
import { countingOrder } from '../numerics/csr.ts';
import { DAY } from './behaviour/arrival.ts';
import type { Scenario } from './scenario.ts';
import type { ShardLog } from './shard-log.ts';
import type { ShopState } from './shop.ts';
import {
  ACTION_TRUTH,
  type ActionTruth,
  IMPRESSION_TRUTH,
  type ImpressionTruth,
  SESSION_TRUTH,
  type SessionTruth,
} from './truth.ts';

/** One round of the log, in canonical order, with the truth of the same rows; truth that is not filed has no rows. */
export interface RoundLog {
  readonly sessions: Sessions;
  readonly impressions: Impressions;
  readonly actions: Actions;
  readonly sessionTruth: SessionTruth;
  readonly impressionTruth: ImpressionTruth;
  readonly actionTruth: ActionTruth;
}

const ORDER = ACTION_KINDS.indexOf('order');

/** First rows of a session in its shard's log. */
interface Place {
  readonly log: ShardLog;
  readonly session: number;
  readonly slate: number;
  readonly impression: number;
  readonly action: number;
}

/**
 * The chunk of the round that began from `state`. Session ids and order numbers go on from the state's. `prices` holds, by
 * code of the arm, the price of each item in cents.
 */
export function fileRound(
  state: ShopState,
  logs: readonly ShardLog[],
  prices: readonly Uint32Array[],
  truth: Scenario['truth'],
): RoundLog {
  const total = (table: 'sessions' | 'impressions' | 'actions'): number =>
    logs.reduce((sum, log) => sum + log[table].length, 0);
  const impressions = total('impressions');
  const actions = total('actions');
  const chunk: RoundLog = {
    sessions: createTable(SESSIONS, total('sessions')),
    impressions: createTable(IMPRESSIONS, impressions),
    actions: createTable(ACTIONS, actions),
    sessionTruth: createTable(SESSION_TRUTH, truth === 'none' ? 0 : total('sessions')),
    impressionTruth: createTable(IMPRESSION_TRUTH, truth === 'full' ? impressions : 0),
    actionTruth: createTable(ACTION_TRUTH, truth === 'none' ? 0 : actions),
  };
  const next: Next = { row: 0, impression: 0, action: 0, order: state.orders };
  const places = placesOf(logs);
  for (const at of canonicalOrder(state, logs, places)) fileSession(chunk, state, places[at]!, prices, next);
  return chunk;
}

/** Where the next rows go. */
interface Next {
  row: number;
  impression: number;
  action: number;
  order: number;
}

function placesOf(logs: readonly ShardLog[]): Place[] {
  return logs.flatMap((log) => {
    let slate = 0;
    let impression = 0;
    let action = 0;
    const { columns, length } = log.sessions;
    return Array.from({ length }, (_, session) => {
      const place = { log, session, slate, impression, action };
      slate += columns.slates[session]!;
      impression += columns.impressions[session]!;
      action += columns.actions[session]!;
      return place;
    });
  });
}

/**
 * Sessions by (start, visitor, visit). Shards stand in order of visitors, and sessions within a shard by visitor and
 * visit, so a stable sort by start suffices.
 */
function canonicalOrder(state: ShopState, logs: readonly ShardLog[], places: readonly Place[]): Uint32Array {
  const second = new Uint32Array(places.length);
  let at = 0;
  for (const { sessions } of logs) {
    for (let i = 0; i < sessions.length; i++) second[at++] = sessions.columns.start[i]! - state.round * DAY;
  }
  return countingOrder(second, DAY);
}

function fileSession(
  chunk: RoundLog,
  state: ShopState,
  place: Place,
  prices: readonly Uint32Array[],
  next: Next,
): void {
  const { sessions, sessionTruth } = chunk;
  const { columns } = place.log.sessions;
  const from = place.session;
  const row = next.row++;
  const id = state.sessions + row;
  sessions.session[row] = id;
  sessions.round[row] = state.round;
  sessions.start[row] = columns.start[from]!;
  sessions.visitor[row] = columns.visitor[from]!;
  sessions.visit[row] = columns.visit[from]!;
  sessions.shopper[row] = columns.anonymous[from] === 1 ? NO_SHOPPER : columns.shopper[from]!;
  sessions.channel[row] = columns.channel[from]!;
  sessions.device[row] = columns.device[from]!;
  sessions.arm[row] = columns.arm[from]!;
  if (sessionTruth.length > 0) {
    sessionTruth.session[row] = id;
    sessionTruth.shopper[row] = columns.shopper[from]!;
  }
  next.impression = fileImpressions(chunk, place, id, next.impression);
  fileActions(chunk, place, id, prices[columns.arm[from]!]!, next);
}

/** Files the impressions of one session from row `first`; returns the row after them. */
function fileImpressions(chunk: RoundLog, { log, ...place }: Place, id: number, first: number): number {
  const { surface, shown } = log.slates.columns;
  const { impressions, impressionTruth } = chunk;
  const { item, propensity } = log.impressions.columns;
  const { utility, examined } = log.impressionTruth.columns;
  const slates = log.sessions.columns.slates[place.session]!;
  let from = place.impression;
  let to = first;
  for (let slate = 0; slate < slates; slate++) {
    const slots = shown[place.slate + slate]!;
    const kind = surface[place.slate + slate]!;
    for (let position = 0; position < slots; position++, from++, to++) {
      impressions.session[to] = id;
      impressions.slate[to] = slate;
      impressions.surface[to] = kind;
      impressions.position[to] = position;
      impressions.item[to] = item[from]!;
      impressions.propensity[to] = propensity[from]!;
      if (impressionTruth.length === 0) continue;
      impressionTruth.session[to] = id;
      impressionTruth.slate[to] = slate;
      impressionTruth.position[to] = position;
      impressionTruth.utility[to] = utility[from]!;
      impressionTruth.examined[to] = examined[from]!;
    }
  }
  return to;
}

function fileActions(
  chunk: RoundLog,
  { log, ...place }: Place,
  id: number,
  price: Uint32Array,
  next: Next,
): void {
  const { columns } = log.actions;
  const { actions, actionTruth } = chunk;
  const count = log.sessions.columns.actions[place.session]!;
  let ordered = false;
  for (let seq = 0; seq < count; seq++) {
    const from = place.action + seq;
    const to = next.action++;
    const item = columns.item[from]!;
    const isOrder = columns.kind[from] === ORDER;
    ordered ||= isOrder;
    actions.session[to] = id;
    actions.seq[to] = seq;
    actions.time[to] = columns.time[from]!;
    actions.kind[to] = columns.kind[from]!;
    actions.item[to] = item;
    actions.slate[to] = columns.slate[from]!;
    actions.position[to] = columns.position[from]!;
    actions.price[to] = price[item]!;
    actions.quantity[to] = columns.quantity[from]!;
    actions.order[to] = isOrder ? next.order : NO_ORDER;
    if (actionTruth.length === 0) continue;
    actionTruth.session[to] = id;
    actionTruth.seq[to] = seq;
    actionTruth.utility[to] = columns.utility[from]!;
  }
  if (ordered) next.order++;
}
