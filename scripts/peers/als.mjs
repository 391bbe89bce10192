/** Sweeps of implicit ALS over both sides from the same vectors: our core beside implicit's solver of the same name. */

import { conjugateSide } from '../../dist/algorithms/scoring/als/reference.js';
import { openAlsFit } from '../../dist/algorithms/scoring/als/sweeps.js';
import { alsLoss, solveSide } from '../../dist/algorithms/scoring/als-solver.js';
import { quietRun, skewedTraining } from '../../dist/algorithms/small-training.node.js';
import { transpose } from '../../dist/datasets/interactions.js';
import { uniform } from '../../dist/numerics/rng.js';

const SIZES = {
  usual: { users: 20_000, items: 10_000, each: 55, factors: 64 },
  short: { users: 500, items: 300, each: 20, factors: 32 },
};

/** Solvers that implicit has as well. */
export const variants = ['cholesky', 'cg'];
export const peers = ['implicit'];
export const unit = 'pairs';
export const amountOf = ({ pairs }) => pairs;

const optionsOf = ({ solver, factors, regularization }) => ({
  factors,
  unobservedWeight: 1,
  regularisation: regularization,
  frequencyExponent: 0,
  pull: 'unobserved-pairs',
  solver,
  cgSteps: 3,
  blockSize: 16,
  blockPasses: 1,
});

const pairsOf = ({ users, items }, { indptr, indices, confidence }) => ({
  rows: users,
  cols: items,
  rowPtr: indptr,
  colIdx: indices,
  values: confidence,
});

/** Loss after the first sweep, in f64. */
async function expectedLoss(problem, arrays) {
  const [options, pairs] = [optionsOf(problem), pairsOf(problem, arrays)];
  const byItem = transpose(pairs);
  const [w, h] = [Float64Array.from(arrays.users), Float64Array.from(arrays.items)];
  const progress = { done: 0, total: pairs.rows + pairs.cols, work: 0 };
  for (const [rows, fixed, solved] of [
    [pairs, h, w],
    [byItem, w, h],
  ])
    if (options.solver === 'cg') conjugateSide(rows, fixed, solved, options, options.cgSteps);
    else await solveSide(rows, fixed, solved, options, quietRun('peers'), progress);
  return alsLoss(pairs, byItem, w, h, options);
}

export const makeProblem =
  (solver) =>
  async ({ short }, write) => {
    const { users, items, each, factors } = SIZES[short ? 'short' : 'usual'];
    const { interactions } = skewedTraining('peers', users, items, each);
    const key = quietRun('peers').draw('als.init');
    const start = (rows, side) =>
      Float32Array.from(
        { length: rows * factors },
        (_, i) => (uniform(key, side, i) - 0.5) / Math.sqrt(factors),
      );
    const arrays = {
      indptr: interactions.rowPtr,
      indices: interactions.colIdx,
      confidence: interactions.values.map((value) => 1 + value),
      users: start(users, 1),
      items: start(items, 2),
    };
    for (const [name, values] of Object.entries(arrays)) write(name, values);
    const problem = { solver, users, items, factors, regularization: 0.01, pairs: arrays.indices.length };
    return { ...problem, loss: await expectedLoss(problem, arrays) };
  };

export async function ours(problem, arrays) {
  const fit = openAlsFit(
    pairsOf(problem, arrays),
    optionsOf(problem),
    quietRun('peers', problem.threads),
    2 * problem.repeats + 1,
  );
  const sweep = async () => {
    await fit.sweep('shoppers');
    await fit.sweep('items');
  };
  const reset = () => {
    fit.setVectors('shoppers', arrays.users);
    fit.setVectors('items', arrays.items);
  };
  reset();
  await sweep();
  reset();
  const [seconds, losses] = [[], []];
  for (let repeat = 0; repeat < problem.repeats; repeat++) {
    const started = performance.now();
    await sweep();
    seconds.push((performance.now() - started) / 1000);
    losses.push(await fit.loss());
  }
  fit.close();
  return { seconds, version: `node ${process.version}`, answers: { losses: Float64Array.from(losses) } };
}

export const answersOf = (_folder, { losses }) => ({ losses: Float64Array.from(losses) });

/** Six digits of the loss after one sweep in f64, from the same vectors; later sweeps must go on downwards. */
export function compare({ loss }, _arrays, { losses }) {
  if (!(Math.abs(losses[0] / loss - 1) < 1e-6))
    return `the loss after a sweep is ${losses[0]}; in f64 it is ${loss}`;
  const risen = losses.findIndex((value, i) => i > 0 && !(value < losses[i - 1] * (1 + 1e-6)));
  return risen < 0 ? null : `the loss rises from ${losses[risen - 1]} to ${losses[risen]}`;
}
