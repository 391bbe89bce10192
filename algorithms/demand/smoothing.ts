/**
 * Additive Holt-Winters smoothing with a damped trend: Holt 1957, Winters 1960, Gardner, McKenzie 1985, in the form of statsmodels
 * (`ExponentialSmoothing`): with e the error of the one-step forecast l + phi b + s,
 *
 *   l' = alpha (y - s) + (1 - alpha)(l + phi b)    b' = beta (l' - l) + (1 - beta) phi b    s' = gamma (y - l - phi b) + (1 - gamma) s
 */

/** Weights of level, trend and season, and the damping of the trend. */
export type Weights = readonly [alpha: number, beta: number, gamma: number, phi: number];

export interface SmoothingState {
  readonly level: number;
  readonly trend: number;
  /** (season) next period first */
  readonly seasonal: Float64Array;
}

/** From the first two seasons: mean, mean change a period, departures from the mean. */
export function firstState(values: Float64Array, season: number): SmoothingState {
  const mean = (from: number): number => {
    let sum = 0;
    for (let t = from; t < from + season; t++) sum += values[t]!;
    return sum / season;
  };
  const level = mean(0);
  return {
    level,
    trend: (mean(season) - level) / season,
    seasonal: values.slice(0, season).map((value) => value - level),
  };
}

/** Runs through `values`; returns the sum of squared one-step errors and the state at the end. */
export function smooth(
  values: Float64Array,
  first: SmoothingState,
  [alpha, beta, gamma, phi]: Weights,
): { readonly squares: number; readonly state: SmoothingState } {
  const season = first.seasonal.length;
  const seasonal = first.seasonal.slice();
  let { level, trend } = first;
  let squares = 0;
  for (let t = 0; t < values.length; t++) {
    const at = t % season;
    const value = values[t]!;
    const expected = level + phi * trend;
    const own = seasonal[at]!;
    const error = value - expected - own;
    squares += error * error;
    const next = alpha * (value - own) + (1 - alpha) * expected;
    seasonal[at] = gamma * (value - expected) + (1 - gamma) * own;
    trend = beta * (next - level) + (1 - beta) * phi * trend;
    level = next;
  }
  const turned = seasonal.map((_, i) => seasonal[(values.length + i) % season]!);
  return { squares, state: { level, trend, seasonal: turned } };
}

/** h periods ahead, from 0. */
export function ahead({ level, trend, seasonal }: SmoothingState, phi: number, h: number): number {
  let damped = 0;
  for (let i = 0, power = phi; i <= h; i++, power *= phi) damped += power;
  return level + damped * trend + seasonal[h % seasonal.length]!;
}

const STARTS: readonly Weights[] = [
  [0.05, 0.01, 0.1, 0.95],
  [0.3, 0.05, 0.1, 0.9],
  [0.1, 0.05, 0.4, 0.95],
];
const LEAST_STEP = 0.002;

/**
 * Weights of the least squared one-step errors: pattern search (Hooke, Jeeves 1961) from several starts, within 0 to 1, beta at most alpha,
 * gamma at most 1 - alpha, phi .8 to .995.
 */
export function fitWeights(values: Float64Array, first: SmoothingState): Weights {
  let best: Weights = STARTS[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const start of STARTS) {
    let own = start;
    let squares = smooth(values, first, own).squares;
    for (let step = 0.16; step >= LEAST_STEP; ) {
      let improved = false;
      for (let i = 0; i < own.length; i++) {
        for (const sign of [1, -1]) {
          const tried = bounded(own.map((value, j) => (j === i ? value + sign * step : value)));
          const found = smooth(values, first, tried).squares;
          if (found >= squares) continue;
          own = tried;
          squares = found;
          improved = true;
        }
      }
      if (!improved) step /= 2;
    }
    if (squares < least) {
      least = squares;
      best = own;
    }
  }
  return best;
}

function bounded(weights: readonly number[]): Weights {
  const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  const alpha = clip(weights[0]!, 0, 1);
  return [alpha, clip(weights[1]!, 0, alpha), clip(weights[2]!, 0, 1 - alpha), clip(weights[3]!, 0.8, 0.995)];
}
