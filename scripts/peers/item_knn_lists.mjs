/** Lists of item neighbours beside LensKit's: nDCG@10 must agree, then time of fit and lists over three splits. */
import { itemKnn } from '../../dist/algorithms/neighbours/item-knn.js';
import { ourLists, writeSplits } from './held-out.mjs';

export { answersOf, compare } from './held-out.mjs';

const NEIGHBOURS = 100;

export const peers = ['lenskit'];
export const unit = 'pairs';
export const amountOf = ({ pairs, splits }) => pairs * splits;

export const makeProblem =
  () =>
  ({ short }, write) => ({ ...writeSplits(short, write), neighbours: NEIGHBOURS });

export const ours = (problem, arrays) =>
  ourLists(problem, arrays, itemKnn, { neighbours: problem.neighbours, nearest: 'of-own' });
