/** Scores of single items under `factorModel`, coordinate by coordinate. */

import type { Cause, RankModel } from '../../algorithm.ts';
import type { View } from '../explain.ts';
import { type FactorState, isAnswered } from './factor-state.ts';

const factorsOf = ({ itemVectors, trained }: FactorState): number => itemVectors.length / trained.length;

/** As the kernels have it: f32, multiply and add, factors ascending, the bias last. */
export function factorScores(state: FactorState): NonNullable<RankModel['score']> {
  const { shopperVectors, itemVectors, trained, bias } = state;
  const { fround } = Math;
  return ({ length, shopper }, item, out) => {
    const factors = factorsOf(state);
    for (let q = 0; q < length; q++) {
      out[q] = Number.NEGATIVE_INFINITY;
      if (trained[item[q]!] !== 1 || !isAnswered(state, shopper[q]!)) continue;
      const [left, right] = [shopper[q]! * factors, item[q]! * factors];
      let sum = fround(0);
      for (let f = 0; f < factors; f++)
        sum = fround(sum + fround(shopperVectors[left + f]! * itemVectors[right + f]!));
      out[q] = bias ? fround(sum + bias[item[q]!]!) : sum;
    }
  };
}

/** The products of coordinates, and the bias, which is of the item alone. */
export function factorCauses(state: FactorState): View {
  const { shopperVectors, itemVectors, bias } = state;
  return ({ shopper }, q, item) => {
    const factors = factorsOf(state);
    const causes = Array.from({ length: factors }, (_, factor): Cause => {
      const product = shopperVectors[shopper[q]! * factors + factor]! * itemVectors[item * factors + factor]!;
      return { kind: 'factor', factor, contribution: product };
    });
    return bias ? [...causes, { kind: 'popularity', contribution: bias[item]! }] : causes;
  };
}
