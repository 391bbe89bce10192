/** What a trade-off says: who is the most accurate, who is best at what accuracy is held against, and whom nobody beats on both. */

import { listsOfNoUse } from '../study/lists-of-no-use.ts';
import {
  badness,
  leadOf,
  type MetricView,
  type ModeView,
  type Score,
  type StudyView,
} from '../study/study-view.ts';
import { formatCount, formatMean } from '../text/format.ts';
import { leadVerdict } from './leaderboard.ts';
import { greyWords, namedUpTo } from './marks.ts';

export interface Point {
  readonly across: Score;
  readonly up: Score;
}

/** What is held against what. */
interface Compared {
  readonly accuracy: MetricView;
  readonly other: MetricView;
  /** The most accurate first. */
  readonly all: readonly Point[];
  /** Why lists are of no use, by algorithm. */
  readonly useless: ReadonlyMap<string, string>;
  /** Of the others. */
  readonly useful: readonly Point[];
}

/** Names in a sentence. */
const MOST_NAMED = 8;

export function comparedOf(
  mode: ModeView,
  all: readonly Point[],
  accuracy: MetricView,
  other: MetricView,
): Compared {
  const useless = listsOfNoUse(mode);
  return { accuracy, other, all, useless, useful: all.filter(({ up }) => !useless.has(up.label)) };
}

/** Labels of points that no other point beats on both scores at once. */
function frontier({ useful: all, accuracy, other }: Compared): string[] {
  const worth = ({ across, up }: Point): [number, number] => [
    badness(across.mean, other.note.direction),
    badness(up.mean, accuracy.note.direction),
  ];
  return all
    .filter((one) => {
      const [x, y] = worth(one);
      return !all.some((rival) => {
        const [a, b] = worth(rival);
        return a <= x && b <= y && (a < x || b < y);
      });
    })
    .map(({ up }) => up.label);
}

/** `, not told apart from item-knn`, where the most accurate is not ahead of the next beyond chance. */
function doubt(view: StudyView, mode: ModeView, accuracy: MetricView, first: Point): string {
  const lead = leadOf(accuracy);
  if (lead === null || lead.second === null || lead.leader.label !== first.up.label) return '';
  const words = leadVerdict(view, mode, accuracy, lead);
  return words.startsWith('not told apart') ? ` (${words})` : '';
}

export function tradeoffTitle(view: StudyView, mode: ModeView, compared: Compared): string {
  const { all, useful, accuracy, other } = compared;
  const first = all[0]!;
  const { direction } = other.note;
  // Where no end is better, the highest is named.
  const worth = ({ across: { mean } }: Point): number =>
    direction === 'none' ? -mean : badness(mean, direction);
  const most = useful.toSorted((a, b) => worth(a) - worth(b))[0];
  const end = { higher: 'highest', lower: 'lowest', zero: '', none: 'highest' }[direction];
  const place = (point: Point) => `${other.key} ${formatMean(point.across, other.note)}`;
  if (all.length === 1)
    return `${first.up.label}: ${accuracy.key} ${formatMean(first.up, accuracy.note)}, ${place(first)}`;
  if (most === undefined) return `No algorithm lists anything of use: nothing is held against ${other.key}`;
  if (first.up.label === most.up.label)
    return end === ''
      ? `${first.up.label} has the best ${accuracy.key} and is nearest to zero, at ${place(first)}`
      : `${first.up.label} has both the best ${accuracy.key} and the ${end} ${place(first)}`;
  const verb = end === '' ? 'is nearest to zero' : `has the ${end}`;
  return `${first.up.label} is the most accurate${doubt(view, mode, accuracy, first)}, at ${place(first)}; ${most.up.label} ${verb}, ${formatMean(most.across, other.note)}`;
}

/** Who is drawn and in no sentence, and why. */
function leftOutWords({ all, useless }: Compared): string {
  const left = all.filter(({ up }) => useless.has(up.label)).map(({ up }) => up.label);
  if (left.length === 0) return '';
  const named = left.slice(0, MOST_NAMED).map((label) => `${label}, which ${useless.get(label)}`);
  const more =
    left.length > named.length ? [`${formatCount(left.length - named.length)} more like them`] : [];
  return `Drawn, but left out of title and caption: ${[...named, ...more].join('; ')}.`;
}

export function tradeoffTakeaway(view: StudyView, compared: Compared): string {
  const { all } = compared;
  if (all.length === 1) return '';
  const best = namedUpTo(MOST_NAMED, frontier(compared));
  return [
    best === '' ? '' : `Nobody beats ${best} on both at once, by their means.`,
    leftOutWords(compared),
    greyWords(
      view,
      all.map(({ up }) => up.label),
    ),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
