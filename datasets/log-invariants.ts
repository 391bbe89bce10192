/** What must hold in every log, simulated or real. Faults are told in words: the first row of each kind, and how many. */

import { REVIEWS, type Reviews } from './after-sale-tables.ts';
import type { Log } from './dataset.ts';
import { checkLabels, createFaults, createOrderCheck, noItem } from './faults.ts';
import { checkAfterSale } from './order-invariants.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  ARMS,
  type Arms,
  type Catalog,
  IMPRESSIONS,
  type Impressions,
  NO_ARM,
  NO_DWELL,
  NO_PLACE,
  NO_POSITION,
  NO_SHOPPER,
  NO_SLATE,
  SESSIONS,
  type Sessions,
  type Shoppers,
} from './tables.ts';

const CLICK = ACTION_KINDS.indexOf('click');

/** Takes the impressions, most of any log, chunk by chunk in canonical order. */
export interface ImpressionCheck {
  update(chunk: Impressions): void;
  /** After the last chunk. */
  problems(): string[];
}

/** Every way in which a log breaks the rules of tables.ts; empty when it keeps them all. */
export function checkLog(log: Log, catalog: Catalog, shoppers: Shoppers): string[] {
  const impressions = createImpressionCheck(log.sessions, log.actions, catalog.length);
  impressions.update(log.impressions);
  return [
    ...checkEntities('catalog', catalog.item),
    ...checkEntities('shoppers', shoppers.shopper),
    ...checkSessions(log.sessions, shoppers.length),
    ...impressions.problems(),
    ...checkActions(log.actions, log.sessions, catalog.length),
    ...checkReviews(log.reviews, shoppers.length, catalog.length),
    ...(log.afterSale ? Object.values(checkAfterSale(log.afterSale, log, shoppers.length)).flat() : []),
  ];
}

/** A table whose row number is its entity's index. */
export function checkEntities(table: string, index: Uint32Array): string[] {
  const faults = createFaults(table);
  index.forEach((value, row) => {
    if (value !== row) faults.add('row number', row, () => `holds index ${value}; it must be the row number`);
  });
  return faults.problems();
}

/** The arms of the experiments, and that every session of an arm has one of them. */
export function checkArms(arms: Arms, sessions: Sessions): string[] {
  const faults = createFaults('arms');
  createOrderCheck(ARMS, faults, true).update(arms);
  const inSessions = createFaults('sessions');
  const known = new Set(arms.arm);
  if (known.has(NO_ARM)) faults.add('arm', arms.arm.indexOf(NO_ARM), () => 'arm 0 stands for none');
  sessions.arm.forEach((arm, row) => {
    if (arm !== NO_ARM && !known.has(arm))
      inSessions.add('arm', row, () => `arm ${arm} is not among the ${known.size} arms`);
  });
  return [...faults.problems(), ...inSessions.problems()];
}

export function checkSessions(sessions: Sessions, shoppers: number): string[] {
  const faults = createFaults('sessions');
  const order = createOrderCheck(SESSIONS, faults, true);
  order.update(sessions);
  checkLabels(SESSIONS, sessions, faults, 0);
  for (let row = 0; row < sessions.length; row++) {
    const session = sessions.session[row]!;
    const shopper = sessions.shopper[row]!;
    if (session !== row) faults.add('id', row, () => `session id ${session}; it must be the row number`);
    if (shopper >= shoppers && shopper !== NO_SHOPPER) {
      faults.add('shopper', row, () => `shopper ${shopper} is not among the ${shoppers} shoppers`);
    }
  }
  return faults.problems();
}

export function checkActions(actions: Actions, sessions: Sessions, items: number): string[] {
  const faults = createFaults('actions');
  checkLabels(ACTIONS, actions, faults, 0);
  for (let row = 0; row < actions.length; row++) {
    const session = actions.session[row]!;
    const time = actions.time[row]!;
    const seq = actions.seq[row]!;
    const first = row === 0 || actions.session[row - 1] !== session;
    const expected = first ? 0 : actions.seq[row - 1]! + 1;
    const earliest = first ? sessions.start[session]! : actions.time[row - 1]!;
    if (row > 0 && session < actions.session[row - 1]!) {
      faults.add(
        'order',
        row,
        () => `session ${session} after session ${actions.session[row - 1]}; rows are sorted by session, seq`,
      );
    }
    if (session >= sessions.length) {
      faults.add('session', row, () => `session ${session} is not among the ${sessions.length} sessions`);
    }
    if (seq !== expected)
      faults.add('seq', row, () => `seq ${seq} in session ${session}; ${expected} comes next`);
    if (time < earliest) {
      faults.add(
        'time',
        row,
        () => `time ${time} s in session ${session}, earlier than ${earliest} s before it`,
      );
    }
    if (actions.item[row]! >= items) faults.add('item', row, () => noItem(actions.item[row]!, items));
    if ((actions.slate[row] === NO_SLATE) !== (actions.position[row] === NO_POSITION)) {
      faults.add('slot', row, () => 'slate and position must both be given or both be missing');
    }
    const x = actions.x[row]!;
    const hasPlace = x !== NO_PLACE;
    if (hasPlace !== (actions.y[row] !== NO_PLACE)) {
      faults.add('place', row, () => 'x and y must both be given or both be missing');
    }
    if (x > 1000) faults.add('x', row, () => `x ${x} is beyond the page's width of 1000`);
    if ((hasPlace || actions.dwell[row] !== NO_DWELL) && actions.kind[row] !== CLICK) {
      faults.add('click', row, () => 'only clicks have a dwell time and a place on the page');
    }
  }
  return faults.problems();
}

export function checkReviews(reviews: Reviews, shoppers: number, items: number): string[] {
  const faults = createFaults('reviews');
  createOrderCheck(REVIEWS, faults, false).update(reviews);
  for (let row = 0; row < reviews.length; row++) {
    const shopper = reviews.shopper[row]!;
    if (shopper >= shoppers)
      faults.add('shopper', row, () => `shopper ${shopper} is not among the ${shoppers} shoppers`);
    if (reviews.item[row]! >= items) faults.add('item', row, () => noItem(reviews.item[row]!, items));
    if (!Number.isFinite(reviews.rating[row]!))
      faults.add('rating', row, () => `rating ${reviews.rating[row]} is no number`);
  }
  return faults.problems();
}

/** Impressions against their sessions, and the actions that name a slot against the impression in it. */
export function createImpressionCheck(sessions: Sessions, actions: Actions, items: number): ImpressionCheck {
  const faults = createFaults('impressions');
  const order = createOrderCheck(IMPRESSIONS, faults, true);
  const slots = createSlotCheck(actions);
  let seen = 0;
  return {
    update(chunk) {
      order.update(chunk);
      checkLabels(IMPRESSIONS, chunk, faults, seen);
      slots.update(chunk);
      for (let i = 0; i < chunk.length; i++) {
        const session = chunk.session[i]!;
        const propensity = chunk.propensity[i]!;
        if (session >= sessions.length) {
          faults.add(
            'session',
            seen + i,
            () => `session ${session} is not among the ${sessions.length} sessions`,
          );
        }
        if (chunk.item[i]! >= items) faults.add('item', seen + i, () => noItem(chunk.item[i]!, items));
        if (!(propensity > 0 && propensity <= 1)) {
          faults.add('propensity', seen + i, () => `propensity ${propensity} is not above 0 and at most 1`);
        }
      }
      seen += chunk.length;
    },
    problems: () => [...faults.problems(), ...slots.problems()],
  };
}

/** Walks the slots named by actions, sorted like impressions, alongside the impressions themselves. */
function createSlotCheck(actions: Actions): ImpressionCheck {
  const faults = createFaults('actions');
  const { session, slate, position, item } = actions;
  const bySlot = (a: number, b: number): number =>
    session[a]! - session[b]! || slate[a]! - slate[b]! || position[a]! - position[b]! || a - b;
  const named = Uint32Array.from({ length: actions.length }, (_, row) => row)
    .filter((row) => slate[row] !== NO_SLATE)
    .sort(bySlot);
  let next = 0;
  const empty = (row: number): void =>
    faults.add(
      'slot',
      row,
      () => `no impression in slate ${slate[row]}, position ${position[row]} of session ${session[row]}`,
    );
  return {
    update(chunk) {
      for (let i = 0; i < chunk.length; i++) {
        for (; next < named.length; next++) {
          const row = named[next]!;
          const after =
            session[row]! - chunk.session[i]! ||
            slate[row]! - chunk.slate[i]! ||
            position[row]! - chunk.position[i]!;
          if (after > 0) break;
          if (after < 0) empty(row);
          else if (item[row] !== chunk.item[i]) {
            faults.add(
              'slot item',
              row,
              () => `item ${item[row]} was taken from a slot that showed item ${chunk.item[i]}`,
            );
          }
        }
      }
    },
    problems() {
      for (; next < named.length; next++) empty(named[next]!);
      return faults.problems();
    },
  };
}
