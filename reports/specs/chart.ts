/** What every chart is: a Vega-Lite spec with its finding in words and its data as a table. */

import type { Repeats } from '../../experiments/run-record.ts';
import { chartConfig, type Theme } from '../theme.ts';

/** Vega-Lite as JSON; validated by compiling every chart without a warning (specs.test.ts). */
export interface VegaLiteSpec {
  readonly [key: string]: unknown;
}

export type Cell = string | number | null;

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How a page shows columns of numbers, with the whole number at the pointer; absent: with four decimals at most. Files hold all digits. */
  readonly shown?: readonly ShownColumns[];
}

/** Columns by name. */
export interface ShownColumns {
  readonly columns: readonly string[];
  /** Digits that the interval between two columns of the row supports, or so many significant ones. */
  readonly digits: { readonly low: string; readonly high: string } | number;
  /** As of definitions: `%` shows shares as per cent. */
  readonly unit?: string;
}

export interface Chart {
  /** File name without extension; unique in a report. */
  readonly name: string;
  /** null: the chart holds for every mode. */
  readonly repeats: Repeats | null;
  /** Key of the metric that the reader chooses it by; null: it always stands. */
  readonly metric: string | null;
  /** The finding, computed from the records. */
  readonly title: string;
  /** What is drawn: metric, mode, interval, n. */
  readonly subtitle: string;
  /** One sentence more than the title. */
  readonly takeaway: string;
  /** What the picture shows, for who cannot see it. */
  readonly alt: string;
  /** Data and layers; no width, title or configuration. */
  readonly spec: VegaLiteSpec;
  readonly table: ChartTable;
  /** false: no pictures of it, only files of its data and its spec: for charts of which the reader chooses one. */
  readonly exported: boolean;
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const FILE_WIDTH = 760;
const TITLE_LENGTH = 72;
const SUBTITLE_LENGTH = 100;

/** Words broken into lines of at most `length` characters; a longer word stands alone. */
export function wrapText(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** For the page, which sets the configuration and shows title and words as HTML: as wide as its place. */
export const pageSpec = (chart: Chart): VegaLiteSpec => ({
  description: chart.alt,
  width: 'container',
  autosize: { type: 'fit-x', contains: 'padding' },
  ...chart.spec,
});

/** Stands in the file of every spec: what is not marked so is somebody's own. */
const MARK = { generator: 'shoplab' } as const;

/** Whether the text is of a spec that was written here. */
export function isGenerated(text: string | null): boolean {
  try {
    const spec = JSON.parse(text ?? 'null') as { readonly usermeta?: Partial<typeof MARK> } | null;
    return spec?.usermeta?.generator === MARK.generator;
  } catch {
    return false;
  }
}

/** For a file of its own: fixed width, title and theme inside. */
export const fileSpec = (chart: Chart, theme: Theme): VegaLiteSpec => ({
  $schema: SCHEMA,
  usermeta: MARK,
  description: chart.alt,
  title: { text: wrapText(chart.title, TITLE_LENGTH), subtitle: wrapText(chart.subtitle, SUBTITLE_LENGTH) },
  width: FILE_WIDTH,
  autosize: { type: 'fit-x', contains: 'padding' },
  config: chartConfig(theme),
  ...chart.spec,
});

/** Letters, digits and dashes for a file name. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'x';
