/**
 * Popularity within the categories that the shopper had: the shopper's share of a category times the item's share of that category's
 * pairs. Shares of the shopper lean on those of all by `prior` pairs, so that somebody without a pair gets the popularity of all.
 *
 * Category popularity is a baseline of Ludewig, Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 2018; the
 * prior is Dirichlet's, see `popularity-mix.ts`.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { Catalog } from '../../datasets/tables.ts';
import { createVocabulary } from '../../datasets/vocabulary.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { wholeTokens } from '../text/item-tokens.ts';
import { groupShares, groupWeights, MIX_SHAPE, type MixState, mixModel } from './popularity-mix.ts';

const params = z.strictObject({
  depth: z
    .int()
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .describe('parts of the category path that make a category; null: the whole path'),
  prior: z
    .number()
    .min(0)
    .max(1e6)
    .default(1)
    .describe(
      'pairs of all shoppers that are added to those of one; 0: only categories that the shopper had',
    ),
});

export const popularityCategory = defineAlgorithm<'rank', z.infer<typeof params>, MixState>({
  id: 'popularity-category.v1',
  task: 'rank',
  family: 'baselines',
  doc: "the popular items of the shopper's own categories; shoppers who are not known get those of all",
  source: 'Zhai, Lafferty 2004 (the prior); baseline',
  params,
  explains: ['attribute'],
  coldStart: 'fallback',
  personal: true,
  use: 'a rival that knows only in which departments somebody buys; what personal models must beat to be worth their cost',
  cost: { fit: 'P', answer: 'I', memory: 'P + I' },
  async learn({ interactions, catalog }, { depth, prior }, run) {
    const { names, of } = itemCategories(catalog, interactions.cols, depth);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      profiles: groupWeights(categoriesOfShoppers(interactions, names.length, of), prior),
      names,
      right: groupShares(interactions, names.length, (_, item) => of[item]!),
    };
  },
  shape: MIX_SHAPE,
  open: mixModel,
});

/** Items without a category make one together. */
function itemCategories(catalog: Catalog, items: number, depth: number | null) {
  const vocabulary = createVocabulary();
  const of = Uint32Array.from({ length: items }, (_, item) => {
    const path = wholeTokens((catalog.category[item] ?? '').split('>'));
    return vocabulary.indexOf(path.slice(0, depth ?? path.length).join(' > '));
  });
  return { names: vocabulary.ids, of };
}

/** (shoppers x categories) pairs of each shopper in each category */
function categoriesOfShoppers(pairs: Interactions, groups: number, of: Uint32Array): Interactions {
  const shopper = new Uint32Array(pairs.colIdx.length);
  for (let row = 0; row < pairs.rows; row++) shopper.fill(row, pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!);
  const ones = new Uint8Array(shopper.length).fill(1);
  return fromTriplets(
    pairs.rows,
    groups,
    shopper,
    Uint32Array.from(pairs.colIdx, (item) => of[item]!),
    ones,
  );
}
