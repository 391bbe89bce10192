/**
 * How well groups of shoppers are told apart by what they had, and by what they are shown: whether lists say more of a shopper's group than the
 * shopper's own history does. A logistic regression on shares of categories, cross-fitted: nobody is judged by a fit that they took part in.
 */

import type { Lists } from '../../algorithms/algorithm.ts';
import { denseDesign, fitWeightedLogistic } from '../../algorithms/fraud/fit-weighted-logistic.ts';
import { type ItemFeatures, NO_CATEGORY } from '../../datasets/item-features.ts';
import { type BootstrapOptions, bootstrapMeans, type MeanInterval } from '../../numerics/bootstrap.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { ShopperGroups } from '../evaluation/groups.ts';
import type { TestSet } from '../evaluation/test-set.ts';
import { LEAST_GROUP } from '../metrics/user-group-gap.ts';
import type { Auc, ProxyEstimate } from '../run-record.ts';
import type { NamedPair } from './group-difference.ts';

export interface ProxyRequest {
  readonly pairs: readonly NamedPair[];
  /** Purpose 'audit.parts'. */
  readonly key: DrawKey;
}

/** What is known of each evaluated shopper: (evaluated x categories) items of each category. */
export interface ProxyFeatures {
  readonly categories: number;
  readonly history: Float32Array;
  readonly lists: Float32Array;
  /** Places of a list that are looked at. */
  readonly cutoff: number;
  readonly category: Uint32Array;
}

export function openProxies(features: ItemFeatures, test: TestSet, cutoff: number): ProxyFeatures {
  const { category } = features;
  const { shoppers, train } = test;
  const categories = category.reduce(
    (most, one) => (one === NO_CATEGORY ? most : Math.max(most, one + 1)),
    0,
  );
  const history = new Float32Array(shoppers.length * categories);
  shoppers.forEach((shopper, e) => {
    for (let p = train.rowPtr[shopper]!; p < train.rowPtr[shopper + 1]!; p++) {
      const own = category[train.colIdx[p]!]!;
      if (own !== NO_CATEGORY) history[e * categories + own]!++;
    }
  });
  return { categories, history, lists: new Float32Array(history.length), cutoff, category };
}

/** Adds list q of `lists`, which is about evaluated shopper `owner`. */
export function addList(
  { categories, lists: counts, cutoff, category }: ProxyFeatures,
  lists: Lists,
  q: number,
  owner: number,
): void {
  const shown = Math.min(lists.lengths[q]!, cutoff);
  for (let place = 0; place < shown; place++) {
    const own = category[lists.items[q * lists.k + place]!]!;
    if (own !== NO_CATEGORY) counts[owner * categories + own]!++;
  }
}

const PARTS = 5;

/** One for each pair of which both groups have enough shoppers. */
export async function proxyEstimates(
  { categories, history, lists }: ProxyFeatures,
  { pairs, key }: ProxyRequest,
  groups: readonly ShopperGroups[],
  shoppers: Uint32Array,
  bootstrap: BootstrapOptions,
): Promise<ProxyEstimate[]> {
  const found: ProxyEstimate[] = [];
  for (const { by, first, second } of pairs) {
    const own = groups.find(({ name }) => name === by);
    const codes = [first, second].map((label) => own?.labels.indexOf(label) ?? -1);
    const rows = Uint32Array.from(shoppers.keys()).filter((e) =>
      codes.includes(own?.codes[shoppers[e]!] ?? -2),
    );
    const label = Uint8Array.from(rows, (e) => (own!.codes[shoppers[e]!] === codes[0] ? 1 : 0));
    const firsts = label.reduce((sum, one) => sum + one, 0);
    if (Math.min(firsts, rows.length - firsts) < LEAST_GROUP) continue;
    const part = Uint8Array.from(rows, (e) => Math.floor(PARTS * uniform(key, shoppers[e]!)));
    const columns: { auc: number; influence: Float64Array }[] = [];
    for (const counts of [history, lists])
      columns.push(
        aucOf(await tellApart(sharesOf(counts, categories, rows), categories, label, part), label),
      );
    const [before, after] = columns as [(typeof columns)[0], (typeof columns)[0]];
    const [a, b, gain] = bootstrapMeans(
      [before.influence, after.influence, after.influence.map((value, i) => value - before.influence[i]!)],
      bootstrap,
    ) as [MeanInterval, MeanInterval, MeanInterval];
    const shifted = ({ low, high }: MeanInterval, mean: number): Auc => ({
      mean,
      low: mean + low,
      high: mean + high,
    });
    found.push({
      by,
      first,
      second,
      n: [firsts, rows.length - firsts],
      history: shifted(a, before.auc),
      lists: shifted(b, after.auc),
      gain: shifted(gain, after.auc - before.auc),
    });
  }
  return found;
}

/** (rows x categories) shares of the items of a row, each column with mean 0 and variance 1 over the rows */
function sharesOf(counts: Float32Array, categories: number, rows: Uint32Array): Float32Array {
  const shares = new Float32Array(rows.length * categories);
  rows.forEach((e, r) => {
    const own = counts.subarray(e * categories, (e + 1) * categories);
    const total = own.reduce((sum, count) => sum + count, 0);
    if (total > 0)
      own.forEach((count, c) => {
        shares[r * categories + c] = count / total;
      });
  });
  for (let c = 0; c < categories; c++) {
    let sum = 0;
    let squares = 0;
    for (let r = 0; r < rows.length; r++) sum += shares[r * categories + c]!;
    const mean = sum / rows.length;
    for (let r = 0; r < rows.length; r++) squares += (shares[r * categories + c]! - mean) ** 2;
    const scale = squares > 0 ? Math.sqrt(rows.length / squares) : 0;
    for (let r = 0; r < rows.length; r++)
      shares[r * categories + c] = (shares[r * categories + c]! - mean) * scale;
  }
  return shares;
}

const FIT = { penalty: 1, positiveWeight: 1, tolerance: 1e-6, mostSteps: 50 };

/** (rows) log odds of the label but for a constant, each by a fit on the parts that the row is not in */
export async function tellApart(
  features: Float32Array,
  columns: number,
  label: Uint8Array,
  part: Uint8Array,
): Promise<Float64Array> {
  const told = new Float64Array(label.length);
  for (let held = 0; held < PARTS; held++) {
    const rows = Uint32Array.from(label.keys()).filter((row) => part[row] !== held);
    const values = new Float32Array(rows.length * columns);
    rows.forEach((row, r) => {
      values.set(features.subarray(row * columns, (row + 1) * columns), r * columns);
    });
    const design = denseDesign(rows.length, columns, values);
    const weights = await fitWeightedLogistic(
      design,
      label.filter((_, row) => part[row] !== held),
      FIT,
    );
    part.forEach((own, row) => {
      if (own !== held) return;
      // Without the intercept, which is higher where the part that is judged has fewer of the label.
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += weights[c]! * features[row * columns + c]!;
      told[row] = sum;
    });
  }
  return told;
}

/**
 * Chance that a member of the class scores above another, ties count half; and what each adds to it, mean 0 (placements: DeLong, DeLong and
 * Clarke-Pearson 1988).
 */
export function aucOf(
  scores: Float64Array,
  label: Uint8Array,
): { readonly auc: number; readonly influence: Float64Array } {
  const n = label.length;
  const positives = label.reduce((sum, one) => sum + one, 0);
  const order = Uint32Array.from(label.keys()).sort((a, b) => scores[a]! - scores[b]!);
  /** Share of the other class that a row is on the right side of. */
  const placement = new Float64Array(n);
  const below = [0, 0];
  const totals = [n - positives, positives];
  for (let from = 0; from < n; ) {
    let to = from;
    const level = [0, 0];
    while (to < n && scores[order[to]!] === scores[order[from]!]) level[label[order[to++]!]!]!++;
    for (let at = from; at < to; at++) {
      const row = order[at]!;
      const other = 1 - label[row]!;
      const under = (below[other]! + level[other]! / 2) / totals[other]!;
      placement[row] = label[row] === 1 ? under : 1 - under;
    }
    below[0]! += level[0]!;
    below[1]! += level[1]!;
    from = to;
  }
  let sum = 0;
  placement.forEach((value, row) => {
    if (label[row] === 1) sum += value;
  });
  const auc = sum / positives;
  return {
    auc,
    influence: placement.map((value, row) => (n * (value - auc)) / totals[label[row]!]!),
  };
}
