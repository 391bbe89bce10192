/** The most similar items of each item by cosine over shoppers: our core beside implicit and scipy. All start from pairs by shopper. */
import { nearestOfAll, similarRows } from '../../dist/algorithms/scoring/neighbours.js';
import { tiePlaces } from '../../dist/algorithms/scoring/ties.js';
import { quietRun, skewedTraining } from '../../dist/algorithms/small-training.node.js';
import { transpose } from '../../dist/datasets/interactions.js';
import { readColumn, timed } from './problem.mjs';

const SIZES = {
  usual: { shoppers: 20_000, items: 10_000, each: 60, neighbours: 100 },
  short: { shoppers: 2000, items: 1500, each: 30, neighbours: 20 },
};
/** Items whose neighbours are looked at one by one. */
const CHECKED = 500;
/** Peers scale pairs before they add them up: cosines may differ by so much. */
const TOLERANCE = 1e-6;

export const peers = ['implicit', 'scipy'];
export const unit = 'pairs';
export const amountOf = ({ pairs }) => pairs;

export const makeProblem =
  () =>
  async ({ short }, write) => {
    const { shoppers, items, each, neighbours } = SIZES[short ? 'short' : 'usual'];
    const { interactions } = skewedTraining('peers', shoppers, items, each);
    write('rowPtr', interactions.rowPtr);
    write('colIdx', interactions.colIdx);
    return { shoppers, items, neighbours, pairs: interactions.colIdx.length };
  };

const pairsOf = ({ shoppers, items }, { rowPtr, colIdx }) => ({
  rows: shoppers,
  cols: items,
  rowPtr,
  colIdx,
  values: new Float32Array(colIdx.length).fill(1),
});

export async function ours(problem, arrays) {
  const { threads, items, neighbours, repeats } = problem;
  const pairs = pairsOf(problem, arrays);
  const run = quietRun('peers', threads);
  const places = tiePlaces(items, run.draw('ties'));
  const options = { similarity: 'cosine', shrinkage: 0, neighbours };
  const [nearest, seconds] = await timed(
    () => nearestOfAll(similarRows(transpose(pairs), pairs, null, options, places), run),
    repeats,
  );
  const { rowPtr, colIdx: ids, values: similarities } = nearest;
  return { seconds, version: `node ${process.version}`, answers: { rowPtr, ids, similarities } };
}

export const answersOf = (folder, { rowPtr, ids, similarities }) => ({
  rowPtr: readColumn(folder, rowPtr, 'uint32'),
  ids: readColumn(folder, ids, 'uint32'),
  similarities: readColumn(folder, similarities, 'float32'),
});

/** (items) cosines of an item with all, itself left out */
function cosines(byItem, pairs, item) {
  const together = new Float64Array(pairs.cols);
  for (let p = byItem.rowPtr[item]; p < byItem.rowPtr[item + 1]; p++) {
    const shopper = byItem.colIdx[p];
    for (let q = pairs.rowPtr[shopper]; q < pairs.rowPtr[shopper + 1]; q++) together[pairs.colIdx[q]]++;
  }
  together[item] = 0;
  const popularity = (n) => byItem.rowPtr[n + 1] - byItem.rowPtr[n];
  return together.map((both, other) =>
    both > 0 ? both / Math.sqrt(popularity(item) * popularity(other)) : 0,
  );
}

/** Each neighbour has the cosine that is said, none comes twice, and no item left out has a greater one; null when so. */
export function compare(problem, arrays, { rowPtr, ids, similarities }) {
  const pairs = pairsOf(problem, arrays);
  const byItem = transpose(pairs);
  const step = Math.max(1, Math.floor(problem.items / CHECKED));
  for (let item = 0; item < problem.items; item += step) {
    const right = cosines(byItem, pairs, item);
    const [from, to] = [rowPtr[item], rowPtr[item + 1]];
    const best = right.toSorted().reverse().slice(0, problem.neighbours);
    const expected = best.filter((value) => value > 0);
    if (to - from !== expected.length)
      return `item ${item} has ${to - from} neighbours, not ${expected.length}`;
    if (new Set(ids.subarray(from, to)).size !== to - from) return `item ${item} has a neighbour twice`;
    for (let n = from; n < to; n++)
      if (!(Math.abs(similarities[n] - right[ids[n]]) <= TOLERANCE))
        return `items ${item} and ${ids[n]}: ${similarities[n]}, not ${right[ids[n]]}`;
    const found = Array.from(ids.subarray(from, to), (id) => right[id]).sort((a, b) => b - a);
    const other = found.findIndex((value, n) => Math.abs(value - expected[n]) > TOLERANCE);
    if (other >= 0) return `neighbour ${other} of item ${item}: ${found[other]}, not ${expected[other]}`;
  }
  return null;
}
