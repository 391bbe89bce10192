/** Forecasts and propensities against figures of peers and cases by hand. */

import { describe, expect, it } from 'vitest';
import type { TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { smoothedRate } from './intermittent.ts';
import { fitLogistic } from './logistic.ts';
import { propensity } from './propensity.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { ahead, firstState, fitWeights, smooth } from './smoothing.ts';

const DAY = 86_400;
const close = (found: ArrayLike<number>, expected: readonly number[], digits: number): void =>
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });

/**
 * statsmodels ExponentialSmoothing(trend='add', damped_trend=True, seasonal='add', seasonal_periods=7, initialization_method='known') with
 * the mean of the first week, the mean change a day to the second, and departures of the first week.
 */
describe('Holt-Winters smoothing', () => {
  const y = Float64Array.from(
    { length: 70 },
    (_, i) =>
      ((i * 37 + ((i * i) % 11) * 5) % 23) / 4 + 3 * Number(i % 7 === 5) + 5 * Number(i % 7 === 6) + 0.03 * i,
  );
  const first = firstState(y, 7);

  it('with given weights: sum of squares and nine days ahead as statsmodels has them', () => {
    const { squares, state } = smooth(y, first, [0.3, 0.1, 0.2, 0.9]);
    expect(squares).toBeCloseTo(278.8106212144613, 8);
    const expected = [
      3.8563991175686008, 5.331540178739145, 4.368978366947189, 4.213382311812353, 3.960075787580438,
      8.129175663287644, 10.59124875996131, 3.9557059935737184, 5.42091636714375,
    ];
    // The seventh day is of the season that the last value belongs to: statsmodels forgets what it learnt of it there.
    const stale = state.seasonal.slice();
    stale[6] = smooth(y.subarray(0, 69), first, [0.3, 0.1, 0.2, 0.9]).state.seasonal[0]!;
    const told = Float64Array.from(expected, (_, h) =>
      ahead({ ...state, seasonal: h === 6 ? stale : state.seasonal }, 0.9, h),
    );
    close(told, expected, 8);
  });

  it('finds weights whose squares are those that statsmodels finds by basin hopping, within .1 %', () => {
    const { squares } = smooth(y, first, fitWeights(y, first));
    expect(squares).toBeLessThan(244.13507543640554 * 1.001);
  });
});

describe('intermittent', () => {
  it('TSB by hand: 0, 2, 0, 0, 4 with weights .5', () => {
    // chance .4: .2 .6 .3 .15 .575; size 2: 2, then 3
    expect(smoothedRate(Float64Array.of(0, 2, 0, 0, 4), 0.5, 0.5)).toBeCloseTo(0.575 * 3, 12);
  });
  it('fades where nobody buys any more, and is 0 where nobody ever did', () => {
    const bought = Float64Array.of(3, 3, 3, 3);
    const faded = Float64Array.of(3, 3, 3, 3, 0, 0, 0, 0);
    expect(smoothedRate(bought, 0.1, 0.3)).toBe(3);
    expect(smoothedRate(faded, 0.1, 0.3)).toBeLessThan(1);
    expect(smoothedRate(new Float64Array(5), 0.1, 0.3)).toBe(0);
  });
});

describe('seasonal-naive', () => {
  it('repeats the last season of each series, by days that end with training', async () => {
    const rows: SmallRow[] = [
      [0, 0, 0],
      [0, 0, DAY],
      [1, 0, DAY + 5],
      [0, 1, 3 * DAY - 1],
      [0, 1, 0],
    ];
    const data = { ...smallTraining(2, 3, rows), asOf: 3 * DAY };
    const model = await seasonalNaive.fit(data, seasonalNaive.params.parse({ season: 2 }), quietRun('naive'));
    const out = new Float64Array(9);
    model.forecast(3, out);
    expect([...out]).toEqual([2, 0, 2, 0, 1, 0, 0, 0, 0]);
    // item 0: 1, 2, 0; |0 - 1| over one pair
    expect([...model.scale]).toEqual([1, 0, 0]);
  });
});

describe('propensity', () => {
  const u = (i: number, j: number): number => ((i * 37 + j * 101 + ((i * j) % 7) * 13) % 97) / 97;

  it('has the coefficients of scikit-learn (LogisticRegression, C = 1 / 2, newton-cholesky)', () => {
    const x = Float64Array.from({ length: 240 }, (_, k) => {
      const [i, j] = [Math.floor(k / 3), k % 3];
      return j === 2 ? u(i, 3) * u(i, 1) : u(i, j + 1);
    });
    const labels = Uint8Array.from({ length: 80 }, (_, i) => Number(u(i, 5) < 0.15 + 0.5 * x[3 * i]!));
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(26);
    close(
      fitLogistic(x, labels, 3, 2),
      [1.1546471844213309, 0.8066329405102263, 0.15909658620453254, -1.7117332989206402],
      7,
    );
  });

  it('tells who buys often from who bought once long ago', async () => {
    const rows: SmallRow[] = [];
    for (let shopper = 0; shopper < 40; shopper++) {
      if (shopper % 2 === 0)
        for (let day = 0; day < 90; day += 5) rows.push([shopper, 0, (day + (shopper % 5)) * DAY]);
      else rows.push([shopper, 0, shopper * 600]);
    }
    const data: TrainingData = { ...smallTraining(42, 1, rows), asOf: 90 * DAY };
    const model = await propensity.fit(data, propensity.params.parse({}), quietRun('propensity'));
    const out = new Float64Array(41);
    model.probability(
      Uint32Array.from({ length: 41 }, (_, s) => s),
      out,
    );
    const often = out.filter((_, s) => s < 40 && s % 2 === 0);
    const once = out.filter((_, s) => s < 40 && s % 2 === 1);
    expect(Math.min(...often)).toBeGreaterThan(0.8);
    expect(Math.max(...once)).toBeLessThan(0.2);
  });
});
