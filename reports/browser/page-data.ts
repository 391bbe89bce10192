/** What a page carries for its script, as JSON. */

import type { AlgorithmMark } from '../algorithm-marks.ts';
import type { VegaLiteSpec } from '../specs/chart.ts';
import type { Choices } from './state.ts';

/** The numbers of a leaderboard: its chart, its table and its figure are made of them when they are needed. */
export interface PageScores {
  readonly name: string;
  readonly repeats: string;
  /** Key of the metric. */
  readonly metric: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'zero' | 'none';
  readonly title: string;
  readonly subtitle: string;
  readonly takeaway: string;
  /** Best first: place among the algorithms, mean, low, high, n; numbers to seven digits. */
  readonly scores: readonly (readonly [
    algorithm: number,
    mean: number,
    low: number | null,
    high: number | null,
    n: number,
  ])[];
}

export interface PageData {
  /** Vega-Lite configuration of every chart. */
  readonly config: Readonly<Record<'axis', Record<string, unknown>>>;
  /** By the name of the chart, packed (packed.ts); those of `scores` are not among them. */
  readonly specs: Readonly<Record<string, VegaLiteSpec>>;
  readonly scores: readonly PageScores[];
  readonly algorithms: readonly AlgorithmMark[];
  /** This page. */
  readonly file: string;
  /** Page of each anchor of the report. */
  readonly places: Readonly<Record<string, string>>;
  readonly choices: Choices;
}
