/** Sections of a scenario on visits, in the causal order of a session. */

import { z } from 'zod';
import { curve, probability, real, whole } from './scenario-fields.ts';

/** Low at 03, high at 20; highest / mean 1.9. */
const HOURS = [
  0.9, 0.5, 0.3, 0.22, 0.25, 0.4, 0.7, 1.1, 1.6, 2.1, 2.4, 2.5, 2.6, 2.5, 2.4, 2.5, 2.6, 2.8, 3.1, 3.5, 3.7,
  3.3, 2.5, 1.6,
];
const WEEKDAYS = [1.08, 1.06, 1.04, 1.02, 0.96, 0.92, 1.0];
const ON_HOURS = { source: 'evening peak: SaleCycle 2020 e-commerce statistics' };
const ON_WEEKDAYS = { source: 'largest over smallest day 1.05 to 1.25: Workarea 2018' };

export const arrival = z
  .strictObject({
    sessionsPerDay: real(0, 20, 0.14, 'mean sessions of a shopper in a day', { unit: 'sessions a day' }),
    shape: real(
      0.05,
      100,
      0.25,
      'shape of the gamma that spreads activity over shoppers; small: few do most',
      {
        source: 'Ehrenberg 1959, gamma-Poisson',
      },
    ),
    hours: curve(24, HOURS, 'relative arrivals of hours 0 to 23 of the day', ON_HOURS),
    weekdays: curve(7, WEEKDAYS, 'relative arrivals of Monday to Sunday', ON_WEEKDAYS),
    anonymous: probability(
      0.25,
      'share of sessions that are not signed in: the shop then knows only the visitor',
    ),
    channels: z
      .strictObject({
        web: real(0, 1e6, 50, 'relative weight of the web site'),
        app: real(0, 1e6, 30, 'relative weight of the app'),
        social: real(0, 1e6, 12, 'relative weight of social media'),
        email: real(0, 1e6, 8, 'relative weight of e-mail'),
      })
      .prefault({})
      .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'all weights are 0')
      .meta({ description: 'how visitors come' }),
    devices: z
      .strictObject({
        desktop: real(0, 1e6, 35, 'relative weight of desktops'),
        phone: real(0, 1e6, 57, 'relative weight of phones'),
        tablet: real(0, 1e6, 8, 'relative weight of tablets'),
      })
      .prefault({})
      .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'all weights are 0')
      .meta({ description: 'what visitors hold' }),
  })
  .prefault({})
  .meta({ description: 'when shoppers come' });

/** What fills the home slate: data that crosses threads; `revivePolicy` makes the policy of it. */
export const PolicySchema = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('none') }).meta({ description: 'no recommender: the newest items' }),
    z.strictObject({ name: z.literal('random') }).meta({ description: 'items drawn evenly, none twice' }),
    z.strictObject({ name: z.literal('popularity') }).meta({ description: 'the most clicked items so far' }),
    z
      .strictObject({
        name: z.literal('epsilon-mixed'),
        epsilon: probability(0.6, 'probability that a slot is drawn evenly instead of by popularity'),
      })
      .meta({ description: 'popularity, with each slot drawn evenly now and then' }),
    z
      .strictObject({
        name: z.literal('fixed'),
        items: z
          .array(z.int().min(0))
          .min(1)
          .max(200)
          .refine((items) => new Set(items).size === items.length, 'an item stands twice')
          .meta({
            description: 'items from the top slot down, by row of the catalog; those beyond the slate wait',
          }),
      })
      .meta({ description: 'the same list for everybody' }),
    z.strictObject({ name: z.literal('oracle') }).meta({
      description: 'what each shopper would like best, known from the hidden truth: no shop can do better',
    }),
  ])
  .meta({ description: 'what fills the home slate' });
export type PolicySpec = z.infer<typeof PolicySchema>;

export const exposure = z
  .strictObject({
    slateSize: whole(1, 200, 20, 'slots of a slate', { unit: 'slots' }),
    continue: real(
      0,
      0.99,
      0.56,
      'mean probability of looking at one more slate, a category listing or a search, after each slate',
    ),
    patienceSpread: real(
      0,
      0.9,
      0.22,
      'how much patience differs: correlation between two decisions of a shopper to look on; 0: all are alike',
      { source: 'beta-geometric: Fader and Hardie 2007' },
    ),
    maxSlates: whole(1, 200, 25, 'most slates in a session, banners and similar items apart', {
      unit: 'slates',
    }),
    categoryTaste: real(0, 10, 1.5, 'weight of taste when a shopper picks the category to look at'),
    skip: real(
      0,
      0.99,
      0.65,
      'probability of passing over each page of a listing unseen: search and filters lead deeper',
    ),
    similar: z
      .strictObject({
        probability: probability(
          0.05,
          'probability of looking at the items like the one whose page is open, once an item and visit',
        ),
        slots: whole(1, 200, 8, 'slots of such a slate, at most slateSize', { unit: 'slots' }),
        most: whole(0, 50, 4, 'most such slates in a session', { unit: 'slates' }),
      })
      .prefault({})
      .meta({ description: 'similar items on the page of an item: same category, same strongest label' }),
    banner: z
      .strictObject({
        probability: probability(0.4, 'probability that the home page has a banner'),
        slots: whole(1, 20, 3, 'items on the banner, at most slateSize', { unit: 'slots' }),
        examined: probability(0.2, 'probability that each item of a banner is seen', {
          source: 'banner blindness: Benway and Lane 1998',
        }),
      })
      .prefault({})
      .meta({ description: 'banner under the home slate: the most popular items of one department a day' }),
    policy: PolicySchema.default({ name: 'epsilon-mixed', epsilon: 0.6 }),
  })
  .prefault({})
  .meta({ description: 'what shoppers are shown' });

export const examination = z
  .strictObject({
    decay: real(0, 5, 0.7, 'exponent of the fall of examination with position', {
      source:
        'position-based model: Richardson, Dominowska and Ragno 2007; Joachims, Swaminathan and Schnabel 2017',
    }),
    floor: probability(0.05, 'probability of examination far down the slate'),
  })
  .prefault({})
  .meta({ description: 'what shoppers see of what they are shown' });

export const choice = z
  .strictObject({
    outside: real(-20, 20, 5.25, 'utility of taking nothing (more) from a slate'),
    taste: real(
      0,
      10,
      1.3,
      'weight of the match of taste and attributes, which has standard deviation near 1',
    ),
    quality: real(0, 10, 0.6, 'weight of quality, which is standard normal'),
    price: real(
      0,
      10,
      0.5,
      'weight of the logarithm of price over the category’s median, for median sensitivity',
    ),
    conformity: real(0, 5, 0.05, 'weight of log(1 + clicks over mean clicks an item)'),
    novelty: real(
      0,
      10,
      0.15,
      'standard deviation over shoppers of novelty seeking: utility that a department’s items lose at habit 1; some gain',
      { source: 'variety seeking: McAlister and Pessemier 1982' },
    ),
    newness: real(0, 10, 0.5, 'utility of being launched just now'),
    newnessDays: real(0, 3650, 7, 'days after the launch until half of that is gone; 0: gone at once', {
      unit: 'days',
    }),
    stockOut: real(0, 20, 1, 'loss of utility of an item that is shown as sold out'),
    promotion: real(0, 10, 0.05, 'utility of being on offer, beyond the lower price'),
  })
  .prefault({})
  .meta({ description: 'utility: a multinomial logit with an outside option', source: 'McFadden 1974' });

export const funnel = z
  .strictObject({
    cart: z
      .strictObject({
        intercept: real(-20, 20, -2.6, 'logit of carting a clicked item as attractive as nothing'),
        utility: real(0, 10, 0.4, 'rise of that logit with utility over the outside option'),
      })
      .prefault({})
      .meta({ description: 'click to cart' }),
    checkout: z
      .strictObject({
        intercept: real(-20, 20, -0.4, 'logit of going to the checkout with a cart as attractive as nothing'),
        utility: real(
          0,
          10,
          0.15,
          'rise of that logit with the mean utility of the cart over the outside option',
        ),
      })
      .prefault({})
      .meta({ description: 'cart to checkout, for the whole cart at the end of the session' }),
    video: z
      .strictObject({
        items: probability(0.2, 'share of items that have a video'),
        intercept: real(-20, 20, -1, 'logit of watching it for an item as attractive as nothing'),
        utility: real(0, 10, 0.3, 'rise of that logit with utility over the outside option'),
      })
      .prefault({})
      .meta({ description: 'videos on the pages of items' }),
    favourite: z
      .strictObject({
        shoppers: probability(0.3, 'share of shoppers who keep a wish list'),
        intercept: real(
          -20,
          20,
          -2.2,
          'logit of putting a clicked item on it that is as attractive as nothing',
        ),
        utility: real(0, 10, 0.4, 'rise of that logit with utility over the outside option'),
        recall: real(0, 10, 1, 'rise of the logit of carting for an item that was on the list before'),
      })
      .prefault({})
      .meta({ description: 'wish lists: the last four items put on them and not bought since' }),
    share: z
      .strictObject({
        shoppers: probability(0.15, 'share of shoppers who share items with others'),
        intercept: real(-20, 20, -2.6, 'logit of sharing a clicked item that is as attractive as nothing'),
        utility: real(0, 10, 0.4, 'rise of that logit with utility over the outside option'),
      })
      .prefault({})
      .meta({ description: 'sharing of items from their pages' }),
    extraUnits: real(0, 20, 0.15, 'mean units beyond the first in an order line', { unit: 'units' }),
  })
  .prefault({})
  .meta({ description: 'what follows a click' });

export const pace = z
  .strictObject({
    slateSeconds: real(0, 3600, 25, 'mean time on a slate before choosing', { unit: 's' }),
    dwellSeconds: real(
      0,
      3600,
      45,
      'mean time on the page of a clicked item that is as attractive as nothing',
      { unit: 's' },
    ),
    dwellUtility: real(
      0,
      5,
      0.15,
      'rise of the logarithm of that mean with utility over the outside option',
      {
        source: 'dwell time as a measure of interest: Yi, Hong, Zhong, Liu and Rajan 2014',
      },
    ),
  })
  .prefault({})
  .meta({ description: 'how long things take' });
