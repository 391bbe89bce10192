/** A small scenario in which every knob matters (with stock without end and list prices, until they are asked for), and the digest of a world: for examples and tests. */

import { INJECTED_FAULTS, RAW_ACTIONS, RAW_SESSIONS } from '../datasets/raw-tables.ts';
import { combineDigests, digestTable } from '../datasets/store/table-digest.ts';
import type { Table, TableSpec } from '../datasets/tables.ts';
import { sha256 } from '../numerics/digest.ts';
import {
  type Area,
  isFiled,
  ROUND_TABLES,
  STATE_TABLES,
  tablesOf,
  WORLD_TABLES,
} from './filing/filed-tables.ts';
import type { SimulatedWorld } from './rounds/in-memory.ts';
import { type Scenario, ScenarioSchema } from './scenario/scenario.ts';

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
  catalog: {
    items: 80,
    departments: 3,
    categories: 2,
    brands: 7,
    sellers: 5,
    launches: 0,
    retirements: 0,
  },
  taste: { dimensions: 4 },
  arrival: { sessionsPerDay: 0.5, shape: 2, anonymous: 0.2 },
  exposure: { slateSize: 6, continue: 0.75, patienceSpread: 0.03, maxSlates: 4 },
  experience: { base: -0.9, quality: 0.5 },
  choice: { outside: 2 },
  funnel: { cart: { intercept: -0.5 }, checkout: { intercept: 0.5 }, extraUnits: 0.5 },
  delivery: { medianDays: 1, promisedDays: 1 },
  returns: { intercept: -1, meanDays: 1 },
  reviews: { intercept: 0, meanDays: 1 },
  support: { intercept: -1, openHours: 2, responseHours: 2, resolutionHours: 8 },
  stock: { coverDays: 0 },
  pricing: { everyDays: 0 },
  fraud: { cardTesting: { campaigns: 0 } },
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
export function digestWorld({ filed, raw, world }: SimulatedWorld): string {
  const { truth } = world.scenario;
  const digests: Record<string, string> = {};
  const add = <S extends TableSpec>(area: Area, spec: S, table: Table<S>): void => {
    const folder = area === 'log' ? spec.name : `${area}/${spec.name}`;
    digests[folder] = digestTable(spec, table, sha256);
  };
  const tables = { ...WORLD_TABLES, ...ROUND_TABLES, ...STATE_TABLES };
  for (const [, table, rows] of tablesOf(tables, filed)) {
    if (isFiled(table, truth)) add(table.area, table.spec, rows);
  }
  if (raw) {
    add('raw', RAW_SESSIONS, raw.sessions);
    add('raw', RAW_ACTIONS, raw.actions);
    if (truth !== 'none') add('truth', INJECTED_FAULTS, raw.faults);
  }
  return combineDigests(digests, sha256);
}
