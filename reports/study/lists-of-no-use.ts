/** Algorithms that list nothing, next to nothing, or nothing right: true of them is much that is of no use to a reader, such as a gap of zero. */

import type { DoneRun } from '../../experiments/run-record.ts';
import { formatMean, formatPercent } from '../text/format.ts';
import type { ModeView } from './study-view.ts';

/** Share of the lists asked for that have an item, below which next to nobody is served. */
const LEAST_SERVED = 0.1;

/** Share of the lists asked for that were left empty; null where no lists were asked for. */
export function emptyShare({ result: { tieRate, counts } }: DoneRun): number | null {
  const asked = counts.questions ?? counts.evaluated;
  return tieRate === null || asked === 0 ? null : counts.emptyLists / asked;
}

function servedShare(mode: ModeView, label: string): number | null {
  const shares = mode.runs
    .filter(({ inputs }) => inputs.algorithm.label === label)
    .flatMap((run) => emptyShare(run) ?? []);
  return shares.length === 0 ? null : 1 - shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function reasonOf(mode: ModeView, label: string): string | null {
  const served = servedShare(mode, label);
  if (served === 0) return 'lists nothing';
  if (served !== null && served < LEAST_SERVED)
    return `leaves all but ${formatPercent(served)} of its lists empty`;
  const score = mode.primary?.scores.find((one) => one.label === label);
  return score?.mean === 0 && mode.primary!.note.direction === 'higher'
    ? `lists nothing right (${mode.primary!.key} ${formatMean(score, mode.primary!.note)})`
    : null;
}

/** By label, why its lists are of no use; of the others nothing. */
export const listsOfNoUse = (mode: ModeView): ReadonlyMap<string, string> =>
  new Map(
    (mode.primary?.scores ?? []).flatMap(({ label }) => {
      const reason = reasonOf(mode, label);
      return reason === null ? [] : [[label, reason] as const];
    }),
  );
