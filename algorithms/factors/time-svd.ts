/**
 * Biased matrix factorisation of ratings whose biases and vectors move in time (timeSVD):
 *
 *   mean + b_i + b_i,bin(t) + b_u + a_u dev_u(t) + b_u,day(t) + <q_i, p_u + v_u dev_u(t)>
 *   dev_u(t) = sign(t - t_u) (|t - t_u| / span of the training times) ^ beta,   t_u the mean time of the shopper's ratings
 *
 * Koren, "Collaborative filtering with temporal dynamics", KDD 2009, sections 3 and 4, without the scale of a shopper's ratings, vectors
 * for single days and the implicit part. Bins hold equally many ratings, so that busy times are told apart. SGD on the squared error
 * plus an L2 penalty; each epoch takes the rows in a drawn order, one after another, in f64; vectors are kept in f32. A time beyond the
 * training ratings is of the last bin and of no day. The trace `rmse` is of each rating's error before its step.
 */

import { z } from 'zod';
import type { Feedback } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { requireRatings } from '../scoring/ratings/rating-matrix.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import {
  MOVING_SHAPE,
  type MovingRatings,
  movingPredictions,
  type RatingMoments,
  ratingMoments,
} from './moving-ratings.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(20).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(30).describe('times each rating is taken'),
  learningRate: z.number().gt(0).max(1).default(0.007).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.05).describe('L2 penalty of what stands still'),
  timeRegularisation: z
    .number()
    .min(0)
    .max(1e6)
    .default(100)
    .describe('L2 penalty of what moves in time, on the sum over its ratings: as many ratings pull it to 0'),
  bins: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('parts of the time, of equally many ratings, that have item biases'),
  beta: z.number().gt(0).max(1).default(0.4).describe('how a shopper drifts: below 1, fast at first'),
  days: z.boolean().default(true).describe('a bias for each day on which a shopper rated'),
  initialDeviation: z.number().gt(0).max(10).default(0.1).describe('standard deviation of the first vectors'),
});
export type TimeSvdParams = z.infer<typeof params>;

export const timeSvd = defineAlgorithm<'rate', TimeSvdParams, MovingRatings>({
  id: 'time-svd.v1',
  task: 'rate',
  family: 'factors',
  doc: 'matrix factorisation of ratings whose biases and vectors move in time',
  source: 'Koren 2009 (timeSVD)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['factor'],
  use: 'ratings over a long time, asked at times of their own; where nothing moves svd is as good and simpler',
  cost: { fit: 'E P d', answer: 'd', memory: '(2 U + I) d + I bins + days' },
  async learn({ feedback }, options, run) {
    return fitTimeSvd(feedback, options, run);
  },
  shape: MOVING_SHAPE,
  open: movingPredictions,
});

/** The fit itself. */
export async function fitTimeSvd(
  feedback: Feedback,
  options: TimeSvdParams,
  run: FitRun,
): Promise<MovingRatings> {
  requireRatings(feedback.value, 'time-svd');
  const model = startedModel(feedback, options, run.draw('time-svd.init'));
  const moments = ratingMoments(model, feedback);
  const shares = movingShares(model, feedback, moments);
  const order = Uint32Array.from({ length: feedback.length }, (_, row) => row);
  const key = run.draw('time-svd.order');
  let work = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, key, epoch);
    let squares = 0;
    for (let n = 0; n < order.length; n++) {
      squares += step(model, feedback, moments, shares, order[n]!, options) ** 2;
      work += 10 * options.factors;
      if (work < WORK_BETWEEN_PAUSES) continue;
      work = 0;
      await pause(run, epoch * order.length + n + 1, options.epochs * order.length);
    }
    run.trace?.('rmse', epoch + 1, Math.sqrt(squares / order.length));
  }
  for (const values of [model.shopperBias, model.shopperDrift, model.itemBias, model.itemBins, model.dayBias])
    checkFinite(values, 'time-svd');
  for (const vectors of [model.shoppers, model.drifts, model.items]) checkFinite(vectors, 'time-svd');
  return model;
}

/** Fisher and Yates, from the order that is there. */
function shuffle(order: Uint32Array, key: DrawKey, epoch: number): void {
  for (let n = order.length - 1; n > 0; n--) {
    const other = Math.floor(uniform(key, n, epoch) * (n + 1));
    const kept = order[n]!;
    order[n] = order[other]!;
    order[other] = kept;
  }
}

/** Zeros and drawn vectors; vectors of shoppers and items without a rating are zero. */
function startedModel(
  { shoppers, items, length, shopper, item, time, value }: Feedback,
  options: TimeSvdParams,
  key: DrawKey,
): MovingRatings {
  const { factors, initialDeviation } = options;
  const times = time.slice(0, length).sort();
  const [first, last] = [times[0]!, times[length - 1]!];
  const { dayPtr, dayNumber } = shopperDays({ shoppers, length, shopper, time }, options.days);
  const drawn = (rows: number, of: Uint32Array, side: number): Float32Array => {
    const vectors = new Float32Array(rows * factors);
    for (const row of new Set(of))
      for (let f = 0; f < factors; f++)
        vectors[row * factors + f] = initialDeviation * normalQuantile(uniform(key, row, f, side));
    return vectors;
  };
  return {
    factors,
    bins: options.bins,
    mean: value.reduce((sum, rating) => sum + rating, 0) / length,
    span: Math.max(1, last - first),
    last,
    beta: options.beta,
    binStart: Float64Array.from({ length: options.bins }, (_, bin) =>
      bin === 0 ? 0 : times[Math.floor((bin * length) / options.bins)]!,
    ),
    meanTime: meanTimes({ shoppers, length, shopper, time }),
    dayPtr,
    dayNumber,
    dayBias: new Float64Array(dayNumber.length),
    shopperBias: new Float64Array(shoppers),
    shopperDrift: new Float64Array(shoppers),
    itemBias: new Float64Array(items),
    itemBins: new Float64Array(items * options.bins),
    shoppers: drawn(shoppers, shopper, 0),
    drifts: new Float32Array(shoppers * factors),
    items: drawn(items, item, 1),
  };
}

type Times = Pick<Feedback, 'shoppers' | 'length' | 'shopper' | 'time'>;

function meanTimes({ shoppers, length, shopper, time }: Times): Float64Array {
  const sums = new Float64Array(shoppers);
  const counts = new Uint32Array(shoppers);
  for (let row = 0; row < length; row++) {
    sums[shopper[row]!]! += time[row]!;
    counts[shopper[row]!]!++;
  }
  return sums.map((sum, one) => (counts[one] === 0 ? 0 : sum / counts[one]!));
}

/** The days on which each shopper rated, ascending; none at all without `wanted`. */
function shopperDays({ shoppers, length, shopper, time }: Times, wanted: boolean) {
  const days = Array.from({ length: shoppers }, () => new Set<number>());
  if (wanted) for (let row = 0; row < length; row++) days[shopper[row]!]!.add(dayOf(time[row]!));
  const dayPtr = new Uint32Array(shoppers + 1);
  days.forEach((own, one) => {
    dayPtr[one + 1] = dayPtr[one]! + own.size;
  });
  const dayNumber = Uint32Array.from(days.flatMap((own) => [...own].sort((a, b) => a - b)));
  return { dayPtr, dayNumber };
}

const dayOf = (seconds: number): number => Math.floor(seconds / 86400);

/** (rows) of the penalty of what moves, the share of one row: 1 / ratings of the item in the bin, of the shopper, of the day. */
export interface MovingShares {
  readonly ofBin: Float64Array;
  readonly ofShopper: Float64Array;
  readonly ofDay: Float64Array;
}

export function movingShares(
  model: MovingRatings,
  { length, shopper, item }: Feedback,
  { bin, day }: RatingMoments,
): MovingShares {
  const shares = (sizes: number, of: (row: number) => number): Float64Array => {
    const counts = new Uint32Array(sizes + 1);
    for (let row = 0; row < length; row++) counts[of(row)]!++;
    return Float64Array.from({ length }, (_, row) => 1 / counts[of(row)]!);
  };
  return {
    ofBin: shares(model.itemBins.length, (row) => item[row]! * model.bins + bin[row]!),
    ofShopper: shares(model.shopperBias.length, (row) => shopper[row]!),
    ofDay: shares(model.dayBias.length, (row) => (day[row]! < 0 ? model.dayBias.length : day[row]!)),
  };
}

/** One step down the gradient at one row; returns the error before it. */
export function step(
  model: MovingRatings,
  { shopper, item, value }: Feedback,
  { dev, bin, day }: RatingMoments,
  { ofBin, ofShopper, ofDay }: MovingShares,
  row: number,
  { learningRate: rate, regularisation, timeRegularisation }: TimeSvdParams,
): number {
  const { factors, shoppers, drifts, items, shopperBias, shopperDrift, itemBias, itemBins, dayBias } = model;
  const [u, i, d, at] = [shopper[row]!, item[row]!, dev[row]!, bin[row]! + item[row]! * model.bins];
  let sum = model.mean + itemBias[i]! + itemBins[at]! + shopperBias[u]! + shopperDrift[u]! * d;
  const own = day[row]!;
  if (own >= 0) sum += dayBias[own]!;
  const [from, to] = [u * factors, i * factors];
  for (let f = 0; f < factors; f++) sum += (shoppers[from + f]! + drifts[from + f]! * d) * items[to + f]!;
  const error = value[row]! - sum;
  const gain = rate * error;
  const keep = 1 - rate * regularisation;
  const keepMoving = (share: number): number => Math.max(0, 1 - rate * timeRegularisation * share);
  const keepDrift = keepMoving(ofShopper[row]!);
  itemBias[i] = keep * itemBias[i]! + gain;
  shopperBias[u] = keep * shopperBias[u]! + gain;
  itemBins[at] = keepMoving(ofBin[row]!) * itemBins[at]! + gain;
  shopperDrift[u] = keepDrift * shopperDrift[u]! + gain * d;
  if (own >= 0) dayBias[own] = keepMoving(ofDay[row]!) * dayBias[own]! + gain;
  for (let f = 0; f < factors; f++) {
    const [p, v, q] = [shoppers[from + f]!, drifts[from + f]!, items[to + f]!];
    shoppers[from + f] = keep * p + gain * q;
    drifts[from + f] = keepDrift * v + gain * d * q;
    items[to + f] = keep * q + gain * (p + v * d);
  }
  return error;
}
