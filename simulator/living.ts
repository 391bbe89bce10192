/** How shoppers come to a session, what it leaves in them, and how the days change them. */

import { SETTLEMENT_OUTCOMES } from '../datasets/payment-tables.ts';
import { ACTION_KINDS } from '../datasets/tables.ts';
import { uniform } from '../numerics/rng.ts';
import { DAY } from './behaviour/arrival.ts';
import { churnChance, driftToward, smooth } from './behaviour/life.ts';
import { sessionTaste } from './behaviour/taste.ts';
import { STILL_HERE } from './lives.ts';
import { makeOffers } from './offers.ts';
import { CONSEQUENCES, partDue } from './pending.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';

const CART = ACTION_KINDS.indexOf('cart');
const ORDER = ACTION_KINDS.indexOf('order');
const DELIVERY = CONSEQUENCES.indexOf('delivery');
const RESOLVED = CONSEQUENCES.indexOf('resolved');
const RETURN = CONSEQUENCES.indexOf('return');
const SETTLEMENT = CONSEQUENCES.indexOf('settlement');
const DEFAULTED = SETTLEMENT_OUTCOMES.indexOf('defaulted');

/** 2. Intent: the shopper as life has made them, in the mood of the moment. */
export function wake({ world, rules, shop, mind, lives }: Run, { row, life, key, visit }: Visit): void {
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
  makeOffers(rules.offers, world, row, shop.state.round, mind.offers);
  mind.price = scenario.choice.price * shoppers.sensitivity[row]!;
  const { shift, appeal } = mind.offers;
  const inclination = mind.price * priceMemory.weight * usedPrice[life]! - tired.weight * fatigue[life]!;
  const departments = shift.length;
  for (let d = 0; d < departments; d++) {
    const satiety = sated.weight * saturation[life * departments + d]!;
    mind.standing[d] = inclination - satiety - mind.price * shift[d]! + appeal[d]!;
  }
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
        relativePrice[item]! + mind.offers.shift[items.department[item]!]!,
        priceMemory.rate,
      );
  }
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
