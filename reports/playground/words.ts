/** What the page says in words, computed from what ran. */

import { CURVES, type Curve, curveOf, plainNumber, plainPercent } from './curves.ts';
import type { Pair, ShopRun } from './shop-run.ts';
import { daysDone, shopNames, valuesOf } from './shop-run.ts';

/** A difference below this share of all that the curves have spanned, or of the greater value, is not spoken of. */
const SAME_OF_SPAN = 0.08;
const SAME_OF_VALUE = 0.01;

export const daysWord = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** At the end of a day, of both shops; null where either has none. */
function bothAt({ runs }: Pair, curve: Curve, day: number): readonly [number, number] | null {
  const [a, b] = runs.map((run) => valuesOf(run, curve.measure)[day - 1] ?? null);
  return a == null || b == null ? null : [a / curve.scale, b / curve.scale];
}

function isSame({ runs }: Pair, curve: Curve, [a, b]: readonly [number, number]): boolean {
  const all = runs.flatMap((run) => valuesOf(run, curve.measure)).filter((one) => one !== null);
  const span = (Math.max(...all) - Math.min(...all)) / curve.scale;
  return Math.abs(a - b) <= Math.max(SAME_OF_SPAN * span, SAME_OF_VALUE * Math.max(Math.abs(a), Math.abs(b)));
}

/** `After 10 days als shows different people less of the same than item-knn: 17 % of items in common against 21 %.` */
export function headline(pair: Pair, day: number = daysDone(pair.runs)): string {
  const [a, b] = shopNames(pair.setting);
  if (day === 0) return 'Two shops open their doors to the same people.';
  const both = bothAt(pair, curveOf('alike'), day);
  if (both === null) return `After ${daysWord(day)} there is nothing to compare yet.`;
  const [x, y] = both;
  if (isSame(pair, curveOf('alike'), both))
    return `After ${daysWord(day)} both shops show two people about as much of the same: they have ${plainNumber(x)} % of their items in common in ${a}, ${plainNumber(y)} % in ${b}.`;
  const [first, second, high, low] = x > y ? [a, b, x, y] : [b, a, y, x];
  return `After ${daysWord(day)} ${first} shows two people more of the same than ${second}: ${plainNumber(high)} % of their items in common, against ${plainNumber(low)} %.`;
}

/** What stands under it: variety, sales and regret, of the first shop against its rival. */
export function secondLine(pair: Pair, day: number = daysDone(pair.runs)): string {
  const [a, b] = shopNames(pair.setting);
  if (day === 0) return '';
  const told = (['sales', 'regret', 'variety'] as const).flatMap((id) => {
    const curve = curveOf(id);
    const both = id === 'sales' ? meanOfBoth(pair, curve, day) : bothAt(pair, curve, day);
    return both === null ? [] : [{ curve, both, same: isSame(pair, curve, both) }];
  });
  const apart = told.filter(({ same }) => !same);
  if (told.length === 0) return '';
  if (apart.length === 0) return `In sales, in what shoppers miss and in variety the two are level.`;
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
  if (isSame(pair, curve, both)) return `Level: ${plainNumber(both[0])} and ${plainNumber(both[1])}.`;
  const [first, second] = both[0] > both[1] ? [a, b] : [b, a];
  return `${first} ${plainNumber(Math.max(...both))}, ${second} ${plainNumber(Math.min(...both))}: ${first} ${curve.above}.`;
}

/** For who cannot see the curve. */
export function curveAlt(pair: Pair, curve: Curve): string {
  const names = shopNames(pair.setting);
  const lines = pair.runs.map((run, side) => {
    const values = valuesOf(run, curve.measure).filter((one) => one !== null);
    if (values.length === 0) return `${names[side]}: nothing yet`;
    const at = (value: number): string => plainNumber(value / curve.scale);
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

/** What to look at, for who has touched nothing. */
export function captionOf({ setting, runs }: Pair, day: number, done: boolean): string {
  const [a, b] = shopNames(setting);
  if (day === 0)
    return `Both shops know nothing of their ${setting.shoppers} shoppers yet. Only one thing differs between them: ${a} fills the page in one, ${b} in the other.`;
  if (day <= 2)
    return 'Look at the two pages below. They belong to the same person; a ring marks what was clicked, a star what this person would like best in truth.';
  if (!done && day <= Math.ceil(setting.rounds / 2))
    return 'Look at the strips of small squares: one column a day, one colour a department. Does one shop narrow sooner than the other?';
  if (!done)
    return 'Look at the map: each dot is a shopper, the tail shows where a taste has come from. Only the shop differs.';
  const moved = runs.some((run) => run.outcome !== null);
  return moved
    ? 'Now move one slider. Both shops start again in the same world, and what you have just seen stays as dashed lines.'
    : '';
}

/** The widest gap between groups, over both shops. */
export function groupFinding(pair: Pair, attribute: string, day: number): string {
  const names = shopNames(pair.setting);
  const found = pair.runs.map((run) => {
    const rows = (run.rounds[day - 1]?.groups[attribute] ?? []).filter((row) => row.slotRegret !== null);
    if (rows.length < 2) return null;
    const sorted = [...rows].sort((x, y) => x.slotRegret! - y.slotRegret!);
    return { best: sorted[0]!, worst: sorted.at(-1)! };
  });
  const [a, b] = found;
  if (!a || !b) return '';
  const part = (side: 0 | 1): string => {
    const { best, worst } = found[side]!;
    return `${worst.group} (${plainNumber(worst.slotRegret!)}, against ${plainNumber(best.slotRegret!)} for ${best.group})`;
  };
  if (a.worst.group === b.worst.group)
    return `In both shops ${a.worst.group} miss most: in ${names[0]} ${plainNumber(a.worst.slotRegret!)}, in ${names[1]} ${plainNumber(b.worst.slotRegret!)}.`;
  return `In ${names[0]} those who miss most are ${part(0)}; in ${names[1]} ${part(1)}.`;
}

/** Ids of curves whose words are spoken in the headline and the line under it. */
export const SPOKEN: readonly string[] = CURVES.map(({ id }) => id).filter((id) =>
  ['alike', 'sales', 'regret', 'variety'].includes(id),
);
