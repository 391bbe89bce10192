/** Frauds of payment: card testing, stolen cards, account takeover, friendly fraud. */

import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { type Doings, NO_TARGET } from './deeds.ts';
import { DROP, STRANGERS } from './persons.ts';
import {
  addressOf,
  anyItem,
  BY_HAND,
  BY_MACHINE,
  cardOf,
  cheapItem,
  dearItem,
  draw,
  looks,
  moment,
  ownOutcome,
  person,
  type Sketch,
  stolenOutcome,
  victims,
  visit,
} from './sketch.ts';

const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const NO_AIM = { reviews: [], target: NO_TARGET, direction: 'none' } as const;
const PAYING = ['session', 'payment', 'order'] as const;
/** Seconds at the till. */
const TILL = 60;

/** One account tries card after card, each many times in minutes, for something cheap; at most the last try gets through. */
export function cardTesting(sketch: Sketch): Doings {
  const { cards, attempts, minutes, mostCents, success } = sketch.fraud.cardTesting;
  const actor = person(sketch, 0);
  const deeds = Array.from({ length: cards }, (_, nth) => {
    const card = cardOf(sketch, person(sketch, STRANGERS + nth));
    const tries = Array.from({ length: attempts }, (_, i) => {
      const getsThrough = i === attempts - 1 && draw(sketch, 'fraud.success', nth) < success;
      return { card, outcome: getsThrough ? SETTLED : stolenOutcome(sketch, nth, i, 0) };
    });
    return visit(sketch, nth, {
      actor,
      owner: actor,
      start: moment(sketch, nth, cards),
      pace: BY_MACHINE,
      clicks: [cheapItem(sketch, nth, mostCents)],
      buys: { address: addressOf(sketch, actor), tries, seconds: 60 * minutes },
      guilty: PAYING,
    });
  });
  return { ...NO_AIM, deeds, accounts: 1 };
}

/** A few accounts pay with a new card each time, for things that sell on well, to one address. */
export function stolenCards(sketch: Sketch): Doings {
  const { accounts, cards, accepted } = sketch.fraud.stolenCards;
  const address = addressOf(sketch, person(sketch, DROP));
  const deeds = Array.from({ length: cards }, (_, nth) => {
    const actor = person(sketch, nth % accounts);
    const card = cardOf(sketch, person(sketch, STRANGERS + nth));
    const outcome = stolenOutcome(sketch, nth, 0, accepted);
    return visit(sketch, nth, {
      actor,
      owner: actor,
      start: moment(sketch, nth, cards),
      pace: BY_HAND,
      clicks: [dearItem(sketch, nth)],
      buys: { address, tries: [{ card, outcome }], seconds: TILL },
      guilty: PAYING,
    });
  });
  return { ...NO_AIM, deeds, accounts };
}

/** From a device that none of them ever used, accounts of honest shoppers order with their own cards to an address of the thief's. */
export function accountTakeover(sketch: Sketch): Doings {
  const { accounts, accepted } = sketch.fraud.accountTakeover;
  const address = addressOf(sketch, person(sketch, DROP));
  const robbed = victims(sketch, accounts);
  const deeds = robbed.map((actor, nth) => {
    const outcome = stolenOutcome(sketch, nth, 0, accepted);
    return visit(sketch, nth, {
      actor,
      owner: person(sketch, DROP),
      start: moment(sketch, nth, robbed.length),
      pace: BY_HAND,
      clicks: [dearItem(sketch, nth)],
      buys: { address, tries: [{ card: cardOf(sketch, actor), outcome }], seconds: TILL },
      guilty: PAYING,
    });
  });
  return { ...NO_AIM, deeds, accounts: robbed.length };
}

/** Accounts that order like anyone, from home and with their own card; what came is charged back all the same. */
export function friendlyFraud(sketch: Sketch): Doings {
  const { accounts, orders, disputed } = sketch.fraud.friendlyFraud;
  const count = accounts * orders;
  const deeds = Array.from({ length: count }, (_, nth) => {
    const actor = person(sketch, nth % accounts);
    const outcome = ownOutcome(sketch, nth, actor);
    const item = anyItem(sketch, nth);
    const disputes = outcome === SETTLED && draw(sketch, 'fraud.dispute', nth) < disputed;
    return visit(sketch, nth, {
      actor,
      owner: actor,
      start: moment(sketch, nth, count),
      pace: BY_HAND,
      clicks: [...looks(sketch, nth), item],
      buys: {
        items: [item],
        address: addressOf(sketch, actor),
        tries: [{ card: cardOf(sketch, actor), outcome }],
        seconds: TILL,
      },
      guilty: disputes ? ['payment', 'order'] : [],
    });
  });
  return { ...NO_AIM, deeds, accounts };
}
