import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { checkAccount, formatAccount } from '../../datasets/quality.ts';
import { prepare } from '../fitting/prepare.ts';
import { loadStudy } from './load-study.node.ts';
import { loadStudyData } from './study-data.node.ts';
import { makeStudyFile } from './study-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-study-data-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const SMALL = 'shoppers.count=60, days=4';

async function studyOf(data: string) {
  const path = join(folder, 'study.yaml');
  await writeFile(
    path,
    [
      'name: data',
      'title: Data',
      `data: ${data}`,
      'feedback: { source: actions, weights: { click: 1 } }',
      'split: { name: random, params: { fraction: 0.8 } }',
      'algorithms: [{ name: popularity }]',
      'metrics: { names: [ndcg], at: [10] }',
    ].join('\n'),
  );
  return loadStudy(path);
}

const dataOf = async (data: string, out = 'out', notes: string[] = []) =>
  loadStudyData(await studyOf(data), {
    out: join(folder, out),
    threads: 1,
    signal: new AbortController().signal,
    onStage: () => {},
    onNote: (note) => {
      notes.push(note);
    },
  });

describe('the data of a study', () => {
  it('may be the raw log of a scenario with faults, cleaned with an account', async () => {
    const faulty = `{ scenario: tiny, set: [${SMALL}, faults.duplicated=0.1, faults.missing=0.1]`;
    const raw = await dataOf(`${faulty}, raw: true }`);
    const clean = await dataOf(`${faulty} }`);
    expect(await readdir(join(folder, 'out', 'data'))).toHaveLength(1);
    checkAccount(raw.account);
    expect(raw.account.kept).toBeLessThan(raw.account.read);
    expect(checkLog(raw.log, raw.catalog, raw.shoppers)).toEqual([]);
    expect(raw.log.actions.length).toBeLessThan(clean.log.actions.length);
    expect(raw.log.actions.length).toBeGreaterThan(0.8 * clean.log.actions.length);
    expect(raw.provenance.source).toMatch(/raw, cleaned/);
    expect(raw.provenance.digest).not.toBe(clean.provenance.digest);
    expect(clean.account.steps).toEqual([]);
  });

  it('is simulated again, and that is said, when a byte of it was changed or a part is gone', async () => {
    const data = `{ scenario: tiny, set: [${SMALL}] }`;
    const notes: string[] = [];
    const whole = await dataOf(data, 'damaged', notes);
    const [name] = await readdir(join(folder, 'damaged', 'data'));
    const part = join(folder, 'damaged', 'data', name!, 'actions', 'part-00000.parquet');
    const file = await open(part, 'r+');
    await file.write(Uint8Array.of(7), 0, 1, 500);
    await file.close();
    expect(notes).toEqual([]);
    expect(await dataOf(data, 'damaged', notes)).toEqual(whole);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /simulated again.*part-00000\.parquet: its bytes are not those that were written/,
    );
    await rm(part);
    expect(await dataOf(data, 'damaged', notes)).toEqual(whole);
    expect(notes[1]).toMatch(/part-00000\.parquet: the file is missing$/);
    expect(await dataOf(data, 'damaged', notes)).toEqual(whole);
    expect(notes).toHaveLength(2);
  });

  it('carries a note when a public data set has other content than was published', async () => {
    const place = join(folder, 'public', 'movielens1m-m1');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'train.txt'), '0 1 2\n1 2 3\n');
    await writeFile(join(place, 'test.txt'), '0 3\n1 1\n');
    vi.stubEnv('SHOPLAB_DATA', join(folder, 'public'));
    const { account } = await dataOf('{ dataset: movielens1m-m1 }');
    expect(formatAccount(account).at(-1)).toBe(
      'note: 6 rows come from other content than was published: movielens1m-m1/train.txt, movielens1m-m1/test.txt',
    );
  });

  it('is accounted for from the log to the rows of feedback', async () => {
    const data = `{ scenario: tiny, set: [${SMALL}] }`;
    const dataset = await dataOf(data);
    const { study } = await studyOf(data);
    const { account, feedbackAccount, counts } = makeStudyFile(prepare(study, dataset), dataset, {
      text: '',
      command: '',
    });
    checkAccount(account);
    checkAccount(feedbackAccount);
    expect([account.kept, feedbackAccount.read]).toEqual([counts.actions, counts.actions]);
    expect(feedbackAccount.kept).toBe(counts.feedback);
    // The study weighs clicks only.
    expect(feedbackAccount.kept).toBeLessThan(feedbackAccount.read);
    expect(formatAccount(feedbackAccount)[0]).toMatch(/^actions read +[\d,]+$/);
  });

  it('refuses raw of a scenario without faults before anything is simulated', async () => {
    await expect(dataOf(`{ scenario: tiny, set: [${SMALL}, days=5], raw: true }`)).rejects.toThrow(
      /data: raw reads the log with its faults; tiny has none/,
    );
  });
});
