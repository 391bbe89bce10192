/** Arms of experiments: who is in which, and what it changes. A shopper's arm is a keyed draw, made once and for good. */

import { ARMS, type Arms, createTable, NO_ARM } from '../../datasets/tables.ts';
import { canonicalJson } from '../../numerics/digest.ts';
import { exponentialQuantile } from '../../numerics/distributions.ts';
import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PolicySpec } from '../scenario/scenario-visit.ts';

/** One choice in each experiment, and what they come to together. */
export interface Arm {
  /** (experiments) index of the choice in each. */
  readonly choices: readonly number[];
  /** Share of shoppers to expect. */
  readonly share: number;
  /** In place of the scenario's. */
  readonly policy: PolicySpec | undefined;
  readonly priceFactor: number;
}

const NO_CHOICE: Arm = { choices: [], share: 1, policy: undefined, priceFactor: 1 };

/** By code, as in `sessions.arm`; entry NO_ARM is the shop without experiments. The last experiment varies fastest. */
export function armsOf({ experiments }: Pick<Scenario, 'experiments'>): Arm[] {
  let arms = [NO_CHOICE];
  for (const { arms: own } of experiments) {
    const total = own.reduce((sum, { weight }) => sum + weight, 0);
    arms = arms.flatMap((arm) =>
      own.map((choice, index) => ({
        choices: [...arm.choices, index],
        share: (arm.share * choice.weight) / total,
        policy: choice.policy ?? arm.policy,
        priceFactor: arm.priceFactor * choice.priceFactor,
      })),
    );
  }
  return experiments.length === 0 ? [NO_CHOICE] : [NO_CHOICE, ...arms];
}

/**
 * Code of the arm of each shopper; NO_ARM for all when there is no experiment. In each experiment every arm runs an
 * exponential race for the shopper at the speed of its weight, and the first to arrive has them: shares are exact, and an
 * arm added at the end, or given more weight, takes shoppers over without moving anybody between the others. An experiment added at
 * the end moves nobody in those before it. (Weighted rendezvous hashing: Thaler and Ravishankar 1998.)
 */
export function assignArms(
  { experiments }: Pick<Scenario, 'experiments'>,
  seed: SeedWords,
  keys: Uint32Array,
): Uint8Array<ArrayBuffer> {
  if (experiments.length === 0) return new Uint8Array(keys.length).fill(NO_ARM);
  const raceKey = drawKey(seed, 'experiment.arm');
  return Uint8Array.from(keys, (shopper) => {
    let code = 0;
    for (const [nth, { arms }] of experiments.entries()) {
      let winner = 0;
      let first = Number.POSITIVE_INFINITY;
      for (const [index, { weight }] of arms.entries()) {
        const arrival = exponentialQuantile(uniform(raceKey, shopper, nth, index)) / weight;
        if (arrival >= first) continue;
        first = arrival;
        winner = index;
      }
      code = code * arms.length + winner;
    }
    return code + 1;
  });
}

/** What the shop files of its arms. `policy` is the scenario's own, or what stands in its place. */
export function armsTable(scenario: Scenario, policy: { readonly name: string }): Arms {
  const { experiments } = scenario;
  const arms = experiments.length === 0 ? [] : armsOf(scenario).slice(1);
  const rows = createTable(ARMS, arms.length * experiments.length);
  for (const [i, arm] of arms.entries()) {
    for (const [nth, { name, arms: own }] of experiments.entries()) {
      const row = i * experiments.length + nth;
      rows.arm[row] = i + 1;
      rows.experiment[row] = nth;
      rows.experimentName[row] = name;
      rows.name[row] = own[arm.choices[nth]!]!.name;
      rows.share[row] = arm.share;
      rows.policy[row] = canonicalJson(arm.policy ?? policy);
      rows.priceFactor[row] = arm.priceFactor;
    }
  }
  return rows;
}
