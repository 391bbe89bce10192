/** What every page is made of: figures with their data, and a frame in which only known scripts run. */

import { type Html, html, raw, scriptJson } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { dataTable } from './page-tables.ts';
import { type Chart, pageSpec } from './specs/chart.ts';
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

/** A chart's place on the page; `shown`: not hidden at first. */
export function figureOf(chart: Chart, shown: boolean): Html {
  const files = chart.exported
    ? html`<div class="files">${FILES.map(([extension, word]) => html`<a href="charts/${chart.name}.${extension}">${word}</a>`)}</div>`
    : null;
  return html`<figure id="${chart.name}" data-chart="${chart.name}"${chart.repeats === null ? null : html` data-repeats="${chart.repeats}"`}${chart.metric === null ? null : html` data-metric="${chart.metric}"`}${shown ? null : html` hidden`}>
<h3>${chart.title}</h3>
<p class="subtitle">${chart.subtitle}</p>
<div class="chart"></div>
<figcaption>${chart.takeaway === '' ? null : html`<p>${chart.takeaway}</p>`}
<details><summary>Data and text alternative</summary><p>${chart.alt}</p>${dataTable(chart.table)}</details>${files}</figcaption>
</figure>
`;
}

/** The text of a page around its body. The same parts and scripts make the same bytes. */
export function framePage(title: string, body: Html, charts: readonly Chart[], scripts: PageScripts): string {
  const specs = Object.fromEntries(charts.map((chart) => [chart.name, pageSpec(chart)]));
  const config = { ...chartConfig(PAGE_THEME), background: null };
  const code = [...scripts.libraries, PAGE_SCRIPT];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(code.map((text) => scripts.hash(text)))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
${body}
<script type="application/json" id="chart-data">${scriptJson({ config, specs })}</script>
${code.map(inlineScript)}
</body>
</html>
`;
  return page.html;
}
