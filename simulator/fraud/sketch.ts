/** What a campaign draws from: everything keyed by its lasting key, and a visit from what it is for. */

import type { FraudObject } from '../../datasets/fraud-tables.ts';
import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { exponentialQuantile, normalQuantile } from '../../numerics/distributions.ts';
import type { Purpose } from '../../numerics/purposes.ts';
import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { MOST_DAYS_A_STEP, stepTime } from '../behaviour/after-sale.ts';
import { DAY } from '../behaviour/arrival.ts';
import { shopperAddress, shopperCard } from '../sale/tokens.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Fraud } from '../scenario/scenario-fraud.ts';
import type { Items } from '../world/items.ts';
import { checksKey, isWronglyRefused } from './checks.ts';
import type { Deed, Step } from './deeds.ts';
import { personKey, rowFrom, stableInteger } from './persons.ts';

export type FraudDraw = Extract<Purpose, `fraud.${string}`>;

/** Where a campaign is planned. */
export interface Ground {
  readonly scenario: Pick<Scenario, 'fraud' | 'shoppers' | 'catalog' | 'delivery' | 'days'>;
  readonly seed: SeedWords;
  readonly items: Items;
  /** Lasting keys of the honest shoppers, ascending. */
  readonly shopperKeys: Uint32Array;
}

/** A campaign about to be planned. */
export interface Sketch extends Ground {
  /** Lasting key of the campaign. */
  readonly key: number;
  /** Seconds since the origin. */
  readonly start: number;
  readonly end: number;
  readonly fraud: Fraud;
}

/** Uniform in (0, 1), keyed by the campaign. */
export function draw({ seed, key }: Sketch, purpose: FraudDraw, a = 0, b = 0, c = 0): number {
  return uniform(drawKey(seed, purpose), key, a, b, c);
}

/** Second at which the `nth` of `count` things begins: spread evenly over the campaign. */
export function moment(sketch: Sketch, nth: number, count: number): number {
  const share = (nth + draw(sketch, 'fraud.time', nth)) / count;
  return Math.floor(sketch.start + share * (sketch.end - sketch.start));
}

export const person = ({ key }: Sketch, nth: number): number => personKey(key, nth);
export const cardOf = (sketch: Sketch, owner: number): number => shopperCard(sketch, owner, 0);
export const addressOf = (sketch: Sketch, owner: number): number => shopperAddress(sketch, owner);

/** An item, evenly; equal `a` and `b` give the same. */
export function anyItem({ seed, key, items, scenario }: Sketch, a: number, b = 0): number {
  return rowFrom(items.keys, stableInteger(drawKey(seed, 'fraud.item'), scenario.catalog.items, key, a, b));
}

/** The dearest of four: what sells on well. */
export function dearItem(sketch: Sketch, nth: number): number {
  const { price } = sketch.items;
  const four = [0, 1, 2, 3].map((i) => anyItem(sketch, nth, i));
  return four.reduce((best, item) => (price[item]! > price[best]! ? item : best));
}

/** Of items that a visit only looks at, so that they are others than those that a campaign is about. */
const LOOKS = 2 ** 20;
const MOST_LOOKS = 12;
const MEAN_LOOKS = 2.5;

/** What is looked at by the way in visit `nth`, by those who browse like anyone. */
export function looks(sketch: Sketch, nth: number): number[] {
  const count = Math.floor((MEAN_LOOKS + 0.5) * exponentialQuantile(draw(sketch, 'fraud.looks', nth)));
  return Array.from({ length: Math.min(MOST_LOOKS, count) }, (_, i) => anyItem(sketch, LOOKS + nth, i));
}

const LOOKED_AT = 64;

/** The dearest of some that cost at most `cents`; where none is so cheap, the cheapest of them. */
export function cheapItem(sketch: Sketch, nth: number, cents: number): number {
  const { price } = sketch.items;
  const some = Array.from({ length: LOOKED_AT }, (_, i) => anyItem(sketch, nth, i));
  const fitting = some.filter((item) => price[item]! <= cents);
  const sign = fitting.length > 0 ? 1 : -1;
  return (fitting.length > 0 ? fitting : some).reduce((best, item) =>
    sign * (price[item]! - price[best]!) > 0 ? item : best,
  );
}

/** Lasting keys of `count` honest shoppers, different as long as there are as many. */
export function victims({ seed, key, scenario, shopperKeys }: Sketch, count: number): number[] {
  const found = new Set<number>();
  const draws = drawKey(seed, 'fraud.victim');
  for (let trial = 0; found.size < Math.min(count, shopperKeys.length); trial++) {
    const wanted = stableInteger(draws, scenario.shoppers.count, key, trial, 0);
    found.add(shopperKeys[rowFrom(shopperKeys, wanted)]!);
  }
  return [...found];
}

const [CLICK, CART, ORDER] = (['click', 'cart', 'order'] as const).map((kind) => ACTION_KINDS.indexOf(kind));
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const DECLINED = PAYMENT_OUTCOMES.indexOf('declined');
const REFUSED = PAYMENT_OUTCOMES.indexOf('refused');

/** Code of what comes of a payment by `actor`, with a card of their own, in visit `nth`. */
export function ownOutcome(sketch: Sketch, nth: number, actor: number): number {
  return isWronglyRefused(checksKey(sketch.seed), sketch.scenario.fraud, actor, nth, 0) ? REFUSED : SETTLED;
}

/** Code of what comes of a payment with a stolen card: the shop's checks refuse it, or the bank declines it, or it is settled. */
export function stolenOutcome(sketch: Sketch, nth: number, attempt: number, accepted: number): number {
  if (draw(sketch, 'fraud.check', nth, attempt) < sketch.fraud.checks.caught) return REFUSED;
  return draw(sketch, 'fraud.bank', nth, attempt) < accepted ? SETTLED : DECLINED;
}

/** Seconds between two things that a person does, on average, and a machine. */
export const BY_HAND = 40;
export const BY_MACHINE = 2;

/** What a visit is for. */
export interface Errand {
  readonly actor: number;
  readonly owner: number;
  readonly start: number;
  /** Mean seconds from one thing to the next. */
  readonly pace: number;
  /** Items clicked, in turn; an item may be clicked again and again. */
  readonly clicks: readonly number[];
  /** Pays for one unit of each of `items`, or of each item clicked. */
  readonly buys?: {
    readonly items?: readonly number[];
    readonly address: number;
    readonly percentOff?: number;
    readonly tries: readonly { readonly card: number; readonly outcome: number }[];
    /** Seconds over which they are spread. */
    readonly seconds: number;
  };
  /** Days from the door to the return of each line, in turn; 0: it is kept. */
  readonly keepsDays?: readonly number[];
  /** Of each line, in turn: code of the reason that is given when it is sent back. */
  readonly excuses?: readonly number[];
  readonly guilty: readonly FraudObject[];
}

/** Visit `nth` of a campaign. */
export function visit(sketch: Sketch, nth: number, errand: Errand): Deed {
  const { actor, owner, start, pace, clicks, buys, guilty } = errand;
  let time = start;
  let last = 0;
  const after = (): number => {
    last++;
    time += 1 + Math.floor(pace * exponentialQuantile(draw(sketch, 'fraud.pace', nth, last)));
    return time;
  };
  const step = (kind: number, item: number): Step => {
    const from = time;
    const until = after();
    return { time: from, kind, item, dwell: kind === CLICK ? until - from : 0 };
  };
  after();
  const steps = clicks.map((item) => step(CLICK!, item));
  const bought = buys ? (buys.items ?? clicks) : [];
  for (const item of bought) steps.push(step(CART!, item));
  const begin = time;
  const { tries = [], seconds = 0 } = buys ?? {};
  const attempts = tries.map(({ card, outcome }, i) => ({
    time: begin + Math.floor((seconds * (i + draw(sketch, 'fraud.pace', nth, 0, i + 1))) / tries.length),
    card,
    outcome,
  }));
  const paid = attempts.at(-1);
  const isPaid = paid?.outcome === SETTLED;
  if (isPaid) for (const item of bought) steps.push({ time: paid.time, kind: ORDER!, item, dwell: 0 });
  const door = isPaid ? arrival(sketch, nth, paid.time) : 0;
  const backs = (errand.keepsDays ?? []).map((days) =>
    isPaid && days > 0 ? Math.floor(door + days * DAY) : 0,
  );
  const { address = 0, percentOff = 0 } = buys ?? {};
  const { excuses = [] } = errand;
  return { nth, actor, owner, start, steps, attempts, address, percentOff, door, backs, excuses, guilty };
}

/** Second at which what was ordered at `time` is at the door. */
function arrival(sketch: Sketch, nth: number, time: number): number {
  const { medianDays, spread } = sketch.scenario.delivery;
  const z = normalQuantile(draw(sketch, 'fraud.delivery', nth));
  return Math.floor(time + stepTime(medianDays, spread, z, MOST_DAYS_A_STEP) * DAY);
}
