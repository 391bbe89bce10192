/** A study whose only fit is killed half way: the fit goes on from its checkpoint, and the record is the one that would have been. */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunRecord } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const EPOCHS = 12;
const STUDY = `
name: deep
title: A deep model alone
data: { scenario: tiny, seed: deep, set: [shoppers.count=150, days=7] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: random, params: { fraction: 0.8 } }
repeats: [exclude]
algorithms: [{ name: neumf, params: { epochs: ${EPOCHS}, backend: wasm } }]
metrics: { names: [recall, ndcg], at: [10], primary: ndcg@10 }
seeds: [1]
statistics: { resamples: 100 }
trace: true
`;

let folder = '';
let study = '';
let whole: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-killed-fit-'));
  study = join(folder, 'deep.yaml');
  await writeFile(study, STUDY);
  const out = join(folder, 'whole');
  expect((await run(out)).signal).toBeNull();
  whole = recordIn(out);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Kills the process without mercy as soon as `when` holds. */
function run(
  out: string,
  when: () => boolean = () => false,
): Promise<{ signal: NodeJS.Signals | null; stdout: string }> {
  return new Promise((done, fail) => {
    const options = ['--out', out, '--threads', '1', '--no-report', '--quiet', '--checkpoint-every', '0'];
    const child = spawn(process.execPath, [MAIN, 'run', study, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
    });
    const watch = setInterval(() => when() && child.kill('SIGKILL'), 2);
    child.on('error', fail);
    child.on('close', (_, signal) => {
      clearInterval(watch);
      done({ signal, stdout });
    });
  });
}

function recordIn(out: string): RunRecord {
  const files = readdirSync(join(out, 'runs')).filter((name) => name.endsWith('.json'));
  expect(files).toHaveLength(1);
  return JSON.parse(readFileSync(join(out, 'runs', files[0]!), 'utf8')) as RunRecord;
}

const checkpointIn = (out: string): string | undefined => {
  const dir = join(out, 'checkpoints');
  const name = existsSync(dir) ? readdirSync(dir).find((one) => one.endsWith('.checkpoint')) : undefined;
  return name && join(dir, name);
};

async function killHalfway(out: string): Promise<string> {
  expect((await run(out, () => checkpointIn(out) !== undefined)).signal).toBe('SIGKILL');
  expect(existsSync(join(out, 'summary.json'))).toBe(false);
  return checkpointIn(out)!;
}

function withoutCost(record: RunRecord): object {
  if (record.status === 'failed') throw new Error(record.error);
  const { measured: _, ...rest } = record;
  expect(record.result.traces!.map(({ epochs }) => epochs.length)).toEqual([EPOCHS]);
  return rest;
}

it('comes to the same record, its losses from the first epoch on, and leaves no checkpoint', async () => {
  const out = join(folder, 'killed');
  await killHalfway(out);
  const { signal, stdout } = await run(out);
  expect(signal).toBeNull();
  expect(stdout).not.toContain('begins anew');
  expect(withoutCost(recordIn(out))).toEqual(withoutCost(whole));
  expect(existsSync(join(out, 'checkpoints'))).toBe(false);
});

it('says that a damaged checkpoint cannot be used, and begins the fit anew', async () => {
  const out = join(folder, 'damaged');
  const file = await killHalfway(out);
  await truncate(file, 100);
  const { stdout } = await run(out);
  expect(stdout).toContain('.checkpoint: ');
  expect(stdout).toContain('begins anew');
  expect(withoutCost(recordIn(out))).toEqual(withoutCost(whole));
});
