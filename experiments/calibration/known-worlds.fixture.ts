/** Known worlds, and their logs as if they were real ones: what calibration is to recover. */

import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { ACTIONS, createTable, IMPRESSIONS, SESSIONS, SHOPPERS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BARE_SLATES, QUIET_VISITS } from '../../simulator/figures/observed.fixture.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import type { CalibrationOptions } from './calibrate.ts';
import { runTrial } from './trial.ts';

/** The log of a scenario, as if it were a real one that has no ratings. */
export function logOf(scenario: Scenario, seed: string): Dataset {
  const { log, catalog, shoppers } = simulateInMemory(scenario, seedWords(seed));
  return {
    provenance: { name: 'known', title: 'a known world', source: '', licence: '', digest: '00' },
    account: { read: log.actions.length, steps: [], kept: log.actions.length },
    log: { ...log, reviews: createTable(REVIEWS, 0) },
    catalog,
    shoppers,
    timed: true,
  };
}

/** Ratings alone, each by a shopper of its own, as of a shop that names no reviewers and no times. */
export function ratingsOf(scenario: Scenario, seed: string): Dataset {
  const { log, catalog, shoppers } = simulateInMemory(scenario, seedWords(seed));
  const { reviews } = log;
  return {
    ...logOf(smallScenario({ arrival: { sessionsPerDay: 0 } }), 'nobody'),
    log: {
      origin: '1970-01-01T00:00:00Z',
      sessions: createTable(SESSIONS, 0),
      impressions: createTable(IMPRESSIONS, 0),
      actions: createTable(ACTIONS, 0),
      reviews: { ...reviews, shopper: reviews.shopper.map((_, row) => row), time: reviews.time.map(() => 0) },
    },
    catalog,
    shoppers: {
      ...createTable(SHOPPERS, reviews.length),
      key: Uint32Array.from(reviews.shopper.keys()),
      ageBand: Array.from(reviews.shopper, (shopper) => shoppers.ageBand[shopper]!),
    },
    timed: false,
  };
}

export const options = (scenario: Scenario, dataset: Dataset): Omit<CalibrationOptions, 'trials'> => ({
  scenario,
  dataset,
  seed: 'search',
  replicates: 1,
  fraction: 0.7,
  run: async (jobs, targets) => jobs.map((job) => runTrial(job.scenario, job.seed, targets, job.shapes)),
});

export const known = smallScenario({
  days: 40,
  shoppers: { count: 300 },
  // Enough items that the price of what sells is no accident of a few.
  catalog: { items: 800 },
  price: { median: 1800, categorySpread: 0.05, itemSpread: 0.3 },
  arrival: { sessionsPerDay: 0.3, shape: 2, hours: Array.from({ length: 24 }, (_, h) => (h === 12 ? 9 : 1)) },
  exposure: { slateSize: 6, maxSlates: 12, continue: 0.8, patienceSpread: 0, ...BARE_SLATES },
  choice: { outside: 1 },
  funnel: { cart: { intercept: -0.5 }, checkout: { intercept: 0.5 } },
  // Shoppers who go on as they began, so that most items sell.
  life: { saturation: { weight: 0 }, habit: { weight: 0 }, fatigue: { weight: 0 }, churn: { perDay: 0 } },
  ...QUIET_VISITS,
});
