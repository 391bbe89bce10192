/** What of a filed round is fraudulent, with the numbers that it was filed under. */

import type { Returns, Reviews } from '../../datasets/after-sale-tables.ts';
import { FRAUD_OBJECTS, type FraudObject } from '../../datasets/fraud-tables.ts';
import type { Payments } from '../../datasets/payment-tables.ts';
import type { Orders, Sessions } from '../../datasets/tables.ts';
import type { World } from '../world/world.ts';
import type { FraudDesk } from './desk.ts';
import type { PlannedDeed } from './plan.ts';

/** The tables of one round that fraud is found in. */
export interface FiledRound {
  readonly sessions: Sessions;
  readonly payments: Payments;
  readonly orders: Orders;
  readonly reviews: Reviews;
  readonly returns: Returns;
}

export interface FraudEvent {
  readonly object: FraudObject;
  readonly id: number;
  readonly time: number;
  /** Row of the plan's campaigns. */
  readonly campaign: number;
  /** Rows of the filed table. */
  readonly row: number;
  /** None for reviews. */
  readonly deed: PlannedDeed | undefined;
  /** Place within the deed, of a review within its campaign: the lasting key of its draws. */
  readonly nth: number;
}

/** By row of the round's sessions: the deed that it is, if it is one. */
export function deedsIn({ plan }: World, { sessions }: FiledRound): (PlannedDeed | undefined)[] {
  return Array.from(sessions.visitor, (visitor, row) => {
    const deed = plan.byVisitor.get(visitor)?.[sessions.visit[row]!];
    return deed?.start === sessions.start[row] ? deed : undefined;
  });
}

/** All events of a round, by object and id. `find` gives the number of the order of a deed. */
export function eventsOf(
  world: World,
  round: number,
  filed: FiledRound,
  deeds: readonly (PlannedDeed | undefined)[],
  desk: FraudDesk,
  find: (deed: PlannedDeed, shopper: number) => number,
): FraudEvent[] {
  const { sessions, payments, orders } = filed;
  const first = sessions.session[0] ?? 0;
  const events: FraudEvent[] = [];
  const add = (
    object: FraudObject,
    row: number,
    id: number,
    time: number,
    deed: PlannedDeed,
    nth: number,
  ) => {
    if (deed.guilty.includes(object))
      events.push({ object, row, id, time, deed, nth, campaign: deed.campaign });
  };
  deeds.forEach((deed, row) => {
    if (deed) add('session', row, sessions.session[row]!, deed.start, deed, 0);
  });
  let nth = 0;
  for (let row = 0; row < payments.length; row++) {
    nth = row > 0 && payments.session[row] === payments.session[row - 1] ? nth + 1 : 0;
    const deed = deeds[payments.session[row]! - first];
    if (deed) add('payment', row, payments.payment[row]!, payments.time[row]!, deed, nth);
  }
  for (let row = 0; row < orders.length; row++) {
    const deed = deeds[orders.session[row]! - first];
    if (deed) add('order', row, orders.order[row]!, orders.time[row]!, deed, 0);
  }
  return [...events, ...laterEvents(world, round, filed, desk, find)];
}

/** Reviews and returns: their deeds were done in earlier rounds, or never. */
function laterEvents(
  { plan }: World,
  round: number,
  { reviews, returns }: FiledRound,
  desk: FraudDesk,
  find: (deed: PlannedDeed, shopper: number) => number,
): FraudEvent[] {
  const reviewAt = rowsBy(reviews.length, (row) => [
    reviews.time[row]!,
    reviews.shopper[row]!,
    reviews.item[row]!,
  ]);
  const returnAt = rowsBy(returns.length, (row) => [returns.order[row]!, returns.item[row]!]);
  const events: FraudEvent[] = [];
  for (const { time, kind, campaign, deed, line, item, shopper, review } of plan.duesOf.get(round) ?? []) {
    if (kind === 'delivery') continue;
    const isReview = review !== undefined;
    const row = isReview
      ? reviewAt.get(`${time} ${shopper} ${item}`)
      : returnAt.get(`${find(deed!, shopper)} ${item}`);
    if (row === undefined) throw new Error(`fraud: a planned ${kind} of shopper ${shopper} was not filed`);
    const object = isReview ? 'review' : 'return';
    const id = row + (isReview ? desk.reviews : desk.returns);
    const own = isReview ? { deed: undefined, nth: review.nth } : { deed, nth: line };
    events.push({ object, row, id, time, campaign, ...own });
  }
  return events.sort(
    (a, b) => FRAUD_OBJECTS.indexOf(a.object) - FRAUD_OBJECTS.indexOf(b.object) || a.id - b.id,
  );
}

function rowsBy(length: number, keysOf: (row: number) => number[]): Map<string, number> {
  return new Map(Array.from({ length }, (_, row) => [keysOf(row).join(' '), row]));
}
