import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportOptions } from '../page/chart-files.node.ts';
import { openDrawer } from '../pictures/drawer.node.ts';
import { slug } from '../specs/chart.ts';
import * as site from './site.node.ts';
import { type FixtureOptions, studyFixture, writeFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-report-'));
});
afterAll(async () => {
  await drawer.close();
  await rm(root, { recursive: true, force: true });
});
const drawer = openDrawer();
const writeReport = (folder: string, options: ReportOptions = {}): Promise<site.WrittenReport> =>
  site.writeReport(folder, { drawer, ...options });

async function studyFolder(options: FixtureOptions): Promise<string> {
  const folder = await mkdtemp(join(root, 'study-'));
  await writeFixture(folder, studyFixture(options));
  return folder;
}

async function contents(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const),
    ),
  );
}

const SMALL: FixtureOptions = { labels: ['popularity', 'als'], seeds: 1, modes: ['exclude'] };

describe('a report', () => {
  it('is the same bytes for the same records, in whatever folder and however often', async () => {
    const [first, second] = [await studyFolder(SMALL), await studyFolder(SMALL)];
    await writeReport(first);
    const before = await contents(join(first, 'report'));
    await writeReport(first);
    await writeReport(second);
    expect(await contents(join(first, 'report'))).toEqual(before);
    expect(await contents(join(second, 'report'))).toEqual(before);
    expect([...before.keys()]).toContain('charts/leaderboard-ndcg-10-exclude.vl.json');
    expect([...before.keys()].some((name) => name.includes('tmp'))).toBe(false);
  });

  it('draws every chart as SVG with title and description, and as PNG with its text', async () => {
    const folder = await studyFolder(SMALL);
    const warnings: string[] = [];
    const progress: string[] = [];
    const report = await writeReport(folder, {
      onWarning: (message) => warnings.push(message),
      onProgress: (done, total, chart) => progress.push(`${done}/${total} ${chart}`),
    });
    expect(warnings).toEqual([]);
    const total = report.charts.length;
    expect(progress.map((line) => line.split(' ')[0])).toEqual(
      report.charts.map((_, i) => `${i + 1}/${total}`),
    );
    expect(progress.map((line) => line.split(' ')[1]).sort()).toEqual(
      report.charts.map(({ name }) => name).sort(),
    );
    for (const chart of report.charts) {
      const svg = await readFile(chart.svg, 'utf8');
      expect(svg).toMatch(/^<svg [^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
      expect(svg).toContain('DejaVu Sans');
      const png = await readFile(chart.png);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      // Without fonts the renderer drops all text without a word; the picture is then far smaller.
      const bare = new Resvg(svg, { font: { loadSystemFonts: false }, fitTo: { mode: 'zoom', value: 2 } })
        .render()
        .asPng();
      expect(png.length, chart.name).toBeGreaterThan(1.5 * bare.length);
    }
  });

  it('stands on its own in one file', async () => {
    const { html, markdown } = await writeReport(await studyFolder(SMALL));
    const page = await readFile(html, 'utf8');
    expect(page.length).toBeGreaterThan(700_000);
    expect(page).not.toMatch(/<script[^>]+src|<link/);
    expect(page).not.toContain('sourceMappingURL');
    expect(await readFile(markdown, 'utf8')).toMatch(/^# Who predicts/);
  });

  it('drops pictures of charts that are gone, and nothing else', async () => {
    const folder = await studyFolder(SMALL);
    const { charts } = await writeReport(folder);
    const place = join(folder, 'report', 'charts');
    await writeFile(join(place, 'old-chart.svg'), 'old');
    await writeFile(join(place, 'old-chart.vl.json'), await readFile(charts[0]!.spec, 'utf8'));
    await writeFile(join(place, 'my-chart.svg'), 'mine');
    await writeReport(folder);
    const names = await readdir(place);
    expect(names).not.toContain('old-chart.svg');
    expect(names).not.toContain('old-chart.vl.json');
    expect(names).toContain('my-chart.svg');
    const data = names.filter((name) => name.endsWith('.csv')).length;
    expect(data).toBeGreaterThan(charts.length);
    expect(names).toHaveLength(2 * charts.length + 2 * data + 2);
    expect(names).toContain('drawn.json');
  });

  it('has data and spec of the leaderboard of every metric that can be chosen, and of every link a file', async () => {
    const records = studyFixture(SMALL);
    const folder = await studyFolder(SMALL);
    await writeReport(folder);
    const place = join(folder, 'report');
    const view = studyView(records);
    for (const mode of view.modes)
      for (const { key, scores } of mode.metrics.filter((metric) => metric.scores.length > 0)) {
        const name = `leaderboard-${slug(key)}-${mode.repeats}`;
        const [head, ...rows] = (await readFile(join(place, 'charts', `${name}.csv`), 'utf8'))
          .trim()
          .split('\r\n');
        const columns = head!.split(',');
        const [label, mean] = [columns.indexOf('algorithm'), columns.indexOf('mean')];
        expect(rows.map((row) => [row.split(',')[label], Number(row.split(',')[mean])])).toEqual(
          scores.map((score) => [score.label, score.mean]),
        );
        const spec = JSON.parse(await readFile(join(place, 'charts', `${name}.vl.json`), 'utf8')) as {
          title: unknown;
        };
        expect(JSON.stringify(spec.title)).toContain(key);
      }
    const pages = (await readdir(place)).filter((name) => name.endsWith('.html'));
    const linked = new Set<string>();
    for (const page of pages)
      for (const [, link] of (await readFile(join(place, page), 'utf8'))
        .replace(/<script>.*?<\/script>/gs, '')
        .matchAll(/href="((?:charts|tables)\/[^"]+)"/g))
        linked.add(link!);
    expect(linked.size).toBeGreaterThan(30);
    for (const link of linked) expect((await stat(join(place, link))).size, link).toBeGreaterThan(0);
  });

  it("takes away pages that it has no more, and nobody else's", async () => {
    const folder = await studyFolder({ ...SMALL, allFail: true });
    const place = join(folder, 'report');
    const full = await studyFolder(SMALL);
    await writeReport(full);
    await rename(join(full, 'report'), place);
    expect(await readdir(place)).toContain('fairness.html');
    await writeFile(join(place, 'mine.html'), '<title>mine</title>');
    await writeReport(folder);
    const names = await readdir(place);
    expect(names).not.toContain('fairness.html');
    expect(names).toEqual(expect.arrayContaining(['mine.html', 'index.html', 'method.html']));
  });

  it.each<[string, FixtureOptions]>([
    ['all runs failed', { allFail: true }],
    ['ratings only', { task: 'rate', modes: ['exclude'], labels: ['bias-baseline'], seeds: 5 }],
  ])('is written for a study with %s', async (_name, options) => {
    const { html, charts } = await writeReport(await studyFolder(options));
    expect(charts.length).toBeGreaterThan(0);
    expect(await readFile(html, 'utf8')).not.toMatch(/\bNaN %|undefined<|Infinity</);
  });
});

describe('a folder that is no study, or a damaged one', () => {
  const broken = async (name: string, text: string): Promise<Promise<unknown>> => {
    const folder = await studyFolder(SMALL);
    await writeFile(join(folder, name), text);
    return writeReport(folder);
  };

  it('is refused with the name of the file', async () => {
    await expect(writeReport(root)).rejects.toThrow(
      /^report: .*study\.json is missing; a report needs the folder/,
    );
    await expect(broken('summary.json', '{"schema":')).rejects.toThrow(
      /^report: .*summary\.json is damaged: not JSON/,
    );
    await expect(broken('study.json', '{"schema":"shoplab.study/9"}')).rejects.toThrow(
      /study\.json has schema 'shoplab\.study\/9'; 'shoplab\.study\/1' is expected$/,
    );
    await expect(broken('runs/other.json', '[]')).rejects.toThrow(/other\.json has schema none/);
    const { records } = studyFixture(SMALL);
    await expect(broken('runs/other.json', JSON.stringify(records[0]))).rejects.toThrow(
      /other\.json holds run '[0-9a-f]{16}'; a record's file is named after its id$/,
    );
    const damaged = { ...records[0], measured: { fitSeconds: 'soon' } };
    await expect(broken(`runs/${damaged.id}.json`, JSON.stringify(damaged))).rejects.toThrow(
      /\w{16}\.json is damaged: measured\.fitSeconds: /,
    );
  });

  it('is refused when a result, the inputs or a summary was edited, or the summary is of other records', async () => {
    const { records, summary } = studyFixture(SMALL);
    const run = records[0]!;
    if (run.status === 'failed') throw new Error(run.error);
    const at = `runs/${run.id}.json`;
    const better = { ...run, result: { ...run.result, tieRate: 0 } };
    await expect(broken(at, JSON.stringify(better))).rejects.toThrow(
      /\.json: the result does not match its digest; remove the file and run the study again$/,
    );
    const renamed = { ...run, inputs: { ...run.inputs, seed: '77' } };
    await expect(broken(at, JSON.stringify(renamed))).rejects.toThrow(/the inputs do not match the id/);
    const [first, ...rest] = summary.standings;
    const raised = { ...summary, standings: [{ ...first!, mean: 0.999 }, ...rest] };
    await expect(broken('summary.json', JSON.stringify(raised))).rejects.toThrow(
      /summary\.json: the content does not match its digest; run the study again$/,
    );
  });

  it('says what to do about a study that was stopped, and about one that was widened and then stopped', async () => {
    const folder = await studyFolder(SMALL);
    const { records } = studyFixture(SMALL);
    await rm(join(folder, `runs/${records[0]!.id}.json`));
    const remedy = `${records.length - 1} of the study's ${records.length} fits are done; \`shoplab run STUDY --out ${folder}\` does what is missing`;
    await expect(writeReport(folder)).rejects.toThrow(
      `summary.json was computed from other records than those in runs/; ${remedy}`,
    );
    await rm(join(folder, 'summary.json'));
    await expect(writeReport(folder)).rejects.toThrow(`summary.json is missing; ${remedy}`);
  });

  it('may hold records of another study, which are counted and left out', async () => {
    const folder = await studyFolder(SMALL);
    const [stranger] = studyFixture({ ...SMALL, labels: ['stranger'] }).records;
    await writeFile(join(folder, 'runs', `${stranger!.id}.json`), JSON.stringify(stranger));
    const { html } = await writeReport(folder);
    expect(await readFile(html, 'utf8')).toContain('1 record in the folder not asked for by this study.');
  });
});
