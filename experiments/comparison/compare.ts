/** Runs side by side: where each algorithm of a study stands, and how two studies differ, shopper by shopper. */

import { ConfigError } from '../../datasets/config-error.ts';
import { type BootstrapOptions, bootstrapMeans, type MeanInterval } from '../../numerics/bootstrap.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import type { ShopperValues } from '../evaluation/evaluation.ts';
import type { DoneRun, Estimate, Repeats, RunRecord } from '../run-record.ts';

/** A run and its per-shopper values; null where it has none. */
export interface RunWithValues {
  readonly record: RunRecord;
  readonly values: ShopperValues | null;
}

export interface DoneWithValues extends RunWithValues {
  readonly record: DoneRun;
}

export const isDone = (run: RunWithValues): run is DoneWithValues => run.record.status === 'done';

/** The column of a definition; null where the run has none. */
export function columnOf({ values }: RunWithValues, definition: string): Float64Array | null {
  return values?.columns[values.definitions.indexOf(definition)] ?? null;
}

/** One metric of two paired runs: the same label, fold, seed and repeats in two studies. */
export interface RunDifference {
  readonly label: string;
  readonly repeats: Repeats;
  readonly seed: string;
  readonly fold: number;
  readonly definition: string;
  readonly name: string;
  readonly cutoff: number | null;
  readonly first: number | null;
  readonly other: number | null;
  /** Other minus first: over the shoppers both runs evaluated, where the metric is a mean over shoppers. */
  readonly difference: number | null;
  /** Paired bootstrap interval; null where the metric is not a mean over shoppers. */
  readonly low: number | null;
  readonly high: number | null;
  /** Shoppers that make pairs; 0 where the metric is not a mean over shoppers. */
  readonly n: number;
}

export interface StudyComparison {
  /** A row a run and metric. */
  readonly differences: readonly RunDifference[];
  /** Runs without a partner, failed runs, pairs with the same result: one line each. */
  readonly notes: readonly string[];
}

const nameOf = ({ record: { inputs } }: RunWithValues): string =>
  `${inputs.algorithm.label}, repeats ${inputs.repeats}, seed ${inputs.seed}, fold ${inputs.split.fold}`;

const labelsOf = (runs: readonly RunWithValues[]): string =>
  [...new Set(runs.map(({ record: { inputs } }) => `'${inputs.algorithm.label}'`))].join(', ') || 'no runs';

/** What makes two runs partners. */
const pairKey = ({ record: { inputs } }: RunWithValues): string =>
  JSON.stringify([inputs.algorithm.label, inputs.repeats, inputs.seed, inputs.split.fold]);

export type RunPair = readonly [DoneWithValues, DoneWithValues];

/**
 * Pairs the runs of two studies by label, fold, seed and repeats. Throws ConfigError, all faults at once, where partners
 * were measured under different definitions, or on different data or splits, and where nothing pairs.
 */
export function pairRuns(
  first: readonly RunWithValues[],
  other: readonly RunWithValues[],
): { readonly pairs: readonly RunPair[]; readonly notes: readonly string[] } {
  const partners = new Map(other.map((run) => [pairKey(run), run]));
  const keys = new Set(first.map(pairKey));
  const notes: string[] = [];
  const pairs: RunPair[] = [];
  for (const run of first) {
    const partner = partners.get(pairKey(run));
    if (partner === undefined) notes.push(`${nameOf(run)}: only in the first study`);
    else if (!isDone(run)) notes.push(`${nameOf(run)}: failed in the first study`);
    else if (!isDone(partner)) notes.push(`${nameOf(run)}: failed in the other study`);
    else pairs.push([run, partner]);
  }
  for (const run of other) if (!keys.has(pairKey(run))) notes.push(`${nameOf(run)}: only in the other study`);
  if (pairs.length === 0)
    throw new ConfigError([
      `compare: nothing pairs: no finished run of one has the label, repeats, seed and fold of one of the other; the first has ${labelsOf(first)}; the other ${labelsOf(other)}`,
    ]);
  const faults = [...new Set(pairs.flatMap(([run, partner]) => faultsOf(run, partner)))];
  if (faults.length > 0) throw new ConfigError(faults);
  for (const [run, partner] of pairs)
    if (run.record.resultDigest === partner.record.resultDigest)
      notes.push(`${nameOf(run)}: the same result in both`);
  return { pairs, notes };
}

/** How the runs of two studies differ, pair by pair. Throws as `pairRuns`. */
export function compareRuns(
  first: readonly RunWithValues[],
  other: readonly RunWithValues[],
  bootstrap: BootstrapOptions,
): StudyComparison {
  const { pairs, notes } = pairRuns(first, other);
  return { differences: pairs.flatMap(([run, partner]) => differencesOf(run, partner, bootstrap)), notes };
}

/** `ndcg@10`, `userGroupGap[region]@10`: what two studies mean to be the same measurement. */
export function shortName({ name, cutoff, definition }: Estimate): string {
  const group = /\[\w+\]/.exec(definition)?.[0] ?? '';
  return `${name}${group}${cutoff === null ? '' : `@${cutoff}`}`;
}

function faultsOf(first: DoneWithValues, other: DoneWithValues): string[] {
  const faults: string[] = [];
  const a = first.record.inputs;
  const b = other.record.inputs;
  if (a.data.digest !== b.data.digest)
    faults.push(
      `compare: data ${a.data.name} ${a.data.digest} and ${b.data.name} ${b.data.digest}; pairs need the same data`,
    );
  if (a.split.digest !== b.split.digest)
    faults.push(
      `compare: fold ${a.split.fold} of ${a.split.name} ${a.split.digest} and of ${b.split.name} ${b.split.digest}; pairs need the same split`,
    );
  const definitions = new Map(
    other.record.result.estimates.map((estimate) => [shortName(estimate), estimate.definition]),
  );
  for (const estimate of first.record.result.estimates) {
    const what = shortName(estimate);
    const theirs = definitions.get(what) ?? estimate.definition;
    if (theirs !== estimate.definition)
      faults.push(
        `compare: ${what} is ${estimate.definition} in the first and ${theirs} in the other; only equal definitions compare`,
      );
  }
  return faults;
}

/**
 * Columns of a - b, row i for the i-th shopper that both runs evaluated; a column whose definition either lacks is null.
 */
function pairedColumns(
  a: DoneWithValues,
  b: DoneWithValues,
  definitions: readonly string[],
): (Float64Array | null)[] {
  const placeInB = new Map<number, number>();
  b.values?.shopper.forEach((shopper, i) => {
    placeInB.set(shopper, i);
  });
  const rows: [number, number][] = [];
  a.values?.shopper.forEach((shopper, i) => {
    const j = placeInB.get(shopper);
    if (j !== undefined) rows.push([i, j]);
  });
  return definitions.map((definition) => {
    const left = columnOf(a, definition);
    const right = columnOf(b, definition);
    return left && right && Float64Array.from(rows, ([i, j]) => left[i]! - right[j]!);
  });
}

/** Intervals of the columns that exist, all from the same resamples. */
function intervalsOf(
  columns: readonly (Float64Array | null)[],
  bootstrap: BootstrapOptions,
): (MeanInterval | null)[] {
  const present = columns.filter((column) => column !== null);
  const intervals = bootstrapMeans(present, bootstrap);
  let at = 0;
  return columns.map((column) => (column === null ? null : intervals[at++]!));
}

function differencesOf(
  first: DoneWithValues,
  other: DoneWithValues,
  bootstrap: BootstrapOptions,
): RunDifference[] {
  const { algorithm, repeats, seed, split } = first.record.inputs;
  const theirs = new Map(other.record.result.estimates.map((estimate) => [estimate.definition, estimate]));
  const shared = first.record.result.estimates.filter(({ definition }) => theirs.has(definition));
  const columns = pairedColumns(
    other,
    first,
    shared.map(({ definition }) => definition),
  );
  const intervals = intervalsOf(columns, bootstrap);
  return shared.map(({ definition, name, cutoff, mean }, i): RunDifference => {
    const otherMean = theirs.get(definition)!.mean;
    const interval = intervals[i];
    const plain = mean === null || otherMean === null ? null : otherMean - mean;
    return {
      label: algorithm.label,
      repeats,
      seed,
      fold: split.fold,
      definition,
      name,
      cutoff,
      first: mean,
      other: otherMean,
      difference: interval ? definedOrNull(interval.mean) : plain,
      low: interval ? definedOrNull(interval.low) : null,
      high: interval ? definedOrNull(interval.high) : null,
      n: interval?.n ?? 0,
    };
  });
}
