/**
 * Sampled ranking: each question ranks its relevant items among others that are drawn, as Koren 2008 and He et al. 2017 did.
 * What comes out is not what full ranking gives, and may order algorithms otherwise (Krichene and Rendle 2020); it is labelled
 * wherever it shows.
 */

import type { Interactions } from '../../datasets/interactions.ts';
import { aliasTable, sampleAlias } from '../../numerics/distributions.ts';
import { log } from '../../numerics/math.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { Sampled } from '../run-record.ts';
import { hadBefore, historiesOf } from './questions.ts';
import type { TestSet } from './test-set.ts';

/** Draws a question that finds nothing new gives up after, and takes the rest by one draw an item. */
const DRAWS = 20;

/**
 * The test set with what each list may hold: relevant items of the catalogue and `sampled.items` others that may be listed, drawn
 * without replacement; all others where there are not as many. The same for every algorithm.
 *
 * @param key draws of the seed, purpose 'evaluate.candidates'
 */
export function sampleCandidates(test: TestSet, sampled: Sampled, key: DrawKey): TestSet {
  const weight = Float64Array.from(test.ranked, (ranked, item) =>
    ranked === 0 ? 0 : sampled.by === 'uniform' ? 1 : test.popularity[item]!,
  );
  const pool = Uint32Array.from(weight.keys()).filter((item) => weight[item]! > 0);
  const table = aliasTable(Float64Array.from(pool, (item) => weight[item]!));
  const questions = test.relevantPtr.length - 1;
  const rowPtr = new Uint32Array(questions + 1);
  const columns: number[] = [];
  test.shoppers.forEach((shopper, e) => {
    for (let q = test.questionPtr[e]!; q < test.questionPtr[e + 1]!; q++) {
      const relevant = test.relevantItems.subarray(test.relevantPtr[q]!, test.relevantPtr[q + 1]!);
      const barred = new Set([...relevant, ...barredFor(test, shopper, q)]);
      const draw = (a: number, b: number): number => uniform(key, shopper, q - test.questionPtr[e]!, a, b);
      const others = drawOthers({ pool, weight, table, barred, draw }, sampled.items);
      const own = [...relevant.filter((item) => test.ranked[item] === 1), ...others].sort((a, b) => a - b);
      for (const item of own) columns.push(item);
      rowPtr[q + 1] = columns.length;
    }
  });
  const colIdx = Uint32Array.from(columns);
  const values = new Float32Array(colIdx.length).fill(1);
  return { ...test, sampled, candidates: { rows: questions, cols: test.train.cols, rowPtr, colIdx, values } };
}

/** Items that the shopper had before question q, where lists may not hold them. */
function barredFor({ repeats, train, told }: TestSet, shopper: number, q: number): Iterable<number> {
  if (repeats !== 'exclude') return [];
  if (!told) return train.colIdx.subarray(train.rowPtr[shopper]!, train.rowPtr[shopper + 1]!);
  return hadBefore(train, Uint32Array.of(shopper), historiesOf(told, q, 1)).colIdx;
}

interface Urn {
  /** Items with a weight. */
  readonly pool: Uint32Array;
  /** (items) */
  readonly weight: Float64Array;
  /** Over the pool. */
  readonly table: ReturnType<typeof aliasTable>;
  readonly barred: ReadonlySet<number>;
  draw(a: number, b: number): number;
}

/**
 * At most `count` distinct items, one after another in proportion to their weights among those that are left: draws of all that
 * are repeated or barred are thrown away, and when most are, the rest comes from one exponential clock an item, which has the
 * same distribution (Efraimidis and Spirakis 2006).
 */
function drawOthers({ pool, weight, table, barred, draw }: Urn, count: number): Set<number> {
  const drawn = new Set<number>();
  for (let attempt = 0; drawn.size < count && attempt < DRAWS + 4 * count; attempt++) {
    const item = pool[sampleAlias(table, draw(0, attempt))]!;
    if (!barred.has(item)) drawn.add(item);
  }
  if (drawn.size >= count) return drawn;
  const left = [...pool].filter((item) => !barred.has(item) && !drawn.has(item));
  const clock = new Map(left.map((item) => [item, -log(1 - draw(1, item)) / weight[item]!]));
  left.sort((a, b) => clock.get(a)! - clock.get(b)! || a - b);
  for (const item of left.slice(0, count - drawn.size)) drawn.add(item);
  return drawn;
}

/** Rows first, first + 1, ... of the candidates, for a block of questions. */
export function candidateRows(
  { cols, rowPtr, colIdx, values }: Interactions,
  first: number,
  count: number,
): Interactions {
  const from = rowPtr[first]!;
  const to = rowPtr[first + count]!;
  return {
    rows: count,
    cols,
    rowPtr: rowPtr.slice(first, first + count + 1).map((at) => at - from),
    colIdx: colIdx.slice(from, to),
    values: values.slice(from, to),
  };
}
