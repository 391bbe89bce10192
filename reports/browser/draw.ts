/** Draws charts: those that come near, one after the other, and all of them before a page is printed. */

import type { VegaLiteSpec } from '../specs/chart.ts';
import { tellable } from '../text/names-in-vega.ts';
import { visibleText } from '../text/visible-text.ts';
import { fittedAxes, fittedSpec } from './fitted.ts';
import type { PageData } from './page-data.ts';
import { keepVisible } from './visible-labels.ts';
import type { ChartZoom, ZoomedView } from './zoom.ts';
import { withZoom } from './zoom-domains.ts';

declare const vegaEmbed: (
  place: HTMLElement,
  spec: VegaLiteSpec,
  options: Record<string, unknown>,
) => Promise<{ finalize(): void; readonly view: ZoomedView & { toSVG(): Promise<string> } }>;

/** How every drawing is made: without evaluating any text. */
const SAFE = { mode: 'vega-lite', renderer: 'svg', actions: false, ast: true } as const;

/** A drawing that stands nowhere, as SVG. */
export async function drawnApart(spec: VegaLiteSpec): Promise<string> {
  const drawn = await vegaEmbed(document.createElement('div'), tellable(spec), SAFE);
  // XML has no controls.
  const svg = visibleText(await drawn.view.toSVG(), '\n\r\t');
  drawn.finalize();
  return svg;
}

/** Pixels below and above what is seen within which charts are drawn ahead. */
const AHEAD = 600;
/** Part of the width by which a place must change for its chart to be drawn again. */
const OTHER_WIDTH = 0.1;

export interface Drawing {
  /** Draws the figure when it comes near; again, where it was drawn before. */
  watch(figure: HTMLElement): void;
  all(): void;
}

/** `specOf` gives what is to be drawn now; null where nothing is left to draw. `zoomOf`: null where there is no looking closer. */
export function createDrawing(
  config: PageData['config'],
  figures: () => readonly HTMLElement[],
  specOf: (figure: HTMLElement) => VegaLiteSpec | null,
  zoomOf: (figure: HTMLElement) => ChartZoom | null,
): Drawing {
  const views = new Map<HTMLElement, { finalize(): void }>();
  /** Pixels across that each was drawn for. */
  const widths = new Map<HTMLElement, number>();
  const pending: HTMLElement[] = [];
  let isBusy = false;

  function told(figure: HTMLElement, state: string, text = ''): void {
    figure.dataset['state'] = state;
    const place = chartOf(figure);
    if (text !== '') place.textContent = text;
    place.style.minHeight = '';
  }

  async function draw(figure: HTMLElement): Promise<void> {
    const place = chartOf(figure);
    views.get(figure)?.finalize();
    views.delete(figure);
    const spec = specOf(figure);
    if (spec === null) {
      told(figure, 'drawn', 'None of the chosen algorithms is in this chart.');
      return;
    }
    const width = place.clientWidth;
    widths.set(figure, width);
    const axes = fittedAxes(width);
    const axis = { ...config.axis, ...axes.axis };
    figure.dataset['state'] = 'drawing';
    keepVisible(place);
    const zoom = zoomOf(figure);
    try {
      const drawn = await vegaEmbed(place, tellable(fittedSpec(spec, width)), {
        ...SAFE,
        ...(zoom && { patch: withZoom }),
        config: { ...config, ...axes, axis },
      });
      views.set(figure, drawn);
      zoom?.drawn(drawn.view);
      nameTheDrawing(figure, place);
      told(figure, 'drawn');
    } catch (error) {
      told(figure, 'failed', `This chart could not be drawn: ${(error as Error).message}`);
    }
  }

  async function drawPending(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let figure = pending.shift(); figure; figure = pending.shift()) {
      if (figure.hidden) delete figure.dataset['state'];
      else if (figure.dataset['state'] === 'waiting') {
        await draw(figure);
        if (isMisfit(figure)) await draw(figure);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    isBusy = false;
  }

  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const figure = target as HTMLElement;
        if (!isIntersecting || figure.hidden || figure.dataset['state']) continue;
        figure.dataset['state'] = 'waiting';
        pending.push(figure);
      }
      void drawPending();
    },
    { rootMargin: `${AHEAD}px 0px` },
  );

  function isMisfit(figure: HTMLElement): boolean {
    const [drawn, now] = [widths.get(figure), chartOf(figure).clientWidth];
    return drawn !== undefined && now > 0 && Math.abs(now - drawn) > OTHER_WIDTH * drawn;
  }

  /** Vega makes what it has drawn wider or narrower; legends, titles and labels are fitted anew. */
  addEventListener('resize', () => {
    for (const figure of figures())
      if (figure.dataset['state'] === 'drawn' && isMisfit(figure)) watch(figure);
  });

  function watch(figure: HTMLElement): void {
    const place = chartOf(figure);
    // Nothing below moves while it is drawn again.
    if (figure.dataset['state'] === 'drawn') place.style.minHeight = `${place.clientHeight}px`;
    delete figure.dataset['state'];
    nearby.unobserve(figure);
    nearby.observe(figure);
  }

  return {
    watch,
    all() {
      for (const figure of figures())
        if (!figure.hidden && !['drawing', 'drawn'].includes(figure.dataset['state'] ?? ''))
          void draw(figure);
    },
  };
}

const chartOf = (figure: HTMLElement): HTMLElement => figure.querySelector<HTMLElement>('.chart')!;

/** To those who do not see it a drawing is one picture with its title; what it shows stands below it in words. */
function nameTheDrawing(figure: HTMLElement, place: HTMLElement): void {
  const svg = place.querySelector('svg');
  const title = figure.querySelector('h3')?.textContent;
  if (!svg || title == null) return;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  for (const part of svg.querySelectorAll('[role], [aria-label], [aria-roledescription]')) {
    part.removeAttribute('role');
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-roledescription');
  }
}
