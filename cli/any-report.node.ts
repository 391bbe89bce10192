/** The report of a folder, by the record that is in it. */

import type { ReportOptions } from '../reports/page/chart-files.node.ts';
import { refuseLinks, sourceOf, WRITTEN, type Written } from './report-sources.node.ts';

export async function writeAnyReport(folder: string, options: ReportOptions): Promise<Written> {
  await refuseLinks(folder, WRITTEN);
  const source = await sourceOf(folder);
  if (source) return (await source.open(folder)).write(options);
  // Says what is missing.
  const { writeReport } = await import('../reports/study/site.node.ts');
  return writeReport(folder, options);
}
