import type { Interactions } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { residentColumns } from '../../numerics/kernels/resident.ts';
import type { Cause, CauseKind, ModelHost, Queries, RankModel } from '../algorithm.ts';
import { matrix, matrixOrDense, pairs, permutation } from '../state/arrays.ts';
import { fields, flag } from '../state/shape.ts';
import { explainBy, type View, type Views } from './explain.ts';
import { foldIn } from './fold-in.ts';
import { eachTerm, productScore } from './product-causes.ts';
import { gatherRows, listModel } from './row-lists.ts';

export interface ProductParts {
  /** Training pairs: what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** Row n: the terms of query from + n and their weights, `shoppers` being those of the queries; empty where nothing is known. */
  readonly profiles: (shoppers: Uint32Array, queries: Queries, from: number) => Interactions;
  /** (terms x items), or dense, (terms * items) */
  readonly right: Interactions | Float32Array;
  readonly kernels: KernelHost;
  /** What the terms are to somebody who asks why, and by which name of a kind they are asked for. Absent: a score cannot be told. */
  readonly causes?: { readonly by: CauseKind; of(term: number): Omit<Cause, 'contribution'> };
  /** Other ways to tell it, after that one. */
  readonly views?: Views;
}

/** What a model is made of whose profiles are rows of a matrix, as it is filed. */
export interface ProfileState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (shoppers x items) what a shopper's items weigh */
  readonly profiles: Interactions;
  /** false: an item weighs 1 in a profile however often it was had; true: values of repeats are summed, and 1 is added when told */
  readonly summed: boolean;
  /** (items x items) row j: what item j adds to the score of each item; or dense, (items * items) */
  readonly right: Interactions | Float32Array;
}

export const PROFILE_SHAPE = fields<ProfileState>({
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  profiles: matrix('shoppers', 'items'),
  summed: flag,
  right: matrixOrDense('items', 'items'),
});

/** `productModel` of such a state, which takes in what is told with a query. */
export const profileModel = (
  { profiles, summed, ...state }: ProfileState,
  { kernels }: ModelHost,
): RankModel =>
  productModel({
    ...state,
    profiles: (shoppers, { history }, from) => foldIn(gatherRows(profiles, shoppers), history, from, summed),
    kernels,
    causes: { by: 'own-item', of: (item) => ({ kind: 'own-item', item }) },
  });

/**
 * A rank model that scores items by a product of matrices and keeps the best k, by the kernel `productLists`:
 *
 *   score(shopper, item) = sum over terms t, ascending, of profile_t right_(t, item)   in f32, multiply and add
 *
 * A score of 0 is no answer.
 */
export function productModel(parts: ProductParts): RankModel {
  const { interactions, places, right, kernels } = parts;
  const isDense = right instanceof Float32Array;
  const resident = residentColumns(
    kernels.memory,
    isDense ? [places, right] : [places, right.rowPtr, right.colIdx, right.values],
  );
  const items = interactions.cols;
  const lists = listModel({
    kernel: 'productLists',
    interactions,
    kernels,
    places: () => resident.addresses()[0]!,
    scores(shoppers, queries, from) {
      const { rowPtr, colIdx, values } = parts.profiles(shoppers, queries, from);
      return {
        columns: [rowPtr, colIdx, values],
        args: (left) => [...left, ...(isDense ? [0, 0] : []), ...resident.addresses().slice(1)],
      };
    },
  });
  const score: NonNullable<RankModel['score']> = (queries, item, out) => {
    const profiles = parts.profiles(queries.shopper, queries, 0);
    for (let q = 0; q < queries.length; q++) out[q] = productScore(profiles, q, right, items, item[q]!);
  };
  const view =
    ({ of }: NonNullable<ProductParts['causes']>): View =>
    (queries, q, item) => {
      const found: Cause[] = [];
      const profile = parts.profiles(queries.shopper.subarray(q, q + 1), queries, q);
      eachTerm(profile, 0, right, items, item, (term, weight, value) => {
        found.push({ ...of(term), contribution: weight * value });
      });
      return found;
    };
  const views: Views = {
    ...(parts.causes && { [parts.causes.by]: view(parts.causes) }),
    ...parts.views,
  };
  return { ...lists, score, ...(Object.keys(views).length > 0 && { explain: explainBy(score, views) }) };
}
