/** A row an arm, a dot a world, a bar at the mean. */

import { plainNumber } from '../curves.ts';
import type { Strip } from '../lessons/lesson.ts';
import { h, s } from './dom.ts';
import { cutAxis, niceStep } from './line-chart.ts';

const ROW = 26;
const BOTTOM = 24;

export function stripFigure({ title, unit, rows }: Strip, width: number): HTMLElement {
  const axis = axisOf(rows);
  return h(
    'figure',
    { class: 'strip-figure' },
    h('figcaption', {}, h('h4', {}, title), h('p', { class: 'unit' }, `${unit}${cutAxis(axis.low)}`)),
    h('div', { role: 'img', 'aria-label': stripAlt({ title, unit, rows }) }, drawn(rows, axis, width)),
  );
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

export const stripAlt = ({ title, unit, rows }: Strip): string =>
  `${title}, ${unit}. ${rows.map(({ label, values }) => `${label}: ${values.length === 0 ? 'none' : `mean ${plainNumber(meanOf(values))} of ${values.length} worlds, from ${plainNumber(Math.min(...values))} to ${plainNumber(Math.max(...values))}`}`).join('; ')}.`;

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Round numbers around all values; from 0 where that costs no more than half of the width. */
function axisOf(rows: Strip['rows']): Axis {
  const all = rows.flatMap(({ values }) => [...values]);
  if (all.length === 0) return { low: 0, high: 1, step: 1 };
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const from = least > 0 && least < most / 2 ? 0 : least;
  const step = niceStep(Math.max(most - from, 0.01 * Math.abs(most), 1e-4), 4);
  // A value that is 0 but for rounding asks for no step below 0.
  const low = Math.floor(from / step + 1e-9) * step;
  return { low, high: Math.max(Math.ceil(most / step - 1e-9) * step, low + step), step };
}

function drawn(rows: Strip['rows'], { low, high, step }: Axis, width: number): SVGSVGElement {
  const left = Math.min(0.45 * width, Math.max(...rows.map(({ label }) => 7.2 * label.length)) + 14);
  const x = (value: number): number => left + ((value - low) / (high - low)) * (width - left - 14);
  const height = rows.length * ROW + BOTTOM;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  return s(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    ...ticks.flatMap((tick) => [
      s('line', { class: 'grid-line', x1: x(tick), x2: x(tick), y1: 2, y2: height - BOTTOM }),
      s(
        'text',
        { class: 'tick', x: x(tick), y: height - 7, 'text-anchor': 'middle' },
        tick.toFixed(places).replace('-', '−'),
      ),
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
