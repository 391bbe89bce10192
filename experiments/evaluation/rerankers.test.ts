/** What re-rankers are for, on a simulated log: each moves its own measure one way as its strength grows. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readYamlDocument } from '../../datasets/yaml-document.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { runCell } from '../fitting/cell.ts';
import { prepare } from '../fitting/prepare.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { loadStudy } from '../study/load-study.node.ts';
import { StudySchema } from '../study/study.ts';
import { loadStudyData } from '../study/study-data.node.ts';

const STUDY = (algorithms: readonly string[]): string =>
  [
    'name: rerankers',
    'title: Re-rankers',
    'data: { scenario: tiny, seed: a, set: [shoppers.count=400, days=20] }',
    'feedback: { source: actions, weights: { click: 1, order: 5 } }',
    'split: { name: global-time, params: { fraction: 0.8 } }',
    `algorithms: [${algorithms.join(', ')}]`,
    'metrics: { names: [ndcg, diversity, calibration, popularityLift, gini, coverage], at: [10] }',
    'statistics: { resamples: 100 }',
  ].join('\n');

let folder = '';
let prepared: Prepared;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-rerankers-'));
  const path = join(folder, 'study.yaml');
  await writeFile(path, STUDY(['{ name: popularity }']));
  const loaded = await loadStudy(path);
  const signal = new AbortController().signal;
  const dataset = await loadStudyData(loaded, { out: folder, threads: 1, signal, onStage: () => {} });
  prepared = prepare(loaded.study, dataset);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The measures of some algorithms, by metric. */
async function measured(algorithms: readonly string[]): Promise<Record<string, number>[]> {
  const labelled = algorithms.map((entry, i) => entry.replace('{', `{ label: a${i},`));
  const study = readYamlDocument(STUDY(labelled), 'study.yaml', StudySchema);
  const run = {
    clock: () => 0,
    now: () => '',
    peakMemoryBytes: () => 0,
    host: {} as never,
    threads: 1,
    kernels: kernelHost(),
    signal: new AbortController().signal,
  };
  const found: Record<string, number>[] = [];
  for (let algorithm = 0; algorithm < algorithms.length; algorithm++) {
    const { records } = await runCell({ ...prepared, study }, { seed: 0, fold: 0, algorithm }, run);
    const [record] = records;
    if (record?.status !== 'done') throw new Error(JSON.stringify(record));
    found.push(Object.fromEntries(record.result.estimates.map(({ name, mean }) => [name, mean!])));
  }
  return found;
}

const atStrengths = (name: string, key: string, strengths: readonly number[], more = '') =>
  measured(strengths.map((strength) => `{ name: ${name}, params: { ${key}: ${strength}${more} } }`));

const falls = (values: readonly number[]): void => {
  for (let i = 1; i < values.length; i++) expect(values[i]!).toBeLessThan(values[i - 1]!);
};

describe('as the strength grows', () => {
  it('mmr makes lists more diverse', async () => {
    const found = await atStrengths('mmr', 'strength', [0, 0.2, 0.5, 0.8]);
    falls(found.map(({ diversity }) => -diversity!));
  });

  it('calibrated comes nearer to the shares of the history', async () => {
    const found = await atStrengths('calibrated', 'strength', [0, 0.2, 0.5, 0.9]);
    falls(found.map(({ calibration }) => calibration!));
  });

  it('xquad serves more interests, and comes nearer to their shares', async () => {
    const found = await atStrengths('xquad', 'strength', [0, 0.3, 0.9]);
    falls(found.map(({ diversity }) => -diversity!));
  });

  it('popularity-discounted, and xquad and calibrated by popularity, take popularity out of popular lists', async () => {
    const popular = ', base: { name: popularity }, depth: 300';
    const lifts = async (name: string, strengths: readonly number[], more = '') =>
      (await atStrengths(name, 'strength', strengths, `${more}${popular}`)).map((m) => m['popularityLift']!);
    // Scores are popularities here: only a power above 1 turns them over.
    falls(await lifts('popularity-discounted', [0, 1.2, 1.5, 3]));
    falls(await lifts('xquad', [0, 0.95, 1], ', by: popularity'));
    falls((await lifts('calibrated', [0, 0.3, 0.9], ', by: popularity')).map(Math.abs));
  });

  it('fair-exposure gives the long tail more places', async () => {
    const found = await atStrengths('fair-exposure', 'share', [0, 0.5, 0.7, 0.9]);
    falls(found.map(({ popularityLift }) => popularityLift!));
  });

  it('exploration-slots spread exposure, and cost accuracy', async () => {
    const found = await atStrengths('exploration-slots', 'share', [0, 0.2, 0.5, 1]);
    falls(found.map(({ gini }) => gini!));
    expect(found.at(-1)!['ndcg']!).toBeLessThan(found[0]!['ndcg']!);
  });
});
