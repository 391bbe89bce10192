/** Tastes on a map: a dot a shopper, with a line to where the taste began, before the first day. The shopper who is followed has a trail. */

import type { Side, Watched } from '../protocol.ts';
import { nearestTo, nextTowards } from '../taste-places.ts';
import { h } from './dom.ts';
import type { Lab } from './lab.ts';
import type { Panel, View } from './view.ts';

/** Milliseconds from one day to the next. */
const GLIDE = 320;
const HEIGHT = 0.74; // of the width

interface Frame {
  /** Tastes at the start of the world that is shown. */
  readonly start: Float32Array;
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly began: number;
}

/** Where a place on the map is drawn: both shops have the same scale. */
interface Scale {
  x(value: number): number;
  y(value: number): number;
}

export function tasteMap(side: Side, lab: Lab): Panel {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const canvas = h('canvas', {
    ...{ role: 'application', 'aria-roledescription': 'map', 'aria-label': 'Map of tastes', tabindex: 0 },
  });
  const element = h('div', { class: 'map', data: { panel: 'map' } }, canvas);
  let view: View | undefined;
  let frame: Frame | undefined;
  let shown = '';
  let asked = 0;
  let bounds: Bounds | undefined;

  const places = (): Float32Array | undefined =>
    frame && bounds && placed(frame.to, scaleOf(bounds, canvas.clientWidth, canvas.clientHeight));
  // A tap is a click too.
  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    const all = places();
    if (all) lab.follow(nearestTo(all, offsetX, offsetY));
  });
  canvas.addEventListener('keydown', (event) => {
    const all = places();
    const next = all && nextTowards(all, lab.view.setting.watched, event.key);
    if (next === undefined) return;
    event.preventDefault();
    lab.follow(next);
  });

  const draw = (): void => {
    asked = 0;
    if (!view) return;
    const moving = drawMap(canvas, { view, side, frame, bounds });
    if (moving) ask();
  };
  const ask = (): void => {
    if (asked === 0) asked = requestAnimationFrame(draw);
  };
  new ResizeObserver(ask).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ask);
  // Paper has colours of its own, and does not wait for a frame.
  matchMedia('print').addEventListener('change', draw);

  return {
    element,
    update(next) {
      view = next;
      const { world, rounds } = next.runs[side];
      const to = tastesOn(next, side);
      const key = `${next.day} ${rounds.length > 0} ${next.setting.watched} ${next.runs[side].watched.length} ${world?.shoppers} ${next.focus}`;
      if (key === shown && to === frame?.to) return;
      shown = key;
      if (!world || !to) {
        frame = undefined;
        bounds = undefined;
      } else {
        const same = frame?.start === world.tastes;
        if (!same || !bounds) bounds = boundsOf(world.tastes);
        if (to !== frame?.to) {
          const from = same && !still.matches ? frame!.to : to;
          frame = { start: world.tastes, from, to, began: performance.now() };
        }
        canvas.setAttribute('aria-label', mapWords(next, side));
      }
      ask();
    },
  };
}

/** Of the day that is looked at; of the start before the first. */
function tastesOn({ runs, day }: View, side: Side): Float32Array | undefined {
  const { world, rounds } = runs[side];
  return day === 0 ? world?.tastes : rounds[day - 1]?.tastes;
}

interface Bounds {
  readonly least: readonly [number, number];
  readonly most: readonly [number, number];
}

/** Around nearly all: the outermost may leave the picture. Both shops begin with the same tastes, so both maps have one scale. */
function boundsOf(places: Float32Array): Bounds {
  const ends = [0, 1].map((d) => {
    const all = places.filter((_, at) => at % 2 === d).sort();
    const at = (share: number): number => all[Math.floor(share * (all.length - 1))] ?? 0;
    const [low, high] = [at(0.005), at(0.995)];
    const room = 0.14 * Math.max(high - low, 1e-6);
    return [low - room, high + room] as const;
  });
  return { least: [ends[0]![0], ends[1]![0]], most: [ends[0]![1], ends[1]![1]] };
}

function scaleOf({ least, most }: Bounds, width: number, height: number): Scale {
  return {
    x: (value) => ((value - least[0]) / (most[0] - least[0])) * width,
    y: (value) => height - ((value - least[1]) / (most[1] - least[1])) * height,
  };
}

/** In pixels. */
const placed = (tastes: Float32Array, { x, y }: Scale): Float32Array =>
  tastes.map((value, at) => (at % 2 === 0 ? x(value) : y(value)));

interface Drawn {
  readonly view: View;
  readonly side: Side;
  readonly frame: Frame | undefined;
  readonly bounds: Bounds | undefined;
}

/** Whether it is still moving. */
function drawMap(canvas: HTMLCanvasElement, { view, side, frame, bounds }: Drawn): boolean {
  const width = canvas.parentElement!.clientWidth;
  const height = Math.round(width * HEIGHT);
  const density = Math.min(2, devicePixelRatio);
  if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.style.setProperty('height', `${height}px`);
  }
  const paint = canvas.getContext('2d')!;
  paint.setTransform(density, 0, 0, density, 0, 0);
  paint.clearRect(0, 0, width, height);
  const { world, watched } = view.runs[side];
  if (!frame || !bounds || !world) return false;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const scale = scaleOf(bounds, width, height);
  const passed = Math.min(1, (performance.now() - frame.began) / GLIDE);
  const eased = passed * (2 - passed);
  const at = (index: number): number => frame.from[index]! + eased * (frame.to[index]! - frame.from[index]!);

  drawItems(paint, world.itemPlaces, scale, colour('--other'));
  const own = colour(`--series-${side}`);
  const start = world.tastes;
  const count = frame.to.length / 2;
  paint.strokeStyle = own;
  paint.lineWidth = 1;
  paint.globalAlpha = 0.22;
  paint.beginPath();
  for (let row = 0; row < count; row++) {
    paint.moveTo(scale.x(start[2 * row]!), scale.y(start[2 * row + 1]!));
    paint.lineTo(scale.x(at(2 * row)), scale.y(at(2 * row + 1)));
  }
  paint.stroke();
  paint.globalAlpha = 0.62;
  paint.fillStyle = own;
  paint.beginPath();
  for (let row = 0; row < count; row++) {
    const [x, y] = [scale.x(at(2 * row)), scale.y(at(2 * row + 1))];
    if (side === 1) paint.rect(x - 2, y - 2, 4, 4);
    else {
      paint.moveTo(x + 2.3, y);
      paint.arc(x, y, 2.3, 0, 2 * Math.PI);
    }
  }
  paint.fill();
  drawFollowed(paint, {
    trail: trailOf(world.tastes, watched.slice(0, view.day), view.setting.watched),
    ...{ scale, side, own, ink: colour('--ink'), paper: colour('--paper') },
  });
  paint.globalAlpha = 1;
  return passed < 1 && frame.from !== frame.to;
}

function drawItems(
  paint: CanvasRenderingContext2D,
  places: Float32Array,
  scale: Scale,
  colour: string,
): void {
  paint.strokeStyle = colour;
  paint.globalAlpha = 0.55;
  paint.lineWidth = 1;
  paint.beginPath();
  for (let item = 0; 2 * item < places.length; item++) {
    const [x, y] = [scale.x(places[2 * item]!), scale.y(places[2 * item + 1]!)];
    paint.moveTo(x - 2, y);
    paint.lineTo(x + 2, y);
    paint.moveTo(x, y - 2);
    paint.lineTo(x, y + 2);
  }
  paint.stroke();
}

/** From the start on; a number beyond the last shopper is the last one's. */
function trailOf(
  start: Float32Array,
  days: readonly Watched[],
  shopper: number,
): readonly (readonly [number, number])[] {
  const own = Math.min(shopper, start.length / 2 - 1);
  return [[start[2 * own]!, start[2 * own + 1]!], ...days.map(({ taste }) => taste)];
}

function dot(paint: CanvasRenderingContext2D, side: Side, x: number, y: number, size: number): void {
  if (side === 1) {
    paint.fillRect(x - size, y - size, 2 * size, 2 * size);
    return;
  }
  paint.beginPath();
  paint.arc(x, y, size, 0, 2 * Math.PI);
  paint.fill();
}

function drawFollowed(
  paint: CanvasRenderingContext2D,
  {
    trail,
    scale,
    side,
    own,
    ink,
    paper,
  }: {
    readonly trail: readonly (readonly [number, number])[];
    readonly scale: Scale;
    readonly side: Side;
    readonly own: string;
    readonly ink: string;
    readonly paper: string;
  },
): void {
  const last = trail.at(-1);
  if (!last) return;
  paint.globalAlpha = 1;
  paint.lineWidth = 2;
  paint.strokeStyle = ink;
  paint.beginPath();
  trail.forEach(([x, y], i) => {
    if (i === 0) paint.moveTo(scale.x(x), scale.y(y));
    else paint.lineTo(scale.x(x), scale.y(y));
  });
  paint.stroke();
  const [x, y] = [scale.x(last[0]), scale.y(last[1])];
  paint.fillStyle = paper;
  dot(paint, side, x, y, 8);
  paint.fillStyle = ink;
  dot(paint, side, x, y, 6.5);
  paint.fillStyle = own;
  dot(paint, side, x, y, 4.5);
}

/** How far tastes have moved, for who cannot see the map. */
function mapWords(view: View, side: Side): string {
  const { runs, day, setting } = view;
  const { world } = runs[side];
  const now = tastesOn(view, side);
  if (!now || !world) return 'Map of tastes';
  const start = world.tastes;
  let sum = 0;
  for (let row = 0; 2 * row < now.length; row++)
    sum += Math.sqrt((now[2 * row]! - start[2 * row]!) ** 2 + (now[2 * row + 1]! - start[2 * row + 1]!) ** 2);
  const mean = sum / Math.max(1, now.length / 2);
  return `Map of the tastes of ${world.shoppers} shoppers on day ${day}; it shows ${Math.round(100 * world.mapShare)} % of how they differ. Since the start they have moved by ${mean.toFixed(2)} on average. Shopper ${setting.watched + 1} is followed. A click follows the shopper nearest to it, an arrow key the next one that way; the number above the pages does the same.`;
}
