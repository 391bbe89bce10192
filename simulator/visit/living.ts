/** How shoppers come to a session, what it leaves in them, and how the days change them. */

import { TIERS } from '../../datasets/identity-tables.ts';
import { SETTLEMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { churnChance, driftToward, pointsEarned, smooth } from '../behaviour/life.ts';
import { match, sessionTaste } from '../behaviour/taste.ts';
import { reserve } from '../filing/growing.ts';
import { STILL_HERE } from '../people/lives.ts';
import { CONSEQUENCES, partDue } from '../people/pending.ts';
import { urgeOf } from '../people/shoppers.ts';
import { makeOffers } from '../sale/offers.ts';
import { moodOf } from './intend.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';

const SILVER = TIERS.indexOf('silver');
const GOLD = TIERS.indexOf('gold');
const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');
const DELIVERY = CONSEQUENCES.indexOf('delivery');
const RESOLVED = CONSEQUENCES.indexOf('resolved');
const RETURN = CONSEQUENCES.indexOf('return');
const SETTLEMENT = CONSEQUENCES.indexOf('settlement');
const DEFAULTED = SETTLEMENT_OUTCOMES.indexOf('defaulted');

/** 2. Intent: the shopper as life has made them, in the mood of the moment. */
export function wake(
  { world, rules, shop, mind, lives, social }: Run,
  { row, life, key, visit, mission }: Visit,
): void {
  const { shoppers, scenario } = world;
  const { dimensions } = scenario.taste;
  const { drift, saturation, habit, usedPrice, fatigue, tier } = lives.columns;
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
    moodOf(scenario, mission),
    rules.matchScale,
    mind.taste,
  );
  makeOffers(rules.offers, world, row, tier[life]!, shop.state.round, mind.offers);
  mind.price = scenario.choice.price * shoppers.sensitivity[row]!;
  mind.later = urgeOf(world, row);
  mind.conformity = social.length > 0 ? shoppers.conformity[row]! : 0;
  if (mind.conformity > 0) mind.social = social[shoppers.ageBand[row]!]!;
  const { shift, appeal } = mind.offers;
  const inclination = mind.price * priceMemory.weight * usedPrice[life]! - tired.weight * fatigue[life]!;
  const departments = shift.length;
  for (let d = 0; d < departments; d++) {
    const at = life * departments + d;
    const stale = sated.weight * saturation[at]! + shoppers.novelty[row]! * habit[at]!;
    mind.standing[d] = inclination - stale - mind.price * shift[d]! + appeal[d]!;
  }
}

/**
 * The home slate felt: one that suits too well makes a shopper feel watched, which costs the whole session utility, and the
 * shop some satisfaction.
 */
export function startle({ world, mind, lives, log }: Run, { life, session }: Visit, shown: number): void {
  const { threshold, utility, satisfaction: rate } = world.scenario.harms.creepy;
  if (shown === 0 || (utility === 0 && rate === 0)) return;
  const { items } = world;
  let sum = 0;
  for (let slot = 0; slot < shown; slot++) {
    sum += match(mind.taste, items.attributes, mind.items[slot]!, items.dimensions);
  }
  const over = sum / shown - threshold;
  if (!(over > 0)) return;
  for (let d = 0; d < mind.standing.length; d++) mind.standing[d]! -= utility * over;
  const { satisfaction } = lives.columns;
  satisfaction[life] = smooth(satisfaction[life]!, -1, rate * Math.min(1, over));
  log.sessions.columns.creepy[session] = over;
}

/** 8. Life: drift, saturation, habit and the used price follow what was clicked and ordered; fatigue what was looked at. */
export function remember(
  { world, lives, log, mind, relativePrice }: Run,
  { row, life, actions }: Visit,
  slates: number,
): void {
  const { shoppers, items, scenario } = world;
  const { drift, saturation, habit, priceMemory, fatigue } = scenario.life;
  const { columns } = lives;
  const { dimensions } = items;
  columns.fatigue[life]! += fatigue.slate * slates;
  for (let at = log.actions.length - actions; at < log.actions.length; at++) {
    const kind = log.actions.columns.kind[at];
    const item = log.actions.columns.item[at]!;
    const isOrder = kind === ORDER;
    if (!isOrder && kind !== CLICK) continue;
    const rate = isOrder ? drift.order : drift.click;
    driftToward(shoppers.taste, row, columns.drift, life, items.attributes, item, dimensions, rate);
    const department = life * items.tree.departments + items.department[item]!;
    columns.saturation[department]! += isOrder ? saturation.order : saturation.click;
    if (isOrder) columns.habit[department] = smooth(columns.habit[department]!, 1, habit.rate);
    else
      columns.usedPrice[life] = smooth(
        columns.usedPrice[life]!,
        relativePrice[item]! + mind.offers.shift[items.department[item]!]!,
        priceMemory.rate,
      );
  }
}

/**
 * Points for an order of this value in cents, more of them with each tier; returned. Tiers are reached by points earned in
 * all.
 */
export function earnPoints({ world, lives, log }: Run, { row, life, time }: Visit, value: number): number {
  const { perHundred, bonus, silver, gold } = world.scenario.life.loyalty;
  const { points, earned, tier } = lives.columns;
  const gain = pointsEarned(value, perHundred * (1 + bonus * tier[life]!));
  points[life]! += gain;
  earned[life]! += gain;
  const reached = earned[life]! >= gold ? GOLD : earned[life]! >= silver ? SILVER : tier[life]!;
  if (reached <= tier[life]!) return gain;
  tier[life] = reached;
  const { tierChanges } = log;
  reserve(tierChanges, 1);
  const at = tierChanges.length++;
  tierChanges.columns.time[at] = Math.floor(time);
  tierChanges.columns.shopper[at] = world.shoppers.first + row;
  tierChanges.columns.tier[at] = reached;
  return gain;
}

/** 9. What falls due until the end of the round is filed, and felt. The rest stays pending. */
export function fallDue({ world, shop, log, lives }: Run): void {
  const { satisfaction: rates } = world.scenario.life;
  const { due, later } = partDue(lives.pending, (shop.state.round + 1) * DAY);
  const { columns } = due;
  const { satisfaction, points, defaults } = lives.columns;
  for (let row = 0; row < due.length; row++) {
    const life = columns.shopper[row]! - lives.first;
    const kind = columns.kind[row];
    if (kind === DELIVERY) {
      satisfaction[life] = smooth(satisfaction[life]!, columns.experience[row]!, rates.order);
    } else if (kind === RESOLVED) {
      satisfaction[life] = smooth(satisfaction[life]!, columns.content[row]!, rates.ticket);
    } else if (kind === RETURN) {
      points[life] = Math.max(0, points[life]! - columns.points[row]!);
    } else if (kind === SETTLEMENT && columns.code[row] === DEFAULTED) {
      satisfaction[life] = smooth(satisfaction[life]!, columns.content[row]!, rates.ticket);
      defaults[life]!++;
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
