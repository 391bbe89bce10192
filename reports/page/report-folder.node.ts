/** Files a whole report: its charts, tables, summary and pages take their places together, the first page last. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chart } from '../specs/chart.ts';
import {
  type ChartFiles,
  openSwept,
  pagesFor,
  putCharts,
  putPages,
  type ReportOptions,
} from './chart-files.node.ts';
import { type Filing, fileTogether } from './filing.node.ts';
import { isOwnMarkdown, markedMarkdown } from './own-markdown.ts';
import { Refused } from './refused.ts';
import type { Site } from './site.ts';

export interface ReportParts {
  readonly charts: readonly Chart[];
  readonly site: Site;
  /** Absent: this kind of report has no summary in Markdown. */
  readonly markdown?: string;
  /** Files of its own besides. */
  putOthers?(filing: Filing): Promise<void>;
}

export interface FiledReport {
  /** The first page. */
  readonly html: string;
  readonly charts: readonly ChartFiles[];
}

/**
 * `index.html`, the pages that it links to, `charts/`, and `summary.md` where there is one. The same parts make the same bytes. Until all is
 * drawn and written an earlier report stands whole; what of it is no part of this one goes last. Throws Refused where a file of others stands in the place of one.
 */
export async function fileReport(
  folder: string,
  { charts, site, markdown, putOthers }: ReportParts,
  options: ReportOptions = {},
): Promise<FiledReport> {
  await openSwept(folder);
  const pages = await pagesFor(folder, site);
  const summary = summaryIn(folder);
  if (markdown !== undefined) await requireOwnMarkdown(summary);
  return fileTogether(async (filing) => {
    const drawn = await putCharts(filing, join(folder, 'charts'), charts, options);
    await putOthers?.(filing);
    if (markdown !== undefined) await filing.put(summary, markedMarkdown(markdown));
    await putPages(filing, folder, pages);
    options.signal?.throwIfAborted();
    return { html: pages[0]!.file, charts: drawn };
  });
}

export const summaryIn = (folder: string): string => join(folder, 'summary.md');

async function requireOwnMarkdown(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Refused([`report: ${file} cannot be read (${error.code}); a summary would stand there`]);
  });
  if (text !== null && !isOwnMarkdown(text))
    throw new Refused([
      `report: ${file} was not written by shoplab, and the summary of the report would take its place; move it away`,
    ]);
}
