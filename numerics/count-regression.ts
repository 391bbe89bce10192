/**
 * Regression of counts with a log link: Poisson, and negative binomial (NB2, variance mu + mu^2 / size), with an L2 penalty on all
 * coefficients but the intercept, by iteratively reweighted least squares: McCullagh, Nelder, "Generalized linear models", 1989, 2.5 and
 * 6.2; Hilbe, "Negative binomial regression", 2011. The size of the negative binomial is that of the greatest likelihood, found in turn
 * with the coefficients, as glm.nb of Venables and Ripley does.
 */

import { choleskySolve } from './dense.ts';
import { exp, lgamma, log } from './math.ts';

export interface CountRegression {
  /** (columns + 1) coefficients, the intercept last */
  readonly weights: Float64Array;
  /** Of the negative binomial; Infinity: Poisson. */
  readonly size: number;
}

export interface CountRegressionOptions {
  /** Penalty of a squared coefficient, half of it counting: sum of the negative log likelihood + penalty / 2 sum of w^2. */
  readonly penalty: number;
  readonly family: 'poisson' | 'negative-binomial';
}

const MOST_STEPS = 100;
const MOST_TURNS = 50;
/** Rates stay within exp(+- this). */
const WIDEST = 30;

/** @param x (rows x columns) row by row; @param y (rows) counts from 0 */
export function fitCounts(
  x: Float64Array,
  y: ArrayLike<number>,
  columns: number,
  { penalty, family }: CountRegressionOptions,
): CountRegression {
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    if (!(y[i]! >= 0 && Number.isFinite(y[i]!)))
      throw new RangeError(`counts: ${y[i]} of row ${i} is no count`);
    total += y[i]!;
  }
  if (!(total > 0)) throw new RangeError(`counts: all ${y.length} are 0; no rate can be learnt`);
  const weights = new Float64Array(columns + 1);
  weights[columns] = log(total / y.length);
  let size = Number.POSITIVE_INFINITY;
  improve(weights, x, y, size, penalty);
  if (family === 'poisson') return { weights, size };
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const rates = rateOf({ weights, size }, x, columns);
    const next = bestSize(y, rates);
    const moved = Math.abs(log(next) - (Number.isFinite(size) ? log(size) : 50));
    size = next;
    improve(weights, x, y, size, penalty);
    if (moved < 1e-8) break;
  }
  return { weights, size };
}

/** (rows) expected counts */
export function rateOf({ weights }: CountRegression, x: Float64Array, columns: number): Float64Array {
  const rows = columns === 0 ? 0 : x.length / columns;
  return Float64Array.from({ length: rows }, (_, row) => exp(predictor(weights, x, row, columns)));
}

function predictor(weights: Float64Array, x: Float64Array, row: number, columns: number): number {
  let sum = weights[columns]!;
  for (let j = 0; j < columns; j++) sum += weights[j]! * x[row * columns + j]!;
  return Math.min(WIDEST, Math.max(-WIDEST, sum));
}

/** Fisher scoring, with half steps where one would be too far. */
function improve(
  weights: Float64Array,
  x: Float64Array,
  y: ArrayLike<number>,
  size: number,
  penalty: number,
): void {
  const columns = weights.length - 1;
  let loss = lossOf(weights, x, y, size, penalty);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = scoringStep(weights, x, y, size, penalty);
    let scale = 1;
    let next = weights;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (; scale > 1e-6; scale /= 2) {
      next = weights.map((value, j) => value + scale * change[j]!);
      nextLoss = lossOf(next, x, y, size, penalty);
      if (nextLoss <= loss) break;
    }
    if (!(nextLoss <= loss)) return;
    weights.set(next);
    const gain = loss - nextLoss;
    loss = nextLoss;
    let largest = 0;
    for (let j = 0; j <= columns; j++) largest = Math.max(largest, Math.abs(scale * change[j]!));
    if (largest < 1e-9 || gain < 1e-13 * (1 + Math.abs(loss))) return;
  }
}

function scoringStep(
  weights: Float64Array,
  x: Float64Array,
  y: ArrayLike<number>,
  size: number,
  penalty: number,
): Float64Array {
  const columns = weights.length - 1;
  const n = columns + 1;
  const information = new Float64Array(n * n);
  const change = new Float64Array(n);
  for (let j = 0; j < columns; j++) {
    information[j * n + j] = penalty;
    change[j] = -penalty * weights[j]!;
  }
  information[columns * n + columns] = 1e-12;
  const own = new Float64Array(n).fill(1);
  for (let row = 0; row < y.length; row++) {
    const rate = exp(predictor(weights, x, row, columns));
    const shrink = 1 / (1 + rate / size);
    const residual = (y[row]! - rate) * shrink;
    const weight = rate * shrink;
    own.set(x.subarray(row * columns, (row + 1) * columns));
    for (let i = 0; i < n; i++) {
      const value = own[i]!;
      if (value === 0) continue;
      change[i]! += residual * value;
      for (let j = 0; j <= i; j++) information[i * n + j]! += weight * value * own[j]!;
    }
  }
  choleskySolve(information, change, n);
  return change;
}

/** Negative log likelihood, without what depends on counts and size alone, and the penalty. */
function lossOf(
  weights: Float64Array,
  x: Float64Array,
  y: ArrayLike<number>,
  size: number,
  penalty: number,
): number {
  const columns = weights.length - 1;
  let sum = 0;
  for (let j = 0; j < columns; j++) sum += (penalty / 2) * weights[j]! ** 2;
  for (let row = 0; row < y.length; row++) {
    const eta = predictor(weights, x, row, columns);
    const rate = exp(eta);
    sum += Number.isFinite(size)
      ? (y[row]! + size) * log(1 + rate / size) - y[row]! * eta
      : rate - y[row]! * eta;
  }
  return sum;
}

/** Log likelihood of counts with these rates as a function of the size: NB2. */
function sizeLikelihood(y: ArrayLike<number>, rates: Float64Array, size: number): number {
  let sum = -y.length * (lgamma(size) - size * log(size));
  for (let row = 0; row < y.length; row++)
    sum += lgamma(y[row]! + size) - (y[row]! + size) * log(size + rates[row]!);
  return sum;
}

const LEAST_SIZE = -10;
const LARGEST_SIZE = 14;

/** The size of the greatest likelihood, by golden section over its logarithm. */
function bestSize(y: ArrayLike<number>, rates: Float64Array): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [LEAST_SIZE, LARGEST_SIZE];
  const value = (at: number): number => sizeLikelihood(y, rates, exp(at));
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [value(left), value(right)];
  while (high - low > 1e-9) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = value(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = value(right);
    }
  }
  return exp((low + high) / 2);
}

/** Mean Poisson deviance: 2 (y ln(y / rate) - y + rate) over the rows. */
export function poissonDeviance(y: ArrayLike<number>, rates: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    const [count, rate] = [y[row]!, rates[row]!];
    sum += 2 * ((count > 0 ? count * log(count / rate) : 0) - count + rate);
  }
  return sum / y.length;
}
