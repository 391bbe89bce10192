/** The Open Bandit sample: what each of its two policies would earn, from the log of the other. */

import type { Dataset } from '../../datasets/dataset.ts';
import {
  OPEN_BANDIT_POLICIES,
  type OpenBanditPolicy,
  openBanditArm,
} from '../../datasets/public/open-bandit.ts';
import { type Shown, shownFrom } from '../../datasets/shown.ts';
import { bootstrapStatistics } from '../../numerics/bootstrap-statistics.ts';
import { drawKey, type SeedWords } from '../../numerics/rng.ts';
import {
  diagnoseWeights,
  ESTIMATOR_NAMES,
  ESTIMATORS,
  type EstimatorName,
  type EstimatorOptions,
  estimatorTerms,
  type OffPolicyEstimate,
  summaryOf,
  type WeightDiagnosis,
} from './estimators.ts';
import { expectedOf, fitItemPosition } from './item-position-model.ts';
import { betaOrderChances } from './order-chances.ts';
import { type LoggedRounds, weightsOf } from './rounds.ts';

const POSITIONS = 3;

/** Beta posteriors of the Thompson policy when the collection began, campaign `men`: obp/policy/conf/prior_bts.yaml of the Open Bandit Pipeline 0.4.1 (Apache 2.0). */
export const THOMPSON_START = {
  alpha: [
    47, 8, 62, 142, 3, 6, 100, 48, 23, 71, 61, 13, 16, 518, 30, 7, 4, 23, 8, 10, 11, 11, 18, 121, 11, 4, 32,
    30, 9, 22, 6, 23, 5, 54,
  ],
  beta: [
    12_198, 3566, 15_993, 35_522, 2367, 3100, 24_665, 13_210, 7061, 18_061, 17_449, 5644, 6787, 111_326, 8776,
    3334, 2271, 7389, 2659, 3665, 4724, 3561, 5085, 27_407, 4601, 2923, 8897, 8654, 4000, 6580, 3174, 6766,
    2602, 14_506,
  ],
} as const;

/** Who is estimated, (positions x items): the uniform policy, and Thompson's as it began. */
export function openBanditTargets(items: number): Readonly<Record<OpenBanditPolicy, Float64Array>> {
  if (items !== THOMPSON_START.alpha.length)
    throw new RangeError(
      `open-bandit: ${items} items; the policy is known for ${THOMPSON_START.alpha.length}`,
    );
  return {
    random: new Float64Array(POSITIONS * items).fill(1 / items),
    bts: betaOrderChances(THOMPSON_START.alpha, THOMPSON_START.beta, POSITIONS),
  };
}

export interface OpenBanditOptions extends EstimatorOptions {
  readonly seed: SeedWords;
  readonly resamples: number;
  readonly level: number;
}

export interface OpenBanditEstimate extends OffPolicyEstimate {
  readonly estimator: EstimatorName;
  readonly doc: string;
  /** Percentile bootstrap interval over rounds. */
  readonly bootstrap: { readonly low: number; readonly high: number };
}

export interface OpenBanditDirection {
  readonly from: OpenBanditPolicy;
  readonly target: OpenBanditPolicy;
  readonly weights: WeightDiagnosis;
  readonly estimates: readonly OpenBanditEstimate[];
  /** Clicks a slot where the target itself was on; Thompson learnt on while it was, so its own log is not of the policy as it began. */
  readonly own: OffPolicyEstimate;
  /** Clicks a slot of the log that the estimates are from. */
  readonly logged: OffPolicyEstimate;
}

/** Rounds of one policy's log under the other as the target; a click is the reward of a slot. */
export function openBanditRounds(shown: Shown, target: Float64Array, items: number): LoggedRounds {
  const chance = Float64Array.from(shown.item, (item, row) => target[shown.position[row]! * items + item]!);
  const weight = weightsOf({ length: shown.length, logged: shown.propensity, target: chance }, 'open-bandit');
  const reward = Float64Array.from(shown.clicked);
  const rows = {
    length: shown.length,
    item: shown.item,
    position: (row: number) => shown.position[row]!,
    reward,
  };
  const model = fitItemPosition(rows, { items, positions: POSITIONS });
  return { length: shown.length, weight, reward, model: expectedOf(rows, model, target, items) };
}

/** The slots that one policy showed, in order of time. */
export function openBanditShown({ log }: Dataset, policy: OpenBanditPolicy): Shown {
  const shown = shownFrom(log);
  const rows = Uint32Array.from({ length: shown.length }, (_, row) => row).filter(
    (row) => log.sessions.arm[shown.slate[row]!] === openBanditArm(policy),
  );
  return {
    length: rows.length,
    slates: rows.length,
    slate: rows.map((_, row) => row),
    shopper: rows.map((row) => shown.shopper[row]!),
    item: rows.map((row) => shown.item[row]!),
    position: Uint8Array.from(rows, (row) => shown.position[row]!),
    time: rows.map((row) => shown.time[row]!),
    propensity: Float32Array.from(rows, (row) => shown.propensity[row]!),
    clicked: Uint8Array.from(rows, (row) => shown.clicked[row]!),
  };
}

/** Both directions: Thompson's value from the random log, and the other way round. */
export function evaluateOpenBandit(dataset: Dataset, options: OpenBanditOptions): OpenBanditDirection[] {
  const items = dataset.catalog.length;
  const targets = openBanditTargets(items);
  const shown = { random: openBanditShown(dataset, 'random'), bts: openBanditShown(dataset, 'bts') };
  return OPEN_BANDIT_POLICIES.map((from, nth): OpenBanditDirection => {
    const target = OPEN_BANDIT_POLICIES[1 - nth]!;
    const rounds = openBanditRounds(shown[from], targets[target], items);
    const own = (policy: OpenBanditPolicy): OffPolicyEstimate =>
      summaryOf({ terms: Float64Array.from(shown[policy].clicked) }, options.level);
    return {
      from,
      target,
      weights: diagnoseWeights(rounds.weight),
      estimates: estimatesOf(rounds, options),
      own: own(target),
      logged: own(from),
    };
  });
}

function estimatesOf(rounds: LoggedRounds, options: OpenBanditOptions): OpenBanditEstimate[] {
  const columns = ESTIMATOR_NAMES.map((name) => estimatorTerms(name, rounds, options));
  const intervals = bootstrapStatistics(
    rounds.length,
    (rows) =>
      columns.map(({ terms, over }) => {
        let [top, bottom] = [0, 0];
        for (const row of rows) {
          top += terms[row]!;
          bottom += over ? over[row]! : 1;
        }
        return top / bottom;
      }),
    { key: drawKey(options.seed, 'bootstrap'), resamples: options.resamples, level: options.level },
  );
  return ESTIMATOR_NAMES.map((estimator, nth) => ({
    estimator,
    doc: ESTIMATORS[estimator].doc,
    ...summaryOf(columns[nth]!, options.level),
    bootstrap: intervals[nth]!,
  }));
}
