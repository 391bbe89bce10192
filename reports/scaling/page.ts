/** One self-contained page from the records of a scaling study. */

import { html } from '../html.ts';
import { figureOf, framePage, type PageScripts } from '../page-frame.ts';
import { dataTable, factList } from '../page-tables.ts';
import type { Chart } from '../specs/chart.ts';
import { PAGE_THEME, type Theme } from '../theme.ts';
import { exponentWords, scalingCharts } from './charts.ts';
import { COSTS, type CostName, type ScalingView } from './view.ts';

const HEADINGS: Readonly<Record<CostName, string>> = {
  fit: 'Time to fit',
  list: 'Time of a list',
  memory: 'Memory',
};

export const chartsOf = (view: ScalingView, theme: Theme): Chart[] =>
  (Object.keys(COSTS) as CostName[]).flatMap((cost) => scalingCharts(view, theme, cost));

const TITLE = 'How costs grow';

export function scalingPage(view: ScalingView, scripts: PageScripts): string {
  const { file, laws, failed } = view;
  const sections = (Object.keys(COSTS) as CostName[])
    .map((cost) => ({ cost, charts: scalingCharts(view, PAGE_THEME, cost) }))
    .filter(({ charts }) => charts.length > 0);
  const axes = [...new Set(laws.map(({ axis }) => axis))];
  const rows = [...new Set(laws.map(({ label }) => label))].flatMap((label) =>
    sections.map(({ cost }) => [
      label,
      COSTS[cost].words,
      ...axes.map((axis) => {
        const law = laws.find((one) => one.label === label && one.axis === axis && one.cost === cost);
        return law ? exponentWords(law) : null;
      }),
    ]),
  );
  const nav = [
    { id: 'exponents', heading: 'Exponents' },
    ...sections.map(({ cost }) => ({ id: cost, heading: HEADINGS[cost] })),
    { id: 'method', heading: 'Method' },
  ];
  const body = html`<main class="top">
<header><h1>${TITLE}</h1><p class="lead">Shoppers, items and interactions doubled one at a time; a cost that grows as size to the power of 1 doubles with it.</p></header>
<noscript><p class="failed">The charts need JavaScript; the data tables below and the pictures in charts/ do not.</p></noscript>
</main>
<div class="bar"><div class="bar-inner"><nav aria-label="Sections">${nav.map(({ id, heading }) => html`<a href="#${id}">${heading}</a>`)}</nav></div></div>
<main>
<section id="exponents"><h2>Exponents</h2>${dataTable({ columns: ['algorithm', 'cost', ...axes.map((axis) => `in ${axis}`)], rows })}
<p class="doc">Least squares in logarithms over the points that are large enough to be measured, with 95 % intervals. Over so few sizes an exponent is of this range, and not of the limit.</p></section>
${sections.map(({ cost, charts }) => html`<section id="${cost}"><h2>${HEADINGS[cost]}</h2><div class="grid${charts.length > 1 ? null : ' single'}">${charts.map((chart) => figureOf(chart, true))}</div></section>`)}
<section id="method"><h2>Method and provenance</h2>${factList([
    ['Machine', `${file.host.cpu}, ${file.host.cores} cores, ${file.threads} threads a fit`],
    ['Versions', `Node ${file.host.node}, shoplab ${file.host.shoplab}`],
    ['Data', 'drawn, Zipf with exponent 0.8 over items, rows that repeat an item summed'],
    ['Memory', 'most resident memory of a process that fits and asks, above that with the data alone'],
    ['Seed', file.seed],
  ])}
${failed.map((line) => html`<p class="failed">${line}</p>`)}
<h3>Run it again</h3><pre>${file.command}</pre></section>
</main>`;
  return framePage(
    TITLE,
    body,
    sections.flatMap(({ charts }) => charts),
    scripts,
  );
}
