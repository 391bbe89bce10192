/** Published figures beside what was measured. */

import type { PublishedFigure, RunRecord } from '../../experiments/run-record.ts';

export interface HeldFigure extends PublishedFigure {
  /** Mean of the runs' own means; null where a run is missing, failed or has no value. */
  readonly measured: number | null;
  readonly runs: number;
  /** Measured less published. */
  readonly difference: number | null;
  /** 'shown': the figure claims nothing; 'missing': there is nothing to hold against it. */
  readonly verdict: 'within' | 'outside' | 'shown' | 'missing';
}

/** Each figure against the runs of its algorithm in the first mode of repeats, all folds and seeds. */
export function holdFigures(
  figures: readonly PublishedFigure[],
  records: readonly RunRecord[],
): HeldFigure[] {
  const mode = records[0]?.inputs.repeats;
  return figures.map((figure) => {
    const own = records.filter(
      ({ inputs }) => inputs.algorithm.label === figure.label && inputs.repeats === mode,
    );
    const values = own.map((record) => meanIn(record, figure.metric));
    const known = values.filter((value) => value !== null);
    const complete = known.length > 0 && known.length === values.length;
    const measured = complete ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    const difference = measured === null ? null : measured - figure.value;
    return {
      ...figure,
      measured,
      runs: own.length,
      difference,
      verdict: verdictOf(difference, figure.tolerance),
    };
  });
}

function verdictOf(difference: number | null, tolerance: number | undefined): HeldFigure['verdict'] {
  if (difference === null) return 'missing';
  if (tolerance === undefined) return 'shown';
  return Math.abs(difference) <= tolerance ? 'within' : 'outside';
}

/** The mean of a metric in a run: `ndcg@10`, or `rmse`; null where it has none. */
export function meanIn(record: RunRecord, metric: string): number | null {
  if (record.status !== 'done') return null;
  const found = record.result.estimates.find(
    ({ name, cutoff, definition }) =>
      !definition.includes('[') && metric === (cutoff === null ? name : `${name}@${cutoff}`),
  );
  return found?.mean ?? null;
}
