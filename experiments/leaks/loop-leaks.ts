/** Leaks in what the policy of a closed loop is handed at a barrier: nothing in it may be known only later, or be of who opted out. */

import type { TrainingData } from '../../algorithms/algorithm.ts';
import { isForgotten } from '../../datasets/consent.ts';
import { toInteractions } from '../../datasets/interactions.ts';
import type { Shown } from '../../datasets/shown.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { countLeaks, type Leak, leakedAt } from './leak.ts';
import { futureItems, futureSlates, otherPairs } from './training-leaks.ts';

export interface AuditedRows {
  readonly data: TrainingData;
  /** Seconds since the origin: when the fit is made. */
  readonly asOf: number;
  /** (shoppers) */
  readonly optOut: Uint32Array;
}

export interface AuditedBarrier extends AuditedRows {
  /** All that was shown so far; its `clicked` says what was ever clicked. */
  readonly shown: Shown;
  /** (shown) second of the first click, NOT_CLICKED where there was none. */
  readonly clickedAt: Uint32Array;
}

/** Of rows, pairs and items, for a fit at a moment whose rows were put together by whoever. */
export const rowLeaks = (audited: AuditedRows): Leak[] => [
  ...futureRows(audited),
  ...otherPairs(audited.data.interactions, toInteractions(audited.data.feedback)),
  ...futureItems(audited.data, audited.asOf),
];

export const barrierLeaks = (audited: AuditedBarrier): Leak[] => [
  ...rowLeaks(audited),
  ...futureSlates(audited.data, audited.asOf),
  ...futureClicks(audited),
];

function futureRows({ data, asOf, optOut }: AuditedRows): readonly Leak[] {
  const [late, forgotten] = [countLeaks('row-from-the-future'), countLeaks('row-of-the-forgotten')];
  const { length, shopper, time } = data.feedback;
  if (data.asOf > asOf) late.add(() => `training as of ${data.asOf} s in a fit at ${asOf} s`);
  for (let row = 0; row < length; row++) {
    if (time[row]! >= asOf) late.add(() => `row ${row} at ${time[row]} s`);
    if (isForgotten(optOut, shopper[row]!, asOf))
      forgotten.add(() => `row ${row} of shopper ${shopper[row]}`);
  }
  return [...late.leaks, ...forgotten.leaks];
}

/** Each slot that is learnt from is one of all that were shown, and clicked only where it was by then. */
function futureClicks({ data, asOf, shown, clickedAt, optOut }: AuditedBarrier): readonly Leak[] {
  if (!data.shown) return [];
  const found = countLeaks('click-from-the-future');
  const { clicked } = data.shown;
  let at = 0;
  for (let row = 0; row < shown.length; row++) {
    if (shown.shopper[row] !== NO_SHOPPER && isForgotten(optOut, shown.shopper[row]!, asOf)) continue;
    if (clicked[at++] === 1 && clickedAt[row]! >= asOf)
      found.add(() => `slot ${row}, clicked at ${clickedAt[row]} s`);
  }
  if (at !== clicked.length) found.add(() => `${clicked.length} slots; ${at} may be learnt from`);
  return found.leaks;
}

/** Throws Error where a fit of a loop would be handed what nobody could know yet. */
export function requireHonestBarrier(audited: AuditedBarrier): void {
  refuse(audited.asOf, barrierLeaks(audited));
}

/** The same of a fit outside a loop that is made at a moment. */
export function requireHonestRows(audited: AuditedRows): void {
  refuse(audited.asOf, rowLeaks(audited));
}

function refuse(asOf: number, leaks: readonly Leak[]): void {
  if (leaks.length > 0) throw new Error(leaks.map((leak) => leakedAt(asOf, leak)).join('; '));
}
