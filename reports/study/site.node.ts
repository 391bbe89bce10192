/** Writes a study's report: pages, pictures, data, tables and Markdown. */

import { join } from 'node:path';
import { drawAhead, type ReportOptions } from '../page/chart-files.node.ts';
import type { Filing } from '../page/filing.node.ts';
import { type FiledReport, fileReport, summaryIn } from '../page/report-folder.node.ts';
import type { Drawer } from '../pictures/drawer.node.ts';
import { sectionsOf } from '../specs/registry.ts';
import { putTables } from '../tables/files.node.ts';
import { LIGHT } from '../theme.ts';
import { markdownOf } from './markdown.ts';
import { studySite } from './page.ts';
import { readStudy, readStudyData } from './study-files.node.ts';
import { studyView } from './study-view.ts';

export interface WrittenReport extends FiledReport {
  readonly markdown: string;
}

/**
 * Reads a study's folder and writes `report/` in it: `index.html` and the pages that it links to (each self-contained), `summary.md`,
 * `charts/<name>.{svg,png,csv,vl.json}` and `tables/<name>.{csv,json,md,tex}`. The same records make the same bytes. Throws with the name of the file where the
 * folder lacks one or one is foreign or damaged.
 */
export async function writeReport(studyFolder: string, options: ReportOptions = {}): Promise<WrittenReport> {
  const view = studyView(await readStudy(studyFolder), options.colours);
  const folder = join(studyFolder, 'report');
  const parts = {
    charts: sectionsOf(view, LIGHT).flatMap((section) => section.charts),
    putOthers: (filing: Filing) => putTables(filing, join(folder, 'tables'), view),
    markdown: markdownOf(view),
    site: studySite(view),
  };
  return { ...(await fileReport(folder, parts, options)), markdown: summaryIn(folder) };
}

/**
 * Has drawn what a study's report will show of its data, where that is filed already: beside the runs, of which it shows nothing. Nothing
 * is written; pictures that turn out otherwise are drawn again by `writeReport`.
 */
export async function drawDataAhead(
  studyFolder: string,
  options: ReportOptions & { readonly drawer: Drawer },
): Promise<void> {
  const view = studyView(await readStudyData(studyFolder));
  const charts = sectionsOf(view, LIGHT)
    .filter(({ page }) => page === 'data')
    .flatMap((section) => section.charts.filter(({ exported }) => exported));
  await drawAhead(join(studyFolder, 'report', 'charts'), charts, options);
}
