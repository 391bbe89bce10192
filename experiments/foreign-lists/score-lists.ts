/** Lists of anybody, measured as studies measure theirs. */

import { createLists } from '../../algorithms/algorithm.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Interactions } from '../../datasets/interactions.ts';
import { quoteValue } from '../../datasets/schema-faults.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { resultOf } from '../evaluation/estimates.ts';
import type { EvaluationOptions } from '../evaluation/evaluation.ts';
import { createHitFinder } from '../evaluation/find-hits.ts';
import { createMeasures, measureLists, relateToBaselines } from '../evaluation/measure-lists.ts';
import type { TestSet } from '../evaluation/test-set.ts';
import { COMPAT, type CompatName } from '../metrics/compat.ts';
import type { HitList } from '../metrics/definition.ts';
import { listContext, popularityCounts } from '../metrics/list-context.ts';
import { metricNamed, planMetrics } from '../metrics/plan.ts';
import type { Estimate } from '../run-record.ts';

/** A pair of a shopper and an item; what a larger value means depends on the file. */
interface Row {
  readonly shopper: string;
  readonly item: string;
  readonly value: number | null;
  readonly line: number;
}
interface RowsOfFile {
  readonly file: string;
  readonly rows: readonly Row[];
}

export interface ScoreOptions extends Omit<EvaluationOptions, 'groups'> {
  /** Relevance from which an item of `truth` counts. */
  readonly relevantFrom: number;
  /** 'zero': shoppers of the truth without a list count as an empty one; 'skip': they are left out. */
  readonly missing: 'zero' | 'skip';
  readonly compat?: CompatName;
}

export interface Score {
  readonly estimates: readonly Estimate[];
  /** What the library would tell, at each cut-off. */
  readonly compat: readonly {
    readonly name: string;
    readonly cutoff: number;
    readonly value: number;
    readonly doc: string;
  }[];
  readonly counts: {
    readonly evaluated: number;
    /** Of those evaluated. */
    readonly withoutList: number;
    /** Of the truth, left out for want of a list (`missing: skip`) or of a relevant item. */
    readonly leftOut: number;
    /** With a list and without truth: left out. */
    readonly withoutTruth: number;
    /** Places of lists that hold the same score as the one before: the order of the file decides there. */
    readonly ties: number;
  };
}

/**
 * Equal scores keep the order of the file. Throws ConfigError for an item twice in a list, for a truth without relevant items, and for
 * metrics that need to know what shoppers had (`train`) where that is not given.
 */
export function scoreLists(
  lists: RowsOfFile,
  truth: RowsOfFile,
  train: RowsOfFile | null,
  options: ScoreOptions,
): Score {
  checkMetrics(options, train !== null);
  const ranked = rankedLists(lists);
  const relevant = relevantItems(truth, options.relevantFrom);
  const shoppers = [...relevant.keys()].filter((one) => options.missing === 'zero' || ranked.lists.has(one));
  if (shoppers.length === 0)
    throw new ConfigError([
      `${truth.file}: no shopper with a relevant item${options.missing === 'skip' ? ` and a list in ${lists.file}` : ''}; are both files of the same ids?`,
    ]);
  const items = indexOf([lists, truth, ...(train ? [train] : [])]);
  const test = testSetOf(shoppers, relevant, items, train);
  const plan = planMetrics(options.requests, { repeats: 'include', catalogue: 'all' });
  const measures = createMeasures(plan, options.primary, test);
  const context = listContext(test.train, null);
  const finder = createHitFinder(test, measures.places);
  const hits = new Map<number, HitList[]>(cutoffsOf(options).map((cutoff) => [cutoff, []]));
  const answers = createLists(shoppers.length, measures.places);
  shoppers.forEach((shopper, e) => {
    const own = ranked.lists.get(shopper) ?? [];
    const places = own.slice(0, measures.places);
    places.forEach((item, at) => {
      answers.items[e * measures.places + at] = items.get(item)!;
      // Nothing is known of what was left out: no cut counts as decided by chance.
      answers.scores[e * measures.places + at] = -at;
    });
    answers.lengths[e] = places.length;
    for (const [cutoff, all] of hits) all.push(hitList(own, relevant.get(shopper)!, cutoff));
  });
  measureLists(measures, finder, test, context, answers, 0, shoppers.length);
  relateToBaselines(measures, test, context);
  const { estimates } = resultOf(plan, measures, test, { ...options, groups: [] });
  const compat = options.compat ? COMPAT[options.compat] : [];
  return {
    estimates,
    compat: compat.flatMap(({ name, doc, of }) =>
      [...hits].map(([cutoff, all]) => ({ name, cutoff, value: of(all), doc })),
    ),
    counts: {
      evaluated: shoppers.length,
      withoutList: shoppers.filter((one) => !ranked.lists.has(one)).length,
      leftOut: new Set(truth.rows.map(({ shopper }) => shopper)).size - shoppers.length,
      withoutTruth: [...ranked.lists.keys()].filter((one) => !relevant.has(one)).length,
      ties: ranked.ties,
    },
  };
}

const cutoffsOf = ({ requests }: ScoreOptions): number[] =>
  [...new Set(requests.flatMap(({ cutoff }) => cutoff ?? []))].sort((a, b) => a - b);

function checkMetrics({ requests }: ScoreOptions, hasTrain: boolean): void {
  const faults = [...new Set(requests.map(({ name }) => name))].flatMap((name) => {
    const { kind, task } = metricNamed(name);
    if (task !== 'rank' || kind === 'group' || kind === 'item group' || kind === 'order' || kind === 'truth')
      return [`metric ${name}: it is not of lists alone`];
    if (name === 'diversity' || name === 'calibration' || name.startsWith('price'))
      return [`metric ${name}: it needs features of items, which files of lists do not have`];
    return kind !== 'rank' && name !== 'ndcgGraded' && !hasTrain
      ? [`metric ${name}: it needs to know what shoppers had; give it with --train`]
      : [];
  });
  if (faults.length > 0) throw new ConfigError(faults);
}

/** Best first. */
function rankedLists({ file, rows }: RowsOfFile): {
  readonly lists: Map<string, string[]>;
  readonly ties: number;
} {
  const own = new Map<string, Row[]>();
  for (const row of rows) {
    const list = own.get(row.shopper);
    if (list) list.push(row);
    else own.set(row.shopper, [row]);
  }
  const lists = new Map<string, string[]>();
  let ties = 0;
  for (const [shopper, list] of own) {
    if (list[0]!.value !== null) list.sort((a, b) => b.value! - a.value!);
    const seen = new Map<string, number>();
    list.forEach((row, at) => {
      const before = seen.get(row.item);
      if (before !== undefined)
        throw new ConfigError([
          `${file}:${Math.max(before, row.line)} shopper ${quoteValue(shopper)}: item ${quoteValue(row.item)} stands in the list twice (also in line ${Math.min(before, row.line)})`,
        ]);
      seen.set(row.item, row.line);
      if (at > 0 && row.value !== null && row.value === list[at - 1]!.value) ties++;
    });
    lists.set(
      shopper,
      list.map(({ item }) => item),
    );
  }
  return { lists, ties };
}

/** What is relevant to each shopper, and its grade: the value of its row (the largest of several), 1 where rows have none. */
function relevantItems({ rows }: RowsOfFile, from: number): Map<string, Map<string, number>> {
  const relevant = new Map<string, Map<string, number>>();
  for (const { shopper, item, value } of rows) {
    if (value !== null && value < from) continue;
    const own = relevant.get(shopper) ?? new Map<string, number>();
    relevant.set(shopper, own.set(item, Math.max(own.get(item) ?? Number.NEGATIVE_INFINITY, value ?? 1)));
  }
  return relevant;
}

function indexOf(files: readonly RowsOfFile[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const { rows } of files)
    for (const { item } of rows) if (!places.has(item)) places.set(item, places.size);
  return places;
}

function testSetOf(
  shoppers: readonly string[],
  relevant: ReadonlyMap<string, ReadonlyMap<string, number>>,
  items: ReadonlyMap<string, number>,
  trainFile: RowsOfFile | null,
): TestSet {
  const relevantPtr = new Uint32Array(shoppers.length + 1);
  const relevantItems: number[] = [];
  const relevantGrades: number[] = [];
  shoppers.forEach((shopper, e) => {
    const own = [...relevant.get(shopper)!].map(([item, grade]) => [items.get(item)!, grade] as const);
    for (const [item, grade] of own.sort(([a], [b]) => a - b)) {
      relevantItems.push(item);
      relevantGrades.push(grade);
    }
    relevantPtr[e + 1] = relevantItems.length;
  });
  const train = trainOf(shoppers, items, trainFile);
  return {
    repeats: 'include',
    catalogue: 'all',
    train,
    popularity: popularityCounts(train),
    ranked: new Uint8Array(items.size).fill(1),
    shoppers: Uint32Array.from(shoppers.keys()),
    questionPtr: Uint32Array.from({ length: shoppers.length + 1 }, (_, e) => e),
    relevantPtr,
    relevantItems: Uint32Array.from(relevantItems),
    relevantGrades: Float32Array.from(relevantGrades),
    told: null,
    withoutRelevant: 0,
    unknownShoppers: 0,
    trainRows: trainFile?.rows.length ?? 0,
    testRows: relevantItems.length,
  };
}

/** Shoppers who are evaluated come first; whoever else had something counts for what is popular. */
function trainOf(
  shoppers: readonly string[],
  items: ReadonlyMap<string, number>,
  file: RowsOfFile | null,
): Interactions {
  const place = new Map(shoppers.map((shopper, e) => [shopper, e]));
  for (const { shopper } of file?.rows ?? []) if (!place.has(shopper)) place.set(shopper, place.size);
  const rows = file?.rows ?? [];
  return fromTriplets(
    place.size,
    items.size,
    Uint32Array.from(rows, ({ shopper }) => place.get(shopper)!),
    Uint32Array.from(rows, ({ item }) => items.get(item)!),
    new Float32Array(rows.length).fill(1),
  );
}

function hitList(list: readonly string[], relevant: ReadonlyMap<string, unknown>, cutoff: number): HitList {
  const places = list.slice(0, cutoff);
  const ranks = Uint32Array.from(places.flatMap((item, at) => (relevant.has(item) ? [at + 1] : [])));
  return { ranks, hits: ranks.length, listed: places.length, relevant: relevant.size, cutoff };
}
