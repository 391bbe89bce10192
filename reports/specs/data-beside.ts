/** A study's simulated log beside real data: distances, and both distributions in one chart each. */

import type { ComparedDistribution } from '../../datasets/data-figures/beside.ts';
import { gapWords, rowsOfShape, samplesOf, shapeSpec, unitOf } from '../study/shape-charts.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { amount, dataChart } from './data-marks.ts';
import { rowsHeight, rowsOf } from './marks.ts';

const OF = ['real', 'simulated'] as const;

const countWords = ({ n, nSimulated }: ComparedDistribution): string =>
  `n = ${formatCount(n)} real and ${formatCount(nSimulated)} simulated`;

const areaWords = ({ wasserstein, name }: ComparedDistribution): string =>
  wasserstein === null ? '' : `, Wasserstein ${amount(wasserstein)} (${unitOf(name) || 'values'})`;

export function besideCharts({ beside }: StudyView, theme: Theme): Chart[] {
  if (!beside || 'missing' in beside || beside.compared.length === 0) return [];
  const { compared, real, days } = beside;
  return [
    distances(theme, compared, real.name, lengthWords(days)),
    ...compared.map((one) => distribution(theme, one, real.name)),
  ];
}

const lengthWords = ({ real, simulated }: { real: number | null; simulated: number | null }): string =>
  real === null || simulated === null
    ? 'whole logs'
    : `whole logs of ${formatCount(real)} and ${plural(simulated, 'day')}, real and simulated`;

function distances(
  theme: Theme,
  compared: readonly ComparedDistribution[],
  real: string,
  logs: string,
): Chart {
  const rows = compared
    .toSorted((a, b) => b.distance - a.distance)
    .map(({ name, measure, distance }) => ({ name, measure, distance, told: distance.toFixed(3) }));
  const [farthest, nearest] = [rows[0]!, rows.at(-1)!];
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  const x = {
    field: 'distance',
    type: 'quantitative',
    title: 'distance, 0 = alike, 1 = nothing in common',
    scale: { domain: [0, Math.min(1, Math.max(0.1, farthest.distance))], nice: true },
  };
  return dataChart({
    name: 'beside-distances',
    title: `Farthest from ${real} is ${farthest.name}, ${farthest.told}; nearest ${nearest.name}, ${nearest.told}`,
    subtitle: `distance of the simulated log from ${real} in ${plural(rows.length, 'statistic')}: Kolmogorov-Smirnov, total variation or Lorenz; ${logs}; no interval`,
    takeaway:
      'What the simulator is used to claim holds for shops like this one where these distances are small.',
    alt: `Dots: ${rows.map(({ name, told }) => `${name} ${told}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 56 },
      layer: [
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
          encoding: {
            y,
            x,
            tooltip: [
              { field: 'name', title: 'statistic' },
              { field: 'measure', title: 'measure' },
              { field: 'told', title: 'distance' },
            ],
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'told' } },
        },
      ],
    },
    table: {
      columns: ['statistic', 'measure', 'distance', 'Wasserstein', 'n real', 'n simulated'],
      rows: compared.map(({ name, measure, distance, wasserstein, n, nSimulated }) => [
        ...[name, measure, distance, wasserstein, n, nSimulated],
      ]),
    },
  });
}

function distribution(theme: Theme, one: ComparedDistribution, real: string): Chart {
  const { name, doc, measure, distance, shape } = one;
  const rows = rowsOfShape(name, shape).map((row) => ({ ...row, told: formatPercent(row.share) }));
  return dataChart({
    name: `beside-${name}`,
    title: `${name}: ${distance.toFixed(3)} from ${real}`,
    subtitle: `${doc}; ${measure} distance${areaWords(one)}, ${countWords(one)}`,
    takeaway: gapWords(shape, name),
    alt: `Real and simulated: ${samplesOf(shape, name)}.`,
    spec: shapeSpec(theme, name, shape, rows, OF),
    table: {
      columns: ['of', unitOf(name) || 'class', 'share'],
      rows: rows.map(({ of, x, share }) => [of, x, share]),
    },
  });
}
