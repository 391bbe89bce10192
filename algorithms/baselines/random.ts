/**
 * Random lists: every item of the training catalogue gets a keyed uniform draw for each shopper. The floor that a
 * recommender has to beat, and the reference for coverage and Gini.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { residentColumns } from '../../numerics/kernels/resident.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { RankModel } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { explainBy } from '../scoring/explain.ts';
import { listModel } from '../scoring/row-lists.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation } from '../state/arrays.ts';
import { drawKeyShape, fields } from '../state/shape.ts';

const params = z.strictObject({});

export const random = defineAlgorithm<'rank', z.infer<typeof params>, State>({
  id: 'random.v1',
  task: 'rank',
  family: 'baselines',
  doc: 'items of the training catalogue in random order, another order for each shopper',
  source: 'baseline; one keyed uniform draw for each shopper and item',
  params,
  explains: [],
  coldStart: 'fallback',
  personal: false,
  use: 'the floor of accuracy and the ceiling of coverage',
  cost: { fit: 'P', answer: 'I', memory: 'P' },
  async learn({ interactions }, _params, run) {
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      key: run.draw('random.score'),
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    key: drawKeyShape,
  }),
  open: ({ interactions, places, key }, { kernels }) => randomModel(interactions, places, key, kernels),
});

/** By the kernel `randomLists`; the score of (shopper, item) is the draw at that counter, in f32. */
function randomModel(
  interactions: Interactions,
  places: Uint32Array,
  key: DrawKey,
  kernels: KernelHost,
): RankModel {
  const trained = trainedItems(interactions);
  const allowed = new Uint32Array(Math.ceil(trained.length / 64) * 64);
  for (let item = 0; item < trained.length; item++) allowed[item] = trained[item] === 1 ? 0xffffffff : 0;
  const resident = residentColumns(kernels.memory, [places, allowed]);
  const score: NonNullable<RankModel['score']> = ({ length, shopper }, item, out) => {
    for (let q = 0; q < length; q++)
      out[q] = trained[item[q]!] === 1 ? uniform(key, shopper[q]!, item[q]!) : Number.NEGATIVE_INFINITY;
  };
  const lists = listModel({
    kernel: 'randomLists',
    interactions,
    kernels,
    places: () => resident.addresses()[0]!,
    scores: (shoppers) => ({
      columns: [shoppers],
      args: ([ids]) => [ids!, key.k0, key.k1, resident.addresses()[1]!, 0, 0],
    }),
  });
  return { ...lists, score, explain: explainBy(score, {}) };
}

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly key: DrawKey;
}
