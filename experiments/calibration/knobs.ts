/** Knobs: numbers of a scenario that a search may turn, each within a range that is mapped to [0, 1]. */

import { distance as editDistance } from 'fastest-levenshtein';
import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { StatisticName } from '../../datasets/summary-statistics.ts';
import { exp, log } from '../../numerics/math.ts';
import { type Scenario, ScenarioSchema } from '../../simulator/scenario/scenario.ts';

export interface Knob {
  /** `choice.outside`. */
  readonly path: string;
  readonly low: number;
  readonly high: number;
  /** log: equal steps are equal ratios. */
  readonly scale: 'linear' | 'log';
  /** Rounded to whole numbers. */
  readonly whole: boolean;
  /** First standard deviation of a search, of a range of 1: less where the data says where to begin. */
  readonly step: number;
}

const STEP = 0.1;
const STEP_FROM_DATA = 0.04;

interface Range {
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  /** Statistics that the knob moves most; it is searched unless said otherwise when one of them is measured. */
  readonly moves: readonly StatisticName[];
  /** Searched within a share and a multiple of what the data suggests, where it does. */
  readonly within?: number;
}

const PER_ORDER: readonly StatisticName[] = ['lines-per-order'];
const PER_SHOPPER: readonly StatisticName[] = ['orders-per-shopper', 'days-between-orders'];
const PER_SESSION: readonly StatisticName[] = ['lines-per-order', 'clicks-per-session'];
const POPULARITY: readonly StatisticName[] = ['item-popularity'];
const RATING: readonly StatisticName[] = ['rating'];
const PRICE: readonly StatisticName[] = ['price'];

const linear = (low: number, high: number, moves: readonly StatisticName[]): Range => ({
  low,
  high,
  scale: 'linear',
  moves,
});
const ratio = (low: number, high: number, moves: readonly StatisticName[]): Range => ({
  low,
  high,
  scale: 'log',
  moves,
});

/** Ranges wider than any shop measured here, narrower than what a scenario may say. */
export const RANGES: Readonly<Record<string, Range>> = {
  'arrival.sessionsPerDay': ratio(0.0005, 2, PER_SHOPPER),
  'arrival.shape': ratio(0.05, 10, PER_SHOPPER),
  'life.churn.perDay': ratio(0.0001, 0.05, PER_SHOPPER),
  'exposure.continue': linear(0, 0.98, PER_SESSION),
  'exposure.patienceSpread': linear(0, 0.6, PER_SESSION),
  'exposure.skip': linear(0, 0.95, POPULARITY),
  'exposure.policy.epsilon': linear(0, 1, POPULARITY),
  'choice.outside': linear(-4, 8, PER_SESSION),
  'choice.quality': linear(0, 3, POPULARITY),
  'choice.conformity': linear(0, 2, POPULARITY),
  'funnel.cart.intercept': linear(-6, 4, PER_ORDER),
  'funnel.checkout.intercept': linear(-6, 4, PER_SHOPPER),
  'price.median': { ...ratio(10, 1_000_000, PRICE), within: 3 },
  'price.categorySpread': linear(0, 1.5, PRICE),
  'price.itemSpread': linear(0, 1.5, PRICE),
  // Four thresholds can make any distribution of stars; what else bends it would only make the search longer.
  'reviews.five': linear(-1.5, 1.5, RATING),
  'reviews.fourWidth': linear(0, 1.5, RATING),
  'reviews.threeWidth': linear(0, 1.5, RATING),
  'reviews.twoWidth': linear(0, 1.5, RATING),
};

/** Numbers that follow from the data or from the command line. */
const NOT_SEARCHED = ['days', 'shoppers.count', 'catalog.items'];

/** The knobs to search when none are named: those of the scenario that move a statistic that is measured. */
export function defaultKnobs(measured: readonly StatisticName[], scenario: Scenario): string[] {
  const known = knobPaths(scenario);
  return Object.entries(RANGES)
    .filter(([path, { moves }]) => known.includes(path) && moves.some((name) => measured.includes(name)))
    .map(([path]) => path);
}

/** Every number of a scenario that can be a knob, by path. */
export function knobPaths(scenario: Scenario): string[] {
  const numbersIn = (value: unknown, path: string): string[] => {
    if (typeof value === 'number') return [path];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([name, inner]) =>
      numbersIn(inner, path === '' ? name : `${path}.${name}`),
    );
  };
  return numbersIn(scenario, '').filter((path) => !NOT_SEARCHED.includes(path));
}

/**
 * Knobs named as `path` or `path=low:high`. Throws ConfigError with all faults: names that are no number of the scenario,
 * ranges that are empty or leave the schema's, and knobs named twice. `starts`: what the data suggests, by path.
 */
export function parseKnobs(
  names: readonly string[],
  scenario: Scenario,
  starts: Readonly<Record<string, number>> = {},
): Knob[] {
  const known = knobPaths(scenario);
  const faults: string[] = [];
  const knobs: Knob[] = [];
  for (const text of names) {
    const [path = '', range] = text.trim().split('=');
    try {
      if (!known.includes(path)) throw unknownKnob(path, known);
      if (knobs.some((knob) => knob.path === path)) throw new ConfigError([`knobs: ${path} is named twice`]);
      const step = starts[path] === undefined ? STEP : STEP_FROM_DATA;
      knobs.push({ ...rangeOf(path, range, valueAt(scenario, path), starts[path]), step });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  if (knobs.length === 0) throw new ConfigError(['knobs: none named, and none moves what can be measured']);
  return knobs;
}

function unknownKnob(path: string, known: readonly string[]): ConfigError {
  const shown = path.slice(0, 80);
  if (NOT_SEARCHED.includes(path))
    return new ConfigError([`knobs: ${shown} follows from the data or --shoppers; it is not searched`]);
  const nearest = known.reduce((best, name) =>
    editDistance(name, path) < editDistance(best, path) ? name : best,
  );
  return new ConfigError([`knobs: '${shown}' is no number of the scenario; did you mean '${nearest}'?`]);
}

function rangeOf(path: string, range: string | undefined, value: number, start?: number): Omit<Knob, 'step'> {
  const limits = schemaLimits(path);
  const usual = near(RANGES[path] ?? rangeAround(value, limits), start);
  const { whole } = limits;
  if (range === undefined) return { path, low: usual.low, high: usual.high, scale: usual.scale, whole };
  const [low = Number.NaN, high = Number.NaN] = /^[^:]+:[^:]+$/.test(range)
    ? range.split(':').map(Number)
    : [];
  if (!(low < high && low >= limits.low && high <= limits.high)) {
    throw new ConfigError([
      `knobs: ${path}=${range.slice(0, 40)}; a range is LOW:HIGH with ${limits.low} <= LOW < HIGH <= ${limits.high}`,
    ]);
  }
  return { path, low, high, scale: usual.scale === 'log' && low > 0 ? 'log' : 'linear', whole };
}

function near(range: Omit<Range, 'moves'>, start: number | undefined): Omit<Range, 'moves'> {
  const { within } = range;
  if (start === undefined || within === undefined) return range;
  const low = Math.max(range.low, rounded(start / within));
  const high = Math.min(range.high, rounded(start * within));
  return low < high ? { ...range, low, high } : range;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

interface Limits {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

/** A tenth to ten times a value that cannot be negative; shares in [0, 1] whole; else 5 to either side. */
function rangeAround(value: number, { low, high }: Limits): Omit<Range, 'moves'> {
  if (low === 0 && high <= 1) return { low, high, scale: 'linear' };
  if (low >= 0 && value > 0)
    return { low: Math.max(low, value / 10), high: Math.min(high, value * 10), scale: 'log' };
  return { low: Math.max(low, value - 5), high: Math.min(high, value + 5), scale: 'linear' };
}

interface JsonSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
}

function schemaLimits(path: string): Limits {
  let found: JsonSchema[] = [z.toJSONSchema(ScenarioSchema, { io: 'input' }) as JsonSchema];
  for (const step of path.split('.')) {
    found = found
      .flatMap((schema) => [schema, ...(schema.oneOf ?? [])])
      .flatMap(({ properties }) => properties?.[step] ?? []);
  }
  const [{ minimum, maximum, type } = {}] = found;
  return {
    low: minimum ?? Number.NEGATIVE_INFINITY,
    high: maximum ?? Number.POSITIVE_INFINITY,
    whole: type === 'integer',
  };
}

/** The number at `path`. */
export const valueAt = (scenario: Scenario, path: string): number => leafAt(scenario, path) as number;

/** Whatever stands at `path`. */
export const leafAt = (scenario: Scenario, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], scenario);

/** Where a value lies in the knob's range, in [0, 1]; values outside it are moved to its end. */
export function toUnit({ low, high, scale }: Knob, value: number): number {
  const inside = Math.min(high, Math.max(low, value));
  return scale === 'log' ? log(inside / low) / log(high / low) : (inside - low) / (high - low);
}

/**
 * The value at any real number: [0, 1] spans the range, and what lies outside is folded back at its ends, so that a search
 * without bounds stays within them.
 */
export function fromUnit({ low, high, scale, whole }: Knob, unit: number): number {
  const turn = Math.abs(unit) % 2;
  const u = turn > 1 ? 2 - turn : turn;
  const value = scale === 'log' ? low * exp(u * log(high / low)) : low + u * (high - low);
  const held = Math.min(high, Math.max(low, value));
  return whole ? Math.round(held) : Number(held.toPrecision(5));
}

/** The scenario with values at some paths. */
export function withValues(scenario: Scenario, values: Readonly<Record<string, unknown>>): Scenario {
  const changed = structuredClone(scenario) as unknown as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) {
    const steps = path.split('.');
    const holder = steps
      .slice(0, -1)
      .reduce<Record<string, unknown>>((inner, step) => inner[step] as Record<string, unknown>, changed);
    holder[steps.at(-1)!] = value;
  }
  return changed as unknown as Scenario;
}
