/** Charts of a study of loops: courses with bands for every policy and control, and differences to the controls at the end. */

import { formatNumber, joinWords } from '../format.ts';
import { type Chart, slug, type VegaLiteSpec } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import type { Theme } from '../theme.ts';
import { bandOf, differenceOf, type LoopView, lastOf, noteOf } from './view.ts';
import { signedWords, verdictOf } from './words.ts';

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

/** Controls are dashed and grey, or ink for the oracle; policies have the colours, and those beyond the eighth are grey, each dashed in its own way. */
function look(
  { study }: LoopView,
  theme: Theme,
): { labels: string[]; colours: string[]; dashes: number[][] } {
  const labels = study.policies.map(({ label }) => label);
  const policies = study.policies.filter(({ role }) => role === 'policy').map(({ label }) => label);
  return {
    labels,
    colours: study.policies.map(({ label, role }) => {
      if (role === 'policy') return theme.series[policies.indexOf(label)] ?? theme.other;
      return label === 'oracle' ? theme.ink : label === 'popularity' ? theme.muted : theme.other;
    }),
    dashes: study.policies.map(({ label, role }) => {
      if (role === 'policy') return beyond(policies.indexOf(label) - theme.series.length);
      return { none: [1, 3], random: [3, 3], popularity: [8, 3], oracle: [1, 0] }[label] ?? [2, 2];
    }),
  };
}

/** A dash of its own for each policy without a colour; none before. */
const beyond = (place: number): number[] =>
  place < 0 ? [1, 0] : [6 + 2 * (place % 4), 2, 2 + 2 * Math.floor(place / 4), 2];

function courseRows({ study, summary }: LoopView, measure: string) {
  return study.policies.flatMap(({ label }) => {
    const band = bandOf(summary, label, measure);
    return (band ? summary.rounds : []).flatMap((round, i) => {
      const mean = band!.mean[i] ?? null;
      return mean === null
        ? []
        : [{ label, round, mean, low: band!.low[i] ?? null, high: band!.high[i] ?? null }];
    });
  });
}

/** One measure over rounds; null where it was never defined. */
export function courseChart(view: LoopView, theme: Theme, measure: string): Chart | null {
  const rows = courseRows(view, measure);
  if (rows.length === 0) return null;
  const { study, summary } = view;
  const note = noteOf(study, measure);
  const { labels, colours, dashes } = look(view, theme);
  const x = {
    field: 'round',
    type: 'quantitative',
    title: study.world.round,
    axis: { format: 'd', tickMinStep: 1, values: summary.rounds.length <= 15 ? summary.rounds : undefined },
    scale: { domain: [Math.min(0, ...summary.rounds), summary.rounds.at(-1)], nice: false },
  };
  const y = (field: string): VegaLiteSpec => ({
    field,
    type: 'quantitative',
    title: note?.unit ?? measure,
    axis: { format: '.4~g' },
    scale: { zero: false, nice: true },
  });
  const color = {
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, range: colours },
    legend: {
      title: null,
      orient: 'bottom',
      columns: 4,
      symbolType: 'stroke',
      symbolOpacity: 1,
      symbolStrokeWidth: 2,
    },
  };
  const strokeDash = { ...color, scale: { domain: labels, range: dashes } };
  const last = study.policies.flatMap(({ label }) => {
    const band = bandOf(summary, label, measure);
    const mean = band && lastOf(band).mean;
    return mean == null ? [] : [{ label, mean }];
  });
  const sorted = last.toSorted((a, b) => b.mean - a.mean);
  const told = last.map(({ label, mean }) => `${label} ${formatNumber(mean)}`);
  const hasBands = rows.some(({ low }) => low !== null);
  return {
    name: slug(`course-${measure}`),
    ...{ repeats: null, metric: null, exported: true },
    title: `${measureWords(measure)}: highest at the end under ${sorted[0]!.label}, lowest under ${sorted.at(-1)!.label}`,
    subtitle: `${note?.doc ?? ''}; mean over ${study.seeds.length} worlds${hasBands ? `, ${100 * summary.level} % bands` : ''}`,
    takeaway: `At the end: ${joinWords(told)}.`,
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
        {
          mark: { type: 'line', strokeWidth: 2, point: { size: 25, filled: true } },
          encoding: {
            x,
            y: y('mean'),
            color,
            strokeDash,
            tooltip: [
              { field: 'label', title: 'policy' },
              { field: 'round', title: study.world.round },
              { field: 'mean', format: '.4g' },
              { field: 'low', format: '.4g' },
              { field: 'high', format: '.4g' },
            ],
          },
        },
      ],
    },
    table: {
      columns: ['policy', study.world.round, 'mean', 'low', 'high'],
      rows: rows.map(({ label, round, mean, low, high }) => [label, round, mean, low, high]),
    },
  };
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
    axis: { format: '.4~g' },
    scale: { zero: true, nice: true },
  });
  const { labels, colours } = look(view, theme);
  const color = { field: 'label', type: 'nominal', scale: { domain: labels, range: colours }, legend: null };
  return {
    name: slug(`difference-${measure}`),
    ...{ repeats: null, metric: null, exported: true },
    title: `${measureWords(measure)}: ${apart} of ${rows.length} differences to controls have intervals that leave 0 out`,
    subtitle: `policy less control in the same world at ${study.world.round} ${summary.rounds.at(-1)}, ${100 * summary.level} % intervals over ${study.seeds.length} worlds`,
    takeaway: `${rows.map(({ row, shown }) => `${row}: ${shown}`).join('; ')}.`,
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
