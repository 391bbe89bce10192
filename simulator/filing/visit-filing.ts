/** Files what one session saw and did: its own row, impressions and actions, each with its hidden truth. */

import { ACTION_KINDS, NO_ORDER, NO_SHOPPER } from '../../datasets/tables.ts';
import type { ShopState } from '../world/shop.ts';
import type { RoundLog } from './filed-tables.ts';
import type { ShardLog } from './shard-log.ts';

export const ORDER = ACTION_KINDS.indexOf('order');

/** First rows of a session in its shard's log. */
export interface Place {
  readonly log: ShardLog;
  readonly session: number;
  readonly slate: number;
  readonly impression: number;
  readonly action: number;
  readonly order: number;
  readonly payment: number;
  readonly search: number;
  readonly checkout: number;
}

export type VisitsChunk = Pick<
  RoundLog,
  'sessions' | 'impressions' | 'actions' | 'sessionTruth' | 'impressionTruth' | 'actionTruth'
>;

export interface NextVisit {
  row: number;
  impression: number;
  action: number;
  order: number;
}

export function fileSession(chunk: VisitsChunk, state: ShopState, place: Place, next: NextVisit): void {
  const { sessions, sessionTruth } = chunk;
  const { columns } = place.log.sessions;
  const from = place.session;
  const row = next.row++;
  const id = state.sessions + row;
  sessions.session[row] = id;
  sessions.round[row] = state.round;
  sessions.start[row] = columns.start[from]!;
  sessions.visitor[row] = columns.visitor[from]!;
  sessions.visit[row] = columns.seen[from]!;
  sessions.shopper[row] = columns.anonymous[from] === 1 ? NO_SHOPPER : columns.shopper[from]!;
  sessions.channel[row] = columns.channel[from]!;
  sessions.device[row] = columns.device[from]!;
  sessions.arm[row] = columns.arm[from]!;
  if (sessionTruth.length > 0) {
    sessionTruth.session[row] = id;
    sessionTruth.shopper[row] = columns.shopper[from]!;
    sessionTruth.mission[row] = columns.mission[from]!;
    sessionTruth.budget[row] = columns.budget[from]!;
    sessionTruth.creepy[row] = columns.creepy[from]!;
  }
  next.impression = fileImpressions(chunk, place, id, next.impression);
  fileActions(chunk, place, id, next);
}

/** Files the impressions of one session from row `first`; returns the row after them. */
function fileImpressions(chunk: VisitsChunk, place: Place, id: number, first: number): number {
  const { log } = place;
  const { surface, shown } = log.slates.columns;
  const { impressionTruth } = chunk;
  const { session, slate: slateOf, surface: surfaceOf, position: positionOf } = chunk.impressions;
  const { item: itemOf, propensity: propensityOf } = chunk.impressions;
  const { item, propensity } = log.impressions.columns;
  const { utility, examined } = log.impressionTruth.columns;
  const slates = log.sessions.columns.slates[place.session]!;
  let from = place.impression;
  let to = first;
  for (let slate = 0; slate < slates; slate++) {
    const slots = shown[place.slate + slate]!;
    const kind = surface[place.slate + slate]!;
    for (let position = 0; position < slots; position++, from++, to++) {
      session[to] = id;
      slateOf[to] = slate;
      surfaceOf[to] = kind;
      positionOf[to] = position;
      itemOf[to] = item[from]!;
      propensityOf[to] = propensity[from]!;
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

function fileActions(chunk: VisitsChunk, place: Place, id: number, next: NextVisit): void {
  const { log } = place;
  const { columns } = log.actions;
  const { actions, actionTruth } = chunk;
  const count = log.sessions.columns.actions[place.session]!;
  for (let seq = 0; seq < count; seq++) {
    const from = place.action + seq;
    const to = next.action++;
    const isOrder = columns.kind[from] === ORDER;
    actions.session[to] = id;
    actions.seq[to] = seq;
    actions.time[to] = columns.time[from]!;
    actions.kind[to] = columns.kind[from]!;
    actions.item[to] = columns.item[from]!;
    actions.slate[to] = columns.slate[from]!;
    actions.position[to] = columns.position[from]!;
    actions.price[to] = columns.price[from]!;
    actions.quantity[to] = columns.quantity[from]!;
    actions.order[to] = isOrder ? next.order : NO_ORDER;
    actions.dwell[to] = columns.dwell[from]!;
    actions.x[to] = columns.x[from]!;
    actions.y[to] = columns.y[from]!;
    if (actionTruth.length === 0) continue;
    actionTruth.session[to] = id;
    actionTruth.seq[to] = seq;
    actionTruth.utility[to] = columns.utility[from]!;
  }
}
