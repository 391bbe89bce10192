/** What a reader has chosen, as it stands in the address behind the `#`: the same on every page of a report. */

import { CHANNELS, type Domain, WHOLE, type Zoom } from './zoom-domains.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';

/** What there is to choose from in a report. */
export interface Choices {
  /** Modes of repeats with their words, the usual one first. */
  readonly modes: readonly (readonly [mode: string, words: string])[];
  /** Keys of metrics, the usual one first. */
  readonly metrics: readonly string[];
  /** Labels with their family; null: not recorded. */
  readonly algorithms: readonly (readonly [label: string, family: string | null])[];
  /** What these are called, where they are no algorithms. */
  readonly called?: 'policies';
}

/** What the report's algorithms are called. */
export const calledIn = ({ called }: Choices): string => called ?? 'algorithms';

export interface PageState {
  /** null: the usual one. */
  readonly repeats: string | null;
  readonly metric: string | null;
  /** Labels of algorithms that are left out. */
  readonly hidden: ReadonlySet<string>;
  readonly theme: ThemeChoice;
  /** Of a table: its key, the column from 0, and which end comes first. */
  readonly sort: { readonly table: string; readonly column: number; readonly descending: boolean } | null;
  /** Rows of a table with this text alone. */
  readonly filter: { readonly table: string; readonly text: string } | null;
  /** Charts of which a part is shown, by name. */
  readonly zooms: ReadonlyMap<string, Zoom>;
  /** Anchor to be at. */
  readonly at: string | null;
}

export const FIRST_STATE: PageState = {
  repeats: null,
  metric: null,
  hidden: new Set(),
  theme: 'auto',
  sort: null,
  filter: null,
  zooms: new Map(),
  at: null,
};

/** Family of those of which none is recorded. */
export const OTHER_FAMILY = 'other';

export function familiesOf({ algorithms }: Choices): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const [label, family] of algorithms) {
    const key = family ?? OTHER_FAMILY;
    families.set(key, [...(families.get(key) ?? []), label]);
  }
  return families;
}

const LONGEST_QUOTE = 40;
/** Somebody else's text inside a sentence. */
const quote = (text: string): string =>
  `\u201c${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}\u2026` : text}\u201d`;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** What a value of the address makes of the state; sentences about what is wrong with it go to `faults`. */
type Reader = (state: PageState, value: string, choices: Choices, faults: string[]) => PageState;

function oneOf(
  name: 'repeats' | 'metric',
  known: readonly string[],
  usual: string,
  state: PageState,
  value: string,
  faults: string[],
): PageState {
  if (known.includes(value)) return { ...state, [name]: value === known[0] ? null : value };
  const what = name === 'repeats' ? 'way of treating repeats' : 'metric';
  faults.push(
    known.length === 0
      ? `This report has no ${what} to choose, so ${quote(value)} is left out.`
      : `There is no ${what} ${quote(value)} in this report; ${usual} is shown.`,
  );
  return state;
}

/** Names separated by commas, each of them encoded once more. */
const namesIn = (value: string): (string | null)[] =>
  value
    .split(',')
    .filter((name) => name !== '')
    .map(decoded);

function knownAmong(
  names: readonly (string | null)[],
  known: readonly string[],
  what: string,
  faults: string[],
): string[] {
  const strange = names.filter((name) => name === null || !known.includes(name));
  if (strange.length > 0)
    faults.push(
      `There is no ${what} ${strange.map((name) => (name === null ? 'of an unreadable name' : quote(name))).join(', ')} in this report; it is left out.`,
    );
  return names.filter((name): name is string => name !== null && known.includes(name));
}

/** Leaves `kept` alone; all, where that is nobody. */
function only(
  state: PageState,
  kept: readonly string[],
  { algorithms }: Choices,
  faults: string[],
): PageState {
  if (kept.length === 0) {
    faults.push('No algorithm of this report is chosen; all are shown.');
    return { ...state, hidden: new Set() };
  }
  const own = new Set(kept);
  return { ...state, hidden: new Set(algorithms.map(([label]) => label).filter((label) => !own.has(label))) };
}

const READERS: Readonly<Record<string, Reader>> = {
  repeats: (state, value, { modes }, faults) =>
    oneOf(
      'repeats',
      modes.map(([mode]) => mode),
      modes[0]?.[1] ?? '',
      state,
      value,
      faults,
    ),
  metric: (state, value, { metrics }, faults) =>
    oneOf('metric', metrics, metrics[0] ?? '', state, value, faults),
  families: (state, value, choices, faults) => {
    const families = familiesOf(choices);
    const known = knownAmong(namesIn(value), [...families.keys()], 'family of algorithms', faults);
    return only(
      state,
      known.flatMap((family) => families.get(family) ?? []),
      choices,
      faults,
    );
  },
  algorithms: (state, value, choices, faults) => {
    const labels = choices.algorithms.map(([label]) => label);
    return only(state, knownAmong(namesIn(value), labels, 'algorithm', faults), choices, faults);
  },
  without: (state, value, choices, faults) => {
    const labels = choices.algorithms.map(([label]) => label);
    const hidden = new Set(knownAmong(namesIn(value), labels, 'algorithm', faults));
    return only(
      state,
      labels.filter((label) => !hidden.has(label)),
      choices,
      faults,
    );
  },
  theme: (state, value, _, faults) => {
    if (value === 'auto' || value === 'light' || value === 'dark') return { ...state, theme: value };
    faults.push(`There is no theme ${quote(value)}; that of your system is shown.`);
    return state;
  },
  sort: (state, value, _, faults) => {
    const [, table, column, way] = /^([a-z0-9-]+)\.(\d{1,3})\.(up|down)$/.exec(value) ?? [];
    if (table === undefined) {
      faults.push(`${quote(value)} is no order of a table; rows stand as they were.`);
      return state;
    }
    return { ...state, sort: { table, column: Number(column), descending: way === 'down' } };
  },
  filter: (state, value, _, faults) => {
    const [, table, text] = /^([a-z0-9-]+)\.(.+)$/s.exec(value) ?? [];
    if (table === undefined || text === undefined) {
      faults.push(`${quote(value)} is no filter of a table; all rows are shown.`);
      return state;
    }
    return { ...state, filter: { table, text } };
  },
  zoom: (state, value, _, faults) => {
    const read = value.split(',').map((text) => [text, zoomOf(text)] as const);
    for (const [text, own] of read)
      if (own === null) faults.push(`${quote(text)} is no part of a chart; the whole chart is shown.`);
    return { ...state, zooms: new Map(read.flatMap(([, own]) => (own === null ? [] : [own]))) };
  },
  at: (state, value) => ({ ...state, at: value }),
};

/** `search-trials~x~2~10~y~0.1~0.4`; null: not readable. */
function zoomOf(text: string): readonly [chart: string, Zoom] | null {
  const [chart, ...parts] = text.split('~');
  let zoom = WHOLE;
  for (let i = 0; i < parts.length; i += 3) {
    const channel = CHANNELS.find((one) => one === parts[i]);
    const ends = parts.slice(i + 1, i + 3).map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [low = Number.NaN, high = Number.NaN] = ends;
    if (channel === undefined || !Number.isFinite(low) || !Number.isFinite(high) || !(low < high))
      return null;
    zoom = { ...zoom, [channel]: [low, high] as Domain };
  }
  return parts.length === 0 || !/^[a-z0-9-]+$/.test(chart!) ? null : [chart!, zoom];
}

const writtenZoom = ([chart, zoom]: readonly [string, Zoom]): string =>
  [chart, ...CHANNELS.flatMap((channel) => (zoom[channel] ? [channel, ...zoom[channel]] : []))].join('~');

/** An address without `=` is an anchor, as in reports of before. Bad values are left out, each with a sentence. */
export function readState(hash: string, choices: Choices): { state: PageState; faults: string[] } {
  const faults: string[] = [];
  const text = hash.replace(/^#/, '');
  if (text === '') return { state: FIRST_STATE, faults };
  if (!text.includes('=')) return { state: { ...FIRST_STATE, at: decoded(text) }, faults };
  let state = FIRST_STATE;
  for (const part of text.split('&').filter((one) => one !== '')) {
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    const list = ['families', 'algorithms', 'without'].includes(key);
    const raw = at < 0 ? '' : part.slice(at + 1);
    const value = list ? raw : decoded(raw);
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (reader === undefined) faults.push(`There is no choice ${quote(key)} in a report; it is left out.`);
    else if (value === null) faults.push(`The value of ${quote(key)} cannot be read; it is left out.`);
    else state = reader(state, value, choices, faults);
  }
  return { state, faults };
}

/** Who is left out, in the fewest words. */
function writtenHidden(hidden: ReadonlySet<string>, choices: Choices): string[] {
  if (hidden.size === 0) return [];
  const families = [...familiesOf(choices)];
  const isShown = (label: string): boolean => !hidden.has(label);
  if (families.length > 1 && families.every(([, labels]) => labels.every(isShown) || !labels.some(isShown))) {
    const shown = families.filter(([, labels]) => labels.every(isShown)).map(([family]) => family);
    return shown.length === 0 ? [] : [`families=${shown.map(encodeURIComponent).join(',')}`];
  }
  const shown = choices.algorithms.map(([label]) => label).filter(isShown);
  const [key, labels] = hidden.size <= shown.length ? ['without', [...hidden]] : ['algorithms', shown];
  return labels.length === 0 ? [] : [`${key}=${labels.map(encodeURIComponent).join(',')}`];
}

/** `#...` or the empty text; a bare anchor where nothing else is chosen. */
export function writeState(state: PageState, choices: Choices): string {
  const { repeats, metric, theme, sort, filter, zooms, at } = state;
  const parts = [
    ...(repeats === null ? [] : [`repeats=${encodeURIComponent(repeats)}`]),
    ...(metric === null ? [] : [`metric=${encodeURIComponent(metric)}`]),
    ...writtenHidden(state.hidden, choices),
    ...(theme === 'auto' ? [] : [`theme=${theme}`]),
    ...(sort === null ? [] : [`sort=${sort.table}.${sort.column}.${sort.descending ? 'down' : 'up'}`]),
    ...(filter === null ? [] : [`filter=${encodeURIComponent(`${filter.table}.${filter.text}`)}`]),
    ...(zooms.size === 0 ? [] : [`zoom=${[...zooms].map(writtenZoom).join(',')}`]),
  ];
  if (parts.length === 0) return at === null ? '' : `#${encodeURIComponent(at)}`;
  return `#${[...parts, ...(at === null ? [] : [`at=${encodeURIComponent(at)}`])].join('&')}`;
}
