/** Writes a page of sections, its pictures and data. */

import { join } from 'node:path';
import { LIGHT, PAGE_THEME, type Theme } from '../theme.ts';
import type { ReportOptions } from './chart-files.node.ts';
import { type FiledReport, fileReport, summaryIn } from './report-folder.node.ts';
import { type SectionedReport, sectionedMarkdown, sectionedSite } from './sections.ts';

/** To `report/` in the folder; `of` makes the report in a theme. The same record makes the same bytes. */
export async function writeSectionedReport(
  folder: string,
  of: (theme: Theme) => SectionedReport,
  options: ReportOptions = {},
): Promise<FiledReport & { readonly markdown: string }> {
  const report = join(folder, 'report');
  const light = of(LIGHT);
  const parts = {
    charts: light.sections.flatMap(({ charts }) => charts),
    markdown: sectionedMarkdown(light),
    site: sectionedSite(of(PAGE_THEME)),
  };
  return { ...(await fileReport(report, parts, options)), markdown: summaryIn(report) };
}
