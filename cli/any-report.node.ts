/** The report of a study of any kind, by its `record.json`, or by what its `study.json` says it is. */

import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportOptions } from '../reports/chart-files.node.ts';
import type { WrittenReport } from '../reports/site.node.ts';
import type { IndexedStudy } from '../reports/studies-index.ts';

export async function writeAnyReport(folder: string, options: ReportOptions): Promise<WrittenReport> {
  const record = await kindRecord(folder);
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

/** Algorithms that have a colour in the report of a study that is written alone; [] where it is no study of algorithms, or cannot be read. */
export async function colouredIn(folder: string): Promise<string[]> {
  if (await kindRecord(folder).catch(() => null)) return [];
  try {
    if ((await kindOf(folder)) === 'loop') {
      const { readLoops } = await import('../reports/loops/site.node.ts');
      const { policyMarks } = await import('../reports/loops/view.ts');
      const { view } = await readLoops(folder);
      return policyMarks(view).flatMap(({ label, colour }) => (colour === null ? [] : [label]));
    }
    const { readStudy } = await import('../reports/study-files.node.ts');
    const { colouredLabels, studyView } = await import('../reports/study-view.ts');
    return colouredLabels(studyView(await readStudy(folder)));
  } catch {
    // Whoever writes its report says what is wrong with it.
    return [];
  }
}

/** What an index says of a study whose report can be written. */
export async function indexEntry(folder: string): Promise<Omit<IndexedStudy, 'folder'>> {
  const entries = await import('../reports/index-entry.ts');
  const record = await kindRecord(folder);
  if (record) {
    const { kindReport } = await import('../reports/kinds.ts');
    const { LIGHT } = await import('../reports/theme.ts');
    return entries.kindEntry(record, kindReport(record, LIGHT));
  }
  if ((await kindOf(folder)) === 'loop') {
    const { readLoops } = await import('../reports/loops/site.node.ts');
    const { view, runs } = await readLoops(folder);
    return entries.loopEntry(view, runs);
  }
  const { readStudy } = await import('../reports/study-files.node.ts');
  const { studyView } = await import('../reports/study-view.ts');
  return entries.studyEntry(studyView(await readStudy(folder)));
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Whether a folder is one that a study has run into. */
export const hasStudy = async (folder: string): Promise<boolean> =>
  (await isThere(join(folder, 'study.json'))) || (await isThere(join(folder, 'record.json')));

async function kindRecord(folder: string) {
  const { readKindRecord, recordIn } = await import('../experiments/kinds/run-kind.node.ts');
  return readKindRecord(recordIn(folder));
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
