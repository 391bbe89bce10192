/** How rows are spread over items: by rank on logarithms, and as Lorenz curves. */

import { FITTED_ROWS, type Popularity } from '../../datasets/data-figures/popularity.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatNumber, formatPercent, joinWords } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { dataChart, strokesOf } from './data-marks.ts';

const TENTH = 0.9;

/** Share of the rows that the most popular tenth of the catalog has. */
function ofTopTenth({ lorenz }: Popularity): number {
  return 1 - lorenz[Math.round(TENTH * (lorenz.length - 1))]!;
}

/** What titles are about: what comes last on the way to an order; ratings where there is nothing else. */
const mainOf = (all: readonly Popularity[]): Popularity =>
  all.findLast(({ of }) => of !== 'ratings') ?? all[0]!;

function rankChart(theme: Theme, all: readonly Popularity[]): Chart {
  const main = mainOf(all);
  const rows = all.flatMap(({ of, ranks }) => ranks.map(({ rank, rows: count }) => ({ of, rank, count })));
  const fits = all.flatMap(({ of, exponent, fitted }) =>
    exponent === null ? [] : [`${of} ${formatNumber(exponent, 0.05)} (${fitted} ranks)`],
  );
  const log = (title: string, field: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    title,
    axis: { format: '~s', tickCount: 5, labelOverlap: true, gridOpacity: 0.5 },
  });
  const { items, having, exponent } = main;
  return dataChart({
    name: 'data-popularity',
    title:
      exponent === null
        ? `${formatCount(having)} of ${formatCount(items)} items have any ${main.of}; the first has ${formatCount(main.ranks[0]!.rows)}`
        : `${main.of[0]!.toUpperCase()}${main.of.slice(1)} fall with rank to the power of ${formatNumber(-exponent, 0.05)}; the first item has ${formatCount(main.ranks[0]!.rows)}`,
    subtitle: `rows of the item at each rank, both axes logarithmic, ten ranks a decade; ${all.map(({ of, rows: n }) => `${formatCount(n)} ${of}`).join(', ')} on a catalog of ${formatCount(items)} items`,
    takeaway: [
      fits.length > 0
        ? `Exponents by least squares on the logarithms, over ranks with ${FITTED_ROWS} rows or more: ${joinWords(fits)}; how straight the lines are says how far to trust them.`
        : 'Too few items have enough rows for an exponent.',
      `Items without any: ${joinWords(all.map((one) => `${formatCount(one.items - one.having)} of ${one.of}`))}.`,
    ].join(' '),
    alt: `Lines: ${all.map(({ of, ranks }) => `${of} from ${formatCount(ranks[0]!.rows)} at rank 1 to ${formatCount(ranks.at(-1)!.rows)} at rank ${formatCount(ranks.at(-1)!.rank)}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: 280,
      layer: [
        {
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            x: log('rank of the item', 'rank'),
            y: log('rows', 'count'),
            ...strokesOf(
              theme,
              all.map(({ of }) => of),
            ),
          },
        },
        {
          mark: { type: 'point', size: 60, opacity: 0 },
          encoding: {
            x: log('rank of the item', 'rank'),
            y: log('rows', 'count'),
            tooltip: [
              { field: 'of', title: 'of' },
              { field: 'rank', title: 'rank', format: ',' },
              { field: 'count', title: 'rows', format: ',' },
            ],
          },
        },
      ],
    },
    table: { columns: ['of', 'rank', 'rows'], rows: rows.map(({ of, rank, count }) => [of, rank, count]) },
  });
}

function lorenzChart(theme: Theme, all: readonly Popularity[]): Chart {
  const rows = all.flatMap(({ of, lorenz }) =>
    lorenz.map((share, at) => ({
      of,
      items: at / (lorenz.length - 1),
      share,
      told: formatPercent(share),
      least: formatPercent(at / (lorenz.length - 1)),
    })),
  );
  const main = mainOf(all);
  const axis = (title: string, field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 1] },
    title,
    axis: { format: '.0%' },
  });
  const encoding = {
    x: axis('share of the catalog, least popular first', 'items'),
    y: axis('share of the rows', 'share'),
  };
  return dataChart({
    name: 'data-lorenz',
    title: `A tenth of the catalog has ${formatPercent(ofTopTenth(main))} of the ${main.of}: Gini ${main.gini.toFixed(2)}`,
    subtitle: `Lorenz curves over all ${formatCount(main.items)} items of the catalog, those without rows too; dashed: all alike`,
    takeaway: `Gini: ${joinWords(all.map(({ of, gini }) => `${gini.toFixed(3)} of ${of}`))}. The most popular tenth has ${joinWords(all.map((one) => `${formatPercent(ofTopTenth(one))} of ${one.of}`))}.`,
    alt: `Curves: ${all.map(({ of, lorenz }) => `${of}: the lower half has ${formatPercent(lorenz[Math.round((lorenz.length - 1) / 2)]!)}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: 280,
      layer: [
        {
          data: {
            values: [
              { items: 0, share: 0 },
              { items: 1, share: 1 },
            ],
          },
          mark: { type: 'line', color: theme.muted, strokeDash: [4, 4], strokeWidth: 1 },
          encoding,
        },
        {
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            ...encoding,
            ...strokesOf(
              theme,
              all.map(({ of }) => of),
            ),
          },
        },
        {
          mark: { type: 'point', size: 60, opacity: 0 },
          encoding: {
            ...encoding,
            tooltip: [
              { field: 'of', title: 'of' },
              { field: 'least', title: 'least popular' },
              { field: 'told', title: 'of the rows' },
            ],
          },
        },
      ],
    },
    table: {
      columns: ['of', 'share of the catalog', 'share of the rows'],
      rows: rows.map(({ of, items, share }) => [of, items, share]),
    },
  });
}

export function popularityCharts({ figures }: StudyView, theme: Theme): Chart[] {
  const all = figures?.popularity ?? [];
  return all.length === 0 ? [] : [rankChart(theme, all), lorenzChart(theme, all)];
}
