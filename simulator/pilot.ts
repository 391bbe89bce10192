/** A small simulation before the large one, read for what was likely rather than for what happened to come of it. */

import { ACTION_KINDS } from '../datasets/tables.ts';
import { exp } from '../numerics/math.ts';
import { MOST_DAYS_A_STEP } from './behaviour/after-sale.ts';
import { DAY } from './behaviour/arrival.ts';
import { stepProbability } from './behaviour/funnel.ts';
import { openUnderworld } from './fraud/story.ts';
import { openHome } from './home.ts';
import { newLives } from './lives.ts';
import { CONSEQUENCES } from './pending.ts';
import { mergeState, simulateShard } from './round.ts';
import { openRound, openWorkshop } from './run.ts';
import type { Scenario } from './scenario.ts';
import type { ShardLog } from './shard-log.ts';
import { newShop } from './shop.ts';
import type { Shard, World } from './world.ts';

/** Totals of each shopper (rows of the shard). */
export interface PilotTotals {
  readonly sessions: Float64Array;
  readonly impressions: Float64Array;
  /** By kind of action: rows as they came out. */
  readonly actions: readonly Float64Array[];
  /** By kind: rows to expect, given the clicks (carts) and the carts (orders) that came out; clicks as they came out. */
  readonly expected: readonly Float64Array[];
  /** By kind: rows to expect from the first choice of each slate, given what was examined. */
  readonly firstChoice: readonly Float64Array[];
  /** Returns, tickets and reviews: as they came out, and as they were to be expected of the lines that arrived. */
  readonly due: Readonly<Record<AfterSaleCount, Float64Array>>;
  readonly expectedDue: Readonly<Record<AfterSaleCount, Float64Array>>;
}

export type AfterSaleCount = 'returns' | 'tickets' | 'reviews';

const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');
const ORDER = ACTION_KINDS.indexOf('order');

/** Simulates the shard's shoppers alone in the shop of `world`. */
export function runPilot({ scenario, ...rest }: World, shard: Shard): PilotTotals {
  const world = { ...rest, scenario: { ...scenario, truth: 'full' as const } };
  const size = shard.end - shard.start;
  const column = (): Float64Array => new Float64Array(size);
  const totals: PilotTotals = {
    sessions: column(),
    impressions: column(),
    actions: ACTION_KINDS.map(column),
    expected: ACTION_KINDS.map(column),
    firstChoice: ACTION_KINDS.map(column),
    due: { returns: column(), tickets: column(), reviews: column() },
    expectedDue: { returns: column(), tickets: column(), reviews: column() },
  };
  const workshop = openWorkshop(world);
  const home = openHome(world);
  // In a small shop, attacks meant for the whole would weigh too much.
  const isEveryone = size === scenario.shoppers.count;
  const underworld = openUnderworld(world, home);
  let state = newShop(world.items);
  const lives = newLives(scenario, shard);
  for (let day = 0; day < scenario.days; day++) {
    const result = simulateShard(workshop, openRound(world, state), home, lives);
    addTotals(scenario, result.log, shard.start, totals);
    state = mergeState(state, [result.log, ...(isEveryone ? underworld.logs(state) : [])]);
  }
  return totals;
}

function addTotals(scenario: Scenario, log: ShardLog, first: number, totals: PilotTotals): void {
  const { sessions, slates, impressionTruth } = log;
  addDue(scenario, log, first, totals);
  let slate = 0;
  let impression = 0;
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const row = sessions.columns.shopper[session]! - first;
    totals.sessions[row]!++;
    totals.impressions[row]! += sessions.columns.impressions[session]!;
    for (const end = slate + sessions.columns.slates[session]!; slate < end; slate++) {
      const shown = slates.columns.shown[slate]!;
      addFirstChoice(
        scenario,
        impressionTruth.columns,
        impression,
        impression + shown,
        totals.firstChoice,
        row,
      );
      impression += shown;
    }
    const end = action + sessions.columns.actions[session]!;
    addActions(scenario, log, action, end, totals, row);
    action = end;
  }
}

/** What fell due, and for each line that arrived the chance that it is sent back, asked about, rated within the log. */
function addDue(
  { days, returns, reviews, support }: Scenario,
  { due }: ShardLog,
  first: number,
  totals: PilotTotals,
): void {
  const { kind, shopper, experience, due: second } = due.columns;
  const { expectedDue } = totals;
  for (let i = 0; i < due.length; i++) {
    const row = shopper[i]! - first;
    const what = CONSEQUENCES[kind[i]!]!;
    if (what === 'return') totals.due.returns[row]!++;
    if (what === 'opened') totals.due.tickets[row]!++;
    if (what === 'review') totals.due.reviews[row]!++;
    if (what !== 'delivery') continue;
    const felt = experience[i]!;
    const left = days - second[i]! / DAY;
    expectedDue.returns[row]! +=
      stepProbability(returns.intercept, -returns.experience, felt) * doneWithin(left, returns.meanDays);
    expectedDue.tickets[row]! +=
      stepProbability(support.intercept, -support.experience, felt) *
      doneWithin(left, support.openHours / 24);
    expectedDue.reviews[row]! +=
      stepProbability(reviews.intercept, reviews.extremity, Math.abs(felt)) *
      doneWithin(left, reviews.meanDays);
  }
}

/** Chance that an exponential wait, cut at the most a step takes, is over within `days`. */
function doneWithin(days: number, meanDays: number): number {
  return meanDays === 0 || days >= MOST_DAYS_A_STEP ? 1 : 1 - exp(-days / meanDays);
}

/** Softmax over what was examined and the outside option, and the funnel after it. */
function addFirstChoice(
  { choice, funnel }: Scenario,
  { utility, examined }: ShardLog['impressionTruth']['columns'],
  start: number,
  end: number,
  sums: readonly Float64Array[],
  row: number,
): void {
  let click = 0;
  let cart = 0;
  let order = 0;
  for (let i = start; i < end; i++) {
    if (examined[i] === 0) continue;
    const surplus = utility[i]! - choice.outside;
    const weight = exp(surplus);
    const toCart = weight * stepProbability(funnel.cart.intercept, funnel.cart.utility, surplus);
    click += weight;
    cart += toCart;
    order += toCart * stepProbability(funnel.checkout.intercept, funnel.checkout.utility, surplus);
  }
  sums[CLICK]![row]! += click / (1 + click);
  sums[CART]![row]! += cart / (1 + click);
  sums[ORDER]![row]! += order / (1 + click);
}

/** The actions of one session, as they came out and as they were to be expected. */
function addActions(
  { choice, funnel }: Scenario,
  { actions }: ShardLog,
  start: number,
  end: number,
  totals: PilotTotals,
  row: number,
): void {
  const { kind, utility } = actions.columns;
  let carts = 0;
  let cartSurplus = 0;
  for (let i = start; i < end; i++) {
    const surplus = utility[i]! - choice.outside;
    totals.actions[kind[i]!]![row]!++;
    if (kind[i] === CLICK) {
      totals.expected[CLICK]![row]!++;
      totals.expected[CART]![row]! += stepProbability(funnel.cart.intercept, funnel.cart.utility, surplus);
    } else if (kind[i] === CART) {
      carts++;
      cartSurplus += surplus;
    }
  }
  if (carts === 0) return;
  const { intercept, utility: slope } = funnel.checkout;
  totals.expected[ORDER]![row]! += carts * stepProbability(intercept, slope, cartSurplus / carts);
}
