/** What comparisons of lists share: splits of real pairs (MovieLens-100K under SHOPLAB_DATA, else drawn ones), nDCG@10 and its paired interval. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromTriplets } from '../../dist/numerics/csr.js';
import { drawKey, uniform, uniformInteger } from '../../dist/numerics/rng.js';
import { seedWords } from '../../dist/numerics/seed.js';
import { readColumn } from './problem.mjs';

export const K = 10;
export const SPLITS = 3;
const TRAIN = 0.8;
const RESAMPLES = 2000;
/** The interval must lie within this of no difference. */
const MARGIN = 0.01;

/** Pairs (shopper, item), dense. */
function pairsOf(short) {
  const file = join(process.env.SHOPLAB_DATA ?? '', 'ml-100k/u.data');
  if (process.env.SHOPLAB_DATA && existsSync(file)) {
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t').map(Number));
    return { shoppers: 943, items: 1682, rows: rows.map(([shopper, item]) => [shopper - 1, item - 1]) };
  }
  const [shoppers, items, each] = short ? [500, 300, 30] : [1500, 1200, 60];
  const key = drawKey(seedWords('peers'), 'training.skewed');
  const rows = [];
  for (let shopper = 0; shopper < shoppers; shopper++) {
    const had = new Set();
    for (let n = 0; n < each; n++) {
      const draw = (part) => uniform(key, shopper, n, part);
      const kind = draw(0) < 0.75 ? shopper % 10 : Math.floor(10 * draw(1));
      had.add(Math.floor((items / 10) * draw(2) ** 2) * 10 + kind);
    }
    for (const item of had) rows.push([shopper, item]);
  }
  return { shoppers, items, rows };
}

/** Files train<split>Ptr, train<split>Idx and test<split>Ptr, test<split>Idx: CSR of pairs; returns the sizes. */
export function writeSplits(short, write) {
  const { shoppers, items, rows } = pairsOf(short);
  for (let split = 0; split < SPLITS; split++) {
    const key = drawKey(seedWords(`peers ${split}`), 'split');
    const isTrain = rows.map((_, n) => uniform(key, n) < TRAIN);
    for (const [name, wanted] of [
      ['train', true],
      ['test', false],
    ]) {
      const own = rows.filter((_, n) => isTrain[n] === wanted);
      const [shopper, item] = [0, 1].map((side) => Uint32Array.from(own, (row) => row[side]));
      const csr = fromTriplets(shoppers, items, shopper, item, new Float32Array(own.length).fill(1));
      write(`${name}${split}Ptr`, csr.rowPtr);
      write(`${name}${split}Idx`, csr.colIdx);
    }
  }
  return { shoppers, items, pairs: rows.length, splits: SPLITS, k: K };
}

export const trainingOf = ({ shoppers, items }, arrays, split) => ({
  rows: shoppers,
  cols: items,
  rowPtr: arrays[`train${split}Ptr`],
  colIdx: arrays[`train${split}Idx`],
  values: new Float32Array(arrays[`train${split}Idx`].length).fill(1),
});

/** (splits * shoppers) nDCG@K of lists (splits * shoppers * K), items + 1, 0 for none; NaN without a test item. */
function ndcgs({ shoppers, splits }, arrays, lists) {
  const out = new Float64Array(splits * shoppers);
  for (let split = 0; split < splits; split++) {
    const [ptr, idx] = [arrays[`test${split}Ptr`], arrays[`test${split}Idx`]];
    for (let shopper = 0; shopper < shoppers; shopper++) {
      const relevant = new Set(idx.subarray(ptr[shopper], ptr[shopper + 1]));
      const row = split * shoppers + shopper;
      let [gain, ideal] = [0, 0];
      for (let rank = 0; rank < K; rank++) {
        const weight = 1 / Math.log2(rank + 2);
        if (relevant.has(lists[row * K + rank] - 1)) gain += weight;
        if (rank < relevant.size) ideal += weight;
      }
      out[row] = relevant.size === 0 ? Number.NaN : gain / ideal;
    }
  }
  return out;
}

/** The difference of each shopper, averaged over splits, and its 90 % bootstrap interval over shoppers. */
function pairedDifference({ shoppers, splits }, ours, theirs) {
  const differences = [];
  for (let shopper = 0; shopper < shoppers; shopper++) {
    const own = [];
    for (let split = 0; split < splits; split++) {
      const row = split * shoppers + shopper;
      if (!Number.isNaN(ours[row])) own.push(ours[row] - theirs[row]);
    }
    if (own.length > 0) differences.push(own.reduce((sum, value) => sum + value, 0) / own.length);
  }
  const key = drawKey(seedWords('peers'), 'bootstrap');
  const n = differences.length;
  const means = Array.from({ length: RESAMPLES }, (_, resample) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[uniformInteger(key, n, resample, i)];
    return sum / n;
  }).sort((a, b) => a - b);
  return { low: means[Math.floor(0.05 * RESAMPLES)], high: means[Math.ceil(0.95 * RESAMPLES) - 1] };
}

const meanOf = (values) => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** The peer's lists beside ours, which were filed before. */
export function answersOf(folder, run) {
  run.figures ??= {};
  return { lists: readColumn(folder, run.lists, 'uint32'), folder, figures: run.figures };
}

/** null when the 90 % interval of ours - theirs lies within the margin; tells means and interval in the figures. */
export function compare(problem, arrays, answers, isOurs) {
  if (isOurs) return null;
  const ours = ndcgs(problem, arrays, readColumn(answers.folder, 'shoplab.lists.bin', 'uint32'));
  const theirs = ndcgs(problem, arrays, answers.lists);
  const { low, high } = pairedDifference(problem, ours, theirs);
  Object.assign(answers.figures, {
    'nDCG@10': meanOf(theirs).toFixed(4),
    ours: meanOf(ours).toFixed(4),
    'ours - theirs, 90 %': `[${low.toFixed(4)}, ${high.toFixed(4)}]`,
  });
  if (low >= -MARGIN && high <= MARGIN) return null;
  return `nDCG@10 ${meanOf(ours)} against ${meanOf(theirs)}: interval [${low}, ${high}] is not within ${MARGIN}`;
}

/** Lists of a fitted model for every shopper, as `compare` reads them, into out at the split. */
export function fillLists(model, { shoppers }, split, out, createLists) {
  const lists = createLists(shoppers, K);
  const shopper = Uint32Array.from({ length: shoppers }, (_, s) => s);
  model.recommend({ length: shoppers, shopper, exclude: 'seen' }, K, lists);
  for (let s = 0; s < shoppers; s++)
    for (let n = 0; n < lists.lengths[s]; n++)
      out[(split * shoppers + s) * K + n] = lists.items[s * K + n] + 1;
}

/** Fits `algorithm` on every split and files its lists; seconds are of fits and lists of all splits. */
export async function ourLists(problem, arrays, algorithm, params) {
  const { createLists } = await import('../../dist/algorithms/algorithm.js');
  const { quietRun } = await import('../../dist/algorithms/small-training.node.js');
  const { shoppers, splits, threads, repeats } = problem;
  const lists = new Uint32Array(splits * shoppers * K);
  const once = async () => {
    for (let split = 0; split < splits; split++) {
      const interactions = trainingOf(problem, arrays, split);
      const model = await algorithm.fit(
        { asOf: Number.POSITIVE_INFINITY, interactions },
        algorithm.params.parse(params),
        quietRun(`peers ${split}`, threads),
      );
      fillLists(model, problem, split, lists, createLists);
    }
  };
  await once();
  const seconds = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const started = performance.now();
    await once();
    seconds.push((performance.now() - started) / 1000);
  }
  return { seconds, version: `node ${process.version}`, answers: { lists } };
}
