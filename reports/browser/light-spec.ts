/** A spec of the page as a picture of its own: light, as wide as the files, with its title. */

import { type Chart, fileSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT, PAGE_THEME, type Theme } from '../theme.ts';

/** What the page's colours are in the light theme, by the variable that stands for each. */
const COLOURS: ReadonlyMap<string, string> = new Map(
  (Object.keys(PAGE_THEME) as (keyof Theme)[]).flatMap((key): [string, string][] => {
    const [page, light] = [PAGE_THEME[key], LIGHT[key]];
    return typeof page === 'string'
      ? [[page, light as string]]
      : page.map((name, i) => [name, (light as readonly string[])[i]!]);
  }),
);

/** Keys under which names and numbers stand, of which none is a colour. */
const DATA: ReadonlySet<string> = new Set(['values', 'domain', 'description']);

function inLight(value: unknown): unknown {
  if (typeof value === 'string') return COLOURS.get(value) ?? value;
  if (Array.isArray(value)) return value.map(inLight);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, DATA.has(key) ? part : inLight(part)]),
  );
}

/** `spec` as the page draws it. */
export function pictureSpec(
  spec: VegaLiteSpec,
  words: Pick<Chart, 'title' | 'subtitle' | 'alt'>,
): VegaLiteSpec {
  const { width: _, autosize: __, description: ___, ...own } = inLight(spec) as VegaLiteSpec;
  return fileSpec({ ...words, spec: own } as Chart, LIGHT);
}
