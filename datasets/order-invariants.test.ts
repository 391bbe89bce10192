import { describe, expect, it } from 'vitest';
import { checkLog } from './log-invariants.ts';
import { createSampleLog } from './sample-log.ts';

type Sample = ReturnType<typeof createSampleLog>;

function faultsOf(change: (afterSale: Sample['log']['afterSale'], sample: Sample) => void): string[] {
  const sample = createSampleLog();
  change(sample.log.afterSale, sample);
  return checkLog(sample.log, sample.catalog, sample.shoppers);
}

describe('checkAfterSale', () => {
  it('finds nothing in a sound log, nor in one that tells nothing of it', () => {
    expect(faultsOf(() => {})).toEqual([]);
    const { log, catalog, shoppers } = createSampleLog();
    const { afterSale: _, ...bare } = log;
    expect(checkLog(bare, catalog, shoppers)).toEqual([]);
  });

  it.each<[string, (afterSale: Sample['log']['afterSale'], sample: Sample) => void, RegExp]>([
    ['an order that is not its row', ({ orders }) => orders.order.set([1]), /orders row 0: order 1/],
    ['an order of nobody', ({ orders }) => orders.shopper.set([7]), /orders row 0: shopper 7 is not/],
    ['an order in another’s session', ({ orders }) => orders.shopper.set([1]), /session of shopper 0/],
    [
      'lines in another session',
      ({ orders }) => orders.session.set([2]),
      /a line of order 0 is in session 0/,
    ],
    ['wrong sums', ({ orders }) => orders.value.set([898]), /898 cents; its lines have 1, 1, 899/],
    ['a discount above the value', ({ orders }) => orders.discount.set([900]), /discount 900 is above 899/],
    ['a wrong total', ({ orders }) => orders.total.set([1181]), /total 1181; its parts come to 1180/],
    ['a coupon for nothing', ({ orders }) => orders.coupon.set([1]), /coupon 1 took off 0/],
    ['lines without an order', (_, { log }) => log.actions.order.set([3], 2), /orders row 1: no order 3/],
    [
      'a parcel of no order',
      ({ deliveries }) => deliveries.order.set([1]),
      /deliveries row 0: order 1 is not/,
    ],
    ['a parcel for another', ({ deliveries }) => deliveries.shopper.set([1]), /order 0 is shopper 0’s/],
    ['a parcel before the order', ({ deliveries }) => deliveries.time.set([129]), /before the order at 130/],
    ['more sent back than bought', ({ returns }) => returns.units.set([2]), /2 units of item 2 sent back/],
    ['what was not bought sent back', ({ returns }) => returns.item.set([1]), /order 0 has 0/],
    ['a reason without a label', ({ returns }) => returns.reason.set([9]), /reason code 9/],
    ['a step left out', ({ tickets }) => tickets.step.set([0, 2, 2]), /step resolved; answered comes next/],
    ['steps out of order', ({ tickets }) => tickets.time.set([9e4, 8e4, 9e4]), /tickets row 1: not after/],
    ['a ticket on what was not bought', ({ tickets }) => tickets.item.fill(1), /order 0 has no item 1/],
    ['a survey off its scale', ({ tickets }) => tickets.csat.set([0], 2), /csat 0 is not 1 to 5/],
    ['a survey too early', ({ tickets }) => tickets.nps.set([3], 1), /nps before the ticket is resolved/],
  ])('finds %s', (_, change, fault) => {
    expect(faultsOf(change).join('\n')).toMatch(fault);
  });
});
