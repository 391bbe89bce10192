/** A/B tests on the command line. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AbRecord } from '../experiments/ab/ab-record.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-ab-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SHORT = [
  '--days',
  '12',
  '--before',
  '6',
  '--set',
  'shoppers.count=120',
  '--replicates',
  '200',
  '--quiet',
];

describe('ab', () => {
  it('files one record, prints it, and makes a page whose words are of its numbers', async () => {
    const out = join(folder, 'one');
    const args = ['ab', 'tiny', '--arm', 'random', '--arm', 'oracle', ...SHORT, '--json', '--out', out];
    const { status, stdout, stderr } = await shoplab(args);
    expect([status, stderr]).toEqual([0, '']);
    const { report, ...record } = JSON.parse(stdout) as AbRecord & { report: string };
    expect(JSON.parse(await readFile(join(out, 'ab.json'), 'utf8'))).toEqual(record);
    expect(record.policies.map(({ arm }) => arm)).toEqual(['popularity', 'random', 'oracle']);
    expect(record.looks).toEqual([1, 2, 4, 5, 6]);
    expect(record.naiveByTheory).toBeCloseTo(0.142, 3);
    for (const { plain, holm } of record.test.arms) expect(holm.plain).toBeGreaterThanOrEqual(plain.p);
    // The ratio over assignments, and what the correlation says of it, within what 200 of them can tell.
    expect(Math.abs(record.aa.varianceRatio - record.aa.varianceByTheory)).toBeLessThan(0.15);
    const counts = Object.fromEntries(record.aa.stopping.map(({ name, found }) => [name, found]));
    expect(counts['naive']).toBeGreaterThanOrEqual(counts['once']!);
    expect(counts['pocock']).toBeLessThanOrEqual(counts['naive']!);
    const page = await readFile(report, 'utf8');
    expect(page).toContain(
      'Of 200 assignments of shoppers who are all alike, one look at the end is a false alarm in',
    );
    expect(page).toContain('oracle, true effect');
  });

  it.each([
    [[], 'ab: no --arm; one or more are tried against the control'],
    [['--arm', 'randon'], "did you mean 'random'?"],
    [['--arm', 'popularity'], 'policy popularity stands in two arms'],
    [['--arm', 'random', '--outcome', 'click'], "did you mean 'clicks'?"],
    [['--arm', 'random', '--before', '26'], '28 days less 26 before leave 2 for 5 looks'],
    [['--arm', 'random', '--level', '2'], 'level is 2'],
    [['--arm', 'random', '--price', 'x'], 'price NaN: factors are from 0.1 to 10'],
  ])('%j ends with status 2 and says why', async (args, why) => {
    const { status, stderr } = await shoplab(['ab', 'tiny', ...args, '--out', join(folder, 'none')]);
    expect(stderr).toContain(why);
    expect(status).toBe(2);
  });
});
