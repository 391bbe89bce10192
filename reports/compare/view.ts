/** What the page of two studies is made from. */

import type { SideBySide } from '../../experiments/comparison/compare-sides.ts';
import type { DefinitionNote, StudyFile } from '../../experiments/run-record.ts';
import { bareDefinition, metricKey } from '../study/study-view.ts';

export interface CompareView {
  readonly first: StudyFile;
  readonly other: StudyFile;
  /** What the reader calls them: their folders. */
  readonly names: readonly [string, string];
  readonly comparison: SideBySide;
  readonly command: string;
}

export type Difference = SideBySide['pooled'][number];

/** Better, worse, or what stands in the way of saying so. */
export type Verdict = 'better' | 'worse' | 'higher' | 'lower' | 'not told apart' | 'the same' | 'not tested';

export function noteOf({ first, other }: CompareView, difference: Difference): DefinitionNote {
  const bare = bareDefinition(difference.definition);
  const notes = [...first.definitions, ...other.definitions];
  return (
    notes.find(({ id }) => id === difference.definition || id === bare) ?? {
      ...{ id: difference.definition, name: difference.name, doc: '', unit: '', direction: 'none' },
    }
  );
}

/** By the paired interval; where zero is best a difference does not tell which is better. */
export function verdictOf(view: CompareView, row: Difference): Verdict {
  if (row.first === row.other && (row.difference ?? 0) === 0) return 'the same';
  if (row.difference === null) return 'not tested';
  if (row.low === null || row.high === null) return 'not tested';
  if (row.low <= 0 && row.high >= 0) return 'not told apart';
  const { direction } = noteOf(view, row);
  const more = row.difference > 0;
  if (direction === 'higher' || direction === 'lower')
    return more === (direction === 'higher') ? 'better' : 'worse';
  return more ? 'higher' : 'lower';
}

/** Differences of the metric that ranks, in every mode. */
export const primaryOf = ({ first, comparison }: CompareView): Difference[] =>
  comparison.pooled.filter((row) => {
    const wanted = first.primary.replace(/\+\w+/, '');
    return [metricKey(row), row.definition, bareDefinition(row.definition)]
      .map((key) => key.replace(/\+\w+/, ''))
      .includes(wanted);
  });

/** Whether several modes of repeats are compared, so that rows have to say theirs. */
export const hasModes = ({ comparison }: CompareView): boolean =>
  new Set(comparison.pooled.map(({ repeats }) => repeats)).size > 1;
