/** Seasonal naive: what was bought a season ago. Hyndman, Athanasopoulos, "Forecasting: principles and practice", 3rd edition, 2021, section 5.2. */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { f64 } from '../state/arrays.ts';
import {
  type ForecastState,
  forecastModel,
  forecastState,
  purchaseSeries,
  seriesParams,
  withForecast,
} from './series.ts';

const params = z.strictObject({
  ...seriesParams,
  season: z.int().min(1).max(366).default(7).describe('periods of a season'),
});

interface State extends ForecastState {
  /** (series x season) the last season. */
  readonly last: Float64Array;
}

export const seasonalNaive = defineAlgorithm<'forecast', z.infer<typeof params>, State>({
  id: 'seasonal-naive.v1',
  task: 'forecast',
  family: 'demand',
  doc: 'purchases as in the same period of the last season',
  source: 'Hyndman and Athanasopoulos 2021, section 5.2',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'the first rival of every forecast',
  cost: { fit: 'P + I periods', answer: 'I', memory: 'I season' },
  async learn(data, { season, ...options }) {
    const series = purchaseSeries(data, options);
    const { count, periods, values } = series;
    const last = new Float64Array(count * season);
    for (let s = 0; s < count; s++)
      for (let h = 0; h < season; h++) {
        const at = periods - season + h;
        last[s * season + h] = at >= 0 ? values[s * periods + at]! : 0;
      }
    return { ...forecastState(series, options, season), last };
  },
  shape: withForecast<State>({ last: f64('series', 'season') }),
  open: (state) => forecastModel(state, (s, h) => state.last[s * state.season + (h % state.season)]!),
});
