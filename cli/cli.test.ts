import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../algorithms/registry.ts';
import { METRICS } from '../experiments/metrics/registry.ts';
import { SPLITS } from '../experiments/splits/registry.ts';
import { TABLES } from '../simulator/filing/table-list.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const COMMANDS = [
  'simulate',
  'explain',
  'twins',
  'calibrate',
  'verify',
  'export',
  'run',
  'recommend',
  'report',
  'compare',
  'list',
  'schema',
  'data',
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('help and usage', () => {
  it('names every command', async () => {
    const { status, stdout } = await shoplab(['--help']);
    expect(status).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toContain('Examples:');
  });

  it.each(COMMANDS.filter((command) => command !== 'data'))('%s --help has an example', async (command) => {
    const { status, stdout } = await shoplab([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples?\b.*:\n {2}\$ npx shoplab/s);
  });

  it.each([
    [['simulat'], 'did you mean simulate?'],
    [['run'], "missing required argument 'study'"],
    [['simulate', 'tiny', '--threads', '0'], 'not a whole number from 1 to 256'],
    [['simulate', 'tiny', '--task', 'shard=4/3,round=0', '--state', 'x'], 'not shard=i/n,round=r'],
    [['simulate', 'tiny', '--barrier', '0'], "need '--state <dir>'"],
    [['list', 'algorithm'], 'Allowed choices'],
    [['export', 'out/tiny'], "required option '--to <format>' not specified"],
    [['export', 'out/tiny', '--to', 'xlsx'], 'Allowed choices are csv, jsonl'],
  ])('%j ends with status 2 and says why', async (args, why) => {
    const { status, stderr, stdout } = await shoplab(args);
    expect(status).toBe(2);
    expect(stderr.toLowerCase()).toContain(why.toLowerCase());
    expect(stdout).toBe('');
  });
});

describe('list and schema', () => {
  it.each([
    ['algorithms', Object.keys(ALGORITHMS)],
    ['metrics', Object.keys(METRICS)],
    ['splits', Object.keys(SPLITS)],
    [
      'data',
      [
        'online-retail',
        'ml-100k',
        'movielens1m-m1',
        'gowalla',
        'e-shop-clothing',
        'womens-clothing-reviews',
        'sentiment-labelled',
        'open-bandit',
      ],
    ],
    ['tables', TABLES.map(({ folder: name }) => name)],
    [
      'scenarios',
      ['electronics', 'fashion', 'grocery', 'marketplace-fraud', 'marketplace', 'playground', 'tiny'],
    ],
    [
      'studies',
      [
        ...[
          'bias',
          'chaney-2018',
          'clothing-reviews',
          'demand',
          'e-shop-clothing',
          'filter-bubble',
          'gowalla',
          'marketplace-fraud-orders',
          'marketplace-fraud-payments',
          'marketplace-fraud-returns',
          'marketplace-fraud-reviews',
          'marketplace-fraud-sessions',
          'ml-100k',
        ],
        ...[
          'ml-100k-ratings',
          'movielens1m-m1',
          'movielens1m-m1-graph',
          'offline-truth',
          'online-retail',
          'propensity',
          'quickstart',
          'recbole-ml-100k',
          'rerankers',
          'review-aware',
          'sentiment-amazon',
          'sentiment-labelled',
          'sentiment-networks',
          'sentiment-yelp',
        ],
      ],
    ],
  ])('list %s --json is an array of names', async (kind, names) => {
    const { status, stdout } = await shoplab(['list', kind, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(names);
  });

  it.each([
    ['scenario', 'shoppers'],
    ['study', 'algorithms'],
    ['loop', 'policies'],
  ])('schema %s is a JSON Schema that knows its keys', async (kind, key) => {
    const { status, stdout } = await shoplab(['schema', kind]);
    expect(status).toBe(0);
    const schema = JSON.parse(stdout) as { properties: Record<string, unknown>; $schema: string };
    expect(schema.$schema).toContain('json-schema.org');
    expect(Object.keys(schema.properties)).toContain(key);
  });
});

describe('mistakes', () => {
  it('three in a scenario are told at once, each at file:line:column with the nearest known key, status 2', async () => {
    const path = await file(
      'shop.yaml',
      'extends: tiny\nseed: a\nshopers: { count: 5 }\ndays: -3\nchoice:\n  tast: 1\n',
    );
    const { status, stderr } = await shoplab(['simulate', path, '--out', join(folder, 'never')]);
    expect(status).toBe(2);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/shop\.yaml:3:1 shopers: .*did you mean 'shoppers'\?/);
    expect(lines[1]).toMatch(/shop\.yaml:4:7 days: -3 /);
    expect(lines[2]).toMatch(/shop\.yaml:6:3 choice\.tast: .*did you mean 'taste'\?/);
    expect(await readdir(folder)).not.toContain('never');
  });

  it('three in a study are told at once, each at file:line:column with the nearest known name, status 2', async () => {
    const path = await file(
      'study.yaml',
      [
        'name: mine',
        'title: Mine',
        'data: { scenario: tiny }',
        'feedback: { source: actions, weights: { click: 1 } }',
        'split: { name: global-tim }',
        'algorithms:',
        '  - { name: item-knn, params: { neighbors: 5 } }',
        'metrics: { names: [ndgc], at: [10] }',
      ].join('\n'),
    );
    const { status, stderr } = await shoplab(['run', path, '--out', join(folder, 'never')]);
    expect(status).toBe(2);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/study\.yaml:5:16 split\.name: .*did you mean 'global-time'\?/);
    expect(lines[1]).toMatch(
      /study\.yaml:7:33 algorithms\[?\.?0\]?\.params\.neighbors: .*did you mean 'neighbours'\?/,
    );
    expect(lines[2]).toMatch(/study\.yaml:8:20 metrics\.names\[?\.?0\]?: .*did you mean 'ndcg'\?/);
    expect(await readdir(folder)).not.toContain('never');
  });

  it('a scenario without a seed ends with status 2', async () => {
    const path = await file(
      'seedless.yaml',
      'title: no seed\nshoppers: { count: 5 }\ncatalog: { items: 30 }\n',
    );
    const { status, stderr } = await shoplab(['simulate', path, '--out', join(folder, 'never')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/seed/);
  });

  it('a study whose data is not there says the address, the checksum and the place, status 2', async () => {
    const { status, stderr } = await shoplab(['run', 'online-retail', '--out', join(folder, 'retail')], {
      env: { SHOPLAB_DATA: join(folder, 'nothing') },
    });
    expect(status).toBe(2);
    expect(stderr).toContain('https://archive.ics.uci.edu/');
    expect(stderr).toMatch(/[0-9a-f]{64}/);
    expect(stderr).toContain(join(folder, 'nothing', 'online-retail', 'online-retail.csv'));
  });

  it('an unknown study names the nearest', async () => {
    const { status, stderr } = await shoplab(['run', 'quikstart']);
    expect(status).toBe(2);
    expect(stderr).toContain("did you mean 'quickstart'?");
  });
});
