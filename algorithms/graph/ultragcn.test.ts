import { afterAll, describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { kernelHost, openOwnHost } from '../../numerics/kernels/open-host.node.ts';
import { uniform4 } from '../../numerics/rng.ts';
import { adamClock } from '../scoring/batches/adam.ts';
import { batchSize, pairOrder, shopperOfPair } from '../scoring/batches/batches.ts';
import {
  addScaled,
  drawnItems,
  type PlainTable,
  plainAdam,
  plainTable,
  pullOf,
  rowOf,
} from '../scoring/batches/reference.ts';
import { strideOf } from '../scoring/sgd/vectors.ts';
import { quietRun, skewedTraining, smallTraining } from '../small-training.node.ts';
import { coOccurrence } from './co-occurrence.ts';
import { type UltragcnWeights, ultragcnPull } from './reference.ts';
import peer from './ultragcn.fixture.json' with { type: 'json' };
import { betas, fitUltragcn, type UltragcnParams, ultragcn } from './ultragcn.ts';

afterAll(() => kernelHost(2).close());

const DATA = skewedTraining('ultragcn test', 90, 70, 12);
const PAIRS = DATA.interactions;
const run = (threads = 1) => quietRun('ultragcn', threads);
const parse = (params: object) => ultragcn.params.parse(params) as UltragcnParams;

/** (rows * stride) the first vectors, as the fit draws them. */
function firstVectors(rows: number, factors: number, side: number, deviation: number): Float32Array {
  const stride = strideOf(factors);
  const key = run().draw('ultragcn.init');
  const four = new Float64Array(4);
  return Float32Array.from({ length: rows * stride }, (_, at) => {
    const [row, f] = [Math.floor(at / stride), at % stride];
    if (f >= factors) return 0;
    uniform4(key, row, side, Math.floor(f / 4), 0, four);
    return deviation * normalQuantile(four[f % 4]!);
  });
}

interface Step {
  readonly shoppers: readonly number[];
  readonly items: readonly number[];
  readonly drawn: readonly (readonly number[])[];
}

/** Pulls of a batch into the gradients of both tables; the sum of the losses. */
function pullBatch(
  tables: { shoppers: PlainTable; items: PlainTable },
  step: Step,
  weights: UltragcnWeights,
): number {
  const { shoppers, items } = tables;
  const { stride } = shoppers;
  for (const table of [shoppers, items]) table.gradient.fill(0);
  return step.shoppers.reduce((sum, shopper, n) => {
    const vector = rowOf(shoppers.values, stride, shopper);
    const pair = { shopper, item: step.items[n]!, drawn: step.drawn[n]! };
    const { loss, entries } = ultragcnPull(pair, vector, items.values, weights);
    for (const { item, coefficient } of entries)
      addScaled(rowOf(items.gradient, stride, item), coefficient, vector);
    addScaled(rowOf(shoppers.gradient, stride, shopper), 1, pullOf(entries, items.values, stride));
    return sum + loss;
  }, 0);
}

async function plainFit(pairs: Interactions, options: UltragcnParams) {
  const stride = strideOf(options.factors);
  const { neighbours, weights } = await coOccurrence(pairs, options.neighbours, run());
  const beta = betas(pairs);
  const own: UltragcnWeights = {
    ...options,
    share: options.negativeWeight / options.negatives,
    shopperBeta: beta.shoppers,
    itemBeta: beta.items,
    near: options.neighbours,
    neighbours,
    omega: weights.map((value) => options.neighbourWeight * value),
  };
  const tables = {
    shoppers: plainTable(firstVectors(pairs.rows, options.factors, 0, options.initialDeviation), stride),
    items: plainTable(firstVectors(pairs.cols, options.factors, 1, options.initialDeviation), stride),
  };
  const pool = Uint32Array.from(new Set(pairs.colIdx)).sort();
  const shopperOf = shopperOfPair(pairs);
  const size = batchSize(shopperOf.length, options.batch);
  const clock = adamClock();
  const losses: number[] = [];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = pairOrder(shopperOf.length, run().draw('ultragcn.order'), epoch);
    for (let first = 0; first < order.length; first += size) {
      const turn = [...order.subarray(first, first + size)];
      const drawn = turn.map((_, n) =>
        drawnItems(pool, options.negatives, {
          key: run().draw('ultragcn.negatives'),
          place: first + n,
          epoch,
        }),
      );
      const step = {
        shoppers: turn.map((p) => shopperOf[p]!),
        items: turn.map((p) => pairs.colIdx[p]!),
        drawn,
      };
      losses[epoch] = pullBatch(tables, step, own) / turn.length;
      const moment = clock(
        options.dropAfter > 0 && epoch >= options.dropAfter
          ? 0.1 * options.learningRate
          : options.learningRate,
      );
      for (const table of [tables.items, tables.shoppers])
        plainAdam(table, moment, () => options.regularisation);
    }
  }
  const compact = (values: Float32Array) => values.filter((_, at) => at % stride < options.factors);
  return { shoppers: compact(tables.shoppers.values), items: compact(tables.items.values), losses };
}

describe('ultragcn kernels', () => {
  it.each([
    [3, { negatives: 1, neighbours: 0 }],
    [16, { negatives: 21, dropAfter: 1 }],
    [40, { negatives: 6, batch: 500 }],
  ])('have the bits of their reference, on one thread and on two: %d factors', async (factors, params) => {
    const options = parse({ factors, epochs: 2, initialDeviation: 0.1, learningRate: 0.01, ...params });
    const { losses, ...expected } = await plainFit(PAIRS, options);
    const traced: number[] = [];
    const trace = (_: string, __: number, value: number) => traced.push(value);
    expect(await fitUltragcn(PAIRS, options, { ...run(), trace })).toEqual(expected);
    expect(await fitUltragcn(PAIRS, options, run(2))).toEqual(expected);
    expect(traced).toEqual(losses.map((loss) => expect.closeTo(loss, 9)));
  });

  it('give their memory back, also where the fit runs away', async () => {
    const { kernels } = run();
    const before = kernels.memory.used;
    const options = parse({
      epochs: 60,
      learningRate: 1,
      initialDeviation: 10,
      regularisation: 1e6,
      factors: 4,
    });
    await fitUltragcn(PAIRS, options, run()).catch((error: Error) =>
      expect(error.message).toMatch(/ran away/),
    );
    expect(kernels.memory.used).toBeLessThanOrEqual(before + 65_536);
  });

  it('refuse more than a module can hold, before anything is drawn', async () => {
    const host = openOwnHost(1, 1 << 23);
    const data = smallTraining(3000, 3000, [
      [0, 0],
      [2999, 2999],
    ]);
    await expect(
      fitUltragcn(data.interactions, parse({ factors: 512, neighbours: 0 }), { ...run(), kernels: host }),
    ).rejects.toThrow(/^ultragcn: 24000 vectors of 512 need \d+ bytes; .* at most \d+ are free/);
    host.close();
  });
});

describe('ultragcn beside the published code in numpy, its gradients by autograd', () => {
  // R: shoppers 0 {0,1}, 1 {0,1,2}, 2 {1,2,3}, 3 {2,3,4}; w1 .1, w2 1, w3 .2, w4 1.5, negative weight 4, gamma .01, lambda .3, rate .05,
  // two batches; the script: betas, omega, loss as in main.py of xue-pai/UltraGCN, `autograd.grad`, Adam as PyTorch's, all in f64.
  const rows: [number, number][] = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [2, 3],
    [3, 2],
    [3, 3],
    [3, 4],
  ];
  const pairs = smallTraining(4, 5, rows).interactions;

  it('has its neighbours and their weights', async () => {
    const { neighbours, weights } = await coOccurrence(pairs, 2, run());
    expect([...neighbours]).toEqual(peer.neighbours.flat());
    expect([...weights]).toEqual(peer.omega.flat().map((value) => expect.closeTo(value, 6)));
  });

  it('has its losses, and its vectors after two steps', async () => {
    const { neighbours, weights } = await coOccurrence(pairs, 2, run());
    const beta = betas(pairs);
    const own: UltragcnWeights = {
      ...{ w1: 0.1, w2: 1, w3: 0.2, w4: 1.5, share: 4 / 3, near: 2, neighbours },
      ...{ shopperBeta: beta.shoppers, itemBeta: beta.items, omega: weights.map((value) => 0.3 * value) },
    };
    const tables = {
      shoppers: plainTable(Float32Array.from(peer.first.slice(0, 4).flat()), 3),
      items: plainTable(Float32Array.from(peer.first.slice(4).flat()), 3),
    };
    const clock = adamClock();
    const steps = [
      { shoppers: [0, 1, 2, 3], items: [0, 1, 2, 4], drawn: peer.negatives[0]! },
      { shoppers: [3, 0, 1], items: [3, 1, 2], drawn: peer.negatives[1]! },
    ];
    const losses = steps.map((step) => {
      const loss = pullBatch(tables, step, own);
      const moment = clock(0.05);
      for (const table of [tables.items, tables.shoppers]) plainAdam(table, moment, () => 0.01);
      return loss;
    });
    expect(losses).toEqual(peer.losses.map((loss) => expect.closeTo(loss, 5)));
    expect([...tables.shoppers.values, ...tables.items.values]).toEqual(
      peer.after.flat().map((value) => expect.closeTo(value, 5)),
    );
  });
});
