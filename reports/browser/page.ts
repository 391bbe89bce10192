/** Where the script of a page starts: reads what is chosen from the address, shows it, and keeps the two together. */

import type { VegaLiteSpec } from '../specs/chart.ts';
import { createControls } from './controls.ts';
import { createDrawing } from './draw.ts';
import { filteredSpec, namedAlgorithms } from './filtered-spec.ts';
import { foldAgain, unfoldForPaper } from './folded.ts';
import { notice, sayWhoIsHidden, sayWhoIsLacking } from './hidden-notice.ts';
import { hiddenWords } from './hidden-words.ts';
import { drawnWords, figureHtml, leaderboardSpec } from './leaderboard.ts';
import { unpacked } from './packed.ts';
import type { PageData, PageScores } from './page-data.ts';
import { offerPictures, type Shown } from './save-picture.ts';
import { calledIn, FIRST_STATE, type PageState, readState, writeState } from './state.ts';
import { createTables } from './tables.ts';
import { type ChartZoom, createZoom } from './zoom.ts';
import { isZoomable, WHOLE, type Zoom } from './zoom-domains.ts';

/** Milliseconds. */
const ADDRESS_AFTER = 250;

const told = JSON.parse(document.getElementById('page-data')!.textContent!) as PageData;
const data: PageData = { ...told, specs: unpacked(told.specs) as PageData['specs'] };

/** The page that an old address means; null: this one. */
function pageOfAnchor({ at }: PageState): string | null {
  if (at === null || document.getElementById(at) || data.scores.some(({ name }) => name === at)) return null;
  const place = Object.hasOwn(data.places, at) ? data.places[at]! : null;
  return place === data.file ? null : place;
}

const { state: first, faults } = readState(location.hash, data.choices);
const elsewhere = pageOfAnchor(first);
if (elsewhere !== null) location.replace(elsewhere + writeState(first, data.choices));
else start(first);

function start(begun: PageState): void {
  let state = begun;
  const known = new Set(data.choices.algorithms.map(([label]) => label));
  const scores = new Map(data.scores.map((one) => [one.name, one]));
  const figures = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('figure[data-chart]')];
  const labelsOfCharts = new Map<string, ReadonlySet<string>>();

  const zooms = new Map<string, ChartZoom>();

  function specOf(figure: HTMLElement): VegaLiteSpec | null {
    const name = figure.dataset['chart']!;
    const own = scores.get(name);
    if (own) return leaderboardSpec(data, own, state.hidden);
    const spec = data.specs[name]!;
    return state.hidden.size > 0 && follows(name) ? filteredSpec(spec, known, state.hidden) : spec;
  }
  const drawing = createDrawing(
    data.config,
    figures,
    specOf,
    (figure) => zooms.get(figure.dataset['chart']!) ?? null,
  );
  const tables = createTables(known, () => state, change);
  const controls = createControls(data.choices, change);

  const follows = (name: string): boolean => labelsIn(name).size > 0;

  /** Those of the report that a chart speaks of. */
  function labelsIn(name: string): ReadonlySet<string> {
    const own = scores.get(name);
    const found =
      labelsOfCharts.get(name) ??
      (own
        ? new Set(own.scores.map(([at]) => data.algorithms[at]!.label))
        : namedAlgorithms(data.specs[name], known));
    labelsOfCharts.set(name, found);
    return found;
  }

  function change(part: Partial<PageState>): void {
    const before = state;
    state = { ...state, ...part };
    show(before);
    writeAddress();
  }

  function showAll(): void {
    change({ hidden: new Set() });
    // The button that was pressed is gone.
    (document.querySelector<HTMLElement>('.picker summary') ?? document.getElementById('content'))?.focus();
  }

  const writeAddress = (): void =>
    history.replaceState(null, '', writeState(state, data.choices) || location.pathname + location.search);

  /** A wheel turns often; browsers limit how often an address may change. */
  let written = 0;
  function zoomed(name: string, zoom: Zoom): void {
    const others = [...state.zooms].filter(([chart]) => chart !== name);
    const isWhole = zoom.x === null && zoom.y === null;
    state = { ...state, zooms: new Map(isWhole ? others : [...others, [name, zoom]]) };
    clearTimeout(written);
    written = setTimeout(writeAddress, ADDRESS_AFTER);
  }

  function makeZoom(figure: HTMLElement): void {
    const name = figure.dataset['chart']!;
    const spec = data.specs[name];
    if (!spec || !isZoomable(spec)) return;
    const clamped = (zoom: Zoom): void => {
      zoomed(name, zoom);
      notice([
        `What the address shows of \u201c${titleOf(figure)}\u201d lies beyond the chart; as much of it as there is is shown.`,
      ]);
    };
    zooms.set(
      name,
      createZoom(figure, (zoom) => zoomed(name, zoom), clamped),
    );
  }

  /** Parts of charts that the address names; sentences about those that this page has not. */
  function showZooms(): string[] {
    for (const [name, zoom] of zooms) zoom.show(state.zooms.get(name) ?? WHOLE);
    const strange = [...state.zooms.keys()].filter((name) => !zooms.has(name));
    state = { ...state, zooms: new Map([...state.zooms].filter(([name]) => zooms.has(name))) };
    return strange.map((name) => `There is no chart \u201c${name}\u201d to look closer at on this page.`);
  }

  function show(before: PageState | null): void {
    if (state.theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = state.theme;
    controls.show(state);
    sayWhoIsHidden(data.choices, state.hidden, showAll);
    makeFigures();
    for (const element of document.querySelectorAll<HTMLElement>('[data-repeats]'))
      element.hidden = !holds(element);
    for (const figure of figures()) {
      const isNew = figure.dataset['watched'] === undefined;
      const changed = before !== null && before.hidden !== state.hidden && follows(figure.dataset['chart']!);
      if (isNew || changed || (!figure.hidden && !figure.dataset['state'])) drawing.watch(figure);
      if (isNew) makeZoom(figure);
      figure.dataset['watched'] = '';
      sayWhatIsDrawn(figure);
    }
    tables.show(state);
    carryAlong();
  }

  function holds({ dataset }: HTMLElement): boolean {
    const repeats = state.repeats ?? data.choices.modes[0]?.[0];
    if (dataset['repeats'] !== repeats) return false;
    return dataset['metric'] === undefined || !hasMetricChoice || dataset['metric'] === metricNow();
  }
  const hasMetricChoice = document.getElementById('metric') !== null;
  const metricNow = (): string | undefined => state.metric ?? data.choices.metrics[0];

  /** Figures of leaderboards that no page has written out. */
  function makeFigures(): void {
    for (const one of data.scores)
      if (one.metric === metricNow() && !document.getElementById(one.name)) makeFigure(one);
  }

  function makeFigure(one: PageScores): void {
    const model = figures().find((figure) => figure.dataset['metric'] !== undefined);
    if (!model) return;
    const figure = model.cloneNode(true) as HTMLElement;
    delete figure.dataset['state'];
    delete figure.dataset['watched'];
    figure.id = one.name;
    Object.assign(figure.dataset, { chart: one.name, repeats: one.repeats, metric: one.metric });
    const { alt, table, links } = figureHtml(data, one);
    const set = (selector: string, text: string): void => {
      const element = figure.querySelector(selector);
      if (element) element.textContent = text;
    };
    set('h3', one.title);
    set('.subtitle', one.subtitle);
    set('figcaption > p', one.takeaway);
    figure.querySelector('.chart')!.replaceChildren();
    figure.querySelector('.files')!.outerHTML = links;
    const details = figure.querySelector('details')!;
    details.open = false;
    const words = document.createElement('p');
    words.textContent = alt;
    details.replaceChildren(details.querySelector('summary')!, words);
    words.insertAdjacentHTML('afterend', table);
    model.parentElement!.append(figure);
  }

  function sayWhatIsDrawn(figure: HTMLElement): void {
    if (!figure.hidden)
      sayWhoIsLacking(figure, labelsIn(figure.dataset['chart']!), state.hidden, data.choices);
    const name = figure.dataset['chart']!;
    const own = scores.get(name);
    if (!figure.hidden) {
      const lacks = hiddenWords([...labelsIn(name)], state.hidden, calledIn(data.choices));
      const isFiled = figure.querySelector('.files a[href$=".svg"]') !== null;
      offerPictures(figure, !isFiled || lacks !== '', () => shownOf(figure));
    }
    if (!own || figure.hidden) return;
    const words = drawnWords(own, state.hidden, data);
    figure.querySelector('.subtitle')!.textContent =
      words === '' ? own.subtitle : `${own.subtitle}; ${words}`;
  }

  function shownOf(figure: HTMLElement): Shown | null {
    const spec = specOf(figure);
    const labels = [...labelsIn(figure.dataset['chart']!)];
    return spec && { spec, lacks: hiddenWords(labels, state.hidden, calledIn(data.choices)) };
  }

  /** Links to other pages take along what is chosen, but not what holds for this page alone. */
  function carryAlong(): void {
    const carried = { ...state, sort: null, filter: null, zooms: FIRST_STATE.zooms };
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-page]')) {
      const [page, at = null] = link.dataset['page']!.split('#');
      link.href = page + writeState({ ...carried, at }, data.choices);
    }
  }

  function goTo(at: string): void {
    const target = document.getElementById(at);
    if (!target) return;
    target.closest('details')?.setAttribute('open', '');
    target.scrollIntoView();
  }

  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = decodeURIComponent(link.getAttribute('href')!.slice(1));
    if (at === 'content' || writeState({ ...state, at: null }, data.choices) === '') return;
    event.preventDefault();
    change({ at });
    goTo(at);
  });
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open) tables.prepare(target);
    },
    true,
  );
  addEventListener('beforeprint', () => {
    unfoldForPaper();
    for (const zoom of zooms.values()) zoom.print(true);
    drawing.all();
  });
  addEventListener('afterprint', () => {
    foldAgain();
    for (const zoom of zooms.values()) zoom.print(false);
  });
  addEventListener('hashchange', () => {
    const read = readState(location.hash, data.choices);
    const place = pageOfAnchor(read.state);
    if (place !== null) {
      location.assign(place + writeState(read.state, data.choices));
      return;
    }
    const before = state;
    state = {
      ...read.state,
      hidden: sameSet(read.state.hidden, before.hidden) ? before.hidden : read.state.hidden,
    };
    show(before);
    notice([...read.faults, ...showZooms()]);
    if (state.at !== null) goTo(state.at);
  });

  showOwnPage();
  // A chart that the address names is shown, whichever way of treating repeats and whichever metric it is of.
  state = { ...state, ...choiceOf(state.at) };
  show(null);
  notice([...faults, ...showZooms()]);
  for (const table of document.querySelectorAll(
    'section > .scroll, section > div > .scroll, .scores > .scroll',
  ))
    tables.prepare(table);
  if (state.at !== null) goTo(state.at);
}

function choiceOf(at: string | null): Partial<PageState> {
  if (at === null) return {};
  const element = document.getElementById(at);
  const own = data.scores.find(({ name }) => name === at);
  const repeats = own?.repeats ?? element?.closest<HTMLElement>('[data-repeats]')?.dataset['repeats'];
  const metric = own?.metric;
  return {
    ...(repeats !== undefined && repeats !== data.choices.modes[0]?.[0] && { repeats }),
    ...(metric !== undefined && metric !== data.choices.metrics[0] && { metric }),
  };
}

/** On a phone pages stand in a row that is longer than the screen. */
function showOwnPage(): void {
  const link = document.querySelector<HTMLElement>('.site nav [aria-current]');
  const row = link?.closest('nav');
  if (link && row)
    row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}

const titleOf = (figure: HTMLElement): string => figure.querySelector('h3')?.textContent ?? '';

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));
