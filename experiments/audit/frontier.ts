/** What mitigation costs: algorithms swept over their strength, accuracy against what each is meant to mend. */

import { type BootstrapOptions, bootstrapMeans } from '../../numerics/bootstrap.ts';
import { isDone, type RunWithValues } from '../comparison/compare.ts';
import {
  averagedValues,
  entrantsOf,
  type Places,
  type Row,
  rowsOf,
  shopperPlaces,
} from '../comparison/entrants.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import { groupGap, type ShopperGroups } from '../evaluation/groups.ts';
import { parseDefinitionId } from '../metrics/definition-id.ts';
import { metricDefined, metricNamed } from '../metrics/plan.ts';
import type { Frontier, FrontierMeasure, FrontierPoint, Repeats } from '../run-record.ts';
import { type FrontierSpec, sweptAs } from './sweeps.ts';

export interface FrontierRequest {
  readonly spec: FrontierSpec;
  /** Definition ids of the metric that ranks. */
  readonly primary: readonly string[];
  readonly groups: readonly ShopperGroups[];
}

/** One for each mode of repeats in which the base is done. */
export function frontiers(
  runs: readonly RunWithValues[],
  request: FrontierRequest,
  bootstrap: BootstrapOptions,
): Frontier[] {
  const entrants = entrantsOf(runs.filter(isDone));
  const modes = [...new Set(entrants.map(({ repeats }) => repeats))];
  return modes.flatMap((repeats) =>
    frontierOf(
      repeats,
      entrants.filter((entrant) => entrant.repeats === repeats).flatMap(rowsOf),
      request,
      bootstrap,
    ),
  );
}

/** A row with its mean; and, where it is made of shoppers, the influence of each on that mean. */
interface Valued {
  readonly label: string;
  readonly definition: string;
  readonly mean: number;
  /** (places), NaN where not defined for a shopper; null: no interval is known */
  readonly column: Float64Array | null;
  /** What the mean of the column is to be shifted by. */
  readonly shift: number;
  readonly n: number;
}

function frontierOf(
  repeats: Repeats,
  rows: readonly Row[],
  { spec, primary, groups }: FrontierRequest,
  bootstrap: BootstrapOptions,
): Frontier[] {
  const { base, against } = spec;
  const cutoff = parseDefinitionId(primary[0] ?? '').cutoff;
  const told = rows.filter(({ definition }) => {
    if (primary.includes(definition)) return true;
    const own = parseDefinitionId(definition).cutoff;
    return (
      against.some((name) => name === metricDefined(definition).name) && (own === null || own === cutoff)
    );
  });
  const labels = [...new Set(told.map(({ label }) => label))].filter(
    (label) => label === base || sweptAs(spec, label) !== null,
  );
  const definitions = [...new Set(told.map(({ definition }) => definition))];
  const accuracy = definitions.find((definition) => primary.includes(definition));
  if (!labels.includes(base) || labels.length < 2 || accuracy === undefined) return [];
  const places = shopperPlaces(told);
  const ordered = [accuracy, ...definitions.filter((definition) => definition !== accuracy)];
  const valued = labels.map((label) =>
    ordered.map((definition) =>
      meanOfRow(told.find((row) => row.label === label && row.definition === definition)!, places, groups),
    ),
  );
  const from = valued[labels.indexOf(base)]!;
  const measures = measuresOf(valued, from, bootstrap);
  const points = labels.map(
    (label, i): FrontierPoint => ({
      label,
      ...(sweptAs(spec, label) ?? { sweep: null, value: null }),
      measures: measures[i]!,
      dominatedBy: ordered.slice(1).map((_, m) => dominators(i, m + 1, valued, labels)),
    }),
  );
  return [{ repeats, base, definitions: ordered, points }];
}

/** [label][definition], each with its interval and its difference to the base. */
function measuresOf(
  valued: readonly (readonly Valued[])[],
  from: readonly Valued[],
  bootstrap: BootstrapOptions,
): FrontierMeasure[][] {
  const flat = valued.flatMap((own) => own.map((one, m) => ({ one, base: from[m]! })));
  const none = new Float64Array(flat.find(({ one }) => one.column)?.one.column?.length ?? 0);
  const columns = flat.flatMap(({ one, base }) => [
    one.column ?? none,
    one.column && base.column ? one.column.map((value, i) => value - base.column![i]!) : none,
  ]);
  const intervals = bootstrapMeans(columns, bootstrap);
  const measured = flat.map(({ one, base }, i): FrontierMeasure => {
    const [own, apart] = [intervals[2 * i]!, intervals[2 * i + 1]!];
    const isBase = one === base;
    const paired = one.column !== null && base.column !== null && !isBase;
    const shift = one.shift - base.shift;
    return {
      mean: definedOrNull(one.mean),
      low: one.column ? definedOrNull(own.low + one.shift) : null,
      high: one.column ? definedOrNull(own.high + one.shift) : null,
      n: one.n,
      difference: isBase ? null : definedOrNull(paired ? apart.mean + shift : one.mean - base.mean),
      differenceLow: paired ? definedOrNull(apart.low + shift) : null,
      differenceHigh: paired ? definedOrNull(apart.high + shift) : null,
    };
  });
  return valued.map((own, i) => measured.slice(i * own.length, (i + 1) * own.length));
}

function meanOfRow(row: Row, places: Places, groups: readonly ShopperGroups[]): Valued {
  const { label, definition, measured } = row;
  const metric = metricDefined(definition);
  if (metric.kind === 'group' && metric.weigh === undefined) {
    const gap = gapOf(row, places, groups);
    if (gap) return { label, definition, ...gap };
  }
  const own = measured.flatMap(({ estimate }) => estimate.mean ?? []);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const column = averagedValues(row, places);
  if (!column) return { label, definition, mean, column: null, shift: 0, n: measured[0]!.estimate.n };
  const defined = column.filter((value) => !Number.isNaN(value));
  return {
    label,
    definition,
    mean: defined.reduce((sum, value) => sum + value, 0) / defined.length,
    column,
    shift: 0,
    n: defined.length,
  };
}

/** A gap between groups, of values averaged over runs, and what each shopper adds to it; null where these are not filed. */
function gapOf(
  { definition, measured, label }: Row,
  places: Places,
  groups: readonly ShopperGroups[],
): Pick<Valued, 'mean' | 'column' | 'shift' | 'n'> | null {
  const metric = metricDefined(definition);
  const { cutoff, group, repeats } = parseDefinitionId(definition);
  const own = groups.find(({ name }) => name === group);
  if (metric.kind !== 'group' || !own) return null;
  const over = measured
    .flatMap(({ run }) => run.values?.definitions ?? [])
    .find((one) => {
      const parsed = parseDefinitionId(one);
      return (
        parsed.id === metricNamed(metric.over).id && parsed.cutoff === cutoff && parsed.repeats === repeats
      );
    });
  const values = over === undefined ? null : averagedValues({ label, definition: over, measured }, places);
  if (!values) return null;
  const shoppers = new Uint32Array(values.length);
  for (const { run } of measured)
    for (const shopper of run.values!.shopper) shoppers[places.of[shopper]!] = shopper;
  const { means, n, influence } = groupGap(values, shoppers, own);
  const gap = metric.of(means);
  return { mean: gap, column: influence, shift: gap, n };
}

/** How far a value is from the best: the smaller the better. */
function badness({ definition, mean }: Valued): number {
  const { direction } = metricDefined(definition);
  return direction === 'higher' ? -mean : direction === 'zero' ? Math.abs(mean) : mean;
}

/** Labels of points that are no worse than point i in accuracy and in measure m, and better in one of them. */
function dominators(
  i: number,
  m: number,
  valued: readonly (readonly Valued[])[],
  labels: readonly string[],
): string[] {
  const [accuracy, other] = [badness(valued[i]![0]!), badness(valued[i]![m]!)];
  return labels.filter((_, j) => {
    const [a, o] = [badness(valued[j]![0]!), badness(valued[j]![m]!)];
    return a <= accuracy && o <= other && (a < accuracy || o < other);
  });
}
