/** 3. Exposure beside the way: the banner of the home page, and similar items on the page of an item. */

import { uniform } from '../../numerics/rng.ts';
import { strongest } from '../world/labels.ts';
import { type Mind, newSlateMemory, type SlateMemory } from './mind.ts';
import type { Run } from './run.ts';
import type { Shelf } from './shelves.ts';
import type { Visit } from './visit.ts';

/** Department on the banner of a round: each in its turn. */
export function bannerDepartment(round: number, departments: number): number {
  return round % departments;
}

/** The banner of the day in `mind.items`, where this visit has one; returns the slots shown. */
export function showBanner({ world, rules, mind, shop, shelves }: Run, { key, visit }: Visit): number {
  const { probability, slots } = world.scenario.exposure.banner;
  if (!(uniform(rules.draws.banner, key, visit) < probability)) return 0;
  const department = bannerDepartment(shop.state.round, world.items.tree.departments);
  return show(mind, shelves.department(department), slots);
}

/** Whether the shopper looks at what is like `item`, whose page is open: once an item and visit, and not without end. */
export function looksAtSimilar({ world, rules, mind }: Run, { key, visit }: Visit, item: number): boolean {
  const { probability, most } = world.scenario.exposure.similar;
  if (probability === 0 || mind.likened.length >= most || mind.likened.includes(item)) return false;
  return uniform(rules.draws.similar, key, world.items.keys[item]!, visit) < probability;
}

/**
 * The most popular items of the category of `item` that share its strongest label, without the item itself, in
 * `mind.items`; returns the slots shown.
 */
export function showSimilar({ world, mind, shelves }: Run, item: number): number {
  const { items, scenario } = world;
  const { dimensions } = items;
  mind.likened.push(item);
  const aspect = strongest(items.labels, item, dimensions);
  const query = {
    category: items.category[item]!,
    aspect,
    value: items.labels[item * dimensions + aspect]!,
  };
  return show(mind, shelves.matching(query), scenario.exposure.similar.slots, item);
}

/** The first items of a shelf, without one of them; their propensity is 1. */
function show(mind: Mind, { order, start, end }: Shelf, slots: number, without = -1): number {
  const most = Math.min(slots, mind.items.length);
  let shown = 0;
  for (let at = start; at < end && shown < most; at++) {
    if (order[at] !== without) mind.items[shown++] = order[at]!;
  }
  mind.propensities.fill(1, 0, shown);
  return shown;
}

/** Puts the slate in view out of the way of another; returns it. */
export function layAside(mind: Mind): SlateMemory {
  const { items, propensities, seen, utilities, words } = mind;
  hold(mind, mind.spare.pop() ?? newSlateMemory(items.length));
  return { items, propensities, seen, utilities, words };
}

/** Comes back to a slate laid aside. */
export function takeUp(mind: Mind, slate: SlateMemory): void {
  const { items, propensities, seen, utilities, words } = mind;
  mind.spare.push({ items, propensities, seen, utilities, words });
  hold(mind, slate);
}

function hold(mind: Mind, slate: SlateMemory): void {
  mind.items = slate.items;
  mind.propensities = slate.propensities;
  mind.seen = slate.seen;
  mind.utilities = slate.utilities;
  mind.words = slate.words;
}
