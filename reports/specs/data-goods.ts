/** Prices, categories and ratings. */

import { isAbsent } from '../../datasets/data-figures/absent.ts';
import type { CategoryFigures } from '../../datasets/data-figures/categories.ts';
import type { PriceFigures } from '../../datasets/data-figures/prices.ts';
import type { RatingFigures } from '../../datasets/data-figures/ratings.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { barsSpec, dataChart, strokesOf } from './data-marks.ts';
import { spreadChart } from './data-spreads.ts';
import { rowsHeight, rowsOf } from './marks.ts';

/** `3.50`: money as the data writes it, in no currency that it tells. */
const money = (cents: number): string => (cents / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');

function priceChart(theme: Theme, { from, to, spreads }: PriceFigures): Chart {
  const bounds = [...from, to];
  const rows = spreads.flatMap(({ of, n, counts }) =>
    counts.map((count, at) => ({
      of,
      from: bounds[at]! / 100,
      range: `${money(bounds[at]!)} to under ${money(bounds[at + 1]!)}`,
      count,
      share: count / n,
      told: formatPercent(count / n),
    })),
  );
  const main = spreads.at(-1)!;
  const [low, , median, , high] = main.quantiles as [number, number, number, number, number];
  const encoding = {
    x: {
      field: 'from',
      type: 'quantitative',
      scale: { type: 'log', nice: false },
      title: 'unit price, logarithmic',
      axis: { format: ',~g', tickCount: 5, labelOverlap: true },
    },
    y: { field: 'share', type: 'quantitative', title: 'share', axis: { format: '.0~%' } },
  };
  return dataChart({
    name: 'data-prices',
    title: `Half of the ${main.of} cost ${money(median)} or less; nine in ten lie between ${money(low)} and ${money(high)}`,
    subtitle: `prices in units of the data, six classes a decade, a point at the lower bound of each; ${spreads.map(({ of, n }) => `${formatCount(n)} ${of}`).join(', ')}`,
    takeaway: spreads
      .map(({ of, quantiles }) => `Quartiles of ${of}: ${quantiles.slice(1, 4).map(money).join(', ')}.`)
      .join(' '),
    alt: `Lines by price: ${spreads.map(({ of, quantiles }) => `${of} median ${money(quantiles[2]!)}`).join('; ')}.`,
    spec: {
      data: { values: rows },
      height: 220,
      layer: [
        {
          mark: { type: 'line', strokeWidth: 2, interpolate: 'step-after' },
          encoding: {
            ...encoding,
            ...strokesOf(
              theme,
              spreads.map(({ of }) => of),
            ),
          },
        },
        {
          mark: { type: 'point', size: 60, opacity: 0 },
          encoding: {
            ...encoding,
            tooltip: [
              { field: 'of', title: 'of' },
              { field: 'range', title: 'price' },
              { field: 'told', title: 'share' },
              { field: 'count', title: 'n', format: ',' },
            ],
          },
        },
      ],
    },
    table: {
      columns: ['of', 'from', 'count', 'share'],
      rows: rows.map(({ of, from: low, count, share }) => [of, low, count, share]),
    },
  });
}

const ROWS = { order: 'order lines', click: 'clicks', rating: 'ratings' } as const;

function categoryChart(theme: Theme, { basis, largest, others, items, rows }: CategoryFigures): Chart {
  const what = basis === null ? 'rows' : ROWS[basis];
  // Names that are the same once they are cut would stand on one line.
  const label = (name: string, at: number): string =>
    largest.findIndex((other) => other.name === name) === at ? name : `${name} (${at + 1})`;
  const all = [
    ...largest.map(({ name, ...own }, at) => ({ ...own, name: label(name, at) })),
    ...(others.categories > 0 ? [{ ...others, name: `${plural(others.categories, 'other')}` }] : []),
  ];
  const values = all.map((own) => ({
    name: own.name,
    items: own.items,
    rows: own.rows,
    itemShare: own.items / items,
    rowShare: rows === 0 ? 0 : own.rows / rows,
    told: formatPercent(rows === 0 ? 0 : own.rows / rows),
    ofItems: formatPercent(own.items / items),
  }));
  const [first] = values;
  const y = rowsOf(
    'name',
    values.map(({ name }) => name),
  );
  const x = { type: 'quantitative', title: 'share', axis: { format: '.0~%' } };
  const tooltip = [
    { field: 'name', title: 'category' },
    { field: 'told', title: `of ${what}` },
    { field: 'ofItems', title: 'of items' },
    { field: 'rows', title: what, format: ',' },
    { field: 'items', title: 'items', format: ',' },
  ];
  return dataChart({
    name: 'data-categories',
    title: `${first!.name} has ${first!.told} of the ${what}, with ${first!.ofItems} of the items`,
    subtitle: `share of ${what} (bar) and of items (tick) by category, ${formatCount(rows)} ${what} on ${formatCount(items)} items`,
    takeaway:
      others.categories > 0
        ? `${plural(others.categories, 'smaller category', 'smaller categories')} stand together in the last row.`
        : '',
    alt: `Bars: ${values.map(({ name, told, ofItems }) => `${name} ${told} of ${what}, ${ofItems} of items`).join('; ')}.`,
    spec: {
      data: { values },
      height: Math.max(60, (rowsHeight(values.length) * 3) / 4),
      layer: [
        {
          mark: {
            type: 'bar',
            color: theme.accent,
            opacity: 0.75,
            height: { band: 0.7 },
            cornerRadiusEnd: 2,
          },
          encoding: { y, x: { ...x, field: 'rowShare' }, tooltip },
        },
        {
          mark: { type: 'tick', color: theme.ink, thickness: 2, size: 14 },
          encoding: { y, x: { ...x, field: 'itemShare' }, tooltip },
        },
      ],
    },
    table: {
      columns: ['category', what, `share of ${what}`, 'items', 'share of items'],
      rows: values.map((own) => [own.name, own.rows, own.rowShare, own.items, own.itemShare]),
    },
  });
}

function ratingChart(theme: Theme, ratings: RatingFigures): Chart {
  const { n, mean, values, verified, recommended, helpful } = ratings;
  const rows = values.map(({ stars, n: count }) => ({
    stars: String(stars),
    count,
    share: count / n,
    told: formatPercent(count / n),
  }));
  const top = rows.toSorted((a, b) => b.count - a.count)[0]!;
  return dataChart({
    name: 'data-ratings',
    title: `${top.told} of ratings have ${top.stars} ${top.stars === '1' ? 'star' : 'stars'}; the mean is ${mean.toFixed(2)}`,
    subtitle: `ratings by stars, n = ${formatCount(n)}`,
    takeaway: [
      isAbsent(verified)
        ? `How many have an order behind them is not known: ${verified.absent}.`
        : `${formatPercent(verified.n / n)} have an order behind them, with a mean of ${verified.mean.toFixed(2)}.`,
      ...(recommended === undefined ? [] : [`${formatPercent(recommended / n)} recommend the item.`]),
      ...(helpful === undefined ? [] : [`${formatPercent(helpful / n)} were found helpful by somebody.`]),
    ].join(' '),
    alt: `Bars: ${rows.map(({ stars, told }) => `${stars} ${told}`).join(', ')}.`,
    spec: barsSpec(theme, rows, {
      field: 'stars',
      title: 'stars',
      domain: rows.map(({ stars }) => stars),
      value: { field: 'share', title: 'share of ratings', axis: { format: '.0~%' } },
      tooltip: [
        { field: 'stars', title: 'stars' },
        { field: 'count', title: 'ratings', format: ',' },
        { field: 'told', title: 'share' },
      ],
    }),
    table: {
      columns: ['stars', 'ratings', 'share'],
      rows: values.map(({ stars, n: count }) => [stars, count, count / n]),
    },
  });
}

export function goodsCharts({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures) return [];
  const { prices, categories, ratings } = figures;
  return [
    ...(isAbsent(prices) ? [] : [priceChart(theme, prices)]),
    ...(isAbsent(categories) ? [] : [categoryChart(theme, categories)]),
    ...(isAbsent(ratings)
      ? []
      : [
          ratingChart(theme, ratings),
          ...spreadChart(theme, ratings.words, {
            name: 'words',
            things: 'reviews with a text',
            what: 'words',
          }),
        ]),
  ];
}
