/** Pieces that the charts of a reading share. */

import type { Chart, ChartTable, VegaLiteSpec } from '../specs/chart.ts';
import type { Theme } from '../theme.ts';

export interface ReadingChart {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly takeaway: string;
  readonly alt: string;
  readonly spec: VegaLiteSpec;
  readonly table: ChartTable;
}

export const chartOf = (chart: ReadingChart): Chart => ({
  ...chart,
  repeats: null,
  metric: null,
  exported: true,
});

/** Colours of polarities: blame warns. */
export const polarityColour = (theme: Theme): VegaLiteSpec => ({
  field: 'polarity',
  type: 'nominal',
  title: null,
  scale: { domain: ['negative', 'neutral', 'positive'], range: [theme.warn, theme.other, theme.series[2]] },
});

export const fixed = (value: number, digits = 3): string => {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '\u2212');
};

/** Rounded for a label; charts and tables keep the value. */
export const wholePercent = (share: number): string => `${Math.round(100 * share)} %`;
