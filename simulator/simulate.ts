/**
 * The story of a shopper, in causal order. Each step calls pure functions of behaviour/, which never call each other; all
 * draws are keyed by shopper, item, visit and slate and by the purpose of the decision, so no step shifts another's.
 *
 * 1 arrival; for each session 2 intent; for each slate 3 exposure, 4 examination, 5 choice, 6 funnel; then the checkout,
 * 7 what the order sets in motion, 8 what the session leaves in the shopper. At the end of the day 9 what falls due of
 * earlier orders, and 10 the passing of the day.
 */

import { ACTION_KINDS, SURFACES } from '../datasets/tables.ts';
import { sampleAlias } from '../numerics/distributions.ts';
import { uniform } from '../numerics/rng.ts';
import { DAY, sessionCount, startSecond } from './behaviour/arrival.ts';
import { CHOICES_A_SLATE, choose, OUTSIDE } from './behaviour/choice.ts';
import { examine } from './behaviour/examination.ts';
import { looksOn } from './behaviour/exposure.ts';
import { stepProbability, unitsOrdered } from './behaviour/funnel.ts';
import { churnChance, driftToward, pointsEarned, smooth, visitFactor } from './behaviour/life.ts';
import { duration } from './behaviour/pace.ts';
import { sessionTaste } from './behaviour/taste.ts';
import { reserve } from './growing.ts';
import type { HomeSlates } from './home.ts';
import { STILL_HERE } from './lives.ts';
import { CONSEQUENCES, partDue } from './pending.ts';
import type { Run } from './run.ts';
import { setInMotion } from './sale.ts';
import { fileAction, fileSlate } from './shard-log.ts';
import { fileImpressionTruth, showHome, showListing, type Visit, weigh } from './slate.ts';

const HOME = SURFACES.indexOf('home');
const CATEGORY = SURFACES.indexOf('category');
const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');
const ORDER = ACTION_KINDS.indexOf('order');
const DELIVERY = CONSEQUENCES.indexOf('delivery');
const RESOLVED = CONSEQUENCES.indexOf('resolved');

/** 1. Arrival: the sessions that a shopper of the shard starts in this round, in order of time. */
export function arrive(run: Run, life: number): void {
  const { world, rules, shop, log, lives } = run;
  const { draws } = rules;
  const { round } = shop.state;
  const row = lives.first + life - world.shoppers.first;
  const key = world.shoppers.keys[row]!;
  const { left, satisfaction, visits } = lives.columns;
  if (left[life] !== STILL_HERE) return;
  const likes = visitFactor(satisfaction[life]!, world.scenario.life.satisfaction.visits);
  const mean = likes * world.shoppers.rate[row]! * rules.weekdays[(rules.firstWeekday + round) % 7]!;
  const count = sessionCount(draws.count, key, round, mean);
  if (count === 0) return;
  const seconds = Uint32Array.from({ length: count }, (_, nth) =>
    startSecond(draws.start, rules.hours, key, round, nth),
  );
  seconds.sort();
  reserve(log.sessions, count);
  const { columns } = log.sessions;
  for (let nth = 0; nth < count; nth++) {
    const at = log.sessions.length++;
    const visit = visits[life]! + nth;
    columns.shopper[at] = world.shoppers.first + row;
    columns.visitor[at] = key;
    columns.visit[at] = visit;
    columns.start[at] = round * DAY + seconds[nth]!;
    columns.anonymous[at] = uniform(draws.anonymous, key, visit) < world.scenario.arrival.anonymous ? 1 : 0;
    columns.channel[at] = sampleAlias(rules.channels, uniform(draws.channel, key, visit));
    columns.arm[at] = world.shoppers.arm[row]!;
    columns.device[at] = sampleAlias(rules.devices, uniform(draws.device, key, visit));
  }
  visits[life]! += count;
}

/** One session from its start to its end. */
export function simulateSession(run: Run, session: number, home: HomeSlates): void {
  const { world, rules, mind, log, lives } = run;
  const { scenario, shoppers } = world;
  const { draws } = rules;
  const { columns } = log.sessions;
  const row = columns.shopper[session]! - shoppers.first;
  const key = shoppers.keys[row]!;
  const visit = columns.visit[session]!;
  const life = columns.shopper[session]! - lives.first;
  const now: Visit = { row, life, key, visit, session, time: columns.start[session]!, actions: 0 };
  const impressionsBefore = log.impressions.length;
  mind.priceShift = rules.priceShift[columns.arm[session]!]!;
  const { maxSlates } = scenario.exposure;

  // 2. Intent: the shopper as life has made them, in the mood of the moment.
  wake(run, now);

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

  // 8. Life: what the session leaves in the shopper.
  remember(run, now, slate);

  columns.slates[session] = slate;
  columns.impressions[session] = log.impressions.length - impressionsBefore;
  columns.actions[session] = now.actions;
  forget(run);
}

function wake({ world, rules, mind, lives }: Run, { row, life, key, visit }: Visit): void {
  const { shoppers, scenario } = world;
  const { dimensions, mood } = scenario.taste;
  const { drift, saturation, usedPrice, fatigue } = lives.columns;
  const { priceMemory, fatigue: tired, saturation: sated } = scenario.life;
  const { mood: draw } = rules.draws;
  sessionTaste(
    draw,
    key,
    visit,
    shoppers.taste,
    row,
    drift,
    life,
    dimensions,
    mood,
    rules.matchScale,
    mind.taste,
  );
  const used = scenario.choice.price * shoppers.sensitivity[row]! * priceMemory.weight * usedPrice[life]!;
  mind.inclination = used - tired.weight * fatigue[life]!;
  const departments = mind.satiety.length;
  for (let d = 0; d < departments; d++) {
    mind.satiety[d] = sated.weight * saturation[life * departments + d]!;
  }
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
  const { mind, world, rules, log, lives } = run;
  const { checkout: funnel, extraUnits } = world.scenario.funnel;
  const { loyalty } = world.scenario.life;
  if (mind.cart.length === 0) return;
  let sum = 0;
  for (const line of mind.cart) sum += line.utility;
  const surplus = sum / mind.cart.length - world.scenario.choice.outside;
  const redeems = lives.columns.points[now.life]! >= loyalty.redeemAt;
  const pull = redeems ? loyalty.pull : 0;
  const chance = stepProbability(funnel.intercept + pull, funnel.utility, surplus);
  if (!(uniform(rules.draws.checkout, now.key, now.visit) < chance)) return;
  const price = rules.prices[log.sessions.columns.arm[now.session]!]!;
  let value = 0;
  for (const [line, { item, slate, position, utility }] of mind.cart.entries()) {
    const itemKey = world.items.keys[item]!;
    const units = unitsOrdered(rules.draws.quantity, now.key, itemKey, now.visit, line, extraUnits);
    act(run, now, ORDER, item, slate, position, units, utility);
    value += units * price[item]!;

    // 7. After the sale: all that the line will cause, dated.
    setInMotion(run, now, line, item, units, utility);
  }
  const spent = redeems ? loyalty.redeemAt : 0;
  const discount = Math.min(value, Math.floor(spent * loyalty.pointCents));
  lives.columns.points[now.life]! += pointsEarned(value - discount, loyalty.perHundred) - spent;
  reserve(log.orders, 1);
  log.orders.columns.session[log.orders.length] = now.session;
  log.orders.columns.discount[log.orders.length++] = discount;
}

/** Drift, saturation, habit and the used price follow what was clicked and ordered; fatigue what was looked at. */
function remember({ world, lives, log, mind }: Run, { row, life, actions }: Visit, slates: number): void {
  const { shoppers, items, scenario } = world;
  const { drift, saturation, habit, priceMemory, fatigue } = scenario.life;
  const { columns } = lives;
  const { dimensions } = items;
  columns.fatigue[life]! += fatigue.slate * slates;
  for (let at = log.actions.length - actions; at < log.actions.length; at++) {
    const kind = log.actions.columns.kind[at];
    const item = log.actions.columns.item[at]!;
    if (kind === CART) continue;
    const isOrder = kind === ORDER;
    const rate = isOrder ? drift.order : drift.click;
    driftToward(shoppers.taste, row, columns.drift, life, items.attributes, item, dimensions, rate);
    const department = life * items.tree.departments + items.department[item]!;
    columns.saturation[department]! += isOrder ? saturation.order : saturation.click;
    if (isOrder) columns.habit[department] = smooth(columns.habit[department]!, 1, habit.rate);
    else
      columns.usedPrice[life] = smooth(
        columns.usedPrice[life]!,
        items.relativePrice[item]! + mind.priceShift,
        priceMemory.rate,
      );
  }
}

/** 9. What falls due until the end of the round is filed, and felt. The rest stays pending. */
export function fallDue({ world, shop, log, lives }: Run): void {
  const { satisfaction: rates } = world.scenario.life;
  const { due, later } = partDue(lives.pending, (shop.state.round + 1) * DAY);
  const { columns } = due;
  const { satisfaction } = lives.columns;
  for (let row = 0; row < due.length; row++) {
    const life = columns.shopper[row]! - lives.first;
    const kind = columns.kind[row];
    if (kind === DELIVERY) {
      satisfaction[life] = smooth(satisfaction[life]!, columns.experience[row]!, rates.order);
    } else if (kind === RESOLVED) {
      satisfaction[life] = smooth(satisfaction[life]!, columns.content[row]!, rates.ticket);
    }
    columns.satisfaction[row] = satisfaction[life]!;
  }
  log.due = due;
  lives.pending = later;
}

/** 10. The passing of the day: levels fade, and some shoppers leave for good. */
export function passDay({ world, rules, shop, lives }: Run): void {
  const { kept, draws } = rules;
  const { columns } = lives;
  const fade = (levels: Float32Array, part: number): void => {
    for (let i = 0; i < levels.length; i++) levels[i]! *= part;
  };
  fade(columns.drift, kept.drift);
  fade(columns.saturation, kept.saturation);
  fade(columns.habit, kept.habit);
  fade(columns.fatigue, kept.fatigue);
  const { keys, churn, first } = world.shoppers;
  const { round } = shop.state;
  const { satisfaction: weight } = world.scenario.life.churn;
  for (let life = 0; life < lives.length; life++) {
    if (columns.left[life] !== STILL_HERE) continue;
    const row = lives.first + life - first;
    const chance = churnChance(churn[row]!, columns.satisfaction[life]!, weight);
    if (uniform(draws.churn, keys[row]!, round) < chance) columns.left[life] = (round + 1) * DAY;
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

/** Leaves nothing of this session for the next. */
function forget({ mind }: Run): void {
  for (const category of mind.opened) mind.pages[category] = 0;
  mind.opened.length = 0;
  mind.departmentsKnown = false;
  mind.cart.length = 0;
}
