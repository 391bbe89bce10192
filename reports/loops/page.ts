/** One self-contained page from a study of loops, and its summary as Markdown. */

import type { LoopRun } from '../../experiments/loops/loop-record.ts';
import { formatCount } from '../format.ts';
import { type Html, html } from '../html.ts';
import { escapeMarkdown } from '../markdown.ts';
import { figureOf, framePage, type PageScripts } from '../page-frame.ts';
import { dataTable, factList } from '../page-tables.ts';
import type { Chart } from '../specs/chart.ts';
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

/** Every measure under every policy at the end. */
function endTable({ study, summary }: LoopView): Html {
  return dataTable({
    columns: ['measure', ...study.policies.map(({ label }) => label)],
    rows: measuresOf(summary).map((measure) => [
      measure,
      ...study.policies.map(({ label }) => {
        const band = bandOf(summary, label, measure);
        return band ? lastOf(band).mean : null;
      }),
    ]),
  });
}

function definitionsTable({ study }: LoopView): Html {
  return dataTable({
    columns: ['measure', 'what it says', 'unit', 'definition'],
    rows: study.definitions.map(({ name, doc, unit, id }) => [name, doc, unit, id]),
  });
}

export function loopPage(view: LoopView, runs: readonly LoopRun[], scripts: PageScripts): string {
  const { study, summary } = view;
  const sections = loopSections(view, PAGE_THEME);
  const links = [{ id: 'findings', heading: 'Findings' }, ...sections, { id: 'method', heading: 'Method' }];
  const body = html`<main class="top">
<header><h1>${study.title}</h1>${study.description === '' ? null : html`<p class="lead">${study.description}</p>`}</header>
<noscript><p class="failed">The charts need JavaScript; the data tables below and the pictures in charts/ do not.</p></noscript>
</main>
<div class="bar"><div class="bar-inner"><nav aria-label="Sections">${links.map(({ id, heading }) => html`<a href="#${id}">${heading}</a>`)}</nav></div></div>
<main>
<section id="findings"><h2>Findings</h2>${summary.failed.map(({ label, seed, error }) => html`<p class="failed">${label}, seed ${seed}: ${error}</p>`)}${findingsOf(study, summary).map(({ policy, sentences }) => html`${policy === null ? null : html`<h3>${policy}</h3>`}<ul>${sentences.map((text) => html`<li>${text}</li>`)}</ul>`)}</section>
${sections.map(
  ({ id, heading, doc, charts }) =>
    html`<section id="${id}"><h2>${heading}</h2>${doc === '' ? null : html`<p class="doc">${doc}</p>`}<div class="grid${charts.length > 1 ? null : ' single'}">${charts.map((chart) => figureOf(chart, true))}</div></section>`,
)}
${methodOf(view, runs)}
</main>`;
  return framePage(
    study.title,
    body,
    sections.flatMap(({ charts }) => charts),
    scripts,
  );
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

function methodOf(view: LoopView, runs: readonly LoopRun[]): Html {
  return html`<section id="method"><h2>Method and provenance</h2>${factList(facts(view, runs))}<h3>At the end</h3>${endTable(view)}<h3>Measures</h3>${definitionsTable(view)}<h3>The study</h3><pre>${view.study.text}</pre><h3>Run it again</h3><pre>${view.study.command}</pre></section>`;
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
