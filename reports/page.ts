/** One self-contained HTML page from a study's records. */

import type { Repeats } from '../experiments/run-record.ts';
import { findingsOf } from './findings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { figureOf, framePage, type PageScripts } from './page-frame.ts';
import {
  definitionsTable,
  factList,
  metricsTable,
  parametersTable,
  publishedTable,
  unrankedTable,
} from './page-tables.ts';
import { dataFacts, methodFacts } from './provenance.ts';
import type { Chart } from './specs/chart.ts';
import { type Section, sectionsOf } from './specs/registry.ts';
import { MODE_DOC, type ModeView, type StudyView } from './study-view.ts';
import { PAGE_THEME } from './theme.ts';

interface Choice {
  readonly repeats: string | null;
  readonly metric: string | null;
}

const holds = (chart: Chart, choice: Choice): boolean =>
  (chart.repeats === null || chart.repeats === choice.repeats) &&
  (chart.metric === null || chart.metric === choice.metric);

function firstChoice(view: StudyView, sections: readonly Section[]): Choice {
  const mode = view.modes[0];
  const metrics = sections.flatMap(({ charts }) => charts.flatMap(({ metric }) => metric ?? []));
  return { repeats: mode?.repeats ?? null, metric: mode?.primary?.key ?? metrics[0] ?? null };
}

function metricControl(charts: readonly Chart[], choice: Choice): Html | null {
  const keys = [...new Set(charts.flatMap(({ metric }) => metric ?? []))];
  if (keys.length < 2) return null;
  const options = keys.map(
    (key) => html`<option value="${key}"${key === choice.metric ? html` selected` : null}>${key}</option>`,
  );
  return html`<p><label>Metric <select id="metric" autocomplete="off">${options}</select></label></p>`;
}

/** What stands below the charts of a section. */
const BELOW: Readonly<Record<string, (view: StudyView, choice: Choice) => HtmlValue>> = {
  leaderboard: (view, choice) => byMode(view, choice, unrankedTable),
  data: (view) => factList(dataFacts(view)),
};

const hasContent = ({ id, charts }: Section): boolean => charts.length > 0 || BELOW[id] !== undefined;

function sectionOf(view: StudyView, section: Section, choice: Choice): Html {
  const { id, heading, charts } = section;
  const together = view.modes.map(
    ({ repeats }) => charts.filter((chart) => holds(chart, { ...choice, repeats })).length,
  );
  const figures = charts.map((chart) => figureOf(chart, holds(chart, choice)));
  return html`<section id="${id}"><h2>${heading}</h2>${metricControl(charts, choice)}
${charts.length === 0 ? html`<p class="doc">No algorithm has a value to draw.</p>` : null}
<div class="grid${Math.max(...together) > 1 ? null : ' single'}">${figures}</div>${BELOW[id]?.(view, choice) ?? null}</section>`;
}

/** The same part for every mode; the page shows that of the chosen one. */
const byMode = (view: StudyView, choice: Choice, part: (mode: ModeView) => HtmlValue): Html[] =>
  view.modes.map(
    (mode) =>
      html`<div data-repeats="${mode.repeats}"${mode.repeats === choice.repeats ? null : html` hidden`}>${part(mode)}</div>`,
  );

function barOf(view: StudyView, sections: readonly Section[], choice: Choice): Html {
  const modes =
    view.modes.length < 2
      ? html`<input type="radio" name="repeats" value="${choice.repeats ?? ''}" checked hidden>`
      : html`<fieldset><legend>Repeats</legend><div class="choices">${view.modes.map(
          ({ repeats, words }) =>
            html`<label><input type="radio" name="repeats" value="${repeats}" autocomplete="off"${repeats === choice.repeats ? html` checked` : null}>${words.replace(/^repeats /, '') || repeats}</label>`,
        )}</div></fieldset>`;
  const links = [
    ...sections.map(({ id, heading }) => [id, heading]),
    ['metrics', 'All metrics'],
    ['method', 'Method'],
  ];
  return html`<div class="bar"><div class="bar-inner">${modes}<nav aria-label="Sections">${links.map(([id, heading]) => html`<a href="#${id!}">${SHORT[id!] ?? heading!}</a>`)}</nav></div></div>`;
}

/** Headings as links. */
const SHORT: Readonly<Record<string, string>> = {
  comparisons: 'Pairs',
  tradeoffs: 'Trade-offs',
  popularity: 'Popularity',
  drift: 'Drift',
  groups: 'Groups',
  search: 'Search',
  audit: 'Audit',
  proxies: 'Proxies',
  positions: 'Slots',
  frontier: 'Frontier',
  learning: 'Learning',
  times: 'Time',
  data: 'Data',
};

function bodyOf(view: StudyView, sections: readonly Section[]): Html {
  const { study } = view;
  const choice = firstChoice(view, sections);
  const findings = findingsOf(view);
  const listOf = (repeats: Repeats | null): Html | null => {
    const own = findings.filter((finding) => finding.repeats === repeats);
    return own.length === 0
      ? null
      : html`<dl class="findings">${own.map(({ topic, text }) => html`<div><dt>${topic}</dt><dd>${text}</dd></div>`)}</dl>`;
  };
  return html`<main class="top">
<header><h1>${study.title}</h1><p class="lead">${study.description}</p></header>
<noscript><p class="failed">The charts need JavaScript; the data tables below and the pictures in charts/ do not.</p></noscript>
${listOf(null)}
</main>
${barOf(view, sections, choice)}
<main>
${byMode(view, choice, ({ words, repeats }) => [words === '' ? null : html`<p class="doc">Shown: ${words}. ${MODE_DOC[repeats]}</p>`, listOf(repeats)])}
${sections.map((section) => sectionOf(view, section, choice))}
<section id="metrics"><h2>All metrics</h2><p class="doc">Means with ${100 * view.summary.level} % intervals; the best of a row in bold, which says nothing about chance. Hover a value for all its digits.</p>${byMode(view, choice, (mode) => metricsTable(view, mode))}
${publishedTable(view)}<h3>Definitions</h3>${definitionsTable(view)}</section>
<section id="method"><h2>Method and provenance</h2>${factList(methodFacts(view))}
<h3>Algorithms</h3>${parametersTable(view)}
<h3>Run it again</h3><pre>${study.command}</pre>
<details><summary>The study as given</summary><pre>${study.text}</pre></details></section>
</main>`;
}

/** The page's text. The same view and scripts make the same bytes. */
export function pageOf(view: StudyView, scripts: PageScripts): string {
  const sections = sectionsOf(view, PAGE_THEME).filter(hasContent);
  const charts = sections.flatMap((section) => section.charts);
  return framePage(view.study.title, bodyOf(view, sections), charts, scripts);
}
