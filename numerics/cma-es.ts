/**
 * Covariance matrix adaptation evolution strategy: derivative-free search for a minimum, robust to noise and to knobs that
 * depend on each other. Hansen, "The CMA evolution strategy: a tutorial", 2016 (arXiv 1604.00772), with positive weights.
 *
 * Ask for a generation, evaluate its points in any order, on any number of threads, tell their values.
 */

import { normalQuantile } from './distributions.ts';
import { symmetricEigen } from './eigen.ts';
import { exp, log } from './math.ts';
import { type DrawKey, uniform } from './rng.ts';

export interface CmaEsOptions {
  /** (n) where the search begins. */
  readonly start: ArrayLike<number>;
  /** Standard deviation of the first generation, the same in every dimension; above 0. */
  readonly step: number;
  readonly key: DrawKey;
  /** Points of a generation, at least 4; 4 + floor(3 ln n) by default. */
  readonly population?: number;
}

export interface CmaEs {
  /** The points of the next generation, (n) each. */
  ask(): Float64Array[];
  /** Values of the points last asked for, in their order; NaN counts as the worst. */
  tell(values: readonly number[]): void;
  /** (n) the centre of the search. */
  readonly mean: Float64Array;
  /** Overall step size. */
  readonly step: number;
}

/** Rates of learning, from the dimension and the number of points; tutorial, table 1. */
function learningRates(n: number, population: number) {
  const parents = Math.floor(population / 2);
  const raw = Array.from({ length: parents }, (_, i) => log((population + 1) / 2) - log(i + 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / sum);
  const effective = 1 / weights.reduce((total, weight) => total + weight * weight, 0);
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const stepRate = (effective + 2) / (n + effective + 5);
  return {
    weights,
    effective,
    rankOne,
    rankMany: Math.min(1 - rankOne, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective)),
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    stepRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate,
    /** Expected length of a standard normal vector. */
    length: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** Throws RangeError on an option out of range. */
export function createCmaEs({ start, step: firstStep, key, population }: CmaEsOptions): CmaEs {
  const n = start.length;
  const size = population ?? 4 + Math.floor(3 * log(n));
  if (n < 1) throw new RangeError('cma-es: no dimension to search');
  if (!(firstStep > 0)) throw new RangeError(`cma-es: step is ${firstStep}; it must be above 0`);
  if (!(Number.isInteger(size) && size >= 4))
    throw new RangeError(`cma-es: population is ${size}; it must be 4 or more`);
  const rates = learningRates(n, size);
  const mean = Float64Array.from(start);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) covariance[i * n + i] = 1;
  const path = new Float64Array(n);
  const stepPath = new Float64Array(n);
  let step = firstStep;
  let generation = 0;
  let axes = symmetricEigen(covariance, n);
  let asked: Float64Array[] = [];

  /** Columns of the axes, scaled by `scale` of their variance, times z. */
  const along = (z: ArrayLike<number>, scale: (variance: number) => number): Float64Array => {
    const out = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      const length = scale(Math.max(axes.values[j]!, 1e-20)) * z[j]!;
      for (let i = 0; i < n; i++) out[i]! += axes.vectors[i * n + j]! * length;
    }
    return out;
  };
  /** The step y in the coordinates of the axes. */
  const across = (y: Float64Array): Float64Array =>
    Float64Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += axes.vectors[i * n + j]! * y[i]!;
      return sum;
    });

  const adapt = (steps: readonly Float64Array[]): void => {
    const { weights, effective, rankOne, rankMany, pathRate, stepRate, damping, length } = rates;
    const move = new Float64Array(n);
    weights.forEach((weight, k) => {
      for (let i = 0; i < n; i++) move[i]! += weight * steps[k]![i]!;
    });
    for (let i = 0; i < n; i++) mean[i]! += step * move[i]!;
    const whitened = along(across(move), (variance) => 1 / Math.sqrt(variance));
    const gain = Math.sqrt(stepRate * (2 - stepRate) * effective);
    for (let i = 0; i < n; i++) stepPath[i] = (1 - stepRate) * stepPath[i]! + gain * whitened[i]!;
    const travelled = Math.sqrt(stepPath.reduce((sum, x) => sum + x * x, 0));
    let remembered = 1;
    for (let g = 0; g < 2 * generation; g++) remembered *= 1 - stepRate;
    const steady = travelled / Math.sqrt(1 - remembered) < (1.4 + 2 / (n + 1)) * length ? 1 : 0;
    const pathGain = steady * Math.sqrt(pathRate * (2 - pathRate) * effective);
    for (let i = 0; i < n; i++) path[i] = (1 - pathRate) * path[i]! + pathGain * move[i]!;
    const kept = 1 - rankOne - rankMany + (1 - steady) * rankOne * pathRate * (2 - pathRate);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let many = 0;
        weights.forEach((weight, k) => {
          many += weight * steps[k]![i]! * steps[k]![j]!;
        });
        const value = kept * covariance[i * n + j]! + rankOne * path[i]! * path[j]! + rankMany * many;
        covariance[i * n + j] = value;
        covariance[j * n + i] = value;
      }
    }
    step *= exp(Math.min(1, (stepRate / damping) * (travelled / length - 1)));
    axes = symmetricEigen(covariance, n);
  };

  return {
    ask() {
      asked = Array.from({ length: size }, (_, k) => {
        const z = Float64Array.from({ length: n }, (_, d) => normalQuantile(uniform(key, generation, k, d)));
        return along(z, Math.sqrt).map((y, i) => mean[i]! + step * y);
      });
      return asked.map((point) => point.slice());
    },
    tell(values) {
      if (values.length !== asked.length)
        throw new RangeError(`cma-es: ${values.length} values for ${asked.length} points`);
      const rank = (k: number): number => (Number.isNaN(values[k]!) ? Number.POSITIVE_INFINITY : values[k]!);
      const order = values.map((_, k) => k).sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
      generation++;
      adapt(order.slice(0, rates.weights.length).map((k) => asked[k]!.map((x, i) => (x - mean[i]!) / step)));
    },
    mean,
    get step() {
      return step;
    },
  };
}
