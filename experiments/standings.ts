/** Where each algorithm of a study stands under each metric, over all its runs. Failed runs are neither ranked nor averaged. */

import { type BootstrapOptions, type MeanInterval, mean, variance } from '../numerics/stats.ts';
import { columnOf, type DoneWithValues, intervalsOf, isDone, type RunWithValues } from './compare.ts';
import { definedOrNull } from './estimates.ts';
import { metricDefined } from './metrics/plan.ts';
import type { Estimate, Repeats, Standing } from './run-record.ts';

/** The runs of one algorithm under one mode of repeats. */
interface Entrant {
  readonly label: string;
  readonly repeats: Repeats;
  readonly runs: readonly DoneWithValues[];
}

interface MeasuredRun {
  readonly run: DoneWithValues;
  readonly estimate: Estimate;
}

/** An entrant under one definition. */
interface Row {
  readonly label: string;
  readonly definition: string;
  readonly measured: readonly MeasuredRun[];
}

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

function entrantsOf(runs: readonly DoneWithValues[]): Entrant[] {
  const byKey = new Map<string, DoneWithValues[]>();
  for (const run of runs) {
    const { algorithm, repeats } = run.record.inputs;
    const key = JSON.stringify([algorithm.label, repeats]);
    byKey.set(key, [...(byKey.get(key) ?? []), run]);
  }
  return [...byKey.values()].map((own) => ({
    label: own[0]!.record.inputs.algorithm.label,
    repeats: own[0]!.record.inputs.repeats,
    runs: own,
  }));
}

function rowsOf({ label, runs }: Entrant): Row[] {
  return runs[0]!.record.result.estimates.map(({ definition }) => {
    const measured = runs.flatMap((run): MeasuredRun[] => {
      const estimate = run.record.result.estimates.find((candidate) => candidate.definition === definition);
      return estimate === undefined ? [] : [{ run, estimate }];
    });
    return { label, definition, measured };
  });
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
  const apart = rows.map((row, i) => (leaders[i] ? averagedDifference(row, leaders[i], places) : null));
  const intervals = intervalsOf([...rows.map(({ column }) => column), ...apart], bootstrap);
  return rows.map((row, i): Standing => {
    const { inputs } = row.measured[0]!.run.record;
    const { name, cutoff } = row.measured[0]!.estimate;
    return {
      label: row.label,
      algorithm: inputs.algorithm.name,
      repeats,
      definition: row.definition,
      name,
      cutoff,
      mean: definedOrNull(row.mean),
      ...spanOf(row, intervals[i]!),
      runs: row.measured.length,
      toBest: differenceTo(leaders[i], intervals[rows.length + i]!),
    };
  });
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

/** What the folds counted, summed; further seeds count the same again. */
function countedOnce(measured: readonly MeasuredRun[]): number {
  const byFold = new Map<number, number>();
  for (const { run, estimate } of measured) {
    const { fold } = run.record.inputs.split;
    if (!byFold.has(fold)) byFold.set(fold, estimate.n);
  }
  return [...byFold.values()].reduce((sum, n) => sum + n, 0);
}

function differenceTo(leader: Row | undefined, interval: MeanInterval | null): Standing['toBest'] {
  if (leader === undefined || interval === null || interval.n === 0) return null;
  return { label: leader.label, difference: interval.mean, low: interval.low, high: interval.high };
}

/** [shopper] place among all shoppers with values, ascending; `size` of them. */
interface Places {
  readonly of: Uint32Array;
  readonly size: number;
}

function shopperPlaces(rows: readonly Row[]): Places {
  const columns = new Set(
    rows.flatMap(({ measured }) => measured.flatMap(({ run }) => run.values?.shopper ?? [])),
  );
  let last = -1;
  for (const shoppers of columns) for (const shopper of shoppers) last = Math.max(last, shopper);
  const seen = new Uint8Array(last + 1);
  for (const shoppers of columns) for (const shopper of shoppers) seen[shopper] = 1;
  const of = new Uint32Array(last + 1);
  let size = 0;
  for (let shopper = 0; shopper <= last; shopper++) {
    of[shopper] = size;
    size += seen[shopper]!;
  }
  return { of, size };
}

/** Values by place in a dense column, NaN elsewhere; null where the run has none. */
function placedColumn(run: DoneWithValues, definition: string, { of, size }: Places): Float64Array | null {
  const values = columnOf(run, definition);
  if (values === null) return null;
  const column = new Float64Array(size).fill(Number.NaN);
  run.values!.shopper.forEach((shopper, i) => {
    column[of[shopper]!] = values[i]!;
  });
  return column;
}

/** Mean of the columns place by place, NaN left out; null when there is no column. */
function meanColumn(columns: readonly Float64Array[]): Float64Array | null {
  if (columns.length === 0) return null;
  return columns[0]!.map((_, place) =>
    mean(columns.map((column) => column[place]!).filter((value) => !Number.isNaN(value))),
  );
}

function averagedValues({ measured, definition }: Row, places: Places): Float64Array | null {
  return meanColumn(measured.flatMap(({ run }) => placedColumn(run, definition, places) ?? []));
}

/** A row minus the leader, shopper by shopper inside runs of the same fold and seed; null without such pairs. */
function averagedDifference({ measured, definition }: Row, leader: Row, places: Places): Float64Array | null {
  const rounds = new Map(leader.measured.map(({ run }) => [roundOf(run), run]));
  const differences = measured.flatMap(({ run }) => {
    const partner = rounds.get(roundOf(run));
    const values = placedColumn(run, definition, places);
    const theirs = partner === undefined ? null : placedColumn(partner, definition, places);
    return values && theirs ? [values.map((value, place) => value - theirs[place]!)] : [];
  });
  return meanColumn(differences);
}

const roundOf = ({ record: { inputs } }: DoneWithValues): string =>
  JSON.stringify([inputs.seed, inputs.split.fold]);
