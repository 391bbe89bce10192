/** What the page says in words, computed from what ran. */

import { studentQuantile } from '../../numerics/student.ts';
import { type Curve, curveNumber, curveOf, plainNumber, plainPercent } from './curves.ts';
import { servedWorse } from './group-gaps.ts';
import type { Setting } from './setting.ts';
import type { Pair, ShopRun } from './shop-run.ts';
import { daysDone, shopNames, valuesOf } from './shop-run.ts';

/** Below this share of the greater of two values a difference is not spoken of. */
const SAME = 0.01;
/** Days before which chance from day to day is hardly known. */
const SOON = 4;

export const daysWord = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** At the end of a day, of both shops; null where either has none. */
function bothAt({ runs }: Pair, curve: Curve, day: number): readonly [number, number] | null {
  const [a, b] = runs.map((run) => valuesOf(run, curve.measure)[day - 1] ?? null);
  return a == null || b == null ? null : [a / curve.scale, b / curve.scale];
}

/**
 * Within what chance from one day to the next makes of their distance, or too small to be worth a word. `days`: of which they are means; `tried`: things that
 * are looked at to find one to speak of.
 */
function isSame(
  pair: Pair,
  curve: Curve,
  day: number,
  [a, b]: readonly [number, number],
  { days = 1, tried = 1 }: { readonly days?: number; readonly tried?: number } = {},
): boolean {
  const chance = chanceOf(pair, curve, day, tried) / Math.sqrt(days);
  return Math.abs(a - b) <= Math.max(chance, SAME * Math.max(Math.abs(a), Math.abs(b)));
}

/**
 * Half of the 95 % interval of the distance between the two on one day, from the mean square of its changes from day to day up to `day`
 * (von Neumann, Kent, Bellinson and Hart 1941), which a trend widens a little and never narrows; Student's t with the freedom that this estimate has. Of one day nothing is known.
 */
function chanceOf(pair: Pair, curve: Curve, day: number, tried: number): number {
  const apart = Array.from({ length: day }, (_, i) => bothAt(pair, curve, i + 1)).flatMap((both) =>
    both === null ? [] : [both[0] - both[1]],
  );
  const n = apart.length;
  if (n < 2) return Number.POSITIVE_INFINITY;
  const squares = apart.slice(1).reduce((sum, one, i) => sum + (one - apart[i]!) ** 2, 0);
  return tOf(n, tried) * Math.sqrt(squares / (2 * (n - 1)));
}

const known = new Map<string, number>();
function tOf(days: number, tried: number): number {
  const key = `${days} ${tried}`;
  const t = known.get(key) ?? studentQuantile(1 - 0.025 / tried, (2 * (days - 1) ** 2) / (3 * days - 4));
  known.set(key, t);
  return t;
}

/** What a difference in a curve means, in a clause: `als shows two people more of the same than item-knn: ...`. */
const CLAUSES: readonly {
  readonly id: string;
  says(high: string, low: string, x: string, y: string): string;
}[] = [
  {
    id: 'alike',
    says: (high, low, x, y) =>
      `${high} shows two people more of the same than ${low}: ${x} % of their items in common, against ${y} %`,
  },
  {
    id: 'variety',
    says: (high, low, x, y) =>
      `${low} shows each person a narrower mix than ${high}: a variety of ${y}, against ${x}`,
  },
  {
    id: 'tastes',
    says: (high, low, x, y) =>
      `tastes have become more alike in ${high} than in ${low}: ${x} % of favourites in common, against ${y} %`,
  },
  {
    id: 'regret',
    says: (high, low, x, y) =>
      `people miss more of what they would like best in ${high} than in ${low}: ${x} a place, against ${y}`,
  },
  {
    id: 'gini',
    says: (high, low, x, y) =>
      `${high} gives more of the stage to fewer items than ${low}: a Gini index of ${x}, against ${y}`,
  },
];

/** The first thing in which the two are apart: `After 10 days als shows two people more of the same than item-knn: ...` */
export function headline(pair: Pair, day: number = daysDone(pair.runs)): string {
  if (day === 0) return 'Two shops open their doors to the same people.';
  const found = spokenOf(pair, day);
  if (found) return `After ${daysWord(day)} ${found.text}.`;
  const both = bothAt(pair, curveOf('alike'), day);
  if (both === null) return `After ${daysWord(day)} there is nothing to compare yet.`;
  const numbers = `two people have ${both[0].toFixed(1)} and ${both[1].toFixed(1)} % of their items in common`;
  return day < SOON
    ? `After ${daysWord(day)} it is too early to tell the two shops apart: ${numbers}.`
    : `After ${daysWord(day)} no difference between the two shops stands out: ${numbers}.`;
}

/** Which curve the headline speaks of, and what it says: the first that stands out among all that are looked at (Bonferroni). */
function spokenOf(pair: Pair, day: number): { readonly id: string; readonly text: string } | null {
  const [a, b] = shopNames(pair.setting);
  for (const { id, says } of CLAUSES) {
    const both = bothAt(pair, curveOf(id), day);
    if (both === null || isSame(pair, curveOf(id), day, both, { tried: CLAUSES.length })) continue;
    const [high, low] = both[0] > both[1] ? [a, b] : [b, a];
    const number = (value: number): string => curveNumber(curveOf(id), value);
    return { id, text: says(high, low, number(Math.max(...both)), number(Math.min(...both))) };
  }
  return null;
}

/** What the second line may speak of. */
const THINGS = { sales: 'sales', variety: 'variety', regret: 'what people miss' } as const;

/** What stands under it: sales, regret and variety, of the first shop against its rival; nothing that the headline has said. */
export function secondLine(pair: Pair, day: number = daysDone(pair.runs)): string {
  const [a, b] = shopNames(pair.setting);
  if (day === 0) return '';
  const spoken = spokenOf(pair, day)?.id;
  const told = ['sales', 'regret', 'variety']
    .filter((id) => id !== spoken)
    .flatMap((id) => {
      const curve = curveOf(id);
      const both = id === 'sales' ? meanOfBoth(pair, curve, day) : bothAt(pair, curve, day);
      // Of what the headline looks at, no more is said here than it could say.
      const among = id === 'sales' ? { days: day } : { tried: CLAUSES.length };
      return both === null ? [] : [{ curve, both, same: isSame(pair, curve, day, both, among) }];
    });
  const apart = told.filter(({ same }) => !same);
  if (told.length === 0) return '';
  if (apart.length === 0) {
    const things = Object.entries(THINGS).filter(([id]) => told.some(({ curve }) => curve.id === id));
    return day < SOON ? '' : `In ${listed(things.map(([, thing]) => thing))} no difference stands out.`;
  }
  const parts = apart.map(({ curve, both: [x, y] }) => {
    const by =
      curve.id === 'sales' && y !== 0
        ? ` (${signed(x / y - 1)} over all days)`
        : ` (${plainNumber(x)} against ${plainNumber(y)})`;
    return `${x > y ? curve.above : curve.below}${by}`;
  });
  return `Against ${b}, ${a} ${listed(parts)}.`;
}

const signed = (share: number): string => `${share > 0 ? '+' : ''}${plainPercent(share)}`;

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

function meanOfBoth({ runs }: Pair, curve: Curve, day: number): readonly [number, number] | null {
  const means = runs.map((run) => {
    const values = valuesOf(run, curve.measure)
      .slice(0, day)
      .filter((one) => one !== null);
    return values.length === 0
      ? null
      : values.reduce((sum, one) => sum + one, 0) / values.length / curve.scale;
  });
  return means[0] == null || means[1] == null ? null : [means[0], means[1]];
}

/** Title of a curve: its finding at a day. */
export function curveFinding(pair: Pair, curve: Curve, day: number): string {
  const [a, b] = shopNames(pair.setting);
  const both = bothAt(pair, curve, day);
  if (both === null) return '';
  if (isSame(pair, curve, day, both))
    return `${day < SOON ? 'Too early to tell' : 'No clear difference'}: ${curveNumber(curve, both[0])} and ${curveNumber(curve, both[1])}.`;
  const [first, second] = both[0] > both[1] ? [a, b] : [b, a];
  return `${first} ${curveNumber(curve, Math.max(...both))}, ${second} ${curveNumber(curve, Math.min(...both))}: ${first} ${curve.above}.`;
}

/** For who cannot see the curve. */
export function curveAlt(pair: Pair, curve: Curve): string {
  const names = shopNames(pair.setting);
  const lines = pair.runs.map((run, side) => {
    const values = valuesOf(run, curve.measure).filter((one) => one !== null);
    if (values.length === 0) return `${names[side]}: nothing yet`;
    const at = (value: number): string => curveNumber(curve, value / curve.scale);
    if (values.length === 1) return `${names[side]}: ${at(values[0]!)} on day 1`;
    return `${names[side]}: ${at(values[0]!)} on day 1, ${at(values.at(-1)!)} on day ${run.rounds.length}, between ${at(Math.min(...values))} and ${at(Math.max(...values))}`;
  });
  return `Line chart over days. ${curve.title}, ${curve.unit}. ${lines.join('. ')}.`;
}

/** What the followed shopper's page holds, of a day. */
export function pageWords(
  { watched }: ShopRun,
  day: number,
): { readonly text: string; readonly hits: number } {
  const own = watched[day - 1];
  if (!own || own.shown.length === 0) return { text: '', hits: 0 };
  const best = new Set(own.best);
  const page = lastPage(own.shown, own.best.length);
  const hits = page.filter(({ item }) => best.has(item)).length;
  return {
    text: `${hits} of ${page.length} are among the ${own.best.length} this shopper would like best`,
    hits,
  };
}

/** The last of the day's home slates. */
export const lastPage = <T>(shown: readonly T[], size: number): readonly T[] =>
  size > 0 && shown.length > size ? shown.slice(-size) : shown;

/** How things stand when something is to be looked at. */
export interface Standing {
  readonly mode: 'running' | 'paused' | 'done' | 'failed';
  /** Nobody has started these shops yet. */
  readonly untouched: boolean;
  /** There is a control to move. */
  readonly movable: boolean;
}

/** What to look at, for who has touched nothing. */
export function captionOf(
  { setting, runs }: Pair,
  day: number,
  { mode, untouched, movable }: Standing,
): string {
  const [a, b] = shopNames(setting);
  if (day === 0 && mode !== 'done') {
    const opens =
      mode !== 'paused'
        ? ''
        : untouched && setting.lesson !== undefined
          ? ' They open when you have guessed above, or with Start.'
          : ' They open with Start.';
    return `Both shops know nothing of their ${runs[0].world?.shoppers ?? setting.shoppers} shoppers yet. Only one thing differs between them: ${a} fills the page in one, ${b} in the other.${opens}`;
  }
  const over = mode === 'done' && day === daysDone(runs);
  if (day <= 2 && !over)
    return 'Look at the two pages below. They belong to the same person; a ring marks what was clicked, a star what this person would like best in truth.';
  if (mode !== 'done' && (day <= Math.ceil(setting.rounds / 2) || setting.hide.includes('map')))
    return 'Look at the strips of small squares: one column a day, one colour a department. Does one shop narrow sooner than the other?';
  if (mode !== 'done')
    return 'Look at the map: each dot is a shopper, the tail shows where a taste has come from. Only the shop differs.';
  return movable
    ? 'Compare below what one person is shown in the two. Then move one slider: both shops start again in the same world, and what you have just seen stays as dashed lines.'
    : '';
}

/** Who is clearly served worse than all others, in both shops. */
export function groupFinding(pair: Pair, attribute: string, day: number): string {
  const names = shopNames(pair.setting);
  const found = pair.runs.map((run) => {
    const rows = (run.rounds[day - 1]?.groups[attribute] ?? []).filter((row) => row.slotRegret !== null);
    return rows.length < 2 ? null : servedWorse(rows);
  });
  const [a, b] = found;
  if (!a || !b) return '';
  if (a.length + b.length === 0)
    return 'No group is clearly served worse in either shop: the gaps are no larger than chance among so many shoppers makes, or too small to matter.';
  const part = (side: 0 | 1): string => {
    const worse = found[side]!;
    if (worse.length === 0) return `In ${names[side]} no group is clearly served worse.`;
    const told = worse.map(
      ({ group, slotRegret, beyond }) =>
        `${group} (${plainNumber(slotRegret!)} a place, all others ${plainNumber(beyond!.others)})`,
    );
    return `In ${names[side]} ${listed(told)} ${worse.length === 1 ? 'is' : 'are'} clearly served worse.`;
  };
  return `${part(0)} ${part(1)}`;
}

/** That one world is one world, and what was said of the one before where only its seed was another. */
export function worldLine({ setting }: Pair, before: Pair | null): string {
  const line = `This is one world, of seed “${setting.seed}”. Another seed makes other shoppers, other items and other chance: what holds there too can be trusted more.`;
  if (before === null || daysDone(before.runs) === 0) return line;
  const { seed } = before.setting;
  return seed !== setting.seed && worldless(before.setting) === worldless(setting)
    ? `One world, of seed “${setting.seed}”. With seed “${seed}” it was: ${headline(before)}`
    : line;
}

/** All that a run depends on but its seed. */
const worldless = ({ seed: _s, watched: _w, hide: _h, lesson: _l, ...rest }: Setting): string =>
  JSON.stringify(rest);

/** `playground`, `playground 2`, `playground 3` ... */
export function nextSeed(seed: string): string {
  const [, name, nth] = /^(.*?)(?: (\d{1,6}))?$/s.exec(seed)!;
  return `${name!.slice(0, 50)} ${nth === undefined ? 2 : Number(nth) + 1}`;
}
