/** What a report can be made of: a folder with a record of a kind, known by the file that it is in. */

import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, systemReason } from '../datasets/store/read-text.node.ts';
import type { AbRecord } from '../experiments/ab/ab-record.ts';
import type { OpenBanditRecord } from '../experiments/off-policy/open-bandit-record.ts';
import type { ReadingRecord } from '../experiments/reading/reading-record.ts';
import type { CostRecord, ScalingFile } from '../experiments/scaling/scaling-record.ts';
import type { ReportOptions } from '../reports/page/chart-files.node.ts';
import { Refused } from '../reports/page/refused.ts';
import type { SectionedReport } from '../reports/page/sections.ts';
import type { Entry } from '../reports/studies-index/index-entry.ts';
import type { Theme } from '../reports/theme.ts';

export interface Written {
  /** The first page. */
  readonly html: string;
  /** Absent: this kind of report has no summary in Markdown. */
  readonly markdown?: string;
  readonly charts?: readonly unknown[];
}

/** A record that was read and found whole. */
export interface Reportable {
  write(options: ReportOptions): Promise<Written>;
  /** What an index says of it. */
  entry(): Promise<Entry>;
  /** Algorithms that have a colour in its report where it is written alone; absent: it has none. */
  coloured?(): Promise<string[]>;
}

interface Source {
  readonly file: string;
  /** In words, for who has no record that could be read. */
  readonly kind: string;
  open(folder: string): Promise<Reportable>;
}

/** In the order in which they are looked for. */
export const SOURCES: readonly Source[] = [
  { file: 'record.json', kind: 'study of one record', open: openKind },
  { file: 'calibration.json', kind: 'calibration', open: openCalibration },
  { file: 'study.json', kind: 'study', open: openStudy },
  { file: 'ab.json', kind: 'A/B test', open: openAb },
  { file: 'reading.json', kind: 'reading', open: openReading },
  { file: 'throughput.json', kind: 'benchmark', open: openThroughput },
  { file: 'scaling.json', kind: 'scaling', open: openScaling },
  { file: 'open-bandit.json', kind: 'off-policy estimates', open: openBandit },
];

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** What a folder is of; undefined where no report can be made of it. */
export async function sourceOf(folder: string): Promise<Source | undefined> {
  for (const source of SOURCES)
    if (await isFile(join(folder, source.file))) return { ...source, open: (own) => opened(source, own) };
  return undefined;
}

/** With what a record lacks told by its file: most kinds of it are read as they are, without a shape to hold them to. */
async function opened({ file, open }: Source, folder: string): Promise<Reportable> {
  const told = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      const why = `${join(folder, file)} is damaged or of another version: no report can be made of it`;
      throw new Error(`report: ${why} (${error.message})`, { cause: error });
    }
  };
  const report = await told(() => open(folder));
  return {
    ...report,
    write: (options) => told(() => report.write(options)),
    entry: () => told(report.entry),
  };
}

/** What is read of a folder, or written into it, below the folder itself. */
const READ = ['summary.json', 'data-figures.json', 'runs', 'points', 'costs'];
export const WRITTEN = ['report', 'report/charts', 'report/tables', 'report/index.html', 'report/summary.md'];

/** Throws Refused where something that would be read or written lies elsewhere, behind a link. */
export async function refuseLinks(
  folder: string,
  names = [...SOURCES.map(({ file }) => file), ...READ, ...WRITTEN],
): Promise<void> {
  for (const name of names) {
    const found = await lstat(join(folder, name)).catch(() => null);
    if (found?.isSymbolicLink())
      throw new Refused([`report: ${join(folder, name)} is a link, which is not followed`]);
  }
}

/** [] where it has none, or cannot be read: whoever writes its report says what is wrong with it. */
export async function colouredIn(folder: string): Promise<string[]> {
  try {
    await refuseLinks(folder);
    const report = await (await sourceOf(folder))?.open(folder);
    return (await report?.coloured?.()) ?? [];
  } catch {
    return [];
  }
}

async function openKind(folder: string): Promise<Reportable> {
  const { readKindRecord, recordIn } = await import('../experiments/kinds/run-kind.node.ts');
  const { kindReport } = await import('../reports/kinds.ts');
  const record = (await readKindRecord(recordIn(folder)))!;
  return {
    write: (options) => sectioned(folder, (theme) => kindReport(record, theme), options),
    entry: async () => {
      const { kindEntry } = await import('../reports/studies-index/index-entry.ts');
      const { LIGHT } = await import('../reports/theme.ts');
      return kindEntry(record, kindReport(record, LIGHT));
    },
  };
}

async function openCalibration(folder: string): Promise<Reportable> {
  const { readCalibration } = await import('../experiments/calibration/calibration-store.node.ts');
  const { calibrationReport } = await import('../reports/calibration/page.ts');
  const record = (await readCalibration(folder))!;
  return {
    write: (options) => sectioned(folder, (theme) => calibrationReport(record, theme), options),
    entry: async () => (await import('../reports/studies-index/index-entry.ts')).calibrationEntry(record),
  };
}

async function openStudy(folder: string): Promise<Reportable> {
  if ((await kindOf(folder)) === 'loop') {
    const { readLoops, writeLoopReport } = await import('../reports/loops/site.node.ts');
    return {
      write: (options) => writeLoopReport(folder, options),
      entry: async () => {
        const { view, runs } = await readLoops(folder);
        return (await import('../reports/studies-index/index-entry.ts')).loopEntry(view, runs);
      },
      coloured: async () => {
        const { policyMarks } = await import('../reports/loops/view.ts');
        const { view } = await readLoops(folder);
        return policyMarks(view).flatMap(({ label, colour }) => (colour === null ? [] : [label]));
      },
    };
  }
  const { writeReport } = await import('../reports/study/site.node.ts');
  const { readStudy } = await import('../reports/study/study-files.node.ts');
  const { colouredLabels, studyView } = await import('../reports/study/study-view.ts');
  return {
    write: (options) => writeReport(folder, options),
    entry: async () =>
      (await import('../reports/studies-index/index-entry.ts')).studyEntry(
        studyView(await readStudy(folder)),
      ),
    coloured: async () => colouredLabels(studyView(await readStudy(folder))),
  };
}

async function openAb(folder: string): Promise<Reportable> {
  const { abReport } = await import('../reports/ab/ab.ts');
  const record = await readSchema<AbRecord>(join(folder, 'ab.json'), 'shoplab.ab/1');
  return {
    write: (options) => sectioned(folder, (theme) => abReport(record, theme), options),
    entry: async () => {
      const { LIGHT } = await import('../reports/theme.ts');
      return (await import('../reports/studies-index/index-entry.ts')).abEntry(
        record,
        abReport(record, LIGHT),
      );
    },
  };
}

async function openBandit(folder: string): Promise<Reportable> {
  const { openBanditReport } = await import('../reports/off-policy/open-bandit.ts');
  const record = await readSchema<OpenBanditRecord>(
    join(folder, 'open-bandit.json'),
    'shoplab.open-bandit/1',
  );
  return {
    write: (options) => sectioned(folder, (theme) => openBanditReport(record, theme), options),
    entry: async () => {
      const { LIGHT } = await import('../reports/theme.ts');
      return (await import('../reports/studies-index/index-entry.ts')).banditEntry(
        record,
        openBanditReport(record, LIGHT),
      );
    },
  };
}

async function openReading(folder: string): Promise<Reportable> {
  const { READING_SCHEMA } = await import('../experiments/reading/reading-record.ts');
  const { writeReadingReport } = await import('../reports/reading/site.node.ts');
  const record = await readSchema<ReadingRecord>(join(folder, 'reading.json'), READING_SCHEMA);
  return {
    write: (options) => writeReadingReport(folder, record, options),
    entry: async () => (await import('../reports/studies-index/index-entry.ts')).readingEntry(record),
  };
}

async function openThroughput(folder: string): Promise<Reportable> {
  const { readThroughput } = await import('../reports/throughput/files.node.ts');
  const { writeThroughputReport } = await import('../reports/throughput/site.node.ts');
  return {
    write: (options) => writeThroughputReport(folder, options),
    entry: async () => {
      const { file, records } = await readThroughput(folder);
      return (await import('../reports/studies-index/index-entry.ts')).throughputEntry(file, records);
    },
  };
}

async function openScaling(folder: string): Promise<Reportable> {
  const { readCost } = await import('../experiments/scaling/run-scaling.node.ts');
  const { writeScalingReport } = await import('../reports/scaling/site.node.ts');
  const file = await readSchema<ScalingFile>(join(folder, 'scaling.json'), 'shoplab.scaling-set/1');
  const records: CostRecord[] = [];
  for (const id of new Set(file.points.map((point) => point.id))) {
    const record = await readCost(folder, id);
    if (record) records.push(record);
  }
  return {
    write: async (options) => ({ html: await writeScalingReport(folder, file, records, options) }),
    entry: async () => (await import('../reports/studies-index/index-entry.ts')).scalingEntry(file, records),
  };
}

async function sectioned(
  folder: string,
  of: (theme: Theme) => SectionedReport,
  options: ReportOptions,
): Promise<Written> {
  const { writeSectionedReport } = await import('../reports/page/sections.node.ts');
  return writeSectionedReport(folder, of, options);
}

/** A parsed file; throws with its name where it is damaged or of another schema. */
async function readSchema<T extends { readonly schema: string }>(file: string, schema: string): Promise<T> {
  const text = await readText(file).catch((error: Error) => {
    throw new Error(`report: ${file} cannot be read: ${systemReason(error)}`);
  });
  let value: T | null;
  try {
    value = JSON.parse(text) as T | null;
  } catch (error) {
    throw new Error(`report: ${file} is damaged: not JSON (${(error as Error).message})`);
  }
  if (value?.schema !== schema)
    throw new Error(
      `report: ${file} has schema ${typeof value?.schema === 'string' ? `'${value.schema}'` : 'none'}; '${schema}' is expected`,
    );
  return value;
}

/** What is missing or damaged is told by who reads it whole. */
async function kindOf(folder: string): Promise<string | undefined> {
  try {
    const { kind } = JSON.parse(await readText(join(folder, 'study.json'))) as { kind?: string };
    return kind;
  } catch {
    return undefined;
  }
}
