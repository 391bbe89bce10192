/** Purchases a period of each item or category: what forecasts learn from. */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Catalog } from '../../datasets/tables.ts';
import type { ForecastModel, TrainingData } from '../algorithm.ts';
import { f64, indices } from '../state/arrays.ts';
import { fields, type Shape, size, whole } from '../state/shape.ts';

const DAY = 86_400;
const MOST_PERIODS = 10_000;

export const seriesParams = {
  of: z
    .enum(['item', 'category'])
    .default('item')
    .describe('what is forecast: purchases of each item, or of each category'),
  period: z.int().min(1).max(366).default(1).describe('days that are counted together'),
};

export interface SeriesOptions {
  readonly of: 'item' | 'category';
  /** Days. */
  readonly period: number;
}

/** Counts of whole periods that end with the training data. */
export interface Series {
  readonly count: number;
  readonly periods: number;
  /** (items) series of each item. */
  readonly seriesOf: Uint32Array;
  /** (count x periods), oldest first. */
  readonly values: Float64Array;
}

export function purchaseSeries(
  { feedback, catalog, asOf }: TrainingData,
  { of, period }: SeriesOptions,
): Series {
  if (!Number.isFinite(asOf))
    throw new ConfigError(['forecast: the split cuts at no instant; use one that does, such as global-time']);
  const seriesOf =
    of === 'item' ? Uint32Array.from({ length: catalog.length }, (_, item) => item) : categories(catalog);
  const count = seriesOf.reduce((most, own) => Math.max(most, own + 1), 0);
  const seconds = period * DAY;
  let first = asOf;
  for (let row = 0; row < feedback.length; row++) first = Math.min(first, feedback.time[row]!);
  const periods = Math.max(1, Math.floor((asOf - first) / seconds));
  if (periods > MOST_PERIODS)
    throw new ConfigError([
      `forecast: ${periods} periods of ${period} days; at most ${MOST_PERIODS} are counted`,
    ]);
  const values = new Float64Array(count * periods);
  for (let row = 0; row < feedback.length; row++) {
    const back = Math.floor((asOf - 1 - feedback.time[row]!) / seconds);
    if (feedback.relevant[row] === 1 && back < periods)
      values[seriesOf[feedback.item[row]!]! * periods + periods - 1 - back]!++;
  }
  return { count, periods, seriesOf, values };
}

function categories({ category }: Catalog): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(category, (path) => {
    const known = numbers.get(path) ?? numbers.size;
    numbers.set(path, known);
    return known;
  });
}

/** State that forecasts share: what a series is, and the last season, for scaling errors. */
export interface ForecastState {
  readonly items: number;
  readonly count: number;
  /** Seconds. */
  readonly period: number;
  readonly season: number;
  readonly seriesOf: Uint32Array;
  /** (count) purchases in training; mean absolute change over a season, 0 where there is none. */
  readonly totals: Float64Array;
  readonly scale: Float64Array;
}

export const FORECAST_SHAPES = {
  items: size('items'),
  count: size('series'),
  period: whole(1),
  season: size('season', 366),
  totals: f64('series'),
  scale: f64('series'),
  seriesOf: indices('series', 'items'),
} as const;

export function forecastState(series: Series, { period }: SeriesOptions, season: number): ForecastState {
  const { count, periods, values, seriesOf } = series;
  const totals = new Float64Array(count);
  const scale = new Float64Array(count);
  for (let s = 0; s < count; s++) {
    for (let t = 0; t < periods; t++) totals[s]! += values[s * periods + t]!;
    let change = 0;
    for (let t = season; t < periods; t++)
      change += Math.abs(values[s * periods + t]! - values[s * periods + t - season]!);
    if (periods > season) scale[s] = change / (periods - season);
  }
  return { items: seriesOf.length, count, period: period * DAY, season, seriesOf, totals, scale };
}

/** A model whose forecast of a series h periods ahead, from 0, is `at(series, h)`; nobody buys less than nothing. */
export function forecastModel(
  { count, period, seriesOf, totals, scale }: ForecastState,
  at: (series: number, h: number) => number,
): ForecastModel {
  return {
    series: count,
    period,
    seriesOf,
    totals,
    scale,
    forecast(horizon, out) {
      for (let s = 0; s < count; s++)
        for (let h = 0; h < horizon; h++) out[s * horizon + h] = totals[s] === 0 ? 0 : Math.max(0, at(s, h));
    },
  };
}

export const withForecast = <T extends ForecastState>(
  own: {
    readonly [K in Exclude<keyof T, keyof ForecastState>]-?: Shape<T[K]>;
  },
): Shape<T> =>
  fields<T>({ ...FORECAST_SHAPES, ...own } as unknown as { readonly [K in keyof T]-?: Shape<T[K]> });
