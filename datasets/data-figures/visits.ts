/** What visits come to: how many get so far, and on which device. */

import type { Log } from '../dataset.ts';
import { ACTION_KINDS, DEVICES } from '../tables.ts';
import { type Absent, absent } from './absent.ts';
import { boundsOf } from './intervals.ts';

export const STAGES = ['impression', 'click', 'cart', 'order'] as const;
export type Stage = (typeof STAGES)[number];

export interface Reach {
  /** Visits that have any event of the stage. */
  readonly visits: number;
  /** Interval by Wilson of their share of all visits, as if visits were independent. */
  readonly low: number;
  readonly high: number;
}

export interface StageFigures extends Reach {
  readonly stage: Stage;
  /** Slots, clicks, things put into a cart, order lines. */
  readonly events: number;
}

export interface VisitFigures {
  readonly visits: number;
  /** Of visits by shoppers who were known at their start. */
  readonly known: number;
  /** Those that the log has any of; the others it does not tell of. */
  readonly stages: readonly StageFigures[];
  /** Distinct numbers of orders among the order lines. */
  readonly orders: number;
  /** By device, with what they reach of `stages`, in that order; [] where no device is known. */
  readonly devices: readonly {
    readonly device: string;
    readonly visits: number;
    readonly reach: readonly Reach[];
  }[];
}

const CODES = [-1, ...STAGES.slice(1).map((stage) => ACTION_KINDS.indexOf(stage as 'click'))];
const NO_SHOPPER = 0xffffffff;

export function visitFigures({ sessions, impressions, actions }: Log, level: number): VisitFigures | Absent {
  if (sessions.length === 0) return absent('the data tells of no visits');
  const first = sessions.session[0]!;
  const events = [impressions.length, 0, 0, 0];
  /** (sessions) bit s: the visit has stage s. */
  const reached = new Uint8Array(sessions.length);
  for (let row = 0; row < impressions.length; row++) reached[impressions.session[row]! - first]! |= 1;
  const bitOf = ACTION_KINDS.map((_, kind) => CODES.indexOf(kind));
  const orderCode = ACTION_KINDS.indexOf('order');
  let [orders, lastOrder] = [0, -1];
  for (let row = 0; row < actions.length; row++) {
    const kind = actions.kind[row]!;
    const stage = bitOf[kind]!;
    if (stage < 0) continue;
    events[stage]!++;
    reached[actions.session[row]! - first]! |= 1 << stage;
    if (kind !== orderCode || actions.order[row] === lastOrder) continue;
    orders++;
    lastOrder = actions.order[row]!;
  }
  const counted = countReached(reached, sessions.device);
  const there = STAGES.flatMap((_, stage) => (events[stage]! > 0 ? [stage] : []));
  const total = (stage: number): number => counted.reduce((sum, { reach }) => sum + reach[stage]!, 0);
  return {
    visits: sessions.length,
    known: sessions.shopper.reduce((sum, shopper) => sum + (shopper === NO_SHOPPER ? 0 : 1), 0),
    stages: there.map((stage) => ({
      stage: STAGES[stage]!,
      events: events[stage]!,
      visits: total(stage),
      ...boundsOf(total(stage), sessions.length, level),
    })),
    orders,
    devices: counted.flatMap(({ visits, reach }, device) =>
      device === 0 || visits === 0
        ? []
        : [
            {
              device: DEVICES[device]!,
              visits,
              reach: there.map((stage) => ({
                visits: reach[stage]!,
                ...boundsOf(reach[stage]!, visits, level),
              })),
            },
          ],
    ),
  };
}

/** By code of the device. */
function countReached(reached: Uint8Array, device: Uint8Array): { visits: number; reach: number[] }[] {
  const counts = DEVICES.map(() => ({ visits: 0, reach: STAGES.map(() => 0) }));
  for (let visit = 0; visit < reached.length; visit++) {
    const own = counts[device[visit]!]!;
    own.visits++;
    for (let stage = 0; stage < STAGES.length; stage++) own.reach[stage]! += (reached[visit]! >> stage) & 1;
  }
  return counts;
}
