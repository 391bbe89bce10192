/** A session under way, and what is done in it. */

import type { Run } from './run.ts';
import { fileAction } from './shard-log.ts';

/** A session under way. */
export interface Visit {
  /** Row of the shopper in `world.shoppers`. */
  readonly row: number;
  /** Row of the shopper in `lives`. */
  readonly life: number;
  /** The shopper's lasting key. */
  readonly key: number;
  /** Sessions the shopper had before. */
  readonly visit: number;
  /** Row of the session in the shard's log. */
  readonly session: number;
  /** Code of the arm of the experiments. */
  readonly arm: number;
  /** Seconds since the origin, now. */
  time: number;
  /** Actions so far. */
  actions: number;
}

/** Files an action at the present moment, at the price that the visitor sees. */
export function act(
  { log, prices }: Run,
  now: Visit,
  kind: number,
  item: number,
  slate: number,
  position: number,
  quantity: number,
  utility: number,
): void {
  now.actions++;
  const price = prices[now.arm]![item]!;
  fileAction(log, Math.floor(now.time), kind, item, slate, position, price, quantity, utility);
}
