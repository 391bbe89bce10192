/** What was told of examples: classes, curves at thresholds, how far answers have moved. */

export interface LabelResult {
  readonly classes: readonly string[];
  /** (classes) of (classes) examples of the class that were said to be of each */
  readonly confusion: readonly (readonly number[])[];
  /** By tenth of the probability of the last class, ten of each: examples, those of the last class, and the mean probability. */
  readonly reliability: {
    readonly n: readonly number[];
    readonly hits: readonly number[];
    /** To six digits behind the point; 0 where the tenth holds nothing. */
    readonly mean: readonly number[];
  };
}

/**
 * What answers come to at thresholds of the probability of the last class, against the rest. Beside a result and no part of it: for pictures, never
 * compared.
 */
export interface LabelCurves {
  readonly class: string;
  /** Examples, and those of the class. */
  readonly n: number;
  readonly positives: number;
  /**
   * (100) by recall: the highest threshold at which 1, 2 ... 100 per cent of the class are found, with the examples that were told as much or
   * more, and those of the class among them.
   */
  readonly threshold: readonly number[];
  readonly alerts: readonly number[];
  readonly hits: readonly number[];
  /** Cents at stake in the class, and what of them is found at each threshold; absent where no money is at stake. */
  readonly money?: { readonly all: number; readonly found: readonly number[] };
  /** At one threshold. */
  readonly chosen: {
    /**
     * Alerts a day that the study can look at: the threshold is the one at which all days together have as many, as is known afterwards; of
     * equals the first in the order of the data are alerts. Absent: the threshold is a half, for days or a budget are not known.
     */
    readonly budget?: number;
    readonly threshold: number;
    readonly alerts: number;
    readonly hits: number;
    /** Those of the class by kind, what of them is found, and Wilson's interval of that share; absent where there are no kinds. */
    readonly kinds?: readonly {
      readonly kind: string;
      readonly n: number;
      readonly hits: number;
      readonly low: number;
      readonly high: number;
    }[];
    /** By `step` days from the `first`, counted from the origin: right alerts, wrong ones, and what was missed. Absent without days. */
    readonly days?: {
      readonly first: number;
      readonly count: number;
      readonly step: number;
      readonly right: readonly number[];
      readonly wrong: readonly number[];
      readonly missed: readonly number[];
    };
  };
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
}

/** How far what is tested is from what was learnt from, by `populationStability` (metrics/stability.ts). */
export interface DriftResult {
  readonly definition: string;
  /** Rows learnt from, which are compared with. */
  readonly rows: number;
  /** Of the probability of the last class: all that is tested, then week by week from the origin on where those are known. */
  readonly score: readonly DriftOfScore[];
  /** Of each feature over all that is tested, in the order of the features; [] where rows have none. */
  readonly features: readonly { readonly name: string; readonly value: number }[];
}

export interface DriftOfScore {
  /** `all`, `week 4`. */
  readonly period: string;
  /** null: too few rows. */
  readonly value: number | null;
  readonly n: number;
}
