/** Two measurements of one statistic side by side, in few enough numbers to draw. */

import { lorenzOf } from './data-figures/popularity.ts';
import { countsOf, type Measured } from './summary-statistics.ts';

export type Shape =
  /** Share of each that is at most x; x ascends. */
  | {
      readonly form: 'cumulative';
      readonly x: readonly number[];
      readonly real: readonly number[];
      readonly simulated: readonly number[];
    }
  /** Share of the rows that the least popular x of the items have, both thinned to as many rows. */
  | {
      readonly form: 'lorenz';
      readonly x: readonly number[];
      readonly real: readonly number[];
      readonly simulated: readonly number[];
    }
  /** Shares of classes; names of classes without names are their numbers. */
  | {
      readonly form: 'shares';
      readonly names: readonly string[];
      readonly real: readonly number[];
      readonly simulated: readonly number[];
    };

const QUANTILES = 60;
/** Names, the most frequent of the real ones first; the others are counted together. */
const MOST_NAMES = 20;
const OTHERS = 'others';

/** null where either has no such statistic. */
export function shapeOf(real: Measured, simulated: Measured): Shape | null {
  if (real.form === 'sample' && simulated.form === 'sample') return cumulative(real.values, simulated.values);
  if (real.form === 'items' && simulated.form === 'items') {
    const rows = Math.min(real.n, simulated.n);
    const [a, b] = [real, simulated].map(({ items }) => lorenzOf(countsOf(items, rows), rows)) as [
      number[],
      number[],
    ];
    return { form: 'lorenz', x: a.map((_, at) => at / (a.length - 1)), real: a, simulated: b };
  }
  if (real.form === 'classes' && simulated.form === 'classes')
    return {
      form: 'shares',
      names: Array.from(real.counts, (_, at) => String(at)),
      real: Array.from(real.counts, (count) => count / real.n),
      simulated: Array.from(simulated.counts, (count) => count / simulated.n),
    };
  if (real.form === 'labels' && simulated.form === 'labels') return named(real, simulated);
  return null;
}

function cumulative(real: Float64Array, simulated: Float64Array): Shape {
  const x = [...new Set([...quantilesOf(real), ...quantilesOf(simulated)])].sort((a, b) => a - b);
  return { form: 'cumulative', x, real: sharesUpTo(real, x), simulated: sharesUpTo(simulated, x) };
}

/** Values at even steps, the least and the most among them. */
const quantilesOf = (sorted: Float64Array): number[] =>
  Array.from(
    { length: QUANTILES + 1 },
    (_, at) => sorted[Math.round((at * (sorted.length - 1)) / QUANTILES)]!,
  );

function sharesUpTo(sorted: Float64Array, x: readonly number[]): number[] {
  let at = 0;
  return x.map((bound) => {
    while (at < sorted.length && sorted[at]! <= bound) at++;
    return at / sorted.length;
  });
}

type Labels = Extract<Measured, { form: 'labels' }>;

function named(real: Labels, simulated: Labels): Shape {
  const all = [...new Set([...real.counts.keys(), ...simulated.counts.keys()])].sort(
    (a, b) => (real.counts.get(b) ?? 0) - (real.counts.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  const kept = all.slice(0, MOST_NAMES);
  const shares = ({ counts, n }: Labels): number[] => {
    const own = kept.map((name) => (counts.get(name) ?? 0) / n);
    return all.length === kept.length ? own : [...own, 1 - own.reduce((sum, one) => sum + one, 0)];
  };
  return {
    form: 'shares',
    names: all.length === kept.length ? kept : [...kept, OTHERS],
    real: shares(real),
    simulated: shares(simulated),
  };
}
