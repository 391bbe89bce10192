/** Whole studies through the compiled program: the same results at any thread count, and after any kill. */

import { spawn } from 'node:child_process';
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS, type AlgorithmName } from '../../algorithms/registry.ts';
import { compareStudies } from '../comparison/compare-studies.node.ts';
import type { RunRecord, StudySummary } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));

const STUDY = `
name: small
title: A small study
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: random, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
  - name: random
  - name: popularity
  - name: item-knn
  - { name: als, params: { factors: 32, epochs: 60 } } # the longest, so that a kill finds the study at work
metrics: { names: [recall, ndcg, coverage, novelty], at: [5, 10], primary: ndcg@10 }
groups: [region]
seeds: [1, 2]
statistics: { resamples: 200 }
`;

let folder = '';
let study = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-study-'));
  study = join(folder, 'small.yaml');
  await writeFile(study, STUDY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the study; kills the process without mercy as soon as `records` records are on disk. */
function run(
  out: string,
  threads: number,
  records = Number.POSITIVE_INFINITY,
): Promise<NodeJS.Signals | null> {
  return new Promise((done, fail) => {
    const args = [MAIN, 'run', study, '--out', out, '--threads', String(threads), '--no-report', '--quiet'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const watch = setInterval(async () => {
      if ((await recordFiles(out)).length >= records) child.kill('SIGKILL');
    }, 5);
    child.on('error', fail);
    child.on('close', (_, signal) => {
      clearInterval(watch);
      done(signal);
    });
  });
}

const recordFiles = async (out: string): Promise<string[]> =>
  (await readdir(join(out, 'runs')).catch(() => [] as string[]))
    .filter((name) => name.endsWith('.json'))
    .sort();

const readJson = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;

/** All that must be the same: every record without what it cost, and the summary. */
async function comparable(out: string): Promise<unknown> {
  const records = await Promise.all(
    (await recordFiles(out)).map(async (name) => {
      const record = await readJson<RunRecord>(join(out, 'runs', name));
      if (record.status === 'failed') return record;
      const { measured: _, ...rest } = record;
      return rest;
    }),
  );
  const values = (await readdir(join(out, 'runs'))).filter((name) => name.endsWith('.parquet')).sort();
  return { records, values, summary: await readJson<StudySummary>(join(out, 'summary.json')) };
}

describe('a study', () => {
  let undisturbed: unknown;
  beforeAll(async () => {
    expect(await run(join(folder, 'undisturbed'), 1)).toBeNull();
    undisturbed = await comparable(join(folder, 'undisturbed'));
  });

  it('leaves one record for each seed, algorithm and mode, all done, with intervals around the means', async () => {
    const { records, values } = undisturbed as { records: RunRecord[]; values: string[] };
    expect(records).toHaveLength(2 * 4 * 2);
    expect(values).toHaveLength(16);
    for (const record of records) {
      if (record.status === 'failed') throw new Error(record.error);
      const { algorithm, split } = record.inputs;
      expect(algorithm.definition).toBe(ALGORITHMS[algorithm.name as AlgorithmName].id);
      expect(split.definition).toBe('random.v1');
      const ndcg = record.result.estimates.find(({ name, cutoff }) => name === 'ndcg' && cutoff === 10)!;
      expect(ndcg.low!).toBeLessThanOrEqual(ndcg.mean!);
      expect(ndcg.high!).toBeGreaterThanOrEqual(ndcg.mean!);
      expect(ndcg.n).toBe(record.result.counts.evaluated);
      expect(ndcg.n).toBeGreaterThan(50);
    }
  });

  it('tests all pairs under every metric that is a mean over shoppers with a better end', () => {
    const { tests, comparisons } = (undisturbed as { summary: StudySummary }).summary;
    const shortOf = (definition: string): string => definition.replace(/\.[^+]*/, '');
    expect(comparisons!.map(({ definition }) => shortOf(definition))).toEqual([
      ...['ndcg+exclude@10', 'ndcg+include@10'],
    ]);
    // Coverage is one figure of all lists.
    expect(tests!.map(({ definition }) => shortOf(definition)).sort()).toEqual(
      ['exclude', 'include']
        .flatMap((mode) =>
          ['ndcg', 'novelty', 'recall'].flatMap((name) =>
            [5, 10]
              .filter((cutoff) => !(name === 'ndcg' && cutoff === 10))
              .map((cutoff) => `${name}+${mode}@${cutoff}`),
          ),
        )
        .sort(),
    );
    for (const { labels, holm, signs, flips } of tests!) {
      expect([labels.length, holm.length, signs.length, flips]).toEqual([4, 6, 6, 9999]);
      expect(holm.every((p) => p! > 0 && p! <= 1)).toBe(true);
    }
  });

  it('says what each run could use, and how its model found the lists where it tells', async () => {
    const out = join(folder, 'undisturbed');
    for (const name of await recordFiles(out)) {
      const record = await readJson<RunRecord>(join(out, 'runs', name));
      if (record.status === 'failed') throw new Error(record.error);
      expect(record.measured).toMatchObject({ threads: 1, kernelThreads: 1 });
      expect(record.measured).toHaveProperty('path');
    }
  });

  it('ends with the same records and summary on two threads', async () => {
    expect(await run(join(folder, 'two'), 2)).toBeNull();
    expect(await comparable(join(folder, 'two'))).toEqual(undisturbed);
  });

  it.each([1, 5, 11])(
    'killed with SIGKILL after %i records and started again, ends with the same',
    async (records) => {
      const out = join(folder, `killed-${records}`);
      expect(await run(out, 2, records)).toBe('SIGKILL');
      const left = (await recordFiles(out)).length;
      expect(left).toBeGreaterThanOrEqual(records);
      expect(left).toBeLessThan(16);
      expect(await run(out, 2)).toBeNull();
      expect(await comparable(out)).toEqual(undisturbed);
    },
  );

  it('killed while it simulates and started again, ends with the same', async () => {
    const out = join(folder, 'killed-early');
    const child = spawn(process.execPath, [MAIN, 'run', study, '--out', out, '--no-report'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text: Buffer) => {
      if (text.toString().includes('simulating')) child.kill('SIGKILL');
    });
    expect(await new Promise((done) => child.on('close', (_, signal) => done(signal)))).toBe('SIGKILL');
    expect(await recordFiles(out)).toEqual([]);
    expect(await run(out, 2)).toBeNull();
    expect(await comparable(out)).toEqual(undisturbed);
    expect(await readdir(join(out, 'data'))).toHaveLength(1);
  });

  it('runs a cell again when its per-shopper values are gone, damaged or those of another run', async () => {
    const out = join(folder, 'values');
    await cp(join(folder, 'undisturbed'), out, { recursive: true });
    const records = await Promise.all(
      (await recordFiles(out)).map((name) => readJson<RunRecord>(join(out, 'runs', name))),
    );
    const values = (label: string): string => {
      const found = records.find(
        ({ inputs }) =>
          inputs.algorithm.label === label && inputs.seed === '1' && inputs.repeats === 'exclude',
      )!;
      return join(out, 'runs', `${found.id}.parquet`);
    };
    await rm(values('random'));
    await copyFile(values('als'), values('popularity'));
    await writeFile(values('item-knn'), 'PAR1');
    await expect(compareStudies(join(folder, 'undisturbed'), out)).rejects.toThrow(/\.parquet: /);
    expect(await run(out, 2)).toBeNull();
    expect(await comparable(out)).toEqual(undisturbed);
    const { notes } = await compareStudies(join(folder, 'undisturbed'), out);
    expect(notes).toHaveLength(16);
    const finished = await Promise.all(
      records.map(async ({ id }) => readFile(join(out, 'runs', `${id}.json`), 'utf8')),
    );
    const again = records.filter((record, i) => `${JSON.stringify(record, null, 2)}\n` !== finished[i]);
    expect(new Set(again.map(({ inputs }) => inputs.algorithm.label))).toEqual(
      new Set(['random', 'popularity', 'item-knn']),
    );
    expect(new Set(again.map(({ inputs }) => inputs.seed))).toEqual(new Set(['1']));
  });

  it('run again does nothing over: the records keep their finishing times', async () => {
    const out = join(folder, 'undisturbed');
    const [first] = await recordFiles(out);
    const before = await readFile(join(out, 'runs', first!), 'utf8');
    expect(await run(out, 1)).toBeNull();
    expect(await readFile(join(out, 'runs', first!), 'utf8')).toBe(before);
  });
});
