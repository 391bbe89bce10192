/** Distributions of a real and a simulated log in one chart. */

import type { Shape } from '../../datasets/summary-shapes.ts';
import type { VegaLiteSpec } from '../specs/chart.ts';
import { AMOUNTS, rowsOf } from '../specs/marks.ts';
import { formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';

/** Of classes without names of their own. */
const NAMES: Readonly<Record<string, (at: number) => string>> = {
  weekday: (at) => ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][at]!,
  rating: (at) => String(at + 1),
};

/** What stands on the axis of values. */
const UNITS: Readonly<Record<string, string>> = {
  'item-popularity': 'share of the items with rows, least popular first',
  'lines-per-order': 'lines of an order',
  'orders-per-shopper': 'orders of a shopper',
  'days-between-orders': 'days between orders',
  'hour-of-day': 'hour of the day',
  price: 'unit price in cents',
  'clicks-per-session': 'clicks of a session',
  rating: 'stars',
  'rows-per-shopper': 'rows of a shopper',
};

export const unitOf = (name: string): string => UNITS[name] ?? '';

/** `before` where it has the same classes: its own grid need not be that of `after`. */
export function rowsOfShape(name: string, after: Shape, before?: Shape) {
  const name_ = (at: number, own: string): string => NAMES[name]?.(at) ?? own;
  if (after.form === 'shares') {
    const old = before?.form === 'shares' ? before : undefined;
    return after.names.flatMap((own, at) => {
      const x = name_(at, own);
      const was = old?.names[at] === own ? [{ of: 'before', x, share: old.simulated[at]! }] : [];
      return [
        { of: 'real', x, share: after.real[at]! },
        { of: 'simulated', x, share: after.simulated[at]! },
        ...was,
      ];
    });
  }
  const line = (of: string, { x }: typeof after, y: readonly number[]) =>
    x.map((one, at) => ({ of, x: one, share: y[at]! }));
  return [
    ...line('real', after, after.real),
    ...line('simulated', after, after.simulated),
    ...(before?.form === after.form ? line('before', before, before.simulated) : []),
  ];
}

const legend = (theme: Theme, of: readonly string[]) => ({
  color: {
    field: 'of',
    type: 'nominal',
    scale: { domain: of, range: [theme.ink, theme.accent, theme.other].slice(0, of.length) },
    legend: { title: null },
  },
});

function lineSpec(
  theme: Theme,
  shape: Exclude<Shape, { form: 'shares' }>,
  rows: readonly object[],
  title: string,
  of: readonly string[],
): VegaLiteSpec {
  const log = shape.form === 'cumulative' && shape.x[0]! > 0 && shape.x.at(-1)! / shape.x[0]! > 20;
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative',
      title: log ? `${title}, logarithmic` : title,
      scale: log ? { type: 'log', nice: false } : { zero: false, nice: false },
      axis: { ...(shape.form === 'lorenz' ? { format: '.0%' } : AMOUNTS), tickCount: 5, labelOverlap: true },
    },
    y: {
      field: 'share',
      type: 'quantitative',
      title: shape.form === 'lorenz' ? 'share of the rows' : 'share with as much or less',
      scale: { domain: [0, 1] },
      axis: { format: '.0%' },
    },
  };
  return {
    data: { values: rows },
    height: 240,
    layer: [
      {
        mark: {
          type: 'line',
          strokeWidth: 2,
          ...(shape.form === 'cumulative' && { interpolate: 'step-after' }),
        },
        encoding: {
          ...encoding,
          ...legend(theme, of),
          strokeDash: {
            field: 'of',
            type: 'nominal',
            scale: {
              domain: of,
              range: [
                [1, 0],
                [1, 0],
                [4, 3],
              ].slice(0, of.length),
            },
            legend: { title: null },
          },
        },
      },
      {
        mark: { type: 'point', size: 60, opacity: 0 },
        encoding: {
          ...encoding,
          tooltip: [
            { field: 'of', title: 'of' },
            { field: 'x', title },
            { field: 'told', title: 'share' },
          ],
        },
      },
    ],
  };
}

function barSpec(
  theme: Theme,
  names: readonly string[],
  rows: readonly object[],
  title: string,
  of: readonly string[],
): VegaLiteSpec {
  const wide = names.length <= 12;
  const along = { ...rowsOf('x', names), title: title === '' ? null : title };
  const share = { field: 'share', type: 'quantitative', title: 'share', axis: { format: '.0~%' } };
  const encoding = wide
    ? { x: { ...along, axis: { labelAngle: 0, labelOverlap: 'greedy' } }, y: share }
    : { x: { ...along, axis: { labelAngle: names[0]!.length > 2 ? -60 : 0, labelLimit: 90 } }, y: share };
  return {
    data: { values: rows },
    height: 240,
    layer: [
      {
        transform: [{ filter: "datum.of === 'real'" }],
        mark: { type: 'bar', opacity: 0.3 },
        encoding: { ...encoding, ...legend(theme, of) },
      },
      {
        transform: [{ filter: "datum.of !== 'real'" }],
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          ...encoding,
          ...legend(theme, of),
          tooltip: [
            { field: 'of', title: 'of' },
            { field: 'x', title: title || 'class' },
            { field: 'told', title: 'share' },
          ],
        },
      },
    ],
  };
}

/** `of`: whose distributions the rows are, the real one first. */
export function shapeSpec(
  theme: Theme,
  name: string,
  shape: Shape,
  rows: readonly object[],
  of: readonly string[],
): VegaLiteSpec {
  return shape.form === 'shares'
    ? barSpec(theme, namesOf(shape, name), rows, unitOf(name), of)
    : lineSpec(theme, shape, rows, unitOf(name), of);
}

const namesOf = (shape: Shape, name: string): readonly string[] =>
  shape.form === 'shares' ? shape.names.map((one, at) => NAMES[name]?.(at) ?? one) : [];

/** Where the real and the simulated are farthest apart, in words. */
export function gapWords(shape: Shape, name: string): string {
  const gaps = shape.real.map((share, at) => share - shape.simulated[at]!);
  const at = gaps.reduce((best, gap, i) => (Math.abs(gap) > Math.abs(gaps[best]!) ? i : best), 0);
  const [real, simulated] = [formatPercent(shape.real[at]!), formatPercent(shape.simulated[at]!)];
  if (shape.form === 'shares') {
    const own = NAMES[name]?.(at) ?? shape.names[at]!;
    return `Farthest apart at ${own}: ${real} real, ${simulated} simulated.`;
  }
  const x =
    shape.form === 'lorenz'
      ? `the lower ${formatPercent(shape.x[at]!)} of the items`
      : `${Number(shape.x[at]!.toPrecision(3))} or less`;
  return `Farthest apart at ${x}: ${real} real, ${simulated} simulated.`;
}

/** A dozen points of the shape in words. */
export function samplesOf(shape: Shape, name: string): string {
  const names = namesOf(shape, name);
  const step = Math.ceil(shape.real.length / 12);
  return shape.real
    .flatMap((real, at) => {
      if (at % step > 0) return [];
      const x = shape.form === 'shares' ? names[at]! : String(Number(shape.x[at]!.toPrecision(3)));
      return [`${x} ${formatPercent(real)} and ${formatPercent(shape.simulated[at]!)}`];
    })
    .join('; ');
}
