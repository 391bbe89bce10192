/** Gradient-boosted trees of equal rules on the same features: ours beside scikit-learn's HistGradientBoostingClassifier. */

import { boost } from '../../dist/algorithms/fraud/boosting/fit.js';
import { scoreOf } from '../../dist/algorithms/fraud/boosting/trees.js';
import { quietRun } from '../../dist/algorithms/small-training.node.js';
import { averagePrecision } from '../../dist/experiments/metrics/class-scores.js';
import { uniform } from '../../dist/numerics/rng.js';
import { readColumn } from './problem.mjs';

/** Rows to learn from; as many again, up to a hundred thousand, are told. */
const SIZES = { usual: { some: 200_000, million: 1_000_000 }, short: { some: 20_000, million: 50_000 } };
const FEATURES = 30;
const MOST_TOLD = 100_000;
const RULES = { trees: 100, leaves: 31, leastRows: 20, learningRate: 0.1, l2: 0, bins: 255 };

export const variants = ['some', 'million'];
export const rounds = 3;
export const peers = ['scikit-learn'];
export const unit = 'rows x trees';
export const amountOf = ({ rows, trees }) => rows * trees;

/** Skewed and repeated values, some missing; 2 % or so of class 1, by a few features together. */
export const makeProblem =
  (variant) =>
  async ({ short }, write) => {
    const rows = SIZES[short ? 'short' : 'usual'][variant];
    const told = Math.min(rows, MOST_TOLD);
    const key = quietRun('peers').draw('throughput.training');
    const all = rows + told;
    const features = new Float32Array(all * FEATURES);
    const labels = new Uint8Array(all);
    for (let row = 0; row < all; row++) {
      for (let f = 0; f < FEATURES; f++) {
        const u = uniform(key, row, f);
        const value = f % 3 === 0 ? Math.floor(1 / (u + 0.02)) : f % 3 === 1 ? u : Math.log(u + 1e-6);
        features[row * FEATURES + f] = f % 7 === 6 && u < 0.1 ? Number.NaN : value;
      }
      const x = (f) => features[row * FEATURES + f];
      const odds = -7 + 0.3 * x(0) * (x(1) > 0.6) + 2 * x(4) - 0.8 * x(2) + (Number.isNaN(x(6)) ? 1.5 : 0);
      labels[row] = uniform(key, row, 1000) < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
    }
    write('features', features, [all, FEATURES]);
    write('labels', labels);
    const problem = { rows, told, features: FEATURES, ...RULES, trees: RULES.trees, repeats: 1 };
    const { scores } = await fitAndTell({ ...problem, threads: 1 }, { features, labels });
    return { ...problem, averagePrecision: precisionOf({ rows }, { labels }, scores) };
  };

const precisionOf = ({ rows }, { labels }, scores) => averagePrecision.of(scores, labels.subarray(rows));

async function learn({ rows, threads }, { features, labels }) {
  const matrix = { rows, features: FEATURES, values: features.subarray(0, rows * FEATURES) };
  const rules = { ...RULES, depth: 64, leastHessian: 1e-3, positiveWeight: 1 };
  const run = quietRun('peers', threads);
  const boosted = await boost({ matrix, label: labels.subarray(0, rows) }, rules, run);
  return { ...boosted, peak: run.kernels.memory.peak };
}

async function fitAndTell(problem, arrays) {
  const { baseline, trees, peak } = await learn(problem, arrays);
  const scores = Float64Array.from(
    { length: problem.told },
    (_, i) => baseline + scoreOf(trees, arrays.features, (problem.rows + i) * FEATURES),
  );
  return { scores, peak };
}

export async function ours(problem, arrays) {
  await learn({ ...problem, rows: Math.min(problem.rows, 20_000) }, arrays);
  let told;
  const [, seconds] = await timedOnce(async () => {
    told = await learn(problem, arrays);
  });
  const { scores } = await fitAndTell(problem, arrays);
  const figures = { kernelMegabytes: Math.round(told.peak / 1e6) };
  return { seconds, version: `node ${process.version}`, answers: { scores }, figures };
}

/** Small fits have warmed the kernels up; one whole fit is timed. */
async function timedOnce(work) {
  const started = performance.now();
  const result = await work();
  return [result, [(performance.now() - started) / 1000]];
}

export const answersOf = (folder, { scores }) => ({ scores: readColumn(folder, scores, 'float64') });

/** Average precision within .005 of ours. */
export function compare(problem, arrays, { scores }) {
  const found = precisionOf(problem, arrays, scores);
  const difference = Math.abs(found - problem.averagePrecision);
  return difference <= 0.005
    ? null
    : `average precision is ${found}; ours is ${problem.averagePrecision}, more than .005 apart`;
}
