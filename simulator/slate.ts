/** One slate: what it holds, and what it is worth to the shopper who looks at it. */

import { type DrawKey, uniform } from '../numerics/rng.ts';
import { drawChoiceWords } from './behaviour/choice.ts';
import { branchAppeal, pageStart, pagesSkipped, pickBranch } from './behaviour/exposure.ts';
import { REPLENISHING } from './behaviour/intent.ts';
import { match } from './behaviour/taste.ts';
import { reserve } from './growing.ts';
import type { HomeSlates } from './home.ts';
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
export function openCategory(
  { world, mind, shop, lives }: Run,
  { key, visit, life, mission }: Visit,
  scene: number,
  picks: DrawKey,
): number {
  const { tree } = world.items;
  const { categoryAppeal, departmentAppeal } = mind;
  const perDepartment = tree.categoriesPerDepartment;
  const appealOf = (centre: Float32Array, branch: number, size: number, pull: number): number =>
    branchAppeal(
      size,
      match(mind.taste, centre, branch, world.items.dimensions),
      world.scenario.exposure.categoryTaste,
      pull,
    );
  const sizeOf = (from: number, to: number): number => shop.listingStart[to]! - shop.listingStart[from]!;
  if (!mind.departmentsKnown) {
    const { life: rates, intent } = world.scenario;
    const habit = rates.habit.weight + (mission === REPLENISHING ? intent.replenishPull : 0);
    for (let d = 0; d < tree.departments; d++) {
      departmentAppeal[d] = appealOf(
        tree.departmentCentre,
        d,
        sizeOf(d * perDepartment, (d + 1) * perDepartment),
        habit * lives.columns.habit[life * tree.departments + d]!,
      );
    }
    mind.departmentsKnown = true;
  }
  const department = pickBranch(departmentAppeal, 0, tree.departments, uniform(picks, key, visit, scene, 0));
  const first = department * perDepartment;
  if (!mind.categoriesKnown.includes(department)) {
    for (let c = first; c < first + perDepartment; c++)
      categoryAppeal[c] = appealOf(tree.centre, c, sizeOf(c, c + 1), 0);
    mind.categoriesKnown.push(department);
  }
  return pickBranch(categoryAppeal, first, first + perDepartment, uniform(picks, key, visit, scene, 1));
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
