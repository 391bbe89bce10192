/** The barrier's filing: logs of shards, given in order of their shoppers, become one chunk of the log in canonical order. */

import { IDENTITIES, TIER_CHANGES } from '../../datasets/identity-tables.ts';
import { createTable, NO_ORDER } from '../../datasets/tables.ts';
import { countingOrder } from '../../numerics/csr.ts';
import { drawKey } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { type Closing, closeRound } from '../business/closing.ts';
import { type BusinessLog, fileBusiness } from '../business/filing.ts';
import { type FraudLog, fileFraud } from '../fraud/filing.ts';
import type { ShopState } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import { type FiledTable, isFiled, ROUND_TABLES, type RoundLog } from './filed-tables.ts';
import { joinSorted } from './join-sorted.ts';
import { countLines, fileAmounts, fileCheckout, fileLine, isCheckingOut } from './order-filing.ts';
import { filePayment, isPaying } from './payment-filing.ts';
import { type DueLog, fileDue, type OrderBook } from './sale-filing.ts';
import { fileQuery, isAsking } from './search-filing.ts';
import type { ShardLog } from './shard-log.ts';
import { fileSession, type NextVisit, ORDER, type Place, type VisitsChunk } from './visit-filing.ts';

/**
 * The chunk of the round that began from `state`. Session ids and order numbers go on from the state's. `book` keeps the
 * numbers of orders for what falls due of them in this and later rounds, so rounds must be filed in turn, with one book. `closing`: `closeRound` of the same, where it is known.
 */
export function fileRound(
  state: ShopState,
  logs: readonly ShardLog[],
  world: World,
  book: OrderBook,
  closing: Closing = closeRound(world, state, logs),
): RoundLog {
  const { truth } = world.scenario;
  const total = (
    table: 'sessions' | 'impressions' | 'actions' | 'orders' | 'payments' | 'searches' | 'checkouts',
  ): number => logs.reduce((sum, log) => sum + log[table].length, 0);
  const impressions = total('impressions');
  const actions = total('actions');
  const rows = <N extends keyof RoundLog>(name: N, length: number): RoundLog[N] => {
    const table: FiledTable = ROUND_TABLES[name];
    return createTable(table.spec, isFiled(table, truth) ? length : 0) as RoundLog[N];
  };
  const chunk: Chunk = {
    sessions: rows('sessions', total('sessions')),
    impressions: rows('impressions', impressions),
    actions: rows('actions', actions),
    orders: rows('orders', total('orders')),
    payments: rows('payments', total('payments')),
    searches: rows('searches', total('searches')),
    searchTruth: rows('searchTruth', total('searches')),
    orderLines: rows('orderLines', countLines(logs)),
    checkouts: rows('checkouts', total('checkouts')),
    sessionTruth: rows('sessionTruth', total('sessions')),
    impressionTruth: rows('impressionTruth', impressions),
    actionTruth: rows('actionTruth', actions),
  };
  const next: Next = {
    row: 0,
    impression: 0,
    action: 0,
    order: state.orders,
    payment: state.payments,
    search: 0,
    line: 0,
    checkout: 0,
  };
  const places = placesOf(logs);
  const typos = drawKey(world.seed, 'search.spelling');
  for (const at of canonicalOrder(state, logs, places)) {
    const place = places[at]!;
    const { row, action } = next;
    fileSession(chunk, state, place, next);
    const order = isOrdering(place) ? next.order : NO_ORDER;
    if (isOrdering(place)) fileOrder(chunk, state, place, row, action, next, book, world);
    for (let from = place.payment; isPaying(place.log, place.session, from); from++) {
      const ids = { payment: next.payment++, session: state.sessions + row, order };
      filePayment(chunk.payments, ids.payment - state.payments, { log: place.log, from }, ids, book);
    }
    if (isCheckingOut(place.log, place.session, place.checkout))
      fileCheckout(chunk.checkouts, next.checkout++, place.log, place.checkout, state.sessions + row, order);
    for (let from = place.search; isAsking(place.log, place.session, from); from++)
      fileQuery(
        world,
        place.log,
        from,
        state.sessions + row,
        chunk.searches,
        chunk.searchTruth,
        next.search++,
        typos,
      );
  }
  const due = fileDue(logs, world, book);
  const fraud = fileFraud(world, state.round, { ...chunk, ...due }, book);
  return {
    ...chunk,
    identities: joinSorted(
      IDENTITIES,
      logs.map((log) => log.identities),
    ),
    tierChanges: joinSorted(
      TIER_CHANGES,
      logs.map((log) => log.tierChanges),
    ),
    ...due,
    ...fileBusiness(world, state, logs, { ...chunk, ...due, ...fraud }, closing),
    ...fraud,
  };
}

/** What a shop sees of the visits of a round: three tables of `fileRound`, without what falls due. */
export function fileSeen(
  state: ShopState,
  logs: readonly ShardLog[],
): Pick<RoundLog, 'sessions' | 'impressions' | 'actions'> {
  const rows = (table: 'sessions' | 'impressions' | 'actions'): number =>
    logs.reduce((sum, log) => sum + log[table].length, 0);
  const chunk: VisitsChunk = {
    sessions: createTable(ROUND_TABLES.sessions.spec, rows('sessions')),
    impressions: createTable(ROUND_TABLES.impressions.spec, rows('impressions')),
    actions: createTable(ROUND_TABLES.actions.spec, rows('actions')),
    sessionTruth: createTable(ROUND_TABLES.sessionTruth.spec, 0),
    impressionTruth: createTable(ROUND_TABLES.impressionTruth.spec, 0),
    actionTruth: createTable(ROUND_TABLES.actionTruth.spec, 0),
  };
  const next = { row: 0, impression: 0, action: 0, order: state.orders };
  const places = placesOf(logs);
  for (const at of canonicalOrder(state, logs, places)) {
    fileSession(chunk, state, places[at]!, next);
    if (isOrdering(places[at]!)) next.order++;
  }
  const { sessions, impressions, actions } = chunk;
  return { sessions, impressions, actions };
}

type Chunk = Omit<RoundLog, keyof DueLog | keyof BusinessLog | keyof FraudLog | 'identities' | 'tierChanges'>;

/** Where the next rows go. */
interface Next extends NextVisit {
  payment: number;
  search: number;
  line: number;
  checkout: number;
}

function placesOf(logs: readonly ShardLog[]): Place[] {
  return logs.flatMap((log) => {
    let slate = 0;
    let impression = 0;
    let action = 0;
    let order = 0;
    let payment = 0;
    let search = 0;
    let checkout = 0;
    const { columns, length } = log.sessions;
    return Array.from({ length }, (_, session) => {
      const place = { log, session, slate, impression, action, order, payment, search, checkout };
      if (isOrdering(place)) order++;
      slate += columns.slates[session]!;
      impression += columns.impressions[session]!;
      action += columns.actions[session]!;
      while (isPaying(log, session, payment)) payment++;
      while (isAsking(log, session, search)) search++;
      if (isCheckingOut(log, session, checkout)) checkout++;
      return place;
    });
  });
}

/** Whether the session placed an order: its shard's next order is then its own. */
function isOrdering({ log, session, order }: Place): boolean {
  return order < log.orders.length && log.orders.columns.session[order] === session;
}

/** Rounds of fewer sessions are not worth a pass over every second of the day. */
const FEW_SESSIONS = 1024;

/** Sessions by (start, visitor, visit): by the second in one pass, then the few that share one. */
function canonicalOrder(state: ShopState, logs: readonly ShardLog[], places: readonly Place[]): Uint32Array {
  const second = new Uint32Array(places.length);
  let at = 0;
  for (const { sessions } of logs) {
    for (let i = 0; i < sessions.length; i++) second[at++] = sessions.columns.start[i]! - state.round * DAY;
  }
  const visitorOf = ({ log, session }: Place): number => log.sessions.columns.visitor[session]!;
  const visitOf = ({ log, session }: Place): number => log.sessions.columns.seen[session]!;
  const compare = (a: number, b: number): number =>
    visitorOf(places[a]!) - visitorOf(places[b]!) || visitOf(places[a]!) - visitOf(places[b]!);
  if (places.length < FEW_SESSIONS)
    return Uint32Array.from(places.keys()).sort((a, b) => second[a]! - second[b]! || compare(a, b));
  const order = countingOrder(second, DAY);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && second[order[end]!] === second[order[start]!]) end++;
    if (end - start > 1) order.subarray(start, end).sort(compare);
    start = end;
  }
  return order;
}

/** The order of the session filed as row `row` of this round; its lines are among the actions from `firstAction` on. */
function fileOrder(
  chunk: Chunk,
  state: ShopState,
  place: Place,
  row: number,
  firstAction: number,
  next: Next,
  book: OrderBook,
  world: World,
): void {
  const { log } = place;
  const { sessions, actions, orders } = chunk;
  const order = next.order++;
  const to = order - state.orders;
  const shopper = log.sessions.columns.shopper[place.session]!;
  orders.order[to] = order;
  orders.session[to] = sessions.session[row]!;
  orders.shopper[to] = shopper;
  for (let line = firstAction; line < next.action; line++) {
    if (actions.kind[line] !== ORDER) continue;
    if (orders.lines[to] === 0) orders.time[to] = actions.time[line]!;
    const from = place.action + line - firstAction;
    fileLine(chunk, line, log, from, next.line++, orders.lines[to]!, world);
    orders.lines[to]!++;
    orders.units[to]! += actions.quantity[line]!;
    orders.value[to]! += actions.quantity[line]! * actions.price[line]!;
  }
  fileAmounts(orders, to, log, place.order);
  book.note(state.round, shopper, log.sessions.columns.visit[place.session]!, order);
}
