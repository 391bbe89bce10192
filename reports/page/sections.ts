/** A page of sections, each with words, charts and tables: for reports that are not of the records of a study. */

import type { KindRecord } from '../../experiments/kinds/kind.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { html } from '../text/html.ts';
import { dataTable, factList, verbatim } from './page-tables.ts';
import { type Fact, hostFacts } from './provenance.ts';
import { type Site, type SiteSection, siteSection } from './site.ts';

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
  /** What made it and from what, for the foot of the page; the command is said there anyway. */
  readonly foot?: readonly Fact[];
  readonly command: string;
}

export function sectionedSite(report: SectionedReport): Site {
  const { title, lead, facts, command } = report;
  const sections = [
    ...report.sections.map(sectionOf),
    siteSection(
      { id: 'method', heading: 'Method and provenance' },
      { below: html`${factList(facts)}<h3>Run it again</h3>${verbatim('Command', command)}` },
    ),
  ];
  return onePage(title, lead, sections, [...(report.foot ?? []), ['Run it again', command]]);
}

/** A report that one page has room for. */
export function onePage(
  title: string,
  lead: string,
  sections: readonly SiteSection[],
  provenance: readonly Fact[],
): Site {
  const top = html`<h1>${title}</h1>${lead === '' ? null : html`<p class="lead">${lead}</p>`}`;
  return { title, pages: [{ file: 'index.html', title: 'Summary', top, bar: null, sections }], provenance };
}

/** The findings as Markdown. */
export function sectionedMarkdown({ title, lead, sections, command }: SectionedReport): string {
  const parts = sections.flatMap(({ heading, words }) => [
    `## ${heading}`,
    words.map((line) => `- ${line}`).join('\n'),
  ]);
  return `${[`# ${title}`, lead, ...parts, `Run it again: \`${command}\``].join('\n\n')}\n`;
}

const sectionOf = ({ id, heading, words, charts, tables }: Section): SiteSection =>
  siteSection(
    { id, heading, charts },
    {
      above: words.map((line) => html`<p>${line}</p>`),
      below: tables.map(({ heading: name, table }) => html`<h3>${name}</h3>${dataTable(table)}`),
    },
  );

/** At the foot of reports of studies of other kinds. */
export const kindFoot = ({
  measured,
  resultDigest,
}: Pick<KindRecord, 'measured' | 'resultDigest'>): Fact[] => [
  ...hostFacts([measured]),
  ['Digest of the records', resultDigest],
];

/** Charts stand alone here: no mode of repeats, no metric to choose by. */
export const plainChart = (chart: Omit<Chart, 'repeats' | 'metric' | 'exported'>): Chart => ({
  ...chart,
  repeats: null,
  metric: null,
  exported: true,
});
