/** Where the script of a page starts: reads what is chosen from the address, shows it, and keeps the two together. */

import { createControls } from './controls.ts';
import { createDrawing } from './draw.ts';
import { filteredSpec, namesAlgorithms } from './filtered-spec.ts';
import { drawnWords, figureHtml, leaderboardSpec } from './leaderboard.ts';
import { unpacked } from './packed.ts';
import type { PageData, PageScores } from './page-data.ts';
import { type PageState, readState, writeState } from './state.ts';
import { createTables } from './tables.ts';

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
  const followsLabels = new Map<string, boolean>();

  const drawing = createDrawing(data.config, figures, (figure) => {
    const name = figure.dataset['chart']!;
    const own = scores.get(name);
    if (own) return leaderboardSpec(data, own, state.hidden);
    const spec = data.specs[name]!;
    return state.hidden.size > 0 && follows(name) ? filteredSpec(spec, known, state.hidden) : spec;
  });
  const tables = createTables(known, () => state, change);
  const controls = createControls(data.choices, change);

  function follows(name: string): boolean {
    if (scores.has(name)) return true;
    const found = followsLabels.get(name) ?? namesAlgorithms(data.specs[name], known);
    followsLabels.set(name, found);
    return found;
  }

  function change(part: Partial<PageState>): void {
    const before = state;
    state = { ...state, ...part };
    show(before);
    history.replaceState(null, '', writeState(state, data.choices) || location.pathname + location.search);
  }

  function show(before: PageState | null): void {
    if (state.theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = state.theme;
    controls.show(state);
    makeFigures();
    for (const element of document.querySelectorAll<HTMLElement>('[data-repeats]'))
      element.hidden = !holds(element);
    for (const figure of figures()) {
      const isNew = figure.dataset['watched'] === undefined;
      const changed = before !== null && before.hidden !== state.hidden && follows(figure.dataset['chart']!);
      if (isNew || changed || (!figure.hidden && !figure.dataset['state'])) drawing.watch(figure);
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
    const { alt, table } = figureHtml(data, one);
    const set = (selector: string, text: string): void => {
      const element = figure.querySelector(selector);
      if (element) element.textContent = text;
    };
    set('h3', one.title);
    set('.subtitle', one.subtitle);
    set('figcaption > p', one.takeaway);
    figure.querySelector('.chart')!.replaceChildren();
    figure.querySelector('.files')?.remove();
    const details = figure.querySelector('details')!;
    details.open = false;
    const words = document.createElement('p');
    words.textContent = alt;
    details.replaceChildren(details.querySelector('summary')!, words);
    words.insertAdjacentHTML('afterend', table);
    model.parentElement!.append(figure);
  }

  function sayWhatIsDrawn(figure: HTMLElement): void {
    const own = scores.get(figure.dataset['chart']!);
    if (!own || figure.hidden) return;
    const words = drawnWords(own, state.hidden, data);
    figure.querySelector('.subtitle')!.textContent =
      words === '' ? own.subtitle : `${own.subtitle}; ${words}`;
  }

  /** Links to other pages take along what is chosen, but not what holds for this page alone. */
  function carryAlong(): void {
    const carried = { ...state, sort: null, filter: null };
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
  addEventListener('beforeprint', () => drawing.all());
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
    notice(read.faults);
    if (state.at !== null) goTo(state.at);
  });

  // A chart that the address names is shown, whichever way of treating repeats and whichever metric it is of.
  state = { ...state, ...choiceOf(state.at) };
  show(null);
  notice(faults);
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

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

/** Says what is wrong with the address, until it is dismissed. */
function notice(lines: readonly string[]): void {
  const place = document.getElementById('notices')!;
  place.replaceChildren();
  if (lines.length === 0) return;
  const list = document.createElement('ul');
  for (const line of lines) {
    const item = document.createElement('li');
    item.textContent = line;
    list.append(item);
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Dismiss';
  button.addEventListener('click', () => place.replaceChildren());
  place.append(list, button);
}
