/** Differences of arms from the control, with and without what was known of shoppers before. */

import { cuped } from '../../numerics/cuped.ts';
import { holm } from '../../numerics/multiple-tests.ts';
import { normalCdf, normalQuantile } from '../../numerics/normal.ts';
import { mean, variance } from '../../numerics/stats.ts';

/** Difference of two means of independent units, each with a variance of its own (Welch), in large samples. */
export interface Difference {
  readonly control: number;
  readonly arm: number;
  readonly difference: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
  readonly units: readonly [control: number, arm: number];
}

/**
 * @param values (shoppers)
 * @param arms (shoppers) arm of each; 0 is the control
 */
export function differenceOf(
  values: ArrayLike<number>,
  arms: ArrayLike<number>,
  arm: number,
  level = 0.95,
): Difference {
  const n = [0, 0];
  const sum = [0, 0];
  const squares = [0, 0];
  for (let shopper = 0; shopper < values.length; shopper++) {
    const side = arms[shopper] === 0 ? 0 : arms[shopper] === arm ? 1 : -1;
    if (side < 0) continue;
    n[side]!++;
    sum[side]! += values[shopper]!;
    squares[side]! += values[shopper]! ** 2;
  }
  const means = [0, 1].map((side) => sum[side]! / n[side]!) as [number, number];
  const [a, b] = [0, 1].map(
    (side) => Math.max(0, squares[side]! - n[side]! * means[side]! ** 2) / (n[side]! - 1) / n[side]!,
  ) as [number, number];
  const standardError = Math.sqrt(a + b);
  const difference = means[1] - means[0];
  const reach = normalQuantile((1 + level) / 2) * standardError;
  const z = standardError > 0 ? difference / standardError : 0;
  return {
    control: means[0],
    arm: means[1],
    difference,
    standardError,
    low: difference - reach,
    high: difference + reach,
    z,
    p: 2 * normalCdf(-Math.abs(z)),
    units: [n[0]!, n[1]!],
  };
}

export interface ArmResult {
  readonly arm: string;
  readonly plain: Difference;
  readonly cuped: Difference;
  /** Adjusted over all arms: plain, and by CUPED. */
  readonly holm: { readonly plain: number; readonly cuped: number };
}

export interface TestAnalysis {
  readonly arms: readonly ArmResult[];
  readonly theta: number;
  /** Of the outcome with that of before, over all shoppers. */
  readonly correlation: number;
}

/** Every arm against the first. */
export function analyse(
  names: readonly string[],
  arms: ArrayLike<number>,
  outcome: Float64Array,
  before: Float64Array,
  level = 0.95,
): TestAnalysis {
  const { adjusted, theta, correlation } = cuped(outcome, before);
  const plain = names.slice(1).map((_, at) => differenceOf(outcome, arms, at + 1, level));
  const sharper = names.slice(1).map((_, at) => differenceOf(adjusted, arms, at + 1, level));
  const [corrected, sharply] = [plain, sharper].map((all) => holm(all.map(({ p }) => p))) as [
    Float64Array,
    Float64Array,
  ];
  return {
    arms: names.slice(1).map((arm, at) => ({
      arm,
      plain: plain[at]!,
      cuped: sharper[at]!,
      holm: { plain: corrected[at]!, cuped: sharply[at]! },
    })),
    theta,
    correlation,
  };
}

/** A weighed sum of the means of arms. */
export interface Contrast {
  readonly name: string;
  /** (arms) */
  readonly weights: readonly number[];
}

/**
 * Main effects and interactions of policies by prices (a full factorial; Montgomery, "Design and analysis of experiments", chapter 5): what a policy adds to the
 * first over all prices, what a price adds to the first over all policies, and by how much a policy's effect differs at a price.
 *
 * @param policies names, the control first; arm `price * policies + policy`
 */
export function factorialContrasts(policies: readonly string[], prices: readonly string[]): Contrast[] {
  if (prices.length < 2) return [];
  const contrast = (name: string, weight: (policy: number, price: number) => number): Contrast => ({
    name,
    weights: prices.flatMap((_, price) => policies.map((_one, policy) => weight(policy, price))),
  });
  const side = (at: number, of: number): number => (at === of ? 1 : at === 0 ? -1 : 0);
  return [
    ...policies.slice(1).map((name, at) => contrast(name, (policy) => side(policy, at + 1) / prices.length)),
    ...prices.slice(1).map((name, at) => contrast(name, (_, price) => side(price, at + 1) / policies.length)),
    ...policies
      .slice(1)
      .flatMap((policyName, one) =>
        prices
          .slice(1)
          .map((priceName, other) =>
            contrast(
              `${policyName} by ${priceName}`,
              (policy, price) => side(policy, one + 1) * side(price, other + 1),
            ),
          ),
      ),
  ];
}

export interface ContrastResult {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** After Holm, over all contrasts. */
  readonly holm: number;
}

/** Each arm with a variance of its own, in large samples. */
export function contrastsOf(
  contrasts: readonly Contrast[],
  values: ArrayLike<number>,
  arms: ArrayLike<number>,
  level = 0.95,
): ContrastResult[] {
  const own = contrasts.map(({ name, weights }) => {
    let [value, squares] = [0, 0];
    weights.forEach((weight, arm) => {
      if (weight === 0) return;
      const sample = Float64Array.from(values).filter((_, shopper) => arms[shopper] === arm);
      value += weight * mean(sample);
      squares += (weight * weight * variance(sample)) / sample.length;
    });
    const standardError = Math.sqrt(squares);
    const reach = normalQuantile((1 + level) / 2) * standardError;
    const p = standardError > 0 ? 2 * normalCdf(-Math.abs(value) / standardError) : 1;
    return { name, value, standardError, low: value - reach, high: value + reach, p };
  });
  const corrected = holm(own.map(({ p }) => p));
  return own.map((one, at) => ({ ...one, holm: corrected[at]! }));
}
