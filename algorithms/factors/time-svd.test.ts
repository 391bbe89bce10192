import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { type MovingRatings, ratingMoments } from './moving-ratings.ts';
import { svd } from './svd.ts';
import { fitTimeSvd, movingShares, step, timeSvd } from './time-svd.ts';

const DAY = 86400;
const key = drawKey(seedWords('time-svd test'), 'split');

/** Shoppers rate items over 100 days; even items get 2 stars better halfway, odd ones worse. */
function movingRows(shoppers: number, items: number): SmallRow[] {
  return Array.from({ length: shoppers * 20 }, (_, n): SmallRow => {
    const item = Math.floor(uniform(key, n, 0) * items);
    const day = Math.floor(uniform(key, n, 1) * 100);
    const moved = (day < 50 ? -1 : 1) * (item % 2 === 0 ? 1 : -1);
    return [n % shoppers, item, day * DAY, 3 + moved + 0.3 * normalQuantile(uniform(key, n, 2))];
  });
}

const rmse = (values: ArrayLike<number>, truth: (n: number) => number): number =>
  Math.sqrt(Array.from(values).reduce((sum, value, n) => sum + (value - truth(n)) ** 2, 0) / values.length);

describe('time-svd', () => {
  it('knows when it is asked: item biases that turn halfway are told apart, which svd cannot', async () => {
    const data = smallTraining(60, 12, movingRows(60, 12));
    const params = timeSvd.params.parse({ factors: 4, bins: 4, timeRegularisation: 5 });
    const model = await timeSvd.fit(data, params, quietRun('time'));
    const plain = await svd.fit(data, svd.params.parse({ factors: 4 }), quietRun('time'));
    const shopper = Uint32Array.from({ length: 240 }, (_, n) => n % 60);
    const item = Uint32Array.from({ length: 240 }, (_, n) => n % 12);
    const time = Uint32Array.from({ length: 240 }, (_, n) => (n % 2 === 0 ? 20 : 80) * DAY + n);
    const truth = (n: number): number => 3 + (time[n]! < 50 * DAY ? -1 : 1) * (item[n]! % 2 === 0 ? 1 : -1);
    const [moving, still, last] = [1, 2, 3].map(() => new Float32Array(240)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    model.predict(shopper, item, moving, time);
    plain.predict(shopper, item, still, time);
    expect(rmse(moving, truth)).toBeLessThan(0.4);
    expect(rmse(still, truth)).toBeGreaterThan(0.9);
    // Without a time: at the end of training, when even items have 4 stars.
    model.predict(shopper, item, last);
    expect(rmse(last, (n) => 3 + (item[n]! % 2 === 0 ? 1 : -1))).toBeLessThan(0.5);
  });

  it('takes a step down the gradient of half the squared error and the penalties', async () => {
    const { feedback } = smallTraining(5, 6, movingRows(5, 6));
    const options = timeSvd.params.parse({ factors: 3, epochs: 2, bins: 3, learningRate: 1e-6 });
    const warm = { ...options, learningRate: 0.01 };
    const model = await fitTimeSvd(feedback, warm, quietRun('gradient'));
    const moments = ratingMoments(model, feedback);
    const shares = movingShares(model, feedback, moments);
    const row = 7;
    const [u, i] = [feedback.shopper[row]!, feedback.item[row]!];
    const { regularisation: still, timeRegularisation: moves, factors } = options;
    const at = i * model.bins + moments.bin[row]!;
    const day = moments.day[row]!;
    expect(day).toBeGreaterThanOrEqual(0);
    const exact = wide(model);
    const lossOf = (of: MovingRatings): number => {
      const d = moments.dev[row]!;
      let predicted = of.mean + of.itemBias[i]! + of.itemBins[at]! + of.shopperBias[u]!;
      predicted += of.shopperDrift[u]! * d + of.dayBias[day]!;
      let penalty = still * (of.itemBias[i]! ** 2 + of.shopperBias[u]! ** 2);
      penalty += moves * shares.ofBin[row]! * of.itemBins[at]! ** 2;
      penalty += moves * shares.ofShopper[row]! * of.shopperDrift[u]! ** 2;
      penalty += moves * shares.ofDay[row]! * of.dayBias[day]! ** 2;
      for (let f = 0; f < factors; f++) {
        const [p, v, q] = [of.shoppers[u * 3 + f]!, of.drifts[u * 3 + f]!, of.items[i * 3 + f]!];
        predicted += (p + v * d) * q;
        penalty += still * (p * p + q * q) + moves * shares.ofShopper[row]! * v * v;
      }
      return 0.5 * (feedback.value[row]! - predicted) ** 2 + 0.5 * penalty;
    };
    const places: [keyof MovingRatings, number][] = [
      ['itemBias', i],
      ['itemBins', at],
      ['shopperBias', u],
      ['shopperDrift', u],
      ['dayBias', day],
      ...[0, 1, 2].flatMap((f): [keyof MovingRatings, number][] => [
        ['shoppers', u * 3 + f],
        ['drifts', u * 3 + f],
        ['items', i * 3 + f],
      ]),
    ];
    const slopes = places.map(([name, n]) => {
      const values = exact[name] as unknown as Float64Array;
      const kept = values[n]!;
      const [above, below] = [1e-5, -1e-5].map((h) => {
        values[n] = kept + h;
        return lossOf(exact);
      });
      values[n] = kept;
      return (above! - below!) / 2e-5;
    });
    const after = wide(model);
    step(after, feedback, moments, shares, row, options);
    places.forEach(([name, n], p) => {
      const moved = (after[name] as Float64Array)[n]! - (exact[name] as Float64Array)[n]!;
      expect(moved / -options.learningRate).toBeCloseTo(slopes[p]!, 4);
    });
  });

  it('has no part of a shopper, an item or a day that it does not know', async () => {
    const data = smallTraining(3, 4, [
      [0, 0, 0, 5],
      [0, 1, DAY, 1],
      [1, 0, 50 * DAY, 4],
    ]);
    const model = await timeSvd.fit(data, timeSvd.params.parse({ factors: 2 }), quietRun('time'));
    const out = new Float32Array(3);
    model.predict(
      Uint32Array.of(NO_SHOPPER, 2, 0),
      Uint32Array.of(3, 3, 9),
      out,
      Uint32Array.of(0, 5, 999 * DAY),
    );
    expect(out[0]).toBeCloseTo(10 / 3, 6);
    expect(out[1]).toBeCloseTo(10 / 3, 6);
    expect(Number.isFinite(out[2])).toBe(true);
  });
});

/** The same with vectors in f64, so that a small step is not lost. */
function wide(model: MovingRatings): MovingRatings {
  const copy = structuredClone(model) as { -readonly [K in keyof MovingRatings]: MovingRatings[K] };
  for (const name of ['shoppers', 'drifts', 'items'] as const)
    copy[name] = Float64Array.from(model[name]) as unknown as Float32Array<ArrayBuffer>;
  return copy;
}
