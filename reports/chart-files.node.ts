/** What every report leaves on disk: pictures and data of its charts, each file whole or not at all. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvOf } from './csv.ts';
import { GENERATOR, type PageScripts } from './page-frame.ts';
import { createRenderer, packageFolder } from './render.node.ts';
import { type Site, siteFiles } from './site.ts';
import { type Chart, fileSpec } from './specs/chart.ts';
import { LIGHT } from './theme.ts';

export interface ChartFiles {
  readonly name: string;
  readonly svg: string;
  readonly png: string;
  readonly csv: string;
  readonly spec: string;
}

export interface ReportOptions {
  /** Called after each chart. */
  onProgress?(done: number, total: number, chart: string): void;
  /** What Vega-Lite warns about; nothing, for the charts of this folder. */
  onWarning?(message: string): void;
  /** Heeded before each chart and before the page; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
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

/** What the build leaves: beside this file when this file is compiled, else under dist/. */
const PAGE_SCRIPT = import.meta.url.endsWith('.ts')
  ? new URL('../dist/reports/browser/page.js', import.meta.url)
  : new URL('./browser/page.js', import.meta.url);

/** The libraries of the page, read from their packages, and its own script. */
export async function pageScripts(): Promise<PageScripts> {
  const libraries = await Promise.all(
    LIBRARIES.map(async (name) => {
      const text = await readFile(join(packageFolder(name), `${name}.min.js`), 'utf8');
      return text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n');
    }),
  );
  const page = await readFile(PAGE_SCRIPT, 'utf8').catch((error: Error) => {
    throw new Error(
      `report: the script of the pages cannot be read (${error.message}); \`npm run build\` makes it`,
    );
  });
  return { libraries, page, hash: (script) => createHash('sha256').update(script, 'utf8').digest('base64') };
}

/** Pages that an earlier report had and this one has not. */
async function removeOtherPages(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.html') || kept.has(name)) continue;
    const file = join(folder, name);
    if ((await readFile(file, 'utf8')).includes(GENERATOR)) await rm(file);
  }
}

/** Writes the pages of a site into a folder and takes away those of an earlier one; returns the first. */
export async function writePages(folder: string, site: Site): Promise<string> {
  await mkdir(folder, { recursive: true });
  const pages = siteFiles(site, await pageScripts());
  for (const { file, text } of pages) await writeWhole(join(folder, file), text);
  await removeOtherPages(folder, new Set(pages.map(({ file }) => file)));
  return join(folder, pages[0]!.file);
}

/** Writes the one page of a site into a folder that holds other things too. */
export async function writePage(folder: string, site: Site): Promise<string> {
  const [page] = siteFiles(site, await pageScripts());
  const file = join(folder, page!.file);
  await writeWhole(file, page!.text);
  return file;
}

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

/** Draws charts into a folder and removes pictures of others. */
export async function writeCharts(
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
