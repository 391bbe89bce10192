/** Sections of a scenario on what comes after an order, and on how shoppers change. */

import { z } from 'zod';
import { probability, real } from './scenario-fields.ts';

const halfLife = (normal: number, description: string) =>
  real(0, 3650, normal, `days until half of ${description} is gone; 0: within the day`, { unit: 'days' });

export const delivery = z
  .strictObject({
    medianDays: real(0, 30, 2.5, 'median time from order to door', { unit: 'days' }),
    spread: real(0, 2, 0.4, 'standard deviation of the logarithm of that time'),
    promisedDays: real(0, 60, 4, 'promised time from order to door; what is longer is late', {
      unit: 'days',
    }),
  })
  .prefault({})
  .meta({ description: 'how an order arrives: one parcel' });

export const experience = z
  .strictObject({
    base: real(-10, 10, -0.62, 'experience of an ordinary item: what is expected of it counts against it'),
    quality: real(0, 10, 0.4, 'weight of quality, which is standard normal'),
    taste: real(0, 10, 0.4, 'weight of the match of lasting taste and attributes'),
    luck: real(0, 10, 0.7, 'standard deviation of what is peculiar to one piece: its size, its packing'),
    late: real(0, 10, 0.35, 'loss for each day beyond the promise', { unit: '1 / day' }),
    defects: probability(0.04, 'probability that a piece is defective'),
    defectLoss: real(0, 20, 3, 'loss from a defect'),
  })
  .prefault({})
  .meta({ description: 'what shoppers get: experienced utility of an order line' });

export const returns = z
  .strictObject({
    intercept: real(-20, 20, -2.2, 'logit of sending back what was neither good nor bad'),
    experience: real(0, 10, 1.2, 'fall of that logit with experience'),
    meanDays: real(0, 30, 5, 'mean time from the door to the return', { unit: 'days' }),
  })
  .prefault({})
  .meta({ description: 'what goes back' });

const ON_SELECTION = {
  source: 'purchase and under-reporting bias make the J: Hu, Pavlou and Zhang 2009',
};

export const reviews = z
  .strictObject({
    intercept: real(-20, 20, -1.8, 'logit of rating what was neither good nor bad', ON_SELECTION),
    extremity: real(0, 10, 0.7, 'rise of that logit with the distance of experience from 0', ON_SELECTION),
    meanDays: real(0, 30, 4, 'mean time from the door to the rating', { unit: 'days' }),
    elsewhere: probability(
      0.0015,
      'probability that a clicked item is one that the shopper has already, bought elsewhere: it may be rated as others are, without an order here',
      { source: 'about a tenth of ratings are of nothing bought here; Amazon marks such as not verified' },
    ),
    noise: real(0, 10, 0.3, 'standard deviation of the response around experience'),
    five: real(-10, 10, 0.74, 'least response that is five stars'),
    fourWidth: real(0, 10, 0.7, 'width of the responses that are four stars'),
    threeWidth: real(0, 10, 0.5, 'width of the responses that are three stars'),
    twoWidth: real(0, 10, 0.35, 'width of the responses that are two stars; one star is below'),
    text: probability(0.8, 'probability that a rating has a text'),
    mention: probability(0.6, 'probability that a text speaks of an aspect that moves the shopper'),
    halo: probability(0.5, 'part of the feeling for each aspect that comes from the whole experience'),
    negation: probability(0.2, 'probability of saying a thing by denying its opposite'),
    intensifiers: probability(0.35, 'probability of an intensifier before a judgement'),
    typos: probability(0.02, 'probability that a word is mistyped'),
    openings: probability(0.6, 'probability that a text opens with a verdict that suits its stars'),
    indirect: probability(
      0.35,
      'probability of telling of an aspect without its name, of what is not told by denying',
    ),
    vague: probability(
      0.15,
      'probability of words that leave open what is meant, of what is not told by denying',
    ),
    asides: probability(0.35, 'probability that a sentence that says nothing of it follows one that does'),
  })
  .prefault({})
  .meta({ description: 'ratings and texts of those who leave one' });

export const support = z
  .strictObject({
    intercept: real(-20, 20, -3.4, 'logit of asking for help with what was neither good nor bad'),
    experience: real(0, 10, 1.1, 'fall of that logit with experience'),
    openHours: real(0, 720, 20, 'mean time from the door to the ticket', { unit: 'hours' }),
    responseHours: real(0, 720, 6, 'median time from the ticket to the first response', { unit: 'hours' }),
    resolutionHours: real(0, 1440, 30, 'median time from the first response to the resolution', {
      unit: 'hours',
    }),
    spread: real(0, 2, 0.8, 'standard deviation of the logarithm of both times'),
    care: real(-5, 5, 0.4, 'content with a ticket that took its median times; 0 is neither good nor bad'),
    speed: real(0, 10, 0.5, 'fall of that content with the logarithm of both times over their medians'),
    noise: real(0, 10, 0.6, 'standard deviation of that content around it'),
    survey: probability(0.4, 'probability that a resolved ticket’s survey is answered'),
  })
  .prefault({})
  .meta({ description: 'support tickets' });

export const life = z
  .strictObject({
    drift: z
      .strictObject({
        click: probability(0.004, 'part of the way that taste goes toward an item that is clicked'),
        order: probability(0.04, 'part of the way that taste goes toward an item that is ordered'),
        halfLife: halfLife(90, 'what taste has drifted'),
      })
      .prefault({})
      .meta({ description: 'taste drift: toward what is consumed, and slowly back' }),
    saturation: z
      .strictObject({
        click: real(0, 10, 0.02, 'rise from a click in the department'),
        order: real(0, 10, 0.5, 'rise from an order line in the department'),
        weight: real(0, 10, 0.3, 'loss of utility of the department’s items at saturation 1'),
        halfLife: halfLife(10, 'saturation'),
      })
      .prefault({})
      .meta({ description: 'having enough of a department, for now' }),
    habit: z
      .strictObject({
        rate: probability(0.15, 'part of the way to 1 that habit goes with an order line in the department'),
        weight: real(0, 10, 0.8, 'rise of the logit of opening the department at habit 1'),
        halfLife: halfLife(45, 'habit'),
      })
      .prefault({})
      .meta({ description: 'going where one went before' }),
    priceMemory: z
      .strictObject({
        rate: probability(0.05, 'part of the way to the price of a clicked item that the used price goes'),
        weight: probability(0.3, 'part of the used price against which prices are judged', {
          source: 'reference prices: Kalyanaram and Winer 1995',
        }),
      })
      .prefault({})
      .meta({ description: 'what a shopper is used to pay, relative to the category’s median' }),
    fatigue: z
      .strictObject({
        slate: real(0, 10, 0.02, 'rise from a slate that was looked at'),
        weight: real(0, 10, 0.3, 'loss of utility of every item at fatigue 1'),
        halfLife: halfLife(2, 'fatigue'),
      })
      .prefault({})
      .meta({ description: 'being tired of the shop' }),
    satisfaction: z
      .strictObject({
        order: probability(0.3, 'part of the way to the experience of a line that satisfaction goes'),
        ticket: probability(0.3, 'part of the way to the content with a ticket that satisfaction goes'),
        visits: real(0, 10, 0.1, 'rise of the logarithm of the visit rate at satisfaction 1'),
      })
      .prefault({})
      .meta({ description: 'what a shopper thinks of the shop; 0 at first' }),
    churn: z
      .strictObject({
        perDay: real(0, 1, 0.002, 'mean hazard of leaving for good', { unit: '1 / day' }),
        shape: real(0.05, 100, 1, 'shape of the gamma that spreads the hazard over shoppers', {
          source: 'Pareto/NBD: Schmittlein, Morrison and Colombo 1987',
        }),
        satisfaction: real(0, 10, 0.8, 'fall of the logarithm of the hazard at satisfaction 1'),
      })
      .prefault({})
      .meta({ description: 'leaving for good' }),
    loyalty: z
      .strictObject({
        perHundred: real(0, 1000, 1, 'points for each 100 cents of an order', { unit: 'points' }),
        redeemAt: real(1, 1e6, 100, 'points that are turned into a discount once a shopper has them', {
          unit: 'points',
        }),
        pointCents: real(0, 1000, 5, 'discount for a point', { unit: 'cents' }),
        pull: real(0, 10, 0.3, 'rise of the logit of ordering a cart when a discount is due'),
        silver: real(0, 1e9, 300, 'points earned in all that make a silver account', { unit: 'points' }),
        gold: real(0, 1e9, 1500, 'points earned in all that make a gold account', { unit: 'points' }),
        bonus: real(0, 10, 0.25, 'rise of the points for an order with each tier, as a part of them'),
        visits: real(0, 10, 0.05, 'rise of the logarithm of the visit rate with each tier'),
      })
      .prefault({})
      .meta({ description: 'loyalty points, and the tiers of accounts: basic, silver, gold' }),
  })
  .prefault({})
  .meta({ description: 'how shoppers change' });
