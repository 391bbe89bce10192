/** Sections of a report in reading order, and the charts of each. A new chart is a file here and a line below. */

import type { ModeView, StudyView } from '../study-view.ts';
import type { Theme } from '../theme.ts';
import { accuracyTradeoffs } from './accuracy-tradeoff.ts';
import type { Chart } from './chart.ts';
import { classCharts } from './class-charts.ts';
import { comparisonCharts } from './comparisons.ts';
import { dataAccount } from './data-account.ts';
import { driftCharts } from './drift.ts';
import { frontierCharts } from './frontier.ts';
import { groupAuditCharts } from './group-audit.ts';
import { itemGroupCharts } from './item-groups.ts';
import { leaderboard } from './leaderboard.ts';
import { learningCurves } from './learning-curves.ts';
import { popularityBias } from './popularity-bias.ts';
import { positionCharts } from './positions.ts';
import { proxyCharts } from './proxies.ts';
import { runTimes } from './run-times.ts';
import { searchTrials } from './search-trials.ts';
import { shopperGroups } from './shopper-groups.ts';

type ChartsOf = (view: StudyView, theme: Theme) => Chart[];

const everyMode =
  (build: (view: StudyView, mode: ModeView, theme: Theme) => Chart[]): ChartsOf =>
  (view, theme) =>
    view.modes.flatMap((mode) => build(view, mode, theme));

export const CHARTS = {
  leaderboard: { heading: 'Leaderboard', charts: everyMode(leaderboard) },
  comparisons: { heading: 'Who is better than whom', charts: everyMode(comparisonCharts) },
  tradeoffs: { heading: 'Accuracy against coverage and novelty', charts: everyMode(accuracyTradeoffs) },
  popularity: { heading: 'Popularity bias', charts: everyMode(popularityBias) },
  classes: { heading: 'What is taken for what', charts: everyMode(classCharts) },
  drift: { heading: 'What has moved since', charts: everyMode(driftCharts) },
  groups: { heading: 'Who is served worse, and where it does worse', charts: everyMode(shopperGroups) },
  audit: { heading: 'How far groups lie apart', charts: everyMode(groupAuditCharts) },
  proxies: { heading: 'What lists say of who they are for', charts: everyMode(proxyCharts) },
  positions: { heading: 'What a slot decides', charts: positionCharts },
  items: { heading: 'What is shown of which items', charts: everyMode(itemGroupCharts) },
  search: { heading: 'How parameters were chosen', charts: searchTrials },
  frontier: { heading: 'What mending costs', charts: everyMode(frontierCharts) },
  learning: { heading: 'Learning over epochs', charts: learningCurves },
  times: { heading: 'Time to fit and to recommend', charts: everyMode(runTimes) },
  data: { heading: 'Where the data came from', charts: dataAccount },
} as const satisfies Record<string, { heading: string; charts: ChartsOf }>;

export interface Section {
  readonly id: string;
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
  return Object.entries(CHARTS).map(([id, { heading, charts }]) => ({
    id,
    heading,
    charts: charts(view, theme).map(uniqueName),
  }));
}
