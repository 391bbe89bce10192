/** How far a sample is from a distribution. */

/** Pearson's statistic: the sum of (observed - expected)^2 / expected. Mean = degrees of freedom, variance twice that. */
export function chiSquare(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < observed.length; i++) sum += (observed[i]! - expected[i]!) ** 2 / expected[i]!;
  return sum;
}

/**
 * Kolmogorov's distance: the largest |empirical - cdf| of a sample. Times sqrt(n) it exceeds 1.63 with probability 1 %, 1.95
 * with 0.1 % (continuous cdf, large n). NaN when empty.
 */
export function kolmogorovDistance(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = n === 0 ? NaN : 0;
  for (let i = 0; i < n; i++) {
    const at = cdf(sorted[i]!);
    distance = Math.max(distance, at - i / n, (i + 1) / n - at);
  }
  return distance;
}
