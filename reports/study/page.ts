/** The pages of a study's report, from its records. */

import type { Repeats } from '../../experiments/run-record.ts';
import type { PageScores } from '../browser/page-data.ts';
import type { Choices } from '../browser/state.ts';
import {
  definitionsTable,
  factList,
  parametersTable,
  publishedTable,
  verbatim,
} from '../page/page-tables.ts';
import { dataFacts, footFacts, methodFacts } from '../page/provenance.ts';
import {
  cardsOf,
  type IsShown,
  type Site,
  type SitePage,
  type SiteSection,
  siteSection,
} from '../page/site.ts';
import type { Chart } from '../specs/chart.ts';
import { mostRowsWords } from '../specs/marks.ts';
import { PAGES, type PageId, type Section, sectionsOf } from '../specs/registry.ts';
import { rankedTable } from '../tables/leaderboard-table.ts';
import { metricsTable } from '../tables/metrics-table.ts';
import { plural } from '../text/format.ts';
import { type Html, type HtmlValue, html } from '../text/html.ts';
import { PAGE_THEME } from '../theme.ts';
import { findingsOf } from './findings.ts';
import { runsTable } from './runs-table.ts';
import { MODE_DOC, type ModeView, type StudyView } from './study-view.ts';

interface Choice {
  readonly repeats: string | null;
  readonly metric: string | null;
}

/** What the pages of a study are made of. */
interface Drawn {
  readonly view: StudyView;
  readonly sections: readonly Section[];
  readonly choice: Choice;
}

const holds =
  (choice: Choice): IsShown =>
  (chart) =>
    chart.metric === null || chart.metric === choice.metric
      ? chart.repeats === null || chart.repeats === choice.repeats
      : 'absent';

function firstChoice(view: StudyView, sections: readonly Section[]): Choice {
  const mode = view.modes[0];
  const metrics = sections.flatMap(({ charts }) => charts.flatMap(({ metric }) => metric ?? []));
  return { repeats: mode?.repeats ?? null, metric: mode?.primary?.key ?? metrics[0] ?? null };
}

/** The same part for every mode; the page shows that of the chosen one. */
const byMode = ({ view, choice }: Drawn, part: (mode: ModeView) => HtmlValue): Html[] =>
  view.modes.map(
    (mode) =>
      html`<div data-repeats="${mode.repeats}"${mode.repeats === choice.repeats ? null : html` hidden`}>${part(mode)}</div>`,
  );

const ofPage = ({ sections }: Drawn, page: PageId): Section[] =>
  sections.filter((section) => section.page === page && section.charts.length > 0);

const plainSections = (drawn: Drawn, page: PageId): SiteSection[] =>
  ofPage(drawn, page).map((section) => siteSection(section, { shown: holds(drawn.choice) }));

/** Charts of the leaderboard: that of the primary metric stands on the summary, all of them on the page on accuracy. */
const leaderboards = ({ sections }: Drawn): readonly Chart[] =>
  sections.find(({ id }) => id === 'leaderboard')!.charts;

function modeControl({ view, choice }: Drawn): Html {
  if (view.modes.length < 2)
    return html`<input type="radio" name="repeats" value="${choice.repeats ?? ''}" checked hidden>`;
  return html`<fieldset><legend>Repeats</legend><div class="choices">${view.modes.map(
    ({ repeats, words }) =>
      html`<label><input type="radio" name="repeats" value="${repeats}" autocomplete="off"${repeats === choice.repeats ? html` checked` : null}>${words.replace(/^repeats /, '') || repeats}</label>`,
  )}</div></fieldset>`;
}

function metricControl(charts: readonly Chart[], choice: Choice): Html | null {
  const keys = [...new Set(charts.flatMap(({ metric }) => metric ?? []))];
  if (keys.length < 2) return null;
  const options = keys.map(
    (key) => html`<option value="${key}"${key === choice.metric ? html` selected` : null}>${key}</option>`,
  );
  return html`<label>Metric <select id="metric" autocomplete="off">${options}</select></label>`;
}

function barOf(drawn: Drawn, charts: readonly Chart[]): Html {
  const metric = metricControl(charts, drawn.choice);
  const none = drawn.view.modes.length < 2 && metric === null && drawn.view.algorithms.length < 2;
  return html`<form class="bar" aria-label="What is shown"${none ? html` hidden` : null}>${modeControl(drawn)}${metric}<div id="algorithms-choice"></div></form>`;
}

const heading = (title: string, lead: HtmlValue = null): Html =>
  html`<h1>${title}</h1>${lead === null ? null : html`<p class="lead">${lead}</p>`}`;

function findingsList(view: StudyView, repeats: Repeats | null): Html | null {
  const own = findingsOf(view).filter((finding) => finding.repeats === repeats);
  return own.length === 0
    ? null
    : html`<dl class="findings">${own.map(({ topic, text }) => html`<div><dt>${topic}</dt><dd>${text}</dd></div>`)}</dl>`;
}

/** What a page has found in a mode: the title of its first chart, of those that no metric chooses where there are any. */
function findingOf(sections: readonly SiteSection[], repeats: Repeats): string | null {
  const charts = sections
    .flatMap((section) => section.charts)
    .filter((chart) => chart.repeats === null || chart.repeats === repeats);
  return (charts.find(({ metric }) => metric === null) ?? charts[0])?.title ?? null;
}

/** The same for every mode; null where none has found anything. */
function findingByMode(drawn: Drawn, sections: readonly SiteSection[]): { finding?: HtmlValue } {
  const found = drawn.view.modes.map(({ repeats }) => findingOf(sections, repeats));
  if (found.every((text) => text === null || text === found[0]) && found[0] != null)
    return { finding: html`<p>${found[0]}</p>` };
  if (found.every((text) => text === null)) return {};
  return { finding: byMode(drawn, ({ repeats }) => html`<p>${findingOf(sections, repeats)}</p>`) };
}

function summaryPage(drawn: Drawn, others: readonly SitePage[]): SitePage {
  const { view, choice } = drawn;
  const charts = leaderboards(drawn).filter(({ exported }) => exported);
  const none = charts.length === 0 ? html`<p class="doc">No algorithm has a value to draw.</p>` : null;
  const sections = [
    siteSection(
      { id: 'leaderboard', heading: 'Leaderboard', charts },
      { shown: holds(choice), above: none, below: byMode(drawn, (mode) => rankedTable(view, mode)) },
    ),
    siteSection(
      { id: 'findings', heading: 'What else was found' },
      {
        below: byMode(drawn, ({ words, repeats }) => [
          words === '' ? null : html`<p class="doc">Shown: ${words}. ${MODE_DOC[repeats]}</p>`,
          findingsList(view, repeats),
        ]),
      },
    ),
    siteSection({ id: 'pages', heading: 'In this report' }, { below: cardsOf(others) }),
  ];
  const top = html`${heading(view.study.title, view.study.description)}
${findingsList(view, null)}`;
  return {
    ...{ file: 'index.html', title: PAGES.index, top, bar: barOf(drawn, []), sections },
    scores: scoresOf(view, charts),
  };
}

function accuracyPage(drawn: Drawn): SitePage[] {
  const { view, choice } = drawn;
  const shown = holds(choice);
  const charts = leaderboards(drawn);
  const rest = ofPage(drawn, 'accuracy').filter(({ id }) => id !== 'leaderboard');
  const sections = [
    ...(charts.length === 0
      ? []
      : [siteSection({ id: 'scores', heading: 'Under each metric', charts }, { shown })]),
    ...rest.map((section) => siteSection(section, { shown })),
  ];
  if (sections.length === 0) return [];
  const top = heading(PAGES.accuracy);
  return [
    {
      ...{ file: 'accuracy.html', title: PAGES.accuracy, top, bar: barOf(drawn, charts), sections },
      scores: scoresOf(view, charts),
      ...findingByMode(drawn, sections),
    },
  ];
}

/** Characters of tables from which on each mode has a page of its own. */
const MOST_TABLES = 400_000;

/** Every metric of every algorithm. */
function metricsPages(drawn: Drawn): SitePage[] {
  const { view } = drawn;
  const tables = view.modes.map((mode) => ({ mode, table: metricsTable(view, mode) }));
  const count = Math.max(0, ...view.modes.map(({ metrics }) => metrics.length));
  const page = (file: string, title: string, id: string, bar: Html | null, below: HtmlValue): SitePage => ({
    ...{ file, title, top: heading(title), bar },
    sections: [siteSection({ id, heading: 'Means and intervals' }, { below })],
    finding: html`<p>${plural(count, 'metric')} of ${plural(view.algorithms.length, 'algorithm')}</p>`,
  });
  const published = publishedTable(view);
  if (tables.reduce((sum, { table }) => sum + (table?.html.length ?? 0), 0) <= MOST_TABLES) {
    const below = [byMode(drawn, (mode) => tables.find((one) => one.mode === mode)!.table), published];
    return [page('metrics.html', PAGES.metrics, 'metrics', barOf(drawn, []), below)];
  }
  return tables.map(({ mode: { repeats, words }, table }, at) =>
    page(
      `metrics-${repeats}.html`,
      [PAGES.metrics, words.replace(/^repeats /, '')].filter((part) => part !== '').join(', '),
      at === 0 ? 'metrics' : `metrics-${repeats}`,
      null,
      [table, at === 0 ? published : null],
    ),
  );
}

/** A page of charts alone; null where it has none. */
function chartPage(drawn: Drawn, page: PageId): SitePage | null {
  const sections = plainSections(drawn, page);
  if (sections.length === 0) return null;
  const title = PAGES[page];
  return {
    ...{ file: `${page}.html`, title, top: heading(title), bar: barOf(drawn, []), sections },
    ...findingByMode(drawn, sections),
  };
}

function dataPage(drawn: Drawn): SitePage {
  const below = factList(dataFacts(drawn.view));
  const [first, ...rest] = drawn.sections.filter(({ page }) => page === 'data');
  const shown = holds(drawn.choice);
  const sections = [
    siteSection(first!, { shown, below }),
    ...rest.filter(({ charts }) => charts.length > 0).map((section) => siteSection(section, { shown })),
  ];
  return {
    ...{ file: 'data.html', title: PAGES.data, top: heading(PAGES.data), bar: barOf(drawn, []), sections },
    ...findingByMode(drawn, sections),
  };
}

function methodPage({ view }: Drawn): SitePage {
  const { study } = view;
  const sections = [
    siteSection(
      { id: 'method', heading: 'Method and provenance' },
      {
        below: html`${factList(methodFacts(view))}<h3>Run it again</h3>${verbatim('Command', study.command)}`,
      },
    ),
    siteSection({ id: 'definitions', heading: 'Definitions' }, { below: definitionsTable(view) }),
    siteSection({ id: 'algorithms', heading: 'Algorithms' }, { below: parametersTable(view) }),
    siteSection({ id: 'runs', heading: 'Runs' }, { below: runsTable(view) }),
    siteSection(
      { id: 'study', heading: 'The study as given' },
      { below: verbatim('The study as given', study.text) },
    ),
  ];
  return { file: 'method.html', title: PAGES.method, top: heading(PAGES.method), bar: null, sections };
}

/** The numbers of leaderboards, for the script that draws them. */
function scoresOf({ modes, algorithms }: StudyView, charts: readonly Chart[]): PageScores[] {
  const place = new Map(algorithms.map(({ label }, at) => [label, at]));
  return charts.flatMap(({ name, repeats, metric, title, subtitle, takeaway }) => {
    const view = modes.find((mode) => mode.repeats === repeats)?.metrics.find(({ key }) => key === metric);
    if (!view || metric === null || repeats === null) return [];
    const { unit, direction } = view.note;
    const scores = view.scores.map(
      ({ label, mean, low, high, n }) =>
        [
          place.get(label)!,
          short(mean),
          low === null ? null : short(low),
          high === null ? null : short(high),
          n,
        ] as const,
    );
    // The page says what it draws, which may be of fewer.
    const own = subtitle.replace(`; ${mostRowsWords(scores.length)}`, '');
    return [{ name, repeats, metric, unit, direction, title, subtitle: own, takeaway, scores }];
  });
}

/** To seven digits: more than a drawing shows. */
const short = (value: number): number => Number(value.toPrecision(7));

function choicesOf(view: StudyView, sections: readonly Section[]): Choices {
  const { metric } = firstChoice(view, sections);
  const keys = sections.flatMap(({ charts }) => charts.flatMap((chart) => chart.metric ?? []));
  return {
    modes: view.modes.map(({ repeats, words }) => [repeats, words]),
    metrics: [...new Set([...(metric === null ? [] : [metric]), ...keys])],
    algorithms: view.algorithms.map(({ label }) => [label, view.study.families?.[label] ?? null]),
  };
}

/** Pages that have content, the summary first. */
export function studySite(view: StudyView): Site {
  const sections = sectionsOf(view, PAGE_THEME);
  const drawn: Drawn = { view, sections, choice: firstChoice(view, sections) };
  const middle = (['tradeoffs', 'fairness', 'classes', 'training'] as const).map((page) =>
    chartPage(drawn, page),
  );
  const others = [
    ...accuracyPage(drawn),
    ...metricsPages(drawn),
    ...middle.filter((page) => page !== null),
    dataPage(drawn),
    methodPage(drawn),
  ];
  return {
    title: view.study.title,
    pages: [summaryPage(drawn, others), ...others],
    provenance: footFacts(view),
    choices: choicesOf(view, sections),
    algorithms: view.algorithms,
  };
}
