import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import { loadScenario, shippedTexts } from './load-scenario.node.ts';
import { scenarioFromText, type TextOptions } from './scenario-text.ts';

let folder = '';
let shipped: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-text-'));
  shipped = await shippedTexts();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(work: () => unknown): Promise<ConfigError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('not refused');
}

/** Faults of a text, once as a text and once as a file; the second under the name of the first. */
async function bothFaults(text: string, options: TextOptions = {}): Promise<[string[], string[]]> {
  const path = join(folder, 'my.yaml');
  writeFileSync(path, text);
  const asText = await refusal(() => scenarioFromText(text, shipped, { file: 'my.yaml', ...options }));
  const asFile = await refusal(() => loadScenario(path, options));
  const unplaced = asFile.faults.map((line) =>
    line.replace(/^[^ ]*my\.yaml:/, 'my.yaml:').replace(path, 'my.yaml'),
  );
  return [[...asText.faults], unplaced];
}

describe('scenarioFromText', () => {
  it('makes of the text of every shipped scenario what its name makes', async () => {
    for (const [name, text] of Object.entries(shipped)) {
      const { warnings, warningPlaces, ...loaded } = await loadScenario(name);
      expect(scenarioFromText(text, shipped, { file: `${name}.yaml` })).toMatchObject(loaded);
      expect([warnings, warningPlaces]).toEqual([[], []]);
    }
  });

  it('is the same each time, whatever was made of the base before', () => {
    const text =
      'extends: tiny\nshoppers: { regions: [{ name: x, weight: 1 }] }\npricing: { segments: [] }\npromotions: []\n';
    const first = scenarioFromText('extends: tiny', shipped);
    scenarioFromText(text, shipped).scenario.shoppers.incomes.reverse();
    (first.scenario.shoppers.ageBands as { name: string }[])[0]!.name = 'changed';
    expect(scenarioFromText('extends: tiny', shipped).sha256).toBe(first.sha256);
    expect(scenarioFromText('extends: tiny', { ...shipped })).toEqual(
      scenarioFromText('extends: tiny', shipped),
    );
  });

  it('lays settings and a seed over it', async () => {
    const options = { set: ['shoppers.count=9', 'choice.taste=0.5'], seed: 'other' };
    const { sha256, seedWords } = await loadScenario('tiny', options);
    expect(scenarioFromText('extends: tiny', shipped, options)).toMatchObject({
      name: 'scenario',
      sha256,
      seedWords,
    });
  });

  it.each([
    [
      'mistakes of several layers',
      'extends: tiny\nshoppers: { cuont: 5 }\ncatalog: { items: 5, brand: 1 }\n',
    ],
    ['a fault that shows in the base', 'extends: tiny\ncatalog: { items: 5 }\n'],
    ['no seed', 'days: 3\n'],
    ['an unknown base', 'extends: tinny\n'],
    ['a base of no known name', 'extends: 3\n'],
    ['nonsense', 'days: [\n'],
    ['a list', '- 1\n'],
    ['too much text', `title: ${'x'.repeat(1 << 20)}`],
    ['more faults than are told', Array.from({ length: 150 }, (_, i) => `k${i}: 1`).join('\n')],
  ])('says of %s what is said of a file', async (_, text) => {
    const [asText, asFile] = await bothFaults(text);
    expect(asText).toEqual(asFile);
  });

  it('says of a wrong setting what is said beside a file', async () => {
    const set = ['extends=tiny', 'shoppers.cuont=5'];
    const [asText, asFile] = await bothFaults('extends: tiny', { set });
    expect(asText).toEqual(asFile);
  });

  it.each(['base.yaml', '../x', '/etc/passwd', 'a\\b.yml'])('takes no file as a base: %s', async (base) => {
    const { faults, places } = await refusal(() => scenarioFromText(`extends: ${base}`, shipped));
    expect(faults).toEqual([
      `scenario.yaml:1:10 extends: '${base}' is a file, and there are none here; known: ${Object.keys(shipped).join(', ')}`,
    ]);
    expect(places).toEqual([
      { file: 'scenario.yaml', at: 'scenario.yaml:1:10', offset: 9, end: 9 + base.length },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for no shipped scenario', async (base) => {
    const [asText, asFile] = await bothFaults(`extends: ${base}`);
    expect(asText).toEqual(asFile);
    expect(asText.join()).toMatch(/is neither a shipped scenario nor a file/);
  });

  it('gives each fault the span of its key or value', async () => {
    const text = 'seed: s\nshoppers: { cuont: 5 }\nchoice:\n  taste: -1\ntruth: "fool"\ndays: 1\ndays: 2\n';
    const { faults, places } = await refusal(() => scenarioFromText(text, shipped));
    expect(places.map((place) => text.slice(place!.offset, place!.end))).toEqual([
      'cuont',
      '-1',
      '"fool"',
      'days',
    ]);
    expect(faults.map((line, i) => line.startsWith(`${places[i]!.at} `))).toEqual([true, true, true, true]);
  });

  it('warns where a warning stands', () => {
    const text = 'extends: tiny\ndays: 3\nshocks: [{ name: strike, from: 10 }]\n';
    const { warnings, warningPlaces } = scenarioFromText(text, shipped);
    expect(warnings).toEqual([
      'scenario.yaml:3:32 shocks[0].from: day 10 is after the last day of the log, 2',
    ]);
    expect(text.slice(warningPlaces[0]!.offset, warningPlaces[0]!.end)).toBe('10');
  });
});
