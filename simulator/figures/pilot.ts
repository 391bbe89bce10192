/** A small simulation before the large one, read for what was likely rather than for what happened to come of it. */

import { ACTION_KINDS } from '../../datasets/tables.ts';
import { exp } from '../../numerics/math.ts';
import { MOST_DAYS_A_STEP } from '../behaviour/after-sale.ts';
import { DAY } from '../behaviour/arrival.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { openUnderworld } from '../fraud/story.ts';
import { newLives } from '../people/lives.ts';
import { CONSEQUENCES, NO_ROUND } from '../people/pending.ts';
import { urgeOf } from '../people/shoppers.ts';
import { openHome } from '../policy/home.ts';
import { mergeState, simulateShard } from '../rounds/round.ts';
import { paidChance } from '../sale/instruments.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Rules } from '../visit/rules.ts';
import { openRound, openWorkshop, type Round } from '../visit/run.ts';
import { newShop } from '../world/shop.ts';
import type { Shard, World } from '../world/world.ts';

/** Totals of each shopper (rows of the shard). */
export interface PilotTotals {
  readonly sessions: Float64Array;
  readonly impressions: Float64Array;
  readonly searches: Float64Array;
  /** By kind of action: rows as they came out. */
  readonly actions: readonly Float64Array[];
  /** By kind: rows to expect, given the clicks (carts) and the carts (orders) that came out; others as they came out. */
  readonly expected: readonly Float64Array[];
  /** By kind: rows to expect from the first choice of each slate, given what was examined; clicks for kinds on pages; orders: checkouts begun. */
  readonly firstChoice: readonly Float64Array[];
  /** Returns, tickets, reviews and mentions: as they came out, and as they were to be expected of the lines that arrived. */
  readonly due: Readonly<Record<AfterSaleCount, Float64Array>>;
  readonly expectedDue: Readonly<Record<AfterSaleCount, Float64Array>>;
}

export type AfterSaleCount = 'returns' | 'tickets' | 'reviews' | 'mentions';

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
    searches: column(),
    actions: ACTION_KINDS.map(column),
    expected: ACTION_KINDS.map(column),
    firstChoice: ACTION_KINDS.map(column),
    due: { returns: column(), tickets: column(), reviews: column(), mentions: column() },
    expectedDue: { returns: column(), tickets: column(), reviews: column(), mentions: column() },
  };
  const workshop = openWorkshop(world);
  const home = openHome(world);
  // In a small shop, attacks meant for the whole would weigh too much.
  const isEveryone = size === scenario.shoppers.count;
  const underworld = openUnderworld(world, home);
  let state = newShop(world, size);
  const lives = newLives(scenario, shard);
  for (let day = 0; day < scenario.days; day++) {
    const round = openRound(world, state);
    const result = simulateShard(workshop, round, home, lives);
    addTotals(world, round, result.log, shard.start, totals);
    addCheckouts(world, workshop.rules, result.log, shard.start, totals.expected[ORDER]!);
    state = mergeState(world, state, [result.log, ...(isEveryone ? underworld.logs(state) : [])]);
  }
  return totals;
}

function addTotals(world: World, round: Round, log: ShardLog, first: number, totals: PilotTotals): void {
  const { scenario } = world;
  const { sessions, slates, impressionTruth } = log;
  addDue(scenario, log, first, totals);
  for (let search = 0; search < log.searches.length; search++) {
    const session = log.searches.columns.session[search]!;
    totals.searches[sessions.columns.shopper[session]! - first]!++;
  }
  let slate = 0;
  let impression = 0;
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const row = sessions.columns.shopper[session]! - first;
    totals.sessions[row]!++;
    const urge = urgeOf(world, row + first - world.shoppers.first);
    totals.impressions[row]! += sessions.columns.impressions[session]!;
    for (const end = slate + sessions.columns.slates[session]!; slate < end; slate++) {
      const shown = slates.columns.shown[slate]!;
      addFirstChoice(
        scenario,
        round,
        log.impressions.columns.item,
        impressionTruth.columns,
        impression,
        impression + shown,
        totals.firstChoice,
        row,
        urge,
      );
      impression += shown;
    }
    const end = action + sessions.columns.actions[session]!;
    addActions(log, action, end, totals, row);
    action = end;
  }
}

/** Order lines to expect of the carts as they came out: by the chances of each step of the checkout and of paying. */
function addCheckouts(
  world: World,
  { payment }: Rules,
  { sessions, checkouts }: ShardLog,
  first: number,
  expected: Float64Array,
): void {
  const { session, lines, chance } = checkouts.columns;
  for (let at = 0; at < checkouts.length; at++) {
    const row = sessions.columns.shopper[session[at]!]! - world.shoppers.first;
    const visit = sessions.columns.visit[session[at]!]!;
    const payer = { row, key: world.shoppers.keys[row]!, visit, mayOwe: true, pull: urgeOf(world, row) };
    expected[world.shoppers.first + row - first]! +=
      lines[at]! * chance[at]! * paidChance(world, payment, payer);
  }
}

/** What fell due, and for each line that arrived the chance that it is sent back, asked about, rated within the log. */
function addDue(
  { days, mentions, returns, reviews, support }: Scenario,
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
    if (what === 'review') {
      totals.due.reviews[row]!++;
      // Of what was bought elsewhere nothing arrives: as they came out.
      if (due.columns.round[i] === NO_ROUND) expectedDue.reviews[row]!++;
    }
    if (what === 'mention') totals.due.mentions[row]!++;
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
    expectedDue.mentions[row]! +=
      mentions.shoppers *
      stepProbability(mentions.intercept, mentions.extremity, Math.abs(felt)) *
      doneWithin(left, mentions.meanDays);
  }
}

/** Chance that an exponential wait, cut at the most a step takes, is over within `days`. */
function doneWithin(days: number, meanDays: number): number {
  return meanDays === 0 || days >= MOST_DAYS_A_STEP ? 1 : 1 - exp(-days / meanDays);
}

/** Softmax over what was examined and the outside option, and the funnel after it up to the beginning of the checkout. */
function addFirstChoice(
  { choice, funnel }: Scenario,
  { isSoldOut, spend }: Round,
  item: Uint32Array,
  { utility, examined }: ShardLog['impressionTruth']['columns'],
  start: number,
  end: number,
  sums: readonly Float64Array[],
  row: number,
  urge: number,
): void {
  let click = 0;
  let cart = 0;
  let order = 0;
  for (let i = start; i < end; i++) {
    if (examined[i] === 0) continue;
    const surplus = utility[i]! - choice.outside;
    const weight = exp(surplus);
    const chance = stepProbability(funnel.cart.intercept + spend + urge, funnel.cart.utility, surplus);
    const toCart = isSoldOut(item[i]!) ? 0 : weight * chance;
    click += weight;
    cart += toCart;
    const { intercept, utility: slope } = funnel.checkout;
    order += toCart * stepProbability(intercept + urge, slope, surplus);
  }
  for (let kind = 0; kind < sums.length; kind++) {
    const part = kind === CART ? cart : kind === ORDER ? order : click;
    sums[kind]![row]! += part / (1 + click);
  }
}

/** The actions of one session as they came out, clicks and carts as they were to be expected. */
function addActions(
  { actions }: ShardLog,
  start: number,
  end: number,
  totals: PilotTotals,
  row: number,
): void {
  const { kind, chance } = actions.columns;
  for (let i = start; i < end; i++) {
    totals.actions[kind[i]!]![row]!++;
    if (kind[i] !== CART && kind[i] !== ORDER) totals.expected[kind[i]!]![row]!++;
    totals.expected[CART]![row]! += chance[i]!;
  }
}
