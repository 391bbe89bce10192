/** Writes the page of a reading, its pictures and data. */

import { join } from 'node:path';
import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { ReportOptions } from '../page/chart-files.node.ts';
import { type FiledReport, fileReport } from '../page/report-folder.node.ts';
import { LIGHT } from '../theme.ts';
import { readingSections, readingSite } from './page.ts';

/** To `report/` in the folder. The same record makes the same bytes. */
export async function writeReadingReport(
  folder: string,
  record: ReadingRecord,
  options: ReportOptions = {},
): Promise<FiledReport> {
  const charts = readingSections(record, LIGHT).flatMap((section) => section.charts);
  return fileReport(join(folder, 'report'), { charts, site: readingSite(record) }, options);
}
