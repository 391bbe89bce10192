import { afterAll, describe, expect, it } from 'vitest';
import type { Interactions } from '../../../datasets/interactions.ts';
import { normalQuantile } from '../../../numerics/distributions.ts';
import { kernelHost, openOwnHost } from '../../../numerics/kernels/open-host.node.ts';
import { uniform4 } from '../../../numerics/rng.ts';
import { type BprParams, bpr, fitBpr, rateOf } from '../../factors/bpr.ts';
import { nmf } from '../../factors/nmf.ts';
import { fitSvd, svd } from '../../factors/svd.ts';
import { svdpp } from '../../factors/svdpp.ts';
import { fitWarp, warp, warpLosses } from '../../factors/warp.ts';
import { quietRun, skewedTraining, smallTraining } from '../../small-training.node.ts';
import { ratingMatrix } from '../ratings/rating-matrix.ts';
import { trainedItems } from '../scored-model.ts';
import { blocksFor, drawItemBlocks, shopperBlocks } from './cells.ts';
import type { RankingFactors } from './ranking.ts';
import { bprStep, laneDot, svdStep, type Triple, type Visit, visits, warpStep } from './reference.ts';
import { strideOf } from './vectors.ts';

/** Enough rows for three blocks of either side; few items, so that shoppers had much of a block. */
const DATA = skewedTraining('sgd test', 120, 100, 25);
const PAIRS = DATA.interactions;
const BLOCKS = 3;
const run = (threads = 1) => quietRun('sgd', threads);

afterAll(() => kernelHost(2).close());

/** (rows * stride) the first vectors, as the fit draws them. */
function firstVectors(
  rows: number,
  factors: number,
  side: number,
  deviation: number,
  purpose: 'bpr.init' | 'warp.init' | 'svd.init',
) {
  const stride = strideOf(factors);
  const four = new Float64Array(4);
  const key = run().draw(purpose);
  return Float32Array.from({ length: rows * stride }, (_, at) => {
    const [row, f] = [Math.floor(at / stride), at % stride];
    if (f >= factors) return 0;
    uniform4(key, row, side, Math.floor(f / 4), 0, four);
    return deviation * normalQuantile(four[f % 4]!);
  });
}

const firstUnseen = (
  { pool, own, draw }: Visit,
  attempts: number,
  fits: (item: number) => boolean = () => true,
) => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const item = pool[draw(attempt, pool.length)]!;
    if (!own.has(item) && fits(item)) return { item, attempt };
  }
  return null;
};

/** Of the first `draws` items that the shopper did not have, the one that scores highest, the first of equal ones. */
function highestUnseen(
  { pool, own, draw }: Visit,
  attempts: number,
  draws: number,
  scoreOf: (item: number) => number,
): number | null {
  const unseen = Array.from({ length: attempts }, (_, attempt) => pool[draw(attempt, pool.length)]!)
    .filter((item) => !own.has(item))
    .slice(0, draws);
  if (unseen.length === 0) return null;
  return unseen.reduce((best, item) => (scoreOf(item) > scoreOf(best) ? item : best));
}

function* epochsOf(
  pairs: Interactions,
  name: 'bpr' | 'warp' | 'svd',
  epochs: number,
  popular = false,
): Generator<Visit & { readonly epoch: number }> {
  for (let epoch = 0; epoch < epochs; epoch++) {
    const drawn = drawItemBlocks(trainedItems(pairs), BLOCKS, run().draw(`${name}.blocks`), epoch);
    const options = { blocks: BLOCKS, stepKey: run().draw(`${name}.steps`), epoch, popular };
    for (const visit of visits(pairs, drawn, options)) yield { ...visit, epoch };
  }
}

const compact = (vectors: Float32Array, factors: number): Float32Array =>
  vectors.filter((_, at) => at % strideOf(factors) < factors);

interface Rows {
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
  readonly bias: Float32Array;
}

const tripleOf = (
  { shoppers, items, bias }: Rows,
  stride: number,
  shopper: number,
  item: number,
  other: number,
): Triple => ({
  user: shoppers.subarray(shopper * stride, (shopper + 1) * stride),
  liked: items.subarray(item * stride, (item + 1) * stride),
  other: items.subarray(other * stride, (other + 1) * stride),
  likedBias: bias.subarray(item, item + 1),
  otherBias: bias.subarray(other, other + 1),
});

function referenceBpr(
  pairs: Interactions,
  options: BprParams,
  onMargin = (_: number): void => {},
): RankingFactors {
  const { factors, regularisation, itemBias: biased, negatives, epochs, initialScale, draws } = options;
  const deviation = initialScale / Math.sqrt(factors);
  const stride = strideOf(factors);
  const rows: Rows = {
    shoppers: firstVectors(pairs.rows, factors, 0, deviation, 'bpr.init'),
    items: firstVectors(pairs.cols, factors, 1, deviation, 'bpr.init'),
    bias: new Float32Array(pairs.cols),
  };
  for (const visit of epochsOf(pairs, 'bpr', epochs, negatives === 'popular')) {
    const scoreOf = (item: number) => {
      const { user, liked, likedBias } = tripleOf(rows, stride, visit.shopper, item, item);
      return Math.fround(laneDot(user, liked) + likedBias[0]!);
    };
    const other = highestUnseen(visit, options.attempts * draws, draws, scoreOf);
    if (other === null) continue;
    const step = tripleOf(rows, stride, visit.shopper, visit.item, other);
    const rate = epochs === 1 ? options.learningRate : rateOf(options, visit.epoch);
    onMargin(bprStep(step, { rate, regularisation, biased }));
  }
  return {
    factors,
    shoppers: compact(rows.shoppers, factors),
    items: compact(rows.items, factors),
    itemBias: rows.bias,
  };
}

describe('bpr kernel', () => {
  it('cuts the test data into more than one block', () => expect(blocksFor(PAIRS)).toBe(BLOCKS));

  it.each([
    [1, 'uniform', true, 15],
    [8, 'uniform', false, 15],
    [13, 'popular', true, 15],
    [16, 'uniform', true, 15],
    [8, 'popular', true, 1],
  ] as const)(
    'has the bits of its reference: %d factors, %s negatives, bias %s, %d attempts',
    async (factors, negatives, itemBias, attempts) => {
      const options = bpr.params.parse({ factors, epochs: 3, negatives, itemBias, attempts });
      expect(await fitBpr(PAIRS, options, run())).toEqual(referenceBpr(PAIRS, options));
    },
  );

  it('leaves the same bits with two threads', async () => {
    const options = bpr.params.parse({ epochs: 5 });
    expect(await fitBpr(PAIRS, options, run(2))).toEqual(await fitBpr(PAIRS, options, run()));
  });

  it('tells steps and how many were right, more and more of them', async () => {
    const right: number[] = [];
    await fitBpr(
      PAIRS,
      bpr.params.parse({ epochs: 30, learningRate: 0.2, regularisation: 0 }),
      run(),
      (_, taken, correct) => {
        expect(taken).toBeGreaterThan(0);
        right.push(correct / taken);
      },
    );
    expect(right).toHaveLength(30);
    expect(right.at(-1)!).toBeGreaterThan(right[0]! + 0.2);
  });

  it('counts the steps of all strata of an epoch, and those that were right before they were taken', async () => {
    const told: number[][] = [];
    const one = bpr.params.parse({ epochs: 1 });
    const margins: number[] = [];
    referenceBpr(PAIRS, one, (margin) => margins.push(margin));
    await fitBpr(PAIRS, bpr.params.parse({ epochs: 2 }), run(), (...counts) => told.push(counts));
    expect(told[0]).toEqual([1, margins.length, margins.filter((margin) => margin > 0).length]);
    expect(told[1]!.slice(0, 1)).toEqual([2]);
  });

  it('gives all of its memory back, also after a fit that ran away', async () => {
    const before = run().kernels.memory.used;
    await expect(
      fitBpr(PAIRS, bpr.params.parse({ epochs: 400, learningRate: 10, regularisation: 1 }), run()),
    ).rejects.toThrow(/ran away.*learningRate/);
    expect(run().kernels.memory.used).toBeLessThanOrEqual(before + 65_536);
  });
});

describe('vectors that one module cannot hold', () => {
  const data = smallTraining(3000, 3000, [
    [0, 0, 0, 1],
    [2999, 2999, 0, 2],
  ]);
  it.each([
    ['bpr', bpr, 6000],
    ['warp', warp, 12_000],
    ['svd', svd, 6000],
    ['svdpp', svdpp, 9000],
    ['nmf', nmf, 12_000],
  ] as const)('are refused by %s before any is drawn or memory grows', async (name, algorithm, vectors) => {
    const host = openOwnHost(1, 1 << 23);
    const before = host.memory.memory.buffer.byteLength;
    const fit = algorithm.fit(data, algorithm.params.parse({ factors: 512 } as never) as never, {
      ...run(),
      kernels: host,
    });
    await expect(fit).rejects.toThrow(
      new RegExp(`^${name}: ${vectors} vectors of 512 need \\d+ bytes; .* at most \\d+ are free`),
    );
    expect(host.memory.memory.buffer.byteLength).toBe(before);
    host.close();
  });
});

describe('warp kernel', () => {
  it.each([[1], [12], [24]])('has the bits of its reference: %d factors', async (factors) => {
    const options = warp.params.parse({ factors, epochs: 3, attempts: 9 });
    const stride = strideOf(factors);
    const deviation = options.initialScale / Math.sqrt(factors);
    const rows: Rows = {
      shoppers: firstVectors(PAIRS.rows, factors, 0, deviation, 'warp.init'),
      items: firstVectors(PAIRS.cols, factors, 1, deviation, 'warp.init'),
      bias: new Float32Array(PAIRS.cols),
    };
    const ones = (values: Float32Array) => new Float32Array(values.length).fill(1);
    const squares: Rows = { shoppers: ones(rows.shoppers), items: ones(rows.items), bias: ones(rows.bias) };
    const losses = warpLosses(new Set(PAIRS.colIdx).size, options.attempts);
    for (const visit of epochsOf(PAIRS, 'warp', options.epochs)) {
      const score = (item: number) => {
        const { user, liked, likedBias } = tripleOf(rows, stride, visit.shopper, item, item);
        return Math.fround(laneDot(user, liked) + likedBias[0]!);
      };
      const bound = Math.fround(score(visit.item) - 1);
      const drawn = firstUnseen(visit, options.attempts, (item) => score(item) > bound);
      if (!drawn) continue;
      const at = [stride, visit.shopper, visit.item, drawn.item] as const;
      const step = {
        rate: options.learningRate,
        regularisation: options.regularisation,
        biased: options.itemBias,
      };
      warpStep(tripleOf(rows, ...at), tripleOf(squares, ...at), losses[drawn.attempt + 1]!, step);
    }
    const expected = {
      factors,
      shoppers: compact(rows.shoppers, factors),
      items: compact(rows.items, factors),
      itemBias: rows.bias,
    };
    expect(await fitWarp(PAIRS, options, run())).toEqual(expected);
    expect(await fitWarp(PAIRS, options, run(2))).toEqual(expected);
  });

  it('weighs a pair by the logarithm of the rank that its draws tell of', () => {
    const losses = warpLosses(101, 60);
    expect(losses[1]).toBeCloseTo(Math.log(100), 6);
    expect(losses[3]).toBeCloseTo(Math.log(33), 6);
    expect(losses[60]).toBe(1);
    expect(warpLosses(1e6, 1)[1]).toBe(10);
  });
});

describe('svd kernel', () => {
  it.each([[3], [16]])('has the bits of its reference: %d factors', async (factors) => {
    const matrix = ratingMatrix(DATA.feedback.length > 0 ? ratedFeedback() : DATA.feedback, 'test');
    const options = svd.params.parse({ factors, epochs: 3, learningRate: 0.02 });
    const stride = strideOf(factors);
    const { rows, cols } = matrix.byShopper;
    const shoppers = firstVectors(rows, factors, 0, options.initialDeviation, 'svd.init');
    const items = firstVectors(cols, factors, 1, options.initialDeviation, 'svd.init');
    const [shopperBias, itemBias] = [new Float64Array(rows), new Float64Array(cols)];
    const errors: number[] = [];
    for (const { shopper, item, value } of epochsOf(matrix.byShopper, 'svd', options.epochs)) {
      const rated = {
        user: shoppers.subarray(shopper * stride, (shopper + 1) * stride),
        item: items.subarray(item * stride, (item + 1) * stride),
        shopperBias: shopperBias.subarray(shopper, shopper + 1),
        itemBias: itemBias.subarray(item, item + 1),
      };
      const step = { rate: 0.02, regularisation: options.regularisation, biased: true };
      errors.push(svdStep(value, matrix.mean, rated, step));
    }
    const told: number[] = [];
    const fitted = await fitSvd(matrix, options, { ...run(), trace: (_, __, rmse) => told.push(rmse) });
    const size = matrix.byShopper.colIdx.length;
    const squares = (epoch: number) =>
      errors.slice(epoch * size, (epoch + 1) * size).reduce((sum, error) => sum + error * error, 0);
    expect(told).toEqual([0, 1, 2].map((epoch) => expect.closeTo(Math.sqrt(squares(epoch) / size), 12)));
    expect(fitted.shopperBias).toEqual(shopperBias);
    expect(fitted.itemBias).toEqual(itemBias);
    expect(fitted.shoppers).toEqual(compact(shoppers, factors));
    expect(fitted.items.filter((_, at) => itemBias[Math.floor(at / factors)] !== 0)).toEqual(
      compact(items, factors).filter((_, at) => itemBias[Math.floor(at / factors)] !== 0),
    );
    expect(await fitSvd(matrix, options, run(2))).toEqual(fitted);
  });
});

/** The same rows with ratings of 1 to 5. */
function ratedFeedback() {
  return { ...DATA.feedback, value: DATA.feedback.value.map((_, i) => 1 + ((i * i) % 5)) };
}

describe('cells', () => {
  it('hold every pair once an epoch, and no vector twice in a stratum', () => {
    const drawn = drawItemBlocks(trainedItems(PAIRS), BLOCKS, run().draw('bpr.blocks'), 0);
    const options = { blocks: BLOCKS, stepKey: run().draw('bpr.steps'), epoch: 0, popular: false };
    const seen = Array.from(
      visits(PAIRS, drawn, options),
      ({ shopper, item }) => shopper * PAIRS.cols + item,
    );
    expect(new Set(seen).size).toBe(PAIRS.colIdx.length);
    expect(seen).toHaveLength(PAIRS.colIdx.length);
  });

  it('have consecutive shopper blocks of about as many pairs, ending with the last shopper', () => {
    const starts = shopperBlocks(PAIRS, BLOCKS);
    expect([starts[0], starts.at(-1)]).toEqual([0, PAIRS.rows]);
    for (let b = 0; b < BLOCKS; b++) {
      const pairs = PAIRS.rowPtr[starts[b + 1]!]! - PAIRS.rowPtr[starts[b]!]!;
      expect(Math.abs(pairs - PAIRS.colIdx.length / BLOCKS)).toBeLessThan(60);
    }
  });

  it('put one huge shopper in a block, and leave others empty', () => {
    const rowPtr = Uint32Array.of(0, 0, 90, 91, 91);
    const pairs = { rows: 4, cols: 90, rowPtr, colIdx: new Uint32Array(91), values: new Float32Array(91) };
    expect([...shopperBlocks(pairs, 3)]).toEqual([0, 2, 2, 4]);
  });

  it('are drawn anew for each epoch, items alone deciding', () => {
    const trained = new Uint8Array(1000).fill(1);
    trained[5] = 0;
    const key = run().draw('bpr.blocks');
    const [first, second] = [drawItemBlocks(trained, 4, key, 0), drawItemBlocks(trained, 4, key, 1)];
    expect(first.blockOf).not.toEqual(second.blockOf);
    expect([...first.items].sort((a, b) => a - b)).toEqual([...trained.keys()].filter((item) => item !== 5));
    const fewer = drawItemBlocks(trained.subarray(0, 500), 4, key, 0);
    expect(fewer.blockOf).toEqual(first.blockOf.subarray(0, 500));
  });
});
