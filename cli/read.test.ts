/** Reading reviews on the command line. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadingRecord } from '../experiments/reading/reading-record.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-read-'));
  const set = ['days=20', 'shoppers.count=150', 'reviews.intercept=1', 'arrival.sessionsPerDay=1'];
  const args = [
    'simulate',
    'tiny',
    '--quiet',
    '--out',
    join(folder, 'log'),
    ...set.flatMap((one) => ['--set', one]),
  ];
  expect((await shoplab(args)).status).toBe(0);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (...args: string[]) =>
  shoplab(['read', join(folder, 'log'), '--out', join(folder, 'out'), '--quiet', '--sweeps', '20', ...args]);

describe('read', () => {
  it('prints tables, and leaves the record and a page', async () => {
    const { status, stdout, stderr } = await read(
      '--topics',
      '4',
      '--aspects',
      '--turns',
      '--sentiment',
      'stars',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/TOPICS 4 by lda/);
    expect(stdout).toMatch(/macro-F1 aspects +0\.\d+ +0\.\d+/);
    expect(stdout).toMatch(/against true satisfaction, within 7 days/);
    expect(stdout).not.toMatch(/KEYWORDS|VOTES/);
    const record = JSON.parse(await readFile(join(folder, 'out/reading.json'), 'utf8')) as ReadingRecord;
    expect(record.schema).toBe('shoplab.reading/2');
    const page = await readFile(join(folder, 'out/report/index.html'), 'utf8');
    expect(page).toContain('When shoppers turned');
    expect(existsSync(join(folder, 'out/report/charts/topics.svg'))).toBe(true);
  });

  it('prints one JSON object, without the truth when told so', async () => {
    const { status, stdout } = await read(
      '--aspects',
      '--json',
      '--no-truth',
      '--no-report',
      '--sentiment',
      'lexicon',
    );
    expect(status).toBe(0);
    const printed = JSON.parse(stdout) as ReadingRecord & { report: null };
    expect(printed.aspects).toMatchObject({ method: 'lexicon' });
    expect(printed.aspects!.scores).toBeUndefined();
    expect(printed.report).toBeNull();
  });

  it('refuses what is neither a log nor a data set, and topics that are no number', async () => {
    const nowhere = await shoplab(['read', 'womens-clothing-review']);
    expect(nowhere.status).toBe(2);
    expect(nowhere.stderr).toMatch(/neither the folder of a log.*nor a data set.*womens-clothing-reviews/s);
    const { status, stderr } = await read('--topics', 'many');
    expect(status).toBe(2);
    expect(stderr).toMatch(/'many' is not a whole number from 2 to 200/);
  });
});
