/**
 * Tree-structured Parzen estimator: where to look next, from what was seen. Bergstra, Bardenet, Bengio, Kegl, "Algorithms for
 * hyper-parameter optimization", NIPS 2011, section 4: two densities, l of the best points and g of the others, by Parzen windows; of
 * candidates drawn from l the one with the greatest l / g has the greatest expected improvement (equation 3). Windows are products
 * over axes (Falkner, Klein, Hutter, "BOHB", ICML 2018), their widths and the constants those of Optuna 5 (`TPESampler`).
 */

import { exp, log } from './math.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** A real in [0, 1], or one of so many choices. */
export interface TpeAxis {
  readonly choices: number | null;
}

export interface TpeTrial {
  /** (axes) a real in [0, 1], or a choice from 0 */
  readonly point: readonly number[];
  /** The smaller the better; NaN where there is none, which counts as worst. */
  readonly value: number;
}

/** Points to be drawn at random before the first that is proposed. */
export const TPE_STARTUP = 10;
const CANDIDATES = 24;
/** Share of the trials that count as the best, and how many at most. */
const BEST_SHARE = 0.1;
const MOST_BEST = 25;
/** The latest trials that weigh in full; older ones weigh the less the older they are. */
const FULL_WEIGHTS = 25;
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Which draw of a candidate: the window it comes from (axis 0, use 'window'), or its place on an axis. */
export type TpeDraw = (candidate: number, axis: number, use: 'window' | 'place') => number;

/**
 * Candidates for the next trial, most promising first.
 *
 * @param draw uniform in (0, 1)
 */
export function tpeCandidates(
  axes: readonly TpeAxis[],
  trials: readonly TpeTrial[],
  draw: TpeDraw,
): number[][] {
  const order = trials.map((_, i) => i).sort((a, b) => badness(trials[a]!) - badness(trials[b]!) || a - b);
  const count = Math.min(Math.ceil(BEST_SHARE * trials.length), MOST_BEST);
  const pointsOf = (some: readonly number[]): (readonly number[])[] =>
    [...some].sort((a, b) => a - b).map((i) => trials[i]!.point);
  const best = parzen(axes, pointsOf(order.slice(0, count)));
  const others = parzen(axes, pointsOf(order.slice(count)));
  return Array.from({ length: CANDIDATES }, (_, c) => sample(best, c, draw))
    .map((point, c) => ({ point, c, gain: logDensity(best, point) - logDensity(others, point) }))
    .sort((a, b) => b.gain - a.gain || a.c - b.c)
    .map(({ point }) => point);
}

const badness = ({ value }: TpeTrial): number => (Number.isNaN(value) ? Number.MAX_VALUE : value);

/** A density on one axis under each window. */
interface Windows {
  logDensity(window: number, x: number): number;
  sample(window: number, u: number): number;
}

interface Parzen {
  /** (windows) the last is the prior */
  readonly weights: Float64Array;
  readonly axes: readonly Windows[];
}

/** @param points oldest first */
function parzen(axes: readonly TpeAxis[], points: readonly (readonly number[])[]): Parzen {
  const raw = [...agedWeights(points.length), 1];
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return {
    weights: Float64Array.from(raw, (weight) => weight / total),
    axes: axes.map(({ choices }, axis) => {
      const own = points.map((point) => point[axis]!);
      return choices === null ? normalWindows(own) : choiceWindows(own, choices);
    }),
  };
}

/** 1 for the latest; those before them in even steps from 1 / n on. */
function agedWeights(n: number): number[] {
  const old = Math.max(0, n - FULL_WEIGHTS);
  return Array.from({ length: n }, (_, i) =>
    i >= old ? 1 : old === 1 ? 1 / n : 1 / n + (i * (1 - 1 / n)) / (old - 1),
  );
}

/** Normal windows cut at 0 and 1, each as wide as the way to the further of its neighbours; the prior is as wide as the axis. */
function normalWindows(centres: readonly number[]): Windows {
  const mean = [...centres, 0.5];
  const width = [...widthsOf(centres), 1];
  const below = mean.map((centre, i) => normalCdf(-centre / width[i]!));
  const inside = mean.map((centre, i) => normalCdf((1 - centre) / width[i]!) - below[i]!);
  return {
    logDensity(i, x) {
      const z = (x - mean[i]!) / width[i]!;
      return -0.5 * z * z - HALF_LOG_TWO_PI - log(width[i]!) - log(inside[i]!);
    },
    sample: (i, u) =>
      Math.min(1, Math.max(0, mean[i]! + width[i]! * normalQuantile(below[i]! + u * inside[i]!))),
  };
}

function widthsOf(centres: readonly number[]): number[] {
  const least = 1 / Math.min(100, 2 + centres.length);
  const order = centres.map((_, i) => i).sort((a, b) => centres[a]! - centres[b]! || a - b);
  const widths = new Array<number>(centres.length);
  order.forEach((i, n) => {
    const [left, right] = [order[n - 1], order[n + 1]];
    const toLeft = centres[i]! - (left === undefined ? 0 : centres[left]!);
    const toRight = (right === undefined ? 1 : centres[right]!) - centres[i]!;
    // The ends of the axis are neighbours only of a point without any other.
    const way =
      order.length === 1 || (left !== undefined && right !== undefined)
        ? Math.max(toLeft, toRight)
        : left === undefined
          ? toRight
          : toLeft;
    widths[i] = Math.min(1, Math.max(least, way));
  });
  return widths;
}

/** Each window leans towards its own choice, the less the fewer windows there are; the prior towards none. */
function choiceWindows(chosen: readonly number[], choices: number): Windows {
  const lean = chosen.length + 1;
  const [own, other] = [(1 + 1 / lean) / (1 + choices / lean), 1 / lean / (1 + choices / lean)];
  const chance = (i: number, x: number): number =>
    i === chosen.length ? 1 / choices : x === chosen[i] ? own : other;
  return {
    logDensity: (i, x) => log(chance(i, x)),
    sample(i, u) {
      let sum = 0;
      for (let x = 0; x < choices - 1; x++) {
        sum += chance(i, x);
        if (u < sum) return x;
      }
      return choices - 1;
    },
  };
}

function sample({ weights, axes }: Parzen, candidate: number, draw: TpeDraw): number[] {
  const u = draw(candidate, 0, 'window');
  let window = 0;
  for (let sum = weights[0]!; window < weights.length - 1 && u >= sum; ) sum += weights[++window]!;
  return axes.map((axis, a) => axis.sample(window, draw(candidate, a, 'place')));
}

function logDensity({ weights, axes }: Parzen, point: readonly number[]): number {
  const terms = Array.from(weights, (weight, i) =>
    axes.reduce((sum, axis, a) => sum + axis.logDensity(i, point[a]!), log(weight)),
  );
  const most = Math.max(...terms);
  return most + log(terms.reduce((sum, term) => sum + exp(term - most), 0));
}
