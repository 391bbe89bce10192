/** A study that searches, killed with SIGKILL at twenty random moments: each resumed one ends with the same bytes. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { RunRecord } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const SEED = 'kill-1';
const KILLS = 20;
/** Killed and resumed at once. */
const AT_ONCE = 2;
const STUDY = `
name: kill
title: A study with a search
data: { scenario: tiny, seed: small, set: [shoppers.count=100, days=8, truth=none] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
  - { name: popularity }
  - { name: item-knn, space: { neighbours: { from: 1, to: 200, scale: log }, similarity: [cosine, jaccard] } }
  - { name: bpr, params: { factors: 16 }, space: { learningRate: { from: 0.001, to: 0.5, scale: log } } }
search: { method: tpe, trials: 12, epochs: 10 }
metrics: { names: [ndcg, recall], at: [10] }
statistics: { resamples: 100 }
`;

let folder = '';
let undisturbed: Awaited<ReturnType<typeof bytesOf>>;
/** Milliseconds of a whole run, its data there already, until it begins with its fits. */
let before = 0;
/** Of a whole run. */
const TRIALS = 24;
/** Milliseconds within which a kill follows the trial that it waits for. */
const SOON = 60;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-kill-'));
  await writeFile(join(folder, 'kill.yaml'), STUDY);
  const out = join(folder, 'undisturbed');
  expect(await run(out)).toBe(0);
  undisturbed = await bytesOf(out);
  // Once more without its simulation, as those that are killed.
  const timed = await withData('timed');
  const started = performance.now();
  const begun = begins(timed).then(() => performance.now());
  expect(await run(timed)).toBe(0);
  before = (await begun) - started;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withData(name: string): Promise<string> {
  const out = join(folder, name);
  await cp(join(folder, 'undisturbed', 'data'), join(out, 'data'), { recursive: true });
  return out;
}

/** Resolves as the study file is there: what follows are fits. */
async function begins(out: string): Promise<void> {
  while (!existsSync(join(out, 'study.json'))) await wait(3);
}

interface Kill {
  /** Once so many are on disk; null: from the start of the program. */
  readonly trials: number | null;
  /** Milliseconds. */
  readonly after: number;
}

const trialsIn = async (out: string): Promise<number> =>
  (await filesIn(join(out, 'trials'))).filter((name) => name.endsWith('.json')).length;

function run(out: string, kill?: Kill): Promise<string | number | null> {
  return new Promise((done, fail) => {
    const args = ['run', join(folder, 'kill.yaml'), '--out', out, '--threads', '2', '--no-report', '--quiet'];
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const strike = async ({ trials, after }: Kill): Promise<void> => {
      if (trials !== null) await begins(out);
      while (child.exitCode === null && (await trialsIn(out)) < (trials ?? 0)) await wait(3);
      await wait(after);
      child.kill('SIGKILL');
    };
    if (kill) strike(kill).catch(fail);
    child.on('error', fail);
    child.on('close', (code, signal) => done(signal ?? code));
  });
}

const filesIn = (dir: string): Promise<string[]> => readdir(dir).catch(() => [] as string[]);

/** The text of every record without what it cost, the digests of values being in it, and of the summary. */
async function bytesOf(out: string) {
  const names = (await filesIn(join(out, 'runs'))).sort();
  const records = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const { measured: _, ...rest } = JSON.parse(
          await readFile(join(out, 'runs', name), 'utf8'),
        ) as RunRecord & {
          measured?: unknown;
        };
        return JSON.stringify(rest);
      }),
  );
  return { names, records, summary: await readFile(join(out, 'summary.json'), 'utf8') };
}

/** Draws decide when, one in five before any fit; one that comes after the end comes a trial earlier. */
async function killedAndResumed(kill: number): Promise<Kill & { found: number; records: number }> {
  const key = drawKey(seedWords(SEED), 'bootstrap');
  const out = await withData(`killed-${kill}`);
  let trials = kill % 5 === 0 ? null : Math.floor(uniform(key, kill, 1) * (TRIALS + 1));
  let after = Math.round(uniform(key, kill) * (trials === null ? before : SOON));
  while ((await run(out, { trials, after })) !== 'SIGKILL') {
    await rm(out, { recursive: true });
    await withData(`killed-${kill}`);
    after = Math.round(after / 2);
    trials = trials && trials - 1;
  }
  const found = await trialsIn(out);
  const records = (await filesIn(join(out, 'runs'))).filter((name) => name.endsWith('.json')).length;
  expect(await run(out)).toBe(0);
  expect(await bytesOf(out)).toEqual(undisturbed);
  const left = [out, join(out, 'runs'), join(out, 'trials')].map(filesIn);
  expect((await Promise.all(left)).flat().filter((name) => name.includes('.tmp-'))).toEqual([]);
  await rm(out, { recursive: true });
  return { trials, after, found, records };
}

it(`comes to the same bytes after SIGKILL at ${KILLS} random moments`, async () => {
  expect(undisturbed.records).toHaveLength(6);
  const told: Awaited<ReturnType<typeof killedAndResumed>>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < KILLS) told.push(await killedAndResumed(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const words = told
    .sort((a, b) => (a.trials ?? -1) - (b.trials ?? -1) || a.after - b.after)
    .map(({ trials, after, found, records }) => {
      const since = trials === null ? 'the start' : `trial ${trials}`;
      return `${after} ms from ${since} (${found} trials and ${records} records were there)`;
    });
  process.stdout.write(`seed ${SEED}: killed ${words.join(', ')}\n`);
  expect(told).toHaveLength(KILLS);
  // Moments that found the search at work, before, amid and after its trials.
  expect(told.filter(({ found }) => found > 0 && found < TRIALS).length).toBeGreaterThanOrEqual(5);
});
