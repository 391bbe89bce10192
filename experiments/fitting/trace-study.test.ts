/** What fits tell of their epochs, from a study's text to its records and report. */

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoneRun } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));

const study = (trace: string): string => `
name: traced
title: Losses of a small study
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1 } }
split: { name: random, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
  - popularity
  - { name: als, params: { factors: 8, epochs: 3 } }
  - { name: bpr, params: { factors: 8, epochs: 4 } }
metrics: { names: [recall], at: [5] }
statistics: { resamples: 100 }
${trace}
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-traces-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runsOf(name: string, trace: string, threads: number, report = false): Promise<DoneRun[]> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, study(trace).replace('  - popularity', '  - { name: popularity }'));
  const out = join(folder, name);
  const args = [MAIN, 'run', file, '--out', out, '--threads', String(threads), '--quiet'];
  await promisify(execFile)(process.execPath, report ? args : [...args, '--no-report']);
  const runs = join(out, 'runs');
  const names = (await readdir(runs)).filter((one) => one.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (one) => JSON.parse(await readFile(join(runs, one), 'utf8')) as DoneRun),
  );
}

const tracesOf = (runs: readonly DoneRun[], label: string) =>
  runs.filter((run) => run.inputs.algorithm.label === label).map((run) => run.result.traces);

it('reach every record of a fit and the report, the same at any number of threads, and change nothing else', async () => {
  const plain = await runsOf('plain', '', 1);
  const traced = await runsOf('traced', 'trace: true', 1, true);
  expect(plain.every((run) => !('traces' in run.result) && !('trace' in run.inputs))).toBe(true);
  const [als, alsAgain] = tracesOf(traced, 'als');
  expect(als).toMatchObject([{ measure: 'loss', epochs: [1, 2, 3] }]);
  expect(alsAgain).toEqual(als);
  const [first, second, third] = als![0]!.values as [number, number, number];
  expect(second).toBeLessThan(first);
  expect(third).toBeLessThan(second);
  const [auc] = tracesOf(traced, 'bpr')[0]!;
  expect(auc).toMatchObject({ measure: 'auc', epochs: [1, 2, 3, 4] });
  expect(auc!.values.at(-1)!).toBeGreaterThan(auc!.values[0]!);
  expect(tracesOf(traced, 'popularity')).toEqual([[], []]);
  const results = (runs: readonly DoneRun[]) =>
    new Map(
      runs.map(({ inputs: { algorithm, repeats }, result: { traces: _, ...result } }) => [
        `${algorithm.label} ${repeats}`,
        result,
      ]),
    );
  expect(results(traced)).toEqual(results(plain));
  const two = await runsOf('two', 'trace: true', 2);
  expect(two.map(({ resultDigest }) => resultDigest)).toEqual(traced.map(({ resultDigest }) => resultDigest));
  const charts = await readdir(join(folder, 'traced', 'report', 'charts'));
  expect(charts.filter((name) => /^learning-.*svg$/.test(name)).sort()).toEqual([
    'learning-auc.svg',
    'learning-loss-als.svg',
  ]);
  expect(await readFile(join(folder, 'traced', 'report', 'training.html'), 'utf8')).toContain(
    'Learning over epochs',
  );
}, 60_000);
