import type { BrandsFound, ReadingRecord } from '../../experiments/reading/reading-record.ts';
import { standApart } from '../../numerics/mover.ts';
import { type Chart, slug } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { chartOf, fixed } from './chart-parts.ts';

type Group = BrandsFound['groups'][number];

/** Groups whose course is drawn. */
const COURSES = 4;
const LEAST_PERIODS = 2;

export function brandCharts(record: ReadingRecord, theme: Theme): Chart[] {
  const { brands } = record;
  if (!brands || brands.groups.length === 0) return [];
  const { days } = brands;
  const drawn =
    days === null
      ? []
      : brands.groups.filter(({ periods }) => periods.length >= LEAST_PERIODS).slice(0, COURSES);
  return [
    meansChart(record, brands, theme),
    ...drawn.map((group, n) => courseChart(brands, days!, group, n, theme)),
  ];
}

const axis = (field: string) => ({
  field,
  type: 'quantitative',
  title: 'mean sentiment, higher is better \u2192',
  scale: { zero: false, nice: true },
});

/** Mean of each over all its reviews, the best first. */
function meansChart({ sentiment }: ReadingRecord, brands: BrandsFound, theme: Theme): Chart {
  const rows = brands.groups
    .toSorted((a, b) => b.mean - a.mean)
    .map(({ name, reviews, mean, low, high }) => ({ name, reviews, mean, low, high, shown: fixed(mean, 2) }));
  const [best, worst] = [rows[0]!, rows.at(-1)!];
  const differs = standApart(best, worst, { level: brands.level, among: rows.length });
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  return chartOf({
    name: 'brand-means',
    title: differs
      ? `Reviews of ${best.name} are the kindest, those of ${worst.name} the least kind`
      : `Of the ${rows.length} most reviewed, no ${brands.by} stands clearly above another`,
    subtitle: `${sentiment.words}; the most reviewed, ${100 * brands.level} % intervals`,
    takeaway: differs
      ? `${best.name} ${best.shown}, ${worst.name} ${worst.shown}: they differ beyond chance, as if reviews were independent.`
      : `The highest, ${best.name} with ${best.shown}, and the lowest, ${worst.name} with ${worst.shown}, differ within chance.`,
    alt: `Mean sentiment by ${brands.by}: ${rows.map(({ name, shown }) => `${name} ${shown}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 60 },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round', color: theme.accent },
          encoding: { y, x: axis('low'), x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
          encoding: {
            y,
            x: axis('mean'),
            tooltip: [{ field: 'name' }, { field: 'mean', format: '.3f' }, { field: 'reviews', format: ',' }],
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: {
      columns: [brands.by, 'reviews', 'mean', 'low', 'high'],
      rows: rows.map(({ name, reviews, mean, low, high }) => [name, reviews, mean, low, high]),
    },
  });
}

/** One group period by period, with its interval; dashed where its mean changed. */
function courseChart(brands: BrandsFound, days: number, group: Group, n: number, theme: Theme): Chart {
  const { name, periods, changes } = group;
  const unit = days === 7 ? 'week' : days === 1 ? 'day' : `period of ${days} days`;
  const x = {
    field: 'period',
    type: 'quantitative',
    title: unit,
    scale: { domain: [periods[0]!.period, periods.at(-1)!.period], nice: false },
    axis: { tickMinStep: 1 },
  };
  const changed = changes.map((period) => ({ period }));
  return chartOf({
    name: `course-${n + 1}-${slug(name)}`,
    title:
      changes.length === 0
        ? `${name}: no change over ${periods.length} periods that its own scatter would not make`
        : `${name}: the mean changed in ${unit} ${changes.join(', ')}`,
    subtitle: `mean sentiment a ${unit}, ${formatCount(group.reviews)} reviews, ${100 * brands.level} % intervals`,
    takeaway: `Over all: ${fixed(group.mean, 2)}, ${fixed(group.low, 2)} to ${fixed(group.high, 2)}.`,
    alt: `Mean sentiment of ${name} by ${unit}: ${periods.map(({ period, mean }) => `${period} ${fixed(mean, 2)}`).join('; ')}.`,
    spec: {
      data: { values: periods },
      height: 180,
      layer: [
        {
          mark: { type: 'area', color: theme.series[n], opacity: 0.2 },
          encoding: { x, y: axis('low'), y2: { field: 'high' } },
        },
        { mark: { type: 'line', color: theme.series[n], strokeWidth: 2 }, encoding: { x, y: axis('mean') } },
        {
          mark: { type: 'point', filled: true, size: 50, color: theme.series[n], opacity: 1 },
          encoding: {
            x,
            y: axis('mean'),
            tooltip: [
              { field: 'period', title: unit },
              { field: 'mean', format: '.3f' },
              { field: 'n', title: 'reviews' },
            ],
          },
        },
        ...(changed.length === 0
          ? []
          : [
              {
                data: { values: changed },
                mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
                encoding: { x },
              },
            ]),
      ],
    },
    table: {
      columns: [unit, 'reviews', 'mean', 'low', 'high'],
      rows: periods.map(({ period, n: reviews, mean, low, high }) => [period, reviews, mean, low, high]),
    },
  });
}
