import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSealedBeside } from '../datasets/data-figures/beside.ts';
import { RECORD } from '../reports/calibration/calibration-record.fixture.ts';
import { dataFacts } from '../reports/page/provenance.ts';
import { sectionsOf } from '../reports/specs/registry.ts';
import { readStudy } from '../reports/study/study-files.node.ts';
import { studyView } from '../reports/study/study-view.ts';
import { LIGHT } from '../reports/theme.ts';
import { sealCalibration } from './calibration/calibration-record.ts';
import { writeCalibration } from './calibration/calibration-store.node.ts';
import { loadStudy } from './study/load-study.node.ts';
import { runStudy } from './study/run-study.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-beside-'));
  const place = join(folder, 'public', 'movielens1m-m1');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'train.txt'), '0 1 2 3\n1 2 3\n2 2\n');
  await writeFile(join(place, 'test.txt'), '0 4\n1 1\n');
});
beforeEach(() => vi.stubEnv('SHOPLAB_DATA', join(folder, 'public')));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true, force: true }));

const OUT = 'out';

/** Runs the small study over the same folder: what is done is not done again. */
async function run(data: string) {
  const path = join(folder, 'study.yaml');
  const lines = [
    'name: beside',
    'title: Beside',
    `data: { ${data}, set: [shoppers.count=60, days=4] }`,
    'feedback: { source: actions, weights: { click: 1 } }',
    'split: { name: random, params: { fraction: 0.8 } }',
    'algorithms: [{ name: popularity }]',
    'metrics: { names: [ndcg], at: [10] }',
    'statistics: { resamples: 100 }',
  ];
  await writeFile(path, lines.join('\n'));
  const out = join(folder, OUT);
  const { resumed, runs } = await runStudy(await loadStudy(path), {
    ...{ out, threads: 1, version: '0.1.0', command: 'test' },
    ...{ signal: new AbortController().signal, onStage: () => {} },
  });
  const view = studyView(await readStudy(out));
  const charts = sectionsOf(view, LIGHT).find(({ id }) => id === 'beside')!.charts;
  const fact = dataFacts(view).find(([name]) => name === 'Beside real data')?.[1];
  return { resumed, ids: runs.map(({ id }) => id), charts, fact, view };
}

describe('a study of simulated data', () => {
  it('shows its log beside the real data that it names, with distances, and no record is another for it', async () => {
    const plain = await run('scenario: tiny');
    expect(plain.charts).toEqual([]);
    expect(plain.fact).toMatch(/^held against none; `beside:` under `data:` of the study names a data set/);

    const both = await run('scenario: tiny, beside: movielens1m-m1');
    expect([both.ids, both.resumed]).toEqual([plain.ids, 1]);
    const names = both.charts.map(({ name }) => name);
    expect(names).toEqual(['beside-distances', 'beside-rows-per-shopper', 'beside-item-popularity']);
    const [distances, activity] = both.charts;
    expect(distances!.title).toMatch(/^Farthest from movielens1m-m1 is \S+, [01]\.\d{3}; nearest /);
    expect(activity!.subtitle).toMatch(
      /Kolmogorov-Smirnov distance, Wasserstein [\d.]+ \(rows of a shopper\), n = 3 real and \d+ simulated$/,
    );
    expect(activity!.table.rows.map(([of]) => of)).toContain('real');
    expect(both.fact).toMatch(/ by clicks of whole logs; 2 distributions compared; not compared: /);

    const again = await run('scenario: tiny');
    expect([again.charts, again.fact]).toEqual([[], plain.fact]);
  });

  it('says so where the real data is not here, and finds it when it is', async () => {
    vi.stubEnv('SHOPLAB_DATA', join(folder, 'nowhere'));
    const without = await run('scenario: tiny, beside: movielens1m-m1');
    expect(without.charts).toEqual([]);
    expect(without.fact).toMatch(/^not held against movielens1m-m1, which is not here: /);
    vi.stubEnv('SHOPLAB_DATA', join(folder, 'public'));
    expect((await run('scenario: tiny, beside: movielens1m-m1')).charts).toHaveLength(3);
  });

  it('takes the data that its scenario was calibrated to', async () => {
    await writeFile(join(folder, 'found.yaml'), 'extends: tiny\n');
    const { digest: _, ...body } = RECORD;
    const record = sealCalibration({ ...body, data: { ...body.data, name: 'movielens1m-m1' } });
    await writeCalibration(join(folder, 'found'), record);
    await rm(join(folder, OUT), { recursive: true });
    expect((await run('scenario: found.yaml')).charts).toHaveLength(3);
  });

  it('refuses a name that no data set has, and a file that was edited', async () => {
    await expect(run('scenario: tiny, beside: movielens')).rejects.toThrow(/beside: no data set 'movielens'/);
    const file = join(folder, OUT, 'beside.json');
    const figures = JSON.parse(await readFile(file, 'utf8'));
    expect(isSealedBeside(figures)).toBe(true);
    const edited = join(folder, 'edited');
    await cp(join(folder, OUT), edited, { recursive: true });
    await writeFile(join(edited, 'beside.json'), JSON.stringify({ ...figures, basis: 'order' }));
    await expect(readStudy(edited)).rejects.toThrow(/beside\.json: the content does not match its digest/);
  });
});
