/** Tally: what a round did to each item, summed over shards; whole numbers, so in any order of shards the same. */

import { ACTION_KINDS } from '../../datasets/tables.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { CONSEQUENCES } from '../people/pending.ts';

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');
const RETURN = CONSEQUENCES.indexOf('return');

/** (items) of each. */
export interface Tally {
  readonly clicks: Uint32Array;
  /** Units ordered by customers. */
  readonly sold: Uint32Array;
  /** Units sent back. */
  readonly returned: Uint32Array;
  /** Carts refused because the shelf was empty. */
  readonly refused: Uint32Array;
}

export type TalliedLog = Pick<ShardLog, 'actions' | 'due' | 'refusals'>;

export function tallyRound(items: number, logs: readonly TalliedLog[]): Tally {
  const column = (): Uint32Array => new Uint32Array(items);
  const tally = { clicks: column(), sold: column(), returned: column(), refused: column() };
  for (const { actions, due, refusals } of logs) {
    const { kind, item, quantity } = actions.columns;
    for (let at = 0; at < actions.length; at++) {
      if (kind[at] === CLICK) tally.clicks[item[at]!]!++;
      else if (kind[at] === ORDER) tally.sold[item[at]!]! += quantity[at]!;
    }
    for (let at = 0; at < due.length; at++) {
      const back = due.columns.kind[at] === RETURN;
      if (back) tally.returned[due.columns.item[at]!]! += due.columns.units[at]!;
    }
    for (let at = 0; at < refusals.length; at++) tally.refused[refusals.columns.item[at]!]!++;
  }
  return tally;
}
