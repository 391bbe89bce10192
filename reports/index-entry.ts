/** One line of an index of studies, by the kind of the study. */

import type { KindRecord } from '../experiments/kinds/kind.ts';
import type { LoopRun } from '../experiments/loops/loop-record.ts';
import type { LoopView } from './loops/view.ts';
import { findingsOf } from './loops/words.ts';
import type { SectionedReport } from './sections.ts';
import { leaderboard } from './specs/leaderboard.ts';
import type { IndexedStudy } from './studies-index.ts';
import type { StudyView } from './study-view.ts';
import { LIGHT } from './theme.ts';

type Entry = Omit<IndexedStudy, 'folder'>;

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
  };
}

export function loopEntry({ study, summary }: LoopView, runs: readonly LoopRun[]): Entry {
  const failed = runs.filter(({ status }) => status === 'failed').length;
  const [first] = findingsOf(study, summary).filter(({ sentences }) => sentences.length > 0);
  // Against what would be shown to shoppers of known taste, where there is that control.
  const sentence = first?.sentences.find((one) => one.startsWith('Against oracle')) ?? first?.sentences[0];
  const finding =
    first && sentence ? [first.policy, sentence].filter((part) => part !== null).join(': ') : '';
  return {
    title: study.title,
    kind: 'closed loops',
    data: study.world.title,
    finding: finding === '' ? 'Nothing to compare.' : finding,
    runs: { done: runs.length - failed, failed, missing: study.runs.length - runs.length },
  };
}

export function kindEntry({ inputs }: KindRecord, { title, sections }: SectionedReport): Entry {
  return {
    title,
    kind: inputs.kind,
    data: 'simulated',
    finding: sections.flatMap(({ words }) => words)[0] ?? '',
    runs: { done: 1, failed: 0, missing: 0 },
  };
}
