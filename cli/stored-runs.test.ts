/** What can be asked of the records of a study, and one of its runs done again. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DoneRun, runId } from '../experiments/run-record.ts';
import { digestJson } from '../numerics/digest.ts';
import { type CommandLines, openCommandLines } from './one-process.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-stored-'));
let commands: CommandLines;
const run = (...args: string[]) => commands.run(args, { cwd: folder });

const STUDY = `
name: stored
title: Runs that are asked about
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
algorithms: [{ name: item-knn }, { name: popularity }]
metrics: { names: [ndcg, recall], at: [5] }
groups: [history]
itemGroups: [popularity]
statistics: { resamples: 100 }
smoke: { algorithms: [{ name: popularity }] }
`;

beforeAll(async () => {
  commands = openCommandLines();
  writeFileSync(join(folder, 'stored.yaml'), STUDY);
  expect((await run('run', 'stored.yaml', '--no-report', '--quiet')).status).toBe(0);
});
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true, force: true });
});

const records = (): DoneRun[] =>
  readdirSync(join(folder, 'out/stored/runs'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, 'out/stored/runs', name), 'utf8')));
const recordOf = (label: string): DoneRun =>
  records().find(({ inputs }) => inputs.algorithm.label === label)!;

describe('query', () => {
  const rowsOf = async (sql: string, ...dirs: string[]): Promise<unknown[][]> => {
    const { status, stdout, stderr } = await run('query', sql, ...dirs, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout).rows;
  };
  it('gives every estimate and cost of the records', async () => {
    const estimates = records().flatMap(({ inputs, result }) =>
      result.estimates.map(({ name, mean, n }) => [inputs.algorithm.label, name, mean, n]),
    );
    const order = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(order(await rowsOf('select label, metric, mean, n from estimates'))).toEqual(order(estimates));
    const knn = recordOf('item-knn');
    expect(
      await rowsOf(
        "select run, fit_seconds, result_digest, sampled from runs where label = 'item-knn'",
        'out/stored',
      ),
    ).toEqual([[knn.id, knn.measured.fitSeconds, knn.resultDigest, null]]);
    expect(await rowsOf("select count(*)::integer from groups where attribute = 'history'")).toEqual([[6]]);
    expect(await rowsOf("select sum(exposure) from item_groups where label = 'item-knn'")).toEqual([
      [expect.closeTo(1, 12)],
    ]);
  });
  it('averages the values of shoppers to the estimates', async () => {
    const means = await rowsOf(
      `select v.definition, avg(v.value), any_value(e.mean) from shopper_values v
       join estimates e on e.run = v.run and e.definition = v.definition group by v.run, v.definition`,
    );
    expect(means).toHaveLength(4);
    for (const [, own, told] of means) expect(own).toBeCloseTo(told as number, 12);
  });
  it('prints a table, and CSV', async () => {
    const { stdout } = await run('query', "select 1 as one, null as none, 'a,b' as text", '--format', 'csv');
    expect(stdout).toBe('one,none,text\n1,,"a,b"\n');
    expect((await run('query', 'select 1 as one')).stdout).toMatch(/one\s+1\s+1 row/);
    expect((await run('query', '--tables')).stdout).toMatch(/runs: One row a run.*shopper_values: /s);
  });
  const secret = join(folder, 'secret.csv');
  it.each([
    ['two statements', 'select 1; select 2', '2 statements; give one SELECT'],
    ['nothing', '', '0 statements'],
    ['a change', 'delete from runs', 'only SELECT is answered'],
    ['a setting', 'set enable_external_access = true', 'only SELECT is answered'],
    ['a file written', `copy runs to '${join(folder, 'out/stored/runs/x.csv')}'`, 'SELECT'],
    ['a foreign file', `select * from read_csv('${secret}')`, 'disabled by configuration'],
    ['a misspelt column', 'select labell from runs', 'label'],
    ['no syntax', 'selec 1', 'syntax error'],
  ])('refuses %s', async (_, sql, words) => {
    writeFileSync(secret, 'a,b\n1,2\n');
    const { status, stderr } = await run('query', sql, 'out/stored');
    expect(status).toBe(2);
    expect(stderr).toContain('query: ');
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, 'out/stored/runs/x.csv'))).toBe(false);
  });
  it('says where no study is, and leaves out what is damaged with a word', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect((await run('query', 'select 1', 'empty')).stderr).toContain('query: no study under empty');
    expect((await run('query', 'select 1', 'nowhere')).stderr).toContain(
      'nowhere cannot be read as a folder (ENOENT)',
    );
    expect((await run('query')).stderr).toContain('give a SELECT');
    cpSync(join(folder, 'out/stored'), join(folder, 'damaged'), { recursive: true });
    const { id } = recordOf('item-knn');
    writeFileSync(join(folder, `damaged/runs/${id}.json`), '{');
    const { stdout, stderr } = await run('query', 'select label from runs', 'damaged', '--format', 'csv');
    expect(stdout).toBe('label\npopularity\n');
    expect(stderr).toContain(`warning: left out: ${join('damaged', 'runs', id)}.json: not JSON`);
  });
});

describe('rerun', () => {
  /** A copy of the study in which `change` was done to a record, whose digests fit again. */
  function changed(name: string, label: string, change: (record: DoneRun) => DoneRun): string {
    cpSync(join(folder, 'out/stored'), join(folder, name), { recursive: true });
    const before = recordOf(label);
    const own = change(structuredClone(before));
    const record = { ...own, id: runId(own.inputs), resultDigest: digestJson(own.result) };
    rmSync(join(folder, name, 'runs', `${before.id}.json`));
    const file = join(name, 'runs', `${record.id}.json`);
    writeFileSync(join(folder, file), JSON.stringify(record));
    return file;
  }
  it('has the same result, bit for bit, and writes nothing', async () => {
    const { id, resultDigest } = recordOf('item-knn');
    const before = readFileSync(join(folder, `out/stored/runs/${id}.json`), 'utf8');
    const { status, stdout } = await run('rerun', `out/stored/runs/${id}.json`, '--quiet');
    expect(stdout).toContain(`item-knn (${id}): the same, bit for bit (${resultDigest.slice(0, 16)})`);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, `out/stored/runs/${id}.json`), 'utf8')).toBe(before);
  });
  it('has the run of a smoke part too', async () => {
    expect((await run('run', 'stored.yaml', '--smoke', '--no-report', '--quiet')).status).toBe(0);
    const [name] = readdirSync(join(folder, 'out/stored-smoke/runs')).filter((one) => one.endsWith('.json'));
    expect((await run('rerun', `out/stored-smoke/runs/${name}`, '--quiet')).stdout).toContain(
      'the same, bit for bit',
    );
  });
  it('tells where a result is another, with status 1', async () => {
    const file = changed('other', 'item-knn', (record) => ({
      ...record,
      result: { ...record.result, counts: { ...record.result.counts, evaluated: 7 } },
    }));
    const { status, stdout } = await run('rerun', file, '--quiet');
    expect(status).toBe(1);
    expect(stdout).toMatch(/another result .*counts\.evaluated: 7 before, \d+ now/s);
  });
  it('refuses a run that cannot be had again, and says why', async () => {
    const file = changed('older', 'item-knn', (record) => ({
      ...record,
      inputs: { ...record.inputs, algorithm: { ...record.inputs.algorithm, definition: 'item-knn.v0' } },
    }));
    const { status, stderr } = await run('rerun', file, '--quiet');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /algorithm\.definition was "item-knn\.v0", and is "item-knn\.v\d+" here: it is another run now/,
    );
  });
  it('refuses files that are no record', async () => {
    expect((await run('rerun', 'out/stored/study.json')).stderr).toContain(
      'neither a record of a run nor a file of kept results',
    );
    expect((await run('rerun', 'nowhere.json')).stderr).toContain('nowhere.json: cannot be read (ENOENT)');
  });
  it('does a run of kept results again', async () => {
    const file = join(process.cwd(), 'results/marketplace-fraud-returns/smoke.json');
    const without = await run('rerun', file, '--quiet');
    expect(without.status).toBe(2);
    const id = /such as ([0-9a-f]{16}) /.exec(without.stderr)![1]!;
    const { stdout } = await run('rerun', file, '--run', id, '--quiet');
    expect(stdout).toContain('the same, bit for bit');
  });

  const LOOP = `
kind: loop
name: looped
title: A loop
world: { scenario: tiny, set: [shoppers.count=40, days=4] }
feedback: { source: actions, weights: { click: 1 } }
policies: [{ label: knn, policy: { algorithm: item-knn } }]
every: 2
seeds: [a]
`;
  it('does a closed loop again, which query tells of too', async () => {
    writeFileSync(join(folder, 'looped.yaml'), LOOP);
    expect((await run('run', 'looped.yaml', '--no-report', '--quiet')).status).toBe(0);
    const { rows } = JSON.parse(
      (await run('query', "select run, policy from loops where policy = 'knn'", 'out/looped', '--json'))
        .stdout,
    );
    const [[id]] = rows as [[string, string]];
    const { status, stdout } = await run('rerun', `out/looped/runs/${id}.json`, '--quiet');
    expect(stdout).toContain(`knn (${id}): the same, bit for bit`);
    expect(status).toBe(0);
    expect((await run('compare', 'out/looped', 'out/stored')).stderr).toContain('a study of closed loops');
    const record = JSON.parse(readFileSync(join(folder, `out/looped/runs/${id}.json`), 'utf8'));
    const told = JSON.parse(
      (
        await run(
          'query',
          `select series, measure, value from loop_series where run = '${id}' and value is not null`,
          'out/looped',
          '--json',
        )
      ).stdout,
    ).rows as [string, string, number][];
    const { series, outcomes, sellers } = record.result;
    const all = { ...series, outcomes, ...(sellers ? { sellers } : {}) };
    expect(told.length).toBeGreaterThan(20);
    for (const [name, measure, value] of told) expect(all[name][measure].values).toContain(value);
  });
  it('does a study of another kind again', async () => {
    const file = join(process.cwd(), 'results/offline-truth/smoke.record.json');
    const { status, stdout } = await run('rerun', file, '--quiet');
    expect(stdout).toContain('offline-truth-smoke');
    expect(stdout).toContain('the same, bit for bit');
    expect(status).toBe(0);
  });
});
