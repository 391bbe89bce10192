import type { Chart, VegaLiteSpec } from '../specs/chart.ts';
import { formatCount, joinWords } from '../text/format.ts';
import { SHAPES, type Theme } from '../theme.ts';
import { decadesAround } from '../throughput/view.ts';
import { COSTS, type CostName, type Law, type ScalingView } from './view.ts';

const AXIS_WORDS = { shoppers: 'shoppers', items: 'items', interactions: 'distinct interactions' } as const;

/** `1.9 [1.7, 2.1]` */
export function exponentWords({ exponent }: Law): string {
  if (exponent === null) return 'too small to tell';
  const { low, high } = exponent;
  const digits = (value: number): string =>
    value
      .toFixed(2)
      .replace(/^-(0\.00)$/, '$1')
      .replace('-', '\u2212');
  return low === null || high === null
    ? digits(exponent.exponent)
    : `${digits(exponent.exponent)} [${digits(low)}, ${digits(high)}]`;
}

/** By how much a cost grows for whom it grows most and least of those whose growth is more than chance; `told` are steepest first. */
export function growthWords(words: string, told: readonly Law[]): string {
  const sure = told.filter(({ exponent }) => exponent!.low! > 0 || exponent!.high! < 0);
  const open = told.filter((law) => !sure.includes(law)).map(({ label }) => label);
  const times = ({ exponent }: Law): string => (2 ** exponent!.exponent).toFixed(1);
  const [steepest] = sure;
  if (!steepest) return `no growth of the ${words} is told apart from none`;
  const flattest = sure.at(-1)!;
  const grown =
    flattest === steepest
      ? `${words} of ${steepest.label} times ${times(steepest)}`
      : `${words} times ${times(steepest)} for ${steepest.label}, ${times(flattest)} for ${flattest.label}`;
  return open.length === 0 ? grown : `${grown}; not told apart from none for ${joinWords(open)}`;
}

/** One chart a cost and size. */
export function scalingCharts({ laws, file }: ScalingView, theme: Theme, cost: CostName): Chart[] {
  const axes = [...new Set(laws.map(({ axis }) => axis))];
  return axes.flatMap((axis) => {
    const own = laws.filter((law) => law.axis === axis && law.cost === cost);
    const told = own
      .filter(({ exponent }) => exponent !== null && exponent.low !== null)
      .toSorted((a, b) => b.exponent!.exponent - a.exponent!.exponent);
    const [steepest] = told;
    if (!steepest) return [];
    const { words, unit } = COSTS[cost];
    return [
      {
        name: `scaling-${cost}-${axis}`,
        repeats: null,
        metric: null,
        title: `Twice the ${axis}: ${growthWords(words, told)}`,
        subtitle: `from ${formatCount(file.base.shoppers)} shoppers, ${formatCount(file.base.items)} items, ${file.base.each} rows a shopper; both axes logarithmic; lines: power laws`,
        takeaway: `Exponents of the ${words} in ${AXIS_WORDS[axis]}, with 95 % intervals: ${joinWords(told.map((law) => `${law.label} ${exponentWords(law)}`))}.`,
        alt: `${words} along ${axis}: ${own.map(({ label, points }) => `${label} ${points.map((point) => `${point.cost.toPrecision(3)} at ${formatCount(point.size)}`).join(', ')}`).join('; ')}.`,
        spec: specOf(own, theme, unit, AXIS_WORDS[axis]),
        table: {
          columns: ['algorithm', AXIS_WORDS[axis], unit],
          rows: own.flatMap(({ label, points }) =>
            points.map(({ size, cost: value }) => [label, size, value]),
          ),
        },
        exported: true,
      },
    ];
  });
}

function specOf(laws: readonly Law[], theme: Theme, unit: string, along: string): VegaLiteSpec {
  const labels = laws.map(({ label }) => label);
  const sizes = [...new Set(laws.flatMap(({ points }) => points.map(({ size }) => size)))].sort(
    (a, b) => a - b,
  );
  const ticks = decadesAround(
    laws.flatMap(({ points }) => points.flatMap(({ cost }) => (cost > 0 ? [cost] : []))),
  );
  const color = {
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, range: labels.map((_, i) => theme.series[i] ?? theme.other) },
    legend: { title: null },
  };
  const shape = { ...color, scale: { domain: labels, range: labels.map((_, i) => SHAPES[i] ?? 'circle') } };
  const x = {
    field: 'size',
    type: 'quantitative',
    title: along,
    scale: { type: 'log', domain: [sizes[0], sizes.at(-1)] },
    axis: { values: sizes, format: '.3~s', labelOverlap: true },
  };
  const y = {
    field: 'cost',
    type: 'quantitative',
    title: unit,
    scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] },
    axis: { values: ticks, format: '~s' },
  };
  const lines = laws.flatMap(({ label, points, exponent }) =>
    exponent === null
      ? []
      : [points[0]!, points.at(-1)!].map(({ size }) => ({
          label,
          size,
          cost: exponent.scale * size ** exponent.exponent,
        })),
  );
  return {
    height: 260,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 1.5, opacity: 0.6 },
        encoding: { x, y, color },
      },
      {
        data: {
          values: laws.flatMap(({ label, points }) =>
            points.filter(({ cost }) => cost > 0).map((point) => ({ label, ...point })),
          ),
        },
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape,
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'size', title: along, format: ',' },
            { field: 'cost', title: unit, format: '.3~s' },
          ],
        },
      },
    ],
  };
}
