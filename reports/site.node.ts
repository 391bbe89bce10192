/** Writes a study's report: page, pictures, data and Markdown, each whole or not at all. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvOf } from './csv.ts';
import { markdownOf } from './markdown.ts';
import { type PageScripts, pageOf } from './page.ts';
import { createRenderer, packageFolder } from './render.node.ts';
import { type Chart, fileSpec } from './specs/chart.ts';
import { sectionsOf } from './specs/registry.ts';
import { readStudy } from './study-files.node.ts';
import { type StudyView, studyView } from './study-view.ts';
import { LIGHT } from './theme.ts';

export interface ChartFiles {
  readonly name: string;
  readonly svg: string;
  readonly png: string;
  readonly csv: string;
  readonly spec: string;
}

export interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
  readonly charts: readonly ChartFiles[];
}

export interface ReportOptions {
  /** Called after each chart. */
  onProgress?(done: number, total: number, chart: string): void;
  /** What Vega-Lite warns about; nothing, for the charts of this folder. */
  onWarning?(message: string): void;
  /** Heeded before each chart and before the page; its reason is thrown. */
  readonly signal?: AbortSignal;
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const LIBRARIES = ['vega', 'vega-lite', 'vega-embed'] as const;

async function pageScripts(): Promise<PageScripts> {
  const libraries = await Promise.all(
    LIBRARIES.map(async (name) => {
      const text = await readFile(join(packageFolder(name), `${name}.min.js`), 'utf8');
      return text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n');
    }),
  );
  return { libraries, hash: (script) => createHash('sha256').update(script, 'utf8').digest('base64') };
}

/** The self-contained page, vega and its companions inside. */
export const pageText = async (view: StudyView): Promise<string> => pageOf(view, await pageScripts());

const filesOf = (folder: string, name: string): ChartFiles => ({
  name,
  svg: join(folder, `${name}.svg`),
  png: join(folder, `${name}.png`),
  csv: join(folder, `${name}.csv`),
  spec: join(folder, `${name}.vl.json`),
});

/** Pictures of charts that an earlier report had and this one has not. */
async function removeOthers(folder: string, charts: readonly ChartFiles[]): Promise<void> {
  const kept = new Set(
    charts.flatMap(({ name }) => [`${name}.svg`, `${name}.png`, `${name}.csv`, `${name}.vl.json`]),
  );
  const names = await readdir(folder);
  const old = names.filter((name) => /\.(svg|png|csv|vl\.json)$/.test(name) && !kept.has(name));
  await Promise.all(old.map((name) => rm(join(folder, name))));
}

async function writeCharts(
  folder: string,
  charts: readonly Chart[],
  options: ReportOptions,
): Promise<ChartFiles[]> {
  await mkdir(folder, { recursive: true });
  const renderer = await createRenderer((message) => options.onWarning?.(message));
  const written: ChartFiles[] = [];
  for (const chart of charts) {
    options.signal?.throwIfAborted();
    const files = filesOf(folder, chart.name);
    const svg = await renderer.svg(chart);
    await writeWhole(files.svg, svg);
    await writeWhole(files.png, renderer.png(svg));
    await writeWhole(files.csv, csvOf(chart.table));
    await writeWhole(files.spec, `${JSON.stringify(fileSpec(chart, LIGHT), null, 1)}\n`);
    written.push(files);
    options.onProgress?.(written.length, charts.length, chart.name);
  }
  options.signal?.throwIfAborted();
  await removeOthers(folder, written);
  return written;
}

/**
 * Reads a study's folder and writes `report/` in it: `index.html` (self-contained), `summary.md`, and
 * `charts/<name>.{svg,png,csv,vl.json}`. The same records make the same bytes. Throws with the name of the file where the
 * folder lacks one or one is foreign or damaged.
 */
export async function writeReport(studyFolder: string, options: ReportOptions = {}): Promise<WrittenReport> {
  const view = studyView(await readStudy(studyFolder));
  const folder = join(studyFolder, 'report');
  const charts = sectionsOf(view, LIGHT).flatMap((section) =>
    section.charts.filter(({ exported }) => exported),
  );
  const written = await writeCharts(join(folder, 'charts'), charts, options);
  const markdown = join(folder, 'summary.md');
  await writeWhole(markdown, markdownOf(view));
  const html = join(folder, 'index.html');
  await writeWhole(html, await pageText(view));
  return { html, markdown, charts: written };
}
