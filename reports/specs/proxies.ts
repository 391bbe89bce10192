/** Whether lists say more of a shopper's group than the shopper's own past does. */

import type { Auc, ProxyEstimate } from '../../experiments/run-record.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatEstimate, formatMean } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug } from './chart.ts';
import { colourOf, rowsHeight, rowsOf, shapeOf, subtitleOf } from './marks.ts';

const MOST_ALGORITHMS = 8;
const NOTE = { unit: '' };

interface Told extends Pick<ProxyEstimate, 'by' | 'first' | 'second' | 'history' | 'lists' | 'gain'> {
  readonly label: string;
  readonly runs: number;
}

/** Means of the runs' own figures and bounds, which errs on the wide side. */
const averaged = (all: readonly Auc[]): Auc => {
  const of = (side: keyof Auc): number => all.reduce((sum, one) => sum + one[side], 0) / all.length;
  return { mean: of('mean'), low: of('low'), high: of('high') };
};

const pairOf = ({ by, first, second }: Pick<Told, 'by' | 'first' | 'second'>): string =>
  JSON.stringify([by, first, second]);

/** By pair of groups, algorithms by rank. */
function toldIn(mode: ModeView): Told[][] {
  const ranked = mode.primary?.scores.map(({ label }) => label) ?? [];
  const all = ranked.flatMap((label) => {
    const own = mode.runs
      .filter((run) => run.inputs.algorithm.label === label)
      .flatMap((run) => run.result.proxies ?? []);
    return [...new Set(own.map(pairOf))].map((pair): Told => {
      const same = own.filter((one) => pairOf(one) === pair);
      const { by, first, second } = same[0]!;
      return {
        ...{ label, by, first, second, runs: same.length },
        history: averaged(same.map(({ history }) => history)),
        lists: averaged(same.map(({ lists }) => lists)),
        gain: averaged(same.map(({ gain }) => gain)),
      };
    });
  });
  return [...new Set(all.map(pairOf))].map((pair) => all.filter((one) => pairOf(one) === pair));
}

/** `item-knn says more of who is few than ...`, or less, or the same. */
function gainWords({ label, first, second, history, lists, gain }: Told): string {
  const [own, past] = [lists, history].map((auc) => formatMean(auc, NOTE));
  const telling = `${first} from ${second}`;
  if (gain.low > 0)
    return `Lists of ${label} tell ${telling} better (AUC ${own}) than what they had does (${past})`;
  if (gain.high < 0)
    return `Lists of ${label} tell ${telling} less well (AUC ${own}) than what they had does (${past})`;
  return `Lists of ${label} tell ${telling} about as well (AUC ${own}) as what they had does (${past})`;
}

/** One sentence a pair, of the leader. */
export const proxyWords = (mode: ModeView): string =>
  toldIn(mode)
    .map((told) => `${gainWords(told[0]!)}.`)
    .join(' ');

export function proxyCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  return toldIn(mode).map((told): Chart => {
    const [leader] = told as [Told, ...Told[]];
    const drawn = told.slice(0, MOST_ALGORITHMS);
    const labels = drawn.map(({ label }) => label);
    const louder = told.filter(({ gain }) => gain.low > 0).length;
    const quieter = told.filter(({ gain }) => gain.high < 0).length;
    const y = rowsOf('label', labels);
    const x = {
      field: 'mean',
      type: 'quantitative',
      title: `AUC of ${leader.first} against ${leader.second}; dashed: by what they had; .5 is chance`,
      scale: { zero: false, nice: true },
    };
    const color = colourOf(view, theme, labels);
    return {
      name: `proxies-${slug(leader.by)}-${slug(leader.first)}-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: gainWords(leader),
      subtitle: subtitleOf(
        view,
        mode,
        [
          'groups told apart by shares of categories',
          ...(drawn.length < told.length ? [`the ${drawn.length} best algorithms`] : []),
        ],
        true,
      ),
      takeaway: `Of ${told.length} algorithms, ${louder} show lists that say more of the group than the shoppers' own past, ${quieter} less. Each shopper is judged by a fit without them; intervals take the fits as they are.`,
      alt: `Dots with intervals: ${drawn.map(({ label, lists }) => `${label} ${formatEstimate(lists, NOTE)}`).join('; ')}; by what they had ${formatEstimate(leader.history, NOTE)}.`,
      spec: {
        data: {
          values: drawn.map(({ label, lists }) => ({ label, ...lists, shown: formatEstimate(lists, NOTE) })),
        },
        height: rowsHeight(labels.length),
        layer: [
          {
            mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
            encoding: { x: { datum: leader.history.mean, type: 'quantitative' } },
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
                { field: 'shown', title: 'AUC' },
              ],
            },
          },
        ],
      },
      table: {
        columns: [
          'algorithm',
          'AUC of lists',
          'low',
          'high',
          'AUC of what they had',
          'gain',
          'gain, low',
          'gain, high',
        ],
        rows: told.map(({ label, lists, history, gain }) => [
          label,
          lists.mean,
          lists.low,
          lists.high,
          history.mean,
          gain.mean,
          gain.low,
          gain.high,
        ]),
      },
      exported: true,
    };
  });
}
