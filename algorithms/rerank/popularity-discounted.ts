/**
 * Popular items held back: the score of another algorithm over a power of how many shoppers had the item,
 *
 *   rel(i) / (n_i / most)^strength
 *
 * with rel the score of the base between 0 and 1 over the list, n_i the shoppers of the item and `most` those of the most popular one:
 * the discount that RP3beta has within its walks (Paudel, Christoffel, Newell, Bernstein, "Updatable, accurate, diverse, and scalable
 * recommendations for interactive applications", TiiS 2017, equation (7)), for any base. For quotas of the long tail see `xquad` and
 * `calibrated` by popularity.
 */

import { z } from 'zod';
import { pow } from '../../numerics/math.ts';
import type { PartSchema } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation, u32 } from '../state/arrays.ts';
import { fields, real, savedPart, whole } from '../state/shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { pickGreedily, type Reorder, relevances, rerankedModel } from './reranked-model.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    ...baseParams(part),
    strength: z
      .number()
      .min(0)
      .max(10)
      .default(0.5)
      .describe('power of the popularity by which scores are divided: 0 leaves the list as it is'),
  });

export const popularityDiscounted = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  ...RERANKER,
  id: 'popularity-discounted.v1',
  doc: 'the list of another algorithm, popular items held back',
  source: 'Paudel, Christoffel, Newell, Bernstein 2017 (the discount of RP3beta)',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where lists are more popular than what shoppers had; the simplest remedy',
  cost: { fit: 'the base + P', answer: 'the base + k x depth', memory: 'the base + I' },
  async learn(data, { base, depth, strength }, run) {
    const counts = new Uint32Array(data.interactions.cols);
    for (const item of data.interactions.colIdx) counts[item]!++;
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      depth,
      strength,
      counts,
      base: (await run.fitPart(base, data)).saved,
    };
  },
  shape: fields<State>({
    places: permutation('items'),
    depth: whole(1),
    strength: real(0, 10),
    counts: u32('items'),
    base: savedPart,
  }),
  open: async ({ places, depth, strength, counts, base }, host) =>
    rerankedModel({ base: await host.openPart(base), places, depth, reorder: discount(counts, strength) }),
});

interface State {
  readonly places: Uint32Array;
  readonly depth: number;
  readonly strength: number;
  /** (items) training shoppers who had the item */
  readonly counts: Uint32Array;
  readonly base: SavedModel;
}

function discount(counts: Uint32Array, strength: number): Reorder {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  // An item that nobody had counts as one of a single shopper.
  const factor = Float64Array.from(counts, (count) => pow(Math.max(count, 1) / most, -strength));
  return ({ items, scores }, wanted, order) => {
    const values = relevances(scores).map((relevance, place) => relevance * factor[items[place]!]!);
    pickGreedily(
      items.length,
      wanted,
      order,
      (place) => values[place]!,
      () => {},
    );
  };
}
