/**
 * The scenario of a world: this schema is the type, the check and the manual. Every field says its unit, its range and,
 * where it has one, its source; a field that the simulator never reads fails a test.
 */

import { z } from 'zod';
import { activityOf } from '../world/calendar.ts';
import { finance, pricing, stock, suppliers } from './scenario-business.ts';
import { season, shocks } from './scenario-calendar.ts';
import { consent, experiments } from './scenario-experiments.ts';
import { faults } from './scenario-faults.ts';
import { whole } from './scenario-fields.ts';
import { fraud } from './scenario-fraud.ts';
import { intent, mentions, search } from './scenario-intent.ts';
import { delivery, experience, life, returns, reviews, support } from './scenario-life.ts';
import { harms, identity } from './scenario-people.ts';
import { promotions, unknownNames as unknownPromoted } from './scenario-promotions.ts';
import { checkout, payment } from './scenario-sale.ts';
import { targets } from './scenario-targets.ts';
import { arrival, choice, examination, exposure, funnel, type PolicySpec, pace } from './scenario-visit.ts';
import { catalog, price, shoppers, taste } from './scenario-world.ts';

/** Sessions that a log may be expected to have: half of what ids of 32 bits can number. */
export const MOST_SESSIONS = 2 ** 31;
/** Impressions that a round may be expected to have: they are held in memory until its barrier. */
export const MOST_IMPRESSIONS_A_ROUND = 20_000_000;

/** What the rules between fields read: where it is there, they are told beside the faults of other fields. */
const BetweenFields = z.looseObject({
  catalog: z.looseObject({ items: z.number(), departments: z.number() }),
  shoppers: z.looseObject({
    regions: named(),
    incomes: named(),
    ageBands: named(),
    genders: named(),
  }),
  taste: z.looseObject({
    apart: z.looseObject({ by: z.string(), group: z.string().optional() }).optional(),
  }),
  season: z.looseObject({ departments: z.array(z.looseObject({ department: z.number().max(11) })) }),
  shocks: z.array(z.looseObject({ department: z.number().max(11).optional() })),
  pricing: z.looseObject({
    segments: z.array(z.looseObject({ region: z.string().optional(), income: z.string().optional() })),
  }),
  exposure: z.looseObject({ slateSize: z.number(), policy: readablePolicy() }),
  experiments: z.array(
    z.looseObject({ arms: z.array(z.looseObject({ policy: readablePolicy().optional() })) }),
  ),
});
function named() {
  return z.array(z.looseObject({ name: z.string() }));
}
function readablePolicy() {
  return z
    .looseObject({ name: z.string(), items: z.array(z.number()).optional() })
    .refine(({ name, items }) => name !== 'fixed' || items !== undefined);
}

export const ScenarioSchema = z
  .strictObject({
    title: z.string().min(1).max(200).default('untitled').meta({ description: 'one line for reports' }),
    seed: z
      .union([z.string().min(1).max(200), z.int()])
      .optional()
      .meta({ description: 'any string; the whole world follows from it' }),
    origin: z
      .string()
      .regex(
        /^\d{4}-\d\d-\d\dT00:00:00(\.0+)?(Z|[+-]\d\d:\d\d)$/,
        'must be a midnight with zone, e.g. 2024-01-01T00:00:00Z',
      )
      .refine(
        (origin) =>
          z.iso.date().safeParse(origin.slice(0, 10)).success && Number.isFinite(Date.parse(origin)),
        'no such date',
      )
      .default('2024-01-01T00:00:00Z')
      .meta({ description: 'start of the log, t = 0', unit: 'ISO 8601 date-time with zone' }),
    days: whole(1, 3650, 28, 'length of the log: one round a day', { unit: 'days' }),
    truth: z.enum(['none', 'actions', 'full']).default('actions').meta({
      description: 'hidden truth to file beside the log; full: utility and examination of every impression',
    }),
    shoppers,
    catalog,
    taste,
    price,
    season,
    shocks,
    arrival,
    identity,
    intent,
    exposure,
    search,
    examination,
    choice,
    funnel,
    promotions,
    checkout,
    payment,
    pace,
    delivery,
    experience,
    returns,
    reviews,
    mentions,
    support,
    life,
    harms,
    stock,
    suppliers,
    pricing,
    finance,
    experiments,
    consent,
    faults,
    targets,
    fraud,
  })
  .superRefine(
    (scenario, context) => {
      const refuse = (path: (string | number)[], message: string): void =>
        context.addIssue({ code: 'custom', path, message });
      const { slateSize } = scenario.exposure;
      if (slateSize > scenario.catalog.items) {
        refuse(
          ['exposure', 'slateSize'],
          `${slateSize} is more than the ${scenario.catalog.items} items of catalog.items`,
        );
      }
      for (const { path, policy } of policiesIn(scenario)) {
        if (policy.name !== 'fixed') continue;
        const outside = policy.items.find((item) => item >= scenario.catalog.items);
        if (outside !== undefined) {
          refuse([...path, 'items'], `no item ${outside}; catalog.items is ${scenario.catalog.items}`);
        } else if (policy.items.length < slateSize) {
          refuse([...path, 'items'], `${policy.items.length} items do not fill a slate of ${slateSize}`);
        }
      }
      for (const { path, message } of unknownNames(scenario)) refuse(path, message);
      // A value out of its own range needs no second fault.
      if (context.issues.length > 0) return;
      for (const { path, message } of unknownPromoted(scenario)) refuse(path, message);
      const activity = Array.from({ length: scenario.days }, (_, day) => activityOf(scenario, day));
      const days = activity.reduce((sum, factor) => sum + factor, 0);
      const sessions = days * scenario.shoppers.count * scenario.arrival.sessionsPerDay;
      const busiest = expectedImpressions(scenario, Math.max(...activity), scenario.exposure.similar.most);
      if (sessions > MOST_SESSIONS) {
        const most = `at most ${MOST_SESSIONS} are allowed: lower days, shoppers.count or arrival.sessionsPerDay`;
        refuse(['days'], `about ${Math.round(sessions)} sessions in all; ${most}`);
      } else if (busiest > MOST_IMPRESSIONS_A_ROUND) {
        const most = `at most ${MOST_IMPRESSIONS_A_ROUND} are allowed: lower shoppers.count, arrival.sessionsPerDay, exposure.continue or exposure.slateSize`;
        refuse(['shoppers', 'count'], `about ${Math.round(busiest)} impressions on the busiest day; ${most}`);
      }
    },
    { when: ({ value }) => BetweenFields.safeParse(value).success },
  )
  .meta({ title: 'shoplab scenario' });

export type Scenario = Omit<z.infer<typeof ScenarioSchema>, 'seed'>;

/** A scenario as it may stand in a file: with the scenario that it changes, whose values hold where it is silent. */
export const ScenarioFileSchema = ScenarioSchema.safeExtend({
  extends: z.string().min(1).max(1000).optional().meta({
    description: 'the scenario that this one changes: a shipped name, or a file in this folder or below',
  }),
});

/** Every policy that a scenario names, and where. */
function policiesIn({
  exposure,
  experiments: tests,
}: Pick<Scenario, 'exposure' | 'experiments'>): { path: (string | number)[]; policy: PolicySpec }[] {
  const ofArms = tests.flatMap(({ arms }, nth) =>
    arms.flatMap(({ policy }, index) =>
      policy ? [{ path: ['experiments', nth, 'arms', index, 'policy'], policy }] : [],
    ),
  );
  return [{ path: ['exposure', 'policy'], policy: exposure.policy }, ...ofArms];
}

/** Departments, regions and income bands that are spoken of but are not there. */
function unknownNames({
  catalog: { departments },
  season: { departments: seasons },
  shocks: all,
  pricing: { segments },
  shoppers: { regions, incomes, ageBands, genders },
  taste: { apart },
}: Pick<Scenario, 'catalog' | 'season' | 'shocks' | 'pricing' | 'shoppers' | 'taste'>): {
  path: (string | number)[];
  message: string;
}[] {
  const faults: { path: (string | number)[]; message: string }[] = [];
  const check = (path: (string | number)[], department: number | undefined): void => {
    if (department === undefined || department < departments) return;
    const message = `no department ${department}; catalog.departments is ${departments}`;
    faults.push({ path: [...path, 'department'], message });
  };
  for (const [nth, { department }] of seasons.entries()) check(['season', 'departments', nth], department);
  for (const [nth, { department }] of all.entries()) check(['shocks', nth], department);
  if (apart?.group !== undefined) {
    const groups = { region: regions, ageBand: ageBands, gender: genders, income: incomes }[apart.by];
    if (groups && !groups.some(({ name }) => name === apart.group)) {
      const known = groups.map(({ name }) => name).join(', ');
      faults.push({
        path: ['taste', 'apart', 'group'],
        message: `no ${apart.by} '${apart.group}'; there are ${known}`,
      });
    }
  }
  segments.forEach((segment, nth) => {
    for (const [field, groups] of [
      ['region', regions],
      ['income', incomes],
    ] as const) {
      const name = segment[field];
      if (name === undefined || groups.some((group) => group.name === name)) continue;
      const known = groups.map((group) => group.name).join(', ');
      faults.push({
        path: ['pricing', 'segments', nth, field],
        message: `no ${field} '${name}'; there are ${known}`,
      });
    }
  });
  return faults;
}

type Looking = Pick<Scenario['exposure'], 'continue' | 'patienceSpread' | 'maxSlates'>;

/**
 * Mean of c^n over shoppers, c their probability of looking on: beta with mean `continue`, of which `patienceSpread` is the
 * correlation of two decisions of one shopper. Hence the product of (a + i) / (a + b + i), and the slates of a session are
 * beta-geometric (Fader and Hardie 2007).
 */
export function meanPower({ continue: mean, patienceSpread: rho }: Looking, power: number): number {
  let product = 1;
  for (let i = 0; i < power; i++) product *= (mean * (1 - rho) + i * rho) / (1 - rho + i * rho);
  return product;
}

/** Mean slates of a session: the sum of the chances to reach each, up to `maxSlates` terms. */
export function meanSlates(exposure: Looking): number {
  let sum = 0;
  for (let slate = 0; slate < exposure.maxSlates; slate++) sum += meanPower(exposure, slate);
  return sum;
}

/**
 * Mean impressions of a day of relative activity `factor`, if every slate is full and each session has `similar` slates of
 * similar items.
 */
export function expectedImpressions(scenario: Omit<Scenario, 'truth'>, factor: number, similar = 0): number {
  const { exposure } = scenario;
  const sessions = scenario.shoppers.count * scenario.arrival.sessionsPerDay * factor;
  const aside = exposure.banner.probability * exposure.banner.slots;
  const likes = exposure.similar.probability > 0 ? similar * exposure.similar.slots : 0;
  return sessions * (meanSlates(exposure) * exposure.slateSize + aside + likes);
}
