/**
 * 7. After the sale: everything that an order line will cause, drawn when it is ordered by (shopper, item, visit, step), each
 * thing with the second at which it falls due.
 */

import { SETTLEMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import {
  contentOf,
  type Experience,
  experienceOf,
  MOST_DAYS_A_STEP,
  mainReason,
  starsOf,
  stepTime,
  waitingTime,
} from '../behaviour/after-sale.ts';
import { DAY } from '../behaviour/arrival.ts';
import { leftToPay } from '../behaviour/checkout.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import { addPending, CONSEQUENCES, type Consequence, NO_ROUND, type Pending } from '../people/pending.ts';
import type { Run } from '../visit/run.ts';
import { seenPrice, type Visit } from '../visit/visit.ts';
import type { Bill } from './bill.ts';

const PAID = SETTLEMENT_OUTCOMES.indexOf('paid');
const DEFAULTED = SETTLEMENT_OUTCOMES.indexOf('defaulted');
const RETURN = CONSEQUENCES.indexOf('return');
const HOURS_A_DAY = 24;
const MOST_HOURS = MOST_DAYS_A_STEP * HOURS_A_DAY;

/** Uniforms and normals of one order line. */
interface LineDraws {
  u(key: DrawKey, step: number): number;
  z(key: DrawKey, step: number): number;
}

/** Makes the pending rows of one line, which earned `points`; all lines of an order come in one parcel. */
export function setInMotion(
  run: Run,
  now: Visit,
  line: number,
  item: number,
  units: number,
  expected: number,
  points = 0,
): void {
  const { world, rules, shop, lives } = run;
  const itemKey = world.items.keys[item]!;
  const u = (key: DrawKey, step: number): number => uniform(key, now.key, itemKey, now.visit, step);
  const draws: LineDraws = { u, z: (key, step) => normalQuantile(u(key, step)) };
  const { delivery } = world.scenario;
  const parcel = normalQuantile(uniform(rules.draws.delivery, now.key, now.visit));
  const days = stepTime(delivery.medianDays, delivery.spread, parcel, MOST_DAYS_A_STEP);
  const lateDays = Math.max(0, days - delivery.promisedDays);
  const felt = feel(run, now, item, lateDays, draws);
  const row = {
    shopper: world.shoppers.first + now.row,
    item,
    visit: now.visit,
    round: shop.state.round,
    line,
    units,
    price: seenPrice(run, item),
    expected,
    experience: felt.total,
    quality: felt.quality,
    luck: felt.luck,
    lateDays,
    points,
    satisfaction: 0,
  };
  const then: Then = (kind, daysAfterDoor, code = 0, content = 0) => {
    const due = Math.floor(now.time + (days + daysAfterDoor) * DAY);
    addPending(lives.pending, { ...row, due, kind: CONSEQUENCES.indexOf(kind), code, content });
  };
  then('delivery', 0);
  sendBack(run, felt, draws, then);
  rate(run, felt, draws, then);
  askForHelp(run, felt, draws, then);
  speakOf(run, now, felt, draws, then);
}

/**
 * Dates what becomes of the bill-me-later payment of an order, of which `item` is the first and the pending rows from `first`
 * on tell: what is sent back until then is taken off. Where nothing is left, nothing can go unpaid.
 */
export function settleLater(
  run: Run,
  now: Visit,
  item: number,
  bill: Pick<Bill, 'value' | 'shipping' | 'total'>,
  first: number,
): void {
  const { world, rules, shop, lives } = run;
  const { laterDays, laterDefault, defaultContent } = world.scenario.payment;
  const due = Math.floor(now.time) + laterDays * DAY;
  const owed = leftToPay(bill, sentBackUntil(lives.pending, first, due));
  const fails = owed > 0 && uniform(rules.payment.fails, now.key, now.visit) < laterDefault;
  addPending(lives.pending, {
    due,
    kind: CONSEQUENCES.indexOf('settlement'),
    shopper: world.shoppers.first + now.row,
    item,
    visit: now.visit,
    round: shop.state.round,
    line: 0,
    units: 0,
    expected: 0,
    experience: 0,
    quality: 0,
    luck: 0,
    lateDays: 0,
    code: fails ? DEFAULTED : PAID,
    content: fails ? defaultContent : 0,
    points: 0,
    price: owed,
    satisfaction: 0,
  });
}

/** Worth in cents, at the unit prices paid, of what rows from `first` on send back no later than `second`. */
function sentBackUntil({ length, columns }: Pending, first: number, second: number): number {
  const { kind, due, units, price } = columns;
  let sum = 0;
  for (let row = first; row < length; row++)
    if (kind[row] === RETURN && due[row]! <= second) sum += units[row]! * price[row]!;
  return sum;
}

/** Draws of things bought elsewhere are those of their own steps: the same item may be ordered in the same visit. */
const ELSEWHERE = 16;

/** What a clicked item leads to that the shopper has already, bought elsewhere: a rating without an order, or nothing. */
export function rateFromElsewhere(run: Run, now: Visit, item: number): void {
  const { world, rules, lives } = run;
  const { elsewhere } = world.scenario.reviews;
  const itemKey = world.items.keys[item]!;
  if (elsewhere === 0 || !(uniform(rules.draws.hasElsewhere, now.key, itemKey, now.visit) < elsewhere))
    return;
  const u = (key: DrawKey, step: number): number =>
    uniform(key, now.key, itemKey, now.visit, ELSEWHERE + step);
  const draws: LineDraws = { u, z: (key, step) => normalQuantile(u(key, step)) };
  const felt = feel(run, now, item, 0, draws);
  rate(run, felt, draws, (kind, days, code = 0) => {
    addPending(lives.pending, {
      due: Math.floor(now.time + days * DAY),
      kind: CONSEQUENCES.indexOf(kind),
      shopper: world.shoppers.first + now.row,
      item,
      visit: now.visit,
      round: NO_ROUND,
      line: 0,
      units: 1,
      price: 0,
      expected: 0,
      experience: felt.total,
      quality: felt.quality,
      luck: felt.luck,
      lateDays: 0,
      code,
      content: 0,
      points: 0,
      satisfaction: 0,
    });
  });
}

type Then = (kind: Consequence, daysAfterDoor: number, code?: number, content?: number) => void;

/** What the line turns out to be like, for the shopper's lasting taste on the day of the order. */
function feel(
  { world, rules, lives }: Run,
  { row, life }: Visit,
  item: number,
  lateDays: number,
  { u, z }: LineDraws,
): Experience {
  const { items, shoppers, scenario } = world;
  const { dimensions } = items;
  const { drift } = lives.columns;
  const { experience } = rules.draws;
  let match = 0;
  for (let d = 0; d < dimensions; d++) {
    const taste = shoppers.taste[row * dimensions + d]! + drift[life * dimensions + d]!;
    match += taste * items.attributes[item * dimensions + d]!;
  }
  const quality = items.quality[item]!;
  const luck = z(experience, 0);
  const broken = u(experience, 1);
  const felt = experienceOf(scenario.experience, quality, rules.matchScale * match, lateDays, luck, broken);
  const regret = shoppers.compulsive[row] === 1 ? scenario.harms.compulsive.regret : 0;
  return { ...felt, total: felt.total - regret };
}

function sendBack({ world, rules }: Run, felt: Experience, { u }: LineDraws, then: Then): void {
  const { returns } = world.scenario;
  const { sendsBack } = rules.draws;
  if (!(u(sendsBack, 0) < stepProbability(returns.intercept, -returns.experience, felt.total))) return;
  then('return', waitingTime(returns.meanDays, u(sendsBack, 1), MOST_DAYS_A_STEP), mainReason(felt));
}

function rate({ world, rules }: Run, felt: Experience, { u, z }: LineDraws, then: Then): void {
  const { reviews } = world.scenario;
  const { reports, rating } = rules.draws;
  const chance = stepProbability(reviews.intercept, reviews.extremity, Math.abs(felt.total));
  if (!(u(reports, 0) < chance)) return;
  const stars = starsOf(reviews, felt.total + reviews.noise * z(rating, 0));
  then('review', waitingTime(reviews.meanDays, u(reports, 1), MOST_DAYS_A_STEP), stars);
}

function askForHelp({ world, rules }: Run, felt: Experience, { u, z }: LineDraws, then: Then): void {
  const { support } = world.scenario;
  const { ticket } = rules.draws;
  if (!(u(ticket, 0) < stepProbability(support.intercept, -support.experience, felt.total))) return;
  const reason = mainReason(felt);
  const response = z(ticket, 2);
  const resolution = z(ticket, 3);
  const opened = waitingTime(support.openHours, u(ticket, 1), MOST_HOURS);
  const answered = opened + stepTime(support.responseHours, support.spread, response, MOST_HOURS);
  const resolved = answered + stepTime(support.resolutionHours, support.spread, resolution, MOST_HOURS);
  then('opened', opened / HOURS_A_DAY, reason);
  then('answered', answered / HOURS_A_DAY, reason);
  then('resolved', resolved / HOURS_A_DAY, reason, contentOf(support, response + resolution, z(ticket, 4)));
}

/** Who writes on social networks may speak of the line there. */
function speakOf(
  { world, rules }: Run,
  { key }: Visit,
  felt: Experience,
  { u }: LineDraws,
  then: Then,
): void {
  const { shoppers, intercept, extremity, meanDays } = world.scenario.mentions;
  const { talks, mention } = rules.draws;
  if (shoppers === 0 || !(uniform(talks, key) < shoppers)) return;
  if (!(u(mention, 0) < stepProbability(intercept, extremity, Math.abs(felt.total)))) return;
  then('mention', waitingTime(meanDays, u(mention, 1), MOST_DAYS_A_STEP));
}
