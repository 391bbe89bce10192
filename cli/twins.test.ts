/** Policies on the command line: twins, and simulate under another policy. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TwinsResult } from '../simulator/rounds/run-twins.node.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-twins-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SHORT = ['--set', 'days=2', '--quiet'];

describe('twins', () => {
  it('prints one JSON object, the same at any number of threads', async () => {
    const args = [
      'twins',
      'tiny',
      '--policy',
      'oracle',
      '--against',
      'random',
      '--seeds',
      '2',
      '--json',
      ...SHORT,
    ];
    const [one, two] = await Promise.all(
      ['1', '2'].map((threads) => shoplab([...args, '--threads', threads])),
    );
    expect([one!.status, one!.stderr]).toEqual([0, '']);
    expect(two!.stdout).toBe(one!.stdout);
    const result = JSON.parse(one!.stdout) as TwinsResult;
    expect(result).toMatchObject({ seeds: ['tiny', 'tiny/2'], shoppers: 400, policy: { name: 'oracle' } });
    const clicks = result.differences.find(({ outcome }) => outcome === 'clicks')!;
    expect(clicks.difference).toBeCloseTo(clicks.policy - clicks.against, 9);
    expect(clicks.pairedError).toBeLessThan(clicks.unpairedError);
    expect(clicks.betweenWorlds).toBeGreaterThan(0);
  });

  it('prints a table, against the scenario’s own policy unless told', async () => {
    const { status, stdout } = await shoplab(['twins', 'tiny', '--policy', 'popularity', ...SHORT]);
    expect(status).toBe(0);
    expect(stdout).toContain('{"name":"popularity"} against {"name":"epsilon-mixed","epsilon":0.8}');
    expect(stdout).toMatch(/outcome +unit +policy +against +difference +paired se +unpaired se +ratio/);
    for (const outcome of ['clicks', 'orders', 'revenue', 'utility'])
      expect(stdout).toMatch(new RegExp(`^ ${outcome} `, 'm'));
  });

  it.each([
    [['twins', 'tiny'], "required option '--policy <policy>' not specified"],
    [['twins', 'tiny', '--policy', 'populrity'], "did you mean 'popularity'?"],
    [['twins', 'tiny', '--policy', 'random', '--against', 'populrity'], "did you mean 'popularity'?"],
    [['twins', 'tiny', '--policy', 'absent.mjs'], 'policy: there is no module absent.mjs'],
    [['twins', 'tiny', '--policy', 'random', '--set', 'shoppers.count=1'], 'twins: 1 shopper'],
    [['twins', 'tiny', '--policy', 'random', '--seeds', '0'], 'not a whole number from 1'],
  ])('%j ends with status 2 and says why', async (args, why) => {
    const { status, stderr } = await shoplab(args);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('twins of tiny: ');
  });
});

describe('simulate --policy', () => {
  it('takes a module of one’s own', async () => {
    const module = join(folder, 'newest.mjs');
    await writeFile(
      module,
      `export const revivePolicy = (params, seed, slateSize) => ({
        personal: false,
        fillRound(visits, shop, slates, propensities) {
          for (let at = 0; at < visits.length * slateSize; at++) slates[at] = shop.items - 1 - (at % slateSize);
          propensities.fill(1);
        },
      });`,
    );
    const digests = await Promise.all(
      [module, 'none', 'random'].map(async (policy) => {
        const out = join(folder, policy.replace(/\W/g, ''));
        const { stdout } = await shoplab([
          'simulate',
          'tiny',
          '--policy',
          policy,
          '--out',
          out,
          '--json',
          ...SHORT,
        ]);
        return (JSON.parse(stdout) as { digest: string }).digest;
      }),
    );
    // `none` shows the same items: no experiment files the policy, so the tables are the same.
    expect(digests[0]).toBe(digests[1]);
    expect(digests[2]).not.toBe(digests[1]);
  });
});
