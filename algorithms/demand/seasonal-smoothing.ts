/**
 * Seasonal smoothing of each series: additive Holt-Winters with a damped trend (`smoothing.ts`), weights by least squared one-step errors. A series of
 * less than two seasons is forecast by its mean.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause } from '../pause.ts';
import { f64 } from '../state/arrays.ts';
import {
  type ForecastState,
  forecastModel,
  forecastState,
  purchaseSeries,
  seriesParams,
  withForecast,
} from './series.ts';
import { ahead, firstState, fitWeights, smooth } from './smoothing.ts';

const params = z.strictObject({
  ...seriesParams,
  season: z.int().min(2).max(366).default(7).describe('periods of a season'),
});

interface State extends ForecastState {
  /** (series) */
  readonly level: Float64Array;
  readonly trend: Float64Array;
  readonly phi: Float64Array;
  /** (series x season) next period first */
  readonly seasonal: Float64Array;
}

export const seasonalSmoothing = defineAlgorithm<'forecast', z.infer<typeof params>, State>({
  id: 'seasonal-smoothing.v1',
  task: 'forecast',
  family: 'demand',
  doc: 'level, damped trend and season of each series, smoothed exponentially',
  source: 'Winters 1960; Gardner and McKenzie 1985; as statsmodels has it',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'series with a rhythm and purchases in most periods: categories, best sellers',
  cost: { fit: 'P + 300 I periods', answer: 'I', memory: 'I season' },
  async learn(data, { season, ...options }, run) {
    const series = purchaseSeries(data, options);
    const { count, periods, values } = series;
    const shared = forecastState(series, options, season);
    const state = {
      ...shared,
      level: new Float64Array(count),
      trend: new Float64Array(count),
      phi: new Float64Array(count).fill(1),
      seasonal: new Float64Array(count * season),
    };
    for (let s = 0; s < count; s++) {
      if (s % 64 === 0) await pause(run, s, count);
      if (shared.totals[s] === 0) continue;
      const own = values.subarray(s * periods, (s + 1) * periods);
      if (periods < 2 * season) {
        state.level[s] = shared.totals[s]! / periods;
        continue;
      }
      const first = firstState(own, season);
      const weights = fitWeights(own, first);
      const { state: last } = smooth(own, first, weights);
      state.level[s] = last.level;
      state.trend[s] = last.trend;
      state.phi[s] = weights[3];
      state.seasonal.set(last.seasonal, s * season);
    }
    return state;
  },
  shape: withForecast<State>({
    level: f64('series'),
    trend: f64('series'),
    phi: f64('series'),
    seasonal: f64('series', 'season'),
  }),
  open: (state) =>
    forecastModel(state, (s, h) =>
      ahead(
        {
          level: state.level[s]!,
          trend: state.trend[s]!,
          seasonal: state.seasonal.subarray(s * state.season, (s + 1) * state.season),
        },
        state.phi[s]!,
        h,
      ),
    ),
});
