/** Pieces that charts of data share. */

import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import { rowsOf } from './marks.ts';

/** Stands for every mode of repeats and every metric. */
export const dataChart = (chart: Omit<Chart, 'repeats' | 'metric' | 'exported'>): Chart => ({
  ...chart,
  repeats: null,
  metric: null,
  exported: true,
});

/** What several lines of one chart are told apart by; no colours of algorithms but the accent. */
export const strokesOf = (theme: Theme, names: readonly string[]) => ({
  color: {
    field: 'of',
    type: 'nominal',
    scale: {
      domain: names,
      range: names.map((_, i) => [theme.accent, theme.ink, theme.muted, theme.warn][i % 4]),
    },
    legend: { title: null, symbolType: 'stroke', symbolStrokeWidth: 2 },
  },
  strokeDash: {
    field: 'of',
    type: 'nominal',
    scale: {
      domain: names,
      range: names.map(
        (_, i) =>
          [
            [1, 0],
            [7, 3],
            [2, 2],
            [8, 2, 2, 2],
          ][i % 4],
      ),
    },
    legend: { title: null },
  },
});

/** A mean or count in words: three digits at most below 100. */
export function amount(value: number): string {
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(decimals);
  return value >= 100 ? formatCount(value) : text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

interface Grid {
  readonly rows: {
    readonly field: string;
    readonly title: string | null;
    readonly domain: readonly string[];
  };
  readonly columns: {
    readonly field: string;
    readonly title: string;
    readonly domain: readonly string[];
    /** Those of the domain that are written at the axis; default: all. */
    readonly labels?: readonly string[];
  };
  /** Field whose size is the darkness, 0 = as good as paper. */
  readonly value: string;
  readonly most: number;
  readonly cellHeight: number;
  readonly rowLabels?: readonly string[];
  readonly tooltip: readonly { readonly field: string; readonly title: string; readonly format?: string }[];
}

/** A heat map by opacity: one colour, which the page sets, so that it serves light and dark. */
export function gridSpec(theme: Theme, values: readonly object[], grid: Grid): VegaLiteSpec {
  const { rows, columns, value, most, tooltip } = grid;
  return {
    data: { values },
    height: grid.cellHeight * rows.domain.length,
    mark: { type: 'rect', color: theme.accent },
    encoding: {
      y: {
        ...rowsOf(rows.field, rows.domain),
        title: rows.title,
        ...(grid.rowLabels && { axis: { values: grid.rowLabels } }),
      },
      x: {
        ...rowsOf(columns.field, columns.domain),
        title: columns.title,
        axis: { labelAngle: 0, ...(columns.labels && { values: columns.labels }) },
      },
      opacity: {
        field: value,
        type: 'quantitative',
        scale: { domain: [0, most], range: [0.03, 1] },
        legend: null,
      },
      tooltip,
    },
  };
}

interface Bars {
  readonly field: string;
  readonly title: string;
  readonly domain: readonly string[];
  readonly value: {
    readonly field: string;
    readonly title: string;
    readonly axis: Readonly<Record<string, string>>;
  };
  readonly tooltip: readonly { readonly field: string; readonly title: string; readonly format?: string }[];
}

/** Upright bars of classes that stand in an order. */
export function barsSpec(theme: Theme, values: readonly object[], bars: Bars): VegaLiteSpec {
  return {
    data: { values },
    height: 200,
    mark: { type: 'bar', color: theme.accent, cornerRadiusEnd: 2 },
    encoding: {
      x: {
        ...rowsOf(bars.field, bars.domain),
        title: bars.title,
        axis: { labelAngle: 0, labelOverlap: 'greedy', labelSeparation: 8 },
      },
      y: {
        field: bars.value.field,
        type: 'quantitative',
        title: bars.value.title,
        axis: bars.value.axis,
      },
      tooltip: bars.tooltip,
    },
  };
}
