/** A setting as files that a visitor keeps: the study, and its world as a scenario by itself. */

import { stringify } from 'yaml';
import type { Setting } from './setting.ts';
import { filesOf, labelOf, OWN_SCENARIO, scenarioOf } from './study-of-setting.ts';

export { filesOf, labelOf };

export const SCENARIO_FILE = 'playground-world.yaml';

type Tree = { [name: string]: Tree | number };

/** For `shoplab simulate`: the scenario of the setting with what sliders lay over it. */
export function scenarioFileOf(setting: Setting): Readonly<Record<string, string>> {
  const { scenario, set } = scenarioOf(setting);
  const laid: Tree = {};
  for (const line of set) {
    const at = line.indexOf('=');
    const steps = line.slice(0, at).split('.');
    let place = laid;
    for (const step of steps.slice(0, -1)) {
      place[step] ??= {};
      place = place[step] as Tree;
    }
    place[steps.at(-1)!] = Number(line.slice(at + 1));
  }
  const title = `Playground, seed ${setting.seed}`;
  const base = scenario === `./${OWN_SCENARIO}` ? OWN_SCENARIO : scenario;
  return {
    [SCENARIO_FILE]: stringify({ extends: base, title, seed: setting.seed, ...laid }, { lineWidth: 0 }),
  };
}
