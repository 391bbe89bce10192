/** An epoch of BPR, and how well what is learnt ranks held-out pairs (AUC): our core beside implicit. */
import { bpr, fitBpr } from '../../dist/algorithms/factors/bpr.js';
import { quietRun, smallTraining } from '../../dist/algorithms/small-training.node.js';
import { aliasTable, sampleAlias, zipfWeights } from '../../dist/numerics/distributions.js';
import { drawKey, uniform } from '../../dist/numerics/rng.js';
import { seedWords } from '../../dist/numerics/seed.js';

const SIZES = {
  usual: { shoppers: 20_000, items: 10_000, each: 60, factors: 64, epochs: 20 },
  short: { shoppers: 2000, items: 1000, each: 30, factors: 32, epochs: 30 },
};
/** Shoppers of one group take most items from as many kinds. */
const KINDS = 20;
const SHARE_OF_OWN = 0.75;
/** Above the AUC of popularity, which all must reach. */
const LEARNT = 0.02;

export const peers = ['implicit'];
export const unit = 'pairs';
export const amountOf = ({ pairs }) => pairs;

/** Item n of a shopper: mostly of their kind, popular ones more often. */
function drawItem(key, popular, shopper, n) {
  const draw = (part) => uniform(key, shopper, n, part);
  const kind = draw(0) < SHARE_OF_OWN ? shopper % KINDS : Math.floor(KINDS * draw(1));
  return sampleAlias(popular, draw(2)) * KINDS + kind;
}

/** Share of held-out pairs that score above the other item; ties half. */
function aucOf({ testShopper, testItem, testOther }, score) {
  let above = 0;
  for (let n = 0; n < testShopper.length; n++) {
    const [own, other] = [score(testShopper[n], testItem[n]), score(testShopper[n], testOther[n])];
    above += own > other ? 1 : own === other ? 0.5 : 0;
  }
  return above / testShopper.length;
}

export const makeProblem =
  () =>
  async ({ short }, write) => {
    const { shoppers, items, each, factors, epochs } = SIZES[short ? 'short' : 'usual'];
    const popular = aliasTable(zipfWeights(items / KINDS, 0.8));
    const key = drawKey(seedWords('peers'), 'training.skewed');
    const rows = Array.from({ length: shoppers * each }, (_, n) => {
      const shopper = Math.floor(n / each);
      return [shopper, drawItem(key, popular, shopper, n % each)];
    });
    const { rowPtr, colIdx } = smallTraining(shoppers, items, rows).interactions;
    const held = { testShopper: [], testItem: [], testOther: [] };
    for (let shopper = 0; shopper < shoppers; shopper++) {
      const own = new Set(colIdx.subarray(rowPtr[shopper], rowPtr[shopper + 1]));
      const item = drawItem(key, popular, shopper, each);
      const other = Math.floor(items * uniform(key, shopper, each, 3));
      if (own.has(item) || own.has(other)) continue;
      held.testShopper.push(shopper);
      held.testItem.push(item);
      held.testOther.push(other);
    }
    const columns = Object.entries(held).map(([name, values]) => [name, Uint32Array.from(values)]);
    for (const [name, column] of [['rowPtr', rowPtr], ['colIdx', colIdx], ...columns]) write(name, column);
    const popularity = new Uint32Array(items);
    for (const item of colIdx) popularity[item]++;
    const popularAuc = aucOf(Object.fromEntries(columns), (_, item) => popularity[item]);
    return {
      ...{ shoppers, items, factors, epochs, pairs: colIdx.length, popularAuc },
      ...{ learningRate: 0.05, regularisation: 0.01, repeats: 1 },
    };
  };

export async function ours(problem, arrays) {
  const { threads, shoppers, items, factors, epochs, repeats } = problem;
  const { rowPtr, colIdx } = arrays;
  const pairs = {
    rows: shoppers,
    cols: items,
    rowPtr,
    colIdx,
    values: new Float32Array(colIdx.length).fill(1),
  };
  const run = quietRun('peers', threads);
  const { learningRate, regularisation } = problem;
  const options = bpr.params.parse({ factors, epochs, learningRate, regularisation });
  await fitBpr(pairs, { ...options, epochs: 1 }, run);
  const seconds = [];
  let found;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const started = performance.now();
    found = await fitBpr(pairs, options, run);
    seconds.push((performance.now() - started) / 1000 / epochs);
  }
  const auc = aucOf(arrays, (shopper, item) => {
    let score = found.itemBias[item];
    for (let f = 0; f < factors; f++)
      score += found.shoppers[shopper * factors + f] * found.items[item * factors + f];
    return score;
  });
  return {
    seconds,
    version: `node ${process.version}`,
    answers: { auc: Float64Array.of(auc) },
    figures: { AUC: auc.toFixed(4), 'of popularity': problem.popularAuc.toFixed(4) },
  };
}

export const answersOf = (_folder, { auc }) => ({ auc: Float64Array.of(auc) });

/** More than popularity was learnt; null when so. */
export function compare({ popularAuc }, _arrays, { auc }) {
  const least = popularAuc + LEARNT;
  return auc[0] >= least ? null : `AUC ${auc[0]}, below ${least}: popularity's ${popularAuc} and ${LEARNT}`;
}
