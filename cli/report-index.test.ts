import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageScripts } from '../reports/chart-files.node.ts';
import { siteFiles } from '../reports/site.ts';
import { studiesIndex } from '../reports/studies-index.ts';
import { studyFixture, writeFixture } from '../reports/study-records.fixture.ts';
import { LIGHT, SHAPES } from '../reports/theme.ts';
import { studyFolders, writeIndex } from './report-index.node.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-index-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const HOSTILE = `a"><img src=x onerror=alert(1)> & #?%.`;

it('leads to the report of each study, whatever its folder is called, and says which have none and why', async () => {
  const dir = join(root, 'out');
  const small = { labels: ['popularity', 'als'], seeds: 1, modes: ['exclude'] as const };
  for (const [folder, title, failing] of [
    [HOSTILE, 'B title', ['als']],
    ['plain', 'A <b>title</b>', []],
  ] as const) {
    await mkdir(join(dir, folder), { recursive: true });
    await writeFixture(join(dir, folder), studyFixture({ ...small, title, failing }));
  }
  await mkdir(join(dir, 'unfinished'));
  await writeFixture(join(dir, 'unfinished'), studyFixture(small));
  await rm(join(dir, 'unfinished', 'summary.json'));
  await mkdir(join(dir, 'no-study'));
  await symlink(join(dir, 'plain'), join(dir, 'link'));
  await writeFile(join(dir, 'file.txt'), 'x');

  const folders = await studyFolders(dir);
  expect(folders).toEqual([HOSTILE, 'plain', 'unfinished']);
  const index = await writeIndex(dir, folders, { onStudy: () => undefined });
  expect(index.damaged).toBe(false);
  expect(index.studies.map(({ folder, runs }) => [folder, runs])).toEqual([
    [HOSTILE, { done: 1, failed: 1, missing: 0 }],
    ['plain', { done: 2, failed: 0, missing: 0 }],
  ]);
  expect(index.studies[1]!.finding).toMatch(
    /^als leads with ndcg@10 0\.\d{3}, not told apart from popularity once all pairs are tested; repeats excluded$/,
  );
  expect(index.unread).toEqual([
    {
      folder: 'unfinished',
      reason: expect.stringMatching(/^summary\.json is missing; 2 of the study's 2 fits are done/),
    },
  ]);

  const page = await readFile(join(dir, 'index.html'), 'utf8');
  expect(page).not.toContain(root);
  expect(page).not.toMatch(/<img|<b>title/);
  const links = [...page.matchAll(/<a href="([^"]+report[^"]*)"/g)].map(([, href]) => href!);
  // Sorted by title.
  expect(links).toEqual(['plain/report/index.html', `${encodeURIComponent(HOSTILE)}/report/index.html`]);
  for (const link of links)
    expect(await readFile(join(dir, decodeURIComponent(link)), 'utf8')).toContain('id="page-data"');
  // The order in which they are found does not matter.
  const again = studiesIndex(
    index.studies.toReversed(),
    index.unread,
    new Map(Object.entries(index.colours)),
  );
  expect(siteFiles(again, await pageScripts())[0]!.text).toBe(page);
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
  await mkdir(join(dir, 'one'), { recursive: true });
  await writeFile(join(dir, 'one', 'study.json'), JSON.stringify({ kind: 'loop', schema: 'x' }));
  const index = await writeIndex(dir, await studyFolders(dir), { onStudy: () => undefined });
  expect(index.damaged).toBe(true);
  expect(index.unread).toEqual([{ folder: 'one', reason: expect.stringMatching(/^study\.json is damaged/) }]);
});

it("refuses to take the place of somebody's own page, before anything is written", async () => {
  const dir = join(root, 'own');
  await mkdir(join(dir, 'study'), { recursive: true });
  await writeFixture(join(dir, 'study'), studyFixture({ labels: ['als'], seeds: 1 }));
  await writeFile(join(dir, 'index.html'), '<h1>My page</h1>');
  await expect(writeIndex(dir, ['study'], { onStudy: () => undefined })).rejects.toThrow(
    /index\.html was not written by shoplab, and the index of studies would take its place; move it away$/,
  );
  expect(await readFile(join(dir, 'index.html'), 'utf8')).toBe('<h1>My page</h1>');
  expect(await studyFolders(join(dir, 'study'))).toEqual([]);
});
