/** Every table is the same at any number of threads and of shards, told by the compiled command and its manifests. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shoplab } from './spawn-cli.fixture.ts';

/** A little of everything: all truth, stock and prices that move, arms with a personal policy, opt-outs, anonymous visits, faults of the log. */
const SETTINGS = [
  'days=4',
  'shoppers.count=150',
  'truth=full',
  'experiments=[{ name: x, arms: [{ name: a }, { name: b, policy: { name: oracle } }, { name: c, priceFactor: 1.2 }] }]',
  'consent.optOut=0.3',
  'arrival.anonymous=0.2',
  'faults.duplicated=0.05',
  'faults.late=0.05',
  'stock.coverDays=5',
  'pricing.everyDays=2',
  'payment.laterDays=1',
  'fraud.stolenCards.campaigns=4',
  'fraud.stolenCards.from=0',
  'fraud.stolenCards.over=0.5',
  'fraud.stolenCards.lasts=0.5',
  'fraud.labels.lagDays=0.5',
  'fraud.labels.reviewDays=0.2',
  // So many, so soon, that four days show them.
  'support.intercept=1',
  'support.openHours=2',
  'returns.meanDays=0.5',
  'reviews.intercept=1',
  'reviews.meanDays=0.5',
  'delivery.medianDays=0.5',
];
const ARGS = ['simulate', 'tiny', '--quiet', ...SETTINGS.flatMap((setting) => ['--set', setting])];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-digests-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<void> {
  const { status, stderr } = await shoplab([...ARGS, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

/** Digest of each table, and of the whole. */
async function digestsOf(dir: string): Promise<Record<string, string>> {
  const { digest, tables } = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as {
    digest: string;
    tables: Record<string, { digest: string; rows: number }>;
  };
  expect(Object.values(tables).filter(({ rows }) => rows > 0).length).toBeGreaterThan(20);
  return {
    whole: digest,
    ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.digest])),
  };
}

describe('digests of every table', () => {
  let one: Record<string, string> = {};
  beforeAll(async () => {
    await run('--threads', '1', '--out', join(folder, 'one'));
    one = await digestsOf(join(folder, 'one'));
  });

  it.each(['2', '4'])('are the same on %s threads', async (threads) => {
    const out = join(folder, `threads-${threads}`);
    await run('--threads', threads, '--out', out);
    expect(await digestsOf(out)).toEqual(one);
  });

  it('are the same joined from tasks, each of four rounds cut otherwise, shards in any order', async () => {
    const state = join(folder, 'parts');
    for (const [round, of] of [1, 3, 2, 1].entries()) {
      for (let shard = of; shard >= 1; shard--) {
        await run('--task', `shard=${shard}/${of},round=${round}`, '--state', state);
      }
      await run('--barrier', String(round), '--state', state);
    }
    expect(await digestsOf(join(state, 'log'))).toEqual(one);
  });

  it('follow the seed: no table is the same under another but those that the scenario spells out', async () => {
    const out = join(folder, 'other');
    await run('--out', out, '--seed', 'another');
    const other = await digestsOf(out);
    const same = Object.keys(one).filter((name) => other[name] === one[name]);
    expect(same).toEqual(['arms', 'promotions', 'truth/calendar']);
  });
});
