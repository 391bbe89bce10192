/**
 * Popularity within groups of pairs, mixed with that of all by a Dirichlet prior: what the popularity of a category and of a region
 * share.
 *
 *   score(shopper, item) = sum over groups g of weight_(shopper, g) share_(g, item) + rest_shopper share_item
 *
 * share_(g, item) is the item's share of the pairs of group g, share_item its share of all pairs. Zhai, Lafferty, "A study of
 * smoothing methods for language models applied to information retrieval", TOIS 2004, section 3 (Dirichlet priors).
 */

import type { Interactions } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import type { ModelHost, RankModel } from '../algorithm.ts';
import { productModel } from '../scoring/product-model.ts';
import { gatherRows } from '../scoring/row-lists.ts';
import { matrix, pairs, permutation } from '../state/arrays.ts';
import { fields, texts } from '../state/shape.ts';

export interface MixState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (shoppers + 1 x groups + 1) weights; the last row is of those who are not known, the last column of all pairs */
  readonly profiles: Interactions;
  /** (groups) what each is called */
  readonly names: readonly string[];
  /** (groups + 1 x items) shares, the last row those of all pairs */
  readonly right: Interactions;
}

export const MIX_SHAPE = fields<MixState>({
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  profiles: matrix('shoppers+1', 'groups+1'),
  names: texts('groups'),
  right: matrix('groups+1', 'items'),
});

/** Group of a pair, or NO_GROUP. */
export type GroupOf = (shopper: number, item: number) => number;
export const NO_GROUP = -1;

/** (groups + 1 x items) */
export function groupShares(interactions: Interactions, groups: number, groupOf: GroupOf): Interactions {
  const rows: number[] = [];
  const items: number[] = [];
  for (let shopper = 0; shopper < interactions.rows; shopper++) {
    const end = interactions.rowPtr[shopper + 1]!;
    for (let p = interactions.rowPtr[shopper]!; p < end; p++) {
      const item = interactions.colIdx[p]!;
      for (const group of [groupOf(shopper, item), groups]) {
        if (group === NO_GROUP) continue;
        rows.push(group);
        items.push(item);
      }
    }
  }
  const counts = fromTriplets(
    groups + 1,
    interactions.cols,
    Uint32Array.from(rows),
    Uint32Array.from(items),
    new Uint8Array(rows.length).fill(1),
  );
  const values = counts.values.slice();
  for (let group = 0; group <= groups; group++) {
    const [from, to] = [counts.rowPtr[group]!, counts.rowPtr[group + 1]!];
    const total = values.subarray(from, to).reduce((sum, count) => sum + count, 0);
    for (let p = from; p < to; p++) values[p]! /= total;
  }
  return { ...counts, values };
}

/**
 * (shoppers + 1 x groups + 1) the weight of group g is n_(shopper, g) / (sum of n_shopper + prior), that of all pairs prior / the same;
 * whoever has no evidence is answered by all pairs.
 *
 * @param evidence (shoppers x groups) n
 */
export function groupWeights(evidence: Interactions, prior: number): Interactions {
  const { rows, cols } = evidence;
  const rowPtr = new Uint32Array(rows + 2);
  const colIdx: number[] = [];
  const values: number[] = [];
  for (let row = 0; row <= rows; row++) {
    const [from, to] = row < rows ? [evidence.rowPtr[row]!, evidence.rowPtr[row + 1]!] : [0, 0];
    const total = evidence.values.subarray(from, to).reduce((sum, count) => sum + count, 0);
    for (let p = from; p < to; p++) {
      colIdx.push(evidence.colIdx[p]!);
      values.push(evidence.values[p]! / (total + prior));
    }
    const rest = total === 0 ? 1 : prior / (total + prior);
    if (rest > 0) {
      colIdx.push(cols);
      values.push(rest);
    }
    rowPtr[row + 1] = colIdx.length;
  }
  return {
    rows: rows + 1,
    cols: cols + 1,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}

export function mixModel(
  { interactions, places, profiles, names, right }: MixState,
  host: ModelHost,
): RankModel {
  const unknown = profiles.rows - 1;
  return productModel({
    interactions,
    places,
    right,
    kernels: host.kernels,
    causes: {
      by: 'attribute',
      of: (group) =>
        group < names.length ? { kind: 'attribute', name: names[group]! } : { kind: 'popularity' },
    },
    profiles: (shoppers) =>
      gatherRows(
        profiles,
        shoppers.map((shopper) => Math.min(shopper, unknown)),
      ),
  });
}
