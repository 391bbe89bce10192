import { access, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { costId } from '../experiments/scaling/scaling-record.ts';
import { digestJson } from '../numerics/digest.ts';
import { AB } from '../reports/ab/ab-record.fixture.ts';
import { RECORD as CALIBRATION } from '../reports/calibration/calibration-record.fixture.ts';
import { RECORD as BANDIT } from '../reports/off-policy/open-bandit-record.fixture.ts';
import { pageScripts } from '../reports/page/chart-files.node.ts';
import { siteFiles } from '../reports/page/site.ts';
import { RECORD as READING } from '../reports/reading/reading-record.fixture.ts';
import { file as SCALING, records as SCALING_RECORDS } from '../reports/scaling/scaling-records.fixture.ts';
import { reportAddress, studiesIndex } from '../reports/studies-index/studies-index.ts';
import { studyFixture, writeFixture } from '../reports/study/study-records.fixture.ts';
import { LIGHT, SHAPES } from '../reports/theme.ts';
import { RECORDS as POINTS, FILE as THROUGHPUT } from '../reports/throughput/throughput-records.fixture.ts';
import { writeIndex } from './report-index.node.ts';
import { studyFolders } from './study-folders.node.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-index-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const HOSTILE = `a"><img src=x onerror=alert(1)> & #?%.`;
const TURNED = 'turned\u202etxt';
const SMALL = { labels: ['popularity', 'als'], seeds: 1, modes: ['exclude'] as const };
const silent = { onStudy: () => undefined };

async function fileJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(value));
}
const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

it('leads to the report of each study, whatever its folder is called, and says which have none and why', async () => {
  const dir = join(root, 'out');
  for (const [folder, title, failing] of [
    [HOSTILE, 'B title', ['als']],
    [`deep/${HOSTILE}/${TURNED}`, 'C title', []],
    ['plain', 'A <b>title</b>', []],
    ['failed', 'D title', ['popularity', 'als']],
  ] as const) {
    await mkdir(join(dir, folder), { recursive: true });
    await writeFixture(join(dir, folder), studyFixture({ ...SMALL, title, failing }));
  }
  await mkdir(join(dir, 'unfinished'));
  await writeFixture(join(dir, 'unfinished'), studyFixture(SMALL));
  await rm(join(dir, 'unfinished', 'summary.json'));
  await mkdir(join(dir, 'no-study', '.hidden'), { recursive: true });
  await writeFixture(join(dir, 'no-study', '.hidden'), studyFixture(SMALL));
  await symlink(join(dir, 'plain'), join(dir, 'link'));
  await writeFile(join(dir, 'file.txt'), 'x');
  await mkdir(join(dir, 'begun', 'parts', '0123456789abcdef'), { recursive: true });

  const found = await studyFolders(dir);
  const inner = `deep/${HOSTILE}/${TURNED}`;
  expect(found).toEqual({
    folders: [HOSTILE, inner, 'failed', 'plain', 'unfinished'],
    begun: ['begun'],
    notes: ['1 link not followed'],
  });
  const index = await writeIndex(dir, found, silent);
  expect(index.damaged).toBe(false);
  expect(index.studies.map(({ folder, runs }) => [folder, runs])).toEqual([
    [HOSTILE, { done: 1, failed: 1, missing: 0 }],
    [inner, { done: 2, failed: 0, missing: 0 }],
    ['failed', { done: 0, failed: 2, missing: 0 }],
    ['plain', { done: 2, failed: 0, missing: 0 }],
  ]);
  const plain = index.studies.find(({ folder }) => folder === 'plain')!;
  expect(plain.finding).toMatch(
    /^als leads with ndcg@10 0\.\d{3}, not told apart from popularity once all pairs are tested; repeats excluded$/,
  );
  const { records } = studyFixture(SMALL);
  const measured = records.flatMap((record) => ('measured' in record ? record.measured : []));
  expect(plain.made).toEqual({
    at: measured
      .map(({ finishedAt }) => finishedAt)
      .sort()
      .at(-1),
    by: 'record',
    commits: [...new Set(measured.flatMap(({ host }) => host.commit?.slice(0, 10) ?? []))],
  });
  expect(index.unread).toEqual([
    {
      ...{ folder: 'begun', kind: 'study of one record', state: 'not complete' },
      reason: 'begun and not ended; the same command goes on from there',
    },
    {
      ...{ folder: 'unfinished', kind: 'study', state: 'not complete' },
      reason: expect.stringMatching(/^summary\.json is missing; 2 of the study's 2 fits are done/),
    },
  ]);

  const page = await readFile(join(dir, 'index.html'), 'utf8');
  expect(page).not.toContain(root);
  expect(page).not.toMatch(/<img|<b>title|\u202e/);
  expect(page).toContain('<span class="failed">failed</span>');
  const foot = page.slice(page.indexOf('<footer>'));
  expect(plain.made.commits).toEqual([]);
  expect(foot).toContain('<dt>Commit</dt><dd>not recorded</dd>');
  expect(foot).toContain('at the foot of each report');
  const links = [...page.matchAll(/<a href="([^"]+report[^"]*)"/g)].map(([, href]) => href!);
  // Sorted by title.
  expect(links).toEqual(['plain', HOSTILE, inner, 'failed'].map(reportAddress));
  for (const link of links)
    expect(await readFile(join(dir, decodeURIComponent(link)), 'utf8')).toContain('id="page-data"');
  // The order in which they are found does not matter.
  const again = studiesIndex(
    index.studies.toReversed(),
    index.unread.toReversed(),
    new Map(Object.entries(index.colours)),
    index.notes,
  );
  expect(siteFiles(again, await pageScripts())[0]!.text).toBe(page);
});

it('has reports of every kind, with its finding, and when it was made by the record or by its file', async () => {
  const dir = join(root, 'kinds');
  const madeBy = { ...SCALING.host, commit: '0123456789abcdef', dirty: true };
  await fileJson(join(dir, 'ab', 'one'), 'ab.json', { ...AB, madeBy });
  await fileJson(join(dir, 'read', 'clothes'), 'reading.json', READING);
  await fileJson(join(dir, 'bandit'), 'open-bandit.json', BANDIT);
  const costs = new Map(SCALING_RECORDS.map((record) => [record.id, costId(record.inputs)]));
  await fileJson(join(dir, 'scaling'), 'scaling.json', {
    ...SCALING,
    points: SCALING.points.map((point) => ({ ...point, id: costs.get(point.id) })),
  });
  for (const record of SCALING_RECORDS) {
    const id = costs.get(record.id)!;
    await fileJson(join(dir, 'scaling', 'costs'), `${id}.json`, { ...record, id });
  }
  const points = POINTS.map((record) => ({ ...record, id: digestJson(record.inputs).slice(0, 16) }));
  await fileJson(join(dir, 'throughput'), 'throughput.json', {
    ...THROUGHPUT,
    points: points.map(({ id }) => id),
  });
  for (const record of points) await fileJson(join(dir, 'throughput', 'points'), `${record.id}.json`, record);
  await fileJson(join(dir, 'calibrated'), 'calibration.json', CALIBRATION);
  const when = new Date('2026-01-02T03:04:05.000Z');
  await utimes(join(dir, 'ab', 'one', 'ab.json'), when, when);

  const index = await writeIndex(dir, await studyFolders(dir), silent);
  expect(index.unread).toEqual([]);
  const told = Object.fromEntries(index.studies.map((study) => [study.folder, study]));
  expect(Object.fromEntries(index.studies.map(({ folder, kind }) => [folder, kind]))).toEqual({
    'ab/one': 'A/B test',
    bandit: 'off-policy estimates',
    calibrated: 'calibration',
    'read/clothes': 'reading',
    scaling: 'scaling',
    throughput: 'benchmark',
  });
  for (const { finding, folder } of index.studies) {
    expect(finding, folder).toMatch(/^[^\s].{20,}/);
    expect(await isThere(join(dir, folder, 'report', 'index.html')), folder).toBe(true);
  }
  expect(told['ab/one']!.made).toEqual({
    at: when.toISOString(),
    by: 'file',
    commits: ['0123456789 with changes'],
  });
  expect(told['throughput']!.made).toMatchObject({
    at: POINTS.map((one) => one.finishedAt)
      .sort()
      .at(-1),
    by: 'record',
  });
  const page = await readFile(join(dir, 'index.html'), 'utf8');
  expect(page).toContain('2026-01-02 03:04');
  expect(page).toContain('&lt;new&gt; against usual');
  const foot = page.slice(page.indexOf('<footer>'));
  const commits = new Set(index.studies.flatMap(({ made }) => made.commits));
  expect(commits).toContain('0123456789 with changes');
  for (const commit of commits) expect(foot).toContain(commit);
  // Missing points: the benchmark has not ended.
  await rm(join(dir, 'throughput', 'points', `${points[0]!.id}.json`));
  const later = await writeIndex(dir, await studyFolders(dir), silent);
  expect(later.unread).toMatchObject([{ folder: 'throughput', kind: 'benchmark', state: 'not complete' }]);
});

it('gives an algorithm one colour and marker in all reports, whatever its place in each', async () => {
  const dir = join(root, 'colours');
  const studies = {
    one: ['popularity', 'als'],
    two: ['als', 'ease', 'random'],
    three: ['ease', 'popularity'],
  };
  for (const [folder, labels] of Object.entries(studies)) {
    await mkdir(join(dir, folder), { recursive: true });
    await writeFixture(join(dir, folder), studyFixture({ labels, seeds: 1, modes: ['exclude'] }));
  }
  const { colours } = await writeIndex(dir, await studyFolders(dir), { onStudy: () => undefined });
  expect(Object.keys(colours).sort()).toEqual(['als', 'ease', 'popularity', 'random']);
  expect(new Set(Object.values(colours)).size).toBe(4);
  for (const [folder, labels] of Object.entries(studies)) {
    const text = await readFile(
      join(dir, folder, 'report', 'charts', 'leaderboard-ndcg-10-exclude.vl.json'),
      'utf8',
    );
    const { layer } = JSON.parse(text) as {
      layer: { encoding: Record<'color' | 'shape', { scale: { domain: string[]; range: string[] } }> }[];
    };
    const points = layer.find(({ encoding }) => encoding.shape)!.encoding;
    expect(points.color.scale.domain.toSorted()).toEqual(labels.toSorted());
    for (const [at, label] of points.color.scale.domain.entries()) {
      expect(points.color.scale.range[at]).toBe(LIGHT.series[colours[label]!]);
      expect(points.shape.scale.range[at]).toBe(SHAPES[colours[label]!]);
    }
  }
  const page = await readFile(join(dir, 'index.html'), 'utf8');
  expect(page).toContain('An algorithm has one colour and one marker in all of these reports.</p>');
  expect(page.match(/<li><span class="mark"/g)).toHaveLength(4);
});

it('tells damaged studies from unfinished ones', async () => {
  const dir = join(root, 'damaged');
  await fileJson(join(dir, 'one'), 'study.json', { kind: 'loop', schema: 'x' });
  await fileJson(join(dir, 'two'), 'ab.json', { schema: 'shoplab.ab/9' });
  await fileJson(join(dir, 'three'), 'reading.json', { schema: READING.schema });
  await mkdir(join(dir, 'four', 'study.json'), { recursive: true });
  const found = await studyFolders(dir);
  expect(found.folders).toEqual(['one', 'three', 'two']);
  const index = await writeIndex(dir, found, silent);
  expect(index.damaged).toBe(true);
  expect(index.unread.map(({ folder, state, reason }) => [folder, state, reason])).toEqual([
    ['one', 'damaged', expect.stringMatching(/^study\.json is damaged/)],
    ['three', 'damaged', expect.any(String)],
    ['two', 'damaged', "ab.json has schema 'shoplab.ab/9'; 'shoplab.ab/1' is expected"],
  ]);
});

it('looks six folders deep, and says where it did not', async () => {
  const dir = join(root, 'deep');
  for (const folder of ['1/2/3/4/5/6', 'a/b/c/d/e/f/g']) {
    await mkdir(join(dir, folder), { recursive: true });
    await fileJson(join(dir, folder), 'ab.json', AB);
  }
  // What is inside a study's folder is the study's.
  await fileJson(join(dir, '1/2/3/4/5/6/report'), 'ab.json', AB);
  expect(await studyFolders(dir)).toEqual({
    folders: ['1/2/3/4/5/6'],
    begun: [],
    notes: ['1 folder 6 deep has folders that were not looked into'],
  });
});

it('reads and writes nothing through a link', async () => {
  const dir = join(root, 'linked');
  const outside = join(root, 'outside');
  await mkdir(outside);
  await writeFixture(outside, studyFixture(SMALL));
  await fileJson(join(dir, 'own'), 'ab.json', AB);
  await symlink(outside, join(dir, 'own', 'report'));
  await mkdir(join(dir, 'record'));
  await symlink(join(outside, 'study.json'), join(dir, 'record', 'study.json'));
  await mkdir(join(dir, 'pictures', 'report'), { recursive: true });
  await writeFixture(join(dir, 'pictures'), studyFixture(SMALL));
  await symlink(outside, join(dir, 'pictures', 'report', 'charts'));
  await symlink(dir, join(dir, 'loop'));
  const index = await writeIndex(dir, await studyFolders(dir), silent);
  expect(index.studies).toEqual([]);
  expect(index.unread.map(({ folder, state, reason }) => [folder, state, reason])).toEqual([
    ['own', 'refused', 'report is a link, which is not followed'],
    ['pictures', 'refused', 'report/charts is a link, which is not followed'],
    ['record', 'refused', 'study.json is a link, which is not followed'],
  ]);
  expect(await isThere(join(outside, 'index.html'))).toBe(false);
  expect(await isThere(join(outside, 'charts'))).toBe(false);
});

it("refuses to take the place of somebody's own page, before anything is written", async () => {
  const dir = join(root, 'own');
  await mkdir(join(dir, 'study', 'report'), { recursive: true });
  await writeFixture(join(dir, 'study'), studyFixture({ labels: ['als'], seeds: 1 }));
  await writeFile(join(dir, 'index.html'), '<h1>My page</h1>');
  const found = await studyFolders(dir);
  await expect(writeIndex(dir, found, silent)).rejects.toThrow(
    /index\.html was not written by shoplab, and a page of the report would take its place; move it away$/,
  );
  expect(await readFile(join(dir, 'index.html'), 'utf8')).toBe('<h1>My page</h1>');
  expect(await isThere(join(dir, 'study', 'report', 'charts'))).toBe(false);
  // Nor the place of one in the folder of a report.
  await rm(join(dir, 'index.html'));
  await writeFile(join(dir, 'study', 'report', 'data.html'), '<h1>My data</h1>');
  const index = await writeIndex(dir, found, silent);
  expect(index.unread).toMatchObject([
    {
      folder: 'study',
      state: 'refused',
      reason: expect.stringMatching(/^report\/data\.html was not written/),
    },
  ]);
  expect(await readFile(join(dir, 'study', 'report', 'data.html'), 'utf8')).toBe('<h1>My data</h1>');
});
