/** One self-contained page from what was read. */

import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import { formatCount } from '../format.ts';
import { type Html, html } from '../html.ts';
import { figureOf, framePage, type PageScripts } from '../page-frame.ts';
import { dataTable, factList } from '../page-tables.ts';
import type { Chart } from '../specs/chart.ts';
import { PAGE_THEME, type Theme } from '../theme.ts';
import { aspectCharts } from './aspects.ts';
import { brandCharts } from './brands.ts';
import { fixed } from './chart-parts.ts';
import { topicCharts } from './topics.ts';
import { turnCharts } from './turns.ts';
import { voteCharts } from './votes.ts';

export interface ReadingSection {
  readonly id: string;
  readonly heading: string;
  readonly charts: readonly Chart[];
  /** What stands below the charts. */
  readonly rest: Html | null;
}

/** Sections of the parts that were read and have something to show. */
export function readingSections(record: ReadingRecord, theme: Theme): ReadingSection[] {
  const sections: ReadingSection[] = [
    { id: 'topics', heading: 'Topics', charts: topicCharts(record, theme), rest: topicWords(record) },
    { id: 'aspects', heading: 'Aspects', charts: aspectCharts(record, theme), rest: null },
    {
      id: 'brands',
      heading: record.brands?.by === 'category' ? 'Categories' : 'Brands over time',
      charts: brandCharts(record, theme),
      rest: null,
    },
    { id: 'turns', heading: 'When shoppers turned', charts: turnCharts(record, theme), rest: null },
    { id: 'keywords', heading: 'Keywords', charts: [], rest: keywordTable(record) },
    { id: 'votes', heading: 'Votes', charts: voteCharts(record, theme), rest: coefficients(record) },
  ];
  return sections.filter(({ charts, rest }) => charts.length > 0 || rest !== null);
}

function topicWords({ topics }: ReadingRecord): Html | null {
  if (!topics || topics.topics.length === 0) return null;
  const hasPlanted = topics.planted !== undefined;
  return dataTable({
    columns: ['topic', 'share', 'NPMI', 'C_v', ...(hasPlanted ? ['planted aspect'] : []), 'top words'],
    rows: topics.topics.map(({ share, npmi, cv, aspect, words }, n) => [
      n + 1,
      share,
      npmi,
      cv,
      ...(hasPlanted ? [aspect ? `${aspect.name}, ${Math.round(100 * aspect.share)} %` : ''] : []),
      words.join(' '),
    ]),
  });
}

function keywordTable({ keywords }: ReadingRecord): Html | null {
  if (!keywords || keywords.groups.length === 0) return null;
  const scored =
    keywords.method === 'likelihood'
      ? 'the log-likelihood ratio against all other texts (Dunning 1993)'
      : 'TF-IDF';
  return html`<p class="doc">Words that tell a ${keywords.by} from the others, by ${scored}, the strongest first.</p>${dataTable(
    {
      columns: [keywords.by, 'texts', 'words'],
      rows: keywords.groups.map(({ name, texts, words }) => [
        name,
        texts,
        words.map(({ word }) => word).join(' '),
      ]),
    },
  )}`;
}

function coefficients({ votes }: ReadingRecord): Html | null {
  if (!votes) return null;
  return html`<h3>Strongest features</h3><p class="doc">Change of the logarithm of the expected votes for one standard deviation more.</p>${dataTable(
    {
      columns: ['feature', 'coefficient'],
      rows: votes.coefficients.map(({ name, value }) => [name, value]),
    },
  )}`;
}

export function readingPage(record: ReadingRecord, scripts: PageScripts): string {
  const title = `What reviews say: ${record.source.title}`;
  const sections = readingSections(record, PAGE_THEME);
  const body = html`<main class="top">
<header><h1>${title}</h1><p class="lead">${formatCount(record.reviews)} reviews, ${formatCount(record.texts)} of them with a text.</p></header>
<noscript><p class="failed">The charts need JavaScript; the data tables below and the pictures in charts/ do not.</p></noscript>
</main>
<div class="bar"><div class="bar-inner"><nav aria-label="Sections">${[...sections, { id: 'method', heading: 'Method' }].map(({ id, heading }) => html`<a href="#${id}">${heading}</a>`)}</nav></div></div>
<main>
${sections.map(
  ({ id, heading, charts, rest }) =>
    html`<section id="${id}"><h2>${heading}</h2>${charts.length === 0 ? null : html`<div class="grid${charts.length > 1 ? null : ' single'}">${charts.map((chart) => figureOf(chart, true))}</div>`}${rest}</section>`,
)}
${methodOf(record)}
</main>`;
  return framePage(
    title,
    body,
    sections.flatMap(({ charts }) => charts),
    scripts,
  );
}

function methodOf({ source, sentiment, seed, command, timed }: ReadingRecord): Html {
  const { withStars } = sentiment;
  return html`<section id="method"><h2>Method and provenance</h2>${factList([
    ['Data', `${source.name}, digest ${source.digest.slice(0, 16)}${timed ? '' : '; without times'}`],
    [
      'Sentiment',
      `${sentiment.words}; mean ${fixed(sentiment.mean)}${withStars === null ? '' : `, rank correlation with stars ${fixed(withStars)}`}`,
    ],
    ['Seed', seed],
  ])}<h3>Run it again</h3><pre>${command}</pre></section>`;
}
