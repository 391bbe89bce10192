import { afterAll, describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { uniform, uniform4 } from '../../numerics/rng.ts';
import { adamClock } from '../scoring/batches/adam.ts';
import { batchSize, pairOrder, shopperOfPair } from '../scoring/batches/batches.ts';
import { plainTable } from '../scoring/batches/reference.ts';
import { strideOf } from '../scoring/sgd/vectors.ts';
import { quietRun, skewedTraining, smallTraining } from '../small-training.node.ts';
import { fitSimplex } from './fit-simplex.ts';
import peer from './simplex.fixture.json' with { type: 'json' };
import { type SimplexParams, simplex } from './simplex.ts';
import { itemUnit, maskOf, type PlainSimplex, plainStep, towerOf, unseenItems } from './simplex-reference.ts';

afterAll(() => kernelHost(2).close());

const PAIRS = skewedTraining('simplex test', 60, 50, 10).interactions;
const run = (threads = 1) => quietRun('simplex', threads);
const parse = (params: object) => simplex.params.parse(params) as SimplexParams;

function firstVectors(rows: number, options: SimplexParams, side: number): Float32Array {
  const stride = strideOf(options.factors + (options.biases ? 1 : 0));
  const key = run().draw('simplex.init');
  const four = new Float64Array(4);
  return Float32Array.from({ length: rows * stride }, (_, at) => {
    const [row, f] = [Math.floor(at / stride), at % stride];
    if (f >= options.factors) return 0;
    uniform4(key, row, side, Math.floor(f / 4), 0, four);
    return options.initialDeviation * normalQuantile(four[f % 4]!);
  });
}

function firstModel(pairs: Interactions, options: SimplexParams): PlainSimplex {
  const { factors, biases } = options;
  const stride = strideOf(factors + (biases ? 1 : 0));
  const key = run().draw('simplex.init');
  const turning = Float32Array.from({ length: factors * stride }, (_, at) => {
    const [k, j] = [Math.floor(at / stride), at % stride];
    return j >= factors ? 0 : (2 * uniform(key, k, 3, j) - 1) / Math.sqrt(factors);
  });
  return {
    ...{ pairs, factors, biases },
    shoppers: plainTable(firstVectors(pairs.rows, options, 0), stride),
    items: plainTable(firstVectors(pairs.cols, options, 1), stride),
    turning: plainTable(turning, stride),
    offset: { value: 0, first: 0, second: 0 },
  };
}

function plainFit(pairs: Interactions, options: SimplexParams) {
  const model = firstModel(pairs, options);
  const { factors, biases } = options;
  const stride = strideOf(factors + (biases ? 1 : 0));
  const shopperOf = shopperOfPair(pairs);
  const pool = Uint32Array.from(new Set(pairs.colIdx)).sort();
  const size = batchSize(shopperOf.length, options.batch);
  const clock = adamClock();
  const keep = 1 - options.dropout;
  const losses: number[] = [];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = pairOrder(shopperOf.length, run().draw('simplex.order'), epoch);
    for (let first = 0; first < order.length; first += size) {
      const batch = [...order.subarray(first, first + size)].map((pair, n) => {
        const shopper = shopperOf[pair]!;
        const own = new Set(pairs.colIdx.subarray(pairs.rowPtr[shopper]!, pairs.rowPtr[shopper + 1]!));
        const at = (key: ReturnType<ReturnType<typeof run>['draw']>) => ({ key, place: first + n, epoch });
        return {
          ...{ shopper, item: pairs.colIdx[pair]! },
          drawn: unseenItems(pool, options.negatives, own, at(run().draw('simplex.negatives'))),
          mask:
            keep < 1
              ? maskOf(keep, factors + (biases ? 1 : 0), stride, at(run().draw('simplex.dropout')))
              : null,
        };
      });
      losses[epoch] = plainStep(model, batch, options, clock(options.learningRate)) / batch.length;
    }
  }
  const rows = (count: number, unit: (row: number) => Float32Array) =>
    Float32Array.from({ length: count * factors }, (_, at) => unit(Math.floor(at / factors))[at % factors]!);
  const towers = Array.from(
    { length: pairs.rows },
    (_, shopper) => towerOf(model, shopper, options.gamma).unit,
  );
  const units = Array.from({ length: pairs.cols }, (_, item) => itemUnit(model, item).unit);
  const bias = Float32Array.from(units, (unit) => (biases ? unit[factors]! : 0));
  return {
    shoppers: rows(pairs.rows, (row) => towers[row]!),
    items: rows(pairs.cols, (row) => units[row]!),
    bias,
    losses,
  };
}

describe('simplex kernels', () => {
  it.each([
    [5, { negatives: 30, margin: 0.1 }],
    [8, { negatives: 7, biases: false, margin: -0.2 }],
    [20, { negatives: 9, dropout: 0.4, margin: 0.2, gamma: 0.3 }],
  ])('have the bits of their reference, on one thread and on two: %d factors', async (factors, params) => {
    const options = parse({ factors, epochs: 2, learningRate: 0.01, regularisation: 0.001, ...params });
    const { losses, ...expected } = plainFit(PAIRS, options);
    const traced: number[] = [];
    const trace = (_: string, __: number, value: number) => traced.push(value);
    expect(await fitSimplex(PAIRS, options, { ...run(), trace })).toEqual(expected);
    expect(await fitSimplex(PAIRS, options, run(2))).toEqual(expected);
    expect(traced).toEqual(losses.map((loss) => expect.closeTo(loss, 9)));
    expect(losses[1]!).toBeLessThan(losses[0]!);
  });

  it('hold a shopper who had all but one item against that one', async () => {
    const rows = Array.from({ length: 40 }, (_, n): [number, number] => [0, n]);
    const pairs = smallTraining(2, 41, [...rows, [1, 40]]).interactions;
    const own = new Set(pairs.colIdx.subarray(0, 40));
    const pool = Uint32Array.from({ length: 41 }, (_, item) => item);
    const drawn = unseenItems(pool, 500, own, { key: run().draw('simplex.negatives'), place: 0, epoch: 0 });
    expect(new Set(drawn)).toEqual(new Set([40]));
    expect(drawn.length).toBeLessThan(500);
    const options = parse({ factors: 4, epochs: 2 });
    const { losses, ...expected } = plainFit(pairs, options);
    expect(losses).toHaveLength(2);
    expect(await fitSimplex(pairs, options, run())).toEqual(expected);
  });

  it('give their memory back', async () => {
    const { kernels } = run();
    const before = kernels.memory.used;
    await fitSimplex(PAIRS, parse({ epochs: 1, factors: 4 }), run());
    expect(kernels.memory.used).toBeLessThanOrEqual(before + 65_536);
  });
});

describe('simplex beside the published code in numpy, its gradients by autograd', () => {
  // R as in ultragcn.test.ts; gamma .6, margin .2, negative weight 3, regularisation .01, rate .05, biases, two batches. The script: mean
  // aggregation with V, cosine and biases of SimpleX.py (reczoo/SimpleX), CosineContrastiveLoss, `autograd.grad`, Adam as PyTorch's, f64.
  it('has its losses, and its vectors after two steps', () => {
    const rows: [number, number][] = [
      ...[
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
      ],
    ] as [number, number][];
    const pairs = smallTraining(4, 5, rows).interactions;
    const table = (vectors: number[][], biases: number[]) =>
      plainTable(Float32Array.from(vectors.flatMap((row, n) => [...row, biases[n]!])), 4);
    const { u, v, W, bu, bi } = peer.first;
    const upright = (matrix: number[][]) => matrix[0]!.map((_, k) => matrix.map((row) => row[k]!));
    const model: PlainSimplex = {
      ...{ pairs, factors: 3, biases: true, shoppers: table(u, bu), items: table(v, bi) },
      turning: table(upright(W), [0, 0, 0]),
      offset: { value: 0, first: 0, second: 0 },
    };
    const options = { gamma: 0.6, margin: 0.2, negativeWeight: 3, regularisation: 0.01 };
    const clock = adamClock();
    const losses = [
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 4],
      ],
      [
        [3, 3],
        [0, 1],
        [1, 2],
      ],
    ].map((batch, n) => {
      const step = batch.map(([shopper, item], p) => ({
        shopper: shopper!,
        item: item!,
        drawn: peer.drawn[n]![p]!,
        mask: null,
      }));
      return plainStep(model, step, options, clock(0.05)) / step.length;
    });
    expect(losses).toEqual(peer.losses.map((loss) => expect.closeTo(loss, 6)));
    const { after } = peer;
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 4));
    const factorsOf = (values: Float32Array) => [...values].filter((_, at) => at % 4 < 3);
    const behind = (values: Float32Array) => [...values].filter((_, at) => at % 4 === 3);
    expect(factorsOf(model.shoppers.values)).toEqual(close(after.u.flat()));
    expect(factorsOf(model.items.values)).toEqual(close(after.v.flat()));
    expect(factorsOf(model.turning.values)).toEqual(close(upright(after.W).flat()));
    expect(behind(model.shoppers.values)).toEqual(close(after.bu));
    expect(behind(model.items.values)).toEqual(close(after.bi));
    expect(model.offset.value).toBeCloseTo(after.b[0]!, 4);
  });
});
