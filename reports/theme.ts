/**
 * One look for every chart and page. The eight series colours keep a contrast of 3:1 with the paper and stay apart for
 * readers with protanopia, deuteranopia or tritanopia (tested: theme.test.ts); marker shapes say the same again.
 */

export interface Theme {
  readonly paper: string;
  /** Panels and table heads. */
  readonly panel: string;
  readonly ink: string;
  /** Subtitles, axis labels. */
  readonly muted: string;
  /** Grid lines and borders. */
  readonly line: string;
  readonly accent: string;
  /** Drops, failures, warnings. */
  readonly warn: string;
  /** Series beyond the eighth. */
  readonly other: string;
  readonly series: readonly string[];
  /** Of the accent in the table cell of the best: text on it keeps a contrast of 4.5:1 (table-style.test.ts). */
  readonly deepest: string;
  readonly font: string;
}

export const SERIES = 8;

/** Marker of each series, in the order of the colours. */
export const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
] as const;

/** DejaVu Sans comes first: exported pictures are drawn with it, and text in a font that is not there is dropped. */
const FILE_FONT = 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif';
const PAGE_FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, DejaVu Sans, sans-serif';

export const LIGHT: Theme = {
  paper: '#ffffff',
  panel: '#f5f6f8',
  ink: '#1b1f24',
  muted: '#59616b',
  line: '#dfe3e8',
  accent: '#1a47bb',
  warn: '#b3261e',
  other: '#8b929b',
  series: ['#1a47bb', '#c88006', '#47a38d', '#71296f', '#b44838', '#297b9c', '#bb6ff3', '#832601'],
  deepest: '16%',
  font: FILE_FONT,
};

export const DARK: Theme = {
  paper: '#15181d',
  panel: '#1e2229',
  ink: '#e8eaed',
  muted: '#a3abb5',
  line: '#343a43',
  accent: '#7c96fd',
  warn: '#ff8a80',
  other: '#7d858f',
  series: ['#7c96fd', '#ecbb1a', '#b3f0bb', '#c58b9e', '#b84d56', '#7cd0fe', '#8651d6', '#e56f01'],
  deepest: '26%',
  font: FILE_FONT,
};

const COLOURS = ['paper', 'panel', 'ink', 'muted', 'line', 'accent', 'warn', 'other'] as const;

/** Names of CSS variables for colours, so that one chart follows light, dark and print without being drawn again. */
export const PAGE_THEME: Theme = {
  ...LIGHT,
  ...(Object.fromEntries(COLOURS.map((name) => [name, `var(--${name})`])) as Record<
    (typeof COLOURS)[number],
    string
  >),
  series: LIGHT.series.map((_, i) => `var(--series-${i})`),
  deepest: 'var(--deepest)',
  font: PAGE_FONT,
};

/** CSS declarations that give PAGE_THEME's variables this theme's values. */
export const cssVariables = (theme: Theme): string =>
  [
    ...COLOURS.map((name) => `--${name}: ${theme[name]};`),
    ...theme.series.map((colour, i) => `--series-${i}: ${colour};`),
    `--deepest: ${theme.deepest};`,
  ].join(' ');

/** Vega-Lite configuration. */
export function chartConfig(theme: Theme): Record<string, unknown> {
  return {
    background: theme.paper,
    font: theme.font,
    padding: 8,
    view: { stroke: null },
    mark: { color: theme.accent },
    text: { color: theme.ink, fontSize: 12 },
    rule: { color: theme.muted },
    axis: {
      labelColor: theme.muted,
      labelFontSize: 12,
      labelLimit: 220,
      titleColor: theme.muted,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 8,
      gridColor: theme.line,
      domainColor: theme.line,
      tickColor: theme.line,
    },
    axisX: { titleAnchor: 'end' },
    axisYQuantitative: { titleAnchor: 'end' },
    axisYBand: { labelColor: theme.ink, ticks: false, domain: false, labelPadding: 8 },
    axisYPoint: { labelColor: theme.ink, ticks: false, domain: false, labelPadding: 8 },
    axisXQuantitative: { tickCount: 6 },
    legend: {
      labelColor: theme.ink,
      labelFontSize: 12,
      labelLimit: 200,
      titleColor: theme.muted,
      titleFontWeight: 'normal',
      orient: 'bottom',
      symbolSize: 90,
      columns: 4,
    },
    title: {
      anchor: 'start',
      frame: 'bounds',
      color: theme.ink,
      fontSize: 15,
      fontWeight: 'bold',
      subtitleColor: theme.muted,
      subtitleFontSize: 12,
      subtitlePadding: 6,
      offset: 14,
    },
  };
}
