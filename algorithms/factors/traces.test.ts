/** What fits tell of their epochs, against the same measure taken from outside. BPR and SVD: scoring/sgd/sgd.test.ts. */

import { expect, it } from 'vitest';
import { transpose } from '../../datasets/interactions.ts';
import type { Algorithm, RateModel } from '../algorithm.ts';
import { alsLoss } from '../scoring/als-solver.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { als, fitFactors } from './als.ts';
import { nmf } from './nmf.ts';
import { svdpp } from './svdpp.ts';
import { warp } from './warp.ts';

const DATA = skewedTraining('traces', 120, 100, 25);
/** Each pair rated once, 1 to 5. */
const { rowPtr, colIdx } = DATA.interactions;
const SHOPPER = Uint32Array.from(colIdx, (_, p) => rowPtr.findIndex((start) => start > p) - 1);
const RATED = {
  ...DATA,
  feedback: {
    ...DATA.feedback,
    length: colIdx.length,
    shopper: SHOPPER,
    item: colIdx,
    value: Float32Array.from(colIdx, (item, p) => 1 + ((item * p) % 5)),
  },
};

type Told = [measure: string, epoch: number, value: number][];
function telling() {
  const told: Told = [];
  return { told, run: { ...quietRun('traces'), trace: (...one: Told[number]) => told.push(one) } };
}

it('als tells the loss that its reference computes of its vectors', async () => {
  const options = als.params.parse({ factors: 6, epochs: 3 });
  const { told, run } = telling();
  await als.fit(DATA, options, run);
  expect(told.map(([measure, epoch]) => [measure, epoch])).toEqual([1, 2, 3].map((epoch) => ['loss', epoch]));
  const { shoppers, items } = await fitFactors(DATA.interactions, options, quietRun('traces'));
  const pairs = { ...DATA.interactions, values: DATA.interactions.values.map(() => 1) };
  const vectors = [Float64Array.from(shoppers), Float64Array.from(items)] as const;
  const loss = alsLoss(pairs, transpose(pairs), ...vectors, options);
  expect(Math.abs(told[2]![2] / loss - 1)).toBeLessThan(1e-6);
});

/** Of the model's predictions on what it was fitted on. */
function trainingRmse(model: RateModel): number {
  const { shopper, item, value } = RATED.feedback;
  const out = new Float32Array(value.length);
  model.predict(shopper, item, out);
  return Math.sqrt(value.reduce((sum, rating, i) => sum + (rating - out[i]!) ** 2, 0) / value.length);
}

it.each<[string, Algorithm<'rate'>, object, number]>([
  ['nmf tells the error after each epoch', nmf as Algorithm<'rate'>, { factors: 5, epochs: 4 }, 4],
  // Steps too short to move anything: errors before them are errors after them.
  [
    'svdpp tells the error before each step',
    svdpp as Algorithm<'rate'>,
    { epochs: 2, learningRate: 1e-12 },
    2,
  ],
])('%s', async (_, algorithm, params, epochs) => {
  const { told, run } = telling();
  const model = await algorithm.fit(RATED, algorithm.params.parse(params), run);
  expect(told).toHaveLength(epochs);
  expect(told.at(-1)).toEqual(['rmse', epochs, expect.closeTo(trainingRmse(model), 5)]);
});

it('warp tells that all pairs are learnt from while scores are alike, and fewer later', async () => {
  const share = async (params: object): Promise<number[]> => {
    const { told, run } = telling();
    await warp.fit(DATA, warp.params.parse({ attempts: 1000, ...params }), run);
    return told.map(([, , value]) => value);
  };
  // Scores of at most 1e-4 are within the margin of 1 of each other; nobody had a whole block of items.
  expect(await share({ epochs: 1, initialScale: 1e-4, learningRate: 1e-4 })).toEqual([1]);
  const later = await share({ epochs: 40, attempts: 5, regularisation: 0 });
  expect(later).toHaveLength(40);
  expect(later.at(-1)!).toBeLessThan(0.8 * later[0]!);
});
