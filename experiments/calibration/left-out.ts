/** What no log of ratings, clicks or orders tells of: left out of a calibrated world, and said so. */

import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { leafAt } from './knobs.ts';

/** Promotions and segments name groups that the data may not have; stock, prices and launches were made for a shop of another size. */
const UNTOLD: Readonly<Record<string, unknown>> = {
  promotions: [],
  'season.departments': [],
  shocks: [],
  'pricing.everyDays': 0,
  'pricing.segments': [],
  'stock.coverDays': 0,
  'catalog.launches': 0,
  'catalog.retirements': 0,
};

/** Values by path that turn off what the scenario has of it; fraud of every kind too. */
export function leftOutOf(scenario: Scenario): Record<string, unknown> {
  const kinds = Object.entries(scenario.fraud).filter(([, kind]) => 'campaigns' in kind);
  const off = { ...UNTOLD, ...Object.fromEntries(kinds.map(([name]) => [`fraud.${name}.campaigns`, 0])) };
  return Object.fromEntries(
    Object.entries(off).filter(
      ([path, value]) => JSON.stringify(leafAt(scenario, path)) !== JSON.stringify(value),
    ),
  );
}
