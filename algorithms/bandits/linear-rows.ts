/** What linear bandits learn from: every slot that was shown, with the features of its moment. */

import type { TrainingData } from '../algorithm.ts';
import { shownIn } from './click-counts.ts';
import {
  addFeedback,
  type Histories,
  type ItemKinds,
  itemKinds,
  newHistories,
  ownFeatures,
  SHARED_FEATURES,
  writeOwn,
  writeShared,
} from './contexts.ts';
import { addRow, type LinearArms, type LinearSums, newSums, solveArms } from './linear-arms.ts';

/** disjoint: a regression for each item; shared: one for all; hybrid: both. */
export const LINEAR_MODELS = ['hybrid', 'disjoint', 'shared'] as const;

export interface LearntArms {
  readonly kinds: ItemKinds;
  readonly histories: Histories;
  readonly model: LinearArms;
}

export function learnArms(
  data: TrainingData,
  model: (typeof LINEAR_MODELS)[number],
  ridge: number,
): LearntArms {
  const kinds = itemKinds(data.catalog);
  const own = model === 'shared' ? 0 : ownFeatures(kinds);
  const sums = newSums(kinds.items, own, model === 'disjoint' ? 0 : SHARED_FEATURES);
  return { kinds, histories: learnRows(data, kinds, sums), model: solveArms(sums, ridge) };
}

/** Adds every row with the features that were known when its visit began; returns what is known at the end. */
function learnRows(data: TrainingData, kinds: ItemKinds, sums: LinearSums): Histories {
  const { feedback } = data;
  const shown = shownIn(data);
  const histories = newHistories(kinds, data.shoppers.length);
  const order = Uint32Array.from({ length: feedback.length }, (_, row) => row).sort(
    (a, b) => feedback.time[a]! - feedback.time[b]! || a - b,
  );
  let next = 0;
  const learnUntil = (time: number): void => {
    for (; next < order.length && feedback.time[order[next]!]! < time; next++) {
      const row = order[next]!;
      addFeedback(histories, kinds, feedback.shopper[row]!, feedback.item[row]!, feedback.value[row]!);
    }
  };
  const x = new Float64Array(ownFeatures(kinds));
  const z = new Float64Array(SHARED_FEATURES);
  for (let row = 0; row < shown.length; ) {
    const end = endOfSlate(shown.slate, row);
    learnUntil(shown.time[row]!);
    writeOwn(histories, kinds, shown.shopper[row]!, x);
    for (let slot = row; slot < end; slot++) {
      const item = shown.item[slot]!;
      writeShared(histories, kinds, shown.shopper[slot]!, item, z);
      addRow(sums, item, x, z, shown.clicked[slot]!);
    }
    for (; row < end; row++) {
      histories.shown[shown.item[row]!]!++;
      histories.clicked[shown.item[row]!]! += shown.clicked[row]!;
    }
  }
  learnUntil(Number.POSITIVE_INFINITY);
  return histories;
}

function endOfSlate(slate: Uint32Array, from: number): number {
  let end = from + 1;
  while (end < slate.length && slate[end] === slate[from]) end++;
  return end;
}
