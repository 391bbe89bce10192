/** Differences of two studies over all paired runs of an algorithm. */

import type { BootstrapOptions } from '../../numerics/bootstrap.ts';
import { bootstrapMeans } from '../../numerics/bootstrap.ts';
import { mean } from '../../numerics/stats.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import type { Repeats } from '../run-record.ts';
import type { DoneWithValues } from './compare.ts';
import { averagedDifference, entrantsOf, type Row, rowsOf, shopperPlaces } from './entrants.ts';

/** One metric of one algorithm in two studies. */
export interface StudyDifference {
  readonly label: string;
  readonly repeats: Repeats;
  readonly definition: string;
  readonly name: string;
  readonly cutoff: number | null;
  /** Means over the runs that pair; null where one is not defined. */
  readonly first: number | null;
  readonly other: number | null;
  /** Other minus first: each shopper's difference averaged over the runs first, where the metric is a mean over shoppers. */
  readonly difference: number | null;
  /** Paired bootstrap interval; null where the metric is not a mean over shoppers. */
  readonly low: number | null;
  readonly high: number | null;
  /** Shoppers that make pairs; 0 where the metric is not a mean over shoppers. */
  readonly n: number;
  /** Pairs of runs. */
  readonly runs: number;
}

const meanOver = ({ measured }: Row): number =>
  measured.some(({ estimate }) => estimate.mean === null)
    ? Number.NaN
    : mean(measured.map(({ estimate }) => estimate.mean!));

/** In the order of the first study; metrics that both measured. */
export function pooledDifferences(
  first: readonly DoneWithValues[],
  other: readonly DoneWithValues[],
  bootstrap: BootstrapOptions,
): StudyDifference[] {
  const theirs = entrantsOf(other);
  const pairs = entrantsOf(first).flatMap((entrant) => {
    const partner = theirs.find(
      ({ label, repeats }) => label === entrant.label && repeats === entrant.repeats,
    );
    const rows = partner ? rowsOf(partner) : [];
    return rowsOf(entrant).flatMap((row) => {
      const match = rows.find(({ definition }) => definition === row.definition);
      return match ? [{ repeats: entrant.repeats, row, match }] : [];
    });
  });
  const places = shopperPlaces(pairs.flatMap(({ row, match }) => [row, match]));
  const columns = pairs.map(({ row, match }) => averagedDifference(match, row, places));
  const present = columns.filter((column) => column !== null);
  const intervals = bootstrapMeans(present, bootstrap);
  return pairs.map(({ repeats, row, match }, i): StudyDifference => {
    const column = columns[i];
    const interval = column ? intervals[present.indexOf(column)]! : null;
    const [a, b] = [meanOver(row), meanOver(match)];
    const { name, cutoff } = row.measured[0]!.estimate;
    return {
      ...{ label: row.label, repeats, definition: row.definition, name, cutoff },
      first: definedOrNull(a),
      other: definedOrNull(b),
      difference: definedOrNull(interval ? interval.mean : b - a),
      low: interval ? definedOrNull(interval.low) : null,
      high: interval ? definedOrNull(interval.high) : null,
      n: interval?.n ?? 0,
      runs: row.measured.length,
    };
  });
}
