import type { Interactions } from '../../datasets/interactions.ts';

/** The same pairs, each with the value 1. */
export function binaryValues(interactions: Interactions): Interactions {
  return { ...interactions, values: new Float32Array(interactions.values.length).fill(1) };
}

/** Items that no evidence reached (score 0) become no answer. */
export function hideUnscored(scores: Float32Array): void {
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] === 0) scores[item] = Number.NEGATIVE_INFINITY;
  }
}
