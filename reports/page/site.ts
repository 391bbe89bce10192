/** A report as a small site: self-contained pages in one frame that link to each other. */

import type { PageData, PageScores } from '../browser/page-data.ts';
import type { Choices } from '../browser/state.ts';
import type { Chart } from '../specs/chart.ts';
import { plural } from '../text/format.ts';
import { type Html, type HtmlValue, html } from '../text/html.ts';
import { figureOf, framePage, type PageScripts } from './page-frame.ts';
import { factList } from './page-tables.ts';
import type { Fact } from './provenance.ts';

export interface SiteSection {
  /** Anchor, unique in its report. */
  readonly id: string;
  readonly heading: string;
  readonly charts: readonly Chart[];
  readonly html: Html;
}

export interface SitePage {
  /** `index.html`, `accuracy.html`. */
  readonly file: string;
  /** In the navigation: `Accuracy`. */
  readonly title: string;
  /** What stands above the sections, its heading (h1) included. */
  readonly top: HtmlValue;
  /** What the reader chooses, above all; null: nothing. */
  readonly bar: Html | null;
  readonly sections: readonly SiteSection[];
  /** Numbers that its script makes leaderboards of; absent: none. */
  readonly scores?: readonly PageScores[];
  /** On its card; absent: the headings of its sections. */
  readonly finding?: HtmlValue;
}

export interface Site {
  readonly title: string;
  readonly pages: readonly SitePage[];
  /** At the foot of every page. */
  readonly provenance: readonly Fact[];
  /** What there is to choose from; absent: nothing. */
  readonly choices?: Choices;
  /** How algorithms look, in the order of the choices; absent where there is nothing to choose. */
  readonly algorithms?: PageData['algorithms'];
}

const NOTHING_TO_CHOOSE: Choices = { modes: [], metrics: [], algorithms: [] };

export interface SiteFile {
  readonly file: string;
  readonly text: string;
}

/** Which figures stand at first; the script changes it. 'absent': the script makes the figure when it is chosen. */
export type IsShown = (chart: Chart) => boolean | 'absent';

/** A section with its charts in a grid, and what stands above and below them. */
export function siteSection(
  section: { readonly id: string; readonly heading: string; readonly charts?: readonly Chart[] },
  parts: { readonly above?: HtmlValue; readonly below?: HtmlValue; readonly shown?: IsShown } = {},
): SiteSection {
  const { id, heading, charts = [] } = section;
  const { above = null, below = null, shown = () => true } = parts;
  const isPaired = sideBySide(charts);
  const places = placesAmong(charts);
  const grid = (own: readonly Chart[]): Html | null =>
    own.length === 0
      ? null
      : html`<div class="grid${isPaired ? null : ' single'}">${own.map((chart) => figureIf(chart, shown(chart)))}</div>`;
  const isFolded = (_: Chart, at: number): boolean => isPaired && places[at]! >= MOST_OPEN;
  const folded = charts.filter(isFolded);
  const more =
    folded.length === 0
      ? null
      : html`<details class="more"><summary>${plural(Math.max(...places) + 1 - MOST_OPEN, 'more chart')} of ${heading.charAt(0).toLowerCase()}${heading.slice(1)}</summary>${grid(folded)}</details>`;
  return {
    ...{ id, heading, charts },
    html: html`<section id="${id}"><h2>${heading}</h2>${above}${grid(charts.filter((chart, at) => !isFolded(chart, at)))}${more}${below}</section>`,
  };
}

/** Charts of a section that stand open; what is beyond is folded, for as long as nobody asks. */
const MOST_OPEN = 16;

/** Place of each chart among those that stand beside it: of its way of treating repeats. */
function placesAmong(charts: readonly Chart[]): number[] {
  const counts = new Map<string | null, number>();
  return charts.map(({ repeats }) => {
    const place = counts.get(repeats) ?? 0;
    counts.set(repeats, place + 1);
    return place;
  });
}

const figureIf = (chart: Chart, shown: boolean | 'absent'): Html | null =>
  shown === 'absent' ? null : figureOf(chart, shown);

/** Links to pages with what each has found. */
export function cardsOf(pages: readonly SitePage[]): Html {
  const cards = pages.map(
    ({ file, title, sections, finding }) =>
      html`<li><h3><a href="${file}" data-page="${file}">${title}</a></h3>${finding ?? html`<p>${sections.map(({ heading }) => heading).join(', ')}</p>`}<p class="count">${countsOf(sections)}</p></li>`,
  );
  return html`<ul class="cards">${cards}</ul>`;
}

function countsOf(sections: readonly SiteSection[]): string {
  const charts = sections.reduce((sum, section) => sum + section.charts.length, 0);
  const parts = plural(sections.length, 'section');
  return charts === 0 ? parts : `${parts}, ${plural(charts, 'chart')}`;
}

/** True where more than one chart stands at a time: charts of other modes and metrics take each other's place. */
function sideBySide(charts: readonly Chart[]): boolean {
  const [first] = charts;
  return charts.some(
    (chart) => chart !== first && chart.repeats === first!.repeats && chart.metric === first!.metric,
  );
}

/** `page.html` of every anchor of a site: sections and charts, the first page that has it. */
function placesOf(pages: readonly SitePage[]): Record<string, string> {
  const places = new Map<string, string>();
  for (const { file, sections } of pages)
    for (const { id, charts } of sections)
      for (const anchor of [id, ...charts.map(({ name }) => name)])
        if (!places.has(anchor)) places.set(anchor, file);
  return Object.fromEntries(places);
}

function navigation({ pages }: Site, current: SitePage): Html {
  const own = current.sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  const contents = own.length < 2 ? null : html`<ul>${own}</ul>`;
  if (pages.length === 1) return html`<nav aria-label="Sections"><ul>${own}</ul></nav>`;
  return html`<nav aria-label="Pages"><ul>${pages.map(({ file, title }) =>
    file === current.file
      ? html`<li><a href="${file}" data-page="${file}" aria-current="page">${title}</a>${contents}</li>`
      : html`<li><a href="${file}" data-page="${file}">${title}</a></li>`,
  )}</ul></nav>`;
}

function pageOf(site: Site, page: SitePage, places: Record<string, string>, scripts: PageScripts): string {
  const body = html`<a class="skip" href="#content">Skip to the content</a>
<header class="site"><p class="brand"><a href="${site.pages[0]!.file}" data-page="${site.pages[0]!.file}">${site.title}</a></p>
${navigation(site, page)}
<p class="theme"><label>Theme <select id="theme" autocomplete="off"><option value="auto" selected>auto</option><option value="light">light</option><option value="dark">dark</option></select></label></p></header>
<div class="page">
<div class="top">${page.bar}<p id="hidden-words" role="status" hidden></p></div>
<main id="content" tabindex="-1">
<div id="notices" role="status"></div>
${page.top}
<noscript><p class="doc">Without JavaScript charts are pictures; what could be chosen stands on the pages one after the other, or as files in charts/ and tables/.</p></noscript>
${page.sections.map((section) => section.html)}
</main>
<footer>${factList(site.provenance)}</footer>
</div>`;
  const title = page === site.pages[0] ? site.title : `${page.title} \u00b7 ${site.title}`;
  const { scores = [], file } = page;
  const { choices = NOTHING_TO_CHOOSE, algorithms = [] } = site;
  const made = new Set(scores.map(({ name }) => name));
  const charts = page.sections.flatMap((section) => section.charts).filter(({ name }) => !made.has(name));
  const own = scores.length > 0 ? algorithms : [];
  return framePage(
    { title, body, charts, data: { file, places, choices, scores, algorithms: own } },
    scripts,
  );
}

/** Every page's text. The same site and scripts make the same bytes. */
export function siteFiles(site: Site, scripts: PageScripts): SiteFile[] {
  const places = placesOf(site.pages);
  return site.pages.map((page) => ({ file: page.file, text: pageOf(site, page, places, scripts) }));
}
