/** The pages of a study of loops, and its summary as Markdown. */

import type { LoopRun } from '../../experiments/loops/loop-record.ts';
import type { Choices } from '../browser/state.ts';
import { dataTable, factList, verbatim } from '../page/page-tables.ts';
import { type Fact, hostFacts } from '../page/provenance.ts';
import { cardsOf, type Site, type SitePage, siteSection } from '../page/site.ts';
import type { Chart } from '../specs/chart.ts';
import { formatCount, formatInterval, formatMean, joinWords } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { escapeMarkdown } from '../text/markdown-text.ts';
import { PAGE_THEME, type Theme } from '../theme.ts';
import { courseChart, differenceChart } from './charts.ts';
import { bandOf, type LoopView, lastOf, measuresOf } from './view.ts';
import { findingLines, findingsOf } from './words.ts';

export interface LoopSection {
  readonly id: string;
  readonly heading: string;
  readonly doc: string;
  readonly charts: readonly Chart[];
}

const SERIES = ['shown', 'engaged', 'latent'];
const inSeries = (names: readonly string[]): string[] =>
  names.flatMap((name) => SERIES.map((series) => `${series}.${name}`));

const SECTIONS = [
  {
    id: 'similarity',
    heading: 'How alike shoppers are',
    doc: 'Read against the oracle, not against zero: some similarity is legitimate.',
    courses: inSeries(['interJaccard', 'interCosine', 'nearestJaccard']),
    differences: inSeries(['interJaccard']),
  },
  {
    id: 'variety',
    heading: 'How varied one shopper\u2019s items are',
    doc: '',
    courses: inSeries(['intraDiversity']),
    differences: inSeries(['intraDiversity']),
  },
  {
    id: 'concentration',
    heading: 'How it spreads over the catalogue',
    doc: '',
    courses: inSeries(['catalogueGini', 'catalogueEntropy', 'catalogueCoverage']),
    differences: inSeries(['catalogueGini']),
  },
  {
    id: 'welfare',
    heading: 'What it is worth',
    doc: '',
    courses: [
      'realisedUtility',
      'slotUtility',
      'slotRegret',
      'clicks',
      'orders',
      'revenue',
      'satisfaction',
      'churn',
    ],
    differences: ['realisedUtility', 'slotRegret', 'orders', 'revenue', 'satisfaction', 'churn'],
  },
  {
    id: 'sellers',
    heading: 'What becomes of sellers',
    doc: '',
    courses: ['sellersSelling', 'sellerSalesGini', 'sellerExposureGini', 'sellerDisparity'],
    differences: ['sellersSelling', 'sellerDisparity'],
  },
] as const;

export function loopSections(view: LoopView, theme: Theme): LoopSection[] {
  return SECTIONS.map(({ id, heading, doc, courses, differences }) => ({
    ...{ id, heading, doc },
    charts: [
      ...courses.map((measure) => courseChart(view, theme, measure)),
      ...differences.map((measure) => differenceChart(view, theme, measure)),
    ].filter((chart) => chart !== null),
  })).filter(({ charts }) => charts.length > 0);
}

/** Every measure under every policy at the end, with its interval. */
function endTable({ study, summary }: LoopView): Html {
  const head = study.policies.map(
    ({ label }) => html`<th scope="col" class="number"><bdi>${label}</bdi></th>`,
  );
  const cell = (label: string, measure: string): Html => {
    const band = bandOf(summary, label, measure);
    const end = band ? lastOf(band) : { mean: null, low: null, high: null };
    const interval = formatInterval(end, DECIMALS);
    return html`<td class="number"${end.mean === null ? null : html` title="${end.mean}"`}>${formatMean(end, DECIMALS)}${interval === '' ? null : html`<span class="interval">${interval}</span>`}</td>`;
  };
  const rows = measuresOf(summary).map(
    (measure) =>
      html`<tr><th scope="row">${measure}</th>${study.policies.map(({ label }) => cell(label, measure))}</tr>\n`,
  );
  return html`<p class="doc">${endWords(study.seeds.length, summary.level)}</p><div class="scroll wide" tabindex="0" role="region" aria-label="Measures at the end"><table><thead><tr><th scope="col">measure</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const DECIMALS = { unit: '' };

const endWords = (worlds: number, level: number): string =>
  worlds < 2
    ? 'One world: no intervals.'
    : `Means over ${worlds} worlds with ${100 * level} % intervals (Student's t) below them; all digits at the pointer.`;

function definitionsTable({ study }: LoopView): Html {
  return dataTable({
    columns: ['measure', 'what it says', 'unit', 'definition'],
    rows: study.definitions.map(({ name, doc, unit, id }) => [name, doc, unit, id]),
  });
}

/** Pages of sections, with what their cards say. */
const PAGES = [
  { file: 'bubble.html', title: 'Filter bubble', sections: ['similarity', 'variety', 'concentration'] },
  { file: 'welfare.html', title: 'Worth and sellers', sections: ['welfare', 'sellers'] },
] as const;

const heading = (title: string, lead = ''): Html =>
  html`<h1>${title}</h1>${lead === '' ? null : html`<p class="lead">${lead}</p>`}`;

export function loopSite(view: LoopView, runs: readonly LoopRun[]): Site {
  const { study } = view;
  const all = loopSections(view, PAGE_THEME);
  const pages: SitePage[] = PAGES.map(({ file, title, sections }) => ({
    ...{ file, title, top: heading(title), bar: choiceBar(study) },
    sections: all
      .filter(({ id }) => sections.some((one) => one === id))
      .map((section) =>
        siteSection(section, { above: section.doc === '' ? null : html`<p class="doc">${section.doc}</p>` }),
      ),
  }))
    .filter(({ sections }) => sections.length > 0)
    .map((page) => ({ ...page, finding: html`<p>${page.sections[0]!.charts[0]!.title}</p>` }));
  const others = [...pages, methodPage(view, runs)];
  const summary: SitePage = {
    file: 'index.html',
    title: 'Summary',
    top: heading(study.title, study.description),
    bar: null,
    sections: [
      siteSection({ id: 'findings', heading: 'Findings' }, { below: findingsOfLoops(view) }),
      siteSection({ id: 'pages', heading: 'In this report' }, { below: cardsOf(others) }),
    ],
  };
  return {
    title: study.title,
    pages: [summary, ...others],
    provenance: footFacts(view, runs),
    choices: choicesOf(study),
  };
}

/** Where readers leave policies and controls out. */
const choiceBar = ({ policies }: LoopView['study']): Html | null =>
  policies.length < 2
    ? null
    : html`<form class="bar" aria-label="What is shown"><div id="algorithms-choice"></div></form>`;

const ROLES = { policy: 'policies', control: 'controls' } as const;

const choicesOf = ({ policies }: LoopView['study']): Choices => ({
  ...{ modes: [], metrics: [], called: 'policies' },
  algorithms: policies.map(({ label, role }) => [label, ROLES[role]]),
});

const findingsOfLoops = ({ study, summary }: LoopView): Html =>
  html`${summary.failed.map(({ label, seed, error }) => html`<p class="failed">${label}, seed ${seed}: ${error}</p>`)}${findingsOf(study, summary).map(({ policy, sentences }) => html`${policy === null ? null : html`<h3>${policy}</h3>`}<ul>${sentences.map((text) => html`<li>${text}</li>`)}</ul>`)}`;

function methodPage(view: LoopView, runs: readonly LoopRun[]): SitePage {
  const { study } = view;
  const sections = [
    siteSection(
      { id: 'method', heading: 'Method and provenance' },
      {
        below: html`${factList(facts(view, runs))}<h3>Run it again</h3>${verbatim('Command', study.command)}`,
      },
    ),
    siteSection({ id: 'end', heading: 'At the end' }, { below: endTable(view) }),
    siteSection({ id: 'measures', heading: 'Measures' }, { below: definitionsTable(view) }),
    siteSection(
      { id: 'study', heading: 'The study as given' },
      { below: verbatim('The study as given', study.text) },
    ),
  ];
  return { file: 'method.html', title: 'Method', top: heading('Method'), bar: null, sections };
}

function footFacts({ study, summary }: LoopView, runs: readonly LoopRun[]): Fact[] {
  const hosts = runs.flatMap((run) => (run.status === 'done' ? [run.measured.host] : []));
  return [
    ...hostFacts(hosts),
    ['Seeds', joinWords(study.seeds.map(String))],
    ['Digest of the records', summary.records],
    ['Run it again', study.command],
  ];
}

function facts({ study }: LoopView, runs: readonly LoopRun[]): (readonly [string, string])[] {
  const done = runs.filter((run) => run.status === 'done');
  const { every, measure, world } = study;
  const counts = done[0]?.result.counts;
  const seconds = done.reduce((sum, run) => sum + run.measured.seconds, 0);
  return [
    ['World', `${world.name}: ${world.title}`],
    [
      'Size',
      counts
        ? `${formatCount(counts.shoppers)} shoppers, ${formatCount(counts.items)} items, ${formatCount(counts.rounds)} ${world.round}s`
        : 'no loop has run to its end',
    ],
    ['Worlds', `seeds ${study.seeds.join(', ')}; every policy meets the same shoppers with the same draws`],
    [
      'Learning',
      `every ${every === 1 ? world.round : `${every} ${world.round}s`}, on what the policy itself caused; the first fit from nothing`,
    ],
    [
      'Measured',
      `every ${measure.every} ${world.round}s over ${measure.over === 'all' ? 'all from the start' : 'what happened since'}; ${formatCount(measure.pairs)} pairs of shoppers, the same for all policies`,
    ],
    [
      'Leaks',
      `every fit was looked at: ${study.leaks.join(', ')}, items that are launched later, slates of later`,
    ],
    ['Loops', `${done.length} of ${study.runs.length} done, ${seconds.toFixed(0)} s in all`],
  ];
}

export function loopMarkdown(view: LoopView, runs: readonly LoopRun[]): string {
  const { study, summary } = view;
  return `${[
    `# ${escapeMarkdown(study.title)}`,
    ...(study.description === '' ? [] : [escapeMarkdown(study.description)]),
    '## Findings',
    ...summary.failed.map(({ label, seed, error }) => escapeMarkdown(`${label}, seed ${seed}: ${error}`)),
    findingLines(findingsOf(study, summary), escapeMarkdown).join('\n'),
    '## Method and provenance',
    facts(view, runs)
      .map(([name, value]) => `- ${name}: ${escapeMarkdown(value)}`)
      .join('\n'),
    `\`${study.command}\``,
  ].join('\n\n')}\n`;
}
