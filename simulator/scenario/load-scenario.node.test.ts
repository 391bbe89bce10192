import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import { PROMOTION_KINDS } from '../../datasets/sale-tables.ts';
import { type LoadOptions, listScenarios, loadScenario } from './load-scenario.node.ts';
import { ScenarioSchema } from './scenario.ts';

let folder: string;
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
async function faultsOf(name: string, options: LoadOptions = {}): Promise<readonly string[]> {
  const error = await loadScenario(name, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).faults;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-scenarios-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('loadScenario', () => {
  it('ships a marketplace that names every knob with its default', async () => {
    const { scenario } = await loadScenario('marketplace');
    // Promotions name regions and departments, which others may not have: marketplace has its own, one of each kind.
    expect({ ...scenario, title: 'untitled', targets: {}, promotions: [] }).toEqual(ScenarioSchema.parse({}));
    expect(scenario.promotions.map(({ kind }) => kind)).toEqual(PROMOTION_KINDS);
  });

  it('layers tiny over marketplace, settings over both', async () => {
    const { scenario, name, seed, text } = await loadScenario('tiny', {
      set: ['shoppers.count=10', 'choice.taste=0.5'],
    });
    expect([name, seed]).toEqual(['tiny', 'tiny']);
    expect([scenario.shoppers.count, scenario.catalog.items, scenario.days]).toEqual([10, 300, 28]);
    expect(scenario.choice).toMatchObject({ taste: 0.5, quality: 0.4, price: 0.5 });
    expect(ScenarioSchema.parse(JSON.parse(text))).toEqual(scenario);
  });

  it('prefers the seed that is given, and keeps seeds out of the scenario’s text', async () => {
    const own = await loadScenario('tiny');
    const given = await loadScenario('tiny', { seed: 'other' });
    expect(given.seed).toBe('other');
    expect(given.seedWords).not.toEqual(own.seedWords);
    expect(given.sha256).toBe(own.sha256);
    expect((await loadScenario('tiny', { set: ['seed=42'] })).seed).toBe('42');
  });

  it('asks for a seed', async () => {
    const path = write('unseeded.yaml', 'days: 3\n');
    expect(await faultsOf(path)).toEqual([
      `seed: none given; put \`seed: TEXT\` in ${path} or give --seed TEXT`,
    ]);
    expect((await loadScenario(path, { seed: 's' })).scenario.days).toBe(3);
  });

  it('reports three mistakes at once, each at its place', async () => {
    const path = write(
      'wrong.yaml',
      'extends: tiny\nshoppers:\n  cuont: 5\nchoice:\n  taste: -1\nexposure:\n  policy: { name: populrity }\n',
    );
    const faults = await faultsOf(path);
    expect(faults).toHaveLength(3);
    expect(faults[0]).toMatch(/wrong\.yaml:3:3 shoppers\.cuont: .*'count'/);
    expect(faults[1]).toMatch(/wrong\.yaml:5:10 choice\.taste: .*0/);
    expect(faults[2]).toMatch(/wrong\.yaml:7:19 exposure\.policy\.name: .*'popularity'/);
  });

  it('follows files beside it, by name or in a folder below', async () => {
    mkdirSync(join(folder, 'base'), { recursive: true });
    write('base/own.yaml', 'extends: tiny\ndays: 5\n');
    const path = write('mine.yaml', 'extends: base/own.yaml\nshoppers: { count: 7 }\n');
    const { scenario, name } = await loadScenario(path);
    expect([name, scenario.days, scenario.shoppers.count, scenario.catalog.items]).toEqual([
      'mine',
      5,
      7,
      300,
    ]);
    expect((await loadScenario('mine.yaml', { folder })).scenario).toEqual(scenario);
  });

  it.each([
    ['a loop', 'extends: loop.yaml\n', /extends: .*leads back to itself/],
    ['a missing base', 'extends: nowhere.yaml\n', /loop\.yaml:1:10 extends: 'nowhere\.yaml' is neither/],
    [
      'a path out of the folder',
      'extends: ../../../../etc/hostname\n',
      /(leads out of the folder|is neither)/,
    ],
    ['an absolute path', 'extends: /etc/passwd\n', /leads out of the folder/],
    ['a base that is no text', 'extends: 5\n', /extends/],
    [
      'a bomb',
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n',
      /./,
    ],
    ['a list', '- 1\n', /loop\.yaml:1:1 must be a map/],
    ['nonsense', 'days: [\n', /./],
  ])('refuses %s', async (_, text, fault) => {
    const faults = await faultsOf(write('loop.yaml', text), { seed: 's' });
    expect(faults.join('\n')).toMatch(fault);
  });

  it('refuses a link that leads out of the folder', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'shoplab-outside-'));
    writeFileSync(join(outside, 'base.yaml'), 'days: 2\n');
    symlinkSync(join(outside, 'base.yaml'), join(folder, 'link.yaml'));
    expect((await faultsOf(write('linked.yaml', 'extends: link.yaml\n'))).join()).toMatch(
      /leads out of the folder/,
    );
    rmSync(outside, { recursive: true });
  });

  it('refuses more than ten layers', async () => {
    for (let i = 0; i < 12; i++)
      write(`deep${i}.yaml`, i < 11 ? `extends: deep${i + 1}.yaml\n` : 'days: 1\n');
    expect((await faultsOf(join(folder, 'deep0.yaml'))).join()).toMatch(/more than 10 scenarios/);
  });

  it('refuses a name that is neither shipped nor a file, a folder, and extends as a setting', async () => {
    expect((await faultsOf('tinny'))[0]).toMatch(/scenario: 'tinny' is neither a shipped scenario/);
    expect((await faultsOf(folder))[0]).toMatch(/is not a file/);
    expect((await faultsOf('tiny', { set: ['extends=tiny'] }))[0]).toMatch(
      /extends: can stand in a file only/,
    );
  });
});

describe('what comes too late', () => {
  it('is told of at its place, of what is one’s own alone', async () => {
    const path = write(
      'late.yaml',
      [
        'extends: marketplace # has promotions of its own, the last from day 18',
        'days: 10',
        'shocks: [{ name: strike, from: 10 }]',
        'fraud:',
        '  clickFarm: { campaigns: 2, from: 12.5 }',
        '  shilling: { campaigns: 0, from: 20 }',
        '  fakeReviews: { campaigns: 1, from: 9.5 }',
      ].join('\n'),
    );
    const setting =
      'promotions=[{ kind: global, name: last, from: 9 }, { kind: global, name: late, from: 11 }]';
    const late = 'is after the last day of the log, 9';
    const own = [
      expect.stringMatching(new RegExp(`late\\.yaml:3:32 shocks\\[0\\]\\.from: day 10 ${late}$`)),
      expect.stringMatching(new RegExp(`late\\.yaml:5:36 fraud\\.clickFarm\\.from: day 12\\.5 ${late}$`)),
    ];
    expect((await loadScenario(path)).warnings).toEqual(own);
    expect((await loadScenario(path, { set: [setting] })).warnings).toEqual([
      expect.stringMatching(new RegExp(`^--set promotions=.*: promotions\\[1\\]\\.from: day 11 ${late}$`)),
      ...own,
    ]);
    expect((await loadScenario('marketplace', { set: ['days=5'] })).warnings).toEqual([]);
    expect((await loadScenario(path, { set: ['days=13'] })).warnings).toEqual([]);
  });
});

describe('listScenarios', () => {
  it('names what is shipped, and all of it loads', async () => {
    const names = (await listScenarios()).map(({ name }) => name);
    expect(names).toEqual([
      'electronics',
      'fashion',
      'grocery',
      'marketplace-fraud',
      'marketplace',
      'playground',
      'tiny',
    ]);
    for (const name of names) expect((await loadScenario(name)).name).toBe(name);
  });
});
