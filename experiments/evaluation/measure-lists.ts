/** Reads lists once and fills a column of per-shopper values for each metric, and the exposure of each item. */

import type { Lists } from '../../algorithms/algorithm.ts';
import type { HitMetric, ListMetric, MetricRequest, RankMetric, ScoreLevels } from '../metrics/definition.ts';
import type { ListContext } from '../metrics/list-context.ts';
import { isPerList, metricNamed, type PerList, type PlannedMetric } from '../metrics/plan.ts';
import { cutList, findHits, gradeHits, type HitFinder } from './find-hits.ts';
import { type ItemGroupTally, newTally, tallyList } from './item-group-tally.ts';
import type { ItemGroups } from './item-groups.ts';
import { type ListTruth, weighList } from './list-truth.ts';
import { ownerOf, type TestSet } from './test-set.ts';

/** A per-shopper metric at one cut-off; null where it has none. */
interface Column {
  readonly metric: PerList;
  readonly cutoff: number | null;
  /** (questions), after `perShopper` (evaluated) */
  readonly values: Float64Array;
}

/** A column as the pass over lists takes it: objects of one shape, whatever the metric is made of. */
interface Pass<Of> {
  readonly of: Of;
  readonly cutoff: number;
  readonly values: Float64Array;
}

/** The columns that one pass over lists fills, by what their metrics read. */
interface Passes {
  readonly rank: readonly Pass<RankMetric['of']>[];
  readonly hit: readonly Pass<HitMetric['of']>[];
  readonly list: readonly Pass<ListMetric['of']>[];
}

function passesOf(columns: readonly Column[]): Passes {
  const of = <Kind extends keyof Passes>(kind: Kind): Passes[Kind] =>
    columns.flatMap(({ metric, cutoff, values }) =>
      metric.kind === kind ? [{ of: metric.of, cutoff: cutoff!, values }] : [],
    ) as unknown as Passes[Kind];
  return { rank: of('rank'), hit: of('hit'), list: of('list') };
}

/** What has been read off the lists so far. */
export interface ListMeasures {
  /** The largest cut-off: the places that a list needs. */
  readonly places: number;
  readonly columns: readonly Column[];
  readonly passes: Passes;
  /** [cut-off] (items) lists that contain each item */
  readonly exposure: ReadonlyMap<number, Uint32Array>;
  /** Cut-off at which ties are counted. */
  readonly tieCutoff: number;
  /** What groups of items are shown, at each cut-off that is told. */
  readonly itemGroups: readonly ItemGroupTally[];
  tiedLists: number;
  emptyLists: number;
}

/** Of lists of which no metric has a cut-off. */
const DEFAULT_PLACES = 10;

/** The per-shopper metrics behind a plan: each (name, cut-off) once, those that group metrics compare included. */
function columnsOf(plan: readonly PlannedMetric[], questions: number): Column[] {
  const columns = new Map<string, Column>();
  for (const { metric: planned, cutoff } of plan) {
    const metric = planned.kind === 'group' ? metricNamed(planned.over) : planned;
    if (!isPerList(metric.kind)) continue;
    columns.set(`${metric.name}@${cutoff}`, {
      metric: metric as PerList,
      cutoff,
      values: new Float64Array(questions),
    });
  }
  return [...columns.values()];
}

/** Measures of no list yet. `primary` says at which cut-off exposure and ties are looked at. */
export function createMeasures(
  plan: readonly PlannedMetric[],
  primary: MetricRequest,
  test: TestSet,
  groups: readonly ItemGroups[] = [],
): ListMeasures {
  const cutoffs = [...new Set(plan.flatMap(({ cutoff }) => cutoff ?? []))].sort((a, b) => a - b);
  const places = cutoffs.at(-1) ?? DEFAULT_PLACES;
  const tieCutoff = primary.cutoff ?? places;
  const exposed = plan.flatMap(({ metric, cutoff }) => (metric.kind === 'population' ? (cutoff ?? []) : []));
  const exposure = [...new Set([...exposed, tieCutoff])].map((cutoff): [number, Uint32Array] => [
    cutoff,
    new Uint32Array(test.train.cols),
  ]);
  const told = plan.flatMap(({ metric, cutoff }) => (metric.kind === 'item group' ? (cutoff ?? []) : []));
  const tallied = [...new Set([...told, tieCutoff])];
  const columns = columnsOf(plan, test.relevantPtr.length - 1);
  return {
    places,
    itemGroups: groups.flatMap((own) => tallied.map((cutoff) => newTally(own, cutoff, test))),
    columns,
    passes: passesOf(columns),
    exposure: new Map(exposure),
    tieCutoff,
    tiedLists: 0,
    emptyLists: 0,
  };
}

/** The values of a per-shopper metric that was planned. */
export function valuesAt(measures: ListMeasures, name: string, cutoff: number | null): Float64Array {
  return measures.columns.find((column) => column.metric.name === name && column.cutoff === cutoff)!.values;
}

/** The evaluated shopper whom a question is about. */

/** Whether chance decided which item is the last of the first `cutoff` places of list q. */
function tiedAt(lists: Lists, q: number, cutoff: number): boolean {
  const length = lists.lengths[q]!;
  if (length < cutoff) return false;
  const last = q * lists.k + cutoff - 1;
  return length > cutoff ? lists.scores[last] === lists.scores[last + 1] : lists.tied[q] === 1;
}

/** Adds lists[0 .. count), which answer questions first, first + 1, ... */
export function measureLists(
  measures: ListMeasures,
  finder: HitFinder,
  test: TestSet,
  context: ListContext,
  lists: Lists,
  first: number,
  count: number,
): void {
  let owner = ownerOf(test, first);
  const { rank, hit, list: ofItems } = measures.passes;
  const tallies = measures.itemGroups;
  const exposures = [...measures.exposure];
  for (let q = 0; q < count; q++) {
    const e = first + q;
    const length = lists.lengths[q]!;
    const found = findHits(finder, test, e, lists, q);
    while (test.questionPtr[owner + 1]! <= e) owner++;
    const shopper = test.shoppers[owner]!;
    finder.list.cutoff = -1;
    for (let c = 0; c < rank.length; c++) {
      const { of, cutoff, values } = rank[c]!;
      if (cutoff !== finder.list.cutoff) cutList(finder, found, length, cutoff);
      values[e] = of(finder.list);
    }
    for (let c = 0; c < ofItems.length; c++) {
      const { of, cutoff, values } = ofItems[c]!;
      values[e] = of(lists.items, q * lists.k, Math.min(length, cutoff), context, shopper);
    }
    if (hit.length > 0) gradeHits(finder, test, e, lists, q, found);
    for (let c = 0; c < hit.length; c++) {
      const { of, cutoff, values } = hit[c]!;
      cutList(finder, found, length, cutoff);
      values[e] = of(finder.list, finder.hits, context);
    }
    for (const tally of tallies)
      tallyList(tally, test, { e, owner }, lists, q, (item) => finder.stamp[item] === e + 1);
    for (const [cutoff, counts] of exposures) {
      const end = q * lists.k + Math.min(length, cutoff);
      for (let at = q * lists.k; at < end; at++) counts[lists.items[at]!]!++;
    }
    if (length === 0) measures.emptyLists++;
    if (tiedAt(lists, q, measures.tieCutoff)) measures.tiedLists++;
  }
}

/** Fills the columns that need the ranking of all that may be listed, for question `e`. */
export function measureOrder({ columns }: ListMeasures, levels: ScoreLevels, e: number): void {
  for (const { metric, values } of columns) if (metric.kind === 'order') values[e] = metric.of(levels);
}

/** Fills the columns that need the truth, for question `e`, which is weighed (null: it cannot be) and answered by list q. */
export function measureTruth(
  { columns }: ListMeasures,
  truth: ListTruth | null,
  lists: Lists,
  q: number,
  e: number,
): void {
  for (const { metric, cutoff, values } of columns) {
    if (metric.kind !== 'truth') continue;
    const length = Math.min(lists.lengths[q]!, cutoff!);
    values[e] = truth
      ? metric.of(weighList(truth, lists, q, length), truth.best.subarray(0, length))
      : Number.NaN;
  }
}

/** Whether anything that is measured needs the truth. */
export const needTruth = ({ columns }: ListMeasures): boolean =>
  columns.some(({ metric }) => metric.kind === 'truth');

/** The same measures with a value a shopper: the mean over the shopper's questions for which it is defined. */
export function perShopper(measures: ListMeasures, { shoppers, questionPtr }: TestSet): ListMeasures {
  if (questionPtr.at(-1) === shoppers.length) return measures;
  const meanOf = (values: Float64Array): number => {
    const defined = values.filter((value) => !Number.isNaN(value));
    return defined.reduce((sum, value) => sum + value, 0) / defined.length;
  };
  const columns = measures.columns.map((column) => ({
    ...column,
    values: Float64Array.from(shoppers, (_, e) =>
      meanOf(column.values.subarray(questionPtr[e]!, questionPtr[e + 1]!)),
    ),
  }));
  return { ...measures, columns };
}

/**
 * Turns the columns of relative changes into (of - baseline) / mean baseline, both means over the shoppers for whom both
 * are defined: the mean of the column is then the change of the means.
 */
export function relateToBaselines({ columns }: ListMeasures, test: TestSet, context: ListContext): void {
  for (const { metric, values } of columns) {
    if (metric.kind !== 'list' || metric.baseline === undefined) continue;
    const baseline = Float64Array.from(test.shoppers, (shopper) => metric.baseline!(shopper, context));
    let sum = 0;
    let n = 0;
    for (let e = 0; e < values.length; e++) {
      values[e]! -= baseline[e]!;
      if (Number.isNaN(values[e]!)) continue;
      sum += baseline[e]!;
      n++;
    }
    for (let e = 0; e < values.length; e++) values[e]! /= sum / n;
  }
}
