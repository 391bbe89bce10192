/**
 * Gradient-boosted trees over look-back features: see `boosting/fit.ts` for papers and method. Contributions of an explanation are what
 * splits by a feature add to the log odds on the way of the row (Saabas, "Interpreting random forests", 2014); they add up to the score, the
 * log odds beyond those of all rows.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { featuresOf } from '../learnt-examples.ts';
import { fields, real, size, texts } from '../state/shape.ts';
import { boost } from './boosting/fit.ts';
import { type Trees, treesShape, walksOf } from './boosting/trees.ts';
import { chanceOfLogOdds } from './chances.ts';
import { explainFeatures } from './explain-features.ts';
import {
  chooseFeatures,
  featureParams,
  learningParams,
  learningRows,
  matrixOf,
  tellByFeatures,
} from './learning-rows.ts';

const params = z.strictObject({
  trees: z.int().min(1).max(2000).default(100).describe('trees that are grown, at most'),
  leaves: z.int().min(2).max(255).default(31).describe('leaves of a tree, at most'),
  depth: z.int().min(1).max(64).default(64).describe('splits from root to leaf, at most'),
  leastRows: z.int().min(1).max(1e6).default(20).describe('training rows of a leaf, at least'),
  learningRate: z.number().gt(0).max(1).default(0.1).describe('share of its best value that a tree adds'),
  l2: z.number().min(0).max(1e6).default(0).describe('penalty on values of leaves'),
  bins: z.int().min(2).max(255).default(255).describe('bins of the values of a feature, at most'),
  positiveWeight: z.number().gt(0).max(1e6).default(1).describe('weight of a row of fraud, of others 1'),
  patience: z
    .int()
    .min(0)
    .max(2000)
    .default(0)
    .describe('trees without gain on the latest tenth of rows after which growing stops; 0: all are grown'),
  ...learningParams,
  ...featureParams,
});

interface State {
  readonly classes: readonly string[];
  readonly features: number;
  readonly names: readonly string[];
  readonly baseline: number;
  readonly trees: Trees;
}

/** Share of the latest rows that tell when to stop. */
const HELD_OUT = 0.1;

export const boostedTrees = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'boosted-trees.v2',
  task: 'label',
  family: 'fraud',
  doc: 'gradient-boosted trees over features, grown leaf by leaf on histograms',
  source: 'Friedman 2001, Ke et al. 2017; as scikit-learn HistGradientBoostingClassifier',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'features',
  use: 'the first to try where there are labels: takes features as they are, missing ones too; needs some hundred frauds of a kind to know it',
  cost: { fit: 'trees x P x features', answer: 'trees x log leaves', memory: 'P x features bytes' },
  async learn(data, rules, run) {
    const { settleDays, without, patience, ...grow } = rules;
    const { rows, label } = learningRows(data, settleDays);
    const { all } = data.examples!;
    const table = featuresOf(all);
    const chosen = chooseFeatures(table, { without });
    const held = patience === 0 ? 0 : Math.floor(HELD_OUT * rows.length);
    const cut = rows.length - held;
    const part = (from: number, to: number) => ({
      matrix: matrixOf(table, rows.subarray(from, to), chosen),
      label: label.slice(from, to),
    });
    const boosted = await boost(
      part(0, cut),
      { ...grow, leastHessian: 1e-3, ...(held > 0 && { patience }) },
      run,
      held > 0 ? part(cut, rows.length) : undefined,
    );
    const { names } = chosen;
    return { classes: [...all.classes], features: names.length, names: [...names], ...boosted };
  },
  shape: fields<State>({
    classes: texts(2),
    features: size('features'),
    names: texts('features'),
    baseline: real(),
    trees: treesShape('features'),
  }),
  open({ classes, names, baseline, trees }) {
    const walks = walksOf(trees, names.length);
    const { rowOf, ...told } = tellByFeatures(classes, names, (values) =>
      chanceOfLogOdds(baseline + walks.score(values)),
    );
    return {
      ...told,
      explain(examples, row, of, most) {
        const values = rowOf(examples, row);
        const contributions = new Float64Array(names.length);
        walks.contributions(values, contributions);
        return explainFeatures(names, values, contributions, of, most);
      },
    };
  },
});
