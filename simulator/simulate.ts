/**
 * The story of a visit, in causal order. Each step calls pure functions of behaviour/, which never call each other; all
 * draws are keyed by shopper, item, visit and slate and by the purpose of the decision, so no step shifts another's.
 *
 * 1 arrival; for each session 2 intent; for each slate 3 exposure, 4 examination, 5 choice, 6 funnel; then the checkout.
 */

import { ACTION_KINDS, SURFACES } from '../datasets/tables.ts';
import { sampleAlias } from '../numerics/distributions.ts';
import { uniform } from '../numerics/rng.ts';
import { DAY, sessionCount, startSecond } from './behaviour/arrival.ts';
import { CHOICES_A_SLATE, choose, drawChoiceWords, OUTSIDE } from './behaviour/choice.ts';
import { examine } from './behaviour/examination.ts';
import { branchAppeal, looksOn, pageStart, pagesSkipped, pickBranch } from './behaviour/exposure.ts';
import { stepProbability, unitsOrdered } from './behaviour/funnel.ts';
import { duration } from './behaviour/pace.ts';
import { match, sessionTaste } from './behaviour/taste.ts';
import type { HomeSlates } from './home.ts';
import type { Run } from './run.ts';
import { fileAction, fileSlate, reserve } from './shard-log.ts';

const HOME = SURFACES.indexOf('home');
const CATEGORY = SURFACES.indexOf('category');
const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');
const ORDER = ACTION_KINDS.indexOf('order');

/** A session under way. */
interface Visit {
  /** Row of the shopper in `world.shoppers`. */
  readonly row: number;
  /** The shopper's lasting key. */
  readonly key: number;
  /** Sessions the visitor had before. */
  readonly visit: number;
  /** Row of the session in the shard's log. */
  readonly session: number;
  /** Seconds since the origin, now. */
  time: number;
  /** Actions so far. */
  actions: number;
}

/** 1. Arrival: the sessions that a shopper starts in this round, in order of time. Returns their number. */
export function arrive(run: Run, row: number, visitsBefore: number): number {
  const { world, rules, shop, log } = run;
  const { draws } = rules;
  const { round } = shop.state;
  const key = world.shoppers.keys[row]!;
  const mean = world.shoppers.rate[row]! * rules.weekdays[(rules.firstWeekday + round) % 7]!;
  const count = sessionCount(draws.count, key, round, mean);
  if (count === 0) return 0;
  const seconds = Uint32Array.from({ length: count }, (_, nth) =>
    startSecond(draws.start, rules.hours, key, round, nth),
  );
  seconds.sort();
  reserve(log.sessions, count);
  const { columns } = log.sessions;
  for (let nth = 0; nth < count; nth++) {
    const at = log.sessions.length++;
    const visit = visitsBefore + nth;
    columns.shopper[at] = world.shoppers.first + row;
    columns.visitor[at] = key;
    columns.visit[at] = visit;
    columns.start[at] = round * DAY + seconds[nth]!;
    columns.anonymous[at] = uniform(draws.anonymous, key, visit) < world.scenario.arrival.anonymous ? 1 : 0;
    columns.channel[at] = sampleAlias(rules.channels, uniform(draws.channel, key, visit));
    columns.arm[at] = world.shoppers.arm[row]!;
    columns.device[at] = sampleAlias(rules.devices, uniform(draws.device, key, visit));
  }
  return count;
}

/** One session from its start to its end. */
export function simulateSession(run: Run, session: number, home: HomeSlates): void {
  const { world, rules, mind, log } = run;
  const { scenario, shoppers } = world;
  const { draws } = rules;
  const { columns } = log.sessions;
  const row = columns.shopper[session]! - shoppers.first;
  const key = shoppers.keys[row]!;
  const visit = columns.visit[session]!;
  const now: Visit = { row, key, visit, session, time: columns.start[session]!, actions: 0 };
  const impressionsBefore = log.impressions.length;
  mind.priceShift = rules.priceShift[columns.arm[session]!]!;
  const { maxSlates } = scenario.exposure;

  // 2. Intent: the shopper's taste in the mood of the moment.
  const { dimensions, mood } = scenario.taste;
  sessionTaste(draws.mood, key, visit, shoppers.taste, row, dimensions, mood, rules.matchScale, mind.taste);

  let slate = 0;
  do {
    // 3. Exposure: the home slate first, listings of categories after it.
    const shown = slate === 0 ? showHome(run, session, home) : showListing(run, now, slate);

    // 4. Examination: which slots are seen.
    const seen = examine(draws.examination, key, visit, slate, shown, rules.seenBelow, mind.seen);
    now.time += duration(draws.slatePace, scenario.pace.slateSeconds, key, visit, slate);

    // 5. Choice: the best of what is seen, again until nothing more is wanted.
    weigh(run, now, slate, seen);
    fileSlate(log, slate === 0 ? HOME : CATEGORY, shown, mind.items, mind.propensities);
    if (scenario.truth === 'full') fileImpressionTruth(run, row, shown, seen);
    for (let step = 0; step < CHOICES_A_SLATE; step++) {
      const chosen = choose(step, seen, mind.utilities, scenario.choice.outside, mind.words);
      if (chosen === OUTSIDE) break;

      // 6. Funnel: a click, and perhaps into the cart.
      click(run, now, slate, step, chosen);
      mind.utilities[chosen] = Number.NaN;
    }
    slate++;
  } while (slate < maxSlates && looksOn(draws.looksOn, key, visit, slate, scenario.exposure.continue));

  // 6. Funnel, at the end: the cart is ordered or left.
  checkout(run, now);

  columns.slates[session] = slate;
  columns.impressions[session] = log.impressions.length - impressionsBefore;
  columns.actions[session] = now.actions;
  forget(run);
}

function showHome({ mind }: Run, session: number, home: HomeSlates): number {
  const slots = mind.items.length;
  for (let slot = 0; slot < slots; slot++) {
    mind.items[slot] = home.slates[session * slots + slot]!;
    mind.propensities[slot] = home.propensities[session * slots + slot]!;
  }
  return slots;
}

/** The next page of a category picked by taste: department first, then category within it. Returns the slots shown. */
function showListing(run: Run, { key, visit }: Visit, slate: number): number {
  const { world, rules, mind, shop } = run;
  const { tree } = world.items;
  const { categoryAppeal, departmentAppeal } = mind;
  const perDepartment = tree.categoriesPerDepartment;
  const appealOf = (centre: Float32Array, branch: number, size: number): number =>
    branchAppeal(
      size,
      match(mind.taste, centre, branch, world.items.dimensions),
      world.scenario.exposure.categoryTaste,
    );
  const sizeOf = (from: number, to: number): number => shop.listingStart[to]! - shop.listingStart[from]!;
  if (!mind.departmentsKnown) {
    for (let d = 0; d < tree.departments; d++) {
      departmentAppeal[d] = appealOf(
        tree.departmentCentre,
        d,
        sizeOf(d * perDepartment, (d + 1) * perDepartment),
      );
    }
    mind.departmentsKnown = true;
  }
  const picks = rules.draws.category;
  const department = pickBranch(departmentAppeal, 0, tree.departments, uniform(picks, key, visit, slate, 0));
  const first = department * perDepartment;
  for (let c = first; c < first + perDepartment; c++)
    categoryAppeal[c] = appealOf(tree.centre, c, sizeOf(c, c + 1));
  const category = pickBranch(
    categoryAppeal,
    first,
    first + perDepartment,
    uniform(picks, key, visit, slate, 1),
  );
  const skipped = pagesSkipped(world.scenario.exposure.skip, uniform(rules.draws.page, key, visit, slate));
  if (mind.pages[category] === 0) mind.opened.push(category);
  mind.pages[category]! += skipped + 1;
  const size = sizeOf(category, category + 1);
  const shown = Math.min(size, mind.items.length);
  const start = shop.listingStart[category]! + pageStart(mind.pages[category]! - 1, size, mind.items.length);
  for (let slot = 0; slot < shown; slot++) mind.items[slot] = shop.listing[start + slot]!;
  mind.propensities.fill(1, 0, shown);
  return shown;
}

/** Utility of an item without its random part: taste, quality, conformity, price. */
function utilityOf({ world, mind, appeal }: Run, row: number, item: number): number {
  const { items, shoppers, scenario } = world;
  const { taste, price } = scenario.choice;
  const liked = taste * match(mind.taste, items.attributes, item, items.dimensions);
  const dear = items.relativePrice[item]! + mind.priceShift;
  return liked + appeal[item]! - price * shoppers.sensitivity[row]! * dear;
}

/** Utilities and choice draws of the seen slots. */
function weigh(run: Run, { row, key, visit }: Visit, slate: number, seen: number): void {
  const { mind, world, rules } = run;
  const { item: itemKey, outside } = rules.draws;
  for (let i = 0; i < seen; i++) {
    const item = mind.items[mind.seen[i]!]!;
    mind.utilities[i] = utilityOf(run, row, item);
    drawChoiceWords(itemKey, key, world.items.keys[item]!, visit, slate, mind.words, i);
  }
  drawChoiceWords(outside, key, 0, visit, slate, mind.words, seen);
}

function click(run: Run, now: Visit, slate: number, step: number, chosen: number): void {
  const { mind, world, rules } = run;
  const { cart: funnel } = world.scenario.funnel;
  const position = mind.seen[chosen]!;
  const item = mind.items[position]!;
  const itemKey = world.items.keys[item]!;
  const utility = mind.utilities[chosen]!;
  const { dwell, cart } = rules.draws;
  const moment = slate * CHOICES_A_SLATE + step;
  act(run, now, CLICK, item, slate, position, 0, utility);
  now.time += duration(dwell, world.scenario.pace.dwellSeconds, now.key, itemKey, now.visit, moment);
  const chance = stepProbability(funnel.intercept, funnel.utility, utility - world.scenario.choice.outside);
  const wants = uniform(cart, now.key, itemKey, now.visit, moment) < chance;
  if (!wants || mind.cart.some((line) => line.item === item)) return;
  act(run, now, CART, item, slate, position, 1, utility);
  mind.cart.push({ item, slate, position, utility });
}

function checkout(run: Run, now: Visit): void {
  const { mind, world, rules } = run;
  const { checkout: funnel, extraUnits } = world.scenario.funnel;
  if (mind.cart.length === 0) return;
  let sum = 0;
  for (const line of mind.cart) sum += line.utility;
  const surplus = sum / mind.cart.length - world.scenario.choice.outside;
  const chance = stepProbability(funnel.intercept, funnel.utility, surplus);
  if (!(uniform(rules.draws.checkout, now.key, now.visit) < chance)) return;
  for (const [line, { item, slate, position, utility }] of mind.cart.entries()) {
    const itemKey = world.items.keys[item]!;
    const units = unitsOrdered(rules.draws.quantity, now.key, itemKey, now.visit, line, extraUnits);
    act(run, now, ORDER, item, slate, position, units, utility);
  }
}

function act(
  { log }: Run,
  now: Visit,
  kind: number,
  item: number,
  slate: number,
  position: number,
  quantity: number,
  utility: number,
): void {
  now.actions++;
  fileAction(log, Math.floor(now.time), kind, item, slate, position, quantity, utility);
}

function fileImpressionTruth(run: Run, row: number, shown: number, seen: number): void {
  const { log, mind } = run;
  const table = log.impressionTruth;
  reserve(table, shown);
  for (let slot = 0; slot < shown; slot++) {
    table.columns.utility[table.length + slot] = utilityOf(run, row, mind.items[slot]!);
    table.columns.examined[table.length + slot] = 0;
  }
  for (let i = 0; i < seen; i++) table.columns.examined[table.length + mind.seen[i]!] = 1;
  table.length += shown;
}

/** Leaves nothing of this session for the next. */
function forget({ mind }: Run): void {
  for (const category of mind.opened) mind.pages[category] = 0;
  mind.opened.length = 0;
  mind.departmentsKnown = false;
  mind.cart.length = 0;
}
