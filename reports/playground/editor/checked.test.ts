import { beforeAll, describe, expect, it } from 'vitest';
import { shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import { DEFAULT_SETTING, MOST_SCENARIO_TEXT } from '../setting.ts';
import { checkedText } from './checked.ts';
import { checkOf } from './faults.ts';

describe('what is told of a text', () => {
  let shipped: Readonly<Record<string, string>>;
  beforeAll(async () => {
    shipped = await shippedTexts();
  });
  const check = (text: string) => checkedText(text, DEFAULT_SETTING, shipped);

  it('is all plain data, of a sound text the world that it makes and the sliders that it holds', () => {
    const checked = check(
      'extends: tiny\ndays: 3\nshoppers: { count: 120 }\nlife: { drift: { order: 0.2 } }\n',
    );
    expect(structuredClone(checked)).toEqual(checked);
    expect(checked).toMatchObject({ faults: [], against: [], held: ['shoppers', 'rounds', 'drift'] });
    expect(checked.world).toMatchObject({ shoppers: 120, days: 3, seed: 'tiny' });
    expect(checked.world!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the mistakes of the command line and nothing else where there are any', () => {
    const text = 'extends: tiny\ncuont: 1\n';
    expect(check(text)).toEqual({ faults: checkOf(text, shipped).faults, against: [], held: [] });
  });

  it('says why a page cannot play what is sound', () => {
    expect(check('extends: tiny\ndays: 99\n').against).toEqual([
      'days: 99 is above 60, the most that a page plays',
    ]);
    const long = `extends: tiny\n# ${'x'.repeat(MOST_SCENARIO_TEXT)}`;
    expect(check(long).against).toEqual([
      `it has ${long.length} characters; a page takes ${MOST_SCENARIO_TEXT}, a command line all`,
    ]);
    expect(check(long).faults).toEqual([]);
  });
});
