/** A page of sections, each with words, charts and tables: for reports that are not of the records of a study. */

import { type Html, html } from './html.ts';
import { figureOf, framePage, type PageScripts } from './page-frame.ts';
import { dataTable, factList } from './page-tables.ts';
import type { Fact } from './provenance.ts';
import type { Chart, ChartTable } from './specs/chart.ts';

export interface Section {
  readonly id: string;
  readonly heading: string;
  /** Sentences, made from numbers. */
  readonly words: readonly string[];
  readonly charts: readonly Chart[];
  readonly tables: readonly { readonly heading: string; readonly table: ChartTable }[];
}

export interface SectionedReport {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
  /** Of the section on method and provenance. */
  readonly facts: readonly Fact[];
  readonly command: string;
}

export function sectionedPage(report: SectionedReport, scripts: PageScripts): string {
  const { title, lead, sections } = report;
  const links = [...sections, { id: 'method', heading: 'Method' }];
  const body = html`<main class="top">
<header><h1>${title}</h1><p class="lead">${lead}</p></header>
<noscript><p class="failed">The charts need JavaScript; the data tables below and the pictures in charts/ do not.</p></noscript>
</main>
<div class="bar"><div class="bar-inner"><nav aria-label="Sections">${links.map(({ id, heading }) => html`<a href="#${id}">${heading}</a>`)}</nav></div></div>
<main>
${sections.map(sectionOf)}
<section id="method"><h2>Method and provenance</h2>${factList(report.facts)}<h3>Run it again</h3><pre>${report.command}</pre></section>
</main>`;
  return framePage(
    title,
    body,
    sections.flatMap(({ charts }) => charts),
    scripts,
  );
}

/** The findings as Markdown. */
export function sectionedMarkdown({ title, lead, sections, command }: SectionedReport): string {
  const parts = sections.flatMap(({ heading, words }) => [
    `## ${heading}`,
    words.map((line) => `- ${line}`).join('\n'),
  ]);
  return `${[`# ${title}`, lead, ...parts, `Run it again: \`${command}\``].join('\n\n')}\n`;
}

const sectionOf = ({ id, heading, words, charts, tables }: Section): Html =>
  html`<section id="${id}"><h2>${heading}</h2>${words.map((line) => html`<p>${line}</p>`)}${charts.length === 0 ? null : html`<div class="grid${charts.length > 1 ? null : ' single'}">${charts.map((chart) => figureOf(chart, true))}</div>`}${tables.map(({ heading: name, table }) => html`<h3>${name}</h3>${dataTable(table)}`)}</section>`;

/** Charts stand alone here: no mode of repeats, no metric to choose by. */
export const plainChart = (chart: Omit<Chart, 'repeats' | 'metric' | 'exported'>): Chart => ({
  ...chart,
  repeats: null,
  metric: null,
  exported: true,
});
