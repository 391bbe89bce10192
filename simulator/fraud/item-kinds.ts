/** Attacks on items: fake-review ring, click farm, shilling of recommenders. */

import { normalQuantile } from '../../numerics/distributions.ts';
import { type Deed, type Doings, type FakeReview, NO_TARGET, NOBODY } from './deeds.ts';
import { STRANGERS } from './persons.ts';
import { anyItem, BY_HAND, BY_MACHINE, draw, moment, person, type Sketch, visit } from './sketch.ts';

const NOBODY_ELSE = { target: NO_TARGET, direction: 'none' } as const;

/** Accounts that all look at the same items and praise them with five stars, in a burst. */
export function fakeReviews(sketch: Sketch): Doings {
  const { accounts, items: count } = sketch.fraud.fakeReviews;
  const items = [...new Set(Array.from({ length: count }, (_, i) => anyItem(sketch, i)))];
  const deeds = membersOf(sketch, accounts, () => items);
  const reviews = deeds.flatMap((deed, member) =>
    items.map((item, i) => review(sketch, deed, member * count + i, item, 5)),
  );
  return { ...NOBODY_ELSE, deeds, reviews, accounts, target: items[0]!, direction: 'push' };
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
  const { accounts, filler, nuke } = sketch.fraud.shilling;
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
      return review(sketch, deed, nth, item, Math.min(5, Math.max(1, Math.round(stars))));
    }),
    review(sketch, deed, member * (filler + 1) + filler, target, direction === 'push' ? 5 : 1),
  ]);
  return { deeds, reviews, accounts, target, direction };
}

/** One visit of each of `accounts` members, to the items that are theirs to look at. */
function membersOf(sketch: Sketch, accounts: number, itemsOf: (member: number) => readonly number[]): Deed[] {
  return Array.from({ length: accounts }, (_, nth) =>
    visit(sketch, nth, {
      actor: person(sketch, nth),
      owner: person(sketch, nth),
      start: moment(sketch, nth, accounts),
      pace: BY_HAND,
      clicks: itemsOf(nth),
      guilty: ['session'],
    }),
  );
}

/** Mean seconds from one review to the next of the same account. */
const BETWEEN_REVIEWS = 300;

/** Written soon after the visit. */
function review(
  sketch: Sketch,
  { actor, start, steps }: Deed,
  nth: number,
  item: number,
  stars: number,
): FakeReview {
  const end = steps.at(-1)?.time ?? start;
  const time = end + 1 + Math.floor(2 * BETWEEN_REVIEWS * draw(sketch, 'fraud.time', nth, 1));
  return { nth, actor, item, time, stars };
}
