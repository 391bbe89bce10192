/** What a slot decides: clicks by position, as they were and as if any item were as likely to stand there. */

import type { PositionAudit } from '../../experiments/run-record.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';

const AS_IT_WAS = 'as it was';
const EVEN = 'any item as likely to stand there';

/** `0.43 times` */
const times = (ratio: number): string => `${ratio.toFixed(2)} times`;

function titleOf(top: PositionAudit, last: PositionAudit): string {
  const plain = times(last.clicked.mean / top.clicked.mean);
  const start = `Slot ${last.position} is clicked ${plain} as often as slot ${top.position}`;
  return top.even && last.even && top.even.mean > 0
    ? `${start}; ${times(last.even.mean / top.even.mean)} if any item were as likely to stand there`
    : `${start}; slots are not random, so what stands there is part of that`;
}

/** One sentence, where clicks by position are known. */
export function positionWords({ study }: StudyView): string {
  const { positions = [] } = study;
  const [top, last] = [positions[0], positions.at(-1)];
  return top && last && top !== last && top.clicked.mean > 0 ? `${titleOf(top, last)}.` : '';
}

export function positionCharts(view: StudyView, theme: Theme): Chart[] {
  const { positions = [] } = view.study;
  const [top, last] = [positions[0], positions.at(-1)];
  if (!top || !last || top === last || top.clicked.mean === 0) return [];
  const rows = positions.flatMap(({ position, clicked, even, shown }) => [
    { position, of: AS_IT_WAS, ...clicked, shown },
    ...(even ? [{ position, of: EVEN, ...even, shown }] : []),
  ]);
  const series = [...new Set(rows.map(({ of }) => of))];
  const color = {
    field: 'of',
    type: 'nominal',
    scale: { domain: series, range: series.map((one) => (one === AS_IT_WAS ? theme.ink : theme.other)) },
    legend: { title: null, symbolOpacity: 1 },
  };
  const x = {
    field: 'position',
    type: 'quantitative',
    title: 'slot of the home slate',
    axis: { tickMinStep: 1 },
  };
  const y = {
    field: 'mean',
    type: 'quantitative',
    title: 'share of slots that are clicked',
    axis: { format: '.1~%' },
    scale: { zero: true, nice: true },
  };
  return [
    {
      name: 'positions',
      repeats: null,
      metric: null,
      title: titleOf(top, last),
      subtitle: `clicks on home slates by slot, ${100 * view.summary.level} % intervals, slots taken as independent`,
      takeaway: `Slot ${top.position} was shown ${formatCount(top.shown)} times and clicked in ${formatPercent(top.clicked.mean)}, slot ${last.position} in ${formatPercent(last.clicked.mean)}. Weights are the inverse of the logged chance of each item in its slot; what they leave is the slot.`,
      alt: `Lines of the share of slots clicked: ${positions.map(({ position, clicked }) => `slot ${position} ${formatPercent(clicked.mean)}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: 260,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2, opacity: 0.5 },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
          },
          { mark: { type: 'line', point: true }, encoding: { x, y, color } },
        ],
      },
      table: {
        columns: [
          'slot',
          'shown',
          'clicked',
          'low',
          'high',
          'clicked if even',
          'low ',
          'high ',
          'effective slots',
        ],
        rows: positions.map(({ position, shown, clicked, even, effective }) => [
          position,
          shown,
          clicked.mean,
          clicked.low,
          clicked.high,
          even?.mean ?? null,
          even?.low ?? null,
          even?.high ?? null,
          effective,
        ]),
      },
      exported: true,
    },
  ];
}
