import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../datasets/config-error.ts';
import { GROWING, KEYS, RATES, rateText, VALUES } from '../../../simulator/scenario/hostile-texts.fixture.ts';
import { loadScenario, shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import { worldOf } from '../own-world.ts';
import { DEFAULT_SETTING, RANGES } from '../setting.ts';
import { faultsOf } from './faults.ts';
import type { Shipped } from './written.ts';

let folder = '';
let shipped: Shipped = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-editor-'));
  shipped = await shippedTexts();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command line prints of the text in a file, warnings included. */
async function linesOfFile(text: string): Promise<readonly string[]> {
  const path = join(folder, 'scenario.yaml');
  writeFileSync(path, text);
  const shown = (line: string): string =>
    line.replace(/^\S*[/\\]scenario\.yaml:/, 'scenario.yaml:').replaceAll(path, 'scenario.yaml');
  try {
    return (await loadScenario(path)).warnings.map(shown);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(shown);
    throw error;
  }
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ...GROWING.map(([name, text]) => [name, text] as const),
  ...RATES.map(([value]) => [`a rate of ${value}`, rateText(value)] as const),
  ...[...VALUES, ...KEYS].map(([text]) => [text, `seed: s\n${text}\n`] as const),
  ...VALUES.filter(([text]) => !text.startsWith('catalog')).map(
    ([text]) => [`${text} over tiny`, `extends: tiny\n${text}\n`] as const,
  ),
  ['nothing', ''],
  ['a zero in a number', 'seed: s\ndays: 2\0\n'],
  ['zeros', '\0'.repeat(1000)],
  ['a mark before the text', '\uFEFFextends: tiny\nshoppers: { cuont: 1 }\n'],
  ['lines that end in CR LF', 'extends: tiny\r\nshoppers:\r\n  cuont: 1\r\n'],
  ['no such base', 'extends: tinny\n'],
  ['warnings', 'extends: tiny\ndays: 3\nshocks: [{ name: strike, from: 10 }]\n'],
];

describe('faultsOf', () => {
  it('finds none in what is shipped', () => {
    for (const text of Object.values(shipped)) expect(faultsOf(text, shipped)).toEqual([]);
  });

  it.each(HOSTILE)('says what the command line says: %s', async (_, text) => {
    const found = faultsOf(text, shipped);
    expect(found.map(({ line }) => line)).toEqual(await linesOfFile(text));
    expect(found.length).toBeGreaterThan(0);
    for (const { from, to, line, message, row, column } of found) {
      expect(0 <= from && from <= to && to <= text.length).toBe(true);
      expect(text.slice(from, to)).not.toContain('\n');
      const place = /^scenario\.yaml:(\d+):(\d+) /.exec(line);
      if (place === null) continue;
      expect(line).toBe(`${place[0]}${message}`);
      const ahead = text.startsWith('\uFEFF') && row === 1 ? 1 : 0;
      expect([row, column - ahead]).toEqual([Number(place[1]), Number(place[2])]);
    }
  });

  it('takes the whole of a wrong name, key, value and list', () => {
    const text =
      'extends: tiny\ntitle: "" # none\nshoppers: { cuont: 5 }\narrival:\n  weekdays: [1,\n    2]\ntruth: sum thing\n';
    const marked = faultsOf(text, shipped).map(({ from, to }) => text.slice(from, to));
    expect(marked).toEqual(['""', 'cuont', '[1,', 'sum thing']);
  });

  it('points to the base where what it says does not go with what is written', () => {
    const text = 'extends: tiny\ncatalog: { items: 5 }\n';
    const [fault] = faultsOf(text, shipped);
    expect(fault!.message).toMatch(/^tiny\.yaml:\d+:\d+ exposure\.slateSize: 10 is more than the 5 items/);
    expect(text.slice(fault!.from, fault!.to)).toBe('tiny');
  });

  it('never raises, and every place is in the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'shoppers',
        'count',
        'extends',
        'tiny',
        ': ',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '"',
        "'",
        '#',
      ],
      ...['&a ', '*a', '!!x ', '|', '\t', '5', '\0', '\uFEFF', '😀', 'policy: { name: random }', 'days: 9\n'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (words) => {
        const text = words.join('');
        for (const { from, to } of faultsOf(text, shipped)) {
          if (from < 0 || from > to || to > text.length) return false;
        }
        return true;
      }),
      { numRuns: 150 },
    );
  });
});

describe('the page for teachers', () => {
  it('has a scenario without faults that a page can play, and tells the limits', async () => {
    const page = readFileSync(new URL('../../../docs/own-scenario.md', import.meta.url), 'utf8');
    const [, text] = /```yaml\n(.*?)```/s.exec(page)!;
    expect(faultsOf(text!, shipped)).toEqual([]);
    const { title } = worldOf({ ...DEFAULT_SETTING, scenario: text! }, shipped);
    expect(title).toBe('A divided town');
    for (const name of ['shoppers', 'items'] as const)
      expect(page).toContain(`${RANGES[name].most.toLocaleString('en-US')} ${name}`);
    expect(page).toContain(`${RANGES.rounds.most} days`);
    const shared = { ...DEFAULT_SETTING, scenario: 'extends: playground\nshoppers: { cuont: 5 }\n' };
    const [fault] = faultsOf('# a\n# b\nshoppers:\n  cuont: 5\n', shipped);
    expect(page).toContain(`\`${fault!.line}\``);
    expect(() => worldOf(shared, shipped)).toThrow(/cuont: unknown key/);
  });
});
