import { describe, expect, it } from 'vitest';
import { FRAUD_OBJECTS, FRAUD_VERDICTS, LABEL_SOURCES } from '../../datasets/fraud-tables.ts';
import { PAYMENT_METHODS, PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { DAY } from '../behaviour/arrival.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';

const FRAUD = FRAUD_VERDICTS.indexOf('fraud');
const rates = { lagDays: 4, reviewDays: 1.5, spread: 0.4, missed: 0.2, cleared: 0.1, wrong: 0.03 };
/** All fraud is over long before the log ends, so that what is not known at its end never will be. */
const scenario = smallScenario({
  days: 40,
  truth: 'actions',
  shoppers: { count: 40 },
  fraud: {
    cardTesting: { campaigns: 10, over: 5, cards: 5, attempts: 6, success: 1 },
    stolenCards: { campaigns: 30, over: 5, cards: 20, accepted: 1 },
    clickFarm: { campaigns: 10, over: 5, bots: 10, clicks: 1 },
    promotionAbuse: { campaigns: 30, over: 5, accounts: 10 },
    fakeReviews: { campaigns: 10, over: 5 },
    checks: { caught: 0.3, honest: 0.3 },
    labels: rates,
  },
});
const { filed } = simulateInMemory(scenario, seedWords('labels'));
const { fraudLabels, fraudEvents, chargebacks, payments, sessions } = filed;
/** Cents, shipping and tax included: card testing stays below. */
const DEARER_THAN_TESTS = 2600;
const eventAt = new Map(
  Array.from(fraudEvents.id, (id, row) => [`${fraudEvents.object[row]} ${id}`, fraudEvents.time[row]!]),
);
const rows = Array.from(fraudLabels.id.keys());
const eventOf = (row: number): number | undefined =>
  eventAt.get(`${fraudLabels.object[row]} ${fraudLabels.id[row]}`);
const sourceOf = (row: number) => LABEL_SOURCES[fraudLabels.source[row]!];

/** Within 4 standard errors of a share, for `count` independent things. */
function expectShare(share: number, expected: number, count: number): void {
  expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / count));
}

describe('labels', () => {
  it('are not known of all fraud, and some of it is called legitimate', () => {
    const known = rows.filter((row) => eventOf(row) !== undefined);
    const right = known.filter((row) => fraudLabels.label[row] === FRAUD);
    // A settled payment and its order have one fate: fewer things than events.
    const things = eventAt.size / 2;
    expectShare(1 - known.length / eventAt.size, rates.missed, things);
    expectShare(1 - right.length / eventAt.size, rates.missed + rates.cleared, things);
  });

  it('come late: chargebacks in days, the rest when reviewers find it', () => {
    for (const [source, median] of [
      ['chargeback', rates.lagDays],
      ['review team', rates.reviewDays],
    ] as const) {
      const lags = rows
        .filter((row) => sourceOf(row) === source && fraudLabels.label[row] === FRAUD)
        .flatMap((row) => (eventOf(row) === undefined ? [] : [fraudLabels.time[row]! - eventOf(row)!]))
        .map((lag) => Math.log(lag / DAY));
      expect(lags.length).toBeGreaterThan(200);
      const error = rates.spread / Math.sqrt(lags.length / 2);
      expect(Math.abs(mean(lags) - Math.log(median))).toBeLessThan(4 * error);
      expect(Math.sqrt(variance(lags))).toBeCloseTo(rates.spread, 1);
    }
  });

  it('say with a payment’s chargeback what they say of the payment', () => {
    const PAYMENT = FRAUD_OBJECTS.indexOf('payment');
    const byCharge = rows.filter(
      (row) => fraudLabels.object[row] === PAYMENT && sourceOf(row) === 'chargeback',
    );
    const known = new Map(byCharge.map((row) => [fraudLabels.id[row], fraudLabels.time[row]]));
    expect(known.size).toBe(chargebacks.length);
    expect(Array.from(chargebacks.payment, (payment) => known.get(payment))).toEqual([...chargebacks.time]);
  });

  it('are wrong of some honest things', () => {
    const SESSION = FRAUD_OBJECTS.indexOf('session');
    const DAYS = 30;
    const early = Array.from(sessions.start).filter((start) => start < DAYS * DAY).length;
    const guilty = fraudEvents.object.filter((object) => object === SESSION).length;
    const wrong = rows.filter(
      (row) =>
        fraudLabels.object[row] === SESSION &&
        eventOf(row) === undefined &&
        sessions.start[fraudLabels.id[row]!]! < DAYS * DAY,
    );
    expect(wrong.every((row) => fraudLabels.label[row] === FRAUD)).toBe(true);
    expectShare(wrong.length / (early - guilty), rates.wrong, early - guilty);
  });

  it('clear honest payments that the checks refused, after a complaint', () => {
    const REFUSED = PAYMENT_OUTCOMES.indexOf('refused');
    const PAYMENT = FRAUD_OBJECTS.indexOf('payment');
    // Only cards and wallets are checked.
    const isChecked = (id: number) => ['card', 'wallet'].includes(PAYMENT_METHODS[payments.method[id]!]!);
    const honest = Array.from(payments.payment).filter(
      (id) => isChecked(id) && !eventAt.has(`${PAYMENT} ${id}`),
    );
    const refused = honest.filter((id) => payments.outcome[id] === REFUSED);
    expectShare(refused.length / honest.length, 0.3, honest.length);
    const complaints = rows.filter((row) => sourceOf(row) === 'complaint');
    const heard = new Set(complaints.map((row) => fraudLabels.id[row]!));
    expect(heard.size).toBe(complaints.length);
    expect(refused.filter((id) => heard.has(id)).length).toBe(heard.size);
    // What is missing is known after the end of the log only.
    const lag = Math.max(
      ...complaints.map((row) => fraudLabels.time[row]! - payments.time[fraudLabels.id[row]!]!),
    );
    const end = Math.max(...fraudLabels.time);
    for (const id of refused) if (!heard.has(id)) expect(payments.time[id]! + lag).toBeGreaterThan(end);
    expect(complaints.every((row) => fraudLabels.label[row] !== FRAUD)).toBe(true);
  });
});

describe('the shop’s checks', () => {
  it('refuse their share of payments with stolen cards', () => {
    const PAYMENT = FRAUD_OBJECTS.indexOf('payment');
    const stolen = Array.from(payments.payment).filter(
      (id) => eventAt.has(`${PAYMENT} ${id}`) && payments.amount[id]! > DEARER_THAN_TESTS,
    );
    const refused = stolen.filter((id) => PAYMENT_OUTCOMES[payments.outcome[id]!] === 'refused');
    expect(stolen.length).toBeGreaterThan(300);
    expectShare(refused.length / stolen.length, 0.3, stolen.length);
  });
});
