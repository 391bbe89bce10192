/** What the factor models of ratings share: estimates, and checks of what a fit left. */

import type { Cause, RateModel } from '../../algorithm.ts';
import { f32, f64 } from '../../state/arrays.ts';
import { fields, real, size } from '../../state/shape.ts';
import { biasCauses, tellingRatings } from './rating-causes.ts';

export interface RatingFactors {
  readonly factors: number;
  readonly mean: number;
  /** (shoppers), (items): 0 where nothing is known */
  readonly shopperBias: Float64Array;
  readonly itemBias: Float64Array;
  /** (shoppers * factors), (items * factors): vectors of those without a rating are zero */
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
}

export const RATING_FACTORS_SHAPE = fields<RatingFactors>({
  factors: size('factors'),
  mean: real(),
  shopperBias: f64('shoppers'),
  itemBias: f64('items'),
  shoppers: f32('shoppers', 'factors'),
  items: f32('items', 'factors'),
});

/** mean + bias of the shopper + bias of the item + <shopper, item>, in f64; unknown ones add nothing. */
export function factorPredictions(fitted: RatingFactors): RateModel & Required<Pick<RateModel, 'explain'>> {
  const { factors, mean, shopperBias, itemBias, shoppers, items } = fitted;
  const predict: RateModel['predict'] = (shopper, item, out) => {
    for (let i = 0; i < shopper.length; i++) {
      const [s, t] = [shopper[i]!, item[i]!];
      let sum = mean + (shopperBias[s] ?? 0) + (itemBias[t] ?? 0);
      if (s < shopperBias.length && t < itemBias.length) {
        for (let f = 0; f < factors; f++) sum += shoppers[s * factors + f]! * items[t * factors + f]!;
      }
      out[i] = sum;
    }
  };
  return tellingRatings(predict, 'factor', ({ shopper, item }) => {
    const causes = biasCauses(shopperBias[shopper] ?? 0, itemBias[item] ?? 0);
    if (shopper < shopperBias.length && item < itemBias.length)
      causes.push(...products(shoppers, shopper, items, item, factors));
    return { causes, additive: true, base: mean };
  });
}

function products(
  left: Float32Array,
  row: number,
  right: Float32Array,
  column: number,
  factors: number,
): Cause[] {
  return Array.from({ length: factors }, (_, factor) => ({
    kind: 'factor',
    factor,
    contribution: left[row * factors + factor]! * right[column * factors + factor]!,
  }));
}

/** Clears the vectors of rows without a rating: what was drawn for them says nothing. */
export function clearUnrated(vectors: Float32Array, rowPtr: Uint32Array, factors: number): Float32Array {
  for (let row = 0; row + 1 < rowPtr.length; row++) {
    if (rowPtr[row] === rowPtr[row + 1]) vectors.fill(0, row * factors, (row + 1) * factors);
  }
  return vectors;
}
