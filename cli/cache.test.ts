/** Studies that share logs and fits. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoneRun } from '../experiments/run-record.ts';
import { type CommandLines, openCommandLines } from './one-process.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-cache-'));
let commands: CommandLines;
beforeAll(() => {
  commands = openCommandLines();
});
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true, force: true });
});

const studyOf = (name: string, metrics: string, extra = ''): string => `
name: ${name}
title: Runs that share
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
algorithms: [{ name: item-knn, label: mine-${name} }, { name: als, params: { epochs: 2 } }]
metrics: { names: [${metrics}], at: [5] }
statistics: { resamples: 100 }
${extra}
`;

async function run(
  name: string,
  metrics: string,
  ...options: string[]
): Promise<{ records: DoneRun[]; stderr: string }> {
  writeFileSync(join(folder, `${name}.yaml`), studyOf(name, metrics));
  const { status, stderr } = await commands.run(
    ['run', `${name}.yaml`, '--out', `out/${name}`, '--no-report', ...options],
    { cwd: folder },
  );
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const records = readdirSync(join(folder, 'out', name, 'runs'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, 'out', name, 'runs', file), 'utf8')) as DoneRun)
    .sort((a, b) => (a.inputs.algorithm.name < b.inputs.algorithm.name ? -1 : 1));
  return { records, stderr };
}

it('a second study measures the models of the first, to the results that it would have had alone', async () => {
  const alone = await run('alone', 'ndcg, recall');
  const first = await run('first', 'ndcg', '--cache', 'cache');
  const second = await run('second', 'ndcg, recall', '--cache', 'cache');
  expect(first.records.map(({ measured }) => measured.fitFrom)).toEqual([undefined, undefined]);
  expect(second.records.map(({ measured }) => measured.fitFrom)).toEqual(['cache', 'cache']);
  expect(second.records.map(({ resultDigest }) => resultDigest)).toEqual(
    alone.records.map(({ resultDigest }) => resultDigest),
  );
  // Times are those of the fits that were made.
  expect(second.records.map(({ measured }) => measured.fitSeconds)).toEqual(
    first.records.map(({ measured }) => measured.fitSeconds),
  );
  expect(readdirSync(join(folder, 'cache/logs'))).toHaveLength(1);
  expect(readdirSync(join(folder, 'cache/models'))).toHaveLength(4);
  expect(readdirSync(join(folder, 'cache/splits'))).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.folds$/)]);
  expect(existsSync(join(folder, 'out/second/data'))).toBe(false);
  expect(existsSync(join(folder, 'out/alone/data'))).toBe(true);
});

it('a damaged model is fitted again, with a word, and is whole afterwards', async () => {
  const models = join(folder, 'cache/models');
  for (const name of readdirSync(models).filter((one) => one.endsWith('.model'))) {
    const bytes = readFileSync(join(models, name));
    bytes[bytes.length - 40]! ^= 1;
    writeFileSync(join(models, name), bytes);
  }
  const again = await run('again', 'ndcg', '--cache', 'cache', '--json');
  expect(again.records.map(({ measured }) => measured.fitFrom)).toEqual([undefined, undefined]);
  const after = await run('after', 'ndcg', '--cache', 'cache');
  expect(after.records.map(({ measured }) => measured.fitFrom)).toEqual(['cache', 'cache']);
});

it('damaged folds are split again, with a word, to the same results', async () => {
  const splits = join(folder, 'cache/splits');
  const [name] = readdirSync(splits) as [string];
  const whole = readFileSync(join(splits, name));
  const bytes = Buffer.from(whole);
  bytes[bytes.length - 40]! ^= 1;
  writeFileSync(join(splits, name), bytes);
  const again = await run('split-again', 'ndcg', '--cache', 'cache');
  const lone = await run('split-alone', 'ndcg');
  expect(again.records.map(({ resultDigest }) => resultDigest)).toEqual(
    lone.records.map(({ resultDigest }) => resultDigest),
  );
  expect(readFileSync(join(splits, name))).toEqual(whole);
  const { stdout } = await commands.run(
    ['run', 'split-again.yaml', '--out', 'out/split-told', '--no-report', '--json', '--cache', 'cache'],
    { cwd: folder },
  );
  expect(JSON.parse(stdout).notes).toEqual([]);
  writeFileSync(join(splits, name), bytes);
  const told = await commands.run(
    ['run', 'split-again.yaml', '--out', 'out/split-told-2', '--no-report', '--json', '--cache', 'cache'],
    { cwd: folder },
  );
  expect(JSON.parse(told.stdout).notes).toEqual([
    expect.stringMatching(/^split again, for the cache could not be used: .*\.folds: /),
  ]);
});

it('other parameters, another fold or trace are other fits', async () => {
  writeFileSync(
    join(folder, 'other.yaml'),
    studyOf('other', 'ndcg').replace('epochs: 2', 'epochs: 3').replace('fraction: 0.8', 'fraction: 0.7'),
  );
  writeFileSync(join(folder, 'traced.yaml'), studyOf('traced', 'ndcg', 'trace: true'));
  for (const name of ['other', 'traced']) {
    await commands.run(['run', `${name}.yaml`, '--no-report', '--quiet'], {
      cwd: folder,
      env: { SHOPLAB_CACHE: 'cache' },
    });
    const files = readdirSync(join(folder, 'out', name, 'runs')).filter((file) => file.endsWith('.json'));
    expect(files).toHaveLength(2);
    for (const file of files) {
      const { measured } = JSON.parse(
        readFileSync(join(folder, 'out', name, 'runs', file), 'utf8'),
      ) as DoneRun;
      expect(measured.fitFrom).toBeUndefined();
    }
  }
  // Two of `other`; a traced fit is never kept.
  expect(readdirSync(join(folder, 'cache/models'))).toHaveLength(8);
});
