/** How far groups of shoppers lie apart under each audited metric, algorithm by algorithm. */

import type { AuditedGap, GroupAudit } from '../../experiments/run-record.ts';
import type { MetricView, ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatEstimate, formatInterval, formatMean, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug } from './chart.ts';
import { axisFormat, colourOf, rowsHeight, rowsOf, shapeOf, subtitleOf } from './marks.ts';

const MOST_ALGORITHMS = 8;

/** A gap of which the difference and its interval are known. */
type KnownGap = AuditedGap & { readonly difference: number; readonly low: number; readonly high: number };

/** That of the named pair, where the study names one, else of the extremes; null where it is not known. */
export function toldGap({ gaps }: GroupAudit): KnownGap | null {
  const gap = gaps.find(({ of, difference }) => of === 'named' && difference !== null) ?? gaps[0];
  return gap === undefined || gap.difference === null || gap.low === null || gap.high === null
    ? null
    : (gap as KnownGap);
}

export const isClearGap = ({ low, high }: KnownGap): boolean => low > 0 || high < 0;

/** `few 1.40 (1.2 to 1.6), most 1.13 (1.1 to 1.2)` */
const meansOf = ({ groups }: GroupAudit, { first, second }: AuditedGap, { note }: MetricView): string =>
  [first, second]
    .map((name) => `${name} ${formatEstimate(groups.find(({ group }) => group === name)!, note)}`)
    .join(', ');

const asEstimate = ({ difference, low, high }: KnownGap) => ({ mean: difference, low, high });

/** `regret@10 of few is higher than of most, by 0.27 (0.12 to 0.45)`, or that this is not clear. */
export function gapWords(gap: KnownGap, { key, note }: MetricView): string {
  const { first, second, difference } = gap;
  const way = difference > 0 ? 'higher' : 'lower';
  const size = difference > 0 ? asEstimate(gap) : { mean: -difference, low: -gap.high, high: -gap.low };
  if (isClearGap(gap))
    return `${key} of ${first} is ${way} than of ${second}, by ${formatEstimate(size, note)}`;
  return `${key} of ${first} and ${second} may be the same: a difference of ${formatMean(asEstimate(gap), note)} (${formatInterval(asEstimate(gap), note)})`;
}

/** Worse off, better off, or neither: what the difference means for the first group. */
export function meaningOf(gap: KnownGap, { note }: MetricView): 'worse' | 'better' | null {
  if (!isClearGap(gap) || (note.direction !== 'higher' && note.direction !== 'lower')) return null;
  return gap.difference > 0 === (note.direction === 'lower') ? 'worse' : 'better';
}

/** The audits of a mode by metric, algorithms by rank. */
export function auditsOf(
  view: StudyView,
  mode: ModeView,
): { readonly by: string; readonly metric: MetricView; readonly audits: readonly GroupAudit[] }[] {
  const own = (view.summary.audit ?? []).filter(({ repeats }) => repeats === mode.repeats);
  const ranked = mode.primary?.scores.map(({ label }) => label) ?? [];
  return [...new Set(own.map(({ by }) => by))].flatMap((by) =>
    mode.metrics.flatMap((metric) => {
      const audits = ranked.flatMap((label) => {
        const score = metric.scores.find((one) => one.label === label);
        return own.filter(
          (one) => one.by === by && one.label === label && one.definition === score?.definition,
        );
      });
      return audits.length === 0 ? [] : [{ by, metric, audits }];
    }),
  );
}

function auditChart(
  view: StudyView,
  mode: ModeView,
  theme: Theme,
  { by, metric, audits }: ReturnType<typeof auditsOf>[number],
): Chart[] {
  const known = audits.flatMap((audit) => {
    const gap = toldGap(audit);
    return gap === null ? [] : [{ audit, gap }];
  });
  const [leader] = known;
  if (!leader) return [];
  const drawn = known.slice(0, MOST_ALGORITHMS);
  const labels = drawn.map(({ audit }) => audit.label);
  const clear = known.filter(({ gap }) => isClearGap(gap));
  const { gap } = leader;
  const pair = gap.of === 'named' ? `${gap.first} less ${gap.second}` : 'the highest group less the lowest';
  const y = rowsOf('label', labels);
  const color = colourOf(view, theme, labels);
  const x = {
    field: 'difference',
    type: 'quantitative',
    title: `${metric.key}, ${pair}`,
    axis: { format: axisFormat(metric) },
    scale: { zero: true, nice: true },
  };
  const over = gap.pairs > 1 ? ` Intervals hold over all ${gap.pairs} pairs of groups at once.` : '';
  const share = `${formatCount(clear.length)} of ${plural(known.length, 'algorithm')}`;
  return [
    {
      name: `audit-${slug(by)}-${slug(metric.key)}-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: `${leader.audit.label}: ${gapWords(gap, metric)}`,
      subtitle: subtitleOf(
        view,
        mode,
        [
          `difference of ${metric.key} by ${by}`,
          ...(drawn.length < known.length ? [`the ${drawn.length} best algorithms`] : []),
        ],
        true,
      ),
      takeaway: `${leader.audit.label}: ${meansOf(leader.audit, gap, metric)}. The groups differ by more than chance with ${share}.${over}`,
      alt: `Dots with intervals and a line at zero: ${drawn.map(({ audit, gap: own }) => `${audit.label} ${formatEstimate(asEstimate(own), metric.note)}`).join('; ')}.`,
      spec: {
        data: {
          values: drawn.map(({ audit, gap: own }) => ({
            label: audit.label,
            difference: own.difference,
            low: own.low,
            high: own.high,
            groups: `${own.first} less ${own.second}`,
            shown: formatEstimate(asEstimate(own), metric.note),
            n: own.n,
          })),
        },
        height: rowsHeight(labels.length),
        layer: [
          {
            mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
            encoding: { x: { datum: 0, type: 'quantitative' } },
          },
          {
            mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
          },
          {
            mark: { type: 'point', filled: true, size: 90, opacity: 1 },
            encoding: {
              y,
              x,
              color,
              shape: shapeOf(view, labels),
              tooltip: [
                { field: 'label', title: 'algorithm' },
                { field: 'groups', title: 'groups' },
                { field: 'shown', title: 'difference' },
                { field: 'n', title: 'n', format: ',' },
              ],
            },
          },
        ],
      },
      table: {
        columns: [
          'algorithm',
          by,
          'against',
          'mean',
          'mean of the other',
          'difference',
          'low',
          'high',
          'n',
          'pairs',
        ],
        rows: audits.flatMap(({ label, groups, gaps }) =>
          gaps.map((own) => [
            label,
            own.first,
            own.second,
            groups.find(({ group }) => group === own.first)?.mean ?? null,
            groups.find(({ group }) => group === own.second)?.mean ?? null,
            own.difference,
            own.low,
            own.high,
            own.n,
            own.pairs,
          ]),
        ),
      },
      exported: true,
    },
  ];
}

export const groupAuditCharts = (view: StudyView, mode: ModeView, theme: Theme): Chart[] =>
  auditsOf(view, mode).flatMap((own) => auditChart(view, mode, theme, own));

/** `item-knn serves few worse than most: ndcg@10 ...`, one sentence an attribute, of the leader. */
export function auditWords(view: StudyView, mode: ModeView): string {
  const told = auditsOf(view, mode);
  return [...new Set(told.map(({ by }) => by))]
    .map((by) => {
      const own = told
        .filter((one) => one.by === by)
        .flatMap(({ metric, audits }) => {
          const gap = audits[0] ? toldGap(audits[0]) : null;
          return gap === null ? [] : [{ metric, gap, label: audits[0]!.label }];
        });
      const clear = own.filter(({ gap }) => isClearGap(gap));
      const label = own[0]?.label ?? '';
      if (own.length === 0) return '';
      if (clear.length === 0)
        return `By ${by}, no audited measure of ${label} sets groups apart by more than chance.`;
      const words = clear.map(({ metric, gap }) => {
        const meaning = meaningOf(gap, metric);
        return `${gapWords(gap, metric)}${meaning === null ? '' : ` (${gap.first} is ${meaning} off)`}`;
      });
      return `By ${by}, of ${label}: ${words.join('; ')}.`;
    })
    .filter((text) => text !== '')
    .join(' ');
}
