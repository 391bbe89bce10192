/** Writes the report of a benchmark: page, pictures and data. */

import { join } from 'node:path';
import type { ReportOptions } from '../page/chart-files.node.ts';
import { type FiledReport, fileReport } from '../page/report-folder.node.ts';
import { LIGHT } from '../theme.ts';
import { readThroughput } from './files.node.ts';
import { throughputSections, throughputSite } from './page.ts';
import { throughputView } from './view.ts';

/** From a folder that `shoplab bench` has filled to `report/` in it. The same records make the same bytes. */
export async function writeThroughputReport(
  folder: string,
  options: ReportOptions = {},
): Promise<FiledReport> {
  const { file, records } = await readThroughput(folder);
  const view = throughputView(file, records);
  const charts = throughputSections(view, LIGHT).flatMap((section) => section.charts);
  return fileReport(join(folder, 'report'), { charts, site: throughputSite(view) }, options);
}
