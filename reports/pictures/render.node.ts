/** Charts as SVG and PNG, without a browser: the same spec makes the same bytes. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as VegaModule from 'vega';
import type * as VegaLiteModule from 'vega-lite';
import { escapeHtml } from '../text/html.ts';
import { tellable } from '../text/names-in-vega.ts';
import { visibleText } from '../text/visible-text.ts';
import { fontWidths, type TextWidth } from './font-widths.ts';

const require = createRequire(import.meta.url);

/** What vega exports and its types leave out. */
interface VegaExtras {
  setRandom(generator: () => number): void;
  randomLCG(seed: number): () => number;
  /** How wide a text is drawn, pixels; may be replaced where there is no canvas. */
  readonly textMetrics: { width(item: TextItem, text: string): number };
}
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Pixels of a PNG for each unit of the SVG. */
const SCALE = 2;

/** Folder of an installed package's main file. */
export const packageFolder = (name: string): string => dirname(require.resolve(name));

/** A chart's spec as its file has it, and the words that stand in its picture. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  /** JSON. */
  readonly spec: string;
}

export interface Renderer {
  /** With `title` and `desc` for screen readers. */
  svg(picture: Picture): Promise<string>;
  png(svg: string): Uint8Array;
}

/** Names of algorithms and items hold what they hold; XML has no controls, and a mark that turns the direction turns what is beside it. */
const shown = (text: string): string => visibleText(text, '\n\r\t');

/** A compiled Vega spec; what Vega-Lite has to say about the spec goes to `warn`. */
function compiler(vegaLite: typeof VegaLiteModule, warn: (message: string) => void) {
  const logger = {
    level: () => logger,
    error: (...parts: readonly unknown[]) => {
      throw new Error(parts.join(' '));
    },
    warn: (...parts: readonly unknown[]) => {
      warn(parts.join(' '));
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return (spec: string) =>
    vegaLite.compile(tellable(JSON.parse(spec) as VegaLiteModule.TopLevelSpec), { logger: logger as never })
      .spec;
}

const described = (svg: string, { title, alt }: Picture): string =>
  svg.replace(
    /<svg\b[^>]*>/,
    (open) => `${open}<title>${escapeHtml(title)}</title><desc>${escapeHtml(alt)}</desc>`,
  );

/** Loads vega, vega-lite and resvg, which takes a while: only where charts are made. */
export async function createRenderer(warn: (message: string) => void): Promise<Renderer> {
  const [vega, vegaLite, { Resvg }] = await Promise.all([
    import('vega') as unknown as Promise<typeof VegaModule & VegaExtras>,
    import('vega-lite') as Promise<typeof VegaLiteModule>,
    import('@resvg/resvg-js'),
  ]);
  const compile = compiler(vegaLite, warn);
  const fonts = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(fonts, file));
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  const [regular, bold] = (await Promise.all(fontFiles.map((file) => readFile(file)))).map(fontWidths) as [
    TextWidth,
    TextWidth,
  ];
  vega.textMetrics.width = (item, text) =>
    (item.fontSize ?? 11) * (item.fontWeight === 'bold' ? bold : regular)(shown(String(text)));
  return {
    async svg(picture) {
      vega.setRandom(vega.randomLCG(1));
      vega.resetSVGDefIds();
      const view = new vega.View(vega.parse(compile(picture.spec)), { renderer: 'none' });
      try {
        return `${described(shown(await view.toSVG()), picture)}\n`;
      } finally {
        view.finalize();
      }
    },
    png: (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng(),
  };
}
