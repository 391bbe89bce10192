/** The runs of a study by algorithm, and their values shopper by shopper. */

import { mean } from '../../numerics/stats.ts';
import type { Estimate, Repeats } from '../run-record.ts';
import { columnOf, type DoneWithValues } from './compare.ts';

/** The runs of one algorithm under one mode of repeats. */
export interface Entrant {
  readonly label: string;
  readonly repeats: Repeats;
  readonly runs: readonly DoneWithValues[];
}

export interface MeasuredRun {
  readonly run: DoneWithValues;
  readonly estimate: Estimate;
}

/** An entrant under one definition. */
export interface Row {
  readonly label: string;
  readonly definition: string;
  readonly measured: readonly MeasuredRun[];
}

export function entrantsOf(runs: readonly DoneWithValues[]): Entrant[] {
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

export function rowsOf({ label, runs }: Entrant): Row[] {
  return runs[0]!.record.result.estimates.map(({ definition }) => {
    const measured = runs.flatMap((run): MeasuredRun[] => {
      const estimate = run.record.result.estimates.find((candidate) => candidate.definition === definition);
      return estimate === undefined ? [] : [{ run, estimate }];
    });
    return { label, definition, measured };
  });
}

/** [shopper] place among all shoppers with values, ascending; `size` of them. */
export interface Places {
  readonly of: Uint32Array;
  readonly size: number;
}

export function shopperPlaces(rows: readonly Row[]): Places {
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
export function placedColumn(
  run: DoneWithValues,
  definition: string,
  { of, size }: Places,
): Float64Array | null {
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

export function averagedValues({ measured, definition }: Row, places: Places): Float64Array | null {
  return meanColumn(measured.flatMap(({ run }) => placedColumn(run, definition, places) ?? []));
}

/** Values of a row and of the leader in runs of the same fold and seed. */
function pairedValues({ measured, definition }: Row, leader: Row, places: Places) {
  const rounds = new Map(leader.measured.map(({ run }) => [roundOf(run), run]));
  return measured.flatMap(({ run }) => {
    const partner = rounds.get(roundOf(run));
    const values = placedColumn(run, definition, places);
    const theirs = partner === undefined ? null : placedColumn(partner, definition, places);
    return values && theirs ? [{ values, theirs }] : [];
  });
}

/** A row minus the leader, shopper by shopper inside runs of the same fold and seed; null without such pairs. */
export const averagedDifference = (row: Row, leader: Row, places: Places): Float64Array | null =>
  meanColumn(
    pairedValues(row, leader, places).map(({ values, theirs }) =>
      values.map((value, place) => value - theirs[place]!),
    ),
  );

/** The leader's own values in those pairs: defined where the difference is. */
export const averagedPartner = (row: Row, leader: Row, places: Places): Float64Array | null =>
  meanColumn(
    pairedValues(row, leader, places).map(({ values, theirs }) =>
      theirs.map((value, place) => (Number.isNaN(values[place]!) ? Number.NaN : value)),
    ),
  );

export const roundOf = ({ record: { inputs } }: DoneWithValues): string =>
  JSON.stringify([inputs.seed, inputs.split.fold]);
