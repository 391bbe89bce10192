/** What ran, as tables for people and for files. */

import type { ChartTable, VegaLiteSpec } from '../specs/chart.ts';
import { SHAPES, type Theme } from '../theme.ts';
import type { Curve } from './curves.ts';
import { type Pair, shopNames, valuesOf } from './shop-run.ts';

/** One row a day, one column a shop; values as they are, not rounded. */
export function curveTable(pair: Pair, curve: Curve): ChartTable {
  const [a, b] = pair.runs.map((run) => valuesOf(run, curve.measure)) as [
    (number | null)[],
    (number | null)[],
  ];
  const scaled = (value: number | null | undefined): number | null =>
    value == null ? null : value / curve.scale;
  return {
    columns: ['day', ...shopNames(pair.setting)],
    rows: Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [i + 1, scaled(a[i]), scaled(b[i])]),
  };
}

export function groupTable(pair: Pair, attribute: string, day: number): ChartTable {
  const names = shopNames(pair.setting);
  return {
    columns: [
      ...[
        attribute,
        'shop',
        'shoppers',
        'regret a place',
        '± (95 %)',
        'more than all others',
        'at least (95 %, all groups)',
      ],
      ...['clicks a shopper', 'revenue a shopper, cents'],
    ],
    rows: pair.runs.flatMap((run, side) =>
      (run.rounds[day - 1]?.groups[attribute] ?? []).map((row) => [
        row.group,
        names[side]!,
        row.n,
        row.slotRegret,
        row.margin,
        row.beyond?.difference ?? null,
        row.beyond?.low ?? null,
        row.clicks,
        row.revenue,
      ]),
    ),
  };
}

/** The same chart for any tool that reads Vega-Lite, its data inside. */
export function curveSpec(pair: Pair, curve: Curve, theme: Theme): VegaLiteSpec {
  const names = shopNames(pair.setting);
  const values = pair.runs.flatMap((run, side) =>
    valuesOf(run, curve.measure).flatMap((value, i) =>
      value === null ? [] : [{ day: i + 1, shop: names[side], value: value / curve.scale }],
    ),
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: curve.title,
    width: 560,
    height: 280,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'day', type: 'quantitative', title: 'day', axis: { tickMinStep: 1 } },
      y: { field: 'value', type: 'quantitative', title: curve.unit, scale: { zero: curve.room.fromZero } },
      color: {
        field: 'shop',
        type: 'nominal',
        title: null,
        scale: { domain: names, range: theme.series.slice(0, 2) },
      },
      shape: {
        field: 'shop',
        type: 'nominal',
        title: null,
        scale: { domain: names, range: SHAPES.slice(0, 2) },
      },
    },
  };
}
