/** Looking closer at a chart: by a frame, the wheel with Ctrl, buttons or keys. Nothing is taken from the page before it is asked for. */

import {
  CHANNELS,
  type Channel,
  type ContinuousScale,
  type Domain,
  domainBetween,
  reachesBeyond,
  signalOf,
  WHOLE,
  within,
  type Zoom,
} from './zoom-domains.ts';

/** Of a Vega view what is needed here. */
export interface ZoomedView {
  signal(name: string, value: unknown): ZoomedView;
  scale(name: string): ContinuousScale;
  run(): unknown;
}

/** One press of a button or key, and of an arrow as a part of what is seen. */
const STEP = 1.5;
const PAN = 0.2;
/** Of a wheel, a pixel. */
const WHEEL = 0.002;
const MOST_WHEEL = 200;
/** Pixels below which a frame does not mean this axis. */
const LEAST_FRAME = 8;

const HINT = {
  mouse: 'Drag a frame, or turn the wheel with Ctrl; keys: + \u2212 and arrows. Double click: whole chart.',
  touch: 'Draw a frame with one finger; two fingers zoom the page as ever. Double tap: whole chart.',
};

export interface ChartZoom {
  /** A new drawing stands in the place of the last one. */
  drawn(view: ZoomedView): void;
  /** Shows this part of the whole. */
  show(zoom: Zoom): void;
  /** On paper the whole is shown. */
  print(isPrinting: boolean): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function button(text: string, label: string, click: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  if (label !== text) element.setAttribute('aria-label', label);
  element.addEventListener('click', click);
  return element;
}

/** `changed` is told what the reader chooses; `clamped`, that what was to be shown lies beyond the chart. */
export function createZoom(
  figure: HTMLElement,
  changed: (zoom: Zoom) => void,
  clamped: (zoom: Zoom) => void,
): ChartZoom {
  const place = figure.querySelector<HTMLElement>('.chart')!;
  let view: ZoomedView | null = null;
  let whole: Readonly<Record<Channel, Domain>> | null = null;
  let zoom = WHOLE;
  let isOn = false;

  const toggle = button('Zoom', 'Zoom', () => turn(!isOn));
  const parts = [
    button('+', 'Zoom in', () => scaled(1 / STEP)),
    button('\u2212', 'Zoom out', () => scaled(STEP)),
    button('Whole chart', 'Whole chart', () => choose(WHOLE)),
  ];
  const told = document.createElement('p');
  told.setAttribute('role', 'status');
  const bar = document.createElement('div');
  bar.className = 'zoom';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Zoom of the chart');
  bar.append(toggle, ...parts, told);
  place.after(bar);

  const isZoomed = (): boolean => CHANNELS.some((channel) => zoom[channel] !== null);

  function turn(on: boolean): void {
    isOn = on;
    if (!on && isZoomed()) choose(WHOLE);
    for (const [event, listener] of LISTENERS)
      if (on) place.addEventListener(event, listener as EventListener, { passive: false });
      else place.removeEventListener(event, listener as EventListener);
    if (on) {
      place.tabIndex = 0;
      place.setAttribute('role', 'group');
      place.setAttribute('aria-label', 'Chart: plus, minus and arrow keys zoom, 0 shows all of it');
    } else for (const name of ['tabindex', 'role', 'aria-label']) place.removeAttribute(name);
    tell();
  }

  function tell(): void {
    toggle.setAttribute('aria-pressed', String(isOn));
    for (const part of parts) part.hidden = !isOn;
    parts[1]!.disabled = !isZoomed();
    parts[2]!.disabled = !isZoomed();
    const hint = matchMedia('(pointer: coarse)').matches ? HINT.touch : HINT.mouse;
    told.textContent = isOn ? `${isZoomed() ? 'A part of the chart is shown. ' : ''}${hint}` : '';
    place.classList.toggle('zooming', isOn);
  }

  /** Draws what is chosen. */
  function apply(shown: Zoom): void {
    for (const channel of CHANNELS) view?.signal(signalOf(channel), shown[channel]);
    view?.run();
  }

  function choose(next: Zoom): void {
    zoom = next;
    apply(zoom);
    tell();
    changed(zoom);
  }

  /** Pixels of the plot on the page, and how many of the drawing each is. */
  function plot(): { box: DOMRect; size: Record<Channel, number> } | null {
    const box = place.querySelector('svg .root > g > path.background')?.getBoundingClientRect();
    if (!box || !view || box.width === 0 || box.height === 0) return null;
    const extent = (channel: Channel): number => {
      const scale = view!.scale(channel);
      const ends = scale.domain().map((value) => scale(Number(value)));
      return Math.abs(ends.at(-1)! - ends[0]!);
    };
    return { box, size: { x: extent('x'), y: extent('y') } };
  }

  /** Parts of the way across and down the plot. */
  function frame(from: Point, to: Point): void {
    const sides = plot();
    if (!sides || !view || !whole) return;
    const next = CHANNELS.map((channel) => {
      const size = sides.size[channel];
      return domainBetween(view!.scale(channel), whole![channel], from[channel] * size, to[channel] * size);
    });
    choose({ x: next[0]!, y: next[1]! });
  }

  /** By a factor, about a point; above 1: farther. */
  const scaled = (by: number, about: Point = { x: 0.5, y: 0.5 }): void =>
    frame(
      { x: about.x * (1 - by), y: about.y * (1 - by) },
      { x: about.x + (1 - about.x) * by, y: about.y + (1 - about.y) * by },
    );
  const moved = (x: number, y: number): void => frame({ x, y }, { x: 1 + x, y: 1 + y });

  function pointOf({ clientX, clientY }: MouseEvent): Point | null {
    const box = plot()?.box;
    return box ? { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height } : null;
  }

  const KEYS: Readonly<Record<string, () => void>> = {
    '+': () => scaled(1 / STEP),
    '=': () => scaled(1 / STEP),
    '-': () => scaled(STEP),
    '0': () => choose(WHOLE),
    ArrowLeft: () => moved(-PAN, 0),
    ArrowRight: () => moved(PAN, 0),
    ArrowUp: () => moved(0, -PAN),
    ArrowDown: () => moved(0, PAN),
    Escape: () => {
      turn(false);
      toggle.focus();
    },
  };
  function pressed(event: KeyboardEvent): void {
    if (!isOn || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]!();
  }

  function wheel(event: WheelEvent): void {
    // Without a key the wheel is the page's.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const about = pointOf(event);
    const turned = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, event.deltaY));
    if (about) scaled(Math.exp(WHEEL * turned), about);
  }

  let begun: { readonly at: Point; readonly box: HTMLElement; readonly pointer: number } | null = null;

  const dropFrame = (): void => {
    begun?.box.remove();
    begun = null;
  };

  function down(event: PointerEvent): void {
    // Two fingers mean the page, whatever the first had begun.
    if (!event.isPrimary) dropFrame();
    const at = event.isPrimary && event.button === 0 ? pointOf(event) : null;
    if (!at || at.x < 0 || at.x > 1 || at.y < 0 || at.y > 1) return;
    event.preventDefault();
    place.focus({ preventScroll: true });
    const box = document.createElement('div');
    box.className = 'frame';
    place.append(box);
    place.setPointerCapture(event.pointerId);
    begun = { at, box, pointer: event.pointerId };
  }

  /** Both ends inside the plot; an axis along which the frame is thin is meant whole. */
  function framed(event: PointerEvent): readonly [Point, Point] | null {
    const box = plot()?.box;
    const at = pointOf(event);
    if (!begun || !box || !at) return null;
    const pixels = { x: box.width, y: box.height };
    const ends = CHANNELS.map((channel) => {
      const [from, to] = [begun!.at[channel], Math.min(1, Math.max(0, at[channel]))];
      return Math.abs(to - from) * pixels[channel] < LEAST_FRAME ? [0, 1] : [from, to];
    });
    return [
      { x: Math.min(...ends[0]!), y: Math.min(...ends[1]!) },
      { x: Math.max(...ends[0]!), y: Math.max(...ends[1]!) },
    ];
  }

  function move(event: PointerEvent): void {
    const ends = framed(event);
    const box = plot()?.box;
    if (!ends || !box || !begun) return;
    const home = place.getBoundingClientRect();
    const [from, to] = ends;
    Object.assign(begun.box.style, {
      left: `${box.left - home.left + from.x * box.width}px`,
      top: `${box.top - home.top + from.y * box.height}px`,
      width: `${(to.x - from.x) * box.width}px`,
      height: `${(to.y - from.y) * box.height}px`,
    });
  }

  function up(event: PointerEvent): void {
    const ends = framed(event);
    dropFrame();
    if (!ends || event.type === 'pointercancel') return;
    const [from, to] = ends;
    if (to.x - from.x < 1 || to.y - from.y < 1) frame(from, to);
  }

  /** Keeps what is to be shown within the whole, as soon as that is known, and shows it. */
  function settle(isTold: boolean): void {
    const asked = zoom;
    if (whole !== null) {
      const parts = CHANNELS.map((channel) => asked[channel] && within(asked[channel], whole![channel]));
      zoom = { x: parts[0]!, y: parts[1]! };
      apply(zoom);
      const isOutside = CHANNELS.some(
        (channel) => asked[channel] !== null && reachesBeyond(asked[channel], whole![channel]),
      );
      if (isTold && isOutside) clamped(zoom);
    }
    if (isZoomed() && !isOn) turn(true);
    else tell();
  }

  const LISTENERS: readonly (readonly [string, unknown])[] = [
    ['wheel', wheel],
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', up],
    ['dblclick', () => choose(WHOLE)],
    ['keydown', pressed],
  ];
  bar.addEventListener('keydown', pressed);
  tell();

  return {
    drawn(next) {
      const domain = (channel: Channel): Domain => {
        const ends = next.scale(channel).domain().map(Number);
        return [Math.min(...ends), Math.max(...ends)];
      };
      const isFirst = whole === null;
      view = next;
      whole = { x: domain('x'), y: domain('y') };
      if (isZoomed()) settle(isFirst);
    },
    show(next) {
      zoom = next;
      settle(true);
    },
    print(isPrinting) {
      if (isZoomed()) apply(isPrinting ? WHOLE : zoom);
    },
  };
}
