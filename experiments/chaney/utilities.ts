/**
 * Who likes what in the model of Chaney, Stewart and Engelhardt 2018, "How Algorithmic Confounding in Recommendation Systems Increases
 * Homogeneity and Decreases Utility", RecSys 2018, section 3: preferences theta_u and attributes alpha_i are Dirichlet, true utility
 * V_ui ~ Beta'(theta_u alpha_i), known utility P_ui = eta_ui V_ui with eta_ui ~ Beta'(mu). Beta'(mu, sigma) is the beta distribution with
 * that mean and standard deviation. Priors of the Dirichlets are Dirichlet themselves, as in the authors' and in T-RECS' code (Lucherini
 * et al. 2021): 10 Dirichlet(1) and 0.1 Dirichlet(100).
 */

import { betaSample, gammaSample } from '../../numerics/distributions.ts';
import { exp, log } from '../../numerics/math.ts';
import { type DrawKey, drawKey, type SeedWords, subKey, uniform } from '../../numerics/rng.ts';
import type { ChaneyParams } from './chaney-params.ts';

export interface Utilities {
  readonly shoppers: number;
  readonly items: number;
  readonly factors: number;
  /** (shoppers x factors) theta */
  readonly preferences: Float64Array;
  /** (items x factors) alpha */
  readonly attributes: Float64Array;
  /** (shoppers x items) V */
  readonly utility: Float64Array;
  /** (shoppers x items) P */
  readonly known: Float64Array;
}

/** A Dirichlet variate; in logarithms, so that concentrations far below 1 leave something. `key` is of this one decision. */
export function dirichletSample(key: DrawKey, concentration: ArrayLike<number>): Float64Array {
  // log of a gamma variate of shape a: that of shape a + 1, times u^(1 / a).
  const logs = Float64Array.from(concentration, (shape, k) => {
    const own = subKey(key, k);
    return log(gammaSample(own, shape + 1)) + log(uniform(own, 1, 0, 1)) / shape;
  });
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logs.map((one) => exp(one - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((one) => one / sum);
}

/** Shapes of the beta distribution with mean `mu` in (0, 1) and standard deviation `sigma` below sqrt(mu (1 - mu)). */
export function betaShapes(mu: number, sigma: number): readonly [a: number, b: number] {
  const a = ((1 - mu) / sigma ** 2 - 1 / mu) * mu ** 2;
  return [a, a * (1 / mu - 1)];
}

/** Means below it make no beta of that deviation; as T-RECS cuts them. */
const LEAST_MEAN = 1e-9;

export function drawUtilities(
  { shoppers, factors, newItems, startup, rounds, preference, attribute, known: mean, sigma }: ChaneyParams,
  seed: SeedWords,
): Utilities {
  const items = newItems * (startup + rounds);
  const vectors = (key: DrawKey, rows: number, prior: Float64Array): Float64Array => {
    const all = new Float64Array(rows * factors);
    for (let row = 0; row < rows; row++) all.set(dirichletSample(subKey(key, 1, row), prior), row * factors);
    return all;
  };
  const priorOf = (key: DrawKey, each: number, total: number): Float64Array =>
    dirichletSample(subKey(key, 0), new Float64Array(factors).fill(each)).map((share) => total * share);
  const [tastes, kinds] = [drawKey(seed, 'chaney.preferences'), drawKey(seed, 'chaney.attributes')];
  const preferences = vectors(tastes, shoppers, priorOf(tastes, 1, preference));
  const attributes = vectors(kinds, items, priorOf(kinds, 100, attribute));
  const utility = new Float64Array(shoppers * items);
  const known = new Float64Array(shoppers * items);
  const [worth, share] = [drawKey(seed, 'chaney.utility'), drawKey(seed, 'chaney.known')];
  const [knownA, knownB] = betaShapes(mean, sigma);
  for (let u = 0; u < shoppers; u++) {
    for (let i = 0; i < items; i++) {
      let product = 0;
      for (let k = 0; k < factors; k++)
        product += preferences[u * factors + k]! * attributes[i * factors + k]!;
      const mu = Math.min(1 - LEAST_MEAN, Math.max(LEAST_MEAN, product));
      const at = u * items + i;
      utility[at] = betaSample(subKey(worth, u, i), ...betaShapes(mu, sigma));
      known[at] = utility[at]! * betaSample(subKey(share, u, i), knownA, knownB);
    }
  }
  return { shoppers, items, factors, preferences, attributes, utility, known };
}
