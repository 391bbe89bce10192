/** What a study will be able to tell, before it is run: the smallest true difference that it finds. */

import { minimumDetectable } from '../../numerics/power.ts';
import { mean } from '../../numerics/stats.ts';
import { type DoneWithValues, isDone, type RunWithValues } from '../comparison/compare.ts';
import { entrantsOf } from '../comparison/entrants.ts';
import { standings } from '../comparison/standings.ts';
import type { Repeats } from '../run-record.ts';
import { deviationIn, type PairedSpread, spreadOf } from './paired-spread.ts';

export interface PlannedPair {
  readonly first: string;
  readonly second: string;
  /** Standard deviation over shoppers of their mean difference, in the rounds of the study. */
  readonly deviation: number;
  /** Smallest true mean difference found with chance `power` in a test of this pair alone. */
  readonly detectable: number;
  /** The same at the first step of Holm, among all pairs of the study. */
  readonly detectableAmongAll: number;
  /** Shoppers for a difference of a twentieth of the mean, in a test of this pair alone; null where the mean is 0. */
  readonly shoppersForTwentieth: number | null;
}

export interface PlannedMode {
  readonly repeats: Repeats;
  readonly definition: string;
  /** Shoppers (or examples) evaluated, once each. */
  readonly shoppers: number;
  /** Seeds times folds. */
  readonly rounds: number;
  /** Rounds in which a shopper is asked about, on average. */
  readonly roundsPerShopper: number;
  /** Pairs that the study compares. */
  readonly pairsOfStudy: number;
  /** Highest mean of what the variance is from, for scale. */
  readonly mean: number;
  /** The least, the middle and the most spread of the known pairs; one where there is one. */
  readonly pairs: readonly PlannedPair[];
  /** Standard deviation of a mean from seed to seed on the same rows, the most of any algorithm; null where not known. */
  readonly trainingNoise: { readonly label: string; readonly deviation: number } | null;
  /** Difference of two such means, over the seeds of the study, that chance of training exceeds one time in twenty (at the level of the study); null where not known. */
  readonly byTrainingAlone: number | null;
}

export interface PlanQuestion {
  readonly repeats: Repeats;
  readonly definition: string;
  /** (shoppers) rounds in which each evaluated shopper is asked about */
  readonly roundsOf: Uint32Array;
  readonly rounds: number;
  readonly seeds: number;
  readonly algorithms: number;
  /** Chance of a false difference. */
  readonly alpha: number;
  readonly power: number;
}

/** Throws where no two algorithms have values for the same shoppers. */
export function planMode(runs: readonly RunWithValues[], question: PlanQuestion): PlannedMode {
  const { definition, repeats, roundsOf, alpha, power } = question;
  const done = runs.filter(isDone).filter(({ record }) => record.inputs.repeats === repeats);
  const spreads = spreadsOf(done, definition);
  if (spreads.length === 0)
    throw new Error(`plan: no two algorithms have values of ${definition} for the same shoppers`);
  const shoppers = roundsOf.length;
  const pairsOfStudy = (question.algorithms * (question.algorithms - 1)) / 2;
  const means = standingsOf(done, definition);
  const highest = Math.max(...means.map((standing) => Math.abs(standing.mean ?? 0)));
  const noisy = means
    .flatMap(({ label, trainingNoise }) =>
      trainingNoise == null ? [] : [{ label, deviation: trainingNoise }],
    )
    .sort((a, b) => b.deviation - a.deviation)[0];
  const pairs = spreads
    .map((spread) => ({ spread, deviation: deviationIn(spread, roundsOf) }))
    .sort((a, b) => a.deviation - b.deviation)
    .filter((_, i, { length }) => i === 0 || i === length - 1 || i === length >> 1);
  return {
    ...{ repeats, definition, shoppers, rounds: question.rounds, pairsOfStudy, mean: highest },
    roundsPerShopper: mean([...roundsOf]),
    pairs: pairs.map(({ spread: { first, second }, deviation }): PlannedPair => {
      const detectable = minimumDetectable(deviation, shoppers, alpha, power);
      return {
        ...{ first, second, deviation, detectable },
        detectableAmongAll: minimumDetectable(deviation, shoppers, alpha / Math.max(1, pairsOfStudy), power),
        shoppersForTwentieth: highest === 0 ? null : Math.ceil(shoppers * (detectable / (highest / 20)) ** 2),
      };
    }),
    trainingNoise: noisy ?? null,
    // With power one half what is detectable is the quantile of the level alone.
    byTrainingAlone: noisy
      ? minimumDetectable(Math.SQRT2 * noisy.deviation, question.seeds, alpha, 0.5)
      : null,
  };
}

function spreadsOf(done: readonly DoneWithValues[], definition: string): PairedSpread[] {
  const entrants = entrantsOf(done);
  return entrants.flatMap((one, i) =>
    entrants.slice(i + 1).flatMap((other) => spreadOf(one.runs, other.runs, definition) ?? []),
  );
}

/** Intervals are of no interest here. */
const standingsOf = (done: readonly DoneWithValues[], definition: string) =>
  standings(done, { resamples: 1, key: { k0: 0, k1: 0 } }).filter((own) => own.definition === definition);
