/** Studies of examples through time: how far what is tested has moved from what was learnt from. */

import type { DriftResult } from '../../experiments/run-record.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import { MOST_ROWS, mostRowsWords, rowsHeight, rowsOf, subtitleOf } from './marks.ts';

const MOST_FEATURES = 15;
/** Siddiqi 2006: below the first no change, above the second a great one. */
const [SLIGHT, GREAT] = [0.1, 0.25];

interface Moved {
  readonly name: string;
  readonly value: number;
}

interface DriftOfLabel {
  readonly label: string;
  readonly drifts: readonly DriftResult[];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Algorithms in the order of the runs; [] where the study is not through time. */
function driftsOf(mode: ModeView): DriftOfLabel[] {
  const labels = [...new Set(mode.runs.map(({ inputs }) => inputs.algorithm.label))];
  return labels.flatMap((label) => {
    const drifts = mode.runs
      .filter(({ inputs }) => inputs.algorithm.label === label)
      .flatMap(({ result }) => result.drift ?? []);
    return drifts.length === 0 ? [] : [{ label, drifts }];
  });
}

/** Features are the same for every algorithm: mean over the folds, those that moved most first. */
export function movedFeatures(mode: ModeView): Moved[] {
  const { drifts = [] } = driftsOf(mode)[0] ?? {};
  const names = drifts[0]?.features.map(({ name }) => name) ?? [];
  return names
    .map((name, at) => ({ name, value: meanOf(drifts.map(({ features }) => features[at]!.value)) }))
    .toSorted((a, b) => b.value - a.value);
}

/** Of the probabilities that each algorithm tells, those that moved most first. */
export const movedScores = (mode: ModeView): Moved[] =>
  driftsOf(mode)
    .flatMap(({ label, drifts }) => {
      const known = drifts.flatMap(({ score }) => score[0]?.value ?? []);
      return known.length === 0 ? [] : [{ name: label, value: meanOf(known) }];
    })
    .toSorted((a, b) => b.value - a.value);

const digits = (value: number): string => value.toFixed(value < 1 ? 3 : 2);

function barsSpec(theme: Theme, moved: readonly Moved[]): VegaLiteSpec {
  const y = rowsOf(
    'name',
    moved.map(({ name }) => name),
  );
  const x = {
    field: 'value',
    type: 'quantitative',
    title: 'population stability index, 0 where nothing moved',
    scale: { domain: [0, Math.max(GREAT * 1.2, ...moved.map(({ value }) => value))] },
  };
  return {
    data: { values: moved.map(({ name, value }) => ({ name, value, shown: digits(value) })) },
    height: rowsHeight(moved.length),
    padding: { left: 8, top: 8, bottom: 8, right: 60 },
    layer: [
      { mark: { type: 'bar', color: theme.accent, height: 12 }, encoding: { y, x } },
      ...[SLIGHT, GREAT].map((datum) => ({
        mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
        encoding: { x: { datum, type: 'quantitative' } },
      })),
      {
        mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
      },
    ],
  };
}

const LINES = `dashed at ${SLIGHT} and ${GREAT}, above which a change is called slight and great (Siddiqi 2006)`;
const counted = (moved: readonly Moved[], one: string): string =>
  `${plural(moved.filter(({ value }) => value > GREAT).length, one)} of ${moved.length} moved by more than ${GREAT}`;

function featuresChart(view: StudyView, mode: ModeView, theme: Theme, moved: readonly Moved[]): Chart {
  const drawn = moved.slice(0, MOST_FEATURES);
  const most = drawn[0]!;
  return {
    name: 'drift-features',
    repeats: mode.repeats,
    metric: null,
    title: `${most.name} moved most between training and test, by ${digits(most.value)}; ${counted(moved, 'feature')}`,
    subtitle: subtitleOf(view, mode, ['features, what is tested beside what was learnt from', LINES], false),
    takeaway: 'What moved is not as it was when weights were learnt from it.',
    alt: `Bars of features: ${drawn.map(({ name, value }) => `${name} ${digits(value)}`).join('; ')}.`,
    spec: barsSpec(theme, drawn),
    table: { columns: ['feature', 'stability index'], rows: moved.map(({ name, value }) => [name, value]) },
    exported: true,
  };
}

function scoresChart(view: StudyView, mode: ModeView, theme: Theme, moved: readonly Moved[]): Chart {
  const [most, least] = [moved[0]!, moved.at(-1)!];
  const drawn = moved.slice(0, MOST_ROWS);
  const rows = driftsOf(mode).flatMap(({ label, drifts }) =>
    drifts.flatMap(({ score }) => score.map(({ period, value, n }) => [label, period, value, n])),
  );
  return {
    name: 'drift-scores',
    repeats: mode.repeats,
    metric: null,
    title:
      most === least
        ? `What ${most.name} tells moved by ${digits(most.value)}`
        : `What ${most.name} tells moved most, by ${digits(most.value)}; least that of ${least.name}, ${digits(least.value)}`,
    subtitle: subtitleOf(
      view,
      mode,
      [
        'probabilities told of what is tested beside what was learnt from',
        LINES,
        ...(moved.length > MOST_ROWS ? [mostRowsWords(moved.length)] : []),
      ],
      false,
    ),
    takeaway: 'Part of it may be that an algorithm is surer of what it has learnt from.',
    alt: `Bars of algorithms: ${drawn.map(({ name, value }) => `${name} ${digits(value)}`).join('; ')}.`,
    spec: barsSpec(theme, drawn),
    table: { columns: ['algorithm', 'period', 'stability index', 'n'], rows },
    exported: true,
  };
}

export function driftCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const [scores, features] = [movedScores(mode), movedFeatures(mode)];
  return [
    ...(scores.length > 0 ? [scoresChart(view, mode, theme, scores)] : []),
    ...(features.length > 0 ? [featuresChart(view, mode, theme, features)] : []),
  ];
}
