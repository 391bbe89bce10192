/** How standard errors fall with the length of the log, and whether they say what they should. */

import type { OfflineTruthResult } from '../../experiments/off-policy/truth/offline-truth.ts';
import { logLogSlope } from '../../numerics/log-slope.ts';
import { plainChart } from '../page/sections.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { UNBIASED } from './bias.ts';

interface Fall {
  readonly setting: string;
  readonly estimator: string;
  readonly n: readonly number[];
  /** Root mean square of standard errors over the truth, over targets and worlds. */
  readonly errors: readonly number[];
  /** Of each target and world. */
  readonly slopes: readonly number[];
}

export function fallsOf({ estimators }: OfflineTruthResult): Fall[] {
  const settings = [...new Set(estimators.map(({ setting }) => setting.name))];
  return settings.flatMap((name) => {
    const targets = estimators.filter(({ setting }) => setting.name === name).flatMap((one) => one.targets);
    return UNBIASED.map((estimator): Fall => {
      const n = targets[0]!.estimates[estimator].map((one) => one.n);
      const relative = targets.map(({ estimates, theory }) =>
        estimates[estimator].map(({ standardError }) => standardError / theory.truth),
      );
      return {
        setting: name,
        estimator,
        n,
        errors: n.map((_, at) =>
          Math.sqrt(relative.reduce((sum, own) => sum + own[at]! ** 2, 0) / relative.length),
        ),
        slopes: relative.map((own) => logLogSlope(n, own)),
      };
    });
  });
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const fixed = (value: number, digits = 3): string => value.toFixed(digits).replace('-', '\u2212');

export function errorWords(result: OfflineTruthResult): string[] {
  const falls = fallsOf(result);
  const slopes = falls.flatMap((one) => one.slopes);
  const means = falls.map((one) => meanOf(one.slopes));
  const within = slopes.filter((slope) => Math.abs(slope + 0.5) <= 0.05).length;
  const ratios = UNBIASED.map((estimator) => {
    const own = result.estimators.flatMap(({ targets }) => targets.map(({ blocks }) => blocks[estimator]));
    return `${estimator} ${fixed(meanOf(own.map(({ spread, reported }) => spread / reported)), 2)}`;
  });
  const { size, blocks } = result.estimators[0]!.targets[0]!.blocks.ips;
  return [
    `The standard error falls with exponents of ${fixed(Math.min(...means))} to ${fixed(Math.max(...means))} by setting and estimator, on average over targets and worlds; ${within} of ${slopes.length} single exponents lie within .05 of \u2212.5.`,
    `Errors say what they should: over ${blocks} disjoint blocks of ${formatCount(size)} visits, estimates spread by this many times the standard error that they report: ${ratios.join(', ')}.`,
  ];
}

export function errorCharts(result: OfflineTruthResult, theme: Theme): Chart[] {
  const falls = fallsOf(result);
  const settings = [...new Set(falls.map(({ setting }) => setting))];
  return settings.map((setting) => {
    const own = falls.filter((one) => one.setting === setting);
    const rows = own.flatMap(({ estimator, n, errors }) =>
      n.map((visits, at) => ({ estimator, n: visits, error: errors[at]! })),
    );
    return plainChart({
      name: `errors-${setting}`,
      title: `${setting}: exponents ${own.map(({ estimator, slopes }) => `${estimator} ${fixed(meanOf(slopes))}`).join(', ')}`,
      subtitle:
        'standard error over the truth, root mean square over targets and worlds; both axes logarithmic',
      takeaway: `At ${formatCount(own[0]!.n.at(-1)!)} visits: ${own.map(({ estimator, errors }) => `${estimator} ${fixed(100 * errors.at(-1)!, 2)} %`).join(', ')} of the truth.`,
      alt: own
        .map(
          ({ estimator, n, errors }) =>
            `${estimator}: ${n.map((visits, at) => `${fixed(100 * errors[at]!, 2)} % at ${formatCount(visits)}`).join(', ')}`,
        )
        .join('; '),
      spec: {
        data: { values: rows },
        height: 260,
        mark: { type: 'line', point: true },
        encoding: {
          x: {
            field: 'n',
            type: 'quantitative',
            title: 'visits',
            scale: { type: 'log' },
            axis: { format: '~s' },
          },
          y: {
            field: 'error',
            type: 'quantitative',
            title: 'standard error / truth',
            scale: { type: 'log' },
            axis: { format: '~%' },
          },
          color: {
            field: 'estimator',
            type: 'nominal',
            title: null,
            scale: { domain: [...UNBIASED], range: UNBIASED.map((_, i) => theme.series[i]!) },
          },
        },
      },
      table: errorRows(own),
    });
  });
}

const errorRows = (falls: readonly Fall[]): ChartTable => ({
  columns: ['setting', 'estimator', 'visits', 'standard error / truth', 'mean exponent'],
  rows: falls.flatMap(({ setting, estimator, n, errors, slopes }) =>
    n.map((visits, at) => [setting, estimator, visits, errors[at]!, meanOf(slopes)]),
  ),
});

export const errorTable = (result: OfflineTruthResult): ChartTable => errorRows(fallsOf(result));
