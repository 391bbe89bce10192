/**
 * A round: shards of shoppers read the same frozen shop and move only their own shoppers' state; at the barrier their logs
 * become one chunk in canonical order, and their clicks one new shop. Any number of shards gives the same.
 */

import { ACTION_KINDS } from '../../datasets/tables.ts';
import { type Closing, closeRound } from '../business/closing.ts';
import { emptyShardLog, type ShardLog, trimShardLog } from '../filing/shard-log.ts';
import type { Lives } from '../people/lives.ts';
import { fillHome, type Home } from '../policy/home.ts';
import { simulateSession } from '../simulate.ts';
import { arrive } from '../visit/arrive.ts';
import { fallDue, passDay } from '../visit/living.ts';
import { openRun, type Round, type Workshop } from '../visit/run.ts';
import { type ShopState, shopState } from '../world/shop.ts';
import type { World } from '../world/world.ts';

/** What a shard hands to the barrier. */
export interface ShardResult {
  readonly log: ShardLog;
  /** The shard's shoppers after the round: their own state, handed on to the next. */
  readonly lives: Lives;
}

/**
 * Simulates the shoppers whose `lives` these are through one round. Lives move: they are changed in place and handed back.
 * The workshop's world must hold these shoppers.
 */
export function simulateShard(workshop: Workshop, round: Round, home: Home, lives: Lives): ShardResult {
  const { log } = workshop;
  emptyShardLog(log);
  const run = openRun(workshop, round, lives);
  for (let life = 0; life < lives.length; life++) arrive(run, life);

  const slates = fillHome(home, workshop.world, round, lives, log.sessions);
  for (let session = 0; session < log.sessions.length; session++) simulateSession(run, session, slates);
  fallDue(run);
  passDay(run);
  return { log: trimShardLog(log), lives };
}

const CLICK = ACTION_KINDS.indexOf('click');

/** The state from which the next round begins: clicks, sessions and orders of all shards added, stock and prices moved. */
export function mergeState(
  world: Pick<World, 'scenario' | 'seed' | 'items' | 'suppliers'>,
  state: ShopState,
  logs: readonly ShardLog[],
  { tally, stock, prices }: Closing = closeRound(world, state, logs),
): ShopState {
  const popularity = state.popularity.slice();
  for (let item = 0; item < popularity.length; item++) popularity[item]! += tally.clicks[item]!;
  const groupClicks = state.groupClicks.slice();
  let { sessions, orders, payments } = state;
  for (const { sessions: visits, actions, orders: placed, payments: tried } of logs) {
    sessions += visits.length;
    orders += placed.length;
    payments += tried.length;
    if (groupClicks.length > 0) addGroupClicks(groupClicks, popularity.length, visits, actions);
  }
  const counts = { popularity, groupClicks, sessions, orders, payments };
  return shopState(state.round + 1, counts, prices, stock.next);
}

/** In place of the age band of who has no account. */
export const NO_GROUP = 0xff;

function addGroupClicks(
  groupClicks: Uint32Array,
  items: number,
  { length, columns: { group, actions: count } }: ShardLog['sessions'],
  { columns: { kind, item } }: ShardLog['actions'],
): void {
  let at = 0;
  for (let session = 0; session < length; session++) {
    const first = group[session]! * items;
    for (const end = at + count[session]!; at < end; at++) {
      if (kind[at] === CLICK && group[session] !== NO_GROUP) groupClicks[first + item[at]!]!++;
    }
  }
}
