/** What searches tried: the value of each trial and the best so far, and where in its space each parameter did well. */

import type { DoneRun, SearchRange, SearchTrial } from '../../experiments/run-record.ts';
import { bareDefinition, type StudyView } from '../study/study-view.ts';
import { formatNumber, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import {
  colourOf,
  greysFirst,
  greyWords,
  NUMBERS,
  namedUpTo,
  rankedLabels,
  seriesLegend,
  shapeOf,
} from './marks.ts';

/** Names in a title. */
const MOST_NAMED = 4;
const MOST_ALGORITHMS = 24;

/** The search of one fit. */
interface Search {
  readonly label: string;
  readonly seed: string;
  readonly fold: number;
  readonly inputs: NonNullable<DoneRun['inputs']['search']>;
  readonly trials: readonly SearchTrial[];
  readonly chosen: SearchTrial;
}

/** A trial that has a value. */
interface Point {
  readonly search: Search;
  /** From 1. */
  readonly trial: number;
  readonly value: number;
  readonly share: number;
  readonly values: SearchTrial['values'];
  /** Of the whole fits up to here; null before the first. */
  readonly best: number | null;
}

/** Every search once: modes of repeats share them. */
function searchesOf(view: StudyView): Search[] {
  const found = new Map<string, Search>();
  for (const { inputs, result } of view.modes.flatMap((mode) => mode.runs)) {
    const { algorithm, seed, split } = inputs;
    const key = JSON.stringify([algorithm.label, seed, split.fold]);
    if (!inputs.search || !result.search || found.has(key)) continue;
    const { trials, chosen } = result.search;
    found.set(key, {
      ...{ label: algorithm.label, seed, fold: split.fold, inputs: inputs.search, trials },
      chosen: trials[chosen]!,
    });
  }
  return [...found.values()];
}

function directionOf(view: StudyView, metric: string): 'higher' | 'lower' | 'zero' | 'none' {
  const bare = bareDefinition(metric);
  return view.study.definitions.find(({ id }) => id === metric || id === bare)?.direction ?? 'higher';
}

function pointsOf(view: StudyView, search: Search): Point[] {
  const direction = directionOf(view, search.inputs.metric);
  const badness = (value: number): number =>
    direction === 'lower' ? value : direction === 'zero' ? Math.abs(value) : -value;
  let best: number | null = null;
  return search.trials.flatMap(({ value, share = 1, values }, i): Point[] => {
    if (value === null) return [];
    if (share === 1 && (best === null || badness(value) < badness(best))) best = value;
    return [{ search, trial: i + 1, value, share, values, best }];
  });
}

const shownValues = (values: SearchTrial['values']): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** `0.001 to 1 (log)`, `16, 32, 64` */
export const spaceWords = (space: readonly (number | string | boolean)[] | SearchRange): string =>
  'from' in space
    ? `${space.from} to ${space.to}${space.scale === 'log' ? ' (log)' : ''}${space.points === undefined ? '' : `, ${space.points} points`}`
    : space.join(', ');

const bestOf = (searches: readonly Search[], view: StudyView): Search => {
  const direction = directionOf(view, searches[0]!.inputs.metric);
  const badness = ({ chosen: { value } }: Search): number =>
    direction === 'lower' ? value! : direction === 'zero' ? Math.abs(value!) : -value!;
  return searches.toSorted((a, b) => badness(a) - badness(b))[0]!;
};

function trialsSpec(view: StudyView, theme: Theme, points: readonly Point[], metric: string): VegaLiteSpec {
  const labels = [...new Set(points.map(({ search }) => search.label))];
  const color = {
    ...colourOf(view, theme, labels),
    ...(labels.length > 1 && { legend: seriesLegend(view, labels) }),
  };
  const shape = { ...shapeOf(view, labels), legend: color.legend };
  const x = { field: 'trial', type: 'quantitative', title: 'trial', axis: { format: 'd', tickMinStep: 1 } };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: `${metric} in validation`,
    axis: { format: NUMBERS },
    scale: { zero: false },
  });
  return {
    data: {
      values: greysFirst(
        view,
        points.map((point) => ({ ...point, label: point.search.label })),
      ).map(({ search, trial, value, share, values, best }) => ({
        label: search.label,
        fit: `${search.label} ${search.seed} ${search.fold}`,
        ...{
          seed: search.seed,
          fold: search.fold + 1,
          trial,
          value,
          best,
          share,
          values: shownValues(values),
        },
      })),
    },
    height: 260,
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, opacity: 0.8 },
        encoding: { x, y: y('best'), color, detail: { field: 'fit', type: 'nominal' } },
      },
      {
        mark: { type: 'point', size: 30, filled: true },
        encoding: {
          x,
          y: y('value'),
          color,
          shape,
          opacity: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1], range: [0.25, 0.9] },
            legend: null,
          },
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'seed', title: 'seed' },
            { field: 'fold', title: 'fold' },
            { field: 'trial', title: 'trial' },
            { field: 'values', title: 'parameters' },
            { field: 'value', title: metric },
          ],
        },
      },
    ],
  };
}

/** Those that are drawn: the best in the order that the test has found. */
const bestSearched = (view: StudyView, labels: readonly string[]): string[] =>
  labels.length <= MOST_ALGORITHMS
    ? [...labels]
    : rankedLabels(view)
        .filter((label) => labels.includes(label))
        .slice(0, MOST_ALGORITHMS);

const leftWords = (kept: readonly string[], labels: readonly string[]): string =>
  kept.length < labels.length
    ? `The ${kept.length} best of ${labels.length} algorithms are drawn; the table has all trials.`
    : '';

function trialsChart(view: StudyView, theme: Theme, searches: readonly Search[]): Chart {
  const points = searches.flatMap((search) => pointsOf(view, search));
  const labels = [...new Set(searches.map(({ label }) => label))];
  const kept = bestSearched(view, labels);
  const { metric, trials, method } = searches[0]!.inputs;
  const found = labels.map((label) => {
    const best = bestOf(
      searches.filter((search) => search.label === label),
      view,
    );
    return `${label} ${formatNumber(best.chosen.value!)} (${shownValues(best.chosen.values)})`;
  });
  const partial = points.some(({ share }) => share < 1);
  const failed = searches.flatMap((search) => search.trials).filter(({ value }) => value === null).length;
  return {
    name: 'search-trials',
    ...{ repeats: null, metric: null, exported: true },
    title: `Best in validation: ${namedUpTo(MOST_NAMED, found)}`,
    subtitle: `${metric} of ${plural(trials, 'trial')} by ${method} for each of ${plural(searches.length, 'search', 'searches')}; lines: the best so far${partial ? ' of whole fits; pale: parts of a fit' : ''}`,
    takeaway: [
      'Chosen inside the training rows; the test has no part in it.',
      ...(failed > 0
        ? [`${plural(failed, 'trial')} failed and ${failed === 1 ? 'is' : 'are'} not drawn.`]
        : []),
      ...[greyWords(view, kept), leftWords(kept, labels)].filter((text) => text !== ''),
    ].join(' '),
    alt: `Values of trials in order, with the best so far as a line: ${namedUpTo(4 * MOST_NAMED, found)}.`,
    spec: trialsSpec(
      view,
      theme,
      points.filter(({ search }) => kept.includes(search.label)),
      metric,
    ),
    table: {
      columns: ['algorithm', 'seed', 'fold', 'trial', 'parameters', 'share of a fit', metric],
      rows: searches.flatMap(({ label, seed, fold, trials: all }) =>
        all.map(({ values, share = 1, value }, i) => [
          label,
          seed,
          fold + 1,
          i + 1,
          shownValues(values),
          share,
          value,
        ]),
      ),
    },
  };
}

function parameterChart(
  view: StudyView,
  theme: Theme,
  searches: readonly Search[],
  name: string,
): Chart | null {
  const { label, inputs } = searches[0]!;
  const space = inputs.space[name]!;
  const isRange = 'from' in space;
  // Numbers in words would be ordered as words.
  const points = searches.flatMap((search) => pointsOf(view, search)).filter(({ share }) => share === 1);
  if (points.length === 0) return null;
  const best = bestOf(searches, view).chosen;
  const chosen = best.values[name]!;
  const told = String(chosen);
  return {
    name: slug(`search-${label}-${name}`),
    ...{ repeats: null, metric: null, exported: true },
    title: `${label} by ${name}: best at ${told}`,
    subtitle: `${inputs.metric} in validation of ${plural(points.length, 'whole fit')}; looked for among ${spaceWords(space)}`,
    takeaway: 'Other parameters differ from point to point.',
    alt: `Points: ${name} across, ${inputs.metric} up, ${plural(points.length, 'trial')}; the best at ${told}.`,
    spec: {
      data: {
        values: points.map(({ search, value, values }) => ({
          label,
          parameter: isRange ? values[name] : String(values[name]),
          ...{ value, seed: search.seed, fold: search.fold + 1, values: shownValues(values) },
        })),
      },
      height: 200,
      mark: { type: 'point', size: 40, filled: true, opacity: 0.8 },
      encoding: {
        x: isRange
          ? {
              field: 'parameter',
              type: 'quantitative',
              title: name,
              axis: { format: '~g' },
              scale: {
                ...(space.scale === 'log' ? { type: 'log' } : { zero: false }),
                nice: false,
                domain: [space.from, space.to],
              },
            }
          : {
              field: 'parameter',
              type: 'nominal',
              title: name,
              scale: { domain: space.map(String) },
              axis: { labelAngle: 0 },
            },
        y: {
          field: 'value',
          type: 'quantitative',
          title: inputs.metric,
          axis: { format: NUMBERS },
          scale: { zero: false },
        },
        color: colourOf(view, theme, [label]),
        shape: shapeOf(view, [label]),
        tooltip: [
          { field: 'values', title: 'parameters' },
          { field: 'seed', title: 'seed' },
          { field: 'fold', title: 'fold' },
          { field: 'value', title: inputs.metric },
        ],
      },
    },
    table: {
      columns: ['seed', 'fold', name, inputs.metric],
      rows: points.map(({ search, value, values }) => [
        search.seed,
        search.fold + 1,
        typeof values[name] === 'number' ? values[name] : String(values[name]),
        value,
      ]),
    },
  };
}

/** Nothing where the study searched nothing. */
export function searchTrials(view: StudyView, theme: Theme): Chart[] {
  const searches = searchesOf(view);
  if (searches.length === 0) return [];
  const labels = [...new Set(searches.map(({ label }) => label))];
  return [
    trialsChart(view, theme, searches),
    ...bestSearched(view, labels).flatMap((label) => {
      const own = searches.filter((search) => search.label === label);
      return Object.keys(own[0]!.inputs.space)
        .sort()
        .flatMap((name) => parameterChart(view, theme, own, name) ?? []);
    }),
  ];
}
