/** A curve of both shops over days, with what ran before as dashed ghosts. Drawn by hand: see docs/decisions/093. */

import { type Axis, growingAxis, niceStep, ticksOf, tickText } from '../axis.ts';
import { type Curve, curveNumber } from '../curves.ts';
import type { Pair } from '../shop-run.ts';
import { shopNames, valuesOf } from '../shop-run.ts';
import { s } from './dom.ts';
import type { View } from './view.ts';

const TOP = 10;
const BOTTOM = 24;
const LEFT = 40;
const LABEL = 12; // pixels between two labels

interface Plot {
  readonly width: number;
  readonly height: number;
  readonly right: number;
  x(day: number): number;
  y(value: number): number;
}

export interface Drawing {
  readonly svg: SVGSVGElement;
  /** null: nothing to draw yet. */
  readonly axis: Axis | null;
  /** The day at a distance from the left edge, in pixels. */
  dayAt(x: number): number;
}

const series = (pair: Pair, curve: Curve): (number | null)[][] =>
  pair.runs.map((run) =>
    valuesOf(run, curve.measure).map((value) => (value === null ? null : value / curve.scale)),
  );

export function drawLines(
  view: View,
  curve: Curve,
  size: { readonly width: number; readonly height: number },
  { day, axis: before }: { readonly day: number; readonly axis: Axis | undefined },
): Drawing {
  const names = shopNames(view.setting);
  const now = series(view, curve);
  const ghosts = view.before ? series(view.before, curve) : [];
  const rounds = Math.max(view.setting.rounds, ...now.map(({ length }) => length), 2);
  const values = [...now, ...ghosts].flatMap((line) => line.slice(0, rounds)).filter((one) => one !== null);
  const axis = growingAxis(values, curve.room, before);
  const right = 46;
  const plot: Plot = {
    ...{ ...size, right },
    x: (at) => LEFT + ((at - 1) / (rounds - 1)) * (size.width - LEFT - right),
    y: (value) => TOP + (1 - (value - axis.low) / (axis.high - axis.low)) * (size.height - TOP - BOTTOM),
  };
  const svg = s(
    'svg',
    {
      class: 'lines',
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      'aria-hidden': 'true',
    },
    axes(plot, { axis, bare: values.length === 0 }, rounds),
    ...ghosts.map((line, side) =>
      s('path', { class: `ghost line-${side}`, d: pathOf(line.slice(0, rounds), plot) }),
    ),
    day > 0
      ? s('line', { class: 'cursor', x1: plot.x(day), x2: plot.x(day), y1: TOP, y2: size.height - BOTTOM })
      : null,
    ...([0, 1] as const).map((side) => lineOf(now[side]!, side, plot, view.focus)),
    labels(now, names, plot, day, curve),
  );
  return {
    svg,
    axis: values.length === 0 ? null : axis,
    dayAt: (x) => Math.round(1 + ((x - LEFT) / (size.width - LEFT - right)) * (rounds - 1)),
  };
}

/** `bare`: without values, of days alone. */
function axes(
  { width, height, right, x, y }: Plot,
  { axis, bare }: { readonly axis: Axis; readonly bare: boolean },
  rounds: number,
): SVGGElement {
  const rules = ticksOf(axis).flatMap((value) => [
    s('line', { class: 'grid-line', x1: LEFT, x2: width - right, y1: y(value), y2: y(value) }),
    !bare &&
      s(
        'text',
        { class: 'tick', x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' },
        tickText(value, axis.step),
      ),
  ]);
  const every = Math.max(1, niceStep(rounds, Math.max(3, Math.floor((width - LEFT - right) / 40))));
  const days = [
    1,
    ...Array.from({ length: rounds }, (_, i) => i + 1).filter((day) => day % every === 0 && day > 1),
  ];
  return s(
    'g',
    {},
    ...rules,
    ...days.map((day) =>
      s('text', { class: 'tick', x: x(day), y: height - 6, 'text-anchor': 'middle' }, String(day)),
    ),
  );
}

function pathOf(line: readonly (number | null)[], { x, y }: Plot): string {
  let pen = 'M';
  return line
    .map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const part = `${pen}${x(i + 1).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return part;
    })
    .join('');
}

function lineOf(line: readonly (number | null)[], side: 0 | 1, plot: Plot, focus: 0 | 1 | null): SVGGElement {
  const marks = line.flatMap((value, i): SVGElement[] => {
    if (value === null) return [];
    const [x, y] = [plot.x(i + 1), plot.y(value)];
    const size = line.length > 30 ? 2 : 3.2;
    return side === 0
      ? [s('circle', { cx: x, cy: y, r: size })]
      : [s('rect', { x: x - size, y: y - size, width: 2 * size, height: 2 * size })];
  });
  const faded = focus !== null && focus !== side;
  return s(
    'g',
    { class: `line line-${side}${faded ? ' faded' : ''}` },
    s('path', { d: pathOf(line, plot) }),
    ...marks,
  );
}

/** The values of a day at the right edge, pushed apart where they would meet. */
function labels(
  lines: readonly (number | null)[][],
  names: readonly string[],
  plot: Plot,
  day: number,
  curve: Curve,
): SVGGElement {
  const found = lines
    .map((line, side) => ({ side, value: line[Math.min(day, line.length) - 1] ?? null, name: names[side] }))
    .filter((one): one is typeof one & { value: number } => one.value !== null)
    .map((one) => ({ ...one, at: plot.y(one.value) }))
    .sort((p, q) => p.at - q.at);
  if (found.length === 2 && found[1]!.at - found[0]!.at < LABEL) {
    const middle = (found[0]!.at + found[1]!.at) / 2;
    found[0]!.at = middle - LABEL / 2;
    found[1]!.at = middle + LABEL / 2;
  }
  return s(
    'g',
    {},
    ...found.map(({ side, value, at }) =>
      s(
        'text',
        { class: `value value-${side}`, x: plot.width - plot.right + 8, y: at + 4 },
        curveNumber(curve, value),
      ),
    ),
  );
}
