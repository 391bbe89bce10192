/** One slate: what it holds, and what it is worth to the shopper who looks at it. */

import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { drawChoiceWords } from '../behaviour/choice.ts';
import { branchAppeal, pageStart, pagesSkipped, pickBranch } from '../behaviour/exposure.ts';
import { REPLENISHING } from '../behaviour/intent.ts';
import { match } from '../behaviour/taste.ts';
import { reserve } from '../filing/growing.ts';
import type { HomeSlates } from '../policy/home.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';

export function showHome({ mind }: Run, session: number, home: HomeSlates): number {
  const { items, propensities } = mind;
  const { slates, propensities: chances } = home;
  const slots = items.length;
  for (let slot = 0; slot < slots; slot++) {
    items[slot] = slates[session * slots + slot]!;
    propensities[slot] = chances[session * slots + slot]!;
  }
  return slots;
}

/** A category picked by taste: department first, then category within it; draws of `picks` by (shopper, visit, scene). */
export function openCategory(run: Run, now: Visit, scene: number, picks: DrawKey): number {
  const { world, mind } = run;
  const { departments, categoriesPerDepartment } = world.items.tree;
  const { key, visit } = now;
  if (!mind.departmentsKnown) learnDepartments(run, now);
  const at = uniform(picks, key, visit, scene, 0);
  const department = pickBranch(mind.departmentAppeal, 0, departments, at);
  const first = department * categoriesPerDepartment;
  const end = first + categoriesPerDepartment;
  if (!mind.categoriesKnown.includes(department)) {
    const { centre } = world.items.tree;
    for (let c = first; c < end; c++) mind.categoryAppeal[c] = appealOf(run, centre, c, c, c + 1, 0);
    mind.categoriesKnown.push(department);
  }
  return pickBranch(mind.categoryAppeal, first, end, uniform(picks, key, visit, scene, 1));
}

function learnDepartments(run: Run, { life, mission }: Visit): void {
  const { world, mind, lives } = run;
  const { departments, categoriesPerDepartment: per, departmentCentre } = world.items.tree;
  const { life: rates, intent } = world.scenario;
  const habit = rates.habit.weight + (mission === REPLENISHING ? intent.replenishPull : 0);
  for (let d = 0; d < departments; d++) {
    const pull = habit * lives.columns.habit[life * departments + d]!;
    mind.departmentAppeal[d] = appealOf(run, departmentCentre, d, d * per, (d + 1) * per, pull);
  }
  mind.departmentsKnown = true;
}

/** Appeal of the branch that holds categories [from, to). */
function appealOf(
  { world, mind, shop }: Run,
  centre: Float32Array,
  branch: number,
  from: number,
  to: number,
  pull: number,
): number {
  return branchAppeal(
    shop.listingStart[to]! - shop.listingStart[from]!,
    match(mind.taste, centre, branch, world.items.dimensions),
    world.scenario.exposure.categoryTaste,
    pull,
  );
}

/** The next page of a category picked by taste. Returns the slots shown. */
export function showListing(run: Run, now: Visit, scene: number): number {
  const { world, rules, mind, shop } = run;
  const { key, visit } = now;
  const category = openCategory(run, now, scene, rules.draws.category);
  const skipped = pagesSkipped(world.scenario.exposure.skip, uniform(rules.draws.page, key, visit, scene));
  if (mind.pages[category] === 0) mind.opened.push(category);
  mind.pages[category]! += skipped + 1;
  const size = shop.listingStart[category + 1]! - shop.listingStart[category]!;
  const shown = Math.min(size, mind.items.length);
  const start = shop.listingStart[category]! + pageStart(mind.pages[category]! - 1, size, mind.items.length);
  const { items } = mind;
  const { listing } = shop;
  for (let slot = 0; slot < shown; slot++) items[slot] = listing[start + slot]!;
  mind.propensities.fill(1, 0, shown);
  return shown;
}

/** Utility of an item without its random part: taste, quality, conformity, price, and what the shopper has enough of. */
function utilityOf({ world, mind, appeal, relativePrice }: Run, item: number): number {
  const { items, scenario } = world;
  const liked = scenario.choice.taste * match(mind.taste, items.attributes, item, items.dimensions);
  const social = mind.conformity > 0 ? mind.conformity * mind.social[item]! : 0;
  const dear = mind.price * relativePrice[item]!;
  return liked + appeal[item]! + social - dear + mind.standing[items.department[item]!]!;
}

/** Utilities and choice draws of the seen slots. */
export function weigh(run: Run, { key, visit }: Visit, scene: number, seen: number): void {
  const { mind, world, rules } = run;
  const { items, seen: positions, utilities, words } = mind;
  const { keys } = world.items;
  const { item: itemKey, outside } = rules.draws;
  for (let i = 0; i < seen; i++) {
    const item = items[positions[i]!]!;
    utilities[i] = utilityOf(run, item);
    drawChoiceWords(itemKey, key, keys[item]!, visit, scene, words, i);
  }
  drawChoiceWords(outside, key, 0, visit, scene, words, seen);
}

export function fileImpressionTruth(run: Run, shown: number, seen: number): void {
  const { log, mind } = run;
  const table = log.impressionTruth;
  reserve(table, shown);
  for (let slot = 0; slot < shown; slot++) {
    table.columns.utility[table.length + slot] = utilityOf(run, mind.items[slot]!);
    table.columns.examined[table.length + slot] = 0;
  }
  for (let i = 0; i < seen; i++) table.columns.examined[table.length + mind.seen[i]!] = 1;
  table.length += shown;
}
