/** Writes a study's report: page, pictures, data and Markdown, each whole or not at all. */

import { join } from 'node:path';
import {
  type ChartFiles,
  pageScripts,
  type ReportOptions,
  writeCharts,
  writeWhole,
} from './chart-files.node.ts';
import { markdownOf } from './markdown.ts';
import { pageOf } from './page.ts';
import { sectionsOf } from './specs/registry.ts';
import { readStudy } from './study-files.node.ts';
import { type StudyView, studyView } from './study-view.ts';
import { LIGHT } from './theme.ts';

export interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
  readonly charts: readonly ChartFiles[];
}

/** The self-contained page, vega and its companions inside. */
export const pageText = async (view: StudyView): Promise<string> => pageOf(view, await pageScripts());

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
