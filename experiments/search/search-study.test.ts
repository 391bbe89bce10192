/** Studies that search, through the compiled program: any number of threads, any kill, and the winner beside a study that says its parameters. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestJson } from '../../numerics/digest.ts';
import type { DoneRun, RunRecord } from '../run-record.ts';
import type { Trial } from './trial.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));

const study = (algorithms: string, search: string): string => `
name: tuned
title: A small study that searches
data: { scenario: tiny, seed: small, set: [shoppers.count=120, days=10] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
${algorithms}
metrics: { names: [ndcg, recall], at: [10] }
statistics: { resamples: 100 }
${search}
`;
const SEARCHED = `
  - { name: popularity }
  - { name: item-knn, space: { neighbours: { from: 1, to: 200, scale: log }, similarity: [cosine, jaccard] } }
  - { name: bpr, params: { factors: 8 }, space: { learningRate: { from: 0.001, to: 0.5, scale: log } } }`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-search-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a study; kills it without mercy once so many trials are on disk. */
function run(
  text: string,
  out: string,
  threads: number,
  trials = Number.POSITIVE_INFINITY,
): Promise<string | number | null> {
  const file = join(folder, `${digestJson(text).slice(0, 8)}.yaml`);
  return writeFile(file, text).then(
    () =>
      new Promise((done, fail) => {
        const args = ['run', file, '--out', out, '--threads', String(threads), '--no-report', '--quiet'];
        const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
        const watch = setInterval(async () => {
          if ((await trialFiles(out)).length >= trials) child.kill('SIGKILL');
        }, 3);
        child.on('error', fail);
        child.on('close', (code, signal) => {
          clearInterval(watch);
          done(signal ?? code);
        });
      }),
  );
}

const filesIn = async (dir: string): Promise<string[]> =>
  existsSync(dir) ? (await readdir(dir)).filter((name) => name.endsWith('.json')).sort() : [];
const trialFiles = (out: string): Promise<string[]> => filesIn(join(out, 'trials'));

async function recordsOf(out: string): Promise<RunRecord[]> {
  const names = await filesIn(join(out, 'runs'));
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(out, 'runs', name), 'utf8'))));
}

const doneOf = async (out: string, label: string): Promise<DoneRun> => {
  const found = (await recordsOf(out)).find(
    ({ inputs }) => inputs.algorithm.label === label && inputs.repeats === 'exclude',
  )!;
  if (found.status === 'failed') throw new Error(found.error);
  return found;
};

const withoutCost = async (out: string): Promise<unknown> =>
  (await recordsOf(out)).map((record) => {
    if (record.status === 'failed') return record;
    const { measured: _, ...rest } = record;
    return rest;
  });

describe('a study that searches', () => {
  const text = study(SEARCHED, 'search: { method: tpe, trials: 12, epochs: 4 }');
  let undisturbed = '';
  beforeAll(async () => {
    undisturbed = join(folder, 'undisturbed');
    expect(await run(text, undisturbed, 1)).toBe(0);
  });

  it('has every trial in the record and on disk, what they took apart, and the best one chosen', async () => {
    for (const [label, epochs] of [
      ['item-knn', null],
      ['bpr', 4],
    ] as const) {
      const { result, measured } = await doneOf(undisturbed, label);
      const { trials, chosen, params, wholeFits, epochs: spent } = result.search!;
      expect(trials).toHaveLength(12);
      expect([wholeFits, spent]).toEqual([12, epochs && 48]);
      expect(trials.every((trial) => trial.epochs === epochs && trial.value !== null)).toBe(true);
      expect(trials[chosen]!.value).toBe(Math.max(...trials.map(({ value }) => value!)));
      expect(params).toMatchObject(trials[chosen]!.values);
      expect(measured.search!.trials.map(({ id }) => id)).toEqual(trials.map(({ id }) => id));
      expect(measured.search!.trials.every(({ fitSeconds }) => fitSeconds > 0)).toBe(true);
      for (const { id, value } of trials) {
        const trial = JSON.parse(await readFile(join(undisturbed, 'trials', `${id}.json`), 'utf8')) as Trial;
        expect(trial.result).toEqual({ value });
      }
    }
    expect(await trialFiles(undisturbed)).toHaveLength(24);
    expect(await doneOf(undisturbed, 'popularity')).not.toHaveProperty('result.search');
  });

  it('measures the winner on the test exactly as a study that says its parameters', async () => {
    const [knn, bpr] = [await doneOf(undisturbed, 'item-knn'), await doneOf(undisturbed, 'bpr')];
    const given = [knn, bpr].map(
      ({ inputs, result }) =>
        `  - { name: ${inputs.algorithm.name}, params: ${JSON.stringify(result.search!.params)} }`,
    );
    const out = join(folder, 'given');
    await mkdir(out);
    await cp(join(undisturbed, 'data'), join(out, 'data'), { recursive: true });
    expect(await run(study(given.join('\n'), ''), out, 1)).toBe(0);
    for (const searched of [knn, bpr]) {
      const { search: _, ...result } = searched.result;
      expect((await doneOf(out, searched.inputs.algorithm.label)).result).toEqual(result);
    }
  });

  it('comes to the same records on two threads, killed amid its trials or not, and runs no finished trial again', async () => {
    const out = join(folder, 'killed');
    expect(await run(text, out, 2, 7)).toBe('SIGKILL');
    const finished = await trialFiles(out);
    expect(finished.length).toBeGreaterThanOrEqual(7);
    expect(finished.length).toBeLessThan(24);
    const timesOf = (names: readonly string[]) =>
      Promise.all(names.map(async (name) => (await stat(join(out, 'trials', name))).mtimeMs));
    const before = await timesOf(finished);
    expect(await run(text, out, 2)).toBe(0);
    expect(await withoutCost(out)).toEqual(await withoutCost(undisturbed));
    expect(await timesOf(finished)).toEqual(before);
    expect(await readFile(join(out, 'summary.json'), 'utf8')).toBe(
      await readFile(join(undisturbed, 'summary.json'), 'utf8'),
    );
  });

  it('runs a damaged trial again, and one that is filed under the name of another', async () => {
    const out = join(folder, 'damaged');
    await cp(undisturbed, out, { recursive: true });
    const { result } = await doneOf(out, 'item-knn');
    const [first, second, third] = result.search!.trials.map(({ id }) => join(out, 'trials', `${id}.json`));
    const whole = await readFile(first!, 'utf8');
    await writeFile(first!, whole.slice(0, 100));
    await copyFile(third!, second!);
    for (const { id } of await recordsOf(out)) await rm(join(out, 'runs', `${id}.json`));
    expect(await run(text, out, 1)).toBe(0);
    expect(await withoutCost(out)).toEqual(await withoutCost(undisturbed));
    const again = JSON.parse(await readFile(first!, 'utf8')) as Trial;
    expect(again.result).toEqual((JSON.parse(whole) as Trial).result);
  });
});

describe('successive halving', () => {
  it('gives parts of its epochs to an algorithm that has them, parts of the shoppers to one that has none', async () => {
    const out = join(folder, 'halving');
    const text = study(SEARCHED, 'search: { method: halving, trials: 9, epochs: 9, reduction: 3 }');
    expect(await run(text, out, 2)).toBe(0);
    const [knn, bpr] = [
      (await doneOf(out, 'item-knn')).result.search!,
      (await doneOf(out, 'bpr')).result.search!,
    ];
    const shares = [...Array(9).fill(1 / 9), ...Array(3).fill(1 / 3), undefined];
    expect(knn.trials.map(({ share }) => share)).toEqual(shares);
    expect(bpr.trials.map(({ share }) => share)).toEqual(shares);
    expect(bpr.trials.map(({ epochs }) => epochs)).toEqual([...Array(9).fill(1), 3, 3, 3, 9]);
    expect(bpr.trials.every(({ part }) => part === undefined)).toBe(true);
    expect(knn.trials.map(({ part }) => part)).toEqual(shares);
    expect([knn.wholeFits, bpr.wholeFits]).toEqual([knn.wholeFits, knn.wholeFits]);
    expect([knn.epochs, bpr.epochs]).toEqual([null, 27]);
    expect([knn.chosen, bpr.chosen]).toEqual([12, 12]);
    expect(bpr.params).toMatchObject({ epochs: 9, factors: 8 });
  });
});
