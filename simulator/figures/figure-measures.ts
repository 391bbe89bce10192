/** Measures that several figures share: each a number, or the reason for which the log has none. */

import { type Histogram, histogramQuantile } from '../../numerics/histogram.ts';
import { gini, mean, quantile } from '../../numerics/stats.ts';
import { DAY, weekdayOf } from '../behaviour/arrival.ts';
import { FOUR_WEEKS, type Tally } from './figure-tally.ts';

/** Why a log has no such figure, in words. */
export interface Unmeasured {
  readonly why: string;
}

type Measure = number | Unmeasured;

export const unmeasured = (why: string): Unmeasured => ({ why });

export const ratio = (part: number, whole: number, why: string): Measure =>
  whole > 0 ? part / whole : unmeasured(why);

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** The values above `bound`. */
export function above(values: Uint32Array | Float64Array, bound: number): Uint32Array | Float64Array {
  return values.filter((value) => value > bound);
}

export function giniOf(counts: ArrayLike<number>, why: string): Measure {
  return sumOf(counts) > 0 ? gini(counts) : unmeasured(why);
}

export function ofHistogram(histogram: Histogram, p: number, why: string): Measure {
  return histogram.n > 0 ? histogramQuantile(histogram, p) : unmeasured(why);
}

export function meanOfBuyers(orders: Uint32Array, why: string): Measure {
  const counts = above(orders, 0);
  return counts.length > 0 ? mean(counts) : unmeasured(why);
}

/** (items) clicks, carts and order lines. */
export function actionsByItem({ clicksByItem, cartsByItem, linesByItem }: Tally): Float64Array {
  return Float64Array.from(clicksByItem, (clicks, item) => clicks + cartsByItem[item]! + linesByItem[item]!);
}

/** Quantile of the actions of known shoppers with at least 2 in the first four weeks. */
export function ofActiveShoppers({ actionsByShopper, size }: Tally, p: number): Measure {
  if (size.days < FOUR_WEEKS) return unmeasured(`the log has ${size.days} days, not ${FOUR_WEEKS}`);
  const active = above(actionsByShopper, 1);
  return active.length > 0 ? quantile(active, p) : unmeasured('no known shopper did two things');
}

/** A measure of the sessions on Monday to Sunday in the whole weeks of the log, so that each weekday occurs as often. */
export function ofWeekdays(
  { sessionsByDay, size }: Tally,
  measure: (days: readonly number[]) => Measure,
): Measure {
  const whole = Math.floor(size.days / 7) * 7;
  if (whole === 0) return unmeasured(`the log has ${size.days} days, not a week`);
  const first = weekdayOf(size.origin);
  const days = new Array<number>(7).fill(0);
  for (let day = 0; day < whole; day++) days[(day + first) % 7]! += sessionsByDay[day]!;
  return sumOf(days) > 0 ? measure(days) : unmeasured('the log has no sessions');
}

/** A measure of the orders a day in January to December, of a log that has days in each. */
export function ofMonths(
  { ordersByDay, orders, size }: Tally,
  measure: (months: readonly number[]) => Measure,
): Measure {
  if (size.days < 365) return unmeasured(`the log has ${size.days} days, not a year`);
  if (orders === 0) return unmeasured('the log has no orders');
  const sums = new Array<number>(12).fill(0);
  const days = new Array<number>(12).fill(0);
  const start = Date.parse(`${size.origin.slice(0, 10)}T00:00:00Z`);
  for (let day = 0; day < size.days; day++) {
    const month = new Date(start + day * DAY * 1000).getUTCMonth();
    sums[month]! += ordersByDay[day]!;
    days[month]!++;
  }
  return measure(sums.map((sum, month) => sum / days[month]!));
}
