/** Writes a page of sections, its pictures and data, each whole or not at all. */

import { join } from 'node:path';
import { LIGHT, PAGE_THEME, type Theme } from '../theme.ts';
import { type ChartFiles, type ReportOptions, writeCharts, writePages } from './chart-files.node.ts';
import { type SectionedReport, sectionedMarkdown, sectionedSite } from './sections.ts';
import { writeWhole } from './whole-file.node.ts';

/** To `report/` in the folder; `of` makes the report in a theme. The same record makes the same bytes. */
export async function writeSectionedReport(
  folder: string,
  of: (theme: Theme) => SectionedReport,
  options: ReportOptions = {},
): Promise<{ readonly html: string; readonly markdown: string; readonly charts: readonly ChartFiles[] }> {
  const report = join(folder, 'report');
  const written = await writeCharts(
    join(report, 'charts'),
    of(LIGHT).sections.flatMap(({ charts }) => charts),
    options,
  );
  const html = await writePages(report, sectionedSite(of(PAGE_THEME)));
  const markdown = join(report, 'summary.md');
  await writeWhole(markdown, sectionedMarkdown(of(LIGHT)));
  return { html, markdown, charts: written };
}
