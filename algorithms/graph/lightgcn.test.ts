import { afterAll, describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { kernelHost, openOwnHost } from '../../numerics/kernels/open-host.node.ts';
import { type DrawKey, philox4x32, uniform4 } from '../../numerics/rng.ts';
import { adamClock } from '../scoring/batches/adam.ts';
import { batchSize, pairOrder, shopperOfPair } from '../scoring/batches/batches.ts';
import {
  addScaled,
  fourLaneDot,
  logisticLoss,
  type PlainTable,
  plainAdam,
  plainTable,
  pullOf,
  rowOf,
} from '../scoring/batches/reference.ts';
import { strideOf } from '../scoring/sgd/vectors.ts';
import { quietRun, skewedTraining, smallTraining } from '../small-training.node.ts';
import { fitLightgcn, type LightgcnOptions } from './fit-lightgcn.ts';
import peer from './lightgcn.fixture.json' with { type: 'json' };
import { lightgcn } from './lightgcn.ts';

afterAll(() => kernelHost(2).close());

const PAIRS = skewedTraining('lightgcn test', 60, 50, 10).interactions;
const run = (threads = 1) => quietRun('lightgcn', threads);
const parse = (params: object) => lightgcn.params.parse(params) as LightgcnOptions & { batch: number };
const rowOfPairs = ({ rowPtr, colIdx }: Interactions, row: number) =>
  colIdx.subarray(rowPtr[row]!, rowPtr[row + 1]!);

/** Weighted neighbours of every row of the table: shoppers, then items. */
function neighboursOf(pairs: Interactions): { row: number; weight: number }[][] {
  const degree = new Float64Array(pairs.cols);
  for (const item of pairs.colIdx) degree[item]!++;
  const all = Array.from({ length: pairs.rows + pairs.cols }, () => [] as { row: number; weight: number }[]);
  for (let shopper = 0; shopper < pairs.rows; shopper++) {
    const own = rowOfPairs(pairs, shopper);
    for (const item of own) {
      const weight = Math.fround(1 / Math.sqrt(own.length * degree[item]!));
      all[shopper]!.push({ row: pairs.rows + item, weight });
      all[pairs.rows + item]!.push({ row: shopper, weight });
    }
  }
  return all;
}

/** (v + A (v + A (v + ...))) / (layers + 1) */
function smooth(
  values: Float32Array,
  stride: number,
  near: ReturnType<typeof neighboursOf>,
  layers: number,
): Float32Array {
  let from = values;
  for (let layer = 1; layer <= layers; layer++) {
    const to = values.slice();
    near.forEach((own, row) => {
      for (const { row: other, weight } of own)
        addScaled(rowOf(to, stride, row), weight, rowOf(from, stride, other));
    });
    from = layer === layers ? to.map((value) => value * Math.fround(1 / (layers + 1))) : to;
  }
  return from;
}

interface Triple {
  readonly shopper: number;
  readonly item: number;
  readonly other: number | null;
}

function plainStep(
  table: PlainTable,
  pairs: Interactions,
  batch: readonly Triple[],
  { layers, regularisation }: Pick<LightgcnOptions, 'layers' | 'regularisation'>,
): { loss: number; decay: (row: number) => number } {
  const { stride, values } = table;
  const near = neighboursOf(pairs);
  const final = smooth(values, stride, near, layers);
  const items = final.subarray(pairs.rows * stride);
  const gradient = new Float32Array(values.length);
  const times = new Uint32Array(values.length / stride);
  let total = 0;
  for (const { shopper, item, other } of batch) {
    if (other === null) continue;
    const vector = rowOf(final, stride, shopper);
    const margin = Math.fround(
      fourLaneDot(vector, rowOf(items, stride, item)) - fourLaneDot(vector, rowOf(items, stride, other)),
    );
    const { loss, slope } = logisticLoss(1 / batch.length, margin, 1);
    const entries = [
      { item, coefficient: slope },
      { item: other, coefficient: -slope },
    ];
    for (const entry of entries)
      addScaled(rowOf(gradient, stride, pairs.rows + entry.item), entry.coefficient, vector);
    addScaled(rowOf(gradient, stride, shopper), 1, pullOf(entries, items, stride));
    for (const row of [shopper, pairs.rows + item, pairs.rows + other]) times[row]!++;
    total += loss;
  }
  table.gradient.set(smooth(gradient, stride, near, layers));
  return { loss: total, decay: (row) => (regularisation / batch.length) * times[row]! };
}

function unseen(
  pool: Uint32Array,
  own: ReadonlySet<number>,
  key: DrawKey,
  place: number,
  epoch: number,
): number | null {
  const words = new Uint32Array(4);
  for (let n = 0; n < 50; n++) {
    philox4x32(key.k0, key.k1, n >> 2, place, epoch, 0, words);
    const item = pool[Math.floor(words[n & 3]! * pool.length * 2.3283064365386963e-10)]!;
    if (!own.has(item)) return item;
  }
  return null;
}

function plainFit(pairs: Interactions, options: ReturnType<typeof parse>) {
  const { factors } = options;
  const stride = strideOf(factors);
  const four = new Float64Array(4);
  const first = Float32Array.from({ length: (pairs.rows + pairs.cols) * stride }, (_, at) => {
    const [row, f] = [Math.floor(at / stride), at % stride];
    if (f >= factors) return 0;
    const side = row < pairs.rows ? 0 : 1;
    uniform4(run().draw('lightgcn.init'), side === 0 ? row : row - pairs.rows, side, f >> 2, 0, four);
    return options.initialDeviation * normalQuantile(four[f % 4]!);
  });
  const table = plainTable(first, stride);
  const shopperOf = shopperOfPair(pairs);
  const pool = Uint32Array.from(new Set(pairs.colIdx)).sort();
  const size = batchSize(shopperOf.length, options.batch);
  const clock = adamClock();
  const losses: number[] = [];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = pairOrder(shopperOf.length, run().draw('lightgcn.order'), epoch);
    for (let at = 0; at < order.length; at += size) {
      const batch = [...order.subarray(at, at + size)].map((pair, n) => {
        const own = new Set(rowOfPairs(pairs, shopperOf[pair]!));
        const other = unseen(pool, own, run().draw('lightgcn.negatives'), at + n, epoch);
        return { shopper: shopperOf[pair]!, item: pairs.colIdx[pair]!, other };
      });
      const { loss, decay } = plainStep(table, pairs, batch, options);
      losses[epoch] = loss;
      plainAdam(table, clock(options.learningRate), decay);
    }
  }
  const final = smooth(table.values, stride, neighboursOf(pairs), options.layers).filter(
    (_, at) => at % stride < factors,
  );
  return { shoppers: final.slice(0, pairs.rows * factors), items: final.slice(pairs.rows * factors), losses };
}

describe('lightgcn kernels', () => {
  it.each([
    [5, { layers: 1 }],
    [8, { layers: 2, regularisation: 0.01 }],
    [20, { layers: 3 }],
  ])('have the bits of their reference, on one thread and on two: %d factors', async (factors, params) => {
    const options = parse({ factors, epochs: 2, learningRate: 0.02, ...params });
    const { losses, ...expected } = plainFit(PAIRS, options);
    const traced: number[] = [];
    const trace = (_: string, __: number, value: number) => traced.push(value);
    expect(await fitLightgcn(PAIRS, options, { ...run(), trace })).toEqual(expected);
    expect(await fitLightgcn(PAIRS, options, run(2))).toEqual(expected);
    expect(traced).toEqual(losses.map((loss) => expect.closeTo(loss, 9)));
  });

  it('leave a pair out whose shopper had every item', async () => {
    const pairs = smallTraining(2, 3, [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 1],
    ]).interactions;
    const options = parse({ factors: 4, epochs: 2 });
    const { losses: _, ...expected } = plainFit(pairs, options);
    expect(await fitLightgcn(pairs, options, run())).toEqual(expected);
  });

  it('give their memory back, and refuse more than a module can hold', async () => {
    const { kernels } = run();
    const before = kernels.memory.used;
    await fitLightgcn(PAIRS, parse({ epochs: 1, factors: 4 }), run());
    expect(kernels.memory.used).toBeLessThanOrEqual(before + 65_536);
    const host = openOwnHost(1, 1 << 23);
    const data = smallTraining(3000, 3000, [
      [0, 0],
      [2999, 2999],
    ]);
    await expect(
      fitLightgcn(data.interactions, parse({ factors: 512 }), { ...run(), kernels: host }),
    ).rejects.toThrow(/^lightgcn: 42000 vectors of 512 need \d+ bytes; .* at most \d+ are free/);
    host.close();
  });
});

describe('lightgcn beside the published model in numpy, its gradients by autograd', () => {
  // R as in ultragcn.test.ts, 2 layers, regularisation .05, rate .05, two batches. The script: the normalised adjacency, the mean of layers,
  // bpr_loss and its L2 term as in model.py of gusye1234/LightGCN-PyTorch, `autograd.grad`, Adam as PyTorch's, all in f64.
  it('has its losses, and its vectors after two steps', () => {
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
    const table = plainTable(Float32Array.from(peer.first.flat()), 3);
    const clock = adamClock();
    const losses = peer.batches.map((batch) => {
      const triples = batch.map(([shopper, item, other]) => ({
        shopper: shopper!,
        item: item!,
        other: other!,
      }));
      const { loss, decay } = plainStep(table, pairs, triples, { layers: 2, regularisation: 0.05 });
      plainAdam(table, clock(0.05), decay);
      return loss;
    });
    expect(losses).toEqual(peer.losses.map((loss) => expect.closeTo(loss, 6)));
    expect([...table.values]).toEqual(peer.after.flat().map((value) => expect.closeTo(value, 4)));
  });
});
