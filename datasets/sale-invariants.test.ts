import { describe, expect, it } from 'vitest';
import type { Returns } from './after-sale-tables.ts';
import { checkSale } from './sale-invariants.ts';
import { createSampleLog } from './sample-log.ts';
import { createSampleSale, type SampleSale } from './sample-sale.ts';
import { NO_ORDER } from './tables.ts';

function faultsOf(change: (sale: SampleSale, returns: Returns) => void): string[] {
  const { log } = createSampleLog();
  const sale = createSampleSale();
  const { orders, returns } = log.afterSale;
  change(sale, returns);
  return Object.values(checkSale(sale, { ...log, orders, returns })).flat();
}

describe('checkSale', () => {
  it('finds nothing in a sound log, nor in one that tells nothing of it', () => {
    expect(faultsOf(() => {})).toEqual([]);
    const { log } = createSampleLog();
    expect(Object.values(checkSale({}, { ...log, orders: log.afterSale.orders })).flat()).toEqual([]);
  });

  it.each<[string, (sale: SampleSale, returns: Returns) => void, RegExp]>([
    [
      'a line that is not the action',
      ({ order_lines }) => order_lines.price.set([900]),
      /0, 2, 1, 900; the action at 0 2 has 0, 2, 1, 899/,
    ],
    ['a line of no action', ({ order_lines }) => order_lines.seq.set([1]), /at 0 1 has none/],
    [
      'a line out of its place',
      ({ order_lines }) => order_lines.line.set([1]),
      /line 1 of order 0; 0 comes next/,
    ],
    [
      'a discount by nothing',
      ({ order_lines }) => order_lines.promotion.set([0]),
      /100 cents off by no promotion/,
    ],
    [
      'an order of a cart that was left',
      ({ checkouts }) => checkouts.reached.set([1]),
      /came as far as checkout, order 0/,
    ],
    [
      'an order that is missing',
      ({ checkouts }) => checkouts.order.set([NO_ORDER]),
      /came as far as ordered/,
    ],
    [
      'another session’s cart',
      ({ checkouts }) => checkouts.session.set([1]),
      /order 0 is not one of session 1/,
    ],
    ['another value', ({ checkouts }) => checkouts.value.set([900]), /value 900; order 0 has 899/],
    ['a step without a label', ({ checkouts }) => checkouts.reached.set([9]), /reached code 9/],
    ['another amount', ({ payments }) => payments.amount.set([1181], 1), /amount 1181; order 0 has 1180/],
    ['another method', ({ payments }) => payments.method.set([0], 1), /open, and not by bill-me-later/],
    ['an order paid by a declined card', ({ payments }) => payments.outcome.set([1], 1), /came to nothing/],
    ['an order paid twice', ({ payments }) => payments.order.set([0]), /order 0 is paid twice/],
    ['an order that is not paid', ({ payments }) => payments.order.set([NO_ORDER], 1), /order 0 is not paid/],
    ['an open payment without a date', ({ payments }) => payments.due.set([0], 1), /due 0 s; open payments/],
    [
      'a bill called in early',
      ({ settlements }) => settlements.time.set([8e4]),
      /time 80000; payment 1 has 90000/,
    ],
    [
      'a bill that was never open',
      ({ settlements }) => settlements.payment.set([0]),
      /payment 0 is not among/,
    ],
    [
      'a bill that asks for what came back before',
      (_, returns) => returns.time.set([90_000]),
      /amount 1180; 300 was left to pay/,
    ],
    [
      'a bill of nothing that was not paid',
      ({ payments, settlements }, returns) => {
        payments.amount.set([880], 1);
        returns.time.set([90_000]);
        settlements.amount.set([0]);
        settlements.outcome.set([1]);
      },
      /not paid, though nothing was left to pay/,
    ],
    [
      'promotions out of order',
      ({ promotions }) => promotions.promotion.set([2]),
      /promotion 2; 1 comes next/,
    ],
    ['a promotion before itself', ({ promotions }) => promotions.start.set([9e4]), /ends at 86400 s/],
  ])('finds %s', (_, change, fault) => {
    expect(faultsOf(change).join('\n')).toMatch(fault);
  });
});
