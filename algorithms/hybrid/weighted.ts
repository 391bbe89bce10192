/**
 * A weighted sum of what several algorithms say, their scores brought to one scale.
 *
 * Burke, "Hybrid recommender systems: survey and experiments", User Modeling and User-Adapted Interaction 12, 2002 (weighted
 * hybrid); Fox, Shaw, "Combination of multiple searches", TREC-2, 1993 (CombSUM). The scales stand in normalise.ts.
 */

import { z } from 'zod';
import type { PartSchema } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation } from '../state/arrays.ts';
import { fields, list, oneOf, real, savedPart, text, whole } from '../state/shape.ts';
import { combinedModel } from './combined-model.ts';
import { fitParts, openParts, partNames } from './fit-parts.ts';
import { NORMALISATIONS, type Normalisation } from './normalise.ts';

const paramsOf = (part: PartSchema) =>
  z
    .strictObject({
      parts: z
        .array(part)
        .min(2)
        .max(10)
        .prefault([{ name: 'item-knn' }, { name: 'popularity' }])
        .describe('the algorithms whose lists are added up'),
      weights: z
        .array(z.number().min(0).max(1e6))
        .nullable()
        .default(null)
        .describe('of the parts, in their order; null: all count the same'),
      normalisation: z
        .enum(NORMALISATIONS)
        .default('rank')
        .describe("the scale: 'rank' adds 1 / (60 + rank), the others scores; an item not listed gets 0"),
      depth: z
        .int()
        .min(1)
        .max(10_000)
        .default(500)
        .describe('places of each list that count, or as many as are asked for, if more'),
    })
    .refine(({ parts, weights }) => weights === null || weights.length === parts.length, {
      path: ['weights'],
      message: 'there has to be one weight for each part',
    })
    .refine(({ weights }) => weights === null || weights.some((weight) => weight > 0), {
      path: ['weights'],
      message: 'one weight at least has to be above 0',
    });

export const WEIGHTED_SHAPE = fields<WeightedState>({
  places: permutation('items'),
  names: list(text, 'parts'),
  weights: list(real(0), 'parts'),
  normalisation: oneOf(NORMALISATIONS),
  depth: whole(1),
  parts: list(savedPart, 'parts'),
});

export const weighted = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, WeightedState>({
  id: 'weighted.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'the sum of several algorithms, each with a weight, on one scale of scores or ranks',
  source:
    'Burke 2002 (weighted hybrid); Montague, Aslam 2001; Cormack, Clarke, Büttcher 2009 (reciprocal ranks)',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['parts'],
  listwise: true,
  explains: ['part'],
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'to join algorithms that err apart, such as neighbours and content; ranks where their scores have nothing in common',
  cost: { fit: 'sum of the parts', answer: 'sum of the parts + parts x depth', memory: 'sum of the parts' },
  async learn(data, { parts, weights, normalisation, depth }, run) {
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      names: partNames(parts),
      weights: weights ?? parts.map(() => 1),
      normalisation,
      depth,
      parts: await fitParts(parts, data, run),
    };
  },
  shape: WEIGHTED_SHAPE,
  open: async ({ parts, ...rest }, host) => combinedModel({ ...rest, parts: await openParts(parts, host) }),
});

export interface WeightedState {
  readonly places: Uint32Array;
  readonly names: readonly string[];
  readonly weights: readonly number[];
  readonly normalisation: Normalisation;
  readonly depth: number;
  readonly parts: readonly SavedModel[];
}
