/** 6. Funnel, on the page of an item: what follows a choice. */

import { ACTION_KINDS } from '../datasets/tables.ts';
import { uniform } from '../numerics/rng.ts';
import { CHOICES_A_SLATE } from './behaviour/choice.ts';
import { stepProbability } from './behaviour/funnel.ts';
import { duration } from './behaviour/pace.ts';
import type { Run } from './run.ts';
import { fileRefusal } from './shard-log.ts';
import { urgeOf } from './shoppers.ts';
import { act, type Visit } from './visit.ts';

const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');

/** The click on the chosen candidate of a slate, the time on its page, and perhaps the cart. */
export function click(run: Run, now: Visit, slate: number, step: number, chosen: number): void {
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
  const surplus = utility - world.scenario.choice.outside;
  const urge = run.spend + urgeOf(world, now.row);
  const chance = stepProbability(funnel.intercept + urge, funnel.utility, surplus);
  const wants = uniform(cart, now.key, itemKey, now.visit, moment) < chance;
  if (!wants || mind.cart.some((line) => line.item === item)) return;
  if (run.isSoldOut(item)) {
    fileRefusal(run.log, item);
    return;
  }
  act(run, now, CART, item, slate, position, 1, utility);
  mind.cart.push({ item, slate, position, utility });
}
