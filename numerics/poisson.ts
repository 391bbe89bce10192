/** The Poisson distribution, by exact inversion. */

import { stirlingTail } from './elementary/gamma.ts';
import { exp, log1p } from './math.ts';

const ROOT_TWO_PI = 2.5066282746310002;
const LARGEST_MEAN = 1e9;

/** Nearer than this to 0 or 1, u is compared with a tail summed from its far end, whose rounding is small beside it. */
const TAIL = 1e-6;
/** Terms below this part of what they are compared with no longer count. */
const NEGLIGIBLE = 1e-18;

/**
 * Poisson quantile: the smallest k with P(X <= k) >= u, u in (0, 1). Sums the probabilities, so it costs about
 * mean + 1 steps for means below 10 and 10 sqrt(mean) above, twice that in the tails; exact but for rounding of the sum
 * (about 1e-15 in u, and 1e-12 of u or 1 - u where that is below 1e-6). Throws RangeError unless the mean is in [0, 1e9].
 */
export function poissonQuantile(u: number, mean: number): number {
  if (!(mean >= 0 && mean <= LARGEST_MEAN))
    throw new RangeError(`poisson: mean is ${mean}; it must be in [0, 1e9]`);
  if (mean === 0) return 0;
  const mode = mean < 10 ? 0 : Math.floor(mean);
  const peak = mode === 0 ? exp(-mean) : peakProbability(mode, mean);
  if (1 - u < TAIL) return fromTop(1 - u, mean, mode, peak);
  if (mode === 0) return climb(u, mean, 0, peak, peak);
  if (u < TAIL) return fromBottom(u, mean, mode, peak);
  const upToMode = sumDown(mode, mean, peak);
  return u > upToMode ? climb(u, mean, mode, peak, upToMode) : descend(u, mean, mode, peak, upToMode);
}

/** P(X = mode) for mode = floor(mean) >= 10: Loader, "Fast and accurate computation of binomial probabilities", 2000. */
function peakProbability(mode: number, mean: number): number {
  const excess = mean - mode;
  const deviance = mode * log1p(excess / mode) - excess;
  return exp(deviance - stirlingTail(mode)) / (ROOT_TWO_PI * Math.sqrt(mode));
}

/** P(X <= mode), summed downwards until terms no longer count. */
function sumDown(mode: number, mean: number, peak: number): number {
  let term = peak;
  let sum = peak;
  for (let k = mode; k > 0 && term > 1e-18; k--) {
    term *= k / mean;
    sum += term;
  }
  return sum;
}

/** Smallest k >= start with cumulative >= u; stops where terms no longer count. */
function climb(u: number, mean: number, start: number, atStart: number, upToStart: number): number {
  let k = start;
  let term = atStart;
  let cumulative = upToStart;
  while (cumulative < u && (term > 1e-18 || k < mean)) {
    k++;
    term *= mean / k;
    cumulative += term;
  }
  return k;
}

/** Smallest k <= start with cumulative >= u, given that start has it. */
function descend(u: number, mean: number, start: number, atStart: number, upToStart: number): number {
  let k = start;
  let term = atStart;
  let cumulative = upToStart;
  while (k > 0 && cumulative - term >= u && term > 1e-18) {
    cumulative -= term;
    term *= k / mean;
    k--;
  }
  return k;
}

/** Smallest k with P(X > k) <= above: the upper tail, summed from where its terms no longer count. */
function fromTop(above: number, mean: number, start: number, atStart: number): number {
  let k = start;
  let term = atStart;
  while (term > NEGLIGIBLE * above || k < mean) {
    k++;
    term *= mean / k;
  }
  let tail = 0;
  while (k > 0 && tail + term <= above) {
    tail += term;
    term *= k / mean;
    k--;
  }
  return k;
}

/** Smallest k with P(X <= k) >= u: the lower tail, summed from where its terms no longer count. */
function fromBottom(u: number, mean: number, start: number, atStart: number): number {
  let k = start;
  let term = atStart;
  while (k > 0 && term > NEGLIGIBLE * u) {
    term *= k / mean;
    k--;
  }
  return climb(u, mean, k, term, term);
}
