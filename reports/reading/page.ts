/** One self-contained page from what was read. */

import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import { dataTable, factList, verbatim } from '../page/page-tables.ts';
import { hostFacts, recordDigest } from '../page/provenance.ts';
import { onePage } from '../page/sections.ts';
import { type Site, siteSection } from '../page/site.ts';
import type { Chart } from '../specs/chart.ts';
import { formatCount } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
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

export function readingSite(record: ReadingRecord): Site {
  const { source, seed, command } = record;
  const sections = [
    ...readingSections(record, PAGE_THEME).map((section) => siteSection(section, { below: section.rest })),
    siteSection({ id: 'method', heading: 'Method and provenance' }, { below: methodOf(record) }),
  ];
  return onePage(
    `What reviews say: ${source.title}`,
    `${formatCount(record.reviews)} reviews, ${formatCount(record.texts)} of them with a text.`,
    sections,
    [
      ...hostFacts([record.madeBy]),
      ['Seeds', seed],
      ['Digest of the data', source.digest],
      ['Digest of the record', recordDigest(record)],
      ['Run it again', command],
    ],
  );
}

function methodOf({ source, sentiment, seed, command, timed }: ReadingRecord): Html {
  const { withStars } = sentiment;
  return html`${factList([
    ['Data', `${source.name}, digest ${source.digest.slice(0, 16)}${timed ? '' : '; without times'}`],
    [
      'Sentiment',
      `${sentiment.words}; mean ${fixed(sentiment.mean)}${withStars === null ? '' : `, rank correlation with stars ${fixed(withStars)}`}`,
    ],
    ['Seed', seed],
  ])}<h3>Run it again</h3>${verbatim('Command', command)}`;
}
