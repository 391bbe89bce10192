/** Which charts can be looked at closer, and which part of their axes is seen then. */

import type { VegaLiteSpec } from '../specs/chart.ts';

/** Ends of the part of an axis that is seen, in its unit; of time in milliseconds. */
export type Domain = readonly [low: number, high: number];

export const CHANNELS = ['x', 'y'] as const;
export type Channel = (typeof CHANNELS)[number];
/** null: the whole axis. */
export type Zoom = Readonly<Record<Channel, Domain | null>>;
export const WHOLE: Zoom = { x: null, y: null };

/** Name of the Vega signal that holds what is seen of an axis. */
export const signalOf = (channel: Channel): string => `zoom_${channel}`;

type Json = unknown;
interface JsonObject {
  readonly [key: string]: Json;
}
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Json): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const MARKS: readonly Json[] = ['point', 'line', 'area', 'circle'];
/** Their length or size is what they say: a part of them would say something else. */
const WHOLE_MARKS: readonly Json[] = ['bar', 'rect', 'arc'];
const VIEWS = ['facet', 'concat', 'hconcat', 'vconcat', 'repeat'] as const;

interface Unit {
  readonly mark: Json;
  readonly encoding: JsonObject;
}

function unitsOf(spec: JsonObject, outer: JsonObject = {}): Unit[] {
  const encoding = { ...outer, ...(isObject(spec['encoding']) ? spec['encoding'] : {}) };
  if (Array.isArray(spec['layer'])) return listOf(spec['layer']).flatMap((one) => unitsOf(one, encoding));
  const { mark } = spec;
  return [{ mark: isObject(mark) ? mark['type'] : mark, encoding }];
}

const isContinuous = (channel: Json): boolean =>
  isObject(channel) &&
  typeof channel['field'] === 'string' &&
  (channel['type'] === 'quantitative' || channel['type'] === 'temporal') &&
  !channel['bin'];

/** Points, lines or areas between two continuous axes, in one view. */
export function isZoomable(spec: VegaLiteSpec): boolean {
  if (VIEWS.some((key) => key in spec)) return false;
  const units = unitsOf(spec);
  if (units.some(({ mark, encoding }) => WHOLE_MARKS.includes(mark) || encoding['row'] || encoding['column']))
    return false;
  return units.some(
    ({ mark, encoding }) =>
      MARKS.includes(mark) && CHANNELS.every((channel) => isContinuous(encoding[channel])),
  );
}

const IS_ZOOMED = CHANNELS.map((channel) => `${signalOf(channel)} !== null`).join(' || ');

/** Digits enough to tell ticks that lie close together. */
const finerFormat = (format: string): string =>
  format.replace(/^\.\d+~?%$/, '.6~%').replace(/^\.\d+~?g$/, '.9~g');

function withFinerTicks(axis: JsonObject): JsonObject {
  const { format } = axis;
  const finer = typeof format === 'string' ? finerFormat(format) : format;
  return finer === format
    ? axis
    : { ...axis, format: { signal: `${IS_ZOOMED} ? '${finer}' : '${format as string}'` } };
}

/** Marks that end where the plot ends, as long as a part of it is seen. */
const clipped = (mark: JsonObject): JsonObject => ({
  ...mark,
  ...(mark['type'] === 'group' ? {} : { clip: { signal: IS_ZOOMED } }),
  ...(Array.isArray(mark['marks']) && { marks: listOf(mark['marks']).map(clipped) }),
});

/**
 * A compiled Vega spec whose scales x and y follow signals: as it was while they are null. It is what an interval selection bound to
 * scales compiles to, without its listeners, which would take the wheel and fingers from the page.
 */
export function withZoom(vega: JsonObject): JsonObject {
  const scales = listOf(vega['scales']).map((scale) => {
    const channel = CHANNELS.find((one) => one === scale['name']);
    return channel === undefined ? scale : { ...scale, domainRaw: { signal: signalOf(channel) } };
  });
  return {
    ...vega,
    scales,
    signals: [
      ...listOf(vega['signals']),
      ...CHANNELS.map((channel) => ({ name: signalOf(channel), value: null })),
    ],
    marks: listOf(vega['marks']).map(clipped),
    ...(Array.isArray(vega['axes']) && { axes: listOf(vega['axes']).map(withFinerTicks) }),
  };
}

/** Of a Vega scale what is needed here; time comes back as a date. */
export interface ContinuousScale {
  (value: number): number;
  invert(pixel: number): number | Date;
  domain(): readonly (number | Date)[];
}

/** How many times closer than the whole one can look. */
export const CLOSEST = 1000;

/** As many digits as an address carries. */
const rounded = (value: number): number => Number(value.toPrecision(9));

/**
 * What is seen of an axis when the pixels between `from` and `to` of what is seen now fill it: never beyond the whole, never closer
 * than CLOSEST. null: the whole. Pixels, and not values, so that logarithms and dates need no words of their own.
 */
export function domainBetween(
  scale: ContinuousScale,
  whole: Domain,
  from: number,
  to: number,
): Domain | null {
  const ends = whole.map((value) => scale(value));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const all = most - least;
  const size = Math.max(Math.abs(to - from), all / CLOSEST);
  if (!(size < all * (1 - 1e-6))) return null;
  const middle = (from + to) / 2;
  const start = Math.min(Math.max(middle - size / 2, least), most - size);
  const values = [start, start + size].map((pixel) => rounded(Number(scale.invert(pixel))));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : null;
}

/** The part of a domain that lies in the whole; null where nothing does or all of it. */
export function within([low, high]: Domain, [least, most]: Domain): Domain | null {
  const [from, to] = [Math.max(low, least), Math.min(high, most)];
  return from < to && (from > least || to < most) ? [from, to] : null;
}

/** By more than what digits of an address leave out. */
export const reachesBeyond = ([low, high]: Domain, [least, most]: Domain): boolean => {
  const slack = 1e-6 * (most - least);
  return low < least - slack || high > most + slack;
};
