/** Writes the report of a benchmark: page, pictures and data, each whole or not at all. */

import { join } from 'node:path';
import { type ChartFiles, type ReportOptions, writeCharts, writePages } from '../page/chart-files.node.ts';
import { LIGHT } from '../theme.ts';
import { readThroughput } from './files.node.ts';
import { throughputSections, throughputSite } from './page.ts';
import { throughputView } from './view.ts';

export interface WrittenThroughputReport {
  readonly html: string;
  readonly charts: readonly ChartFiles[];
}

/** From a folder that `shoplab bench` has filled to `report/` in it. The same records make the same bytes. */
export async function writeThroughputReport(
  folder: string,
  options: ReportOptions = {},
): Promise<WrittenThroughputReport> {
  const { file, records } = await readThroughput(folder);
  const view = throughputView(file, records);
  const report = join(folder, 'report');
  const charts = throughputSections(view, LIGHT).flatMap((section) => section.charts);
  const written = await writeCharts(join(report, 'charts'), charts, options);
  const html = await writePages(report, throughputSite(view));
  return { html, charts: written };
}
