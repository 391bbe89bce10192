/** Writes the page of a reading, its pictures and data, each whole or not at all. */

import { join } from 'node:path';
import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import { type ChartFiles, type ReportOptions, writeCharts, writePages } from '../page/chart-files.node.ts';
import { LIGHT } from '../theme.ts';
import { readingSections, readingSite } from './page.ts';

export interface WrittenReading {
  readonly html: string;
  readonly charts: readonly ChartFiles[];
}

/** To `report/` in the folder. The same record makes the same bytes. */
export async function writeReadingReport(
  folder: string,
  record: ReadingRecord,
  options: ReportOptions = {},
): Promise<WrittenReading> {
  const report = join(folder, 'report');
  const charts = readingSections(record, LIGHT).flatMap((section) => section.charts);
  const written = await writeCharts(join(report, 'charts'), charts, options);
  const html = await writePages(report, readingSite(record));
  return { html, charts: written };
}
