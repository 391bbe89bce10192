/** Abuse by accounts of one's own: promotion abuse, return abuse. */

import { REASONS } from '../../datasets/after-sale-tables.ts';
import { type Doings, NO_TARGET } from './deeds.ts';
import {
  addressOf,
  anyItem,
  BY_HAND,
  cardOf,
  draw,
  looks,
  moment,
  ownOutcome,
  person,
  type Sketch,
  visit,
} from './sketch.ts';

const NO_AIM = { reviews: [], target: NO_TARGET, direction: 'none' } as const;
const TILL = 60;
/** Part of the window for returns that has passed, at least. */
const LATE = 0.75;

/** One person with many accounts: each has the discount of a first order, all have one device, one card and one address. */
export function promotionAbuse(sketch: Sketch): Doings {
  const { accounts, percentOff } = sketch.fraud.promotionAbuse;
  const owner = person(sketch, 0);
  const card = cardOf(sketch, owner);
  const deeds = Array.from({ length: accounts }, (_, nth) =>
    visit(sketch, nth, {
      actor: person(sketch, nth),
      owner,
      start: moment(sketch, nth, accounts),
      pace: BY_HAND,
      clicks: [anyItem(sketch, nth)],
      buys: {
        address: addressOf(sketch, owner),
        percentOff,
        tries: [{ card, outcome: ownOutcome(sketch, nth, person(sketch, nth)) }],
        seconds: TILL,
      },
      guilty: ['order'],
    }),
  );
  return { ...NO_AIM, deeds, accounts };
}

/** Accounts that use what they order and send nearly all of it back, late in the window for returns. */
export function returnAbuse(sketch: Sketch): Doings {
  const { accounts, orders, lines, returned, windowDays } = sketch.fraud.returnAbuse;
  const count = accounts * orders;
  const deeds = Array.from({ length: count }, (_, nth) => {
    const actor = person(sketch, nth % accounts);
    const items = [...new Set(Array.from({ length: lines }, (_, line) => anyItem(sketch, nth, line)))];
    const excuses = items.map((_, line) =>
      Math.floor(REASONS.length * draw(sketch, 'fraud.return', nth, line, 2)),
    );
    const keepsDays = items.map((_, line) =>
      draw(sketch, 'fraud.return', nth, line, 0) < returned
        ? windowDays * (LATE + (1 - LATE) * draw(sketch, 'fraud.return', nth, line, 1))
        : 0,
    );
    return visit(sketch, nth, {
      actor,
      owner: actor,
      start: moment(sketch, nth, count),
      pace: BY_HAND,
      clicks: [...looks(sketch, nth), ...items],
      buys: {
        items,
        address: addressOf(sketch, actor),
        tries: [
          {
            card: cardOf(sketch, actor),
            outcome: ownOutcome(sketch, nth, actor),
          },
        ],
        seconds: TILL,
      },
      keepsDays,
      excuses,
      guilty: ['return'],
    });
  });
  return { ...NO_AIM, deeds, accounts };
}
