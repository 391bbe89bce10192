/** Attacks on items: fake-review ring, click farm, shilling of recommenders. */

import { normalQuantile } from '../../numerics/distributions.ts';
import { MOST_DAYS_A_STEP, waitingTime } from '../behaviour/after-sale.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { Fraud } from '../scenario/scenario-fraud.ts';
import { type Deed, type Doings, type FakeReview, linesOf, NO_TARGET, NOBODY } from './deeds.ts';
import { STRANGERS } from './persons.ts';
import {
  addressOf,
  anyItem,
  BY_HAND,
  BY_MACHINE,
  cardOf,
  draw,
  looks,
  moment,
  ownOutcome,
  person,
  type Sketch,
  victims,
  visit,
} from './sketch.ts';

const NOBODY_ELSE = { target: NO_TARGET, direction: 'none' } as const;

/** Accounts that a ring opens; its other members are shoppers with accounts of their own. */
export function accountsOfRing({ accounts, hired }: Fraud['fakeReviews']): number {
  return accounts - Math.round(hired * accounts);
}

/** Members who all look at the same items and praise them with five stars, in a burst; some buy them first, to be paid back. */
export function fakeReviews(sketch: Sketch): Doings {
  const { accounts, items: count, buys, ahead, meanDays } = sketch.fraud.fakeReviews;
  const items = [...new Set(Array.from({ length: count }, (_, i) => anyItem(sketch, i)))];
  const opened = accountsOfRing(sketch.fraud.fakeReviews);
  const hired = victims(sketch, accounts - opened);
  const members = [...Array.from({ length: opened }, (_, nth) => person(sketch, nth)), ...hired];
  const deeds = members.map((actor, nth) => {
    const bought = items.filter((_, i) => draw(sketch, 'fraud.buy', nth, i) < buys);
    return visit(sketch, nth, {
      actor,
      // A shopper who is hired comes by a device that the shop has not seen.
      owner: nth < opened ? actor : person(sketch, STRANGERS + nth),
      start: moment(sketch, nth, members.length),
      pace: BY_HAND,
      clicks: [...looks(sketch, nth), ...items],
      ...(bought.length > 0 && { buys: purchase(sketch, nth, actor, bought) }),
      guilty: ['session'],
    });
  });
  const reviews = deeds.flatMap((deed, member) => {
    const lines = linesOf(deed);
    return items.map((item, i): FakeReview => {
      const line = lines.indexOf(item);
      return {
        ...review(sketch, deed, member * count + i, item, 5, meanDays, line >= 0 ? deed.door : endOf(deed)),
        ...(line >= 0 && { bought: { deed: member, line } }),
      };
    });
  });
  return {
    ...NOBODY_ELSE,
    deeds: [...deeds, ...visitsAhead(sketch, opened, accounts, ahead)],
    reviews,
    accounts: members.length,
    target: items[0]!,
    direction: 'push',
  };
}

/** Seconds at the till. */
const TILL = 60;

/** From home, with a card of one's own. */
const purchase = (sketch: Sketch, nth: number, actor: number, items: readonly number[]) => ({
  items,
  address: addressOf(sketch, actor),
  tries: [{ card: cardOf(sketch, actor), outcome: ownOutcome(sketch, nth, actor) }],
  seconds: TILL,
});

/** A visit of each of the first `opened` members when their account is opened; deeds numbered from `first`. */
function visitsAhead(sketch: Sketch, opened: number, first: number, days: number): Deed[] {
  if (days === 0) return [];
  const most = Math.min(days * DAY, sketch.start);
  return Array.from({ length: opened }, (_, member) => {
    const nth = first + member;
    const actor = person(sketch, member);
    const start = Math.floor(sketch.start - most * draw(sketch, 'fraud.ahead', member));
    return visit(sketch, nth, {
      actor,
      owner: actor,
      start,
      pace: BY_HAND,
      clicks: looks(sketch, nth),
      guilty: [],
    });
  });
}

/** Devices of nobody, each in a few sessions of nothing but clicks on one item. */
export function clickFarm(sketch: Sketch): Doings {
  const { bots, sessions, clicks } = sketch.fraud.clickFarm;
  const target = anyItem(sketch, 0);
  const count = bots * sessions;
  const deeds = Array.from({ length: count }, (_, nth) =>
    visit(sketch, nth, {
      actor: NOBODY,
      owner: person(sketch, STRANGERS + (nth % bots)),
      start: moment(sketch, nth, count),
      pace: BY_MACHINE,
      clicks: Array<number>(clicks).fill(target),
      guilty: ['session'],
    }),
  );
  return { deeds, reviews: [], accounts: 0, target, direction: 'push' };
}

/** Mean and standard deviation of the ratings by which a profile looks like everyone's. */
const USUAL_STARS = { mean: 4.1, spread: 1.1 };

/**
 * Profiles that rate some items like everyone and one item as high (push) or as low (nuke) as can be; who pushes also clicks
 * it (average attack: Lam and Riedl 2004).
 */
export function shilling(sketch: Sketch): Doings {
  const { accounts, filler, nuke, ahead, meanDays } = sketch.fraud.shilling;
  const target = anyItem(sketch, 0);
  const direction = draw(sketch, 'fraud.direction') < nuke ? 'nuke' : 'push';
  const others = Array.from({ length: accounts }, (_, member) => {
    const items = new Set(Array.from({ length: filler }, (_, i) => anyItem(sketch, 1 + member, i)));
    items.delete(target);
    return [...items];
  });
  const deeds = membersOf(sketch, accounts, (member) =>
    direction === 'push' ? [...others[member]!, target] : others[member]!,
  );
  const reviews = deeds.flatMap((deed, member) => [
    ...others[member]!.map((item, i) => {
      const nth = member * (filler + 1) + i;
      const stars = USUAL_STARS.mean + USUAL_STARS.spread * normalQuantile(draw(sketch, 'fraud.rating', nth));
      const given = Math.min(5, Math.max(1, Math.round(stars)));
      return review(sketch, deed, nth, item, given, meanDays, endOf(deed));
    }),
    review(
      sketch,
      deed,
      member * (filler + 1) + filler,
      target,
      direction === 'push' ? 5 : 1,
      meanDays,
      endOf(deed),
    ),
  ]);
  const all = [...deeds, ...visitsAhead(sketch, accounts, accounts, ahead)];
  return { deeds: all, reviews, accounts, target, direction };
}

/** One visit of each of `accounts` members, to the items that are theirs to look at. */
function membersOf(sketch: Sketch, accounts: number, itemsOf: (member: number) => readonly number[]): Deed[] {
  return Array.from({ length: accounts }, (_, nth) =>
    visit(sketch, nth, {
      actor: person(sketch, nth),
      owner: person(sketch, nth),
      start: moment(sketch, nth, accounts),
      pace: BY_HAND,
      clicks: [...looks(sketch, nth), ...itemsOf(nth)],
      guilty: ['session'],
    }),
  );
}

const endOf = ({ start, steps }: Deed): number => steps.at(-1)?.time ?? start;

/** Written some time after `from`. */
function review(
  sketch: Sketch,
  { actor }: Deed,
  nth: number,
  item: number,
  stars: number,
  meanDays: number,
  from: number,
): FakeReview {
  const days = waitingTime(meanDays, draw(sketch, 'fraud.writes', nth), MOST_DAYS_A_STEP);
  return { nth, actor, item, time: from + 1 + Math.floor(days * DAY), stars };
}
