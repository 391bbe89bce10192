/** Writes the report of a scaling study: page, pictures and data. */

import { join } from 'node:path';
import type { CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';
import type { ReportOptions } from '../page/chart-files.node.ts';
import { fileReport } from '../page/report-folder.node.ts';
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
  const parts = { charts: chartsOf(view, LIGHT), site: scalingSite(view) };
  return (await fileReport(join(folder, 'report'), parts, options)).html;
}
