/** What a report leaves of what lay in its folder: others' files are never touched, its own and half-written ones go. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { compareSides } from '../../experiments/comparison/compare-sides.ts';
import { writeComparison } from '../compare/site.node.ts';
import { createRenderer } from '../pictures/render.node.ts';
import type { Chart } from '../specs/chart.ts';
import { writeReport } from '../study/site.node.ts';
import { studyFixture, writeFixture } from '../study/study-records.fixture.ts';
import { putCharts } from './chart-files.node.ts';
import { fileTogether } from './filing.node.ts';

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'shoplab-chart-files-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));
let made = 0;
const folder = async (): Promise<string> => {
  const own = join(place, String(++made));
  await mkdir(own);
  return own;
};

const chart = (name: string, label = 'a'): Chart => ({
  ...{ name, title: label, subtitle: '', takeaway: label, alt: label, exported: true },
  spec: {
    data: { values: [{ label, x: 1 }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'label', type: 'nominal' } },
  },
  table: { columns: ['label', 'x'], rows: [[label, 1]] },
  repeats: null,
  metric: null,
});

const writeCharts = (charts: string, shown: readonly Chart[]) =>
  fileTogether((filing) => putCharts(filing, charts, shown, {}));

const OTHERS = [
  'mine.svg',
  'mine.png',
  'mine.csv',
  'theirs.vl.json',
  'theirs.csv',
  'broken.vl.json',
  'a.tex',
];

it('charts of before go, with all four files; pictures, data and specs of others stay', async () => {
  const charts = await folder();
  for (const name of OTHERS)
    await writeFile(
      join(charts, name),
      name === 'theirs.vl.json' ? '{"mark":"bar","usermeta":null}' : 'mine',
    );
  await writeCharts(charts, [chart('one'), chart('two')]);
  await writeCharts(charts, [chart('two'), { ...chart('three'), exported: false }]);
  const own = ['drawn.json', ...['csv', 'png', 'svg', 'vl.json'].map((extension) => `two.${extension}`)];
  expect((await readdir(charts)).sort()).toEqual([...OTHERS, ...own, 'three.csv', 'three.vl.json'].sort());
  expect(await readFile(join(charts, 'mine.csv'), 'utf8')).toBe('mine');
});

it('what a killed process left half-written goes, what a living one writes stays', async () => {
  const charts = await folder();
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_') || 'host';
  // No process has the first of these numbers: they end at 4,194,304.
  const [dead, alive] = [`one.svg.tmp-${host}-99999999-0`, `one.svg.tmp-${host}-1-0`];
  for (const name of [dead, alive]) await writeFile(join(charts, name), '<svg');
  await writeCharts(charts, [chart('one')]);
  const left = await readdir(charts);
  expect([left.includes(dead), left.includes(alive)]).toEqual([false, true]);
});

it('several processes that write one report all succeed', async () => {
  const study = await folder();
  await writeFixture(study, studyFixture({}));
  const { html } = await writeReport(study);
  const before = await readFile(html, 'utf8');
  for (let i = 0; i < 30; i++) {
    await writeFile(join(study, 'report', `old-${i}.html`), before);
    await writeFile(
      join(study, 'report', 'charts', `old-${i}.vl.json`),
      '{"usermeta":{"generator":"shoplab"}}',
    );
  }
  await Promise.all([writeReport(study), writeReport(study), writeReport(study)]);
  expect((await readdir(join(study, 'report'))).filter((name) => /old|tmp/.test(name))).toEqual([]);
  expect(await readFile(html, 'utf8')).toBe(before);
});

it('a folder of charts that is a link is refused, and what it leads to is left', async () => {
  const [pictures, report] = [await folder(), await folder()];
  await writeFile(join(pictures, 'holiday.png'), 'mine');
  await symlink(pictures, join(report, 'charts'));
  await expect(writeCharts(join(report, 'charts'), [chart('one')])).rejects.toThrow(
    /charts is a link, which is not followed$/,
  );
  expect(await readdir(pictures)).toEqual(['holiday.png']);
});

it('a comparison takes the place of nothing else', async () => {
  const study = await folder();
  await writeFixture(study, studyFixture({}));
  const nothing = { differences: [], notes: [], changed: [] } as unknown as ReturnType<typeof compareSides>;
  const write = (out: string) => writeComparison(out, [study, study], nothing);
  const out = await folder();
  await mkdir(join(out, 'charts'));
  await writeFile(join(out, 'thesis.tex'), 'mine');
  await writeFile(join(out, 'charts', 'figure.png'), 'mine');
  await expect(write(out)).rejects.toThrow(
    `--out: ${out} holds other files and no comparison; give a new folder`,
  );
  await writeFile(join(out, 'index.html'), '<h1>Mine</h1>');
  await expect(write(out)).rejects.toThrow(/index\.html was not written by shoplab/);
  await expect(write(join(out, 'thesis.tex'))).rejects.toThrow(/thesis\.tex is a file; a folder is needed$/);
  await expect(write(' ')).rejects.toThrow('--out: the path is empty; a folder is needed');
  await expect(write(study)).rejects.toThrow(/holds other files and no comparison/);
  expect((await readdir(out)).sort()).toEqual(['charts', 'index.html', 'thesis.tex']);
  expect(existsSync(join(out, 'charts', 'figure.png'))).toBe(true);
});

it('names with controls and marks that turn the direction are drawn, readable', async () => {
  const renderer = await createRenderer((message) => expect(message).toBe(''));
  const { name, title, alt, spec } = chart('one', 'a\u0007b\u202ec\u0000');
  const svg = await renderer.svg({ name, title, alt, spec: JSON.stringify(spec) });
  expect(svg).toContain('a\u2039U+0007\u203ab\u2039U+202E\u203ac\u2039U+0000\u203a');
  expect(renderer.png(svg).length).toBeGreaterThan(100);
});
