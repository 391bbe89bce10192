/** Two studies side by side as one page. */

import { factList, verbatim } from '../page/page-tables.ts';
import { type Fact, hostFacts } from '../page/provenance.ts';
import { type Site, siteSection } from '../page/site.ts';
import { formatCount, joinWords, plural } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { PAGE_THEME } from '../theme.ts';
import { differenceCharts } from './chart.ts';
import { inputsTable, metricsTable, onlyDiffering } from './tables.ts';
import type { CompareView } from './view.ts';
import { countWords, findingWords, inputWords } from './words.ts';

const factsOf = ({ first, other, names, comparison }: CompareView): Fact[] => [
  ['First', `${first.title} (${names[0]})`],
  ['Other', `${other.title} (${names[1]})`],
  ['Data', `${first.provenance.title}, digest ${first.provenance.digest}`],
  [
    'Intervals',
    `${100 * comparison.level} % percentile bootstrap over shoppers, ${formatCount(comparison.resamples)} resamples, differences of each shopper averaged over the runs that pair first`,
  ],
  [
    'Runs',
    'paired by label, seed, fold and repeats; other definitions, data or splits refuse to be compared',
  ],
];

/** Of both sides, named where they differ. */
function madeBy({ names, comparison: { hosts } }: CompareView): Fact[] {
  const [first, other] = hosts.map((own) => hostFacts(own)) as [Fact[], Fact[]];
  return first.map(([name, value], i): Fact => {
    const theirs = other[i]![1];
    return [name, value === theirs ? value : `${names[0]}: ${value}; ${names[1]}: ${theirs}`];
  });
}

/** Runs of one fate that a list names one by one. */
const MOST_LISTED = 3;

/** What became of runs: those of one fate together, their names folded where they are many. */
function notesList(notes: readonly string[]): Html {
  const fates = new Map<string, string[]>();
  const others: string[] = [];
  for (const note of notes) {
    const [, run, fate] = /^(.*, fold \d+): (.*)$/s.exec(note) ?? [];
    if (run === undefined || fate === undefined) others.push(note);
    else fates.set(fate, [...(fates.get(fate) ?? []), run]);
  }
  const items = [...fates].map(([fate, runs]) =>
    runs.length <= MOST_LISTED
      ? runs.map((run) => html`<li>${run}: ${fate}</li>`)
      : html`<li>${plural(runs.length, 'run')}: ${fate}<details><summary>Which</summary><ul>${runs.map((run) => html`<li>${run}</li>`)}</ul></details></li>`,
  );
  return html`<ul>${items}${others.map((note) => html`<li>${note}</li>`)}</ul>`;
}

export function compareSite(view: CompareView): Site {
  const { names, comparison, command } = view;
  const title = `${names[0]} and ${names[1]}, side by side`;
  const list = (lines: readonly string[]) => html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
  const sections = [
    siteSection(
      { id: 'findings', heading: 'What the change does', charts: differenceCharts(view, PAGE_THEME) },
      { above: list([inputWords(view), ...findingWords(view), countWords(view)]) },
    ),
    siteSection({ id: 'inputs', heading: 'What determines the runs' }, { below: inputsTable(view) }),
    siteSection({ id: 'metrics', heading: 'All metrics' }, { below: metricsTable(view) }),
    ...(comparison.notes.length === 0
      ? []
      : [
          siteSection(
            { id: 'notes', heading: 'Left out, and the same' },
            { below: notesList(comparison.notes) },
          ),
        ]),
    siteSection(
      { id: 'method', heading: 'Method' },
      { below: html`${factList(factsOf(view))}<h3>Run it again</h3>${verbatim('Command', command)}` },
    ),
  ];
  const top = html`<h1>${title}</h1><p class="lead">Differences are other minus first, over the shoppers that both asked.</p>`;
  return {
    title,
    pages: [{ file: 'index.html', title: 'Side by side', top, bar: onlyDiffering(), sections }],
    provenance: [
      ...factsOf(view).slice(0, 3),
      ...madeBy(view),
      ['Seeds', joinWords(comparison.seeds)],
      ['Run it again', command],
    ],
  };
}
