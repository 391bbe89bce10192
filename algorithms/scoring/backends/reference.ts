import type { Lists } from '../../algorithm.ts';
import { dotScores } from '../dot-scores.ts';
import { createSelection, type Selection, selectTopK } from '../top-k/select-row.ts';
import type { BackendOffer, TopKProblem, TopKScorer } from './backend.ts';

/** The definition: canonical scores of all items, then the best k of the row. */
export const reference: BackendOffer = {
  doc: 'plain TypeScript, the definition: one row of scores, then its best k',
  canonical: true,
  threaded: false,
  load: async ({ version }) => ({ version, threads: 1, open: async (problem) => openReference(problem) }),
};

export function openReference(problem: TopKProblem): TopKScorer {
  const { items, dimensions, k, userVectors, itemVectors, places } = problem;
  const scores = new Float32Array(items);
  const selection = createSelection(k);
  return {
    recommend(from, to, out) {
      for (let user = from; user < to; user++) {
        dotScores(userVectors.subarray(user * dimensions, (user + 1) * dimensions), itemVectors, scores);
        selectTopK(scores, places, k, null, selection);
        keepSelection(selection, scores, out, user - from);
      }
    },
    itemBytes: itemVectors.byteLength + places.byteLength,
    userBytes: userVectors.byteLength,
    close() {},
  };
}

/** Writes a selection as list q. */
export function keepSelection(selection: Selection, scores: Float32Array, out: Lists, q: number): void {
  const { picked, length } = selection;
  for (let n = 0; n < length; n++) {
    out.items[q * out.k + n] = picked[n]!;
    out.scores[q * out.k + n] = scores[picked[n]!]!;
  }
  out.lengths[q] = length;
  out.tied[q] = selection.tied ? 1 : 0;
}
