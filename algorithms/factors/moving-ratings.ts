/** Models of ratings that move in time: what they are made of, and what they predict. */

import type { Feedback } from '../../datasets/interactions.ts';
import { pow } from '../../numerics/math.ts';
import type { RateModel } from '../algorithm.ts';
import { biasCauses, tellingRatings } from '../scoring/ratings/rating-causes.ts';
import { f32, f64, rowStarts, u32 } from '../state/arrays.ts';
import { fields, real, size, whole } from '../state/shape.ts';

const SECONDS_A_DAY = 86400;

export interface MovingRatings {
  readonly factors: number;
  readonly bins: number;
  readonly mean: number;
  /** Seconds between the first and the last training rating, at least 1. */
  readonly span: number;
  /** Time of the last training rating: when a question without a time is asked. */
  readonly last: number;
  readonly beta: number;
  /** (bins) first second of each, never falling; times before the first bin are of it */
  readonly binStart: Float64Array;
  /** (shoppers) mean time of a shopper's ratings; 0 without one */
  readonly meanTime: Float64Array;
  /** (shoppers + 1) days of shopper u: dayNumber[dayPtr[u] .. dayPtr[u + 1]), ascending, since the origin */
  readonly dayPtr: Uint32Array;
  readonly dayNumber: Uint32Array;
  readonly dayBias: Float64Array;
  /** (shoppers), (items), (items * bins): 0 where nothing is known */
  readonly shopperBias: Float64Array;
  readonly shopperDrift: Float64Array;
  readonly itemBias: Float64Array;
  readonly itemBins: Float64Array;
  /** (shoppers * factors), (shoppers * factors), (items * factors): zero for those without a rating */
  readonly shoppers: Float32Array;
  readonly drifts: Float32Array;
  readonly items: Float32Array;
}

export const MOVING_SHAPE = fields<MovingRatings>({
  factors: size('factors'),
  bins: size('bins'),
  mean: real(),
  span: real(1),
  last: whole(),
  beta: real(0, 1),
  binStart: f64('bins'),
  meanTime: f64('shoppers'),
  dayPtr: rowStarts('shoppers', 'days'),
  dayNumber: u32('days'),
  dayBias: f64('days'),
  shopperBias: f64('shoppers'),
  shopperDrift: f64('shoppers'),
  itemBias: f64('items'),
  itemBins: f64('items', 'bins'),
  shoppers: f32('shoppers', 'factors'),
  drifts: f32('shoppers', 'factors'),
  items: f32('items', 'factors'),
});

/** How far `time` is from the middle of the shopper's own, between -1 and 1 within the training times. */
export function deviation({ meanTime, span, beta }: MovingRatings, shopper: number, time: number): number {
  const away = time - meanTime[shopper]!;
  const size = pow(Math.abs(away) / span, beta);
  return away < 0 ? -size : size;
}

/** The last bin that begins at `time` or before. */
export function binOf({ binStart }: MovingRatings, time: number): number {
  let [low, high] = [0, binStart.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (binStart[middle]! <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Index of the bias of the day, or -1 where the shopper has none. */
export function dayIndex({ dayPtr, dayNumber }: MovingRatings, shopper: number, time: number): number {
  const day = Math.floor(time / SECONDS_A_DAY);
  let [low, high] = [dayPtr[shopper]!, dayPtr[shopper + 1]!];
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dayNumber[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low < end && dayNumber[low] === day ? low : -1;
}

export interface RatingMoments {
  /** (rows) deviation from the middle of the shopper's own times */
  readonly dev: Float64Array;
  /** (rows) */
  readonly bin: Uint32Array;
  /** (rows) index of the bias of the day, or -1 */
  readonly day: Int32Array;
}

export function ratingMoments(model: MovingRatings, { length, shopper, time }: Feedback): RatingMoments {
  const dev = new Float64Array(length);
  const bin = new Uint32Array(length);
  const day = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    dev[row] = deviation(model, shopper[row]!, time[row]!);
    bin[row] = binOf(model, time[row]!);
    day[row] = dayIndex(model, shopper[row]!, time[row]!);
  }
  return { dev, bin, day };
}

/** In f64; unknown shoppers and items add nothing. */
export function movingPredictions(model: MovingRatings): RateModel {
  const predict: RateModel['predict'] = (shopper, item, out, time) => {
    for (let n = 0; n < shopper.length; n++) {
      const [u, i, t] = [shopper[n]!, item[n]!, time ? time[n]! : model.last];
      let sum = model.mean;
      if (i < model.itemBias.length) sum += itemLevel(model, i, t);
      if (u < model.shopperBias.length) {
        const dev = deviation(model, u, t);
        let own = shopperLevel(model, u, t, dev);
        eachProduct(model, u, i, dev, (product) => {
          own += product;
        });
        sum += own;
      }
      out[n] = sum;
    }
  };
  return tellingRatings(predict, 'factor', ({ shopper: u, item: i, time: t = model.last }) => {
    const isKnown = u < model.shopperBias.length;
    const dev = isKnown ? deviation(model, u, t) : 0;
    const causes = biasCauses(
      isKnown ? shopperLevel(model, u, t, dev) : 0,
      i < model.itemBias.length ? itemLevel(model, i, t) : 0,
    );
    if (isKnown)
      eachProduct(model, u, i, dev, (contribution, factor) => {
        causes.push({ kind: 'factor', factor, contribution });
      });
    return { causes, additive: true, base: model.mean };
  });
}

const itemLevel = (model: MovingRatings, i: number, t: number): number =>
  model.itemBias[i]! + model.itemBins[i * model.bins + binOf(model, t)]!;

function shopperLevel(model: MovingRatings, u: number, t: number, dev: number): number {
  const day = dayIndex(model, u, t);
  const bias = model.shopperBias[u]! + model.shopperDrift[u]! * dev;
  return bias + (day >= 0 ? model.dayBias[day]! : 0);
}

/** The products of the coordinates of a known shopper and an item; none for an item that is not known. */
function eachProduct(
  model: MovingRatings,
  u: number,
  i: number,
  dev: number,
  take: (product: number, factor: number) => void,
): void {
  const { factors, shoppers, drifts, items } = model;
  if (i >= model.itemBias.length) return;
  for (let f = 0; f < factors; f++)
    take((shoppers[u * factors + f]! + drifts[u * factors + f]! * dev) * items[i * factors + f]!, f);
}
