/**
 * Maximal marginal relevance: the next item is the one that is relevant and least like the nearest of those before it.
 *
 * Carbonell, Goldstein, "The use of MMR, diversity-based reranking for reordering documents and producing summaries", SIGIR
 * 1998:
 *
 *   argmax over i not yet listed of lambda rel(i) - (1 - lambda) max over j listed of sim(i, j)
 *
 * `strength` is 1 - lambda; rel is the score of the base between 0 and 1 over the list, sim the cosine of two items.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { itemFeatures } from '../../datasets/item-features.ts';
import type { PartSchema, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation } from '../state/arrays.ts';
import { fields, real, savedPart, whole } from '../state/shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { pickGreedily, type Reorder, relevances, rerankedModel } from './reranked-model.ts';

const SIMILARITIES = ['catalogue', 'shoppers'] as const;

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    ...baseParams(part),
    strength: z.number().min(0).max(1).default(0.3).describe('1 - lambda: 0 leaves the list as it is'),
    similarity: z
      .enum(SIMILARITIES)
      .default('catalogue')
      .describe(
        "'catalogue': of category path, brand and attributes; 'shoppers': of the shoppers who had both",
      ),
  });

export const mmr = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  ...RERANKER,
  id: 'mmr.v1',
  doc: 'the list of another algorithm, varied: each item unlike those before it (MMR)',
  source: 'Carbonell, Goldstein 1998',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where lists repeat themselves; trades accuracy for diversity within the list',
  cost: { fit: 'the base', answer: 'the base + k x depth x features', memory: 'the base + features' },
  async learn(data, { base, depth, strength, similarity }, run) {
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      depth,
      strength,
      vectors: similarity === 'shoppers' ? transpose(data.interactions) : featureRows(data),
      base: (await run.fitPart(base, data)).saved,
    };
  },
  shape: fields<State>({
    places: permutation('items'),
    depth: whole(1),
    strength: real(0, 1),
    vectors: pairs('items', 'features'),
    base: savedPart,
  }),
  open: async ({ places, depth, strength, vectors, base }, host) =>
    rerankedModel({ base: await host.openPart(base), places, depth, reorder: marginal(vectors, strength) }),
});

interface State {
  readonly places: Uint32Array;
  readonly depth: number;
  readonly strength: number;
  /** (items x features) what items share; 0 or 1, values are not read */
  readonly vectors: Interactions;
  readonly base: SavedModel;
}

/** (items x features) ascending */
function featureRows({ catalog }: TrainingData): Interactions {
  const found = itemFeatures(catalog);
  const rowPtr = found?.rowPtr ?? new Uint32Array(catalog.length + 1);
  const colIdx = found?.colIdx.slice() ?? new Uint32Array(0);
  for (let item = 0; item < catalog.length; item++) colIdx.subarray(rowPtr[item]!, rowPtr[item + 1]!).sort();
  const values = new Float32Array(colIdx.length).fill(1);
  return { rows: catalog.length, cols: found?.features ?? 0, rowPtr, colIdx, values };
}

function marginal({ cols, rowPtr, colIdx }: Interactions, strength: number): Reorder {
  const stamp = new Uint32Array(cols);
  let round = 0;
  const size = (item: number): number => rowPtr[item + 1]! - rowPtr[item]!;

  /** Cosine to the item whose features bear this round's stamp; 0 where one of them has none. */
  function cosine(item: number, other: number): number {
    let shared = 0;
    for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) if (stamp[colIdx[p]!] === round) shared++;
    return shared === 0 ? 0 : shared / Math.sqrt(size(item) * size(other));
  }

  return ({ items, scores }, wanted, order) => {
    const relevance = relevances(scores);
    const nearest = new Float64Array(items.length);
    pickGreedily(
      items.length,
      wanted,
      order,
      (place) => (1 - strength) * relevance[place]! - strength * nearest[place]!,
      (picked) => {
        round++;
        const item = items[picked]!;
        for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) stamp[colIdx[p]!] = round;
        for (let place = 0; place < items.length; place++)
          nearest[place] = Math.max(nearest[place]!, cosine(items[place]!, item));
      },
    );
  };
}
