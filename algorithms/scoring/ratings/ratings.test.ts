import { describe, expect, it } from 'vitest';
import type { Feedback } from '../../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../../datasets/tables.ts';
import { normalQuantile } from '../../../numerics/distributions.ts';
import { drawKey, uniform, uniform4 } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import type { Algorithm } from '../../algorithm.ts';
import { biasBaseline } from '../../baselines/bias-baseline.ts';
import { fitNmf, nmf } from '../../factors/nmf.ts';
import { fitSvdpp, svdpp } from '../../factors/svdpp.ts';
import { ratingKnn } from '../../neighbours/rating-knn.ts';
import { slopeOne } from '../../neighbours/slope-one.ts';
import { quietRun, type SmallRow, smallTraining } from '../../small-training.node.ts';
import { tiePlaces } from '../ties.ts';
import { groupQueries, type RatingMatrix, ratingMatrix } from './rating-matrix.ts';
import { neighbourRatings, neighbourRatingsReference } from './rating-neighbours.ts';
import { slopes, slopesReference } from './slope-one.ts';

const run = (threads = 1) => quietRun('ratings', threads);
const four = new Float64Array(4);
const key = drawKey(seedWords('ratings test'), 'split');

/** Some 40 % of 60 shoppers x 45 items rated 1 to 5, few values and so many ties; shopper 59 and item 44 without a rating. */
function noisyRatings(): Feedback {
  const rows: SmallRow[] = [];
  for (let shopper = 0; shopper < 59; shopper++) {
    for (let item = 0; item < 44; item++) {
      if (uniform(key, shopper, item) < 0.4)
        rows.push([shopper, item, 0, 1 + Math.floor(5 * uniform(key, item, shopper, 1))]);
    }
  }
  return smallTraining(60, 45, rows).feedback;
}
const MATRIX = ratingMatrix(noisyRatings(), 'test');
const EVERY = {
  shopper: Uint32Array.from({ length: 60 * 45 }, (_, i) => i % 60),
  item: Uint32Array.from({ length: 60 * 45 }, (_, i) => Math.floor(i / 60)),
};

async function predict(
  algorithm: Algorithm<'rate'>,
  rows: SmallRow[],
  params: object,
  asked: [number, number][],
  size = [4, 4],
) {
  const model = await algorithm.fit(
    smallTraining(size[0]!, size[1]!, rows),
    algorithm.params.parse(params),
    run(),
  );
  const out = new Float32Array(asked.length);
  model.predict(
    Uint32Array.from(asked, ([shopper]) => shopper),
    Uint32Array.from(asked, ([, item]) => item),
    out,
  );
  return [...out];
}

describe('rating matrix', () => {
  it('averages repeats, and takes the mean of all rows', () => {
    const { byShopper, mean } = ratingMatrix(
      smallTraining(2, 2, [
        [0, 1, 0, 2],
        [0, 1, 0, 5],
        [1, 0, 0, 2],
      ]).feedback,
      'x',
    );
    expect([...byShopper.values]).toEqual([3.5, 2]);
    expect(mean).toBe(3);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a rating of %f, naming its row', (value) => {
    const { feedback } = smallTraining(2, 2, [
      [0, 1, 0, 2],
      [1, 1, 0, value],
    ]);
    expect(() => ratingMatrix(feedback, 'svd')).toThrow(/svd: rating .* of row 1/);
  });

  it('groups the known queries, and leaves out the others', () => {
    const groups = groupQueries(
      Uint32Array.of(3, 59, 3, 1, NO_SHOPPER, 1),
      Uint32Array.of(7, 1, 44, 2, 1, 9),
      MATRIX,
      'shopper',
    );
    expect([...groups.group]).toEqual([1, 3]);
    expect([...groups.start]).toEqual([0, 2, 3]);
    expect([...groups.query]).toEqual([3, 5, 0]);
    expect([...groups.other]).toEqual([2, 9, 7]);
  });
});

describe('rating-knn', () => {
  // Shopper 0 and 1 differ by 1 on item 0: 1 / (1 + 1). Shopper 0 and 2 agree on items 0 and 1: 1 / (0 + 1). Shopper 3 shares nothing.
  const rows: SmallRow[] = [
    [0, 0, 0, 4],
    [0, 1, 0, 2],
    [1, 0, 0, 5],
    [1, 2, 0, 1],
    [2, 0, 0, 4],
    [2, 1, 0, 2],
    [2, 2, 0, 3],
    [3, 3, 0, 3],
  ];
  const mean = 24 / 8;

  it('basic: (.5 x 1 + 1 x 3) / 1.5; one neighbour: the nearest; no neighbour or nobody known: the mean', async () => {
    const asked: [number, number][] = [
      [0, 2],
      [0, 3],
      [NO_SHOPPER, 2],
    ];
    expect(await predict(ratingKnn, rows, { kind: 'basic' }, asked)).toEqual(
      [3.5 / 1.5, mean, mean].map(Math.fround),
    );
    expect((await predict(ratingKnn, rows, { kind: 'basic', neighbours: 1 }, asked))[0]).toBe(3);
    expect((await predict(ratingKnn, rows, { kind: 'basic', leastCommon: 2 }, asked))[0]).toBe(3);
    expect((await predict(ratingKnn, rows, { kind: 'basic', leastCommon: 3 }, asked))[0]).toBe(mean);
  });

  it('means: from the own mean 3, neighbours 1 - 3 and 3 - 3; alone: the own mean', async () => {
    const found = await predict(ratingKnn, rows, { kind: 'means' }, [
      [0, 2],
      [1, 3],
      [0, NO_SHOPPER],
    ]);
    expect(found).toEqual([3 + (0.5 * -2) / 1.5, 3, mean].map(Math.fround));
  });

  it('baseline: alone, the baseline', async () => {
    const asked: [number, number][] = [
      [0, 3],
      [NO_SHOPPER, 2],
      [1, NO_SHOPPER],
    ];
    expect(await predict(ratingKnn, rows, {}, asked)).toEqual(await predict(biasBaseline, rows, {}, asked));
  });

  it.each([
    [1, 1],
    [3, 2],
    [40, 1],
    [1000, 4],
  ])('kernel has the bits of its reference: k %d, common %d', (neighbours, leastCommon) => {
    const told = Float64Array.from(MATRIX.byItem.values, (value, p) => value - uniform(key, p, 2));
    const places = tiePlaces(60, run().draw('ties'), 'shoppers');
    const model = { matrix: MATRIX, told, neighbours, leastCommon, places };
    const queries = groupQueries(EVERY.shopper, EVERY.item, MATRIX, 'shopper');
    const expected = neighbourRatingsReference(model, queries);
    expect(neighbourRatings(model, queries, run().kernels)).toEqual(expected);
    expect(neighbourRatings(model, queries, run(2).kernels)).toEqual(expected);
  });
});

describe('slope-one', () => {
  it('adds the mean of the differences to the own mean', async () => {
    // dev(2, 0) = ((3 - 5) + (4 - 2)) / 2 = 0, dev(2, 1) = 3 - 4 = -1; shopper 2 has items 0 and 1, mean 3.5.
    const rows: SmallRow[] = [
      [0, 0, 0, 5],
      [0, 1, 0, 4],
      [0, 2, 0, 3],
      [1, 0, 0, 2],
      [1, 2, 0, 4],
      [2, 0, 0, 4],
      [2, 1, 0, 3],
      [3, 3, 0, 1],
    ];
    const found = await predict(slopeOne, rows, {}, [
      [2, 2],
      [2, 3],
      [NO_SHOPPER, 2],
      [2, NO_SHOPPER],
    ]);
    expect(found).toEqual([3.5 - 0.5, 3.5, 26 / 8, 26 / 8].map(Math.fround));
  });

  it('kernel has the bits of its reference, with any threads', () => {
    const queries = groupQueries(EVERY.item, EVERY.shopper, MATRIX, 'item');
    const expected = slopesReference(MATRIX, queries);
    expect(slopes(MATRIX, queries, run().kernels)).toEqual(expected);
    expect(slopes(MATRIX, queries, run(2).kernels)).toEqual(expected);
  });
});

/** SVD++ as the paper writes it, in f64: every rating moves every y_j of its shopper. `start` are vectors of a fit of no epoch. */
function plainSvdpp(
  { byShopper, mean }: RatingMatrix,
  start: Record<'p' | 'q' | 'y', number[][]>,
  epochs: number,
  rate: number,
  reg: number,
) {
  const { p, q, y } = structuredClone(start);
  const [bu, bi] = [p.map(() => 0), q.map(() => 0)];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let u = 0; u < byShopper.rows; u++) {
      const [from, to] = [byShopper.rowPtr[u]!, byShopper.rowPtr[u + 1]!];
      const own = [...byShopper.colIdx.subarray(from, to)];
      const root = Math.sqrt(own.length);
      own.forEach((i, n) => {
        const z = p[u]!.map((_, f) => own.reduce((sum, j) => sum + y[j]![f]!, 0) / root);
        const dot = z.reduce((sum, value, f) => sum + q[i]![f]! * (p[u]![f]! + value), 0);
        const error = byShopper.values[from + n]! - (mean + bu[u]! + bi[i]! + dot);
        bu[u]! += rate * (error - reg * bu[u]!);
        bi[i]! += rate * (error - reg * bi[i]!);
        z.forEach((value, f) => {
          const [pu, qi] = [p[u]![f]!, q[i]![f]!];
          p[u]![f]! += rate * (error * qi - reg * pu);
          q[i]![f]! += rate * (error * (pu + value) - reg * qi);
          for (const j of own) y[j]![f]! += rate * ((error * qi) / root - reg * y[j]![f]!);
        });
      });
    }
  }
  return { p, q, y, bu, bi };
}

describe('svdpp', () => {
  it('takes the steps of the paper, which cost items of the shopper times as much, to f32', async () => {
    const options = svdpp.params.parse({ factors: 5, epochs: 3, learningRate: 0.01 });
    const first = (rows: number, side: number) =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: 5 }, (_, f) => {
          uniform4(run().draw('svdpp.init'), row, side, Math.floor(f / 4), 0, four);
          return Math.fround(0.1 * normalQuantile(four[f % 4]!));
        }),
      );
    const start = { p: first(60, 0), q: first(45, 1), y: first(45, 2) };
    const expected = plainSvdpp(MATRIX, start, 3, 0.01, options.regularisation);
    const fitted = await fitSvdpp(MATRIX, options, run());
    for (const [u, bias] of fitted.shopperBias.entries())
      expect(Math.abs(bias - expected.bu[u]!)).toBeLessThan(1e-5);
    for (const [i, bias] of fitted.itemBias.entries())
      expect(Math.abs(bias - expected.bi[i]!)).toBeLessThan(1e-5);
    for (let i = 0; i < 44; i++) {
      for (let f = 0; f < 5; f++)
        expect(Math.abs(fitted.items[5 * i + f]! - expected.q[i]![f]!)).toBeLessThan(1e-5);
    }
    for (let u = 0; u < 59; u++) {
      const own = [
        ...MATRIX.byShopper.colIdx.subarray(MATRIX.byShopper.rowPtr[u]!, MATRIX.byShopper.rowPtr[u + 1]!),
      ];
      for (let f = 0; f < 5; f++) {
        const whole =
          expected.p[u]![f]! + own.reduce((sum, j) => sum + expected.y[j]![f]!, 0) / Math.sqrt(own.length);
        expect(Math.abs(fitted.shoppers[5 * u + f]! - whole)).toBeLessThan(1e-5);
      }
    }
    expect(await fitSvdpp(MATRIX, options, run(2))).toEqual(fitted);
  });
});

describe('nmf', () => {
  const error = async (epochs: number, threads = 1) => {
    const options = nmf.params.parse({ factors: 4, epochs, shopperRegularisation: 0, itemRegularisation: 0 });
    const { shoppers, items } = await fitNmf(MATRIX, options, run(threads));
    expect(shoppers.every((value) => value >= 0) && items.every((value) => value >= 0)).toBe(true);
    let sum = 0;
    const { rowPtr, colIdx, values } = MATRIX.byShopper;
    for (let u = 0; u < 59; u++) {
      for (let at = rowPtr[u]!; at < rowPtr[u + 1]!; at++) {
        let dot = 0;
        for (let f = 0; f < 4; f++) dot += shoppers[4 * u + f]! * items[4 * colIdx[at]! + f]!;
        sum += (values[at]! - dot) ** 2;
      }
    }
    return { sum, shoppers, items };
  };

  it('updates as worked by hand', async () => {
    // One shopper, one item, one factor, rating 6: p <- p x 6 q / (p q q + reg p), both from the vectors before.
    const matrix = ratingMatrix(smallTraining(1, 1, [[0, 0, 0, 6]]).feedback, 'nmf');
    const fitted = (epochs: number) =>
      fitNmf(
        matrix,
        nmf.params.parse({ factors: 1, epochs, shopperRegularisation: 0.5, itemRegularisation: 2 }),
        run(),
      );
    const [one, two] = [await fitted(1), await fitted(2)];
    const [p, q] = [one.shoppers[0]!, one.items[0]!];
    expect(two.shoppers[0]).toBeCloseTo((p * 6 * q) / (p * q * q + 0.5 * p), 5);
    expect(two.items[0]).toBeCloseTo((q * 6 * p) / (p * q * p + 2 * q), 5);
  });

  it('has no value below 0, comes nearer to the ratings, and is the same with two threads', async () => {
    const [few, many, threaded] = [await error(5), await error(50), await error(50, 2)];
    expect(many.sum).toBeLessThan(0.8 * few.sum);
    expect(threaded).toEqual(many);
  });

  it('refuses a rating below 0', async () => {
    await expect(predict(nmf, [[0, 0, 0, -1]], {}, [[0, 0]])).rejects.toThrow('nmf: rating -1');
  });
});
