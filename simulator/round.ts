/**
 * A round: shards of shoppers read the same frozen shop and move only their own shoppers' state; at the barrier their logs
 * become one chunk in canonical order, and their clicks one new shop. Any number of shards gives the same.
 */

import { ACTION_KINDS } from '../datasets/tables.ts';
import { fillHome, type Home } from './home.ts';
import type { Round, Workshop } from './run.ts';
import { createShardLog, type ShardLog, trimShardLog } from './shard-log.ts';
import type { ShopState } from './shop.ts';
import { arrive, simulateSession } from './simulate.ts';
import type { Shard } from './world.ts';

/** What a shard hands to the barrier. */
export interface ShardResult {
  readonly log: ShardLog;
  /** Sessions so far of each shopper of the shard: their own state, handed on to the next round. */
  readonly visits: Uint32Array<ArrayBuffer>;
}

/**
 * Simulates the shoppers of `shard` through one round. `visits` holds the sessions that each of them had before; it is
 * not changed. The workshop's world must hold these shoppers.
 */
export function simulateShard(
  workshop: Workshop,
  round: Round,
  home: Home,
  shard: Shard,
  visits: Uint32Array,
): ShardResult {
  const log = createShardLog();
  const run = { ...workshop, ...round, log };
  const after = visits.slice();
  const firstRow = shard.start - workshop.world.shoppers.first;
  for (let i = 0; i < after.length; i++) after[i]! += arrive(run, firstRow + i, visits[i]!);

  const slates = fillHome(home, workshop.world, round, log.sessions);
  for (let session = 0; session < log.sessions.length; session++) simulateSession(run, session, slates);
  return { log: trimShardLog(log), visits: after };
}

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');

/** The state from which the next round begins: clicks, sessions and orders of all shards added. */
export function mergeState(state: ShopState, logs: readonly ShardLog[]): ShopState {
  const popularity = state.popularity.slice();
  let { sessions, orders } = state;
  for (const { sessions: visits, actions } of logs) {
    sessions += visits.length;
    let at = 0;
    for (let session = 0; session < visits.length; session++) {
      const end = at + visits.columns.actions[session]!;
      // Orders close a session: its last action says whether there is one.
      if (end > at && actions.columns.kind[end - 1] === ORDER) orders++;
      for (; at < end; at++) if (actions.columns.kind[at] === CLICK) popularity[actions.columns.item[at]!]!++;
    }
  }
  return { round: state.round + 1, popularity, sessions, orders };
}
