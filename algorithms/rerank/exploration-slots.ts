/**
 * Places kept for exploration: a share of the places is given to items drawn at random from what the base lists and the places
 * before do not hold; the others keep its order. The chance of every place is known, so that what comes of it can be weighed
 * (Horvitz, Thompson 1952).
 *
 * Radlinski, Kleinberg, Joachims, "Learning diverse rankings with multi-armed bandits", ICML 2008, and Schnabel, Bennett, Dumais,
 * Joachims, "Short-term satisfaction and long-term coverage: understanding how users tolerate algorithmic exploration", WSDM 2018, who
 * explore by places too. To draw from the whole catalogue, let the base be `fallback` with `random` last, and `depth` the catalogue.
 */

import { z } from 'zod';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { PartSchema, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation } from '../state/arrays.ts';
import { drawKeyShape, fields, real, savedPart, whole } from '../state/shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { type Reorder, rerankedModel } from './reranked-model.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    ...baseParams(part),
    share: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('of places for drawn items, evenly spaced: 0.1 is every tenth, 0 leaves the list as it is'),
  });

export const explorationSlots = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  ...RERANKER,
  id: 'exploration-slots.v1',
  doc: 'the list of another algorithm, some places of which go to drawn items, with known chances',
  source: 'Schnabel, Bennett, Dumais, Joachims 2018; one keyed uniform draw for each such place',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where the log that comes of the lists is to be learnt from: every item below keeps a chance to be seen',
  cost: { fit: 'the base', answer: 'the base + k', memory: 'the base' },
  async learn(data, { base, depth, share }, run) {
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      depth,
      share,
      key: run.draw('rerank.explore'),
      base: (await run.fitPart(base, data)).saved,
    };
  },
  shape: fields<State>({
    places: permutation('items'),
    depth: whole(1),
    share: real(0, 1),
    key: drawKeyShape,
    base: savedPart,
  }),
  open: async ({ places, depth, share, key, base }, host) => {
    const opened = await host.openPart(base);
    return {
      ...rerankedModel({ base: opened, places, depth, reorder: explore(key, share) }),
      propensities: propensities(opened, Math.min(depth, places.length), share),
    };
  },
});

interface State {
  readonly places: Uint32Array;
  readonly depth: number;
  readonly share: number;
  readonly key: DrawKey;
  readonly base: SavedModel;
}

/** Whether place n, from 0, is given to a drawn item. */
const isDrawn = (n: number, share: number): boolean => slots(n + 1, share) > slots(n, share);

/** Places for drawn items among the first n; a product just short of a whole number by rounding counts as that. */
const slots = (n: number, share: number): number => Math.floor(n * share + 1e-9);

/** The draw of a place is of the shopper, the time of the query, and the place. */
const explore =
  (key: DrawKey, share: number): Reorder =>
  ({ items, queries, q }, wanted, order) => {
    const left = Array.from(items, (_, place) => place);
    const time = queries.time?.[q] ?? 0;
    for (let n = 0; n < wanted; n++) {
      const at = isDrawn(n, share) ? Math.floor(uniform(key, queries.shopper[q]!, n, time) * left.length) : 0;
      order[n] = left.splice(at, 1)[0]!;
    }
  };

/** The chance of each listed item at its place, given those before it: 1, or one in all that are left to draw from. */
function propensities(base: RankModel, depth: number, share: number): NonNullable<RankModel['propensities']> {
  return (queries, lists, out) => {
    const heads = createLists(queries.length, depth);
    base.recommend(queries, depth, heads);
    for (let q = 0; q < queries.length; q++) {
      for (let n = 0; n < lists.lengths[q]!; n++)
        out[q * lists.k + n] = n < heads.lengths[q]! && isDrawn(n, share) ? 1 / (heads.lengths[q]! - n) : 1;
    }
  };
}
