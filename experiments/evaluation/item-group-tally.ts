/** What lists show of each group of items, shopper by shopper, and what of it that was relevant is listed. */

import type { Lists } from '../../algorithms/algorithm.ts';
import { type BootstrapOptions, bootstrapMeans, type MeanInterval } from '../../numerics/bootstrap.ts';
import { log } from '../../numerics/math.ts';
import type { ItemGroupMetric } from '../metrics/definition.ts';
import type { ItemGroupEstimate, Share } from '../run-record.ts';
import type { ItemGroups } from './item-groups.ts';
import type { TestSet } from './test-set.ts';

/** Matrices are (evaluated x groups). */
export interface ItemGroupTally {
  readonly groups: ItemGroups;
  readonly cutoff: number;
  /** Sum over slots of 1 / log2(rank + 1). */
  readonly exposure: Float64Array;
  /** The same of the best lists that there could be; all 0 where what items are really worth is not known. */
  readonly deserved: Float64Array;
  /** Relevant (question, item) pairs. */
  readonly relevant: Float64Array;
  /** Those of them that are listed. */
  readonly hits: Float64Array;
}

export function newTally(groups: ItemGroups, cutoff: number, { shoppers }: TestSet): ItemGroupTally {
  const matrix = (): Float64Array => new Float64Array(shoppers.length * groups.labels.length);
  return { groups, cutoff, exposure: matrix(), deserved: matrix(), relevant: matrix(), hits: matrix() };
}

/** Adds list q of `lists`, which answers question e about evaluated shopper `owner`. `isRelevant` is of that question. */
export function tallyList(
  { groups: { codes, labels }, cutoff, exposure, relevant, hits }: ItemGroupTally,
  { relevantPtr, relevantItems }: TestSet,
  { e, owner }: { readonly e: number; readonly owner: number },
  lists: Lists,
  q: number,
  isRelevant: (item: number) => boolean,
): void {
  const row = owner * labels.length;
  for (let p = relevantPtr[e]!; p < relevantPtr[e + 1]!; p++) relevant[row + codes[relevantItems[p]!]!]!++;
  const shown = Math.min(lists.lengths[q]!, cutoff);
  for (let place = 0; place < shown; place++) {
    const item = lists.items[q * lists.k + place]!;
    const cell = row + codes[item]!;
    exposure[cell]! += log(2) / log(place + 2);
    if (isRelevant(item)) hits[cell]!++;
  }
}

/** Adds the items that would be best to list for evaluated shopper `owner`, best first. */
export function tallyBest(
  { groups: { codes, labels }, cutoff, deserved }: ItemGroupTally,
  owner: number,
  items: Uint32Array,
): void {
  const shown = Math.min(items.length, cutoff);
  for (let place = 0; place < shown; place++)
    deserved[owner * labels.length + codes[items[place]!]!]! += log(2) / log(place + 2);
}

/** (groups) sums over evaluated shoppers */
function sums(matrix: Float64Array, groups: number): Float64Array {
  const out = new Float64Array(groups);
  matrix.forEach((value, cell) => {
    out[cell % groups]! += value;
  });
  return out;
}

const shares = (values: Float64Array): Float64Array => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
};

/** (groups) share of the training (shopper, item) pairs */
function meritOf({ labels, codes }: ItemGroups, { popularity }: TestSet): Float64Array {
  const pairs = new Float64Array(labels.length);
  popularity.forEach((count, item) => {
    pairs[codes[item]!]! += count;
  });
  return shares(pairs);
}

/**
 * (evaluated) what each shopper adds to sum(over) / sum(under), about that ratio, so that the bootstrap of its mean is, to first order, that
 * of the ratio.
 */
function ratioColumn(
  ratio: number,
  n: number,
  under: number,
  of: (shopper: number) => readonly [number, number],
): Float64Array {
  return Float64Array.from({ length: n }, (_, shopper) => {
    const [over, own] = of(shopper);
    return ratio + (n * (over - ratio * own)) / under;
  });
}

const shareOf = ({ mean, low, high }: MeanInterval): Share => ({
  mean,
  low: Math.max(0, low),
  high: Math.min(1, high),
});

export function itemGroupEstimates(
  { groups, exposure, deserved, relevant, hits }: ItemGroupTally,
  test: TestSet,
  bootstrap: BootstrapOptions,
): ItemGroupEstimate[] {
  const width = groups.labels.length;
  const n = test.shoppers.length;
  const [shown, best, wanted, found] = [exposure, deserved, relevant, hits].map((matrix) =>
    sums(matrix, width),
  );
  const isKnown = best!.some((value) => value > 0);
  /** (groups) columns of the share that each group has of a matrix */
  const shareColumns = (matrix: Float64Array, totals: Float64Array): Float64Array[] => {
    const all = totals.reduce((sum, value) => sum + value, 0);
    const own = Float64Array.from({ length: n }, (_, e) =>
      matrix.subarray(e * width, (e + 1) * width).reduce((sum, value) => sum + value, 0),
    );
    return groups.labels.map((_, group) =>
      ratioColumn(totals[group]! / all, n, all, (e) => [matrix[e * width + group]!, own[e]!]),
    );
  };
  const recalls = groups.labels.map((_, group) =>
    ratioColumn(found![group]! / wanted![group]!, n, wanted![group]!, (e) => [
      hits[e * width + group]!,
      relevant[e * width + group]!,
    ]),
  );
  const columns = [
    ...shareColumns(exposure, shown!),
    ...recalls,
    ...(isKnown ? shareColumns(deserved, best!) : []),
  ];
  const intervals = bootstrapMeans(columns, bootstrap);
  const part = (totals: Float64Array, group: number): number => shares(totals)[group]!;
  const isShown = shown!.some((value) => value > 0);
  const merit = meritOf(groups, test);
  const items = new Uint32Array(width);
  groups.codes.forEach((code, item) => {
    if (test.ranked[item] === 1) items[code]!++;
  });
  return groups.labels.map((group, code) => ({
    group,
    items: items[code]!,
    training: merit[code]!,
    exposure: isShown ? { ...shareOf(intervals[code]!), mean: part(shown!, code) } : null,
    ...(isKnown && {
      deserved: { ...shareOf(intervals[2 * width + code]!), mean: part(best!, code) },
    }),
    relevant: wanted![code]!,
    recall:
      wanted![code]! > 0
        ? { ...shareOf(intervals[width + code]!), mean: found![code]! / wanted![code]! }
        : null,
  }));
}

/** A metric of groups of items, and (evaluated) what each shopper adds to it, mean 0; NaN where nothing was listed. */
export function itemGroupValue(
  metric: ItemGroupMetric,
  { groups, exposure }: ItemGroupTally,
  test: TestSet,
): { readonly value: number; readonly influence: Float64Array } {
  const width = groups.labels.length;
  const n = test.shoppers.length;
  const totals = sums(exposure, width);
  const all = totals.reduce((sum, value) => sum + value, 0);
  const share = shares(totals);
  const merit = meritOf(groups, test);
  const slope = metric.slope(share, merit);
  const influence = Float64Array.from({ length: n }, (_, e) => {
    let sum = 0;
    for (let group = 0; group < width; group++) {
      for (let other = 0; other < width; other++)
        sum += slope[group]! * exposure[e * width + other]! * ((group === other ? 1 : 0) - share[group]!);
    }
    return (n * sum) / all;
  });
  return { value: all > 0 ? metric.of(share, merit) : Number.NaN, influence };
}
