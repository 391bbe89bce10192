/** Every model that lists or predicts, filed here and opened in a process of its own, answers there what it answers here, bit for bit. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Algorithm } from './algorithm.ts';
import { writeModelFile } from './model-file.node.ts';
import { ALGORITHMS } from './registry.ts';
import { quietRun, type SmallRow, smallTraining } from './small-training.node.ts';

const SHOPPERS = 12;
const ITEMS = 14;
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const FIXTURE = new URL('new-process.fixture.mjs', import.meta.url);

const rows = Array.from({ length: 70 }, (_, i): SmallRow => {
  const shopper = i % (SHOPPERS - 1);
  return [shopper, (i * i + 3 * shopper) % (ITEMS - 1), 3600 * i, 1 + ((i * i) % 5)];
});
const titles = Array.from({ length: ITEMS }, (_, i) => `thing${i % 4} shape${i % 5}`);
const data = smallTraining(SHOPPERS, ITEMS, rows, titles);

const entries = (Object.entries(ALGORITHMS) as [string, Algorithm][]).filter(([, { task }]) =>
  ['rank', 'rate'].includes(task),
);

let folder = '';
const here: Record<string, string[]> = {};
let there: Record<string, string[]> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-new-process-'));
  const { answersOf } = await import(FIXTURE.href);
  for (const [name, algorithm] of entries) {
    const model = await algorithm.fit(data, algorithm.params.parse({}), quietRun('seed'));
    await writeModelFile(join(folder, name), { saved: model.save() });
    here[name] = answersOf(model, algorithm.task, SHOPPERS, ITEMS);
  }
  const args = [fileURLToPath(FIXTURE), DIST, folder, String(SHOPPERS), String(ITEMS)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  there = JSON.parse(stdout);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('in a new process', () => {
  it('every model of the registry is opened', () => {
    expect(entries.length).toBeGreaterThan(40);
    expect(Object.keys(there).sort()).toEqual(entries.map(([name]) => name).sort());
  });

  it.each(entries)('%s answers the same bytes', (name, { task }) => {
    expect(there[name]).toEqual(here[name]);
    expect(here[name]).toHaveLength(task === 'rank' ? 8 : 1);
    expect(here[name]!.some((bytes) => /[1-9a-f]/.test(bytes))).toBe(true);
  });
});
