/** What an A/B test found, in words, from the numbers alone. */

import type { AbRecord } from '../../experiments/ab/ab-record.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import { formatCount, formatEstimate, formatNumber } from '../text/format.ts';

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const number = (value: number, half: number | null = null): string => formatNumber(value, half);

type Interval = Pick<AbRecord['test']['arms'][number]['plain'], 'difference' | 'low' | 'high'>;

/** `\u22125.2 (\u221212.6 to 2.3)`: digits that the interval supports. */
const estimate = ({ difference, low, high }: Interval): string =>
  formatEstimate({ mean: difference, low, high }, { unit: '' });

/** Findings, from the numbers alone. */
export function effectWords({ test, truth, level, aa, unit }: AbRecord): string[] {
  const lines = test.arms.map(({ arm, plain, cuped, holm }, at) => {
    const { effect } = truth[at]!;
    const holds = (low: number, high: number): string =>
      effect >= low && effect <= high ? 'holds' : 'misses';
    const told = (own: typeof plain, corrected: number): string =>
      `${estimate(own)}, p ${own.p.toPrecision(2)}${test.arms.length > 1 ? `, after Holm ${corrected.toPrecision(2)}` : ''}`;
    return `${arm}: ${foundWords(holm, level)}. Plain, ${unit} a shopper: ${told(plain, holm.plain)}; with CUPED ${told(cuped, holm.cuped)}. The true effect is ${number(effect)}: the interval ${holds(plain.low, plain.high)} it, that of CUPED ${holds(cuped.low, cuped.high)} it.`;
  });
  const factorial = test.contrasts.map(
    ({ name, value, low, high, holm, truth: effect }) =>
      `${name}, over all that it is crossed with: ${estimate({ difference: value, low, high })} ${unit} (after Holm p ${holm.toPrecision(2)}); truly ${number(effect)}.`,
  );
  return [
    ...lines,
    ...factorial,
    `What shoppers did before correlates at ${test.correlation.toFixed(2)} with what they do in the test. Over assignments CUPED leaves ${percent(aa.varianceRatio)} of the variance of a difference; 1 less the square of the correlation says ${percent(aa.varianceByTheory)}.`,
  ];
}

/** Whether the plain test and that by CUPED find a difference, after Holm. */
export function foundWords(holm: { readonly plain: number; readonly cuped: number }, level: number): string {
  const [plain, cuped] = [holm.plain < level, holm.cuped < level];
  if (plain && cuped) return 'a difference is found, with CUPED too';
  if (plain) return 'a difference is found, but not with CUPED';
  return cuped ? 'a difference is found with CUPED alone' : 'no difference is found, nor with CUPED';
}

/** `n = 133 to 134 shoppers an arm`. */
export function unitsWords({ test }: AbRecord): string {
  const counts = test.arms.flatMap(({ plain }) => plain.units);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `n = ${formatCount(least)}${least === most ? '' : ` to ${formatCount(most)}`} shoppers an arm`;
}

/** How wide intervals by CUPED are beside the plain ones, over all arms. */
export function widthWords({ test }: AbRecord): string {
  const shares = test.arms.map(({ plain, cuped }) => (cuped.high - cuped.low) / (plain.high - plain.low));
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return `Intervals of CUPED are ${least === most ? least : `${least} to ${most}`} as wide.`;
}

export function alarmWords({ aa, level, looks, naiveByTheory }: AbRecord): string[] {
  const share = (name: string): string => {
    const { found, replicates } = aa.stopping.find((one) => one.name === name)!;
    const { low, high } = wilsonInterval(found, replicates);
    return `${percent(found / replicates)} (${percent(low)} to ${percent(high)})`;
  };
  const { replicates } = aa.stopping[0]!;
  const above = aa.stopping.filter(({ found }) => wilsonInterval(found, replicates).low > level);
  return [
    `Of ${formatCount(replicates)} assignments of shoppers who are all alike, one look at the end is a false alarm in ${share('once')}, stopping at the first of ${looks.length} looks below ${level} in ${share('naive')}. Sums of independent increments would give ${percent(naiveByTheory)}; what a shopper does before and after a look hangs together, so looks here are more alike than that.`,
    `With sequential tests: ${['pocock', 'obrien-fleming', 'mixture'].map((name) => `${name} ${share(name)}`).join(', ')}. ${above.length === 0 ? 'No way to stop is above the level by more than chance.' : `Above the level by more than chance: ${above.map(({ name }) => name).join(', ')}.`}`,
  ];
}

export function powerWords({ truth, detectable, shoppers, unit, days }: AbRecord): string[] {
  const lines = truth.map(({ arm, effect, needed, neededCuped, power, powerCuped, stopping }) => {
    const of = (name: string) => stopping.find((one) => one.name === name)!;
    const counts = `${needed === null ? 'no number of' : formatCount(needed)} shoppers in each of two arms find it with chance 80 %, with CUPED ${neededCuped === null ? 'none' : formatCount(neededCuped)}`;
    const once = of('once');
    const early = ['pocock', 'obrien-fleming', 'mixture']
      .map(
        (name) =>
          `${name} finds it in ${percent(of(name).found / of(name).replicates)}, after ${of(name).day.toFixed(1)} of ${days} days on average`,
      )
      .join('; ');
    return `${arm}, true effect ${number(effect)} ${unit}: ${counts}. With these ${formatCount(shoppers)} shoppers the formula says ${percent(power)} (CUPED ${percent(powerCuped)}), assignments ${percent(once.found / once.replicates)}; ${early}.`;
  });
  return [
    `Two arms of half the shoppers each find a difference of ${number(detectable.plain)} ${unit} a shopper with chance 80 %, with CUPED ${number(detectable.cuped)}.`,
    ...lines,
  ];
}

/**
 * How many false alarms looking naively makes beside one look, over the same assignments. It looks at the end too, so that it finds
 * whatever one look does: the two are no independent shares, and what it finds more is a share of its own.
 */
export function peekingWords({ aa }: Pick<AbRecord, 'aa'>): string {
  const of = (which: string) => aa.stopping.find(({ name }) => name === which)!;
  const [once, naive] = [of('once'), of('naive')];
  const more = naive.found - once.found;
  if (more === 0) return 'Naive peeking makes no more false alarms than one look';
  const { low, high } = wilsonInterval(more, naive.replicates);
  const alone = `alone in ${percent(more / naive.replicates)} of assignments (${percent(low)} to ${percent(high)})`;
  return once.found === 0
    ? `Naive peeking makes ${formatCount(naive.found)} false alarms, one look none: ${alone}`
    : `Naive peeking makes ${(naive.found / once.found).toFixed(1)} times the false alarms of one look, ${alone}`;
}
