/** What re-rankers by labels of items (categories, brands, head and tail) keep of a fit: the base and the label of each item. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun, PartSpec, TrainingData } from '../algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation } from '../state/arrays.ts';
import { fields, real, savedPart, whole } from '../state/shape.ts';
import { itemLabels, type LABELS, labelsShape } from './item-labels.ts';

export interface LabelledBase {
  /** Training pairs: the shares of labels of a shopper. */
  readonly seen: Interactions;
  readonly places: Uint32Array;
  readonly depth: number;
  readonly strength: number;
  /** (items) label of each */
  readonly labels: Uint32Array;
  readonly base: SavedModel;
}

export const labelledBaseShape = fields<LabelledBase>({
  seen: pairs('shoppers', 'items'),
  places: permutation('items'),
  depth: whole(1),
  strength: real(0, 1),
  labels: labelsShape,
  base: savedPart,
});

export interface LabelledParams {
  readonly base: PartSpec;
  readonly depth: number;
  readonly strength: number;
  readonly by: (typeof LABELS)[number];
}

export async function learnLabelledBase(
  data: TrainingData,
  { base, depth, strength, by }: LabelledParams,
  run: FitRun,
): Promise<LabelledBase> {
  const places = tiePlaces(data.interactions.cols, run.draw('ties'));
  return {
    seen: data.interactions,
    places,
    depth,
    strength,
    labels: itemLabels(by, data.catalog, data.interactions, places),
    base: (await run.fitPart(base, data)).saved,
  };
}
