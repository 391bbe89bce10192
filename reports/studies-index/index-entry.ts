/** One line of an index of reports, by what the report is of. */

import type { AbRecord } from '../../experiments/ab/ab-record.ts';
import type { CalibrationRecord } from '../../experiments/calibration/calibration-record.ts';
import type { KindRecord } from '../../experiments/kinds/kind.ts';
import type { LoopRun } from '../../experiments/loops/loop-record.ts';
import type { OpenBanditRecord } from '../../experiments/off-policy/open-bandit-record.ts';
import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { Host } from '../../experiments/run-record.ts';
import type { CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';
import type { PointRecord, ThroughputFile } from '../../experiments/throughput/throughput-record.ts';
import { calibrationReport } from '../calibration/page.ts';
import type { LoopView } from '../loops/view.ts';
import { findingsOf } from '../loops/words.ts';
import type { SectionedReport } from '../page/sections.ts';
import { readingSections } from '../reading/page.ts';
import { chartsOf } from '../scaling/page.ts';
import { scalingView } from '../scaling/view.ts';
import { leaderboard } from '../specs/leaderboard.ts';
import type { StudyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import { throughputSections } from '../throughput/page.ts';
import { throughputView } from '../throughput/view.ts';
import type { IndexedStudy, Made } from './studies-index.ts';

/** `made`: by what its records tell of it. */
export type Entry = Omit<IndexedStudy, 'folder' | 'made'> & { readonly made: Partial<Made> };

const ONE_DONE = { done: 1, failed: 0, missing: 0 } as const;

interface Finished {
  readonly finishedAt?: string;
  readonly host?: Pick<Host, 'commit' | 'dirty'>;
}

/** When the last was finished, and by which commits. */
function madeOf(measured: readonly Finished[]): Partial<Made> {
  const times = measured.flatMap(({ finishedAt }) => finishedAt ?? []).sort();
  const commits = measured.flatMap(({ host }) =>
    host?.commit === undefined ? [] : [`${host.commit.slice(0, 10)}${host.dirty ? ' with changes' : ''}`],
  );
  return { ...(times.length > 0 && { at: times.at(-1)! }), commits: [...new Set(commits)].sort() };
}

const commitOf = ({ commit, dirty }: Pick<Host, 'commit' | 'dirty'>): Pick<Host, 'commit' | 'dirty'> => ({
  ...(commit !== undefined && { commit }),
  ...(dirty !== undefined && { dirty }),
});

const madeBy = (host: Host | undefined): Partial<Made> => madeOf(host ? [{ host }] : []);

const measuredOf = (run: object): Finished[] =>
  'measured' in run && typeof run.measured === 'object' && run.measured !== null
    ? [run.measured as Finished]
    : [];

export function studyEntry(view: StudyView): Entry {
  const { study, records, modes, missing } = view;
  const failed = records.filter(({ status }) => status === 'failed').length;
  const mode = modes.find(({ primary }) => primary !== null);
  const [board] = mode ? leaderboard(view, mode, LIGHT) : [];
  return {
    title: study.title,
    kind: 'fits on folds',
    data: study.provenance.title,
    finding: board ? [board.title, mode!.words].filter((part) => part !== '').join('; ') : 'Nothing to rank.',
    runs: { done: records.length - failed, failed, missing },
    made: madeOf(records.flatMap(measuredOf)),
  };
}

export function loopEntry({ study, summary }: LoopView, runs: readonly LoopRun[]): Entry {
  const failed = runs.filter(({ status }) => status === 'failed').length;
  const [first] = findingsOf(study, summary).filter(({ sentences }) => sentences.length > 0);
  // Against what would be shown to shoppers of known taste, where there is that control.
  const sentence = first?.sentences.find((one) => one.startsWith('Against oracle')) ?? first?.sentences[0];
  const finding =
    first && sentence ? [first.policy, decidedPart(sentence)].filter((part) => part !== null).join(': ') : '';
  return {
    title: study.title,
    kind: 'closed loops',
    data: study.world.title,
    finding: finding === '' ? 'Nothing to compare.' : finding,
    runs: { done: runs.length - failed, failed, missing: study.runs.length - runs.length },
    made: madeOf(runs.flatMap(measuredOf)),
  };
}

/** Without what is not told apart, which is long and on the page itself. */
const decidedPart = (sentence: string): string =>
  sentence
    .replace(/; (not told apart|without an interval): .*$/s, '.')
    .replace(/^(Against oracle) (not told apart|without an interval): .*$/s, '$1 nothing is told apart.');

const firstWords = ({ sections }: SectionedReport): string => sections.flatMap(({ words }) => words)[0] ?? '';

export function kindEntry({ inputs, measured }: KindRecord, report: SectionedReport): Entry {
  return {
    title: report.title,
    kind: inputs.kind,
    data: 'simulated',
    finding: firstWords(report),
    runs: ONE_DONE,
    made: madeOf([{ finishedAt: measured.finishedAt, host: commitOf(measured) }]),
  };
}

export function abEntry(record: AbRecord, report: SectionedReport): Entry {
  return {
    title: report.title,
    kind: 'A/B test',
    data: `scenario ${record.scenario}`,
    finding: firstWords(report),
    runs: ONE_DONE,
    made: madeBy(record.madeBy),
  };
}

export function banditEntry(record: OpenBanditRecord, report: SectionedReport): Entry {
  return {
    title: report.title,
    kind: 'off-policy estimates',
    data: record.source.title,
    finding: firstWords(report),
    runs: ONE_DONE,
    made: madeBy(record.madeBy),
  };
}

export function calibrationEntry(record: CalibrationRecord): Entry {
  const report = calibrationReport(record, LIGHT);
  return {
    title: report.title,
    kind: 'calibration',
    data: record.data.title,
    finding: firstWords(report),
    runs: ONE_DONE,
    made: madeBy(record.madeBy),
  };
}

export function readingEntry(record: ReadingRecord): Entry {
  const [first] = readingSections(record, LIGHT).flatMap(({ charts }) => charts);
  return {
    title: `Reviews of ${record.source.title}`,
    kind: 'reading',
    data: record.source.title,
    finding: first?.title ?? 'Nothing to draw.',
    runs: ONE_DONE,
    made: madeBy(record.madeBy),
  };
}

export function throughputEntry(file: ThroughputFile, records: readonly PointRecord[]): Entry {
  const [first] = throughputSections(throughputView(file, records), LIGHT).flatMap(({ charts }) => charts);
  return {
    title: 'Lists a second beside other libraries',
    kind: 'benchmark',
    data: 'factors',
    finding: first?.title ?? 'Nothing was measured.',
    runs: { done: records.length, failed: 0, missing: file.points.length - records.length },
    made: madeOf(records.map((record) => ({ finishedAt: record.finishedAt, host: commitOf(record) }))),
  };
}

export function scalingEntry(file: ScalingFile, records: readonly CostRecord[]): Entry {
  const [first] = chartsOf(scalingView(file, records), LIGHT);
  const failed = records.filter(({ status }) => status === 'failed').length;
  const asked = new Set(file.points.map(({ id }) => id)).size;
  return {
    title: 'How costs grow with size',
    kind: 'scaling',
    data: 'drawn rows',
    finding: first?.title ?? 'Nothing was measured.',
    runs: { done: records.length - failed, failed, missing: asked - records.length },
    made: madeOf(records.map((record) => ({ host: commitOf(record) }))),
  };
}
