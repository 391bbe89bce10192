/** Axes of the page's drawings: round numbers, and no more of them than needed while values still come. */

export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Between two ticks. */
  readonly step: number;
}

/** 1, 2 or 5 times a power of ten: so that at most so many steps make the span. */
export function niceStep(span: number, most: number): number {
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
}

/** From `low` to `high` in round steps; a bound that is off by rounding alone asks for no step more. */
export function axisAround(low: number, high: number, most: number): Axis {
  const step = niceStep(high - low, most);
  const first = Math.floor(low / step + 1e-9) * step;
  return { low: first, high: Math.max(Math.ceil(high / step - 1e-9) * step, first + step), step };
}

export const ticksOf = ({ low, high, step }: Axis): number[] =>
  Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);

/** A tick with as many decimals as its steps need, and a proper minus. */
export function tickText(value: number, step: number): string {
  const text = value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** Said after the unit of an axis that does not begin at 0. */
export const cutAxis = ({ low, step }: Axis): string =>
  low > 1e-9 ? ` · axis begins at ${tickText(low, step)}` : '';

export interface Room {
  /** The axis begins at 0. */
  readonly fromZero: boolean;
  /** Least span of the axis, in the unit of the values. */
  readonly span: number;
  /** What no value can be above. */
  readonly most?: number;
}

const TICKS = 4;

/**
 * The axis of values of which more may come: the one that there was, as long as they fit; else one around them, of a span that days are likely to stay
 * in.
 */
export function growingAxis(values: readonly number[], room: Room, before?: Axis): Axis {
  if (values.length === 0) return before ?? { low: 0, high: 1, step: 0.5 };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (before && least >= before.low && most <= before.high) return before;
  if (room.fromZero) return axisAround(Math.min(0, least), Math.max(most, room.span), TICKS);
  const spare = Math.max(0, room.span - (most - least)) / 2;
  const top = Math.min(most + spare, room.most ?? Number.POSITIVE_INFINITY);
  return axisAround(Math.max(Math.min(0, least), least - spare), top, TICKS);
}
