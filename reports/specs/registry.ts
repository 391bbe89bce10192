/** Pages of a report, their sections in reading order, and the charts of each. A new chart is a file here and a line below. */

import type { ModeView, StudyView } from '../study/study-view.ts';
import type { Theme } from '../theme.ts';
import { accuracyTradeoffs } from './accuracy-tradeoff.ts';
import { alertCharts } from './alerts.ts';
import type { Chart } from './chart.ts';
import { classCharts } from './class-charts.ts';
import { comparisonCharts } from './comparisons.ts';
import { dataAccount } from './data-account.ts';
import { besideCharts } from './data-beside.ts';
import { claimCharts } from './data-claims.ts';
import { goodsCharts } from './data-goods.ts';
import { momentCharts } from './data-moments.ts';
import { popularityCharts } from './data-popularity.ts';
import { slotCharts } from './data-slots.ts';
import { spreadCharts } from './data-spreads.ts';
import { visitCharts } from './data-visits.ts';
import { driftCharts } from './drift.ts';
import { frontierCharts } from './frontier.ts';
import { groupAuditCharts } from './group-audit.ts';
import { itemGroupCharts } from './item-groups.ts';
import { leaderboard } from './leaderboard.ts';
import { learningCurves } from './learning-curves.ts';
import { popularityBias } from './popularity-bias.ts';
import { positionCharts } from './positions.ts';
import { precisionRecallCharts } from './precision-recall.ts';
import { proxyCharts } from './proxies.ts';
import { runTimes } from './run-times.ts';
import { searchTrials } from './search-trials.ts';
import { shopperGroups } from './shopper-groups.ts';

type ChartsOf = (view: StudyView, theme: Theme) => Chart[];

const everyMode =
  (build: (view: StudyView, mode: ModeView, theme: Theme) => Chart[]): ChartsOf =>
  (view, theme) =>
    view.modes.flatMap((mode) => build(view, mode, theme));

const together =
  (...parts: readonly ChartsOf[]): ChartsOf =>
  (view, theme) =>
    parts.flatMap((of) => of(view, theme));

/** Pages of a report by file name, in reading order. Sections say on which page they stand. */
export const PAGES = {
  index: 'Summary',
  accuracy: 'Accuracy',
  metrics: 'All metrics',
  tradeoffs: 'Trade-offs',
  fairness: 'Fairness',
  classes: 'Classes',
  training: 'Training',
  data: 'Data',
  method: 'Method',
} as const;
export type PageId = keyof typeof PAGES;

interface SectionEntry {
  readonly page: PageId;
  readonly heading: string;
  readonly charts: ChartsOf;
}

export const CHARTS = {
  leaderboard: { page: 'accuracy', heading: 'Leaderboard', charts: everyMode(leaderboard) },
  comparisons: {
    page: 'accuracy',
    heading: 'Who is better than whom',
    charts: everyMode(comparisonCharts),
  },
  tradeoffs: {
    page: 'tradeoffs',
    heading: 'Accuracy against variety, fairness and regret',
    charts: everyMode(accuracyTradeoffs),
  },
  frontier: { page: 'tradeoffs', heading: 'What mending costs', charts: everyMode(frontierCharts) },
  popularity: { page: 'tradeoffs', heading: 'Popularity bias', charts: everyMode(popularityBias) },
  positions: { page: 'tradeoffs', heading: 'What a slot decides', charts: positionCharts },
  groups: {
    page: 'fairness',
    heading: 'Who is served worse, and where it does worse',
    charts: everyMode(shopperGroups),
  },
  audit: { page: 'fairness', heading: 'How far groups lie apart', charts: everyMode(groupAuditCharts) },
  proxies: {
    page: 'fairness',
    heading: 'What lists say of who they are for',
    charts: everyMode(proxyCharts),
  },
  items: { page: 'fairness', heading: 'What is shown of which items', charts: everyMode(itemGroupCharts) },
  classes: { page: 'classes', heading: 'What is taken for what', charts: everyMode(classCharts) },
  thresholds: {
    page: 'classes',
    heading: 'What a threshold finds, and what it costs',
    charts: together(everyMode(precisionRecallCharts), everyMode(alertCharts)),
  },
  drift: { page: 'classes', heading: 'What has moved since', charts: everyMode(driftCharts) },
  search: { page: 'training', heading: 'How parameters were chosen', charts: searchTrials },
  learning: { page: 'training', heading: 'Learning over epochs', charts: learningCurves },
  times: { page: 'training', heading: 'Time to fit and to recommend', charts: everyMode(runTimes) },
  data: { page: 'data', heading: 'Where the data came from', charts: dataAccount },
  claims: { page: 'data', heading: 'What the scenario claims of its log', charts: claimCharts },
  visits: {
    page: 'data',
    heading: 'What visits come to, and when',
    charts: together(visitCharts, slotCharts, momentCharts),
  },
  spreads: {
    page: 'data',
    heading: 'How rows, prices and ratings are spread',
    charts: together(popularityCharts, spreadCharts, goodsCharts),
  },
  beside: { page: 'data', heading: 'Beside real data', charts: besideCharts },
} as const satisfies Record<string, SectionEntry>;

export interface Section {
  readonly id: string;
  readonly page: PageId;
  readonly heading: string;
  readonly charts: readonly Chart[];
}

/** All charts of a report in one theme; names are unique. */
export function sectionsOf(view: StudyView, theme: Theme): Section[] {
  const taken = new Set<string>();
  const uniqueName = (chart: Chart): Chart => {
    let name = chart.name;
    for (let i = 2; taken.has(name); i++) name = `${chart.name}-${i}`;
    taken.add(name);
    return name === chart.name ? chart : { ...chart, name };
  };
  return Object.entries(CHARTS).map(([id, { page, heading, charts }]) => ({
    id,
    page,
    heading,
    charts: charts(view, theme).map(uniqueName),
  }));
}
