/** The studies that ship, run whole through the compiled command: published figures, real input, a killed quickstart. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, StudySummary } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const DATA = process.env['SHOPLAB_DATA'] ?? '';
const lacks = (name: string): boolean => DATA === '' || !existsSync(join(DATA, name));

interface Printed {
  readonly records: string;
  readonly report: string;
  readonly account: { read: number; kept: number; steps: { rule: string; dropped: number; left: number }[] };
  readonly runs: {
    label: string;
    algorithm: string;
    repeats: string;
    fold: number;
    status: string;
    metrics: Record<string, { mean: number; n: number }>;
    fitSeconds: number;
    recommendSeconds: number;
  }[];
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-studies-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(
  study: string,
  out: string,
  killAt = Number.POSITIVE_INFINITY,
): Promise<{ signal: string | null; stdout: string }> {
  return new Promise((done, fail) => {
    const args = [MAIN, 'run', study, '--out', out, '--json', '--quiet', '--threads', '2'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const watch = setInterval(async () => {
      if ((await records(out)).length >= killAt) child.kill('SIGKILL');
    }, 20);
    child.on('error', fail);
    child.on('close', (_, signal) => {
      clearInterval(watch);
      done({ signal, stdout });
    });
  });
}

const records = async (out: string): Promise<string[]> =>
  (await readdir(join(out, 'runs')).catch(() => [] as string[]))
    .filter((name) => name.endsWith('.json'))
    .sort();

async function results(out: string): Promise<unknown[]> {
  return Promise.all(
    (await records(out)).map(async (name) => {
      const record = JSON.parse(await readFile(join(out, 'runs', name), 'utf8')) as RunRecord;
      return {
        id: record.id,
        inputs: record.inputs,
        result: record.status === 'done' ? record.result : record.error,
      };
    }),
  );
}

async function whole(study: string): Promise<Printed> {
  const { stdout } = await run(study, join(folder, study));
  const printed = JSON.parse(stdout) as Printed;
  expect(printed.runs.map(({ status }) => status)).toEqual(printed.runs.map(() => 'done'));
  expect(existsSync(printed.report)).toBe(true);
  return printed;
}

const meanOf = ({ runs }: Printed, label: string, metric: string, repeats: string): number =>
  runs.find((one) => one.label === label && one.repeats === repeats)!.metrics[metric]!.mean;

describe('quickstart', () => {
  it('killed with SIGKILL half way and started again, ends with the records of an undisturbed run', async () => {
    await run('quickstart', join(folder, 'undisturbed'));
    const expected = await results(join(folder, 'undisturbed'));
    const half = Math.floor(expected.length / 2);
    const out = join(folder, 'killed');
    expect((await run('quickstart', out, half)).signal).toBe('SIGKILL');
    const left = (await records(out)).length;
    expect(left).toBeGreaterThanOrEqual(half);
    expect(left).toBeLessThan(expected.length);
    expect((await run('quickstart', out)).signal).toBeNull();
    expect(await results(out)).toEqual(expected);
    expect(await readFile(join(out, 'summary.json'), 'utf8')).toBe(
      await readFile(join(folder, 'undisturbed', 'summary.json'), 'utf8'),
    );
  });
});

describe('real data', () => {
  it.skipIf(lacks('online-retail'))(
    'online-retail: the account adds up, every algorithm is measured in three modes of repeats (needs SHOPLAB_DATA/online-retail)',
    async () => {
      const printed = await whole('online-retail');
      expect(printed.account.read).toBe(541_909);
      expect(printed.account.steps.map(({ left }) => left)).toEqual([
        406_829, 397_924, 397_924, 397_884, 396_337,
      ]);
      expect(printed.account.steps.reduce((sum, { dropped }) => sum + dropped, printed.account.kept)).toBe(
        541_909,
      );
      expect(printed.runs).toHaveLength(15 * 3);
      // Ties move popularity without repeats by about .0001.
      expect(Math.abs(meanOf(printed, 'popularity', 'recall@20', 'exclude') - 0.0367)).toBeLessThan(0.0002);
      expect(meanOf(printed, 'popularity', 'recall@20', 'include')).toBeCloseTo(0.0582, 3);
      const n = (repeats: string): number =>
        printed.runs.find((one) => one.repeats === repeats)!.metrics['recall@20']!.n;
      expect([n('exclude'), n('include')]).toEqual([1429, 1519]);
    },
  );

  it.skipIf(lacks('movielens1m-m1'))(
    'movielens1m-m1: popularity and item-knn as measured with numpy (needs SHOPLAB_DATA/movielens1m-m1)',
    async () => {
      const printed = await whole('movielens1m-m1');
      const pair = (label: string): number[] =>
        ['recall@20', 'ndcg@20'].map((metric) => meanOf(printed, label, metric, 'exclude'));
      const near = (label: string, recall: number, ndcg: number): void => {
        expect(Math.abs(pair(label)[0]! - recall)).toBeLessThan(0.0001);
        expect(Math.abs(pair(label)[1]! - ndcg)).toBeLessThan(0.0001);
      };
      near('popularity', 0.1161, 0.1176);
      near('item-knn (cosine)', 0.2284, 0.2244);
      near('item-knn (shopper-weighted)', 0.2406, 0.2315);
      expect(Math.abs(pair('ease')[0]! - 0.2759)).toBeLessThan(0.0005);
      expect(Math.abs(pair('ease')[1]! - 0.266)).toBeLessThan(0.0005);
      expect(pair('als')[0]).toBeGreaterThan(0.279);
      expect(pair('als')[1]).toBeGreaterThan(0.265);
    },
  );

  it('bias: the planted gap is found, with its sign, and the report says what mending costs', async () => {
    const out = join(folder, 'bias-smoke');
    const args = [MAIN, 'run', 'bias', '--smoke', '--out', out, '--quiet', '--threads', '2'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
    const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as StudySummary;
    const gapOf = (label: string, metric: string) =>
      summary
        .audit!.find((one) => one.label === label && one.definition.startsWith(`${metric}.`))!
        .gaps.find(({ of }) => of === 'named')!;
    expect(gapOf('popularity', 'regret').low).toBeGreaterThan(0);
    expect(gapOf('popularity', 'ndcg').high).toBeLessThan(0);
    const [frontier] = summary.frontiers!;
    expect(frontier!.points.map(({ label }) => label)).toContain('mmr .8');
    const discounted = frontier!.points.find(({ label }) => label === 'popularity-discounted .5')!;
    expect(discounted.measures[0]!.differenceHigh).toBeLessThan(0);
    const told = await readFile(join(out, 'report', 'summary.md'), 'utf8');
    expect(told).toContain('What mending costs, repeats excluded.');
    // A gap closes at whose cost?
    expect(told).toMatch(/regretGap.*\(regret@10 of few from .* and most from /);
    expect(told).toMatch(/Lists of .* tell few from most/);
    expect(told).toMatch(/Slot 10 is clicked .* if any item were as likely to stand there/);
  });

  it.skipIf(lacks('ml-100k'))(
    'ml-100k: neighbours and factors beat popularity, popularity beats chance (needs SHOPLAB_DATA/ml-100k)',
    async () => {
      const printed = await whole('ml-100k');
      const ndcg = (label: string): number => meanOf(printed, label, 'ndcg@10', 'exclude');
      expect(ndcg('item-knn')).toBeGreaterThan(ndcg('popularity'));
      for (const label of ['als', 'bpr', 'warp', 'rp3beta', 'slim', 'ease'])
        expect(ndcg(label), label).toBeGreaterThan(ndcg('popularity'));
      expect(ndcg('popularity')).toBeGreaterThan(ndcg('random'));
    },
  );

  it.skipIf(lacks('ml-100k'))(
    "ml-100k-ratings: the means of Surprise's five folds (needs SHOPLAB_DATA/ml-100k)",
    async () => {
      const printed = await whole('ml-100k-ratings');
      const published = {
        'bias-baseline': [0.944, 0.7484, 0.0005],
        'knn-basic': [0.9797, 0.7736, 0.0005],
        'knn-means': [0.9511, 0.7494, 0.0005],
        'knn-baseline': [0.9307, 0.7332, 0.0005],
        'slope-one': [0.9459, 0.7434, 0.0005],
        svd: [0.934, 0.737, 0.004],
        svdpp: [0.919, 0.721, 0.004],
        nmf: [0.963, 0.758, 0.004],
      } as const;
      for (const [label, [rmse, mae, tolerance]] of Object.entries(published)) {
        const own = printed.runs.filter((run) => run.label === label);
        expect(own).toHaveLength(5);
        const mean = (metric: string): number =>
          own.reduce((sum, { metrics }) => sum + metrics[metric]!.mean, 0) / own.length;
        expect(Math.abs(mean('rmse') - rmse), `${label}: rmse ${mean('rmse')}`).toBeLessThan(tolerance);
        expect(Math.abs(mean('mae') - mae), `${label}: mae ${mean('mae')}`).toBeLessThan(tolerance);
      }
    },
  );
});
