import {
  type Disparity,
  disparityOf,
  groupAttributes,
  groupScores,
  type ScoredGroup,
  scoredGroups,
  worstFirst,
} from '../study/group-scores.ts';
import type { MetricView, ModeView, StudyView } from '../study/study-view.ts';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatMean,
  NOT_DEFINED,
  plural,
} from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import {
  axisFormat,
  axisTitle,
  colourOf,
  drawnWords,
  needsZero,
  rowsOf,
  shapeOf,
  subtitleOf,
  tellableLabels,
  whereIntervals,
} from './marks.ts';

const MOST_GROUPS = 12;
const MOST_ALGORITHMS = 6;

/** `als serves 65+ worst (...), 18-24 best (...)`, and whether that is more than noise. */
export function disparityWords(
  { worst, best, apart, pairs, clear }: Disparity,
  metric: MetricView,
  about: ModeView['about'],
): string {
  const { note, key } = metric;
  const among = pairs > 1 ? ` over all ${formatCount(pairs)} pairs of groups` : '';
  const verdict =
    apart === null
      ? 'no intervals are known'
      : `the difference is ${formatEstimate(sized(apart), note)}${among}, ${clear ? 'more than chance' : 'which may be chance'}`;
  const does = about === 'shoppers' ? `serves ${worst.group} worst` : `does worst on ${worst.group}`;
  return `${worst.label} ${does}: ${key} ${formatEstimate(worst, note)}, n = ${formatCount(worst.n)}, against ${formatEstimate(best, note)} for ${best.group}; ${verdict}.`;
}

/** Without its sign, where it is below zero. */
const sized = ({ mean, low, high }: NonNullable<Disparity['apart']>): NonNullable<Disparity['apart']> =>
  mean < 0 ? { mean: -mean, low: -high, high: -low } : { mean, low, high };

/** How the difference of groups got its interval. */
const methodWords = ({ apart, pairs }: Disparity): string[] =>
  apart === null
    ? []
    : [`differences of groups by MOVER${pairs > 1 ? `, Bonferroni over ${formatCount(pairs)} pairs` : ''}`];

function titleOf(
  { worst, best, clear }: Disparity,
  { note, key }: MetricView,
  about: ModeView['about'],
): string {
  const [low, high] = [formatMean(worst, note), formatMean(best, note)];
  const isServed = about === 'shoppers';
  if (clear === null)
    return isServed
      ? `${worst.label} serves ${worst.group} worst (${key} ${low}) and ${best.group} best (${high})`
      : `${worst.label} does worst on ${worst.group} (${key} ${low}) and best on ${best.group} (${high})`;
  if (clear)
    return isServed
      ? `${worst.label} serves ${worst.group} worse (${low}) than ${best.group} (${high})`
      : `${worst.label} does worse on ${worst.group} (${low}) than on ${best.group} (${high})`;
  const nobody = isServed ? 'worse off with' : 'harder for';
  return `No group is clearly ${nobody} ${worst.label}: ${worst.group} has ${low}, ${best.group} ${high}`;
}

/** Groups to draw, worst served by the leader first: the largest, and always the leader's worst. */
function drawnGroups(leader: readonly ScoredGroup[], metric: MetricView, worst: ScoredGroup): string[] {
  const kept = leader.toSorted((a, b) => b.n - a.n).slice(0, MOST_GROUPS);
  if (!kept.includes(worst)) kept[kept.length - 1] = worst;
  return worstFirst(kept, metric).map(({ group }) => group);
}

function groupSpec(
  view: StudyView,
  theme: Theme,
  metric: MetricView,
  scores: readonly ScoredGroup[],
  groups: readonly string[],
  labels: readonly string[],
): VegaLiteSpec {
  const drawn = scores.filter(({ group, label }) => groups.includes(group) && labels.includes(label));
  const y = { ...rowsOf('group', groups), scale: { domain: groups, paddingInner: 0.12 } };
  const yOffset = { field: 'rank', type: 'ordinal', sort: 'ascending' };
  const legend = { title: null, symbolOpacity: 1 };
  const color = { ...colourOf(view, theme, labels), legend };
  const x = {
    field: 'mean',
    type: 'quantitative',
    title: axisTitle(metric),
    axis: { format: axisFormat(metric) },
    scale: { zero: needsZero(drawn), nice: true },
  };
  return {
    data: {
      values: drawn.map((score) => ({
        ...score,
        rank: labels.indexOf(score.label),
        shown: formatMean(score, metric.note),
        interval: formatInterval(score, metric.note) || NOT_DEFINED,
      })),
    },
    height: groups.length * Math.max(28, 11 * labels.length + 12),
    layer: [
      ...whereIntervals(drawn, {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.5 },
        encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      }),
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          y,
          yOffset,
          x,
          color,
          shape: { ...shapeOf(view, labels), legend },
          tooltip: [
            { field: 'group', title: 'group' },
            { field: 'label', title: 'algorithm' },
            { field: 'shown', title: metric.key },
            { field: 'interval', title: 'interval' },
            { field: 'n', title: 'n', format: ',' },
          ],
        },
      },
    ],
  };
}

function groupChart(
  view: StudyView,
  mode: ModeView,
  theme: Theme,
  metric: MetricView,
  attribute: string,
): Chart[] {
  const scores = groupScores(mode, metric, attribute);
  const leader = scores.filter(({ label }) => label === metric.scores[0]!.label);
  const disparity = disparityOf(leader, metric, view.summary.level);
  if (disparity === null) return [];
  const groups = drawnGroups(scoredGroups(leader), metric, disparity.worst);
  const ranked = metric.scores.map(({ label }) => label);
  const labels = tellableLabels(view, ranked, MOST_ALGORITHMS);
  const hidden = leader.length - groups.length;
  const parts = [`${metric.key} by ${attribute}`, ...drawnWords(labels, ranked)];
  if (hidden > 0) parts.push(`${plural(hidden, 'smaller group')} in the table only`);
  return [
    {
      name: `groups-${slug(attribute)}${metric === mode.primary ? '' : `-${slug(metric.key)}`}-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: titleOf(disparity, metric, mode.about),
      subtitle: [subtitleOf(view, mode, parts, disparity.clear !== null), ...methodWords(disparity)].join(
        '; ',
      ),
      takeaway: disparityWords(disparity, metric, mode.about),
      alt: `Dots with intervals by ${attribute}, for ${leader[0]!.label}: ${leader.map((score) => `${score.group} ${formatEstimate(score, metric.note)}`).join('; ')}.`,
      spec: groupSpec(view, theme, metric, scoredGroups(scores), groups, labels),
      table: {
        columns: [attribute, 'algorithm', metric.key, 'low', 'high', 'n'],
        rows: scores.map((score) => [score.group, score.label, score.mean, score.low, score.high, score.n]),
      },
      exported: true,
    },
  ];
}

/** Accuracy by shopper group, one chart an attribute; groups are ordered as the leader serves them, worst first. */
export function shopperGroups(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const { primary } = mode;
  if (primary === null) return [];
  // What is found of each kind is asked whatever ranks.
  const found = mode.metrics.filter((one) => one.note.name === 'alertRecall' && one !== primary).slice(0, 1);
  return groupAttributes(mode).flatMap((attribute) =>
    [primary, ...found].flatMap((metric) => groupChart(view, mode, theme, metric, attribute)),
  );
}
