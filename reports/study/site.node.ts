/** Writes a study's report: pages, pictures, data and Markdown, each whole or not at all. */

import { join } from 'node:path';
import {
  type ChartFiles,
  drawAhead,
  type ReportOptions,
  writeCharts,
  writePages,
} from '../page/chart-files.node.ts';
import { writeWhole } from '../page/whole-file.node.ts';
import { sectionsOf } from '../specs/registry.ts';
import { writeTables } from '../tables/files.node.ts';
import { LIGHT } from '../theme.ts';
import { markdownOf } from './markdown.ts';
import { studySite } from './page.ts';
import { readStudy, readStudyData } from './study-files.node.ts';
import { studyView } from './study-view.ts';

export interface WrittenReport {
  /** The first page. */
  readonly html: string;
  readonly markdown: string;
  readonly charts: readonly ChartFiles[];
}

/**
 * Reads a study's folder and writes `report/` in it: `index.html` and the pages that it links to (each self-contained), `summary.md`,
 * `charts/<name>.{svg,png,csv,vl.json}` and `tables/<name>.{csv,json,md,tex}`. The same records make the same bytes. Throws with the name of the file where the
 * folder lacks one or one is foreign or damaged.
 */
export async function writeReport(studyFolder: string, options: ReportOptions = {}): Promise<WrittenReport> {
  const view = studyView(await readStudy(studyFolder), options.colours);
  const folder = join(studyFolder, 'report');
  const charts = sectionsOf(view, LIGHT).flatMap((section) => section.charts);
  const written = await writeCharts(join(folder, 'charts'), charts, options);
  await writeTables(join(folder, 'tables'), view);
  const markdown = join(folder, 'summary.md');
  await writeWhole(markdown, markdownOf(view));
  const html = await writePages(folder, studySite(view));
  return { html, markdown, charts: written };
}

/**
 * Draws what a study's report will show of its data, where that is filed already: beside the runs, of which it shows nothing. Pictures that
 * turn out otherwise are drawn again by `writeReport`.
 */
export async function drawDataAhead(studyFolder: string, options: ReportOptions): Promise<void> {
  const view = studyView(await readStudyData(studyFolder));
  const charts = sectionsOf(view, LIGHT)
    .filter(({ page }) => page === 'data')
    .flatMap((section) => section.charts.filter(({ exported }) => exported));
  await drawAhead(join(studyFolder, 'report', 'charts'), charts, options);
}
