import type { Latency } from '../../experiments/run-record.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatSeconds, joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import { MOST_ROWS, rowsHeight, rowsOf } from './marks.ts';

interface Cost {
  readonly label: string;
  /** Means over runs, seconds. */
  readonly fit: number;
  readonly recommend: number;
  /** Lists or ratings a second. */
  readonly perSecond: number;
  /** Median and 99th percentile of a list asked for alone, milliseconds; null where none was. */
  readonly alone: readonly [number, number] | null;
  readonly runs: number;
}

/** Times below this are drawn here: the clock says little about them. */
const LEAST = 0.001;

function costs(mode: ModeView): Cost[] {
  const labels = [...new Set(mode.runs.map((run) => run.inputs.algorithm.label))];
  return labels
    .map((label): Cost => {
      const runs = mode.runs.filter((run) => run.inputs.algorithm.label === label).map((run) => run.measured);
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        label,
        fit: mean(runs.map((run) => run.fitSeconds)),
        recommend: mean(runs.map((run) => run.recommendSeconds)),
        perSecond: mean(runs.map((run) => run.perSecond)),
        alone: aloneOf(runs.flatMap(({ latency }) => latency ?? [])),
        runs: runs.length,
      };
    })
    .toSorted((a, b) => b.fit + b.recommend - (a.fit + a.recommend));
}

function aloneOf(latencies: readonly Latency[]): Cost['alone'] {
  if (latencies.length === 0) return null;
  const mean = (values: readonly number[]): number =>
    (1000 * values.reduce((sum, value) => sum + value, 0)) / values.length;
  return [mean(latencies.map(({ p50 }) => p50)), mean(latencies.map(({ p99 }) => p99))];
}

/** `fitted on CPU, 2 cores, with 2 runs at a time`. */
export function hostWords(mode: ModeView): string {
  const hosts = [
    ...new Set(
      mode.runs.map(({ measured }) => `${measured.host.cpu}, ${plural(measured.host.cores, 'core')}`),
    ),
  ];
  const threads = [...new Set(mode.runs.map(({ measured }) => measured.threads))].toSorted((a, b) => a - b);
  return `${joinWords(hosts)}, ${joinWords(threads.map(String))} ${threads.at(-1) === 1 ? 'run' : 'runs'} at a time`;
}

/** Powers of ten around all times. */
function decades(all: readonly Cost[]): number[] {
  const most = Math.max(...all.flatMap(({ fit, recommend }) => [fit, recommend]));
  const ticks = [LEAST];
  while (ticks.length < 2 || ticks.at(-1)! < most) ticks.push(Number((10 * ticks.at(-1)!).toPrecision(1)));
  return ticks;
}

function timesSpec(theme: Theme, all: readonly Cost[]): VegaLiteSpec {
  const stages = ['fit', 'recommend'];
  const ticks = decades(all);
  const y = rowsOf(
    'label',
    all.map(({ label }) => label),
  );
  const legend = { title: null };
  return {
    data: {
      values: all.flatMap((cost) =>
        (['fit', 'recommend'] as const).map((stage) => ({
          label: cost.label,
          stage,
          seconds: Math.max(cost[stage], LEAST),
          shown: formatSeconds(cost[stage]),
        })),
      ),
    },
    height: rowsHeight(all.length),
    padding: { left: 8, top: 8, bottom: 8, right: 20 },
    mark: { type: 'point', filled: true, size: 100, opacity: 1 },
    encoding: {
      y,
      x: {
        field: 'seconds',
        type: 'quantitative',
        title: 'seconds, logarithmic scale',
        scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] },
        axis: { format: '~g', values: ticks, labelOverlap: true },
      },
      color: {
        field: 'stage',
        type: 'nominal',
        scale: { domain: stages, range: [theme.ink, theme.other] },
        legend,
      },
      shape: {
        field: 'stage',
        type: 'nominal',
        scale: { domain: stages, range: ['circle', 'diamond'] },
        legend,
      },
      tooltip: [
        { field: 'label', title: 'algorithm' },
        { field: 'stage', title: 'stage' },
        { field: 'shown', title: 'time' },
      ],
    },
  };
}

/** Time to fit and to recommend, slowest first. */
export function runTimes(_view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const all = costs(mode);
  if (all.length === 0) return [];
  const [slowest, quickest] = [all[0]!, all.at(-1)!];
  const drawn = all.slice(0, MOST_ROWS);
  const total = (cost: Cost) => formatSeconds(cost.fit + cost.recommend);
  const title =
    all.length === 1
      ? `${slowest.label} takes ${formatSeconds(slowest.fit)} to fit and ${formatSeconds(slowest.recommend)} to answer`
      : `${slowest.label} takes longest, ${total(slowest)} to fit and answer; ${quickest.label} is done in ${total(quickest)}`;
  const rate = all.toSorted((a, b) => a.perSecond - b.perSecond)[0]!;
  return [
    {
      name: `run-times-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title,
      subtitle: [
        ...['mean seconds a run', mode.words, hostWords(mode)],
        all.length > MOST_ROWS ? `the slowest ${drawn.length} of ${all.length} are drawn` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
      takeaway: `Slowest while answering: ${rate.label} with ${formatCount(rate.perSecond)} answers a second. Times are measured, not part of the result; compare them only within one machine.`,
      alt: `Seconds by algorithm: ${drawn.map((cost) => `${cost.label} fit ${formatSeconds(cost.fit)}, recommend ${formatSeconds(cost.recommend)}`).join('; ')}.`,
      spec: timesSpec(theme, drawn),
      table: {
        columns: [
          'algorithm',
          'fit seconds',
          'recommend seconds',
          'answers a second',
          'one alone, median ms',
          'one alone, 99 % ms',
          'runs',
        ],
        rows: all.map((cost) => [
          cost.label,
          cost.fit,
          cost.recommend,
          cost.perSecond,
          cost.alone?.[0] ?? null,
          cost.alone?.[1] ?? null,
          cost.runs,
        ]),
      },
      exported: true,
    },
  ];
}
