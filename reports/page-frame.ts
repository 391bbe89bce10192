/** What every page is made of: figures with their data, and a frame in which only known scripts run. */

import { type Html, html, raw, scriptJson } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { dataTable } from './page-tables.ts';
import { type Chart, pageSpec, type VegaLiteSpec } from './specs/chart.ts';
import { chartConfig, PAGE_THEME } from './theme.ts';

export interface PageScripts {
  /** Texts of vega, vega-lite and vega-embed, in that order. */
  readonly libraries: readonly string[];
  /** SHA-256 of a script's text, in base64: only scripts with these hashes run. */
  hash(script: string): string;
}

/** Text of a script element; a closing tag inside would end it early. */
function inlineScript(text: string): Html {
  if (/<\/script|<!--/i.test(text))
    throw new Error('report: a script to inline contains </script or <!--; it must not');
  return raw(`<script>${text}</script>`);
}

/** In the head of every page: what may be taken away when a later report has no such page. */
export const GENERATOR = '<meta name="generator" content="shoplab">';

const contentSecurityPolicy = (hashes: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src ${hashes.map((hash) => `'sha256-${hash}'`).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const FILES = [
  ['svg', 'SVG'],
  ['png', 'PNG'],
  ['csv', 'CSV'],
  ['vl.json', 'Vega-Lite'],
] as const;

/** Pixels of axes, titles and a legend around what a spec draws. */
const AROUND = 64;
/** Of a spec that does not say how high it is. */
const USUAL_HEIGHT = 240;

/** Pixels that a chart will need, near enough that nothing moves far when it is drawn. */
function reservedHeight(spec: VegaLiteSpec): number {
  if (typeof spec['height'] === 'number') return spec['height'] + AROUND;
  const parts = [spec['vconcat'], spec['concat'], spec['hconcat']].find(Array.isArray) as
    | readonly VegaLiteSpec[]
    | undefined;
  if (parts) return parts.reduce((sum, part) => sum + reservedHeight(part), 0);
  const inner = spec['spec'];
  return typeof inner === 'object' && inner !== null ? reservedHeight(inner as VegaLiteSpec) : USUAL_HEIGHT;
}

/** A chart's place on the page; `shown`: not hidden at first. */
export function figureOf(chart: Chart, shown: boolean): Html {
  const files = chart.exported
    ? html`<div class="files">${FILES.map(([extension, word]) => html`<a href="charts/${chart.name}.${extension}">${word}</a>`)}</div>`
    : null;
  return html`<figure id="${chart.name}" data-chart="${chart.name}"${chart.repeats === null ? null : html` data-repeats="${chart.repeats}"`}${chart.metric === null ? null : html` data-metric="${chart.metric}"`}${shown ? null : html` hidden`}>
<h3>${chart.title}</h3>
<p class="subtitle">${chart.subtitle}</p>
<div class="chart" style="min-height:${reservedHeight(chart.spec)}px"></div>
<figcaption>${chart.takeaway === '' ? null : html`<p>${chart.takeaway}</p>`}
<details><summary>Data and text alternative</summary><p>${chart.alt}</p>${dataTable(chart.table)}</details>${files}</figcaption>
</figure>
`;
}

/** The text of a page around its body; `site`: what its script knows of the pages beside it. The same parts make the same bytes. */
export function framePage(
  title: string,
  body: Html,
  charts: readonly Chart[],
  scripts: PageScripts,
  site: unknown,
): string {
  const specs = Object.fromEntries(charts.map((chart) => [chart.name, pageSpec(chart)]));
  const config = { ...chartConfig(PAGE_THEME), background: null };
  // A page without charts does without what draws them.
  const code = [...(charts.length === 0 ? [] : scripts.libraries), PAGE_SCRIPT];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(code.map((text) => scripts.hash(text)))}">
${raw(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
${body}
<script type="application/json" id="page-data">${scriptJson({ config, specs, site })}</script>
${code.map(inlineScript)}
</body>
</html>
`;
  return page.html;
}
