/** Lists of BPR beside implicit's at the same factors, epochs, step and penalty: nDCG@10 must agree, then time over three splits. */
import { bpr } from '../../dist/algorithms/factors/bpr.js';
import { ourLists, writeSplits } from './held-out.mjs';

export { answersOf, compare } from './held-out.mjs';

export const peers = ['implicit'];
export const unit = 'steps';
export const amountOf = ({ pairs, splits, epochs }) => 0.8 * pairs * splits * epochs;

export const makeProblem =
  () =>
  ({ short }, write) => ({
    ...writeSplits(short, write),
    ...{ factors: 32, epochs: short ? 20 : 60, learningRate: 0.05, regularisation: 0.01 },
  });

export const ours = (problem, arrays) => {
  const { factors, epochs, learningRate, regularisation } = problem;
  // implicit draws the other item from all pairs, once.
  const drawn = { negatives: 'popular', attempts: 1 };
  return ourLists(problem, arrays, bpr, { factors, epochs, learningRate, regularisation, ...drawn });
};
