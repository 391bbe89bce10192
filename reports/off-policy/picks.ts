/** How often each criterion picked the recommender that truly earns the most. */

import type {
  ChoiceResult,
  OfflineTruthResult,
  OfflineTruthStudy,
} from '../../experiments/off-policy/truth/offline-truth.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import { plainChart } from '../page/sections.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount, joinWords } from '../text/format.ts';
import type { Theme } from '../theme.ts';

interface Row {
  readonly logging: string;
  readonly sessions: number;
  readonly split: string;
  readonly criterion: string;
  /** `ndcg@5, random split` */
  readonly label: string;
  readonly kind: 'metric' | 'estimator';
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly right: number;
  readonly rightByUtility: number;
  readonly worlds: number;
  readonly silent: number;
  readonly picked: readonly number[];
  readonly exposure: number;
  readonly lost: number | null;
  readonly rank: number | null;
  readonly refused?: string;
}

export const pickRows = ({ choices }: OfflineTruthResult): Row[] =>
  choices.flatMap(({ logging, sessions, split, picks, exposure }: ChoiceResult) =>
    picks.map((pick): Row => {
      const kind = pick.criterion.includes('@') ? 'metric' : 'estimator';
      return {
        ...pick,
        logging,
        sessions,
        split,
        exposure,
        label: kind === 'metric' ? `${pick.criterion}, ${split} split` : pick.criterion,
        kind,
        share: pick.right / pick.worlds,
        ...wilsonInterval(pick.right, pick.worlds),
      };
    }),
  );

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
const best = (rows: readonly Row[]): Row =>
  rows.toSorted((a, b) => b.share - a.share || a.label.localeCompare(b.label))[0]!;
const shareWords = ({ label, right, worlds, low, high }: Row): string =>
  `${label} in ${right} of ${worlds} worlds (${percent(low)} to ${percent(high)})`;

/** Findings, from the numbers alone. */
export function pickWords(study: OfflineTruthStudy, result: OfflineTruthResult): string[] {
  const rows = pickRows(result);
  const { sessions, recommenders } = study.choices;
  const most = sessions.at(-1)!;
  const names = recommenders.map(({ name }) => name);
  const loggings = [...new Set(rows.map(({ logging }) => logging))];
  const lines = loggings.map((logging) => {
    const own = rows.filter((row) => row.logging === logging && row.sessions === most);
    const refused = own.find((row) => row.refused !== undefined);
    const metric = best(own.filter(({ kind }) => kind === 'metric'));
    const estimators = own.filter(({ kind, refused: why }) => kind === 'estimator' && why === undefined);
    const tail =
      refused !== undefined
        ? ' Off-policy estimates are refused: the log is deterministic.'
        : ` Of the estimators ${shareWords(best(estimators))}.`;
    const metrics =
      metric.right === 0
        ? 'no metric ever picks the truly best recommender'
        : `of the metrics, the truly best recommender is picked most often by ${shareWords(metric)}`;
    return `Logged by ${logging} (Gini of what is shown ${metric.exposure.toFixed(2)}), ${formatCount(most)} visits: ${metrics}; ${insteadOf(metric, names)}.${tail}`;
  });
  const bySplit = ['random', 'time'].map((split) => {
    const own = rows.filter((row) => row.split === split && row.kind === 'metric');
    const right = own.reduce((sum, row) => sum + row.right, 0);
    return `${percent(right / own.reduce((sum, row) => sum + row.worlds, 0))} under the ${split} split`;
  });
  return [
    `${recommenders.length} recommenders: chance alone would pick the best in ${percent(1 / recommenders.length)} of worlds.`,
    `Truly the best, over all worlds, logs and sizes: ${bestWords(result, names)}.`,
    ...lines,
    `Over all metrics, logs and sizes the pick is right in ${joinWords(bySplit)}. In this world nothing moves, so a random split leaks nothing from the future.`,
    `What picks give away of the best one's clicks on average, right ones included, at ${formatCount(most)} visits logged by ${loggings[0]}: ${costWords(rows, loggings[0]!, most)}.`,
  ];
}

const bestWords = ({ choices }: OfflineTruthResult, names: readonly string[]): string => {
  const counts = names.map((_, which) => choices.reduce((sum, { best: own }) => sum + own[which]!, 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return names
    .map((name, which) => ({ name, share: counts[which]! / all }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
    .map(({ name, share }) => `${name} in ${percent(share)}`)
    .join(', ');
};

/** Who is picked most often, and who truly is the best. */
const insteadOf = ({ label, picked, worlds }: Row, names: readonly string[]): string => {
  const most = Math.max(...picked);
  return most === 0
    ? `${label} picks nobody`
    : `${label} picks ${names[picked.indexOf(most)]} in ${most} of ${worlds}`;
};

const costWords = (rows: readonly Row[], logging: string, sessions: number): string =>
  rows
    .filter(
      (row) =>
        row.logging === logging && row.sessions === sessions && row.lost !== null && row.split === 'time',
    )
    .map(({ criterion, lost }) => `${criterion} ${percent(lost!)}`)
    .join(', ');

export function pickCharts(study: OfflineTruthStudy, result: OfflineTruthResult, theme: Theme): Chart[] {
  const rows = pickRows(result);
  const most = study.choices.sessions.at(-1)!;
  const chance = 1 / study.choices.recommenders.length;
  const loggings = [...new Set(rows.map(({ logging }) => logging))];
  const byLogging = loggings.map((logging) =>
    dots(
      rows.filter((row) => row.logging === logging && row.sessions === most && row.refused === undefined),
      logging,
      chance,
      theme,
    ),
  );
  const sized = study.choices.sessions.length > 1 ? [sizes(rows, loggings[0]!, theme)] : [];
  return [...byLogging, ...sized];
}

function dots(rows: readonly Row[], logging: string, chance: number, theme: Theme): Chart {
  const drawn = rows.map((row) => ({ ...row, shown: percent(row.share) }));
  const order = drawn.toSorted((a, b) => b.share - a.share || a.label.localeCompare(b.label));
  const y = rowsOf(
    'label',
    order.map(({ label }) => label),
  );
  const x = {
    type: 'quantitative',
    title: 'share of worlds',
    axis: { format: '.0%' },
    scale: { domain: [0, 1] },
  };
  const color = {
    field: 'kind',
    type: 'nominal',
    title: null,
    scale: { domain: ['metric', 'estimator'], range: [theme.series[0], theme.series[1]] },
  };
  const top = best(rows);
  return plainChart({
    name: `picks-${logging.replace(/[^a-z0-9]+/g, '-')}`,
    title: `Logged by ${logging}: ${top.label} picks the best in ${percent(top.share)} of worlds`,
    subtitle: `${formatCount(top.sessions)} visits, ${top.worlds} worlds, 95 % Wilson intervals; dashed: chance`,
    takeaway: `The pick that is right least often: ${order.at(-1)!.label}, ${percent(order.at(-1)!.share)}.`,
    alt: order.map(({ label, shown }) => `${label} ${shown}`).join('; '),
    spec: {
      data: { values: drawn },
      height: rowsHeight(order.length),
      padding: { left: 8, top: 8, bottom: 8, right: 60 },
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
          encoding: { x: { datum: chance, type: 'quantitative' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1 },
          encoding: { y, x: { ...x, field: 'share' }, color },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: tableOf(rows),
  });
}

/** Right picks along the length of the log; the time split alone, which estimators share. */
function sizes(rows: readonly Row[], logging: string, theme: Theme): Chart {
  const own = rows.filter((row) => row.logging === logging && row.split === 'time');
  const names = [...new Set(own.map(({ criterion }) => criterion))].slice(0, theme.series.length + 2);
  const ends = names.map((name) => {
    const line = own.filter(({ criterion }) => criterion === name);
    return `${name} ${percent(line[0]!.share)} to ${percent(line.at(-1)!.share)}`;
  });
  return plainChart({
    name: 'picks-by-size',
    title: `Logged by ${logging}: longer logs, from ${formatCount(own[0]!.sessions)} to ${formatCount(own.at(-1)!.sessions)} visits`,
    subtitle: 'share of worlds in which the truly best recommender is picked; time split',
    takeaway: `From the shortest to the longest log: ${ends.join(', ')}.`,
    alt: ends.join('; '),
    spec: {
      data: { values: own },
      height: 300,
      mark: { type: 'line', point: true },
      encoding: {
        x: {
          field: 'sessions',
          type: 'quantitative',
          title: 'visits',
          scale: { type: 'log' },
          axis: { format: '~s' },
        },
        y: { field: 'share', type: 'quantitative', title: 'right picks', axis: { format: '.0%' } },
        color: {
          field: 'criterion',
          type: 'nominal',
          title: null,
          scale: { domain: names, range: names.map((_, i) => theme.series[i] ?? theme.other) },
        },
      },
    },
    table: tableOf(own),
  });
}

const tableOf = (rows: readonly Row[]): ChartTable => ({
  columns: [
    'logging',
    'visits',
    'split',
    'criterion',
    'right picks',
    'worlds',
    'share',
    'low',
    'high',
    'right by utility',
    'no pick',
    'clicks given away',
    'rank correlation',
  ],
  rows: rows.map((row) => [
    row.logging,
    row.sessions,
    row.split,
    row.criterion,
    row.right,
    row.worlds,
    row.share,
    row.low,
    row.high,
    row.rightByUtility,
    row.silent,
    row.lost,
    row.rank,
  ]),
});

export const pickTable = (result: OfflineTruthResult): ChartTable => tableOf(pickRows(result));
