/**
 * Ratings by nearest shoppers: the mean rating of the most similar shoppers who rated the item, weighted by similarity, as it is or
 * measured from the mean or the baseline of each.
 *
 * Resnick, Iacovou, Suchak, Bergstrom, Riedl, "GroupLens", CSCW 1994; with baselines Koren, "Factor in the neighbors", TKDD 2010.
 * The same as KNNBasic, KNNWithMeans and KNNBaseline of the library Surprise with their defaults: user based, similarity
 * 1 / (msd + 1). Similarities are found for the shoppers that are asked for; a shopper is no neighbour of their own.
 */

import { z } from 'zod';
import type { Cause, RateModel } from '../algorithm.ts';
import { BIASES_SHAPE, type Biases, biasBaseline, fitBiases } from '../baselines/bias-baseline.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { tellingRatings } from '../scoring/ratings/rating-causes.ts';
import {
  groupQueries,
  isKnown,
  RATING_MATRIX_SHAPE,
  type RatingMatrix,
  ratingMatrix,
  rowMeans,
} from '../scoring/ratings/rating-matrix.ts';
import {
  type NeighbourRatings,
  neighbourRatings,
  type Rater,
  ratersOf,
  toldByAll,
} from '../scoring/ratings/rating-neighbours.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation } from '../state/arrays.ts';
import { also, fields, nullable, oneOf, whole } from '../state/shape.ts';

const params = z.strictObject({
  kind: z
    .enum(['basic', 'means', 'baseline'])
    .default('baseline')
    .describe("what ratings are measured from: nothing, the shopper's mean, or mean and biases"),
  neighbours: z
    .int()
    .min(1)
    .max(100_000)
    .default(40)
    .describe('most similar raters of the item that are asked'),
  leastCommon: z
    .int()
    .min(1)
    .max(100_000)
    .default(1)
    .describe('items that two shoppers must both have rated to be similar at all'),
});
type RatingKnnParams = z.infer<typeof params>;

export const ratingKnn = defineAlgorithm<'rate', RatingKnnParams, State>({
  id: 'rating-knn.v1',
  task: 'rate',
  family: 'neighbours',
  doc: 'the ratings of the most similar shoppers who rated the item',
  source:
    'Resnick, Iacovou, Suchak, Bergstrom, Riedl 1994; Koren 2010 (KNNBasic, KNNWithMeans, KNNBaseline of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['neighbour'],
  use: 'small data, and where a prediction must be told by whose ratings it follows',
  cost: { fit: 'P', answer: 'shoppers who rated with the shopper', memory: 'P' },
  async learn({ feedback }, { kind, neighbours, leastCommon }, run) {
    const matrix = ratingMatrix(feedback, 'rating-knn');
    const places = tiePlaces(matrix.byShopper.rows, run.draw('ties'), 'shoppers');
    const biases =
      kind === 'baseline' ? fitBiases(feedback, matrix.mean, biasBaseline.params.parse({})) : null;
    return { kind, matrix, biases, neighbours, leastCommon, places };
  },
  shape: also(
    fields<State>({
      kind: oneOf(['basic', 'means', 'baseline'] as const),
      matrix: RATING_MATRIX_SHAPE,
      biases: nullable(BIASES_SHAPE),
      neighbours: whole(1, 100_000),
      leastCommon: whole(1, 100_000),
      places: permutation('shoppers'),
    }),
    ({ kind, biases }) =>
      kind === 'baseline' && biases === null ? 'no biases; the kind baseline has them' : undefined,
  ),
  open({ kind, matrix, biases, ...model }, { kernels }) {
    const expected = EXPECTED[kind](matrix, biases);
    const told = toldBy(matrix, expected);
    const neighbours = { ...model, matrix, told };
    const predict: RateModel['predict'] = (shopper, item, out) => {
      const queries = groupQueries(shopper, item, matrix, 'shopper');
      const answer = neighbourRatings(neighbours, queries, kernels);
      for (let i = 0; i < shopper.length; i++) out[i] = expected.unknown(shopper[i]!, item[i]!);
      queries.query.forEach((i, n) => {
        if (answer.found[n]! > 0) out[i] = expected.known(shopper[i]!, item[i]!) + answer.told[n]!;
        else out[i] = expected.alone(shopper[i]!, item[i]!);
      });
    };
    return tellingRatings(predict, 'neighbour', ({ shopper, item }) => {
      const { byShopper, byItem } = matrix;
      const isAsked = isKnown(byShopper, shopper) && isKnown(byItem, item);
      const raters = isAsked ? ratersOf(neighbours, shopper, item) : [];
      return { causes: raterCauses(raters, model.neighbours, expected, shopper, item), additive: false };
    });
  },
});

interface State extends Omit<NeighbourRatings, 'told'> {
  readonly kind: RatingKnnParams['kind'];
  /** For the kind 'baseline'. */
  readonly biases: Biases | null;
}

/** What a prediction loses without each of those asked, of whom the next in line takes the place. */
function raterCauses(
  raters: readonly Rater[],
  most: number,
  { known, alone }: Expectations,
  shopper: number,
  item: number,
): Cause[] {
  const predicted = (some: readonly Rater[]): number =>
    some.length > 0 ? known(shopper, item) + toldByAll(some.slice(0, most)) : alone(shopper, item);
  return raters.slice(0, most).map((rater) => ({
    kind: 'neighbour',
    shopper: rater.shopper,
    contribution: predicted(raters) - predicted(raters.filter((other) => other !== rater)),
  }));
}

type Expected = (shopper: number, item: number) => number;

/** What a rating is measured from, and what is answered without neighbours, for known and for unknown shoppers and items. */
interface Expectations {
  readonly known: Expected;
  readonly alone: Expected;
  readonly unknown: Expected;
}

const EXPECTED: Record<
  RatingKnnParams['kind'],
  (matrix: RatingMatrix, biases: Biases | null) => Expectations
> = {
  basic: ({ mean }) => ({ known: () => 0, alone: () => mean, unknown: () => mean }),
  means: ({ byShopper, mean }) => {
    const means = rowMeans(byShopper);
    const own: Expected = (shopper) => means[shopper]!;
    return { known: own, alone: own, unknown: () => mean };
  },
  baseline: ({ mean }, biases) => {
    const { shopperBias, itemBias } = biases!;
    const known: Expected = (shopper, item) => mean + (shopperBias[shopper] ?? 0) + (itemBias[item] ?? 0);
    return { known, alone: known, unknown: known };
  },
};

/** (ratings by item) how far each rating is off what is expected of it. */
function toldBy({ byItem }: RatingMatrix, { known }: Expectations): Float64Array {
  const told = new Float64Array(byItem.values.length);
  for (let item = 0; item < byItem.rows; item++) {
    for (let p = byItem.rowPtr[item]!; p < byItem.rowPtr[item + 1]!; p++) {
      told[p] = byItem.values[p]! - known(byItem.colIdx[p]!, item);
    }
  }
  return told;
}
