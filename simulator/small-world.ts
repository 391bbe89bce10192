/** A small scenario in which every knob matters, and the digest of a world: for examples and tests. */

import { INJECTED_FAULTS, RAW_ACTIONS, RAW_SESSIONS } from '../datasets/raw-tables.ts';
import { combineDigests, digestTable } from '../datasets/store/table-digest.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  DELIVERIES,
  IMPRESSIONS,
  ORDERS,
  RETURNS,
  REVIEWS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
  TICKETS,
} from '../datasets/tables.ts';
import { sha256 } from '../numerics/digest.ts';
import type { SimulatedWorld } from './in-memory.ts';
import {
  EXPERIENCES,
  REVIEW_ASPECTS,
  SHOPPER_DEPARTMENTS,
  SHOPPER_DRIFT,
  SHOPPER_STATES,
} from './life-truth.ts';
import { type Scenario, ScenarioSchema } from './scenario.ts';
import {
  ACTION_TRUTH,
  IMPRESSION_TRUTH,
  ITEM_ATTRIBUTES,
  ITEM_TRAITS,
  SESSION_TRUTH,
  SHOPPER_TASTES,
  SHOPPER_TRAITS,
} from './truth.ts';

type Sections = {
  readonly [K in keyof Scenario]?: Scenario[K] extends string | number
    ? Scenario[K]
    : object | (null & Scenario[K]);
};

const SMALL = {
  title: 'small',
  days: 8,
  truth: 'full',
  shoppers: { count: 60 },
  catalog: { items: 80, departments: 3, categories: 2, brands: 7, sellers: 5 },
  taste: { dimensions: 4 },
  arrival: { sessionsPerDay: 0.5, shape: 2, anonymous: 0.2 },
  exposure: { slateSize: 6, maxSlates: 4 },
  choice: { outside: 2 },
  funnel: { cart: { intercept: -0.5 }, checkout: { intercept: 0 }, extraUnits: 0.5 },
  delivery: { medianDays: 1, promisedDays: 1 },
  returns: { intercept: -1, meanDays: 1 },
  reviews: { intercept: 0, meanDays: 1 },
  support: { intercept: -1, openHours: 2, responseHours: 2, resolutionHours: 8 },
} as const satisfies Sections;

/** The small scenario with some values changed, section by section. */
export function smallScenario(changes: Sections = {}): Scenario {
  const sections = { ...SMALL, ...changes };
  const merged = Object.entries(sections).map(([name, value]) => {
    const base = (SMALL as Sections)[name as keyof Scenario];
    return [name, typeof value === 'object' && typeof base === 'object' ? { ...base, ...value } : value];
  });
  return ScenarioSchema.parse(Object.fromEntries(merged));
}

/** What `shoplab simulate` prints as the digest of the same world. */
export function digestWorld({ log, arms, catalog, shoppers, truth, raw, world }: SimulatedWorld): string {
  const isTruthFiled = world.scenario.truth !== 'none';
  const digests: Record<string, string> = {};
  const add = <S extends TableSpec>(folder: string, spec: S, table: Table<S>): void => {
    digests[folder + spec.name] = digestTable(spec, table, sha256);
  };
  add('', SESSIONS, log.sessions);
  add('', IMPRESSIONS, log.impressions);
  add('', ACTIONS, log.actions);
  add('', ORDERS, log.afterSale.orders);
  add('', DELIVERIES, log.afterSale.deliveries);
  add('', RETURNS, log.afterSale.returns);
  add('', TICKETS, log.afterSale.tickets);
  add('', REVIEWS, log.reviews);
  add('', ARMS, arms);
  add('', CATALOG, catalog);
  add('', SHOPPERS, shoppers);
  if (isTruthFiled) {
    add('truth/', SHOPPER_TASTES, truth.shopperTastes);
    add('truth/', SHOPPER_TRAITS, truth.shopperTraits);
    add('truth/', ITEM_ATTRIBUTES, truth.itemAttributes);
    add('truth/', ITEM_TRAITS, truth.itemTraits);
    add('truth/', SESSION_TRUTH, truth.sessions);
    add('truth/', ACTION_TRUTH, truth.actions);
    add('truth/', EXPERIENCES, truth.experiences);
    add('truth/', REVIEW_ASPECTS, truth.reviewAspects);
    add('truth/', SHOPPER_STATES, truth.shopperStates);
    add('truth/', SHOPPER_DRIFT, truth.shopperDrift);
    add('truth/', SHOPPER_DEPARTMENTS, truth.shopperDepartments);
  }
  if (world.scenario.truth === 'full') add('truth/', IMPRESSION_TRUTH, truth.impressions);
  if (raw) {
    add('raw/', RAW_SESSIONS, raw.sessions);
    add('raw/', RAW_ACTIONS, raw.actions);
    if (isTruthFiled) add('truth/', INJECTED_FAULTS, raw.faults);
  }
  return combineDigests(digests, sha256);
}
