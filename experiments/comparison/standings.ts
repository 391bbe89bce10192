/** Where each algorithm of a study stands under each metric, over all its runs. Failed runs are neither ranked nor averaged. */

import {
  type BootstrapOptions,
  bootstrapMeansAndRatios,
  type MeanInterval,
  type RatioInterval,
} from '../../numerics/bootstrap.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import { metricDefined } from '../metrics/plan.ts';
import type { Repeats, Standing } from '../run-record.ts';
import { isDone, type RunWithValues } from './compare.ts';
import {
  averagedDifference,
  averagedPartner,
  averagedValues,
  entrantsOf,
  type MeasuredRun,
  type Places,
  type Row,
  rowsOf,
  shopperPlaces,
} from './entrants.ts';

/** A row and what ranks it. */
interface MeanRow extends Row {
  /** By place: each shopper's mean over several runs, NaN where none is defined; null with one run or without values. */
  readonly column: Float64Array | null;
  /** Of the column where there is one, so that an interval lies around its own mean; else over runs. NaN when not defined. */
  readonly mean: number;
}

/**
 * By mode of repeats, then entrants in the order of the runs; under each, definitions in the order of its first run. Where a metric is
 * a mean over shoppers, mean, rank and percentile bootstrap interval are over shoppers whose values were averaged over
 * folds and seeds first; elsewhere the mean is over runs. A difference to the best pairs shoppers inside runs of the same
 * fold and seed.
 */
export function standings(runs: readonly RunWithValues[], bootstrap: BootstrapOptions): Standing[] {
  const entrants = entrantsOf(runs.filter(isDone));
  const modes = [...new Set(entrants.map(({ repeats }) => repeats))];
  return modes.flatMap((repeats) =>
    standingsOfMode(
      entrants.filter((entrant) => entrant.repeats === repeats).flatMap(rowsOf),
      repeats,
      bootstrap,
    ),
  );
}

function withMean(row: Row, places: Places): MeanRow {
  const column = row.measured.length > 1 ? averagedValues(row, places) : null;
  const values = column ?? row.measured.flatMap(({ estimate }) => estimate.mean ?? []);
  return { ...row, column, mean: mean([...values].filter((value) => !Number.isNaN(value))) };
}

/** How far from the best a mean is: the smaller the better. null: no end is better. */
const DISTANCE: Readonly<Record<'higher' | 'lower' | 'zero' | 'none', ((value: number) => number) | null>> = {
  higher: (value) => -value,
  lower: (value) => value,
  zero: (value) => Math.abs(value),
  none: null,
};

/** The smaller the better; NaN where no end is. */
export const badnessOf = (value: number, direction: keyof typeof DISTANCE): number =>
  DISTANCE[direction]?.(value) ?? Number.NaN;

/** The best row of each definition, the first of equals. */
function bestRows(rows: readonly MeanRow[]): Map<string, MeanRow> {
  const best = new Map<string, MeanRow>();
  for (const row of rows) {
    const distance = DISTANCE[metricDefined(row.definition).direction];
    if (distance === null || Number.isNaN(row.mean)) continue;
    const holder = best.get(row.definition);
    if (holder === undefined || distance(row.mean) < distance(holder.mean)) best.set(row.definition, row);
  }
  return best;
}

/** The place of a column among those to resample, where it is put unless one of these values stands there. */
function placeOf(columns: Float64Array[], column: Float64Array): number {
  const found = columns.findIndex((one) => one.every((value, i) => Object.is(value, column[i])));
  return found < 0 ? columns.push(column) - 1 : found;
}

/** All rows of one mode share the resamples: every shopper evaluated in any run of the mode has a place in them. */
function standingsOfMode(
  measured: readonly Row[],
  repeats: Repeats,
  bootstrap: BootstrapOptions,
): Standing[] {
  const places = shopperPlaces(measured);
  const rows = measured.map((row) => withMean(row, places));
  const best = bestRows(rows);
  const leaders = rows.map((row) => {
    const leader = best.get(row.definition);
    return leader === row ? undefined : leader;
  });
  const resampled = resample(rows, leaders, places, bootstrap);
  return rows.map((row, i): Standing => {
    const { inputs } = row.measured[0]!.run.record;
    const { name, cutoff } = row.measured[0]!.estimate;
    const { own, apart, lack } = resampled[i]!;
    return {
      label: row.label,
      algorithm: inputs.algorithm.name,
      repeats,
      definition: row.definition,
      name,
      cutoff,
      mean: definedOrNull(row.mean),
      ...spanOf(row, own),
      trainingNoise: trainingNoise(row),
      runs: row.measured.length,
      toBest: differenceTo(leaders[i], apart, lack),
    };
  });
}

interface Resampled {
  readonly own: MeanInterval | null;
  /** To the leader. */
  readonly apart: MeanInterval | null;
  /** The same as a share of the leader's. */
  readonly lack: RatioInterval | null;
}

function resample(
  rows: readonly MeanRow[],
  leaders: readonly (MeanRow | undefined)[],
  places: Places,
  bootstrap: BootstrapOptions,
): Resampled[] {
  const columns: Float64Array[] = [];
  const put = (column: Float64Array | null): number | null => column && columns.push(column) - 1;
  const asked: (readonly [number, number])[] = [];
  const held = rows.map((row, i) => {
    const leader = leaders[i];
    const own = put(row.column);
    const apart = leader ? put(averagedDifference(row, leader, places)) : null;
    return { own, apart };
  });
  const ratioOf = held.map(({ apart }, i) => {
    const [row, leader] = [rows[i]!, leaders[i]];
    if (apart === null || !leader || metricDefined(row.definition).direction === 'zero') return null;
    // A column more for each leader, not for each row: most rows share all its pairs.
    return asked.push([apart, placeOf(columns, averagedPartner(row, leader, places)!)]) - 1;
  });
  const { means, ratios } = bootstrapMeansAndRatios(columns, asked, bootstrap);
  const at = <T>(all: readonly T[], place: number | null): T | null => (place === null ? null : all[place]!);
  return held.map(({ own, apart }, i) => ({
    own: at(means, own),
    apart: at(means, apart),
    lack: at(ratios, ratioOf[i]!),
  }));
}

function spanOf(
  { measured }: Row,
  interval: MeanInterval | null,
): Pick<Standing, 'low' | 'high' | 'spread' | 'n'> {
  const spread = definedOrNull(Math.sqrt(variance(measured.flatMap(({ estimate }) => estimate.mean ?? []))));
  if (interval !== null)
    return { low: definedOrNull(interval.low), high: definedOrNull(interval.high), spread, n: interval.n };
  const { low, high } = measured[0]!.estimate;
  return measured.length > 1
    ? { low: null, high: null, spread, n: countedOnce(measured) }
    : { low, high, spread, n: measured[0]!.estimate.n };
}

/** Pooled over folds by degrees of freedom; seeds that part rows otherwise have folds of their own. */
function trainingNoise({ measured }: Row): number | null {
  const byFold = new Map<string, number[]>();
  for (const { run, estimate } of measured) {
    const { digest } = run.record.inputs.split;
    if (estimate.mean !== null) byFold.set(digest, [...(byFold.get(digest) ?? []), estimate.mean]);
  }
  const several = [...byFold.values()].filter(({ length }) => length > 1);
  const freedom = several.reduce((sum, { length }) => sum + length - 1, 0);
  const squares = several.reduce((sum, means) => sum + (means.length - 1) * variance(means), 0);
  return freedom === 0 ? null : Math.sqrt(squares / freedom);
}

/** What the folds counted, summed; further seeds count the same again. */
function countedOnce(measured: readonly MeasuredRun[]): number {
  const byFold = new Map<number, number>();
  for (const { run, estimate } of measured) {
    const { fold } = run.record.inputs.split;
    if (!byFold.has(fold)) byFold.set(fold, estimate.n);
  }
  return [...byFold.values()].reduce((sum, n) => sum + n, 0);
}

function differenceTo(
  leader: Row | undefined,
  interval: MeanInterval | null,
  lack: RatioInterval | null,
): Standing['toBest'] {
  if (leader === undefined || interval === null || interval.n === 0) return null;
  const { mean: difference, low, high } = interval;
  const relative =
    lack === null || Number.isNaN(lack.ratio)
      ? null
      : { ratio: 1 + lack.ratio, low: 1 + lack.low, high: 1 + lack.high };
  return { label: leader.label, difference, low, high, relative };
}
