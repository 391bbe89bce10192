/** Differences of arms from the control, with and without what was known of shoppers before. */

import { cuped } from '../../numerics/cuped.ts';
import { holm } from '../../numerics/multiple-tests.ts';
import { normalCdf, normalQuantile } from '../../numerics/normal.ts';

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
