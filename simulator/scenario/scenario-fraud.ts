/** Section of a scenario on fraud and attacks: a section a kind, each with its campaigns; the shop's checks; its labels. */

import { z } from 'zod';
import { probability, real, whole } from './scenario-fields.ts';

/** Campaigns of one kind. */
export const MOST_CAMPAIGNS = 256;

const campaigns = (lasts: number, count = 0, over = 28) => ({
  campaigns: whole(0, MOST_CAMPAIGNS, count, 'campaigns of this kind'),
  from: real(0, 3650, 0, 'first day on which one may start', { unit: 'days' }),
  over: real(0, 3650, over, 'days over which their starts are spread evenly', { unit: 'days' }),
  lasts: real(0, 3650, lasts, 'how long one lasts: what it does is spread evenly over it', { unit: 'days' }),
});
const ahead = real(
  0,
  60,
  7,
  'days, at most, before a campaign on which its accounts are opened, with a visit for nothing in particular',
  { unit: 'days' },
);
const accounts = (normal: number, description: string) => whole(1, 200, normal, description);

const cardTesting = z
  .strictObject({
    ...campaigns(0.1, 3, 27),
    cards: whole(1, 100, 1, 'cards that are tried, one after another'),
    attempts: whole(1, 200, 3, 'payments tried on one card'),
    minutes: real(0, 600, 10, 'time over which the payments on one card are spread', { unit: 'minutes' }),
    mostCents: whole(1, 1_000_000, 700, 'most that the item costs that is paid for', { unit: 'cents' }),
    success: probability(1, 'probability that the last payment on a card gets through, past checks and bank'),
  })
  .prefault({})
  .meta({ description: 'card testing: many small payments on one card in minutes' });

const stolenCards = z
  .strictObject({
    ...campaigns(3),
    accounts: accounts(2, 'accounts that pay'),
    cards: whole(1, 200, 8, 'stolen cards that are used, all with delivery to one address'),
    accepted: probability(0.5, 'probability that the bank lets a payment through'),
  })
  .prefault({})
  .meta({ description: 'stolen cards: many payment methods from one address' });

const accountTakeover = z
  .strictObject({
    ...campaigns(2),
    accounts: accounts(3, 'accounts of honest shoppers that are taken over, one after another'),
    accepted: probability(0.7, 'probability that the bank lets a payment through'),
  })
  .prefault({})
  .meta({ description: 'account takeover: a shopper’s account and card, another device and address' });

const friendlyFraud = z
  .strictObject({
    ...campaigns(14),
    accounts: accounts(1, 'accounts, each like an honest shopper’s'),
    orders: whole(1, 200, 3, 'orders of one account'),
    disputed: probability(0.6, 'probability that an order that came is charged back'),
  })
  .prefault({})
  .meta({
    description: 'friendly fraud: what came, and was paid for, is charged back as if it had not come',
  });

const promotionAbuse = z
  .strictObject({
    ...campaigns(3),
    accounts: accounts(8, 'accounts of one person: one address, one device, one card'),
    percentOff: real(0, 100, 20, 'discount on a first order, which each account has once', { unit: '%' }),
  })
  .prefault({})
  .meta({ description: 'promotion abuse: many accounts of one person, each with a first order' });

const returnAbuse = z
  .strictObject({
    ...campaigns(10),
    accounts: accounts(2, 'accounts'),
    orders: whole(1, 200, 4, 'orders of one account'),
    lines: whole(1, 20, 2, 'lines of one order'),
    returned: probability(0.9, 'probability that a line is sent back'),
    windowDays: real(0, 60, 14, 'days from the door within which things may be sent back; used to the last', {
      unit: 'days',
    }),
  })
  .prefault({})
  .meta({ description: 'return abuse: nearly everything is used, and sent back late in the window' });

const fakeReviews = z
  .strictObject({
    ...campaigns(1),
    accounts: accounts(8, 'accounts of the ring'),
    items: whole(1, 50, 3, 'items that all of them review with five stars'),
    hired: probability(0.4, 'part of the ring that are shoppers with accounts of their own, paid for it'),
    buys: probability(0.5, 'probability that a member buys an item before reviewing it, to be paid back', {
      source: 'most fake reviews are of items bought and paid back: He, Hollenbeck and Proserpio 2022',
    }),
    ahead,
    meanDays: real(0, 30, 0.5, 'mean time from the visit, or from the door, to the review', { unit: 'days' }),
  })
  .prefault({})
  .meta({ description: 'fake-review ring: the same accounts praise the same items in a burst' });

const clickFarm = z
  .strictObject({
    ...campaigns(2),
    bots: whole(1, 500, 10, 'devices, none of them signed in'),
    sessions: whole(1, 500, 3, 'sessions of one device'),
    clicks: whole(1, 500, 20, 'clicks of one session, all on the same item'),
  })
  .prefault({})
  .meta({ description: 'click farm: bots that click one item up' });

const shilling = z
  .strictObject({
    ...campaigns(3),
    accounts: accounts(10, 'accounts'),
    filler: whole(0, 50, 6, 'other items that each account rates like everyone', {
      source: 'average attack: Lam and Riedl 2004',
    }),
    nuke: probability(0.5, 'probability that a campaign rates its item down, not up'),
    ahead,
    meanDays: real(0, 30, 0.2, 'mean time from the visit to a rating', { unit: 'days' }),
  })
  .prefault({})
  .meta({ description: 'shilling: profiles made to push an item in recommenders, or to nuke it' });

const checks = z
  .strictObject({
    caught: probability(0.5, 'probability that the shop’s checks refuse a payment with a stolen card'),
    honest: probability(0.005, 'probability that they refuse a payment with a card of one’s own'),
  })
  .prefault({})
  .meta({ description: 'the shop’s own checks of payments' });

const labels = z
  .strictObject({
    lagDays: real(0.01, 365, 8, 'median time from a payment to its chargeback', { unit: 'days' }),
    reviewDays: real(
      0.01,
      365,
      2,
      'median time until the shop’s reviewers, or a complaint, find other fraud',
      {
        unit: 'days',
      },
    ),
    spread: real(0, 2, 0.5, 'standard deviation of the logarithm of both times'),
    missed: probability(0.1, 'share of fraud that nobody ever labels'),
    cleared: probability(0.02, 'share of fraud that reviewers take for legitimate'),
    wrong: probability(
      0.0005,
      'share of honest sessions, payments, orders, reviews and returns labelled as fraud',
    ),
  })
  .prefault({})
  .meta({ description: 'what the shop comes to know, and when; nothing where there is no campaign' });

export const fraud = z
  .strictObject({
    cardTesting,
    stolenCards,
    accountTakeover,
    friendlyFraud,
    promotionAbuse,
    returnAbuse,
    fakeReviews,
    clickFarm,
    shilling,
    checks,
    labels,
  })
  .prefault({})
  .meta({ description: 'fraud and attacks' });

export type Fraud = z.infer<typeof fraud>;
