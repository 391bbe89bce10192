/** A chart as its place has room for it: legends in as many columns as fit, long axis titles in lines, fewer ticks where it is narrow. */

import { type VegaLiteSpec, wrapText } from '../specs/chart.ts';

type Json = unknown;
interface JsonObject {
  readonly [key: string]: Json;
}
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Pixels of a letter of a font of 12 pixels, rather too many. */
const LETTER = 7;
/** Of a symbol with the space around it, and between columns. */
const SYMBOL = 34;
/** Around what is drawn. */
const PADDING = 16;
const MOST_COLUMNS = 4;
/** Of an axis along which numbers stand. */
const TICK = 80;
const MOST_TICKS = 6;
const LEAST_TICKS = 3;
/** Of labels of rows: at most this part of the width. */
const ROWS_PART = 0.4;
const LABELS = { least: 110, most: 220 };
const USUAL_HEIGHT = 240;
/** Pixels by which a title may be longer than an upright axis. */
const BEYOND = 40;
/** Part of the width that an axis has at least, beside labels of rows. */
const AXIS_PART = 0.78;
/** Pixels between labels of columns that are turned a little: closer, they are turned upright. */
const TURNED = 20;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** Columns of a legend of these labels. */
export function legendColumns(labels: readonly string[], width: number): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return clamp(Math.floor((width - PADDING) / (longest * LETTER + SYMBOL)), 1, MOST_COLUMNS);
}

const textsIn = (value: Json): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function withLegend(channel: JsonObject, width: number): JsonObject {
  const { legend, scale } = channel;
  if (legend === null || !isObject(scale)) return channel;
  const own = isObject(legend) ? legend : {};
  const labels = textsIn(own['values'] ?? scale['domain']);
  if (labels.length === 0) return channel;
  return {
    ...channel,
    legend: { ...own, columns: legendColumns(labels, width), labelLimit: width - PADDING - SYMBOL },
  };
}

function withTitle(channel: JsonObject, pixels: number): JsonObject {
  const { title } = channel;
  const letters = Math.floor(pixels / LETTER);
  return typeof title === 'string' && title.length > letters
    ? { ...channel, title: wrapText(title, letters) }
    : channel;
}

/** Labels of columns stand level where they have room, else turned, else upright. */
function turned(channel: JsonObject, column: number | null): JsonObject {
  const { axis, scale } = channel;
  if (column === null || !isObject(axis) || axis['labelAngle'] === undefined || axis['labelOverlap'])
    return channel;
  const labels = isObject(scale) ? textsIn(scale['domain']) : [];
  const longest = Math.max(0, ...labels.map((label) => label.length)) * LETTER;
  const labelAngle = longest < column ? 0 : column >= TURNED ? -40 : -90;
  return { ...channel, axis: { ...axis, labelAngle } };
}

/** Pixels of a column of a chart of rows and columns; null of other charts. */
function columnWidth(spec: VegaLiteSpec, width: number): number | null {
  const first = Array.isArray(spec['layer']) ? spec['layer'][0] : spec;
  const { encoding } = isObject(first) ? first : { encoding: null };
  const { x, y } = isObject(encoding) ? (encoding as { x?: Json; y?: Json }) : {};
  const domain = (channel: Json): string[] | null =>
    isObject(channel) && isObject(channel['scale']) && Array.isArray(channel['scale']['domain'])
      ? textsIn(channel['scale']['domain'])
      : null;
  const [columns, rows] = [domain(x), domain(y)];
  if (!columns || !rows || columns.length === 0 || rows.length === 0) return null;
  const longest = Math.max(...rows.map((label) => label.length)) * LETTER;
  const padding = isObject(spec['padding']) ? Number(spec['padding']['right'] ?? PADDING) : PADDING;
  const labels = Math.min(longest, fittedAxes(width).axis.labelLimit);
  return (width - labels - padding - PADDING) / columns.length;
}

/** Labels of rows that are too long lose their middle: variants differ at their ends. */
function withMiddles(channel: JsonObject, width: number): JsonObject {
  const { axis = {}, scale } = channel;
  const labels = isObject(scale) ? textsIn(scale['domain']) : [];
  const most = Math.floor(fittedAxes(width).axis.labelLimit / LETTER);
  if (!isObject(axis) || axis['labelExpr'] !== undefined || labels.every(({ length }) => length <= most))
    return channel;
  const end = Math.floor(most / 3);
  // A label is a value here and never part of the expression.
  const labelExpr = `length(datum.label) > ${most} ? slice(datum.label, 0, ${most - end - 1}) + '\u2026' + slice(datum.label, -${end}) : datum.label`;
  return { ...channel, axis: { ...axis, labelExpr } };
}

/** The spec for a place of this many pixels across. */
export function fittedSpec(spec: VegaLiteSpec, width: number): VegaLiteSpec {
  const height = typeof spec['height'] === 'number' ? spec['height'] : USUAL_HEIGHT;
  const channelOf = (name: string, channel: Json): Json => {
    if (!isObject(channel)) return channel;
    if (name === 'x') return withTitle(turned(channel, columnWidth(spec, width)), width * AXIS_PART);
    if (name === 'y') return withMiddles(withTitle(channel, height + BEYOND), width);
    return withLegend(channel, width);
  };
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        if (key === 'data') return [key, part];
        if (key !== 'encoding' || !isObject(part)) return [key, walk(part)];
        return [
          key,
          Object.fromEntries(Object.entries(part).map(([name, one]) => [name, channelOf(name, one)])),
        ];
      }),
    );
  };
  return walk(spec) as VegaLiteSpec;
}

/** Configuration of axes for a place of this many pixels across. */
export const fittedAxes = (width: number) => ({
  axis: {
    labelLimit: clamp(Math.round(width * ROWS_PART), LABELS.least, LABELS.most),
    // Numbers that all but touch read as one.
    labelSeparation: 6,
  },
  axisXQuantitative: { tickCount: clamp(Math.floor(width / TICK), LEAST_TICKS, MOST_TICKS) },
});
