/**
 * The scenario of a world: this schema is the type, the check and the manual. Every field says its unit, its range and,
 * where it has one, its source; a field that the simulator never reads fails a test.
 */

import { z } from 'zod';

interface Note {
  /** Unit of the value. */
  readonly unit?: string;
  /** Where the idea or the figure comes from. */
  readonly source?: string;
}

const real = (least: number, most: number, normal: number, description: string, note: Note = {}) =>
  z.number().min(least).max(most).default(normal).meta({ description, ...note });
const whole = (least: number, most: number, normal: number, description: string, note: Note = {}) =>
  z.int().min(least).max(most).default(normal).meta({ description, ...note });
const probability = (normal: number, description: string, note: Note = {}) => real(0, 1, normal, description, note);

const shares = (names: readonly (readonly [string, number])[], description: string) =>
  z
    .array(
      z.strictObject({
        name: z.string().min(1).max(40).meta({ description: 'name of the group, as the shop files it' }),
        weight: z.number().min(0).max(1e6).meta({ description: 'relative size of the group' }),
      }),
    )
    .min(1)
    .max(50)
    .default(names.map(([name, weight]) => ({ name, weight })))
    .refine((groups) => groups.some(({ weight }) => weight > 0), 'all weights are 0; at least one must be above 0')
    .meta({ description });

const curve = (length: number, values: readonly number[], description: string, note: Note) =>
  z
    .array(z.number().min(0).max(1e6))
    .length(length)
    .default([...values])
    .refine((weights) => weights.some((weight) => weight > 0), 'all weights are 0; at least one must be above 0')
    .meta({ description, ...note });

const shoppers = z
  .strictObject({
    count: whole(1, 5_000_000, 20_000, 'shoppers in the world', { unit: 'shoppers' }),
    regions: shares(
      [
        ['north', 30],
        ['south', 25],
        ['east', 20],
        ['west', 25],
      ],
      'regions and their relative sizes',
    ),
    ageBands: shares(
      [
        ['18-24', 14],
        ['25-34', 27],
        ['35-44', 24],
        ['45-54', 17],
        ['55-64', 11],
        ['65+', 7],
      ],
      'age bands and their relative sizes',
    ),
    genders: shares(
      [
        ['female', 54],
        ['male', 44],
        ['other', 2],
      ],
      'genders as registered and their relative sizes',
    ),
    incomes: shares(
      [
        ['low', 30],
        ['middle', 50],
        ['high', 20],
      ],
      'income bands from lowest to highest and their relative sizes',
    ),
  })
  .prefault({})
  .meta({ description: 'who shops' });

const catalog = z
  .strictObject({
    items: whole(2, 1_000_000, 10_000, 'items on sale', { unit: 'items' }),
    departments: whole(1, 12, 12, 'top level of the category tree', { unit: 'departments' }),
    categories: whole(1, 12, 6, 'categories in each department', { unit: 'categories' }),
    categorySkew: real(0, 2, 0.4, 'Zipf exponent of category sizes; 0: equal on average'),
    brands: whole(1, 2400, 240, 'brands', { unit: 'brands' }),
    sellers: whole(1, 2400, 400, 'sellers', { unit: 'sellers' }),
    categoryShare: probability(0.5, 'share of the variance of latent attributes that an item has from its category'),
    brandShare: probability(0.1, 'share of the variance of latent attributes that an item has from its brand'),
    labelNoise: probability(0.1, 'probability that a filed attribute is drawn at random instead of from the latent one'),
  })
  .prefault({})
  .refine(({ categoryShare, brandShare }) => categoryShare + brandShare <= 1, {
    path: ['brandShare'],
    message: 'categoryShare + brandShare is above 1; they share the variance of an item',
  })
  .meta({ description: 'what is on sale' });

const taste = z
  .strictObject({
    dimensions: whole(1, 16, 8, 'dimensions of latent taste and of item attributes', { unit: 'dimensions' }),
    groupProxy: probability(0.3, 'correlation of taste with age band, gender and region; 0: groups say nothing of taste'),
    mood: real(0, 2, 0.3, 'standard deviation of a session’s taste around the shopper’s own, per dimension'),
  })
  .prefault({})
  .meta({ description: 'what shoppers like' });

const price = z
  .strictObject({
    median: whole(1, 10_000_000, 2_500, 'median price of the median category', { unit: 'cents' }),
    categorySpread: real(0, 2, 0.7, 'standard deviation of the logarithm of median prices over categories'),
    itemSpread: real(0, 2, 0.5, 'standard deviation of the logarithm of price within a category'),
    qualityPremium: real(-1, 1, 0.15, 'rise of the logarithm of price for one standard deviation of quality'),
    sensitivitySpread: real(0, 2, 0.4, 'standard deviation of the logarithm of price sensitivity over shoppers'),
    incomeEffect: real(0, 2, 0.3, 'fall of the logarithm of price sensitivity from one income band to the next'),
  })
  .prefault({})
  .meta({ description: 'prices, fixed over time, and how much they matter to whom' });

/** Low at 03, high at 20; highest / mean 1.9. */
const HOURS = [
  0.9, 0.5, 0.3, 0.22, 0.25, 0.4, 0.7, 1.1, 1.6, 2.1, 2.4, 2.5, 2.6, 2.5, 2.4, 2.5, 2.6, 2.8, 3.1, 3.5, 3.7, 3.3, 2.5, 1.6,
];
const WEEKDAYS = [1.08, 1.06, 1.04, 1.02, 0.96, 0.92, 1.0];
const ON_HOURS = { source: 'evening peak: SaleCycle 2020 e-commerce statistics' };
const ON_WEEKDAYS = { source: 'largest over smallest day 1.05 to 1.25: Workarea 2018' };

const arrival = z
  .strictObject({
    sessionsPerDay: real(0, 20, 0.2, 'mean sessions of a shopper in a day', { unit: 'sessions a day' }),
    shape: real(0.05, 100, 0.5, 'shape of the gamma that spreads activity over shoppers; small: few do most', {
      source: 'Ehrenberg 1959, gamma-Poisson',
    }),
    hours: curve(24, HOURS, 'relative arrivals of hours 0 to 23 of the day', ON_HOURS),
    weekdays: curve(7, WEEKDAYS, 'relative arrivals of Monday to Sunday', ON_WEEKDAYS),
    anonymous: probability(0, 'share of sessions that are not signed in: the shop then knows only the visitor'),
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
        epsilon: probability(0.3, 'probability that a slot is drawn evenly instead of by popularity'),
      })
      .meta({ description: 'popularity, with each slot drawn evenly now and then' }),
  ])
  .meta({ description: 'what fills the home slate' });
export type PolicySpec = z.infer<typeof PolicySchema>;

const exposure = z
  .strictObject({
    slateSize: whole(1, 200, 20, 'slots of a slate', { unit: 'slots' }),
    continue: real(0, 0.99, 0.75, 'probability of looking at one more slate, a category listing, after each slate'),
    maxSlates: whole(1, 200, 25, 'most slates in a session', { unit: 'slates' }),
    categoryTaste: real(0, 10, 1.5, 'weight of taste when a shopper picks the category to look at'),
    skip: real(0, 0.99, 0.5, 'probability of passing over each page of a listing unseen: search and filters lead deeper'),
    policy: PolicySchema.default({ name: 'epsilon-mixed', epsilon: 0.3 }),
  })
  .prefault({})
  .meta({ description: 'what shoppers are shown' });

const examination = z
  .strictObject({
    decay: real(0, 5, 0.7, 'exponent of the fall of examination with position', {
      source: 'position-based model: Richardson, Dominowska and Ragno 2007; Joachims, Swaminathan and Schnabel 2017',
    }),
    floor: probability(0.05, 'probability of examination far down the slate'),
  })
  .prefault({})
  .meta({ description: 'what shoppers see of what they are shown' });

const choice = z
  .strictObject({
    outside: real(-20, 20, 4.4, 'utility of taking nothing (more) from a slate'),
    taste: real(0, 10, 1.3, 'weight of the match of taste and attributes, which has standard deviation near 1'),
    quality: real(0, 10, 0.9, 'weight of quality, which is standard normal'),
    price: real(0, 10, 0.5, 'weight of the logarithm of price over the category’s median, for median sensitivity'),
    conformity: real(0, 5, 0.2, 'weight of log(1 + clicks over mean clicks an item)'),
  })
  .prefault({})
  .meta({ description: 'utility: a multinomial logit with an outside option', source: 'McFadden 1974' });

const funnel = z
  .strictObject({
    cart: z
      .strictObject({
        intercept: real(-20, 20, -3.1, 'logit of carting a clicked item as attractive as nothing'),
        utility: real(0, 10, 0.4, 'rise of that logit with utility over the outside option'),
      })
      .prefault({})
      .meta({ description: 'click to cart' }),
    checkout: z
      .strictObject({
        intercept: real(-20, 20, -0.8, 'logit of ordering a cart as attractive as nothing'),
        utility: real(0, 10, 0.3, 'rise of that logit with the mean utility of the cart over the outside option'),
      })
      .prefault({})
      .meta({ description: 'cart to order, for the whole cart at the end of the session' }),
    extraUnits: real(0, 20, 0.15, 'mean units beyond the first in an order line', { unit: 'units' }),
  })
  .prefault({})
  .meta({ description: 'what follows a click' });

const pace = z
  .strictObject({
    slateSeconds: real(0, 3600, 25, 'mean time on a slate before choosing', { unit: 's' }),
    dwellSeconds: real(0, 3600, 45, 'mean time on the page of a clicked item', { unit: 's' }),
  })
  .prefault({})
  .meta({ description: 'how long things take' });

/** Impressions that a round may be expected to have: they are held in memory until its barrier. */
export const MOST_IMPRESSIONS_A_ROUND = 20_000_000;

export const ScenarioSchema = z
  .strictObject({
    title: z.string().min(1).max(200).default('untitled').meta({ description: 'one line for reports' }),
    seed: z
      .union([z.string().min(1).max(200), z.int()])
      .optional()
      .meta({ description: 'any string; the whole world follows from it' }),
    origin: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT00:00:00(\.0+)?(Z|[+-]\d\d:\d\d)$/, 'must be a midnight with zone, e.g. 2024-01-01T00:00:00Z')
      .refine((origin) => Number.isFinite(Date.parse(origin)), 'no such date')
      .default('2024-01-01T00:00:00Z')
      .meta({ description: 'start of the log, t = 0', unit: 'ISO 8601 date-time with zone' }),
    days: whole(1, 3650, 28, 'length of the log: one round a day', { unit: 'days' }),
    truth: z
      .enum(['none', 'actions', 'full'])
      .default('actions')
      .meta({ description: 'hidden truth to file beside the log; full: utility and examination of every impression' }),
    shoppers,
    catalog,
    taste,
    price,
    arrival,
    exposure,
    examination,
    choice,
    funnel,
    pace,
  })
  .superRefine((scenario, context) => {
    const { slateSize } = scenario.exposure;
    if (slateSize > scenario.catalog.items) {
      const message = `${slateSize} is more than the ${scenario.catalog.items} items of catalog.items`;
      context.addIssue({ code: 'custom', path: ['exposure', 'slateSize'], message });
    }
    const busiest = expectedImpressions(scenario, Math.max(...weekdayFactors(scenario.arrival.weekdays)));
    if (busiest > MOST_IMPRESSIONS_A_ROUND) {
      const message = `about ${Math.round(busiest)} impressions on the busiest day; at most ${MOST_IMPRESSIONS_A_ROUND} are allowed: lower shoppers.count, arrival.sessionsPerDay, exposure.continue or exposure.slateSize`;
      context.addIssue({ code: 'custom', path: ['shoppers', 'count'], message });
    }
  })
  .meta({ title: 'shoplab scenario' });

export type Scenario = Omit<z.infer<typeof ScenarioSchema>, 'seed'>;

/** A scenario as it may stand in a file: with the scenario that it changes, whose values hold where it is silent. */
export const ScenarioFileSchema = ScenarioSchema.safeExtend({
  extends: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'the scenario that this one changes: a shipped name, or a file in this folder or below' }),
});

/** Weights of Monday to Sunday with mean 1. */
export function weekdayFactors(weekdays: readonly number[]): number[] {
  const mean = weekdays.reduce((sum, weight) => sum + weight, 0) / weekdays.length;
  return weekdays.map((weight) => (mean > 0 ? weight / mean : 0));
}

/** Mean slates of a session: 1 + c + c^2 + ... up to `maxSlates` terms. */
export function meanSlates(exposure: { readonly continue: number; readonly maxSlates: number }): number {
  let sum = 0;
  let reach = 1;
  for (let slate = 0; slate < exposure.maxSlates; slate++) {
    sum += reach;
    reach *= exposure.continue;
  }
  return sum;
}

/** Mean impressions of a day of relative activity `factor`, if every slate is full. */
export function expectedImpressions(scenario: Omit<Scenario, 'truth'>, factor: number): number {
  const sessions = scenario.shoppers.count * scenario.arrival.sessionsPerDay * factor;
  return sessions * meanSlates(scenario.exposure) * scenario.exposure.slateSize;
}
