/**
 * Off-policy estimators: what a target policy would earn a round, from rounds that another policy logged. Each is a mean of terms, or a ratio of
 * two; its standard error is that of the mean of its influence function, so it needs no resampling and holds in large samples.
 */

import { normalQuantile } from '../../numerics/normal.ts';
import type { LoggedRounds } from './rounds.ts';

export interface EstimatorOptions {
  /** Weights above it count as it; without end by default. */
  readonly clip?: number;
  /** Weights above it give way to the model (switch-DR). */
  readonly switch?: number;
}

interface Terms {
  /** (rounds) whose mean, over that of `over` where there is one, is the estimate. */
  readonly terms: Float64Array;
  readonly over?: Float64Array;
}

interface Estimator {
  readonly id: string;
  readonly doc: string;
  readonly source: string;
  /** Needs what a reward model expects. */
  readonly model: boolean;
  termsOf(rounds: LoggedRounds, options: EstimatorOptions): Terms;
}

const clipped = (
  weight: Float64Array,
  { clip = Number.POSITIVE_INFINITY }: EstimatorOptions,
): Float64Array => (clip === Number.POSITIVE_INFINITY ? weight : weight.map((own) => Math.min(own, clip)));

/** What the model expects of the target, with the weighed error of the model on what was shown where `use` says. */
function corrected(
  { length, weight, reward, model }: LoggedRounds,
  use: (weight: number) => number,
): Float64Array {
  const { shown, target } = model!;
  const terms = new Float64Array(length);
  for (let i = 0; i < length; i++) terms[i] = target[i]! + use(weight[i]!) * (reward[i]! - shown[i]!);
  return terms;
}

export const ESTIMATORS = {
  ips: {
    id: 'ips.v1',
    doc: 'inverse propensity: mean of weight times reward',
    source: 'Horvitz and Thompson 1952',
    model: false,
    termsOf: (rounds, options) => {
      const weight = clipped(rounds.weight, options);
      return { terms: weight.map((own, i) => own * rounds.reward[i]!) };
    },
  },
  snips: {
    id: 'snips.v1',
    doc: 'self-normalised: the same, over the mean weight',
    source: 'Swaminathan and Joachims 2015, equation 9',
    model: false,
    termsOf: (rounds, options) => {
      const weight = clipped(rounds.weight, options);
      return { terms: weight.map((own, i) => own * rounds.reward[i]!), over: weight };
    },
  },
  dm: {
    id: 'dm.v1',
    doc: 'direct method: what a reward model expects of the target',
    source: 'Dudík, Erhan, Langford and Li 2014, section 2.1',
    model: true,
    termsOf: ({ model }) => ({ terms: model!.target }),
  },
  dr: {
    id: 'dr.v1',
    doc: 'doubly robust: the direct method, and the weighed errors of its model',
    source: 'Dudík, Erhan, Langford and Li 2014, equation 3.1',
    model: true,
    termsOf: (rounds, { clip = Number.POSITIVE_INFINITY }) => ({
      terms: corrected(rounds, (weight) => Math.min(weight, clip)),
    }),
  },
  'switch-dr': {
    id: 'switch-dr.v1',
    doc: 'doubly robust where weights are small, the direct method where they are not',
    source: 'Wang, Agarwal and Dudík 2017, equation 6',
    model: true,
    termsOf: (rounds, options) => ({
      terms: corrected(rounds, (weight) => (weight <= (options.switch ?? DEFAULT_SWITCH) ? weight : 0)),
    }),
  },
} as const satisfies Record<string, Estimator>;

export type EstimatorName = keyof typeof ESTIMATORS;
export const ESTIMATOR_NAMES = Object.keys(ESTIMATORS) as readonly EstimatorName[];
export const DEFAULT_SWITCH = 10;

export interface OffPolicyEstimate {
  /** Reward a round. */
  readonly value: number;
  readonly standardError: number;
  /** Normal interval. */
  readonly low: number;
  readonly high: number;
  /** Rounds. */
  readonly n: number;
}

/** NaN without rounds; the standard error is NaN for one. Throws RangeError for an estimator with a model without one. */
export function estimate(
  name: EstimatorName,
  rounds: LoggedRounds,
  options: EstimatorOptions & { readonly level?: number } = {},
): OffPolicyEstimate {
  const { level = 0.95 } = options;
  return summaryOf(estimatorTerms(name, rounds, options), level);
}

/** The terms of an estimator, a column of (rounds) each: what a bootstrap resamples. */
export function estimatorTerms(
  name: EstimatorName,
  rounds: LoggedRounds,
  options: EstimatorOptions = {},
): Terms {
  const estimator: Estimator = ESTIMATORS[name];
  for (const [option, bound] of Object.entries({ clip: options.clip ?? 1, switch: options.switch ?? 1 }))
    if (!(bound >= 0)) throw new RangeError(`off-policy: ${option} is ${bound}; it must be 0 or more`);
  if (estimator.model && !rounds.model)
    throw new RangeError(`off-policy: ${name} needs a reward model; these rounds have none`);
  return estimator.termsOf(rounds, options);
}

/**
 * A mean of terms, or a ratio of two means, with its standard error: that of the mean of the influence function (t - V) or
 * (t - V o) / mean(o).
 */
export function summaryOf({ terms, over }: Terms, level = 0.95): OffPolicyEstimate {
  const n = terms.length;
  let [top, bottom] = [0, 0];
  for (let i = 0; i < n; i++) {
    top += terms[i]!;
    bottom += over ? over[i]! : 1;
  }
  const value = top / bottom;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (terms[i]! - value * (over ? over[i]! : 1)) ** 2;
  const standardError = Math.sqrt((squares * n) / (n - 1)) / Math.abs(bottom) || (n > 1 ? 0 : Number.NaN);
  const reach = normalQuantile((1 + level) / 2) * standardError;
  return { value, standardError, low: value - reach, high: value + reach, n };
}

export interface WeightDiagnosis {
  readonly mean: number;
  /** Of that mean, which many rounds bring to 1 where the log has support. */
  readonly standardError: number;
  readonly largest: number;
  /** Rounds of equal weight that would say as much: (sum w)^2 / sum w^2 (Kish 1965). */
  readonly effective: number;
}

export function diagnoseWeights(weight: Float64Array): WeightDiagnosis {
  const { value, standardError } = summaryOf({ terms: weight });
  let [sum, squares, largest] = [0, 0, 0];
  for (const own of weight) {
    sum += own;
    squares += own * own;
    largest = Math.max(largest, own);
  }
  return { mean: value, standardError, largest, effective: sum === 0 ? 0 : (sum * sum) / squares };
}
