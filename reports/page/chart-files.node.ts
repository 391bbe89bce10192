/** What every report leaves on disk: pictures and data of its charts, each file whole or not at all. */

import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sweepHalfWritten } from '../../datasets/store/half-written.node.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import type { SharedColours } from '../algorithm-marks.ts';
import { type DrawingOptions, drawMissing, putPictures } from '../pictures/chart-pictures.node.ts';
import type { Drawer } from '../pictures/drawer.node.ts';
import { type Picture, packageFolder } from '../pictures/render.node.ts';
import { type Chart, fileSpec, isGenerated } from '../specs/chart.ts';
import { csvOf } from '../text/csv.ts';
import { LIGHT } from '../theme.ts';
import { type Filing, fileTogether } from './filing.node.ts';
import { GENERATOR, type PageScripts } from './page-frame.ts';
import { Refused } from './refused.ts';
import { type Site, siteFiles } from './site.ts';

/** Of a chart with pictures. */
export interface ChartFiles {
  readonly name: string;
  readonly svg: string;
  readonly png: string;
  readonly csv: string;
  readonly spec: string;
}

export interface ReportOptions extends DrawingOptions {
  /** Whose colour is which, where other studies have them too; absent: by their order. */
  readonly colours?: SharedColours;
}

const LIBRARIES = ['vega', 'vega-lite', 'vega-embed'] as const;

/** What the build leaves: beside this file when this file is compiled, else under dist/. */
const PAGE_SCRIPT = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/reports/browser/page.js', import.meta.url)
  : new URL('../browser/page.js', import.meta.url);

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

/** null where it is gone: another process may write the same report. */
const textOf = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

/** As `openSwept`. Throws Refused where it is a link: what it leads to is not the report's. */
export async function openOwn(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (found?.isSymbolicLink()) throw new Refused([`report: ${folder} is a link, which is not followed`]);
  await openSwept(folder);
}

/** A folder to write into, with nothing half-written in it. */
export async function openSwept(folder: string): Promise<void> {
  await makeFolder(folder);
  await sweepHalfWritten(folder);
}

/** Pages that an earlier report had and this one has not. */
async function removeOtherPages(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.html') || kept.has(name)) continue;
    const file = join(folder, name);
    if ((await textOf(file))?.includes(GENERATOR)) await rm(file, { force: true });
  }
}

/** Throws where a page would take the place of one that was not written by shoplab. */
export async function requireOwnPage(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Refused([`report: ${file} cannot be read (${error.code}); a page would stand there`]);
  });
  if (text !== null && !text.includes(GENERATOR))
    throw new Refused([
      `report: ${file} was not written by shoplab, and a page of the report would take its place; move it away`,
    ]);
}

interface PageFile {
  readonly file: string;
  readonly text: string;
}

/** The pages of a site, the first of them first, where they may stand in the folder. */
export async function pagesFor(folder: string, site: Site): Promise<readonly PageFile[]> {
  const pages = siteFiles(site, await pageScripts()).map(({ file, text }) => ({
    ...{ file: join(folder, file), text },
  }));
  for (const { file } of pages) await requireOwnPage(file);
  return pages;
}

/** Puts pages, the first last: it leads to the others. Those of an earlier site go. */
export async function putPages(filing: Filing, folder: string, pages: readonly PageFile[]): Promise<void> {
  for (const { file, text } of pages.toReversed()) await filing.put(file, text);
  filing.after(() => removeOtherPages(folder, new Set(pages.map(({ file }) => basename(file)))));
}

/** Writes the pages of a site alone into a folder and takes away those of an earlier one; returns the first. */
export async function writePages(folder: string, site: Site): Promise<string> {
  await openSwept(folder);
  const pages = await pagesFor(folder, site);
  await fileTogether((filing) => putPages(filing, folder, pages));
  return pages[0]!.file;
}

/** Writes the one page of a site into a folder that holds other things too. */
export async function writePage(folder: string, site: Site): Promise<string> {
  const [page] = siteFiles(site, await pageScripts());
  const file = join(folder, page!.file);
  await requireOwnPage(file);
  await sweepHalfWritten(folder);
  await fileTogether((filing) => filing.put(file, page!.text));
  return file;
}

const filesOf = (folder: string, name: string): ChartFiles => ({
  name,
  svg: join(folder, `${name}.svg`),
  png: join(folder, `${name}.png`),
  csv: join(folder, `${name}.csv`),
  spec: join(folder, `${name}.vl.json`),
});

/** Files of charts that an earlier report had and this one has not, known by their specs: whatever else lies there is somebody's own. */
async function removeOthers(folder: string, charts: readonly Chart[]): Promise<void> {
  const kept = new Map(charts.map(({ name, exported }) => [name, exported]));
  for (const file of await readdir(folder)) {
    const [, name] = /^(.+)\.vl\.json$/.exec(file) ?? [];
    if (name === undefined || kept.get(name)) continue;
    if (!kept.has(name) && !isGenerated(await textOf(join(folder, file)))) continue;
    // The spec last: what an interruption leaves is known by it.
    const old = kept.has(name) ? ['svg', 'png'] : ['svg', 'png', 'csv', 'vl.json'];
    for (const extension of old) await rm(join(folder, `${name}.${extension}`), { force: true });
  }
}

const pictureOf = (chart: Chart): Picture => ({
  name: chart.name,
  title: chart.title,
  alt: chart.alt,
  spec: `${JSON.stringify(fileSpec(chart, LIGHT), null, 1)}\n`,
});

/** Puts charts into a folder, drawn, and data and specs of those of which no picture is made; files of others go. */
export async function putCharts(
  filing: Filing,
  folder: string,
  charts: readonly Chart[],
  options: ReportOptions,
): Promise<ChartFiles[]> {
  await openOwn(folder);
  const pictures = charts.map(pictureOf);
  const isDrawn = (_: unknown, at: number): boolean => charts[at]!.exported;
  await putPictures(filing, folder, pictures.filter(isDrawn), options);
  const written = charts.map(({ name }) => filesOf(folder, name));
  for (const [at, { csv, spec }] of written.entries()) {
    await filing.put(csv, csvOf(charts[at]!.table));
    await filing.put(spec, pictures[at]!.spec);
  }
  filing.after(() => removeOthers(folder, charts));
  return written.filter(isDrawn);
}

/** Has charts drawn that a report will have, before all of its charts are known: the drawer remembers them. */
export const drawAhead = (
  folder: string,
  charts: readonly Chart[],
  options: ReportOptions & { readonly drawer: Drawer },
): Promise<void> => drawMissing(folder, charts.map(pictureOf), options);
