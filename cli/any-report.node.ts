/** The report of a study of any kind, by its `record.json`, or by what its `study.json` says it is. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportOptions } from '../reports/chart-files.node.ts';
import type { WrittenReport } from '../reports/site.node.ts';

export async function writeAnyReport(folder: string, options: ReportOptions): Promise<WrittenReport> {
  const { readKindRecord, recordIn } = await import('../experiments/kinds/run-kind.node.ts');
  const record = await readKindRecord(recordIn(folder));
  if (record) {
    const { kindReport } = await import('../reports/kinds.ts');
    const { writeSectionedReport } = await import('../reports/sections.node.ts');
    return writeSectionedReport(folder, (theme) => kindReport(record, theme), options);
  }
  const { readCalibration } = await import('../experiments/calibration/calibration-store.node.ts');
  const calibration = await readCalibration(folder);
  if (calibration) {
    const { calibrationReport } = await import('../reports/calibration/page.ts');
    const { writeSectionedReport } = await import('../reports/sections.node.ts');
    return writeSectionedReport(folder, (theme) => calibrationReport(calibration, theme), options);
  }
  if ((await kindOf(folder)) === 'loop') {
    const { writeLoopReport } = await import('../reports/loops/site.node.ts');
    return writeLoopReport(folder, options);
  }
  const { writeReport } = await import('../reports/site.node.ts');
  return writeReport(folder, options);
}

/** What is missing or damaged is told by who reads it whole. */
async function kindOf(folder: string): Promise<string | undefined> {
  try {
    const { kind } = JSON.parse(await readFile(join(folder, 'study.json'), 'utf8')) as { kind?: string };
    return kind;
  } catch {
    return undefined;
  }
}
