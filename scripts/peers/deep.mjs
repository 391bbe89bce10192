/**
 * NeuMF and SASRec beside RecBole's networks under PyTorch: the same split by time, sizes, steps and epochs, three seeds. nDCG@10 must
 * agree, then the time of the three fits is compared. Needs MovieLens-100K under SHOPLAB_DATA.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { neumf } from '../../dist/algorithms/deep/neumf.js';
import { sasrec } from '../../dist/algorithms/deep/sasrec.js';
import { fromTriplets } from '../../dist/numerics/csr.js';
import { fillLists, K } from './held-out.mjs';

export { answersOf, compare } from './held-out.mjs';

export const peers = ['recbole'];
export const variants = ['neumf', 'sasrec'];
/** Each takes minutes. */
export const rounds = 1;
export const unit = 'rows';
export const amountOf = ({ rows, splits, epochs }) => rows * splits * epochs;

const SEEDS = 3;
const TRAIN = 0.8;
const SETTINGS = {
  neumf: { shoppers: 943, epochs: 20, batch: 1024, factors: 32, hidden: [64, 32], learningRate: 0.001 },
  sasrec: {
    ...{ shoppers: 400, epochs: 10, batch: 256, factors: 32, inner: 64, heads: 2, blocks: 1, length: 20 },
    ...{ dropout: 0.2, learningRate: 0.001 },
  },
};
const ITEMS = 1682;

/** Training rows of each shopper by time, and the last fifth of their rows to be found. */
export const makeProblem = (variant) => (_options, write) => {
  const settings = SETTINGS[variant];
  const file = join(process.env.SHOPLAB_DATA ?? '', 'ml-100k/u.data');
  const all = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
    .filter(([shopper]) => shopper <= settings.shoppers);
  const [train, test] = [[], []];
  for (let shopper = 0; shopper < settings.shoppers; shopper++) {
    const own = all.filter(([one]) => one === shopper + 1);
    own.sort((a, b) => a[3] - b[3] || a[1] - b[1]);
    own.forEach((row, n) => {
      (n < Math.floor(TRAIN * own.length) ? train : test).push([shopper, row[1] - 1]);
    });
  }
  const column = (rows, side) => Uint32Array.from(rows, (row) => row[side]);
  write('shopper', column(train, 0));
  write('item', column(train, 1));
  for (let seed = 0; seed < SEEDS; seed++) {
    for (const [name, rows] of Object.entries({ train, test })) {
      const ones = new Float32Array(rows.length).fill(1);
      const csr = fromTriplets(settings.shoppers, ITEMS, column(rows, 0), column(rows, 1), ones);
      write(`${name}${seed}Ptr`, csr.rowPtr);
      write(`${name}${seed}Idx`, csr.colIdx);
    }
  }
  return { variant, ...settings, items: ITEMS, rows: train.length, splits: SEEDS, k: K, repeats: 1 };
};

export async function ours(problem, arrays) {
  const { createLists } = await import('../../dist/algorithms/algorithm.js');
  const { quietRun, smallTraining } = await import('../../dist/algorithms/small-training.node.js');
  const { shoppers, items, threads, splits } = problem;
  const rows = [...arrays.shopper].map((shopper, n) => [shopper, arrays.item[n], n]);
  const data = smallTraining(shoppers, items, rows);
  const { epochs, batch: batchSize, factors, hidden, learningRate } = problem;
  const { inner, heads, blocks, length, dropout } = problem;
  const shared = {
    epochs,
    batchSize,
    factors,
    learningRate,
    backend: process.env.SHOPLAB_PEERS_BACKEND ?? 'wasm',
  };
  const [algorithm, params] =
    problem.variant === 'neumf'
      ? [neumf, { ...shared, hidden, negatives: 1 }]
      : [sasrec, { ...shared, inner, heads, blocks, length, dropout, norm: 'after', targets: 'last' }];
  const lists = new Uint32Array(splits * shoppers * K);
  let seconds = 0;
  let path;
  for (let seed = 0; seed < splits; seed++) {
    const started = performance.now();
    const model = await algorithm.fit(
      data,
      algorithm.params.parse(params),
      quietRun(`peers ${seed}`, threads),
    );
    seconds += (performance.now() - started) / 1000;
    path = model.path;
    fillLists(model, problem, seed, lists, createLists);
  }
  const cpu = process.cpuUsage();
  const figures = { 'processor seconds, lists too': ((cpu.user + cpu.system) / 1e6).toFixed(1) };
  return {
    seconds: [seconds],
    version: `node ${process.version}, ${path.backend}`,
    answers: { lists },
    figures,
  };
}
