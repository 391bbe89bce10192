/** Sections of a scenario on the checkout and on how orders are paid. */

import { z } from 'zod';
import { probability, real, whole } from './scenario-fields.ts';

const ON_ABANDONMENT = { source: 'about 70 % of carts are left: Baymard Institute, mean of studies' };

export const checkout = z
  .strictObject({
    leaveAddress: probability(
      0.12,
      'probability of leaving when an address is asked for and shipping is free',
      ON_ABANDONMENT,
    ),
    shippingShock: real(0, 50, 2, 'rise of the logit of leaving then, for shipping as dear as the goods', {
      source: 'extra costs are the reason most often given: Baymard Institute',
    }),
    leavePayment: probability(0.06, 'probability of leaving when payment is asked for', ON_ABANDONMENT),
    coupon: real(0, 10, 0.5, 'rise of the logit of ordering a cart for which a coupon is at hand'),
    shipping: whole(0, 1_000_000, 390, 'shipping of an order', { unit: 'cents' }),
    freeFrom: whole(0, 1_000_000_000, 4_000, 'value less discounts from which shipping is free', {
      unit: 'cents',
    }),
    tax: real(0, 100, 8, 'tax on the value less discounts, on top of prices', { unit: '%' }),
    stepSeconds: real(0, 3600, 40, 'mean time that each step of the checkout takes', { unit: 's' }),
  })
  .prefault({})
  .meta({ description: 'from the cart to the order; whether it is begun is a logit of funnel.checkout' });

export const payment = z
  .strictObject({
    card: real(0, 1e6, 65, 'relative weight of cards'),
    wallet: real(0, 1e6, 25, 'relative weight of wallets, for those who have one'),
    later: real(0, 1e6, 8, 'relative weight of bill-me-later, for those who are offered it'),
    habit: real(0, 10, 1.2, 'standard deviation over shoppers of the logarithm of each weight'),
    moreCards: probability(0.4, 'probability of a second card, and of a third after it'),
    walletShare: probability(0.5, 'share of shoppers with a wallet'),
    credit: real(-20, 20, 0, 'logit of being offered bill-me-later in the lowest income and age band'),
    creditIncome: real(0, 10, 0.5, 'rise of that logit from one income band to the next'),
    creditAge: real(0, 10, 0.15, 'rise of that logit from one age band to the next'),
    incomeEffect: real(
      0,
      10,
      0.4,
      'fall of the logarithm of the weight of bill-me-later from one income band to the next',
    ),
    decline: probability(0.04, 'probability that a bank or wallet declines an attempt'),
    retry: probability(0.7, 'probability of trying another card or method after that, while there is one'),
    laterDays: whole(1, 60, 14, 'days until a bill-me-later payment is due', { unit: 'days' }),
    laterDefault: probability(0.03, 'probability that it is then not paid, and that none is offered again'),
    defaultContent: real(-10, 10, -2, 'content with the shop when an unpaid bill is called in'),
    elsewhere: probability(0.06, 'probability that an order goes to another address than home: a present'),
  })
  .prefault({})
  .meta({ description: 'how orders are paid' });
