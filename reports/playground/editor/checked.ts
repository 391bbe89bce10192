/** What a worker tells of the text of an editor: its mistakes, the world that it makes, and whether the page can play that. Plain data. */

import { ConfigError } from '../../../datasets/config-error.ts';
import { worldOf } from '../own-world.ts';
import { MOST_SCENARIO_TEXT, type Setting } from '../setting.ts';
import { heldByScenario, OWN_SCENARIO } from '../study-of-setting.ts';
import { checkOf, type TextFault } from './faults.ts';
import type { Shipped } from './written.ts';

export interface Checked {
  readonly faults: readonly TextFault[];
  /** Of a sound text. */
  readonly world?: {
    readonly shoppers: number;
    readonly items: number;
    readonly days: number;
    readonly seed: string;
    readonly sha256: string;
  };
  /** Why the page cannot play a sound text under the setting. */
  readonly against: readonly string[];
  /** Controls whose knobs the text sets itself, all or some. */
  readonly held: readonly string[];
}

export function checkedText(text: string, setting: Setting, shipped: Shipped): Checked {
  const { faults, loaded } = checkOf(text, shipped);
  if (loaded === undefined) return { faults, against: [], held: [] };
  const { scenario, seed, sha256 } = loaded;
  const world = {
    ...{ shoppers: scenario.shoppers.count, items: scenario.catalog.items, days: scenario.days },
    ...{ seed, sha256 },
  };
  if (text.length > MOST_SCENARIO_TEXT) {
    const size = `it has ${text.length} characters; a page takes ${MOST_SCENARIO_TEXT}, a command line all`;
    return { faults, world, against: [size], held: [] };
  }
  const own = { ...setting, scenario: text };
  return { faults, world, against: againstPlaying(own, shipped), held: heldByScenario(own) };
}

/** What of a sound scenario a page cannot play. */
function againstPlaying(setting: Setting, shipped: Shipped): readonly string[] {
  try {
    worldOf(setting, shipped);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((line) => line.replace(`${OWN_SCENARIO}: `, ''));
  }
}
