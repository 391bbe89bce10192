/** Every pair of algorithms under each metric that does not rank: whom a cell of a table beats. */

import { holm } from '../../numerics/multiple-tests.ts';
import { signFlipTests } from '../../numerics/paired-tests.ts';
import { metricDefined } from '../metrics/plan.ts';
import type { PairTests, Repeats } from '../run-record.ts';
import type { RunWithValues } from './compare.ts';
import { averagedDifference, averagedValues, type Places, type Row, shopperPlaces } from './entrants.ts';
import { completeRows, FLIPS, haveSameRounds, pairsAmong, type SignificanceOptions } from './significance.ts';

/** Flips where FLIPS of every metric would be more work than MOST_WORK. */
export const FEWER_FLIPS = 999;
/** Algorithms times shoppers times flips, summed over metrics and modes: a second or two. */
const MOST_WORK = 2 ** 31;

interface Tested {
  readonly repeats: Repeats;
  readonly definition: string;
  readonly rows: readonly Row[];
  readonly places: Places;
}

/**
 * By mode of repeats, then by metric, those of `primary` aside: of the metrics that are means over shoppers and have a better end of
 * which two complete algorithms or more have values.
 */
export function pairTests(
  runs: readonly RunWithValues[],
  primary: readonly string[],
  options: SignificanceOptions,
): PairTests[] {
  const tested = completeRows(runs).flatMap(({ repeats, rows }): Tested[] => {
    const places = shopperPlaces(rows);
    const definitions = [...new Set(rows.map(({ definition }) => definition))];
    return definitions.flatMap((definition): Tested[] => {
      const { direction } = metricDefined(definition);
      if (primary.includes(definition) || direction === 'none' || direction === 'zero') return [];
      const own = rows.filter((row) => row.definition === definition && hasValues(row));
      return own.length < 2 ? [] : [{ repeats, definition, rows: own, places }];
    });
  });
  const size = tested.reduce((sum, { rows, places }) => sum + rows.length * places.size, 0);
  const flips = size * FLIPS > MOST_WORK ? FEWER_FLIPS : FLIPS;
  return tested.map((one) => testsOf(one, flips, options));
}

const hasValues = ({ measured, definition }: Row): boolean =>
  measured.some(({ run }) => run.values?.definitions.includes(definition));

function testsOf(
  { repeats, definition, rows, places }: Tested,
  flips: number,
  { key, kernels }: SignificanceOptions,
): PairTests {
  const columns: Float64Array[] = rows.map((row) => averagedValues(row, places)!);
  const nobody = columns.push(new Float64Array(places.size).fill(Number.NaN)) - 1;
  const none = columns.push(new Float64Array(places.size)) - 1;
  const indices = pairsAmong(rows).map(([a, b]): readonly [number, number] => {
    if (haveSameRounds(rows[a]!, rows[b]!)) return [a, b];
    const own = averagedDifference(rows[a]!, rows[b]!, places);
    return [own === null ? nobody : columns.push(own) - 1, none];
  });
  const p = signFlipTests(columns, indices, { key, draws: flips, ...(kernels && { kernels }) });
  return {
    ...{ repeats, definition, flips },
    labels: rows.map(({ label }) => label),
    holm: Array.from(holm(p), (value) => (Number.isNaN(value) ? null : roundedUp(value))),
    signs: indices.map(([a, b]) => signOf(columns[a]!, columns[b]!)).join(''),
  };
}

/** Of the mean difference over whoever has both; a space where nobody has. */
function signOf(a: Float64Array, b: Float64Array): string {
  let [sum, n] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (Number.isNaN(difference)) continue;
    sum += difference;
    n++;
  }
  return n === 0 ? ' ' : sum > 0 ? '+' : sum < 0 ? '-' : '0';
}

/** To four digits, never less than it was but by the error of a sum: there are thousands of them. */
export function roundedUp(p: number): number {
  const near = Number(p.toPrecision(4));
  if (near >= p * (1 - 1e-12)) return near;
  const [digits, power] = p.toExponential(3).split('e') as [string, string];
  return Number(`${Math.round(1000 * Number(digits)) + 1}e${Number(power) - 3}`);
}
