/** A row an arm, a dot a world, a bar at the mean. */

import { type Axis, axisAround, cutAxis, ticksOf, tickText } from '../axis.ts';
import { plainNumber } from '../curves.ts';
import type { Strip } from '../lessons/lesson.ts';
import { h, s } from './dom.ts';

const ROW = 26;
const BOTTOM = 24;

export function stripFigure({ title, unit, rows }: Strip, width: number): HTMLElement {
  const axis = axisOf(rows);
  return h(
    'figure',
    { class: 'strip-figure' },
    h('figcaption', {}, h('h4', {}, title), h('p', { class: 'unit' }, `${unit}${cutAxis(axis)}`)),
    h('div', { role: 'img', 'aria-label': stripAlt({ title, unit, rows }) }, drawn(rows, axis, width)),
  );
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

export const stripAlt = ({ title, unit, rows }: Strip): string =>
  `${title}, ${unit}. ${rows.map(({ label, values }) => `${label}: ${values.length === 0 ? 'none' : `mean ${plainNumber(meanOf(values))} of ${values.length} worlds, from ${plainNumber(Math.min(...values))} to ${plainNumber(Math.max(...values))}`}`).join('; ')}.`;

/** Round numbers around all values; from 0 where that costs no more than half of the width. */
function axisOf(rows: Strip['rows']): Axis {
  const all = rows.flatMap(({ values }) => [...values]);
  if (all.length === 0) return { low: 0, high: 1, step: 1 };
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const from = least > 0 && least < most / 2 ? 0 : least;
  return axisAround(from, Math.max(most, from + Math.max(0.01 * Math.abs(most), 1e-4)), 4);
}

function drawn(rows: Strip['rows'], axis: Axis, width: number): SVGSVGElement {
  const { low, high, step } = axis;
  const left = Math.min(0.45 * width, Math.max(...rows.map(({ label }) => 7.2 * label.length)) + 14);
  const x = (value: number): number => left + ((value - low) / (high - low)) * (width - left - 14);
  const height = rows.length * ROW + BOTTOM;
  return s(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    ...ticksOf(axis).flatMap((tick) => [
      s('line', { class: 'grid-line', x1: x(tick), x2: x(tick), y1: 2, y2: height - BOTTOM }),
      s('text', { class: 'tick', x: x(tick), y: height - 7, 'text-anchor': 'middle' }, tickText(tick, step)),
    ]),
    ...rows.flatMap(({ label, values }, i) => {
      const y = i * ROW + ROW / 2 + 2;
      return [
        s('text', { class: 'row-label', x: 0, y: y + 4 }, label),
        ...values.map((value) => s('circle', { class: 'world-dot', cx: x(value), cy: y, r: 4 })),
        ...(values.length > 0
          ? [
              s('line', {
                class: 'mean-bar',
                x1: x(meanOf(values)),
                x2: x(meanOf(values)),
                y1: y - 9,
                y2: y + 9,
              }),
            ]
          : []),
      ];
    }),
  );
}
