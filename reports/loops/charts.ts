/** Charts of a study of loops: courses with bands for every policy and control, and differences to the controls at the end. */

import { type Chart, slug, type VegaLiteSpec } from '../specs/chart.ts';
import { NUMBERS, namedUpTo, rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatEstimate, formatNumber, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { bandOf, differenceOf, type Estimated, type LoopView, lastOf, noteOf, policyMarks } from './view.ts';
import { signedWords, verdictOf } from './words.ts';

/** Names in a sentence. */
const MOST_NAMED = 8;
const FARTHEST = 3;

const SERIES_WORDS: Readonly<Record<string, string>> = {
  shown: 'shown',
  engaged: 'engaged with',
  latent: 'liked',
};

/** `interJaccard of what was shown`. */
export function measureWords(measure: string): string {
  const [series, name] = measure.includes('.') ? measure.split('.') : [null, measure];
  if (series === null) return name!;
  return `${name} of what was ${SERIES_WORDS[series!]}`;
}

interface Look {
  readonly label: string;
  readonly colour: string;
  /** Symbol in the legend; of policies also where a value is drawn. */
  readonly shape: string;
  readonly dash: readonly number[];
}

/**
 * Policies have the colours and markers that they have everywhere; those beyond the eighth are grey, each dashed in its own way. Controls
 * are lines without markers, dashed and grey, or ink for the oracle.
 */
function looksOf(view: LoopView, theme: Theme): Look[] {
  const marks = new Map(policyMarks(view).map((mark) => [mark.label, mark]));
  const rest = [...marks.values()].filter(({ colour }) => colour === null).map(({ label }) => label);
  return view.study.policies.map(({ label }) => {
    const mark = marks.get(label);
    if (!mark) return { label, shape: 'stroke', ...lookOfControl(label, theme) };
    const { colour, shape } = mark;
    return colour === null
      ? { label, shape, colour: theme.other, dash: dashOfRest(rest.indexOf(label)) }
      : { label, shape, colour: theme.series[colour]!, dash: [1, 0] };
  });
}

function lookOfControl(label: string, theme: Theme): Pick<Look, 'colour' | 'dash'> {
  const dash = { none: [1, 3], random: [3, 3], popularity: [8, 3], oracle: [1, 0] }[label] ?? [2, 2];
  return {
    dash,
    colour: label === 'oracle' ? theme.ink : label === 'popularity' ? theme.muted : theme.other,
  };
}

/** A dash of its own for each policy without a colour. */
const dashOfRest = (place: number): number[] => [6 + 2 * (place % 4), 2, 2 + 2 * Math.floor(place / 4), 2];

function courseRows({ study, summary }: LoopView, measure: string) {
  return study.policies.flatMap(({ label, role }) => {
    const band = bandOf(summary, label, measure);
    return (band ? summary.rounds : []).flatMap((round, i) => {
      const mean = band!.mean[i] ?? null;
      return mean === null
        ? []
        : [{ label, role, round, mean, low: band!.low[i] ?? null, high: band!.high[i] ?? null }];
    });
  });
}

/** How a policy or control stands at the last moment. */
type End = Estimated & { readonly label: string; readonly mean: number };

/** Measures are written as decimals. */
const NO_SHARE = { unit: '' };

/** `highest at the end under A, lowest under B`, and what bands say of it. Whoever has the same mean is named too. */
export function endWords(ends: readonly End[]): string {
  const means = ends.map(({ mean }) => mean);
  const [most, least] = [Math.max(...means), Math.min(...means)];
  if (most === least) {
    const [only] = ends;
    return ends.length === 1
      ? `${formatEstimate(only!, NO_SHARE)} at the end under ${only!.label}`
      : `${formatNumber(most)} at the end under all ${ends.length}`;
  }
  const at = (value: number): End[] => ends.filter(({ mean }) => mean === value);
  const named = (own: readonly End[]): string =>
    namedUpTo(
      FARTHEST,
      own.map(({ label }) => label),
    );
  const [high, low] = [at(most), at(least)];
  const order = `highest at the end under ${named(high)}, lowest under ${named(low)}`;
  const bounds = [...high, ...low];
  if (bounds.some((end) => end.low === null || end.high === null))
    return `${order}; without intervals, so the order may be chance`;
  const meet = high.some((a) => low.some((b) => a.low! <= b.high!));
  return meet ? `${order}; their bands meet` : order;
}

/** One measure over rounds; null where it was never defined. */
export function courseChart(view: LoopView, theme: Theme, measure: string): Chart | null {
  const rows = courseRows(view, measure);
  if (rows.length === 0) return null;
  const { study, summary } = view;
  const note = noteOf(study, measure);
  const looks = looksOf(view, theme);
  const labels = looks.map(({ label }) => label);
  const x = {
    field: 'round',
    type: 'quantitative',
    title: study.world.round,
    axis: { format: 'd', tickMinStep: 1, values: summary.rounds.length <= 15 ? summary.rounds : undefined },
    // What is measured begins with the first moment; one alone stands at the end of its axis.
    scale: {
      domain: [summary.rounds.length > 1 ? summary.rounds[0] : 0, summary.rounds.at(-1)],
      nice: false,
    },
  };
  const y = (field: string): VegaLiteSpec => ({
    field,
    type: 'quantitative',
    title: note?.unit ?? measure,
    axis: { format: NUMBERS },
    scale: { zero: false, nice: true },
  });
  const channel = (range: readonly unknown[]): VegaLiteSpec => ({
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, range },
    legend: { title: null, symbolOpacity: 1, symbolStrokeWidth: 2 },
  });
  const color = channel(looks.map(({ colour }) => colour));
  const strokeDash = channel(looks.map(({ dash }) => dash));
  const shape = channel(looks.map((one) => one.shape));
  const last = study.policies.flatMap(({ label }): End[] => {
    const band = bandOf(summary, label, measure);
    const { mean, low, high } = band ? lastOf(band) : { mean: null, low: null, high: null };
    return mean === null ? [] : [{ label, mean, low, high }];
  });
  const told = last.map((end) => `${end.label} ${formatEstimate(end, NO_SHARE)}`);
  const tooltip = [
    { field: 'label', title: 'policy' },
    { field: 'round', title: study.world.round },
    { field: 'mean', format: '.4g' },
    { field: 'low', format: '.4g' },
    { field: 'high', format: '.4g' },
  ];
  const hasBands = rows.some(({ low }) => low !== null);
  return {
    name: slug(`course-${measure}`),
    ...{ repeats: null, metric: null, exported: true },
    title: `${measureWords(measure)}: ${endWords(last)}`,
    subtitle: [
      ...(note?.doc ? [note.doc] : []),
      hasBands
        ? `mean over ${plural(study.seeds.length, 'world')}, ${100 * summary.level} % bands (Student's t)`
        : plural(study.seeds.length, 'world'),
    ].join('; '),
    takeaway: `At the end: ${namedUpTo(MOST_NAMED, told)}.`,
    alt: `Lines by ${study.world.round} of ${measureWords(measure)}. At the end: ${told.join('; ')}.`,
    spec: {
      data: { values: rows },
      height: 240,
      layer: [
        ...(hasBands
          ? [
              {
                transform: [{ filter: 'datum.low !== null' }],
                mark: { type: 'area', opacity: 0.15 },
                encoding: { x, y: y('low'), y2: { field: 'high' }, color },
              },
            ]
          : []),
        { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y: y('mean'), color, strokeDash } },
        {
          transform: [{ filter: "datum.role === 'control'" }],
          mark: { type: 'point', size: 14, filled: true, opacity: 1 },
          encoding: { x, y: y('mean'), color, tooltip },
        },
        {
          transform: [{ filter: "datum.role === 'policy'" }],
          mark: { type: 'point', size: 60, filled: true, opacity: 1 },
          encoding: { x, y: y('mean'), color, shape, tooltip },
        },
      ],
    },
    table: {
      columns: ['policy', study.world.round, 'mean', 'low', 'high'],
      rows: rows.map(({ label, round, mean, low, high }) => [label, round, mean, low, high]),
    },
  };
}

interface DifferenceRow {
  readonly row: string;
  readonly mean: number;
  readonly shown: string;
}

/** Those that are farthest from 0; all where they are few. */
function farthestWords(rows: readonly DifferenceRow[]): string {
  const told = rows
    .toSorted((a, b) => Math.abs(b.mean) - Math.abs(a.mean))
    .map(({ row, shown }) => `${row}: ${shown}`);
  if (told.length <= MOST_NAMED) return `${rows.map(({ row, shown }) => `${row}: ${shown}`).join('; ')}.`;
  return `Farthest from 0: ${told.slice(0, FARTHEST).join('; ')}; the table has all ${told.length}.`;
}

/** Differences of every policy to every control at the end; null where none has an interval. */
export function differenceChart(view: LoopView, theme: Theme, measure: string): Chart | null {
  const { study, summary } = view;
  const policies = study.policies.filter(({ role }) => role === 'policy');
  const controls = study.policies.filter(({ role }) => role === 'control');
  const rows = controls.flatMap(({ label: control }) =>
    policies.flatMap(({ label }) => {
      const found = differenceOf(summary, label, control, measure);
      const { mean, low, high } = found ? lastOf(found) : { mean: null, low: null, high: null };
      if (mean === null || low === null || high === null) return [];
      const own = { mean, low, high };
      return [
        {
          row: `${label} \u2212 ${control}`,
          label,
          control,
          ...own,
          shown: signedWords(own),
          verdict: verdictOf(own),
        },
      ];
    }),
  );
  if (rows.length === 0) return null;
  const apart = rows.filter(({ verdict }) => verdict !== 'open').length;
  const note = noteOf(study, measure);
  const y = rowsOf(
    'row',
    rows.map(({ row }) => row),
  );
  const x = (field: string): VegaLiteSpec => ({
    field,
    type: 'quantitative',
    title: `difference of ${measureWords(measure)}${note ? `, ${note.unit}` : ''}`,
    axis: { format: NUMBERS },
    scale: { zero: true, nice: true },
  });
  const looks = looksOf(view, theme);
  const channel = (range: readonly string[]): VegaLiteSpec => ({
    field: 'label',
    type: 'nominal',
    scale: { domain: looks.map(({ label }) => label), range },
    legend: null,
  });
  const color = channel(looks.map(({ colour }) => colour));
  return {
    name: slug(`difference-${measure}`),
    ...{ repeats: null, metric: null, exported: true },
    title: `${measureWords(measure)}: ${apart} of ${rows.length} differences to controls have intervals that leave 0 out`,
    subtitle: `policy less control in the same world at ${study.world.round} ${summary.rounds.at(-1)}, ${100 * summary.level} % intervals (Student's t) over ${plural(study.seeds.length, 'world')}`,
    takeaway: farthestWords(rows),
    alt: `Differences of ${measureWords(measure)}: ${rows.map(({ row, shown }) => `${row} ${shown}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
          encoding: { x: { datum: 0, type: 'quantitative' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
          encoding: { y, x: x('low'), x2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true, size: 80, opacity: 1 },
          encoding: {
            y,
            x: x('mean'),
            color,
            shape: channel(looks.map((one) => one.shape)),
            tooltip: [
              { field: 'row', title: 'difference' },
              { field: 'shown', title: 'mean [interval]' },
            ],
          },
        },
      ],
    },
    table: {
      columns: ['policy', 'control', 'difference', 'low', 'high'],
      rows: rows.map(({ label, control, mean, low, high }) => [label, control, mean, low, high]),
    },
  };
}
