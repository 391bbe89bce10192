/** 6. Funnel, on the page of an item: what follows a choice. */

import { ACTION_KINDS, NO_DWELL } from '../../datasets/tables.ts';
import { uniform, uniform4 } from '../../numerics/rng.ts';
import { CHOICES_A_SLATE } from '../behaviour/choice.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import { beyondBudget } from '../behaviour/intent.ts';
import { duration, interestedFor } from '../behaviour/pace.ts';
import { clickX, clickY, columnsOf } from '../behaviour/page-layout.ts';
import { fileRefusal } from '../filing/shard-log.ts';
import { urgeOf } from '../people/shoppers.ts';
import { rateFromElsewhere } from '../sale/sale.ts';
import type { Run } from './run.ts';
import { act, seenPrice, type View, type Visit } from './visit.ts';
import { isWished, wishFor } from './wish-list.ts';

const [CLICK, CART, VIDEO, FAVOURITE, SHARE] = (
  ['click', 'cart', 'video', 'favourite', 'share'] as const
).map((kind) => ACTION_KINDS.indexOf(kind)) as [number, number, number, number, number];
const LONGEST_DWELL = 0xffff;

/** The item of which the page is open. */
interface Page {
  readonly item: number;
  readonly itemKey: number;
  readonly view: View;
  readonly position: number;
  readonly utility: number;
  /** Utility over the outside option. */
  readonly surplus: number;
  /** Key of the draws of the page within (shopper, item, visit). */
  readonly moment: number;
}

/** The click on the chosen candidate of a slate, and what is done on its page; returns the item. */
export function click(run: Run, now: Visit, view: View, step: number, chosen: number): number {
  const { mind, world, rules, log } = run;
  const { pace, choice } = world.scenario;
  const position = mind.seen[chosen]!;
  const item = mind.items[position]!;
  const itemKey = world.items.keys[item]!;
  const utility = mind.utilities[chosen]!;
  const surplus = utility - choice.outside;
  const moment = view.scene * CHOICES_A_SLATE + step;
  const page: Page = { item, itemKey, view, position, utility, surplus, moment };
  const opened = now.time;
  const row = log.actions.length;
  const mean = interestedFor(pace.dwellSeconds, pace.dwellUtility, surplus);
  const seconds = duration(rules.draws.dwell, mean, now.key, itemKey, now.visit, moment);
  act(run, now, CLICK, item, view.slate, position, 0, utility);
  const { columns } = log.actions;
  columns.dwell[row] = seconds > 0 ? Math.min(LONGEST_DWELL, Math.ceil(seconds)) : NO_DWELL;
  rateFromElsewhere(run, now, item);
  point(run, now, page, row);
  if (watches(run, now, page)) {
    now.time = opened + seconds / 2;
    act(run, now, VIDEO, item, view.slate, position, 0, utility);
  }
  now.time = opened + seconds;
  const wasWished = isWished(run, now, item);
  if (!wasWished && likes(run, now, page)) {
    wishFor(run, now, item);
    act(run, now, FAVOURITE, item, view.slate, position, 0, utility);
  }
  if (shares(run, now, page)) act(run, now, SHARE, item, view.slate, position, 0, utility);
  log.actions.columns.chance[row] = cart(run, now, page, wasWished);
  return item;
}

const draws4 = new Float64Array(4);

/** Files where on the page the slot was clicked. */
function point(
  { rules, log }: Run,
  now: Visit,
  { view, position, itemKey, moment }: Page,
  row: number,
): void {
  const { surface, shown } = view;
  const device = log.sessions.columns.device[now.session]!;
  const columns = columnsOf(device, surface, shown);
  uniform4(rules.draws.pointer, now.key, itemKey, now.visit, moment, draws4);
  log.actions.columns.x[row] = clickX(columns, position, draws4[0]!, draws4[1]!);
  log.actions.columns.y[row] = clickY(device, surface, columns, position, draws4[2]!, draws4[3]!);
}

/** Whether the item has a video and it is watched. */
function watches({ world, rules }: Run, { key, visit }: Visit, { itemKey, surplus, moment }: Page): boolean {
  const { items, intercept, utility } = world.scenario.funnel.video;
  const { hasVideo, video } = rules.draws;
  if (items === 0 || !(uniform(hasVideo, itemKey) < items)) return false;
  return uniform(video, key, itemKey, visit, moment) < stepProbability(intercept, utility, surplus);
}

/** Whether the shopper keeps a wish list and wants the item on it. */
function likes({ world, rules }: Run, { key, visit }: Visit, { itemKey, surplus, moment }: Page): boolean {
  const { shoppers, intercept, utility } = world.scenario.funnel.favourite;
  const { keepsList, favourite } = rules.draws;
  if (shoppers === 0 || !(uniform(keepsList, key) < shoppers)) return false;
  return uniform(favourite, key, itemKey, visit, moment) < stepProbability(intercept, utility, surplus);
}

/** Whether the shopper is one who shares, and shares the item. */
function shares({ world, rules }: Run, { key, visit }: Visit, { itemKey, surplus, moment }: Page): boolean {
  const { shoppers, intercept, utility } = world.scenario.funnel.share;
  const { shares: who, share } = rules.draws;
  if (shoppers === 0 || !(uniform(who, key) < shoppers)) return false;
  return uniform(share, key, itemKey, visit, moment) < stepProbability(intercept, utility, surplus);
}

/** Perhaps into the cart, with the probability that is returned; an empty shelf refuses. */
function cart(run: Run, now: Visit, page: Page, wasWished: boolean): number {
  const { mind, world, rules } = run;
  const { funnel, intent } = world.scenario;
  const { item, itemKey, view, position, utility, surplus, moment } = page;
  if (mind.cart.some((line) => line.item === item)) return 0;
  let worth = seenPrice(run, item);
  for (const line of mind.cart) worth += seenPrice(run, line.item);
  const recalled = wasWished ? funnel.favourite.recall : 0;
  const urge = run.spend + urgeOf(world, now.row) + recalled;
  const intercept = funnel.cart.intercept + urge - beyondBudget(intent.budget.weight, now.budget, worth);
  const chance = stepProbability(intercept, funnel.cart.utility, surplus);
  const wants = uniform(rules.draws.cart, now.key, itemKey, now.visit, moment) < chance;
  if (run.isSoldOut(item)) {
    if (wants) fileRefusal(run.log, item);
    return 0;
  }
  if (!wants) return chance;
  act(run, now, CART, item, view.slate, position, 1, utility);
  mind.cart.push({ item, slate: view.slate, position, utility });
  return chance;
}
