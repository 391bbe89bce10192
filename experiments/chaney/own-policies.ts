/** Recommenders that the paper has and the suite has not: content by non-negative least squares on attributes, and social. */

import type { Utilities } from './utilities.ts';

/**
 * x >= 0 with the least x' gram x - 2 x' target: coordinate descent, which converges to the least squares under the bound. `gram`
 * (n x n) is positive semidefinite; coordinates without curvature stay 0.
 */
export function nonNegativeLeastSquares(gram: Float64Array, target: Float64Array): Float64Array {
  const n = target.length;
  const x = new Float64Array(n);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let k = 0; k < n; k++) {
      const curvature = gram[k * n + k]!;
      if (curvature <= 0) continue;
      let slope = target[k]!;
      for (let l = 0; l < n; l++) slope -= gram[k * n + l]! * x[l]!;
      const next = Math.max(0, x[k]! + slope / curvature);
      moved = Math.max(moved, Math.abs(next - x[k]!));
      x[k] = next;
    }
    if (moved < STILL) break;
  }
  return x;
}
const MOST_SWEEPS = 1000;
const STILL = 1e-10;

/** (shoppers x items) scores of items [0, old) by what each shopper's choices so far say of their preferences. */
export function contentScores(
  { shoppers, items, factors, attributes }: Utilities,
  chosen: readonly (readonly number[])[],
  old: number,
): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let i = 0; i < old; i++)
    for (let k = 0; k < factors; k++)
      for (let l = 0; l < factors; l++)
        gram[k * factors + l]! += attributes[i * factors + k]! * attributes[i * factors + l]!;
  const scores = new Float64Array(shoppers * items);
  const target = new Float64Array(factors);
  for (let u = 0; u < shoppers; u++) {
    target.fill(0);
    for (const i of chosen[u]!) for (let k = 0; k < factors; k++) target[k]! += attributes[i * factors + k]!;
    const liking = nonNegativeLeastSquares(gram, target);
    for (let i = 0; i < old; i++) {
      let score = 0;
      for (let k = 0; k < factors; k++) score += liking[k]! * attributes[i * factors + k]!;
      scores[u * items + i] = score;
    }
  }
  return scores;
}

/**
 * (shoppers) friends of each, as the paper and T-RECS' code make them: pairs whose preferences have a covariance of at least the
 * largest threshold at which everybody has somebody.
 */
export function friendsOf({ shoppers, factors, preferences }: Utilities): number[][] {
  const covariance = (a: number, b: number): number => {
    // Preferences add up to 1: the mean of each is 1 / factors.
    let sum = 0;
    for (let k = 0; k < factors; k++)
      sum += (preferences[a * factors + k]! - 1 / factors) * (preferences[b * factors + k]! - 1 / factors);
    return sum / (factors - 1);
  };
  const all = Float64Array.from({ length: shoppers * shoppers }, (_, at) =>
    covariance(Math.floor(at / shoppers), at % shoppers),
  );
  let threshold = Number.POSITIVE_INFINITY;
  for (let a = 0; a < shoppers; a++) {
    let nearest = Number.NEGATIVE_INFINITY;
    for (let b = 0; b < shoppers; b++) if (b !== a) nearest = Math.max(nearest, all[a * shoppers + b]!);
    threshold = Math.min(threshold, nearest);
  }
  return Array.from({ length: shoppers }, (_, a) =>
    Array.from({ length: shoppers }, (_one, b) => b).filter(
      (b) => b !== a && all[a * shoppers + b]! >= threshold,
    ),
  );
}

/** (shoppers x items) how many friends have chosen each item. */
export function socialScores(
  { shoppers, items }: Pick<Utilities, 'shoppers' | 'items'>,
  friends: readonly (readonly number[])[],
  chosen: readonly (readonly number[])[],
): Float64Array {
  const scores = new Float64Array(shoppers * items);
  for (let u = 0; u < shoppers; u++)
    for (const friend of friends[u]!) for (const i of chosen[friend]!) scores[u * items + i]!++;
  return scores;
}
