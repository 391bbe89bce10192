/**
 * Logistic regression on look-back features: each feature as bins of like size with a weight of their own (so that a count may be harmless
 * up to some value and not beyond), or standardised. Hosmer, Lemeshow, "Applied logistic regression", 2000; bins as scorecards have them
 * (Siddiqi, "Credit risk scorecards", 2006). Contributions of an explanation are what a feature adds to the log odds beyond its mean over
 * training; they add up to the score, the log odds beyond the mean.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { featuresOf } from '../learnt-examples.ts';
import { pause } from '../pause.ts';
import { f64, rowStarts } from '../state/arrays.ts';
import { also, fields, oneOf, size, texts } from '../state/shape.ts';
import { binOf, findBins, type Matrix, MISSING_BIN } from './boosting/bins.ts';
import { chanceOfLogOdds } from './chances.ts';
import { explainFeatures } from './explain-features.ts';
import { type Design, denseDesign, fitWeightedLogistic, placesDesign } from './fit-weighted-logistic.ts';
import {
  chooseFeatures,
  featureParams,
  learningParams,
  learningRows,
  matrixOf,
  tellByFeatures,
} from './learning-rows.ts';

const params = z.strictObject({
  features: z
    .enum(['binned', 'standardised'])
    .default('binned')
    .describe(
      'binned: a weight for each bin of a feature; standardised: one weight, missing values at the mean',
    ),
  bins: z
    .int()
    .min(2)
    .max(64)
    .default(12)
    .describe('binned: bins of a feature, at most, besides one for missing values'),
  penalty: z.number().gt(0).max(1e6).default(1).describe('weight of half the squares of weights'),
  positiveWeight: z.number().gt(0).max(1e6).default(1).describe('weight of a row of fraud, of others 1'),
  ...learningParams,
  ...featureParams,
});

const MOST_STEPS = 100;
const TOLERANCE = 1e-6;

/** How a feature enters: its bins, or its mean and deviation. */
interface Coded {
  readonly thresholds: Float64Array;
  readonly scale: Float64Array;
}

interface State {
  readonly kind: 'binned' | 'standardised';
  readonly classes: readonly string[];
  readonly features: number;
  readonly names: readonly string[];
  /** (features + 1) where the thresholds of each begin. */
  readonly starts: Uint32Array;
  readonly thresholds: Float64Array;
  /** (features x 2) mean and deviation. */
  readonly scale: Float64Array;
  /** (columns + 1) the intercept last. */
  readonly weights: Float64Array;
  /** (features) what each adds on average over training. */
  readonly mean: Float64Array;
}

/** Columns of a feature: bins that values fall into, and one for missing values; or one. */
const widthOf = ({ kind }: Pick<State, 'kind'>, { thresholds }: Coded): number =>
  kind === 'binned' ? thresholds.length + 2 : 1;

export const fraudLogistic = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'fraud-logistic.v1',
  task: 'label',
  family: 'fraud',
  doc: 'logistic regression on binned or standardised features, classes weighted',
  source: 'Hosmer and Lemeshow 2000; bins as in scorecards (Siddiqi 2006)',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'features',
  use: 'where weights must be read and probabilities trusted; what follows from two features together is not seen',
  cost: { fit: 'steps x P x features', answer: 'features', memory: 'P x features' },
  async learn(data, { settleDays, without, features: kind, bins, penalty, positiveWeight }, run) {
    const { rows, label } = learningRows(data, settleDays);
    const { all } = data.examples!;
    const table = featuresOf(all);
    const chosen = chooseFeatures(table, { without });
    const matrix = matrixOf(table, rows, chosen);
    const coded = codesOf(matrix, kind, bins);
    const weights = await fitWeightedLogistic(designOf(matrix, kind, coded), label, {
      penalty,
      positiveWeight,
      tolerance: TOLERANCE,
      mostSteps: MOST_STEPS,
      async afterStep(step, loss) {
        run.trace?.('loss', step, loss);
        await pause(run, step, MOST_STEPS);
      },
    });
    const starts = new Uint32Array(coded.length + 1);
    coded.forEach(({ thresholds }, f) => {
      starts[f + 1] = starts[f]! + thresholds.length;
    });
    return {
      kind,
      classes: [...all.classes],
      features: matrix.features,
      names: [...chosen.names],
      starts,
      thresholds: Float64Array.from(coded.flatMap(({ thresholds: own }) => [...own])),
      scale: Float64Array.from(coded.flatMap(({ scale }) => [...scale])),
      weights,
      mean: meansOf(matrix, { kind, coded, weights }),
    };
  },
  shape: also(
    fields<State>({
      kind: oneOf(['binned', 'standardised'] as const),
      classes: texts(2),
      features: size('features'),
      names: texts('features'),
      starts: rowStarts('features', 'thresholds'),
      thresholds: f64('thresholds'),
      scale: f64('features', 2),
      weights: f64('columns+1'),
      mean: f64('features'),
    }),
    ({ kind, features, thresholds, weights }) => {
      const columns = kind === 'binned' ? thresholds.length + 2 * features : features;
      if (weights.length !== columns + 1) return `weights: ${weights.length}; ${columns + 1} are expected`;
      return kind === 'standardised' && thresholds.length > 0 ? 'thresholds: of no use here' : undefined;
    },
  ),
  open(state) {
    const { kind, classes, names, mean, weights, starts, thresholds, scale } = state;
    const coded = names.map((_, f) => ({
      thresholds: thresholds.slice(starts[f]!, starts[f + 1]!),
      scale: scale.slice(2 * f, 2 * f + 2),
    }));
    const weighted = { kind, coded, weights };
    const own = new Float64Array(names.length);
    const { rowOf, ...told } = tellByFeatures(classes, names, (values) => {
      addsOf(weighted, values, 0, own);
      return chanceOfLogOdds(own.reduce((sum, one) => sum + one, weights.at(-1)!));
    });
    return {
      ...told,
      explain(examples, row, of, most) {
        const values = rowOf(examples, row);
        const adds = new Float64Array(names.length);
        addsOf(weighted, values, 0, adds);
        return explainFeatures(
          names,
          values,
          adds.map((one, f) => one - mean[f]!),
          of,
          most,
        );
      },
    };
  },
});

function codesOf(matrix: Matrix, kind: State['kind'], bins: number): Coded[] {
  const { rows, features, values } = matrix;
  if (kind === 'binned')
    return findBins(matrix, bins).thresholds.map((thresholds) => ({
      thresholds,
      scale: Float64Array.of(0, 1),
    }));
  return Array.from({ length: features }, (_, f) => {
    let [count, sum, squares] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const value = values[row * features + f]!;
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
    }
    const mean = count === 0 ? 0 : sum / count;
    for (let row = 0; row < rows; row++) {
      const value = values[row * features + f]!;
      if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / Math.max(1, count)) || 1;
    return { thresholds: new Float64Array(0), scale: Float64Array.of(mean, deviation) };
  });
}

const columnOf = ({ thresholds }: Coded, value: number): number => {
  const bin = binOf(thresholds, value);
  return bin === MISSING_BIN ? thresholds.length + 1 : bin;
};

const standardised = ({ scale }: Coded, value: number): number =>
  Number.isNaN(value) ? 0 : (value - scale[0]!) / scale[1]!;

function designOf({ rows, features, values }: Matrix, kind: State['kind'], coded: readonly Coded[]): Design {
  if (kind === 'standardised')
    return denseDesign(
      rows,
      features,
      values.map((value, i) => standardised(coded[i % features]!, value)),
    );
  const starts = startsOf({ kind }, coded);
  const at = Uint32Array.from(
    values,
    (value, i) => starts[i % features]! + columnOf(coded[i % features]!, value),
  );
  return placesDesign(rows, features, starts[features]!, at);
}

function startsOf(kind: Pick<State, 'kind'>, coded: readonly Coded[]): Uint32Array {
  const starts = new Uint32Array(coded.length + 1);
  coded.forEach((one, f) => {
    starts[f + 1] = starts[f]! + widthOf(kind, one);
  });
  return starts;
}

interface Weighted extends Pick<State, 'kind' | 'weights'> {
  readonly coded: readonly Coded[];
}

/** What each feature adds to the log odds. */
function addsOf(
  { kind, coded, weights }: Weighted,
  values: Float32Array,
  at: number,
  out: Float64Array,
): void {
  let start = 0;
  for (let f = 0; f < coded.length; f++) {
    const own = coded[f]!;
    const value = values[at + f]!;
    out[f] =
      kind === 'binned' ? weights[start + columnOf(own, value)]! : weights[start]! * standardised(own, value);
    start += widthOf({ kind }, own);
  }
}

function meansOf({ rows, features, values }: Matrix, state: Weighted): Float64Array {
  const sums = new Float64Array(features);
  const own = new Float64Array(features);
  for (let row = 0; row < rows; row++) {
    addsOf(state, values, row * features, own);
    for (let f = 0; f < features; f++) sums[f]! += own[f]!;
  }
  return sums.map((sum) => sum / Math.max(1, rows));
}
