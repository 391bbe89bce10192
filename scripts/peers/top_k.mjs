/** Exact top-10 by inner product: our core beside implicit.topk, numpy and faiss, on gaussian and on trained factors. */
import { createLists } from '../../dist/algorithms/algorithm.js';
import { agreementOf } from '../../dist/algorithms/scoring/backends/agreement.js';
import { openReference } from '../../dist/algorithms/scoring/backends/reference.js';
import { BACKENDS } from '../../dist/algorithms/scoring/backends/registry.node.js';
import { quietRun } from '../../dist/algorithms/small-training.node.js';
import { FACTORS, problemOf } from '../../dist/experiments/throughput/factors.js';
import { kernelHost } from '../../dist/numerics/kernels/open-host.node.js';
import { readColumn, timed } from './problem.mjs';

const SIZES = {
  usual: { users: 4096, items: 50_000, dimensions: 64, k: 10 },
  short: { users: 512, items: 5000, dimensions: 32, k: 10 },
};

/** Problems of the task; each is answered by all. */
export const variants = Object.keys(FACTORS);
export const unit = 'users';
export const amountOf = ({ users }) => users;

export const peers = ['implicit', 'numpy', 'faiss'];

export const makeProblem =
  (kind) =>
  async ({ short }, write) => {
    const size = SIZES[short ? 'short' : 'usual'];
    const run = quietRun('peers', 2);
    const vectors = await FACTORS[kind].make(size.users, size.items, size.dimensions, run);
    const problem = problemOf({ factors: kind, ...size, main: true }, vectors, run);
    write('users', problem.userVectors, [size.users, size.dimensions]);
    write('items', problem.itemVectors, [size.items, size.dimensions]);
    write('places', problem.places);
    return { kind, ...size, factors: size.dimensions };
  };

const problemFrom = ({ users, items, dimensions, k }, arrays) => ({
  users,
  items,
  dimensions,
  k,
  userVectors: arrays.users,
  itemVectors: arrays.items,
  places: arrays.places,
});

export async function ours(problem, arrays) {
  const { threads, users, k, repeats } = problem;
  const backend = await BACKENDS.core.load({ threads, kernels: kernelHost(threads), version: '' });
  const scorer = await backend.open(problemFrom(problem, arrays));
  const lists = createLists(users, k);
  const [, seconds] = await timed(() => scorer.recommend(0, users, lists), repeats);
  return {
    seconds,
    version: `node ${process.version}`,
    answers: { items: lists.items, scores: lists.scores },
    figures: {},
    path: scorer.path,
  };
}

/** Ids and scores that a peer has written. */
export const answersOf = (folder, { ids, scores }) => ({
  items: readColumn(folder, ids, 'int32'),
  scores: readColumn(folder, scores, 'float32'),
});

/** Lists of `answers`, of whatever integer type. */
function listsOf({ items, scores }, { users, k }) {
  const lists = createLists(users, k);
  lists.items.set(Uint32Array.from(items, Number));
  lists.scores.set(scores);
  lists.lengths.fill(k);
  return lists;
}

/** What differs from the reference's lists of the first users, beyond the rounding of sums; null when nothing does. */
export function compare(problem, arrays, answers, isOurs) {
  const own = problemFrom(problem, arrays);
  const checked = createLists(Math.min(500, problem.users), problem.k);
  openReference(own).recommend(0, checked.length, checked);
  return agreementOf(own, 0, checked, listsOf(answers, problem), isOurs).fault;
}
