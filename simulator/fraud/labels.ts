/** What a shop comes to know of fraud: late, not of all, and not only of fraud. */

import {
  CHARGEBACK_REASONS,
  FRAUD_OBJECTS,
  FRAUD_VERDICTS,
  type FraudObject,
  LABEL_SOURCES,
} from '../../datasets/fraud-tables.ts';
import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { exp } from '../../numerics/math.ts';
import { type DrawKey, drawKey, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { shopperKey, type World } from '../world.ts';
import type { FraudDesk } from './desk.ts';
import type { FiledRound, FraudEvent } from './events.ts';
import { KINDS } from './kinds.ts';
import type { PlannedDeed } from './plan.ts';

const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const REFUSED = PAYMENT_OUTCOMES.indexOf('refused');
const FRAUD = FRAUD_VERDICTS.indexOf('fraud');
const LEGITIMATE = FRAUD_VERDICTS.indexOf('legitimate');
const codeOf = (source: (typeof LABEL_SOURCES)[number]): number => LABEL_SOURCES.indexOf(source);
const objectCode = (object: FraudObject): number => FRAUD_OBJECTS.indexOf(object);

/** Lognormal seconds with a median in days; never 0. */
function lagOf(medianDays: number, spread: number, u: number): number {
  return 1 + Math.floor(medianDays * DAY * exp(spread * normalQuantile(u)));
}

type Fate = 'missed' | 'cleared' | 'found';

/** In place of an object's code: the payment that was settled, and its order, are known together. */
const TRANSACTION = FRAUD_OBJECTS.length;

/** Puts what will become known of an event on the desk. */
export function noteEvent(world: World, { payments }: FiledRound, desk: FraudDesk, event: FraudEvent): void {
  const { labels: rules } = world.scenario.fraud;
  const campaign = world.plan.campaigns[event.campaign]!;
  const kind = KINDS[campaign.kind];
  const { object, id, deed, nth, row } = event;
  const isPaid = object === 'order' || (object === 'payment' && payments.outcome[row] === SETTLED);
  const reason = isPaid ? kind.chargedBack : undefined;
  const thing = reason === undefined ? objectCode(object) : TRANSACTION;
  const place = reason === undefined ? nth : 0;
  const drawn = (purpose: 'fraud.label' | 'fraud.lag'): number =>
    uniform(drawKey(world.seed, purpose), campaign.key, deed?.nth ?? 0, thing, place);
  const u = drawn('fraud.label');
  const fate: Fate = u < rules.missed ? 'missed' : u < rules.missed + rules.cleared ? 'cleared' : 'found';
  const from = kind.isChargeback ? deed!.door : event.time;
  const median = reason === undefined ? rules.reviewDays : rules.lagDays;
  const time = from + lagOf(median, rules.spread, drawn('fraud.lag'));
  if (reason !== undefined && object === 'payment' && (fate === 'found' || kind.isChargeback)) {
    const code = CHARGEBACK_REASONS.indexOf(reason);
    const { order, amount } = payments;
    desk.chargebacks.push({ time, payment: id, order: order[row]!, amount: amount[row]!, reason: code });
  }
  if (fate === 'missed') return;
  const found = reason === undefined ? kind.foundBy : 'chargeback';
  const source = codeOf(fate === 'cleared' ? 'review team' : found);
  desk.labels.push({
    time,
    object: objectCode(object),
    id,
    label: fate === 'found' ? FRAUD : LEGITIMATE,
    source,
  });
}

/** Puts honest things that will be called fraudulent, and honest payments that were refused, on the desk. */
export function noteHonest(
  world: World,
  filed: FiledRound,
  deeds: readonly (PlannedDeed | undefined)[],
  events: readonly FraudEvent[],
  desk: FraudDesk,
): void {
  const { wrong, lagDays, reviewDays, spread } = world.scenario.fraud.labels;
  const key = drawKey(world.seed, 'fraud.wrong');
  const guilty = FRAUD_OBJECTS.map(
    (object) => new Set(events.filter((event) => event.object === object).map(({ row }) => row)),
  );
  const { sessions, payments, orders, reviews, returns } = filed;
  const first = sessions.session[0] ?? 0;
  const check = (object: FraudObject, row: number, id: number, time: number, a: number, b: number, c = 0) => {
    const code = objectCode(object);
    if (guilty[code]!.has(row)) return;
    const draws: HonestDraws = { key, a, b, c, code };
    const isRefused = object === 'payment' && payments.outcome[row] === REFUSED;
    const lag = (median: number): number => lagOf(median, spread, honestDraw(draws, 1));
    if (isRefused) {
      const source = codeOf('complaint');
      desk.labels.push({ time: time + lag(reviewDays), object: code, id, label: LEGITIMATE, source });
    } else if (honestDraw(draws, 0) < wrong) {
      const isChargedBack = object === 'payment' && payments.outcome[row] === SETTLED;
      const known = time + lag(isChargedBack ? lagDays : reviewDays);
      const source = codeOf(isChargedBack ? 'chargeback' : 'review team');
      desk.labels.push({ time: known, object: code, id, label: FRAUD, source });
      if (!isChargedBack) return;
      const reason = CHARGEBACK_REASONS.indexOf('not recognised');
      const { order, amount } = payments;
      desk.chargebacks.push({ time: known, payment: id, order: order[row]!, amount: amount[row]!, reason });
    }
  };
  const visitOf = (session: number): [number, number] => [
    sessions.visitor[session - first]!,
    sessions.visit[session - first]!,
  ];
  deeds.forEach((_, row) => {
    const id = sessions.session[row]!;
    check('session', row, id, sessions.start[row]!, ...visitOf(id));
  });
  let nth = 0;
  for (let row = 0; row < payments.length; row++) {
    const session = payments.session[row]!;
    nth = row > 0 && session === payments.session[row - 1] ? nth + 1 : 0;
    check('payment', row, payments.payment[row]!, payments.time[row]!, ...visitOf(session), nth);
  }
  for (let row = 0; row < orders.length; row++)
    check('order', row, orders.order[row]!, orders.time[row]!, ...visitOf(orders.session[row]!));
  const { keys } = world.items;
  for (let row = 0; row < reviews.length; row++) {
    const [time, item] = [reviews.time[row]!, keys[reviews.item[row]!]!];
    check('review', row, desk.reviews + row, time, shopperKey(world, reviews.shopper[row]!), item, time);
  }
  for (let row = 0; row < returns.length; row++) {
    const [time, item] = [returns.time[row]!, keys[returns.item[row]!]!];
    check('return', row, desk.returns + row, time, shopperKey(world, returns.shopper[row]!), item, time);
  }
}

interface HonestDraws {
  readonly key: DrawKey;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Of the object. */
  readonly code: number;
}

/** Draw `step`, 0 or 1, about an honest thing. */
function honestDraw({ key, a, b, c, code }: HonestDraws, step: number): number {
  return uniform(key, a, b, c, 2 * code + step);
}
