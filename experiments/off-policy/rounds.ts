/** Rounds of a log as off-policy estimators take them: what was shown, weighed by how much likelier the target would have shown it. */

import { ConfigError } from '../../datasets/config-error.ts';

/** Columns of (length). */
export interface LoggedRounds {
  readonly length: number;
  /** Chance of what was shown under the target, over that under the logging policy; its mean over many rounds is 1. */
  readonly weight: Float64Array;
  /** What came of it. */
  readonly reward: Float64Array;
  /** What a reward model expects of what was shown, and of what the target would show; absent without a model. */
  readonly model?: { readonly shown: Float64Array; readonly target: Float64Array };
}

/** Chances of what was shown, (rounds) each: one number a round, or a slot of a slate. */
export interface ShownChances {
  readonly length: number;
  /** Under the logging policy, as the log tells. */
  readonly logged: ArrayLike<number>;
  /** Under the target. */
  readonly target: ArrayLike<number>;
}

/**
 * Weights of rounds. Throws ConfigError where the log lacks support, at the first such row: a propensity that is no chance in (0, 1]; or one of 1
 * where the target would show something else with some chance, of which such a log can tell nothing.
 *
 * @param name what is refused, in errors
 */
export function weightsOf({ length, logged, target }: ShownChances, name = 'log'): Float64Array {
  const weight = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const [propensity, wanted] = [logged[row]!, target[row]!];
    if (!(propensity > 0 && propensity <= 1))
      throw unsupported(
        name,
        row,
        `propensity is ${propensity}; the chance of what was shown is above 0 and at most 1`,
      );
    if (!(wanted >= 0 && wanted <= 1 + CHANCE_ROUNDING))
      throw new RangeError(`${name}: row ${row}: the target's chance is ${wanted}; it must be from 0 to 1`);
    if (propensity === 1 && wanted < 1 - CHANCE_ROUNDING)
      throw unsupported(
        name,
        row,
        `propensity is 1, and the target shows something else with chance ${1 - wanted}; a deterministic log has no support for it`,
      );
    weight[row] = wanted / propensity;
  }
  return weight;
}

/** Sums of chances may miss 1 by as much. */
const CHANCE_ROUNDING = 1e-6;

/**
 * Refuses a target that may show what the logging policy never does: the first choice with a chance under the target and none in the log.
 *
 * @param logged (choices) the whole distribution of the logging policy in one context
 * @param target (choices) of the target in the same
 */
export function checkSupport(
  logged: ArrayLike<number>,
  target: ArrayLike<number>,
  name = 'log',
  row = 0,
  choice = (index: number): string => `item ${index}`,
): void {
  for (let index = 0; index < target.length; index++) {
    if (!(target[index]! > 0) || logged[index]! > 0) continue;
    throw unsupported(
      name,
      row,
      `propensity of ${choice(index)} is ${logged[index]}, and the target shows it with chance ${target[index]}`,
    );
  }
}

const unsupported = (name: string, row: number, words: string): ConfigError =>
  new ConfigError([`${name}: no support: row ${row}: ${words}`]);

/** How a reward of a slate is weighed. */
export const SLATE_WEIGHTS = {
  slate: {
    doc: 'one weight a slate, the product over its slots: unbiased whatever the reward depends on',
    source: 'Swaminathan et al. 2017, the baseline; "standard IPS" in McInerney et al. 2020',
  },
  cascade: {
    doc: "each slot's reward by the product down to it: unbiased where a reward depends on the slots above alone",
    source: 'reward interaction IPS: McInerney et al. 2020',
  },
  position: {
    doc: "each slot's reward by the chance of its own item in its slot: unbiased where a reward depends on its item and slot alone",
    source: 'item-position model: Li et al. 2018',
  },
} as const;
export type SlateWeights = keyof typeof SLATE_WEIGHTS;

/**
 * Products of conditional weights down each slate, in place of the weights: of all its slots (`slate`), or of those down to each (`cascade`).
 *
 * @param conditional (slates x slots) weight of each item in its slot given the slots above
 */
export function productsDown(
  conditional: Float64Array,
  slots: number,
  kind: 'slate' | 'cascade',
): Float64Array {
  const products = conditional.slice();
  for (let start = 0; start < products.length; start += slots) {
    for (let slot = 1; slot < slots; slot++) products[start + slot]! *= products[start + slot - 1]!;
    if (kind === 'slate') products.fill(products[start + slots - 1]!, start, start + slots);
  }
  return products;
}

/** Slates as rounds: the sum over slots of weight times reward, and of weights. (slates x slots) each. */
export function weighedRewards(weight: Float64Array, reward: ArrayLike<number>, slots: number): Float64Array {
  const sums = new Float64Array(weight.length / slots);
  for (let row = 0; row < weight.length; row++) sums[Math.floor(row / slots)]! += weight[row]! * reward[row]!;
  return sums;
}
