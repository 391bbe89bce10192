/** A study of loops that is killed at random moments goes on from its barriers, and ends with the same results, byte for byte, at any number of threads. */

import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalJson } from '../../numerics/digest.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { LoopRun, LoopStudyFile } from './loop-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const STUDY = `kind: loop
name: killed
title: Killed
world: { scenario: tiny, set: [days=8, shoppers.count=150, consent.optOut=0.1] }
every: 2
measure: { every: 2, pairs: 200 }
seeds: [1, 2]
policies:
  - { label: item-knn, policy: { algorithm: item-knn, epsilon: 0.1 } }
  - { label: thompson, policy: { name: thompson } }
`;

let folder = '';
let study = '';
/** Canonical results by run, of a study that nobody disturbed. */
let reference: Map<string, string>;
let seconds = 0;

const args = (out: string, threads: number): string[] => [
  ...[MAIN, 'run', study, '--out', out, '--threads', String(threads)],
  ...['--no-report', '--quiet', '--checkpoint-every', '0'],
];

function resultsOf(out: string): Map<string, string> {
  const { runs } = JSON.parse(readFileSync(join(out, 'study.json'), 'utf8')) as LoopStudyFile;
  return new Map(
    runs.map((id) => {
      const run = JSON.parse(readFileSync(join(out, 'runs', `${id}.json`), 'utf8')) as LoopRun;
      if (run.status === 'failed') throw new Error(run.error);
      return [id, canonicalJson(run.result)];
    }),
  );
}

function checkpointsIn(out: string): string[] {
  const left = join(out, 'checkpoints');
  return existsSync(left) ? readdirSync(left).filter((name) => name.endsWith('.loop')) : [];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-killed-loops-'));
  study = join(folder, 'killed.yaml');
  await writeFile(study, STUDY);
  const before = performance.now();
  await promisify(execFile)(process.execPath, args(join(folder, 'whole'), 1));
  seconds = (performance.now() - before) / 1000;
  reference = resultsOf(join(folder, 'whole'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Twenty moments in all. */
it.each([
  [1, 7],
  [2, 7],
  [3, 6],
])(
  'in folder %i at %i moments drawn at random, one after another',
  async (turn, kills) => {
    expect(reference.size).toBe(12);
    const key = drawKey(seedWords('killed loops'), 'split');
    const out = join(folder, `killed-${turn}`);
    let goneOn = 0;
    for (let kill = 0; kill < kills; kill++) {
      const threads = 1 + (kill % 2);
      const child = spawn(process.execPath, args(out, threads), { stdio: 'ignore' });
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      let running = true;
      void ended.then(() => {
        running = false;
      });
      // Every other kill falls some moments after a barrier was filed; the others fall anywhere.
      if (kill % 2 === 0) await wait(1000 * (0.5 + (seconds / 4) * uniform(key, kill, turn)));
      else {
        while (running && checkpointsIn(out).length === 0) await wait(5);
        await wait(400 * uniform(key, kill, turn));
      }
      child.kill('SIGKILL');
      await ended;
      if (checkpointsIn(out).length > 0) goneOn++;
      // What is there is whole.
      if (existsSync(join(out, 'runs')))
        for (const name of readdirSync(join(out, 'runs')).filter((one) => one.endsWith('.json'))) {
          const run = JSON.parse(readFileSync(join(out, 'runs', name), 'utf8')) as LoopRun;
          expect(run.status === 'done' && canonicalJson(run.result)).toBe(reference.get(run.id));
        }
    }
    expect(goneOn).toBeGreaterThan(0);
    await promisify(execFile)(process.execPath, args(out, 2));
    expect(resultsOf(out)).toEqual(reference);
    expect(existsSync(join(out, 'checkpoints'))).toBe(false);
    expect(readdirSync(out).filter((name) => name.includes('.tmp'))).toEqual([]);
    expect(readFileSync(join(out, 'summary.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'whole', 'summary.json'), 'utf8'),
    );
  },
  300_000,
);

it('with a checkpoint that is cut short: it is said, and the loop begins anew to the same end', async () => {
  const out = join(folder, 'damaged');
  const child = spawn(process.execPath, args(out, 1), { stdio: 'ignore' });
  const left = join(out, 'checkpoints');
  while (checkpointsIn(out).length === 0) await wait(5);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  for (const name of checkpointsIn(out))
    await writeFile(join(left, name), readFileSync(join(left, name)).subarray(0, 1000));
  const { stdout } = await promisify(execFile)(process.execPath, [...args(out, 1), '--json']);
  const { notes } = JSON.parse(stdout) as { notes: string[] };
  expect(notes.join()).toContain('damaged, or of another version; the loop begins anew');
  expect(resultsOf(out)).toEqual(reference);
}, 120_000);
