/** A simulated log as text, by the compiled command: what comes out is what is in the log. */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCsvReader } from '../datasets/public/csv.ts';
import { readTable } from '../datasets/store/reader.node.ts';
import { ACTION_KINDS, ACTIONS, NO_ORDER } from '../datasets/tables.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
let log = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-export-cli-'));
  log = join(folder, 'log');
  const set = ['shoppers.count=60', 'days=3', 'faults.duplicated=0.1'].flatMap((value) => ['--set', value]);
  const { status, stderr } = await shoplab(['simulate', 'tiny', '--out', log, '--threads', '1', ...set]);
  expect(stderr + String(status)).toMatch(/0$/);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Exported {
  readonly out: string;
  readonly from: { readonly digest: string };
  readonly tables: readonly { readonly name: string; readonly file: string; readonly rows: number }[];
}

async function run(...args: string[]): Promise<Exported> {
  const { status, stdout, stderr } = await shoplab(['export', log, '--json', '--quiet', ...args]);
  expect(stderr + String(status)).toBe('0');
  return JSON.parse(stdout) as Exported;
}

describe('export', () => {
  it('--to csv writes all tables but the truth beside the log, raw ones too', async () => {
    const { out, tables } = await run('--to', 'csv');
    expect(out).toBe(`${log}-csv`);
    expect((await readdir(out)).sort()).toContain('raw');
    expect(tables.map(({ name }) => name)).toContain('raw/actions');
    expect(tables.filter(({ name }) => name.startsWith('truth/'))).toEqual([]);
    const actions = await readTable(log, ACTIONS);
    const reader = createCsvReader(await readFile(join(out, 'actions.csv'), 'utf8'), 'actions.csv');
    const [kind, time, order] = ['kind', 'time', 'order'].map((name) => reader.header.indexOf(name));
    let row = 0;
    for (let fields = reader.next(); fields; fields = reader.next(), row++) {
      const number = actions.order[row]!;
      expect([fields[kind!], fields[time!], fields[order!]]).toEqual([
        ACTION_KINDS[actions.kind[row]!],
        String(actions.time[row]!),
        number === NO_ORDER ? '' : String(number),
      ]);
    }
    expect(row).toBe(actions.length);
  });

  it('--to jsonl with chosen tables writes those, each line an object', async () => {
    const out = join(folder, 'lines');
    const { tables } = await run(
      '--to',
      'jsonl',
      '--tables',
      'sessions, truth/injected_faults',
      '--truth',
      '--out',
      out,
    );
    expect(tables.map(({ file }) => file)).toEqual(['sessions.jsonl', 'truth/injected_faults.jsonl']);
    for (const { file, rows } of tables) {
      const lines = (await readFile(join(out, file), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as object)).toHaveLength(rows);
    }
  });

  it('tells every wrong table at once, status 2, and writes nothing', async () => {
    const out = join(folder, 'never');
    const { status, stderr } = await shoplab([
      'export',
      log,
      '--to',
      'csv',
      '--tables',
      'acton,truth/item_traits',
      '--out',
      out,
    ]);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      "export: no table 'acton' in this log; did you mean 'actions'?",
      'export: truth/item_traits is the hidden truth; it is exported with --truth only',
    ]);
    expect(await readdir(folder)).not.toContain('never');
  });
});
