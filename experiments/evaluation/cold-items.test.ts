/** Items that nobody had in training, from a study's text to its records. */

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { DoneRun, StudyFile } from '../run-record.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));

const STUDY = `
name: new-items
title: Who finds new items
data: { scenario: tiny, seed: small }
feedback: { source: actions, weights: { click: 1 } }
split: { name: cold-items, params: { fraction: 0.8 } }
catalogue: all
algorithms:
  - { name: popularity }
  - { name: item-knn }
  - { name: content-based, label: trained only }
  - { name: content-based, label: tf-idf, params: { items: all } }
  - { name: content-based, label: bm25, params: { items: all, weighting: bm25 } }
metrics: { names: [recall, coverage], at: [10] }
statistics: { resamples: 200 }
`;

async function runsOf(folder: string): Promise<{ file: StudyFile; recall: Map<string, [number, number]> }> {
  const path = join(folder, 'study.yaml');
  await writeFile(path, STUDY);
  const out = join(folder, 'out');
  await promisify(execFile)(process.execPath, [MAIN, 'run', path, '--out', out, '--quiet', '--no-report']);
  const read = async <T>(name: string): Promise<T> =>
    JSON.parse(await readFile(join(out, name), 'utf8')) as T;
  const names = (await readdir(join(out, 'runs'))).filter((one) => one.endsWith('.json'));
  const runs = await Promise.all(names.map((name) => read<DoneRun>(`runs/${name}`)));
  const recall = runs.map(({ inputs, result }): [string, [number, number]] => {
    expect(inputs.catalogue).toBe('all');
    const found = result.estimates.find(({ definition }) => definition === 'recall.v1+exclude+all@10')!;
    return [inputs.algorithm.label, [found.low!, found.high!]];
  });
  return { file: await read<StudyFile>('study.json'), recall: new Map(recall) };
}

it('content that lists them finds them, far beyond chance; what knows items by their shoppers cannot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoplab-new-items-'));
  try {
    const { file, recall } = await runsOf(folder);
    for (const label of ['popularity', 'item-knn', 'trained only']) expect(recall.get(label)).toEqual([0, 0]);
    // Ten places drawn from a quarter of the catalogue, more than is new, would find 10 of its quarter.
    const chance = 10 / (file.counts.items / 4);
    for (const label of ['tf-idf', 'bm25']) expect(recall.get(label)![0]).toBeGreaterThan(chance);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
