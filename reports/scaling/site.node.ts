/** Writes the report of a scaling study: page, pictures and data, each whole or not at all. */

import { join } from 'node:path';
import type { CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';
import { type ReportOptions, writeCharts, writePages } from '../page/chart-files.node.ts';
import { LIGHT } from '../theme.ts';
import { chartsOf, scalingSite } from './page.ts';
import { scalingView } from './view.ts';

/** To `report/` of `folder`; returns the page. The same records make the same bytes. */
export async function writeScalingReport(
  folder: string,
  file: ScalingFile,
  records: readonly CostRecord[],
  options: ReportOptions = {},
): Promise<string> {
  const view = scalingView(file, records);
  const report = join(folder, 'report');
  await writeCharts(join(report, 'charts'), chartsOf(view, LIGHT), options);
  return writePages(report, scalingSite(view));
}
