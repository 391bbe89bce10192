/** Scores of single items under models of vectors, coordinate by coordinate. */

import type { Cause } from '../../algorithm.ts';
import type { View } from '../explain.ts';
import type { FactorState } from './factor-state.ts';

type ItemVectors = Pick<FactorState, 'itemVectors' | 'trained' | 'bias'>;

const factorsOf = ({ itemVectors, trained }: ItemVectors): number => itemVectors.length / trained.length;

/** Of vector n of `vectors` and an item, as the kernels have it: f32, multiply and add, factors ascending, the bias last. */
export function vectorScore(state: ItemVectors, vectors: Float32Array, n: number, item: number): number {
  const { itemVectors, trained, bias } = state;
  if (trained[item] !== 1) return Number.NEGATIVE_INFINITY;
  const { fround } = Math;
  const factors = factorsOf(state);
  const [left, right] = [n * factors, item * factors];
  let sum = fround(0);
  for (let f = 0; f < factors; f++) sum = fround(sum + fround(vectors[left + f]! * itemVectors[right + f]!));
  return bias ? fround(sum + bias[item]!) : sum;
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
