/** What models of ratings share that tell why a prediction is what it is. */

import type { Cause, CauseKind, RateModel, RatingQuestion } from '../../algorithm.ts';
import { requireView } from '../explain.ts';

/** What a prediction is made of, in any order. */
export interface ToldRating {
  readonly causes: readonly Cause[];
  readonly additive: boolean;
  /** What it is before any cause, where causes add up. */
  readonly base?: number;
}

/** `RateModel` of one that predicts so and tells by causes of the kind `kind`, the others of a sum beside them. */
export function tellingRatings(
  predict: RateModel['predict'],
  kind: CauseKind,
  tell: (question: RatingQuestion) => ToldRating,
): RateModel & Required<Pick<RateModel, 'explain'>> {
  return {
    predict,
    explain(question, most, by) {
      requireView(by, [kind]);
      const { shopper, item, time } = question;
      const out = new Float32Array(1);
      predict(
        Uint32Array.of(shopper),
        Uint32Array.of(item),
        out,
        time === undefined ? undefined : Uint32Array.of(time),
      );
      const { causes, ...how } = tell(question);
      const found = causes.filter(({ contribution }) => contribution !== 0);
      found.sort((a, b) => b.contribution - a.contribution);
      return { score: out[0]!, causes: found.slice(0, most), ...how };
    },
  };
}

/** A prediction as mean + bias of the shopper + bias of the item + products of coordinates. */
export function biasCauses(ofShopper: number, ofItem: number): Cause[] {
  return [
    { kind: 'own-level', name: 'how high they rate', contribution: ofShopper },
    { kind: 'popularity', name: 'how high it is rated', contribution: ofItem },
  ];
}
