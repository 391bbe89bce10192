/** What every page is made of: figures with their data, and a frame in which only known scripts run. */

import { packed } from '../browser/packed.ts';
import type { PageData } from '../browser/page-data.ts';
import { type Chart, pageSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { formatCount } from '../text/format.ts';
import { type Html, html, raw, scriptJson } from '../text/html.ts';
import { chartConfig, PAGE_THEME } from '../theme.ts';
import { chartLinks } from './chart-links.ts';
import { PAGE_STYLE } from './page-style.ts';
import { dataTable } from './page-tables.ts';

export interface PageScripts {
  /** Texts of vega, vega-lite and vega-embed, in that order. */
  readonly libraries: readonly string[];
  /** Text of what every page does, bundled from reports/browser/. */
  readonly page: string;
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
    "img-src data: 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Rows of a chart's data on its page; files have all of them. */
const MOST_TABLE_ROWS = 100;

function tableOf({ name, table }: Chart): Html {
  const { rows } = table;
  if (rows.length <= MOST_TABLE_ROWS) return dataTable(table);
  return html`${dataTable({ ...table, rows: rows.slice(0, MOST_TABLE_ROWS) })}<p class="doc">The first ${formatCount(MOST_TABLE_ROWS)} of ${formatCount(rows.length)} rows; <a href="charts/${name}.csv">the file</a> has all.</p>`;
}

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

/** What stands there where no script draws it. */
const pictureWithoutScripts = ({ name, exported }: Chart): Html | null =>
  exported ? html`<noscript><img src="charts/${name}.svg" alt="" loading="lazy"></noscript>` : null;

/** A chart's place on the page; `shown`: not hidden at first. */
export function figureOf(chart: Chart, shown: boolean): Html {
  return html`<figure id="${chart.name}" data-chart="${chart.name}"${chart.repeats === null ? null : html` data-repeats="${chart.repeats}"`}${chart.metric === null ? null : html` data-metric="${chart.metric}"`}${shown ? null : html` hidden`}>
<h3>${chart.title}</h3>
<p class="subtitle">${chart.subtitle}</p>
<div class="chart" style="min-height:${reservedHeight(chart.spec)}px">${pictureWithoutScripts(chart)}</div>
<figcaption>${chart.takeaway === '' ? null : html`<p>${chart.takeaway}</p>`}
<details><summary>Data and text alternative</summary><p>${chart.alt}</p>${tableOf(chart)}</details>${chartLinks(chart.name, chart.exported)}</figcaption>
</figure>
`;
}

/** Bytes of data that a page may hold: all of it but scripts, which are the same for every page, and the style sheet. */
export const MOST_BYTES = 1_000_000;

/** Before anything is painted: the theme that the address names, and that scripts run. */
const HEAD_SCRIPT = `{const e=document.documentElement,t=/[#&]theme=(light|dark)(&|$)/.exec(location.hash);e.dataset.js='';if(t)e.dataset.theme=t[1];}`;

export interface FramedPage {
  readonly title: string;
  readonly body: Html;
  /** Those that its script draws from a spec. */
  readonly charts: readonly Chart[];
  /** What its script knows besides: PageData less specs and configuration. */
  readonly data: Omit<PageData, 'config' | 'specs'>;
}

/** The text of a page around its body. The same parts and scripts make the same bytes. Throws over MOST_BYTES. */
export function framePage({ title, body, charts, data }: FramedPage, scripts: PageScripts): string {
  const specs = Object.fromEntries(charts.map((chart) => [chart.name, pageSpec(chart)]));
  const config = { ...chartConfig(PAGE_THEME), background: null };
  const text = scriptJson({ config, specs: packed(specs), ...data });
  checkSize(data.file, body, text, charts);
  const draws = charts.length > 0 || data.scores.length > 0;
  // A page without charts does without what draws them.
  const code = [...(draws ? scripts.libraries : []), scripts.page];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy([HEAD_SCRIPT, ...code].map((one) => scripts.hash(one)))}">
${raw(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
${inlineScript(HEAD_SCRIPT)}
</head>
<body>
${body}
<script type="application/json" id="page-data">${text}</script>
${code.map(inlineScript)}
</body>
</html>
`;
  return page.html;
}

function checkSize(file: string, body: Html, data: Html, charts: readonly Chart[]): void {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const all = bytes(body.html) + bytes(data.html);
  if (all <= MOST_BYTES) return;
  const kilobytes = (count: number): string => `${formatCount(count / 1000)} kB`;
  const largest = charts
    .map((chart) => ({
      name: chart.name,
      size: bytes(JSON.stringify(packed(chart.spec))) + bytes(figureOf(chart, true).html),
    }))
    .sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name, size }) => `${name} ${kilobytes(size)}`);
  throw new Error(
    `report: ${file} would hold ${kilobytes(all)} of data; a page holds at most ${kilobytes(MOST_BYTES)}${largest.length > 0 ? ` (largest: ${largest.join(', ')})` : ''}`,
  );
}
