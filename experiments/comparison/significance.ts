/** Every algorithm of a study against every other under the metric that ranks: whether they differ by more than chance over shoppers. */

import type { KernelHost } from '../../numerics/kernels/host.ts';
import { benjaminiHochberg, holm } from '../../numerics/multiple-tests.ts';
import { signFlipTests, wilcoxonSignedRank } from '../../numerics/paired-tests.ts';
import { compareRanks } from '../../numerics/rank-comparison.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import { mean } from '../../numerics/stats.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import { metricDefined } from '../metrics/plan.ts';
import type { Comparison, PairComparison, Repeats } from '../run-record.ts';
import { isDone, type RunWithValues } from './compare.ts';
import {
  averagedDifference,
  averagedValues,
  entrantsOf,
  type Places,
  type Row,
  roundOf,
  rowsOf,
  shopperPlaces,
} from './entrants.ts';

export interface SignificanceOptions {
  /** Key of the draws; purpose 'permutation'. */
  readonly key: DrawKey;
  /** Chance of a false difference between ranks over rounds. */
  readonly level: number;
  readonly kernels?: KernelHost;
}

/** Flips of signs that are drawn; p is a multiple of 1 in 10,000, or a bound below that. */
export const FLIPS = 9999;

/** By mode of repeats, what algorithms measured of which no run failed. */
export function completeRows(runs: readonly RunWithValues[]): { repeats: Repeats; rows: readonly Row[] }[] {
  const keyOf = ({ record: { inputs } }: RunWithValues): string =>
    JSON.stringify([inputs.algorithm.label, inputs.repeats]);
  const failed = new Set(runs.filter((run) => !isDone(run)).map(keyOf));
  const entrants = entrantsOf(runs.filter(isDone).filter((run) => !failed.has(keyOf(run))));
  const modes = [...new Set(entrants.map(({ repeats }) => repeats))];
  return modes.map((repeats) => ({
    repeats,
    rows: entrants.filter((entrant) => entrant.repeats === repeats).flatMap(rowsOf),
  }));
}

/** One for each mode of repeats in which two algorithms or more have values of `primary`, a mean over shoppers; algorithms of which a run failed take no part. */
export function comparisons(
  runs: readonly RunWithValues[],
  primary: readonly string[],
  options: SignificanceOptions,
): Comparison[] {
  return completeRows(runs).flatMap(({ repeats, rows: all }): Comparison[] => {
    const rows = all.filter(({ definition }) => primary.includes(definition));
    const places = shopperPlaces(rows);
    const [definition] = new Set(rows.map((row) => row.definition));
    const compared = rows.filter(
      (row) => row.definition === definition && averagedValues(row, places) !== null,
    );
    if (definition === undefined || compared.length < 2) return [];
    return [
      {
        repeats,
        definition,
        flips: FLIPS,
        pairs: pairsOf(compared, places, options),
        ranks: ranksOf(compared, definition, options.level),
      },
    ];
  });
}

/** Indices of all pairs, by the first and then by the second. */
export const pairsAmong = (rows: readonly unknown[]): (readonly [number, number])[] =>
  rows.flatMap((_, a) => rows.slice(a + 1).map((_, n) => [a, a + 1 + n] as const));

function pairsOf(
  rows: readonly Row[],
  places: Places,
  { key, kernels }: SignificanceOptions,
): PairComparison[] {
  const columns: Float64Array[] = rows.map((row) => averagedValues(row, places)!);
  const none = columns.push(new Float64Array(places.size)) - 1;
  const indices = pairsAmong(rows);
  const differences = indices.map(([a, b]) => averagedDifference(rows[a]!, rows[b]!, places));
  const tested = indices.map(([a, b], pair): readonly [number, number] => {
    const own = differences[pair];
    // Where both ran the same rounds, the difference of a shopper's means is the mean of the differences.
    if (own === null || haveSameRounds(rows[a]!, rows[b]!)) return [a, b];
    return [columns.push(own!) - 1, none];
  });
  const flips = signFlipTests(columns, tested, { key, draws: FLIPS, ...(kernels && { kernels }) });
  const p = flips.map((value, pair) => (differences[pair] === null ? Number.NaN : value));
  const [family, rate] = [holm(p), benjaminiHochberg(p)];
  return indices.map(([a, b], pair) => {
    const defined = (differences[pair] ?? new Float64Array(0)).filter((value) => !Number.isNaN(value));
    return {
      first: rows[a]!.label,
      second: rows[b]!.label,
      difference: definedOrNull(mean(defined)),
      n: defined.length,
      permutation: definedOrNull(p[pair]!),
      holm: definedOrNull(family[pair]!),
      falseDiscovery: definedOrNull(rate[pair]!),
      wilcoxon: definedOrNull(wilcoxonSignedRank(defined).p),
    };
  });
}

const roundsOf = ({ measured }: Row): string =>
  measured
    .map(({ run }) => roundOf(run))
    .sort()
    .join();
export const haveSameRounds = (a: Row, b: Row): boolean => roundsOf(a) === roundsOf(b);

/** null with less than two rounds, or where an algorithm lacks a value in one. */
function ranksOf(rows: readonly Row[], definition: string, level: number): Comparison['ranks'] {
  const rounds = [...new Set(rows.flatMap(({ measured }) => measured.map(({ run }) => roundOf(run))))];
  const { direction } = metricDefined(definition);
  const goodness = (value: number): number =>
    direction === 'lower' ? -value : direction === 'zero' ? -Math.abs(value) : value;
  const scores = rounds.map((round) =>
    rows.map(({ measured }) => {
      const own = measured.find(({ run }) => roundOf(run) === round)?.estimate.mean ?? null;
      return own === null ? Number.NaN : goodness(own);
    }),
  );
  if (rounds.length < 2 || direction === 'none' || scores.flat().some(Number.isNaN)) return null;
  const { meanRanks, friedman, p, criticalDifference } = compareRanks(scores, 1 - level);
  return {
    rounds: rounds.length,
    meanRanks: rows.map(({ label }, n) => ({ label, rank: meanRanks[n]! })),
    friedman,
    p,
    criticalDifference,
  };
}
