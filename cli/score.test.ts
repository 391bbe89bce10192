/** From a study to its folds as files, to lists of a model of it, to the score: the figures of the record. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunRecord } from '../experiments/run-record.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-score-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const STUDY = `
name: to-score
title: Lists that are scored apart
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
algorithms: [{ name: item-knn }]
metrics: { names: [ndcg, recall, map], at: [5, 10] }
statistics: { resamples: 100 }
`;

async function done(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await shoplab(args);
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

it('lists of a kept model, scored from files, have the figures of the study', async () => {
  writeFileSync(at('study.yaml'), STUDY);
  await done('run', at('study.yaml'), '--out', at('out'), '--models', '--no-report', '--quiet');
  await done('split', at('study.yaml'), '--out', at('folds'), '--quiet');
  const [model] = readdirSync(at('out/models'));
  await done('recommend', at(`out/models/${model}`), '--trec', at('lists.run'), '--k', '10');
  const truth = at('folds/seed-1-fold-0.test.csv');
  const score = JSON.parse(
    await done('score', at('lists.run'), '--truth', truth, '--at', '5', '--at', '10', '--json'),
  ) as { estimates: { name: string; cutoff: number; mean: number }[]; counts: { evaluated: number } };
  const [file] = readdirSync(at('out/runs')).filter((name) => name.endsWith('.json'));
  const record = JSON.parse(readFileSync(at(`out/runs/${file}`), 'utf8')) as RunRecord;
  if (record.status === 'failed') throw new Error(record.error);
  expect(score.counts.evaluated).toBe(record.result.counts.evaluated);
  for (const { name, cutoff, mean } of record.result.estimates) {
    const own = score.estimates.find((one) => one.name === name && one.cutoff === cutoff)!;
    expect(own.mean).toBeCloseTo(mean!, 12);
  }
});

it('tells every wrong option at once', async () => {
  const { status, stderr } = await shoplab([
    ...['score', at('lists.run'), '--truth', at('folds/seed-1-fold-0.test.csv')],
    ...['--metric', 'ndgc', '--at', '0', '--compat', 'lenskitt', '--missing', 'drop'],
  ]);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /--at: .*\n.*--metric: .* did you mean 'ndcg'\?\n.*--compat: .* did you mean 'lenskit'\?\n.*--missing: /s,
  );
});

it('folds are not written into a folder of something else', async () => {
  const { status, stderr } = await shoplab(['split', at('study.yaml'), '--out', at('out'), '--quiet']);
  expect(status).toBe(2);
  expect(stderr).toContain('holds other files and no split.json');
});
