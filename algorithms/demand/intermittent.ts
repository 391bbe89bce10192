/**
 * Intermittent demand: how probable a purchase is in a period, times how large purchases are, both smoothed exponentially; the first is
 * updated in every period, so that what nobody buys any more fades (TSB). Teunter, Syntetos, Babai, "Intermittent demand: linking
 * forecasting to inventory obsolescence", EJOR 214, 2011, after Croston 1972. The forecast is the same for all periods ahead.
 */

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
  size: z.number().min(0).max(1).default(0.1).describe('weight of the newest purchase in the mean size'),
  chance: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('weight of the newest period in the chance of a purchase'),
});

interface State extends ForecastState {
  /** (series) purchases a period. */
  readonly rate: Float64Array;
}

export const intermittent = defineAlgorithm<'forecast', z.infer<typeof params>, State>({
  id: 'intermittent.v1',
  task: 'forecast',
  family: 'demand',
  doc: 'chance of a purchase in a period times its size, each smoothed exponentially (TSB)',
  source: 'Teunter, Syntetos, Babai 2011; Croston 1972',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'items of which most periods sell none',
  cost: { fit: 'P + I periods', answer: 'I', memory: 'I' },
  async learn(data, { size, chance, ...options }) {
    const series = purchaseSeries(data, options);
    const { count, periods, values } = series;
    const rate = Float64Array.from({ length: count }, (_, s) =>
      smoothedRate(values.subarray(s * periods, (s + 1) * periods), size, chance),
    );
    return { ...forecastState(series, options, Math.max(1, Math.round(7 / options.period))), rate };
  },
  shape: withForecast<State>({ rate: f64('series') }),
  open: (state) => forecastModel(state, (s) => state.rate[s]!),
});

/** Begins with the share of periods with a purchase and the size of the first. */
export function smoothedRate(values: Float64Array, size: number, chance: number): number {
  const bought = values.filter((value) => value > 0);
  if (bought.length === 0) return 0;
  let mean = bought[0]!;
  let probability = bought.length / values.length;
  for (const value of values) {
    probability += chance * (Number(value > 0) - probability);
    if (value > 0) mean += size * (value - mean);
  }
  return probability * mean;
}
