import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { foldCache } from './fold-cache.node.ts';
import { PICTURED, type SplitName, smallFolds } from './pictures.ts';
import type { FoldInputs } from './split.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-folds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More rows than the small log has. */
const ROWS = 1000;
const inputsOf = (definition: string, params: Readonly<Record<string, unknown>>): FoldInputs => ({
  data: { name: 'small', digest: 'd' },
  feedback: { source: 'actions' },
  split: { definition, params },
  seeds: ['1', '2'],
});

const cases = Object.entries(PICTURED).flatMap(([name, all]) =>
  all.map((params) => [name as SplitName, params] as const),
);

it.each(cases)('folds of %s %j come back as they were kept', async (name, params) => {
  const notes: string[] = [];
  const cache = foldCache(folder, '1', (note) => notes.push(note));
  const inputs = inputsOf(name, params);
  const folds = [smallFolds(name, params), smallFolds(name, params)];
  expect(await cache.find(inputs, ROWS)).toBeNull();
  await cache.keep(inputs, ROWS, folds);
  expect(await cache.find(inputs, ROWS)).toStrictEqual(folds);
  expect(await foldCache(folder, '2', (note) => notes.push(note)).find(inputs, ROWS)).toBeNull();
  expect(await cache.find({ ...inputs, seeds: ['1'] }, ROWS)).toBeNull();
  expect(notes).toEqual([]);
});

it('folds of another number of rows are refused, and rows that are not there', async () => {
  const notes: string[] = [];
  const cache = foldCache(folder, 'other', (note) => notes.push(note));
  const inputs = inputsOf('random', {});
  const folds = [smallFolds('random', {}), smallFolds('random', {})];
  await cache.keep(inputs, ROWS, folds);
  expect(await cache.find(inputs, ROWS + 1)).toBeNull();
  await cache.keep(inputs, 3, folds);
  expect(await cache.find(inputs, 3)).toBeNull();
  expect(notes).toEqual([
    expect.stringMatching(/ rows of 1000 under 2 seeds; \d+ of 1001 under 2 are expected$/),
    expect.stringMatching(/ rows of 3 under 2 seeds; \d+ of 3 under 2 are expected$/),
  ]);
  expect(readdirSync(folder).every((name) => name.endsWith('.folds'))).toBe(true);
});
