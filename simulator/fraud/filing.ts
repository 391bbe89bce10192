/** The filing of fraud at the barrier: what is true at once, what the shop learns when it learns it. */

import {
  CHARGEBACKS,
  type Chargebacks,
  FRAUD_KINDS,
  FRAUD_LABELS,
  FRAUD_OBJECTS,
  type FraudLabels,
} from '../../datasets/fraud-tables.ts';
import { createTable } from '../../datasets/tables.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { World } from '../world/world.ts';
import type { ComingChargeback, ComingLabel, FraudDesk } from './desk.ts';
import { deedsIn, eventsOf, type FiledRound, type FraudEvent } from './events.ts';
import { FRAUD_EVENTS, type FraudEvents } from './fraud-truth.ts';
import { noteEvent, noteHonest } from './labels.ts';
import { FIRST_VISIT, type PlannedDeed } from './plan.ts';

export interface FraudLog {
  readonly chargebacks: Chargebacks;
  readonly fraudLabels: FraudLabels;
  readonly fraudEvents: FraudEvents;
}

/** Where the numbers of orders are found, and what the filing remembers. */
export interface FraudBook {
  readonly desk: FraudDesk;
  find(round: number, shopper: number, visit: number): number;
}

/** The fraud of a filed round, and what the shop learnt in it; rounds must be filed in turn, with one book. */
export function fileFraud(world: World, round: number, filed: FiledRound, book: FraudBook): FraudLog {
  const { desk } = book;
  const { plan, scenario } = world;
  if (plan.campaigns.length === 0) return fileEvents(world, round, [], [], []);
  const deeds = deedsIn(world, filed);
  const find = (deed: PlannedDeed, shopper: number): number =>
    book.find(Math.floor(deed.start / DAY), shopper, deed.row + FIRST_VISIT);
  const events = eventsOf(world, round, filed, deeds, desk, find);
  for (const event of events) noteEvent(world, filed, desk, event);
  noteHonest(world, filed, events, desk);
  desk.reviews += filed.reviews.length;
  desk.returns += filed.returns.length;
  const end = (round + 1) * DAY;
  const isKnown = ({ time }: { readonly time: number }): boolean => time < end;
  const labels = desk.labels.filter(isKnown);
  const chargebacks = desk.chargebacks.filter(isKnown);
  const lasts = scenario.days * DAY;
  desk.labels = desk.labels.filter(({ time }) => time >= end && time < lasts);
  desk.chargebacks = desk.chargebacks.filter(({ time }) => time >= end && time < lasts);
  return fileEvents(world, round, events, labels, chargebacks);
}

function fileEvents(
  { plan, scenario }: World,
  round: number,
  events: readonly FraudEvent[],
  labels: readonly ComingLabel[],
  chargebacks: readonly ComingChargeback[],
): FraudLog {
  const fraudEvents = createTable(FRAUD_EVENTS, scenario.truth === 'none' ? 0 : events.length);
  fraudEvents.round.fill(round);
  for (let row = 0; row < fraudEvents.length; row++) {
    const { object, id, time, campaign } = events[row]!;
    fraudEvents.object[row] = FRAUD_OBJECTS.indexOf(object);
    fraudEvents.id[row] = id;
    fraudEvents.time[row] = time;
    fraudEvents.campaign[row] = campaign;
    fraudEvents.kind[row] = FRAUD_KINDS.indexOf(plan.campaigns[campaign]!.kind);
  }
  return {
    chargebacks: rowsFrom(
      createTable(CHARGEBACKS, chargebacks.length),
      chargebacks.toSorted((a, b) => a.time - b.time || a.payment - b.payment),
    ),
    fraudLabels: rowsFrom(
      createTable(FRAUD_LABELS, labels.length),
      labels.toSorted((a, b) => a.time - b.time || a.object - b.object || a.id - b.id),
    ),
    fraudEvents,
  };
}

/** Fills the columns of a table from rows with the same names. */
function rowsFrom<T extends object, R extends { readonly [name: string]: number }>(
  table: T,
  rows: readonly (R | ComingLabel | ComingChargeback)[],
): T {
  rows.forEach((values, row) => {
    for (const [name, value] of Object.entries(values)) {
      (table as { [column: string]: { [row: number]: number } })[name]![row] = value;
    }
  });
  return table;
}
