/** How far a sample is from a distribution, and two samples from each other. */

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

/**
 * Kolmogorov-Smirnov distance of two samples that ascend: the largest difference of their empirical distribution functions,
 * in [0, 1]; ties are stepped over together. NaN when either is empty.
 */
export function kolmogorovTwoSample(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let i = 0;
  let j = 0;
  let distance = a.length === 0 || b.length === 0 ? NaN : 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

/**
 * Wasserstein distance of first order of two samples that ascend, in the unit of their values: the area between their empirical distribution
 * functions. NaN when either is empty.
 */
export function wasserstein(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  let [i, j, area] = [0, 0, 0];
  let last = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const value = Math.min(i < a.length ? a[i]! : Infinity, j < b.length ? b[j]! : Infinity);
    area += Math.abs(i / a.length - j / b.length) * (value - last);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    last = value;
  }
  return area;
}

/**
 * Total variation of two distributions given by non-negative weights of the same classes: half the sum of the absolute
 * differences of their shares, in [0, 1]. NaN when either has no weight. Throws RangeError on different numbers of classes.
 */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`total variation: ${a.length} and ${b.length} classes; they must be equal`);
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    sumA += a[i]!;
    sumB += b[i]!;
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! / sumA - b[i]! / sumB);
  return sum / 2;
}

/**
 * Largest vertical distance of two Lorenz curves (share of the total that the smallest p of the entries have), in [0, 1).
 * Counts are non-negative and ascend. NaN when either is empty or all zero.
 */
export function lorenzDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const heightA = lorenzCurve(a);
  const heightB = lorenzCurve(b);
  let distance = heightA(1) - heightB(1);
  // Both are straight between their corners, so the largest distance is at a corner of one of them.
  for (let i = 1; i <= a.length; i++)
    distance = Math.max(distance, Math.abs(heightA(i / a.length) - heightB(i / a.length)));
  for (let i = 1; i <= b.length; i++)
    distance = Math.max(distance, Math.abs(heightA(i / b.length) - heightB(i / b.length)));
  return distance;
}

function lorenzCurve(ascending: ArrayLike<number>): (p: number) => number {
  const n = ascending.length;
  const corner = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) corner[i + 1] = corner[i]! + ascending[i]!;
  const total = corner[n]!;
  return (p) => {
    const at = Math.min(n, p * n);
    const below = Math.min(n - 1, Math.floor(at));
    return (corner[below]! + (at - below) * (corner[below + 1]! - corner[below]!)) / total;
  };
}
