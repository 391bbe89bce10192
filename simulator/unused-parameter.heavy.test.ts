import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seedWords } from '../numerics/seed.ts';
import { BUSY_FRAUD } from './fraud/busy-fraud.ts';
import { simulateInMemory } from './rounds/in-memory.ts';
import { type Scenario, ScenarioSchema } from './scenario/scenario.ts';
import { digestWorld, smallScenario } from './small-world.ts';
import { buildWorld } from './world/world.ts';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Field {
  /** Elements of a list are told by `0`. */
  readonly path: readonly string[];
  readonly schema: JsonSchema;
}

/** Read by others: the title by the manifest, the seed before the simulator starts, targets after it has ended. */
const ELSEWHERE = ['title', 'seed', 'targets'];

function fieldsOf(schema: JsonSchema, path: readonly string[] = []): Field[] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, inner]) => fieldsOf(inner, [...path, name]));
  }
  if (schema.oneOf) return schema.oneOf.flatMap((branch) => fieldsOf(branch, path));
  if (schema.items?.properties || schema.items?.oneOf) return fieldsOf(schema.items, [...path, '0']);
  return [{ path, schema }];
}

const schema = z.toJSONSchema(ScenarioSchema, { io: 'input' }) as JsonSchema;
const fields = fieldsOf(schema).filter(({ path }) => !ELSEWHERE.includes(path[0]!));
const unique = [...new Map(fields.map((field) => [field.path.join('.'), field])).values()];

/** `value` with every read of a field noted as a path. */
function watched<T extends object>(value: T, path: readonly string[], read: Set<string>): T {
  return new Proxy(value, {
    get(target, name) {
      const inner: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return inner;
      const here = [...path, Array.isArray(target) && /^\d+$/.test(name) ? '0' : name];
      read.add(here.join('.'));
      return typeof inner === 'object' && inner !== null ? watched(inner, here, read) : inner;
    },
  });
}

function valueAt(scenario: Scenario, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    scenario,
  );
}

/** Fields that hold the names of other things, or of which the next value says little. */
const OTHER_VALUES: Readonly<Record<string, unknown>> = {
  'checkout.freeFrom': 100_000,
  'taste.apart.group': 'female',
  'promotions.0.kind': 'global',
  'promotions.0.departments': ['Clothing'],
  'promotions.0.regions': ['south'],
  // Half of it would still cart nearly all.
  'funnel.favourite.recall': 0.01,
  'promotions.0.segment.income': 'high',
  'promotions.0.segment.ageBand': '25-34',
  'promotions.0.segment.gender': 'male',
};

/** A legal value that is not the one in use. */
function otherValue(
  value: unknown,
  { enum: choices, minimum = 0, maximum = 1, type }: JsonSchema,
  path: string,
): unknown {
  if (path === 'origin') return '2024-01-03T00:00:00Z';
  if (path.endsWith('policy.name')) return 'random';
  if (OTHER_VALUES[path]) return OTHER_VALUES[path];
  if (path.endsWith('.region')) return 'east';
  if (path.endsWith('.income')) return 'high';
  if (choices) return choices.find((choice) => choice !== value);
  if (Array.isArray(value)) return value.map((weight, i) => (i === 1 ? 7 * (weight as number) + 1 : weight));
  if (typeof value === 'string') return `${value} changed`;
  const number = value as number;
  if (type === 'integer') return number < maximum ? number + 1 : number - 1;
  return number > minimum ? minimum + (number - minimum) / 2 : Math.min(maximum, minimum + 0.5);
}

const POLICIES = [
  { name: 'epsilon-mixed', epsilon: 0.5 },
  { name: 'fixed', items: [9, 10, 11, 12, 13, 14] },
] as const;

const WEEK = { from: 1, days: 5, percent: 20 };
/** The first of each list has every field of its kind. */
const PROMOTIONS = [
  [
    { kind: 'coupon', name: 'code', ...WEEK, code: 'CODE', reach: 0.5, minimumCents: 3000, perAccount: 2 },
    { kind: 'global', name: 'all', ...WEEK },
  ],
  [
    {
      kind: 'segment',
      name: 'some',
      ...WEEK,
      departments: ['Kitchen', 'Living Room'],
      segment: { income: 'middle', ageBand: '35-44', gender: 'female', tier: 'basic' },
    },
  ],
  [{ kind: 'localised', name: 'here', ...WEEK, regions: ['north', 'east'] }],
] as const;

/** Between them they have a value for every field, and something for every field to do. */
const scenarios = PROMOTIONS.map((promotions, nth) => {
  const policy = POLICIES[nth % POLICIES.length]!;
  return smallScenario({
    taste: { apart: { ...(nth === 1 && { group: 'male' }), distance: 2 } },
    arrival: { sessionsPerDay: 0.8, devices: { tablet: 50 } },
    intent: { search: 90, replenish: 300, gift: 60, replenishPull: 2, budget: { median: 8000, weight: 1.5 } },
    exposure: {
      slateSize: 6,
      maxSlates: 4,
      policy,
      similar: { probability: 0.7, slots: 4, most: 2 },
    },
    search: {
      browse: 0.5,
      search: 0.6,
      replenish: 0.2,
      gift: 0.4,
      typos: 0.5,
      corrected: 0.5,
      voice: { desktop: 0.6, phone: 0.6, tablet: 0.6 },
      wordErrors: 0.6,
      deletions: 0.5,
    },
    funnel: {
      cart: { intercept: 1.5 },
      checkout: { intercept: 1, utility: 1 },
      extraUnits: 0.5,
      video: { items: 0.6, intercept: 0.2, utility: 1 },
      favourite: { shoppers: 0.9, intercept: 1, recall: 6 },
      share: { shoppers: 0.7, intercept: -0.5, utility: 1 },
    },
    mentions: { shoppers: 0.8, intercept: 0.5, meanDays: 1 },
    experiments: [
      {
        name: 'home',
        arms: [
          {
            name: 'as before',
            policy: { ...policy, ...(policy.name === 'fixed' && { items: [0, 5, 2, 3, 4, 1] }) },
          },
          { name: 'as all' },
        ],
      },
      { name: 'prices', arms: [{ name: 'list' }, { name: 'dear', priceFactor: 1.2 }] },
    ],
    consent: { optOut: 0.5, from: 1, over: 4 },
    experience: { defects: 0.3 },
    catalog: { launches: 0.1, retirements: 0.1 },
    season: {
      eventDays: [
        { name: 'sale', from: 2, days: 2, visits: 2, spend: 1 },
        { name: 'feast', from: '01-03', visits: 2 },
      ],
      departments: [{ department: 1, amplitude: 1, peakMonth: 2 }],
    },
    shocks: [
      { name: 'heat', from: 1, days: 4, visits: 1.5, department: 0, demand: 1, supply: 2, price: 1.5 },
    ],
    stock: { coverDays: 3, reviewDays: 1, safety: 0.5, unitsPerSession: 1, memoryDays: 4 },
    suppliers: { count: 4, leadDays: 2, leadSpread: 1, orderSpread: 1, reliability: 0.5, delay: 3 },
    pricing: {
      everyDays: 2,
      demand: 0.5,
      stock: 0.1,
      clearance: 0.3,
      clearanceDays: 3,
      floor: 0.9,
      ceiling: 1.1,
      segments: [{ region: 'south', income: 'middle', factor: 1.5 }],
    },
    // So much of everything that half of it shows among few shoppers in few days.
    reviews: { intercept: 0, meanDays: 1, mention: 0.9, typos: 0.2, twoWidth: 1.5 },
    support: { intercept: 0.5, openHours: 2, responseHours: 2, resolutionHours: 8 },
    life: {
      habit: { rate: 0.5, weight: 3 },
      satisfaction: { order: 0.9, visits: 1 },
      churn: { perDay: 0.15, satisfaction: 6 },
      loyalty: { redeemAt: 60, pull: 6, silver: 200, gold: 800, visits: 2 },
    },
    identity: { devices: 2, forget: 0.4 },
    choice: { outside: 2, novelty: 2 },
    harms: {
      creepy: { threshold: 0.1, utility: 2, satisfaction: 0.5 },
      groupInfluence: { weight: 0.5 },
      compulsive: { share: 0.3, urge: 2, regret: 2 },
    },
    faults: {
      missing: 0.1,
      wrongUnit: 0.1,
      brokenReference: 0.1,
      duplicated: 0.2,
      late: 0.2,
      outOfOrder: 0.2,
    },
    promotions,
    // Steps that few would leave, and bills that many do not pay.
    checkout: { leaveAddress: 0.2, leavePayment: 0.2, shippingShock: 40, coupon: 3, freeFrom: 6000 },
    payment: {
      later: 60,
      credit: -1,
      creditIncome: 2,
      creditAge: 0.5,
      incomeEffect: 1,
      decline: 0.3,
      laterDays: 1,
      laterDefault: 0.5,
      defaultContent: -9,
      elsewhere: 0.3,
    },
  });
});

const seed = seedWords('unused');
/** Just too little for the dearest item: a cent more makes a difference. */
const mostCents = Math.max(...buildWorld(smallScenario(), seed).items.price) - 1;
const underAttack = smallScenario({
  fraud: {
    ...BUSY_FRAUD,
    cardTesting: { ...BUSY_FRAUD.cardTesting, mostCents },
    shilling: { ...BUSY_FRAUD.shilling, campaigns: 12 },
    checks: { caught: 0.3, honest: 0.4 },
  },
});

type Size = (typeof SIZES)[number];
/** A change that few show in few days need not be looked for among more: a field does something if it does so in one of them. */
const SIZES = [
  { days: 2, count: 8 },
  { days: 4, count: 15 },
  { days: 8, count: 60 },
] as const;

/** A field that is changed itself keeps its value. */
function resized(scenario: Scenario, { days, count }: Size): Scenario {
  const { days: own, shoppers } = scenario;
  return {
    ...scenario,
    days: own === WHOLE.days ? days : own,
    shoppers: { ...shoppers, count: shoppers.count === WHOLE.count ? count : shoppers.count },
  };
}
const WHOLE = SIZES[2];

describe('the scenario’s fields', () => {
  it('are found', () => {
    expect(unique.length).toBeGreaterThan(60);
    expect(unique.map(({ path }) => path.join('.'))).toContain('shoppers.regions.0.weight');
  });

  it('all say what they mean', () => {
    expect(fields.filter((field) => !field.schema.description && field.schema.const === undefined)).toEqual(
      [],
    );
  });

  it('are all read by the simulator', () => {
    const read = new Set<string>();
    for (const scenario of [...scenarios, underAttack]) simulateInMemory(watched(scenario, [], read), seed);
    const paths = unique.map(({ path }) => path.join('.'));
    expect(paths.filter((path) => !read.has(path))).toEqual([]);
  });

  const worlds = [...scenarios, underAttack];
  const digestAt = (size: Size, scenario: Scenario): string =>
    digestWorld(simulateInMemory(resized(ScenarioSchema.parse(scenario), size), seed));
  const before = SIZES.map((size) => worlds.map((scenario) => digestAt(size, scenario)));
  it.each(unique.map(({ path, schema }) => [path.join('.'), path, schema] as const))(
    '%s changes the world',
    (name, path, field) => {
      const which =
        path[0] === 'fraud'
          ? worlds.indexOf(underAttack)
          : scenarios.findIndex((scenario) => valueAt(scenario, path) !== undefined);
      const changed = structuredClone(worlds[which]!);
      const holder = valueAt(changed, path.slice(0, -1)) as Record<string, unknown>;
      const last = path.at(-1)!;
      holder[last] = otherValue(valueAt(changed, path), field, name);
      if (name.endsWith('policy.name')) {
        delete holder['epsilon'];
        delete holder['items'];
      }
      if (name === 'promotions.0.kind') {
        for (const own of ['segment', 'regions', 'code', 'reach', 'minimumCents', 'perAccount'])
          delete holder[own];
      }
      // The origin stands in the manifest; here its weekday shows in the arrivals.
      expect(SIZES.some((size, nth) => digestAt(size, changed) !== before[nth]![which])).toBe(true);
    },
  );
});
