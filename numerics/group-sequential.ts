/**
 * Group sequential tests: looks at data as it comes, at bounds that keep the chance of any false alarm. The statistic is Brownian motion at times of
 * information (sums of independent increments); chances by repeated integration over what has not stopped (Armitage, McPherson, Rowe, "Repeated significance
 * tests on accumulating data", JRSS A 132, 1969; Jennison, Turnbull, "Group sequential methods", 2000, chapter 19).
 */

import { exp } from './math.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** Of what shape bounds are: constant on the scale of z (Pocock 1977), or on that of the sum (O'Brien, Fleming 1979: z falls with the root of information). */
export const BOUND_SHAPES = {
  pocock: (_time: number): number => 1,
  'obrien-fleming': (time: number): number => 1 / Math.sqrt(time),
} as const;
export type BoundShape = keyof typeof BOUND_SHAPES;

/** Points on either side of 0 of Simpson's rule. */
const HALF = 40;
/** Standard deviations beyond which nothing is. */
const REACH = 8;

/** (looks) times of looks at equal steps of information, the last at 1. */
export const equalLooks = (looks: number): Float64Array =>
  Float64Array.from({ length: looks }, (_, look) => (look + 1) / looks);

/**
 * Chance that |z| reaches its bound at each look for the first time.
 *
 * @param bounds (looks) of |z|
 * @param times (looks) information at each look, ascending, as a part of the last
 * @param drift mean of z at time 1; 0 under the null hypothesis
 */
export function crossingChances(
  bounds: ArrayLike<number>,
  times: ArrayLike<number>,
  drift = 0,
): Float64Array {
  const looks = bounds.length;
  const crossed = new Float64Array(looks);
  let points = Float64Array.of(0);
  // Density times Simpson's weight of the sum at each point that has not stopped; before the first look all is at 0.
  let mass = Float64Array.of(1);
  let before = 0;
  for (let look = 0; look < looks; look++) {
    const step = times[look]! - before;
    if (!(step > 0))
      throw new RangeError(`looks: time ${times[look]} after ${before}; information must grow`);
    const root = Math.sqrt(step);
    const bound = bounds[look]! * Math.sqrt(times[look]!);
    for (let i = 0; i < points.length; i++) {
      const centre = points[i]! + drift * step;
      crossed[look]! += mass[i]! * (normalCdf((-bound - centre) / root) + normalCdf((centre - bound) / root));
    }
    if (look === looks - 1) break;
    const middle = drift * times[look]!;
    const reach = REACH * Math.sqrt(times[look]!);
    const next = simpson(Math.max(-bound, middle - reach), Math.min(bound, middle + reach));
    const carried = new Float64Array(next.points.length);
    for (let j = 0; j < carried.length; j++) {
      let density = 0;
      for (let i = 0; i < points.length; i++) {
        const z = (next.points[j]! - points[i]! - drift * step) / root;
        density += mass[i]! * exp(-0.5 * z * z);
      }
      carried[j] = (density * next.weights[j]!) / (root * Math.sqrt(2 * Math.PI));
    }
    points = next.points;
    mass = carried;
    before = times[look]!;
  }
  return crossed;
}

function simpson(
  from: number,
  to: number,
): { readonly points: Float64Array<ArrayBuffer>; readonly weights: Float64Array } {
  const step = (to - from) / (2 * HALF);
  return {
    points: Float64Array.from({ length: 2 * HALF + 1 }, (_, i) => from + i * step),
    weights: Float64Array.from(
      { length: 2 * HALF + 1 },
      (_, i) => (step / 3) * (i === 0 || i === 2 * HALF ? 1 : i % 2 === 1 ? 4 : 2),
    ),
  };
}

/** Constant by which the shape is taken, so that the chance of any crossing under the null hypothesis is `level`, two-sided. */
export function boundConstant(shape: BoundShape, times: ArrayLike<number>, level = 0.05): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`looks: level is ${level}; it must be in (0, 1)`);
  const shapes = Float64Array.from(times, BOUND_SHAPES[shape]);
  const ofAny = (constant: number): number =>
    crossingChances(
      shapes.map((own) => constant * own),
      times,
    ).reduce((sum, chance) => sum + chance, 0);
  // Between a single look's bound and that of Bonferroni on every look, by the Illinois form of false position.
  let [low, high] = [
    normalQuantile(1 - level / 2) - 1e-6,
    normalQuantile(1 - level / 2 / times.length) + 0.01,
  ];
  let [above, below] = [ofAny(low) - level, ofAny(high) - level];
  for (let step = 0; step < 60 && high - low > 1e-9; step++) {
    const middle = (low * below - high * above) / (below - above);
    const miss = ofAny(middle) - level;
    if (Math.abs(miss) < 1e-10) return middle;
    if (miss > 0) {
      [low, above] = [middle, miss];
      below /= 2;
    } else {
      [high, below] = [middle, miss];
      above /= 2;
    }
  }
  return (low + high) / 2;
}

/** (looks) bounds of |z| that keep the chance of any false alarm at `level`. */
export function groupSequentialBounds(
  shape: BoundShape,
  times: ArrayLike<number>,
  level = 0.05,
): Float64Array {
  const constant = boundConstant(shape, times, level);
  return Float64Array.from(times, (time) => constant * BOUND_SHAPES[shape](time));
}
