/**
 * Popularity in the shopper's region: items by their share of the pairs of all shoppers of that region, which lean on those of all
 * regions by `prior` pairs; a shopper whose region is not known gets the popularity of all.
 *
 * Demographic recommendation in its plainest form: Pazzani, "A framework for collaborative, content-based and demographic filtering",
 * AI Review 1999; the prior is Dirichlet's, see `popularity-mix.ts`.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { SHOPPER_GROUPS } from '../../datasets/tables.ts';
import { createVocabulary } from '../../datasets/vocabulary.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { groupShares, groupWeights, MIX_SHAPE, type MixState, mixModel, NO_GROUP } from './popularity-mix.ts';

const params = z.strictObject({
  by: z.enum(SHOPPER_GROUPS).default('region').describe('what the shop knows of shoppers that groups them'),
  prior: z
    .number()
    .min(0)
    .max(1e9)
    .default(1000)
    .describe('pairs of all shoppers that are added to those of a group; 0: only items that the group had'),
});

export const popularityRegion = defineAlgorithm<'rank', z.infer<typeof params>, MixState>({
  id: 'popularity-region.v1',
  task: 'rank',
  family: 'baselines',
  doc: "the items that are popular in the shopper's region; where it is not known, those of all",
  source: 'Pazzani 1999 (demographic filtering); Zhai, Lafferty 2004 (the prior)',
  params,
  explains: ['attribute'],
  coldStart: 'fallback',
  personal: false,
  use: 'where tastes differ by country or group; it answers new shoppers of whom the region is known',
  cost: { fit: 'P', answer: 'I', memory: 'P + regions x I' },
  async learn({ interactions, shoppers }, { by, prior }, run) {
    const vocabulary = createVocabulary();
    const of = Array.from({ length: interactions.rows }, (_, shopper) => {
      const name = shoppers[by][shopper] ?? '';
      return name === '' ? NO_GROUP : vocabulary.indexOf(name);
    });
    const groups = vocabulary.ids.length;
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      profiles: groupWeights(pairsOfGroups(interactions, groups, of), prior),
      names: vocabulary.ids,
      right: groupShares(interactions, groups, (shopper) => of[shopper]!),
    };
  },
  shape: MIX_SHAPE,
  open: mixModel,
});

/** (shoppers x groups) in the column of each shopper's group, all pairs of that group */
function pairsOfGroups({ rows, rowPtr }: Interactions, groups: number, of: readonly number[]): Interactions {
  const pairs = new Float64Array(groups);
  of.forEach((group, shopper) => {
    if (group !== NO_GROUP) pairs[group]! += rowPtr[shopper + 1]! - rowPtr[shopper]!;
  });
  const isKnown = (group: number): boolean => group !== NO_GROUP && pairs[group]! > 0;
  const known = of.filter(isKnown);
  const ends = new Uint32Array(rows + 1);
  of.forEach((group, shopper) => {
    ends[shopper + 1] = ends[shopper]! + (isKnown(group) ? 1 : 0);
  });
  return {
    rows,
    cols: groups,
    rowPtr: ends,
    colIdx: Uint32Array.from(known),
    values: Float32Array.from(known, (group) => pairs[group]!),
  };
}
