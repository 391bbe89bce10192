import { describe, expect, it } from 'vitest';
import { checkChargebacks, checkFraudLabels } from './fraud-invariants.ts';
import { CHARGEBACKS, FRAUD_LABELS } from './fraud-tables.ts';
import { PAYMENTS } from './payment-tables.ts';
import { createSampleLog } from './sample-log.ts';
import { createTable } from './tables.ts';

/** Three payments, the first two settled; one of them charged back; two labels. */
function sample() {
  const { log } = createSampleLog();
  const payments = createTable(PAYMENTS, 3);
  payments.payment.set([0, 1, 2]);
  payments.time.set([200, 300, 400]);
  payments.order.set([0, 1, 0xffffffff]);
  payments.amount.set([1000, 2000, 3000]);
  payments.outcome.set([0, 0, 1]);
  const chargebacks = createTable(CHARGEBACKS, 1);
  chargebacks.time.set([900]);
  chargebacks.payment.set([1]);
  chargebacks.order.set([1]);
  chargebacks.amount.set([2000]);
  const labels = createTable(FRAUD_LABELS, 2);
  labels.time.set([150, 900]);
  labels.object.set([0, 1]);
  labels.id.set([0, 1]);
  labels.label.set([1, 1]);
  const { sessions, reviews, afterSale } = log;
  const { orders, returns } = afterSale;
  return { payments, chargebacks, labels, about: { sessions, payments, orders, reviews, returns } };
}
type Sample = ReturnType<typeof sample>;

function problemsAfter(change: (sample: Sample) => void): string[] {
  const one = sample();
  change(one);
  return [...checkChargebacks(one.chargebacks, one.payments), ...checkFraudLabels(one.labels, one.about)];
}

describe('checkChargebacks and checkFraudLabels', () => {
  it('find nothing in what is right', () => {
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it.each<[string, (sample: Sample) => void, string]>([
    [
      'a payment that is not there',
      ({ chargebacks }) => chargebacks.payment.set([3]),
      'payment 3 is not among',
    ],
    ['a payment that was declined', ({ payments }) => payments.outcome.set([0, 1]), 'was never settled'],
    [
      'a chargeback before its payment',
      ({ chargebacks }) => chargebacks.time.set([300]),
      'not after the payment',
    ],
    ['another order', ({ chargebacks }) => chargebacks.order.set([0]), 'order 0; payment 1 was for 1'],
    [
      'more than was paid',
      ({ chargebacks }) => chargebacks.amount.set([2001]),
      '2001 cents of a payment of 2000',
    ],
    [
      'a reason without words',
      ({ chargebacks }) => chargebacks.reason.set([7]),
      'reason code 7 has no label',
    ],
    [
      'a thing that is not there',
      ({ labels }) => labels.id.set([0, 3]),
      'payment 3 is not among the 3 of them',
    ],
    [
      'a label at the time of the thing',
      ({ labels }) => labels.time.set([100]),
      'not after session 0 at 100 s',
    ],
    ['labels out of order', ({ labels }) => labels.time.set([150, 140]), 'not after the row before it'],
    [
      'two labels of one thing',
      ({ labels }) => {
        labels.object.set([1, 1]);
        labels.id.set([1, 1]);
        labels.time.set([800, 900]);
      },
      'payment 1 is labelled twice',
    ],
  ])('find %s', (_, change, words) => {
    expect(problemsAfter(change).join('; ')).toContain(words);
  });
});
