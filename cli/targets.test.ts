/** What `shoplab simulate` and `explain` say of targets, told by the compiled command. */

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-cli-targets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const MET = '{ meanRating: [1, 5] }';
const MISSED = '{ meanRating: { atMost: 1, source: nobody }, highestHour: [0, 23], peakMonth: [1, 12] }';

function simulate(name: string, targets: string, ...more: string[]) {
  const out = join(folder, name);
  const small = ['--set', 'shoppers.count=100', '--set', 'days=14', '--set', `targets=${targets}`];
  return shoplab(['simulate', 'tiny', '--threads', '1', '--quiet', '--out', out, ...small, ...more]);
}

describe('simulate', () => {
  it('says of each target what was found, and loudly which are missed', async () => {
    const { status, stdout } = await simulate('missed', MISSED);
    expect(status).toBe(0);
    expect(stdout).toMatch(/meanRating +\d(\.\d+)? stars +at most 1 +FAIL +nobody/);
    expect(stdout).toMatch(/highestHour +\d+ +0 to 23 +pass/);
    expect(stdout).toMatch(/peakMonth +- +1 to 12 +not measurable: the log has 14 days, not a year/);
    expect(stdout).toContain('targets 1 of 3 MISSED (meanRating); 1 of 3 NOT MEASURABLE (peakMonth)');
  });

  it('ends with status 1 under --strict when one is not met, and keeps the log', async () => {
    const { status, stderr } = await simulate('strict', MISSED, '--strict');
    expect(status).toBe(1);
    expect(stderr).toContain('shoplab: targets 1 of 3 MISSED (meanRating)');
    expect((await stat(join(folder, 'strict', 'manifest.json'))).isFile()).toBe(true);
    const met = await simulate('strict', MET, '--strict');
    expect(met.status).toBe(0);
    expect(met.stdout).toContain('targets the one is met');
    expect((await simulate('unmeasured', '{ peakMonth: [1, 12] }', '--strict')).status).toBe(1);
  });

  it('gives all figures with --json, claimed or not', async () => {
    const { stdout } = await simulate('json', MISSED, '--json');
    const { figures, targets } = JSON.parse(stdout) as {
      figures: { name: string; value: number | null; target?: object }[];
      targets: object;
    };
    expect(targets).toEqual({ claimed: 3, passed: 1, failed: ['meanRating'], notMeasurable: ['peakMonth'] });
    expect(figures.length).toBeGreaterThan(30);
    expect(figures.find(({ name }) => name === 'clicksPerImpression')!.value).toBeGreaterThan(0);
    expect((await simulate('none', 'null')).stdout).toContain('targets none: the scenario claims no figure');
  });

  it('checks them at the last barrier of tasks; a single task cannot', async () => {
    const state = ['--state', join(folder, 'state'), '--set', 'days=1', '--set', 'targets.peakMonth=[1, 12]'];
    const run = (...args: string[]) => shoplab(['simulate', 'tiny', '--quiet', ...state, ...args]);
    const refused = await run('--task', 'shard=1/1,round=0', '--strict');
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining("'--strict' has no meaning for a task"),
    ]);
    expect((await run('--task', 'shard=1/1,round=0')).status).toBe(0);
    const barrier = await run('--barrier', '0', '--strict');
    expect(barrier.status).toBe(1);
    expect(barrier.stdout).toMatch(/peakMonth +- +1 to 12 +not measurable/);
  });
});

describe('explain', () => {
  it('shows the targets beside what it expects of the same quantities', async () => {
    const targets =
      'targets={ clicksPerImpression: [0, 1], cartsPerClick: { atLeast: 2 }, meanRating: [1, 5] }';
    const args = ['explain', 'tiny', '--set', 'days=2', '--set', targets];
    const { stdout } = await shoplab(args);
    expect(stdout).toMatch(/clicks \/ impressions .* 0 to 1: inside/);
    expect(stdout).toMatch(/carts \/ clicks .* at least 2: OUTSIDE/);
    const json = JSON.parse((await shoplab([...args, '--json'])).stdout) as { targets: object[] };
    expect(json.targets).toMatchObject([
      { figure: 'clicksPerImpression', inside: true },
      { figure: 'cartsPerClick', atLeast: 2, inside: false },
    ]);
  });
});

describe('list', () => {
  it('names the figures that may be claimed', async () => {
    expect((await shoplab(['list', 'figures'])).stdout).toMatch(/meanRating +mean rating/);
  });
});
