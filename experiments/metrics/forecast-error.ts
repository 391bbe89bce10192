/** Errors of forecast purchases, one a series and period. */

import type { ForecastMetric, ForecastPairs } from './definition.ts';

const meanOf = ({ actual, predicted }: ForecastPairs, of: (error: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += of(predicted[i]! - actual[i]!);
  return sum / actual.length;
};

const shared = { kind: 'forecast', task: 'forecast', direction: 'lower', cutoff: false } as const;

export const forecastMae: ForecastMetric = {
  ...shared,
  id: 'forecastMae.v1',
  name: 'forecastMae',
  doc: 'mean absolute error of forecast purchases, over series and periods',
  formula: 'mean of |forecast - purchases|',
  source: 'Hyndman and Koehler 2006',
  unit: 'purchases',
  of: (pairs) => meanOf(pairs, Math.abs),
};

export const forecastRmse: ForecastMetric = {
  ...shared,
  id: 'forecastRmse.v1',
  name: 'forecastRmse',
  doc: 'root of the mean squared error of forecast purchases, over series and periods',
  formula: 'sqrt(mean of (forecast - purchases)^2)',
  source: 'Hyndman and Koehler 2006',
  unit: 'purchases',
  of: (pairs) => Math.sqrt(meanOf(pairs, (error) => error * error)),
};

export const wape: ForecastMetric = {
  ...shared,
  id: 'wape.v1',
  name: 'wape',
  doc: 'absolute errors of forecasts as a share of all purchases; not defined where nothing was bought',
  formula: 'sum of |forecast - purchases| / sum of purchases',
  source: 'Kolassa and Schuetz 2007 (MAD/mean ratio)',
  unit: 'share',
  of(pairs) {
    const bought = pairs.actual.reduce((sum, value) => sum + value, 0);
    return bought === 0 ? Number.NaN : (meanOf(pairs, Math.abs) * pairs.actual.length) / bought;
  },
};

export const mase: ForecastMetric = {
  ...shared,
  id: 'mase.v1',
  name: 'mase',
  doc: 'mean absolute error of each series over its mean absolute change from season to season in training, mean over series; those without change are left out',
  formula:
    'mean over series of (mean of |forecast - purchases|) / (mean of |y_t - y_(t - season)| in training)',
  source: 'Hyndman and Koehler 2006',
  unit: 'ratio',
  of({ actual, predicted, scale, horizon }) {
    let sum = 0;
    let count = 0;
    for (let s = 0; s < scale.length; s++) {
      if (scale[s] === 0) continue;
      let error = 0;
      for (let i = s * horizon; i < (s + 1) * horizon; i++) error += Math.abs(predicted[i]! - actual[i]!);
      sum += error / horizon / scale[s]!;
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  },
};
