/** The world that a setting asks for, of a size that a page can play. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { scenarioFromText } from '../../simulator/scenario/scenario-text.ts';
import { RANGES, type Setting } from './setting.ts';
import { BASE_SCENARIO, OWN_SCENARIO, scenarioOf } from './study-of-setting.ts';

/** The scenario with the sliders laid over it. Throws ConfigError, also for one that is too large for a page. */
export function worldOf(setting: Setting, shipped: Readonly<Record<string, string>>): Scenario {
  const { set } = scenarioOf(setting);
  const text = setting.scenario ?? `extends: ${BASE_SCENARIO}`;
  const { scenario } = scenarioFromText(text, shipped, { file: OWN_SCENARIO, set, seed: setting.seed });
  const sizes = [
    ['shoppers.count', scenario.shoppers.count, RANGES.shoppers.most],
    ['catalog.items', scenario.catalog.items, RANGES.items.most],
    ['days', scenario.days, RANGES.rounds.most],
    ['sessions in all', sessionsOf(scenario), MOST_SESSIONS],
  ] as const;
  const faults = sizes.flatMap(([name, size, most]) =>
    size > most ? [`${OWN_SCENARIO}: ${name}: ${size} is above ${most}, the most that a page plays`] : [],
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return scenario;
}

const MOST_SESSIONS = 300_000;
const sessionsOf = ({ shoppers, arrival, days }: Scenario): number =>
  Math.round(shoppers.count * arrival.sessionsPerDay * days);
