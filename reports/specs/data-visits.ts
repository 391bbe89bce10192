/** What visits come to, and on which device. */

import { isAbsent } from '../../datasets/data-figures/absent.ts';
import type { StageFigures, VisitFigures } from '../../datasets/data-figures/visits.ts';
import { standApart } from '../../numerics/mover.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent, joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import { dataChart } from './data-marks.ts';
import { rowsHeight, rowsOf, whereIntervals } from './marks.ts';

const WORDS = {
  impression: { row: 'saw a slate', events: 'slots' },
  click: { row: 'clicked', events: 'clicks' },
  cart: { row: 'filled a cart', events: 'things put into a cart' },
  order: { row: 'ordered', events: 'order lines' },
} as const;

interface Bar {
  readonly row: string;
  readonly visits: number;
  readonly share: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly shown: string;
  readonly exact: string;
  readonly interval: string;
}

const percentInterval = (low: number, high: number): string =>
  `${formatPercent(low, (high - low) / 2)} to ${formatPercent(high, (high - low) / 2)}`;

function barsOf({ visits, stages }: VisitFigures): Bar[] {
  const whole = {
    row: 'visits',
    visits,
    share: 1,
    low: null,
    high: null,
    shown: '100 %',
    exact: formatCount(visits),
    interval: '',
  };
  return [
    whole,
    ...stages.map(({ stage, visits: reached, low, high }) => ({
      row: WORDS[stage].row,
      visits: reached,
      share: reached / visits,
      ...(reached === visits ? { low: null, high: null } : { low, high }),
      shown: reached === visits ? '100 %' : formatPercent(reached / visits, (high - low) / 2),
      exact: formatCount(reached),
      interval: percentInterval(low, high),
    })),
  ];
}

function spec(theme: Theme, bars: readonly Bar[]): VegaLiteSpec {
  const y = rowsOf(
    'row',
    bars.map(({ row }) => row),
  );
  const x = { field: 'share', type: 'quantitative', title: 'share of all visits', axis: { format: '.0~%' } };
  return {
    data: { values: bars },
    height: rowsHeight(bars.length) * 1.2,
    padding: { left: 8, top: 8, bottom: 8, right: 72 },
    layer: [
      {
        mark: { type: 'bar', color: theme.accent, opacity: 0.75, height: { band: 0.7 }, cornerRadiusEnd: 2 },
        encoding: {
          y,
          x,
          tooltip: [
            { field: 'row', title: 'visits that' },
            { field: 'exact', title: 'visits' },
            { field: 'shown', title: 'of all' },
            { field: 'interval', title: 'interval' },
          ],
        },
      },
      ...whereIntervals(bars, {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 3, color: theme.ink },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      }),
      {
        mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
      },
    ],
  };
}

/** `0.0493 clicks a slot`, of each stage to the one before that the data tells of. */
function rateWords(stages: readonly StageFigures[]): string {
  const rates = stages.slice(1).map((own, i) => {
    const before = stages[i]!;
    const rate = own.events / before.events;
    return `${formatPercent(rate)} as many ${WORDS[own.stage].events} as ${WORDS[before.stage].events}`;
  });
  return rates.length === 0 ? '' : `There are ${joinWords(rates)}.`;
}

function funnel(figures: VisitFigures, level: number, theme: Theme): Chart[] {
  const { stages, visits } = figures;
  if (stages.length < 2) return [];
  const bars = barsOf(figures);
  const [last, before] = [bars.at(-1)!, bars.at(-2)!];
  return [
    dataChart({
      name: 'data-funnel',
      title: `${last.shown} of visits ${last.row === 'ordered' ? 'end in an order' : last.row}; ${before.shown} ${before.row}`,
      subtitle: `share of visits with at least one, n = ${formatCount(visits)}, ${100 * level} % Wilson intervals as if visits were independent`,
      takeaway: [
        rateWords(stages),
        figures.orders > 0
          ? `The ${formatCount(stages.at(-1)!.events)} order lines make ${plural(figures.orders, 'order')}.`
          : '',
        `Of the visits, ${formatPercent(figures.known / visits)} are of shoppers who were known at the start.`,
      ]
        .filter((line) => line !== '')
        .join(' '),
      alt: `Bars: ${bars.map(({ row, shown, exact }) => `${row} ${exact} (${shown})`).join('; ')}.`,
      spec: spec(theme, bars),
      table: {
        columns: ['visits that', 'visits', 'share', 'low', 'high', 'events'],
        rows: bars.map(({ row, visits: n, share, low, high }, i) => [
          row,
          n,
          share,
          low,
          high,
          i === 0 ? null : stages[i - 1]!.events,
        ]),
      },
    }),
  ];
}

function devices({ stages, devices: all }: VisitFigures, level: number, theme: Theme): Chart[] {
  const stage = stages.at(-1);
  if (stage === undefined || all.length < 2 || stages.length < 2) return [];
  const { row } = WORDS[stage.stage];
  const rows = all
    .map(({ device, visits, reach }) => {
      const { visits: n, low, high } = reach.at(-1)!;
      const half = (high - low) / 2;
      return {
        device,
        visits,
        n,
        share: n / visits,
        low,
        high,
        shown: formatPercent(n / visits, half),
        interval: percentInterval(low, high),
      };
    })
    .sort((a, b) => b.share - a.share);
  const [best, worst] = [rows[0]!, rows.at(-1)!];
  const estimate = ({ share: mean, low, high }: typeof best) => ({ mean, low, high });
  const clear = standApart(estimate(best), estimate(worst), { level, among: rows.length });
  const y = rowsOf(
    'device',
    rows.map(({ device }) => device),
  );
  const x = {
    field: 'share',
    type: 'quantitative',
    title: `share of visits that ${row}`,
    axis: { format: '.1~%' },
  };
  return [
    dataChart({
      name: 'data-devices',
      title: clear
        ? `Visits on ${best.device} ${row} most often, ${best.shown}; on ${worst.device} least, ${worst.shown}`
        : `By device, visits ${row} about as often: ${worst.shown} to ${best.shown}, within chance`,
      subtitle: `share of visits, ${rows.map(({ device, visits }) => `${device} n = ${formatCount(visits)}`).join(', ')}, ${100 * level} % Wilson intervals, as if visits were independent`,
      takeaway: '',
      alt: `Dots: ${rows.map(({ device, shown, interval }) => `${device} ${shown} (${interval})`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(rows.length) * 1.2,
        padding: { left: 8, top: 8, bottom: 8, right: 72 },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, color: theme.accent },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
          },
          {
            mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
            encoding: {
              y,
              x,
              tooltip: [
                { field: 'device', title: 'device' },
                { field: 'shown', title: 'share' },
                { field: 'interval', title: 'interval' },
                { field: 'visits', title: 'visits', format: ',' },
              ],
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
            encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
          },
        ],
      },
      table: {
        columns: ['device', 'visits', `visits that ${row}`, 'share', 'low', 'high'],
        rows: rows.map(({ device, visits, n, share, low, high }) => [device, visits, n, share, low, high]),
      },
    }),
  ];
}

/** [] where the data tells of no visits, or of less than two things that come of them. */
export function visitCharts({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures || isAbsent(figures.visits)) return [];
  const { visits, level } = figures;
  return [...funnel(visits, level, theme), ...devices(visits, level, theme)];
}
