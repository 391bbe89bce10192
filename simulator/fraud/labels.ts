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
import { drawKey, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { shopperKey, type World } from '../world/world.ts';
import type { FraudDesk } from './desk.ts';
import type { FiledRound, FraudEvent } from './events.ts';
import { KINDS } from './kinds.ts';

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
  { sessions, payments, orders, reviews, returns }: FiledRound,
  events: readonly FraudEvent[],
  desk: FraudDesk,
): void {
  const { note, isKnown } = openHonest(world, payments, events, desk);
  const first = sessions.session[0] ?? 0;
  const noteOf = (object: FraudObject, row: number, id: number, time: number, session: number, nth = 0) => {
    const at = session - first;
    if (isKnown(object, row, sessions.visitor[at]!, sessions.visit[at]!, nth))
      note(object, row, id, time, sessions.visitor[at]!, sessions.visit[at]!, nth);
  };
  for (let row = 0; row < sessions.length; row++) {
    const id = sessions.session[row]!;
    noteOf('session', row, id, sessions.start[row]!, id);
  }
  for (let row = 0, nth = 0; row < payments.length; row++) {
    const session = payments.session[row]!;
    nth = row > 0 && session === payments.session[row - 1] ? nth + 1 : 0;
    noteOf('payment', row, payments.payment[row]!, payments.time[row]!, session, nth);
  }
  for (let row = 0; row < orders.length; row++)
    noteOf('order', row, orders.order[row]!, orders.time[row]!, orders.session[row]!);
  for (const [object, rows, before] of [
    ['review', reviews, desk.reviews],
    ['return', returns, desk.returns],
  ] as const) {
    for (let row = 0; row < rows.length; row++) {
      const time = rows.time[row]!;
      const item = world.items.keys[rows.item[row]!]!;
      const shopper = shopperKey(world, rows.shopper[row]!);
      if (isKnown(object, row, shopper, item, time))
        note(object, row, before + row, time, shopper, item, time);
    }
  }
}

/** Whether a thing that belongs to no fraud will be labelled, and its label. `a`, `b`, `c`: lasting keys of its draws. */
function openHonest(
  { scenario, seed }: World,
  { order, amount, outcome }: FiledRound['payments'],
  events: readonly FraudEvent[],
  desk: FraudDesk,
) {
  const { wrong, lagDays, reviewDays, spread } = scenario.fraud.labels;
  const draws = drawKey(seed, 'fraud.wrong');
  const guilty = new Set(events.map(({ object, row }) => `${object} ${row}`));
  const isRefused = (name: FraudObject, row: number): boolean =>
    name === 'payment' && outcome[row] === REFUSED;
  const isKnown = (name: FraudObject, row: number, a: number, b: number, c: number): boolean => {
    if (!isRefused(name, row) && !(wrong > 0 && uniform(draws, a, b, c, 2 * objectCode(name)) < wrong))
      return false;
    return !guilty.has(`${name} ${row}`);
  };
  const note = (
    name: FraudObject,
    row: number,
    id: number,
    time: number,
    a: number,
    b: number,
    c: number,
  ): void => {
    const object = objectCode(name);
    const isPaid = name === 'payment' && outcome[row] === SETTLED;
    const u = uniform(draws, a, b, c, 2 * object + 1);
    const known = time + lagOf(isPaid ? lagDays : reviewDays, spread, u);
    const source = codeOf(isRefused(name, row) ? 'complaint' : isPaid ? 'chargeback' : 'review team');
    const label = isRefused(name, row) ? LEGITIMATE : FRAUD;
    desk.labels.push({ time: known, object, id, label, source });
    if (!isPaid) return;
    const reason = CHARGEBACK_REASONS.indexOf('not recognised');
    desk.chargebacks.push({ time: known, payment: id, order: order[row]!, amount: amount[row]!, reason });
  };
  return { isKnown, note };
}
