/** Estimates beside the truth, and beside what theory says that biased ones come to. */

import type { SlateEstimator, TargetTruth } from '../../experiments/off-policy/truth/estimator-truth.ts';
import type { OfflineTruthResult, SettingResult } from '../../experiments/off-policy/truth/offline-truth.ts';
import { plainChart } from '../page/sections.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';

/** Estimators that come to the truth, whatever the log. */
export const UNBIASED = ['ips', 'snips', 'dr'] as const satisfies readonly SlateEstimator[];
/** Those that come to something else, which can be written down. */
const BIASED = [
  'ips-clipped',
  'dm',
  'switch-dr',
  'position',
  'cascade',
] as const satisfies readonly SlateEstimator[];

export interface Told {
  readonly setting: string;
  readonly slots: number;
  readonly reward: string;
  readonly seed: string;
  readonly target: string;
  readonly estimator: SlateEstimator;
  readonly n: number;
  readonly value: number;
  readonly standardError: number;
  readonly truth: number;
  /** What theory says that the estimator comes to. */
  readonly theory: number;
}

function theoryOf(estimator: SlateEstimator, { theory }: TargetTruth): number {
  switch (estimator) {
    case 'ips-clipped':
      return theory.clipped;
    case 'dm':
      return theory.dm;
    case 'switch-dr':
      return theory.switchDr;
    case 'position':
      return theory.position;
    case 'cascade':
      return theory.cascade;
    default:
      return theory.truth;
  }
}

/** Every estimate at its longest log; of one slot, slots by themselves say nothing new. */
export const longest = ({ estimators }: OfflineTruthResult): Told[] =>
  estimators.flatMap(({ setting, seed, targets }: SettingResult) =>
    targets.flatMap((target) =>
      (Object.keys(target.estimates) as SlateEstimator[])
        .filter((name) => setting.slots > 1 || (name !== 'position' && name !== 'cascade'))
        .map((estimator) => ({
          setting: setting.name,
          slots: setting.slots,
          reward: setting.reward,
          seed,
          target: target.label,
          estimator,
          ...target.estimates[estimator].at(-1)!,
          truth: target.theory.truth,
          theory: theoryOf(estimator, target),
        })),
    ),
  );

const scoreOf = ({ value, truth, standardError }: Told): number => (value - truth) / standardError;
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number, digits = 1): string =>
  `${(100 * share).toFixed(digits).replace('-', '\u2212')} %`;
const signed = (value: number, digits = 2): string =>
  `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(digits)}`;

/** Findings, from the numbers alone. */
export function biasWords(result: OfflineTruthResult): string[] {
  const told = longest(result);
  const sound = told.filter(({ estimator }) => (UNBIASED as readonly string[]).includes(estimator));
  const within = sound.filter((one) => Math.abs(scoreOf(one)) <= 2);
  const furthest = sound.toSorted((a, b) => Math.abs(scoreOf(b)) - Math.abs(scoreOf(a)))[0]!;
  const own = result.estimators.flatMap(({ targets }) => targets.map((target) => target.own));
  const ownWithin = own.filter(
    ({ value, truth, standardError }) => Math.abs(value - truth) <= 2 * standardError,
  );
  const lines = [
    `The truth is a sum, not a simulation; held against what every target earned on itself over ${formatCount(own[0]!.n)} visits, ${ownWithin.length} of ${own.length} such runs come within 2 standard errors of it (95 % are expected).`,
    `At ${formatCount(sound[0]!.n)} visits ${within.length} of ${sound.length} estimates by ${UNBIASED.join(', ')} lie within 2 standard errors of the truth (${percent(within.length / sound.length)}; 95.4 % are expected, and estimates from one log move together); the furthest is ${furthest.estimator} of ${furthest.target} in ${furthest.setting}, at ${signed(scoreOf(furthest))}.`,
    ...UNBIASED.map((estimator) => pooled(sound, estimator)),
  ];
  return [...lines, ...biasedWords(told)];
}

/** Mean error of one estimator over seeds, each seed's mean over targets and settings taken as one draw. */
function pooled(told: readonly Told[], estimator: string): string {
  const own = told.filter((one) => one.estimator === estimator);
  const seeds = [...new Set(own.map(({ seed }) => seed))];
  const errors = own.map(({ value, truth }) => value / truth - 1);
  const reported = Math.sqrt(meanOf(own.map(({ standardError, truth }) => (standardError / truth) ** 2)));
  return `${estimator}: mean error ${signed(100 * meanOf(errors), 3)} % of the truth over ${own.length} estimates of ${seeds.length} worlds, where one estimate has a standard error of ${percent(reported, 2)}.`;
}

function biasedWords(told: readonly Told[]): string[] {
  return BIASED.flatMap((estimator) => {
    const settings = [
      ...new Set(told.filter((one) => one.estimator === estimator).map(({ setting }) => setting)),
    ];
    return settings.map((setting) => {
      const own = told.filter((one) => one.estimator === estimator && one.setting === setting);
      const theory = own.map((one) => one.theory / one.truth - 1);
      const measured = own.map((one) => one.value / one.truth - 1);
      const apart = Math.max(...own.map(({ value, theory: said, truth }) => Math.abs(value - said) / truth));
      if (Math.max(...theory.map(Math.abs)) < 1e-9)
        return `${estimator} in ${setting}: theory says no bias, and its estimates are ${signed(100 * meanOf(measured))} % off on average.`;
      const clear = own.filter(
        ({ truth, theory: said, standardError }) =>
          Math.abs(said - truth) > Math.max(2 * standardError, 0.01 * truth),
      );
      const same = clear.filter(({ value, truth, theory: said }) => value > truth === said > truth).length;
      return `${estimator} in ${setting}: theory says ${signed(100 * Math.min(...theory), 1)} to ${signed(100 * Math.max(...theory), 1)} % of the truth, measured ${signed(100 * Math.min(...measured), 1)} to ${signed(100 * Math.max(...measured), 1)} %; where theory is clearly off the truth, the sign agrees in ${same} of ${clear.length}; the furthest from theory by ${percent(apart, 2)} of the truth.`;
    });
  });
}

export function biasCharts(result: OfflineTruthResult, theme: Theme): Chart[] {
  return [scores(result, theme), biased(result, theme)];
}

function scores(result: OfflineTruthResult, theme: Theme): Chart {
  const rows = longest(result)
    .filter(({ estimator }) => (UNBIASED as readonly string[]).includes(estimator))
    .map((one) => ({ ...one, row: `${one.estimator}, ${one.setting}`, score: scoreOf(one) }));
  const labels = [...new Set(rows.map(({ row }) => row))].sort();
  const within = rows.filter(({ score }) => Math.abs(score) <= 2).length;
  const y = rowsOf('row', labels);
  const x = { type: 'quantitative', title: 'estimate less truth, in standard errors', scale: { nice: true } };
  return plainChart({
    name: 'bias',
    title: `${within} of ${rows.length} unbiased estimates lie within 2 standard errors of the truth`,
    subtitle: `${formatCount(rows[0]!.n)} visits; a point a target and world; band: 2 standard errors`,
    takeaway: 'Estimates of one log move together: targets share its visits.',
    alt: labels
      .map((label) => {
        const own = rows.filter(({ row }) => row === label).map(({ score }) => score);
        return `${label}: ${signed(Math.min(...own))} to ${signed(Math.max(...own))}`;
      })
      .join('; '),
    spec: {
      data: { values: rows },
      height: rowsHeight(labels.length),
      layer: [
        {
          // One row, or the band is drawn once for every point.
          data: { values: [{}] },
          mark: { type: 'rect', color: theme.accent, opacity: 0.1 },
          encoding: {
            x: { datum: -2, ...x },
            x2: { datum: 2 },
          },
        },
        {
          mark: { type: 'rule', color: theme.muted, strokeDash: [4, 4] },
          encoding: { x: { datum: 0, type: 'quantitative' } },
        },
        {
          mark: { type: 'point', filled: true, size: 50, opacity: 0.75, color: theme.accent },
          encoding: { y, x: { ...x, field: 'score' } },
        },
      ],
    },
    table: {
      columns: ['estimator', 'setting', 'world', 'target', 'standard errors from the truth'],
      rows: rows.map(({ estimator, setting, seed, target, score }) => [
        estimator,
        setting,
        seed,
        target,
        score,
      ]),
    },
  });
}

function biased(result: OfflineTruthResult, theme: Theme): Chart {
  const rows = longest(result)
    .filter(({ estimator }) => (BIASED as readonly string[]).includes(estimator))
    .map((one) => ({ ...one, said: one.theory / one.truth - 1, measured: one.value / one.truth - 1 }));
  const all = rows.flatMap(({ said, measured }) => [said, measured]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const apart = Math.max(...rows.map(({ said, measured }) => Math.abs(measured - said)));
  const axis = { format: '.0%' };
  return plainChart({
    name: 'biased',
    title: `What theory says of biased estimators is measured to within ${percent(apart, 2)} of the truth`,
    subtitle: `bias as a share of the truth at ${formatCount(rows[0]!.n)} visits; a point a target, world and setting; the line is where both agree`,
    takeaway:
      'Clipping loses what rare slates earn; slots weighed by themselves miss what the others take away; the direct method knows nothing of shoppers.',
    alt: BIASED.map((name) => {
      const own = rows.filter(({ estimator }) => estimator === name);
      return own.length === 0
        ? `${name}: none`
        : `${name}: ${signed(100 * Math.min(...own.map(({ measured }) => measured)), 1)} to ${signed(100 * Math.max(...own.map(({ measured }) => measured)), 1)} %`;
    }).join('; '),
    spec: {
      data: { values: rows },
      height: 300,
      layer: [
        {
          data: {
            values: [
              { said: low, measured: low },
              { said: high, measured: high },
            ],
          },
          mark: { type: 'line', color: theme.muted, strokeDash: [4, 4] },
          encoding: {
            x: { field: 'said', type: 'quantitative' },
            y: { field: 'measured', type: 'quantitative' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 50, opacity: 0.75 },
          encoding: {
            x: { field: 'said', type: 'quantitative', title: 'bias by theory', axis },
            y: { field: 'measured', type: 'quantitative', title: 'bias as measured', axis },
            color: {
              field: 'estimator',
              type: 'nominal',
              title: null,
              scale: { domain: [...BIASED], range: BIASED.map((_, i) => theme.series[i]!) },
            },
          },
        },
      ],
    },
    table: {
      columns: ['estimator', 'setting', 'world', 'target', 'bias by theory', 'bias as measured'],
      rows: rows.map(({ estimator, setting, seed, target, said, measured }) => [
        estimator,
        setting,
        seed,
        target,
        said,
        measured,
      ]),
    },
  });
}

export const biasTable = (result: OfflineTruthResult): ChartTable => ({
  columns: [
    'setting',
    'world',
    'target',
    'estimator',
    'visits',
    'truth',
    'estimate',
    'standard error',
    'by theory',
  ],
  rows: longest(result).map((one) => [
    one.setting,
    one.seed,
    one.target,
    one.estimator,
    one.n,
    one.truth,
    one.value,
    one.standardError,
    one.theory,
  ]),
});
