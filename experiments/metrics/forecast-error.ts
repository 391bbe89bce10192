/** Errors of forecast purchases, one a series and period. */

import type { ForecastErrors, ForecastMetric } from './definition.ts';

/** @param actual @param predicted (series * horizon) */
export function forecastErrors(
  actual: Float64Array,
  predicted: Float64Array,
  scale: Float64Array,
  horizon: number,
): ForecastErrors {
  const [absolute, squared, bought] = [0, 0, 0].map(() => new Float64Array(scale.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < actual.length; i++) {
    const [series, error] = [Math.floor(i / horizon), predicted[i]! - actual[i]!];
    absolute[series]! += Math.abs(error);
    squared[series]! += error * error;
    bought[series]! += actual[i]!;
  }
  return { absolute, squared, bought, scale, horizon };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: Float64Array, horizon: number): number => sumOf(values) / (values.length * horizon);

const shared = { kind: 'forecast', task: 'forecast', direction: 'lower', cutoff: false } as const;

export const forecastMae: ForecastMetric = {
  ...shared,
  id: 'forecastMae.v1',
  name: 'forecastMae',
  doc: 'mean absolute error of forecast purchases, over series and periods',
  formula: 'mean of |forecast - purchases|',
  source: 'Hyndman and Koehler 2006',
  unit: 'purchases',
  of: ({ absolute, horizon }) => meanOf(absolute, horizon),
};

export const forecastRmse: ForecastMetric = {
  ...shared,
  id: 'forecastRmse.v1',
  name: 'forecastRmse',
  doc: 'root of the mean squared error of forecast purchases, over series and periods',
  formula: 'sqrt(mean of (forecast - purchases)^2)',
  source: 'Hyndman and Koehler 2006',
  unit: 'purchases',
  of: ({ squared, horizon }) => Math.sqrt(meanOf(squared, horizon)),
};

export const wape: ForecastMetric = {
  ...shared,
  id: 'wape.v1',
  name: 'wape',
  doc: 'absolute errors of forecasts as a share of all purchases; not defined where nothing was bought',
  formula: 'sum of |forecast - purchases| / sum of purchases',
  source: 'Kolassa and Schuetz 2007 (MAD/mean ratio)',
  unit: 'share',
  of({ absolute, bought }) {
    const all = sumOf(bought);
    return all === 0 ? Number.NaN : sumOf(absolute) / all;
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
  of({ absolute, scale, horizon }) {
    let sum = 0;
    let count = 0;
    for (let s = 0; s < scale.length; s++) {
      if (scale[s] === 0) continue;
      sum += absolute[s]! / horizon / scale[s]!;
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  },
};
