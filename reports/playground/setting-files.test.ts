import { beforeAll, describe, expect, it } from 'vitest';
import { shippedTexts } from '../../simulator/scenario/load-scenario.node.ts';
import { scenarioFromText } from '../../simulator/scenario/scenario-text.ts';
import { worldOf } from './own-world.ts';
import { DEFAULT_SETTING, type Setting } from './setting.ts';
import { SCENARIO_FILE, scenarioFileOf } from './setting-files.ts';

describe('the scenario that a visitor keeps', () => {
  let shipped: Readonly<Record<string, string>>;
  beforeAll(async () => {
    shipped = await shippedTexts();
  });

  it.each([
    ['as it is at first', {}],
    [
      'with sliders moved',
      {
        seed: 'it: "is"',
        rounds: 4,
        world: { popularityPull: 0.8, conformity: 0.3, drift: 0.45, fraud: 0.1 },
      },
    ],
  ] as [string, Partial<Setting>][])('is the world of the page, %s', (_name, part) => {
    const setting = { ...DEFAULT_SETTING, ...part };
    const text = scenarioFileOf(setting)[SCENARIO_FILE]!;
    const { scenario } = scenarioFromText(text, shipped, { file: SCENARIO_FILE });
    const { title: _, ...own } = scenario;
    const { title: __, ...page } = worldOf(setting, shipped);
    expect(own).toEqual(page);
  });
});
