/** Wish lists: the last few items that a shopper put aside for later, the newest first. */

import { ACTION_KINDS } from '../../datasets/tables.ts';
import { WISHES } from '../people/lives.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';

const ORDER = ACTION_KINDS.indexOf('order');

export function isWished({ lives }: Run, { life }: Visit, item: number): boolean {
  const { wishes } = lives.columns;
  for (let at = life * WISHES; at < (life + 1) * WISHES; at++) if (wishes[at] === item + 1) return true;
  return false;
}

/** Puts an item on the list; the oldest falls off. */
export function wishFor({ lives }: Run, { life }: Visit, item: number): void {
  const list = listOf(lives.columns.wishes, life);
  list.copyWithin(1, 0);
  list[0] = item + 1;
}

/** Takes what the session ordered off the list. */
export function fulfilWishes({ lives, log }: Run, { life, actions }: Visit): void {
  if (lives.columns.wishes[life * WISHES] === 0) return;
  const list = listOf(lives.columns.wishes, life);
  const { kind, item } = log.actions.columns;
  for (let at = log.actions.length - actions; at < log.actions.length; at++) {
    if (kind[at] !== ORDER) continue;
    const place = list.indexOf(item[at]! + 1);
    if (place < 0) continue;
    list.copyWithin(place, place + 1);
    list[WISHES - 1] = 0;
  }
}

function listOf(wishes: Uint32Array, life: number): Uint32Array {
  return wishes.subarray(life * WISHES, (life + 1) * WISHES);
}
