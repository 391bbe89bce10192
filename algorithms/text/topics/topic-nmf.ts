/**
 * Topics by non-negative matrix factorisation: TF-IDF vectors of documents as sums of parts, X ~ W H, none below 0, with the least
 * |X - W H|^2. The zeros of X count, unlike those of a matrix of ratings (`factors/nmf.ts`), which are unknown.
 *
 * Lee, Seung, "Learning the parts of objects by non-negative matrix factorization", Nature 401, 1999 (the model); Cichocki, Phan, "Fast
 * local algorithms for large scale nonnegative matrix and tensor factorizations", IEICE Transactions E92-A, 2009 (HALS: one part at a
 * time in closed form); Boutsidis, Gallopoulos, "SVD based initialization", Pattern Recognition 41, 2008 (NNDSVD: where it begins).
 */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import { truncatedSvd } from '../../../numerics/truncated-svd.ts';
import type { TopicModel } from './topic-model.ts';

export interface TopicNmfOptions {
  readonly topics: number;
  readonly sweeps: number;
  /** Ends when a sweep lowers the error by less than this share of the first sweep's. */
  readonly tolerance: number;
  /** Key of the first vector of the decomposition it begins with; purpose 'topics.nmf'. */
  readonly key: DrawKey;
  /** Called after each sweep. */
  pause?(done: number, sweeps: number): Promise<void>;
}

/** The two factors: (rows x topics) and, transposed, (cols x topics). */
export interface NmfFactors {
  readonly rows: Float64Array;
  readonly cols: Float64Array;
  /** |X - W H| after each sweep */
  readonly errors: readonly number[];
}

/** @param matrix documents by words, no value below 0 */
export async function topicNmf(
  matrix: Interactions,
  words: readonly string[],
  options: TopicNmfOptions,
): Promise<TopicModel> {
  const { rows, cols, errors } = await factorise(matrix, options);
  const { topics } = options;
  const wordShare = new Float64Array(topics * words.length);
  const weight = new Float64Array(topics);
  for (let w = 0; w < words.length; w++) for (let k = 0; k < topics; k++) weight[k]! += cols[w * topics + k]!;
  for (let w = 0; w < words.length; w++)
    for (let k = 0; k < topics; k++)
      wordShare[k * words.length + w] =
        weight[k]! > 0 ? cols[w * topics + k]! / weight[k]! : 1 / words.length;
  // What a document has of a topic is measured in words, whatever the scale of the factors.
  const documentShare = rows.map((value, at) => value * weight[at % topics]!);
  for (let d = 0; d < matrix.rows; d++) {
    const own = documentShare.subarray(d * topics, (d + 1) * topics);
    const sum = own.reduce((a, b) => a + b, 0);
    if (sum > 0) for (let k = 0; k < topics; k++) own[k]! /= sum;
  }
  return {
    topics,
    words,
    wordShare,
    documentShare,
    course: errors.map((value, n) => ({ sweep: n + 1, value })),
  };
}

export async function factorise(
  matrix: Interactions,
  { topics, sweeps, tolerance, key, pause }: TopicNmfOptions,
): Promise<NmfFactors> {
  const negative = matrix.values.find((value) => !(value >= 0));
  if (negative !== undefined) throw new RangeError(`nmf: value ${negative}; none may be below 0`);
  const { rows, cols } = await firstFactors(matrix, topics, key);
  const norm = matrix.values.reduce((sum, value) => sum + value * value, 0);
  const errors: number[] = [];
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    const rowTargets = new Float64Array(rows.length);
    eachEntry(matrix, (r, c, value) => addScaled(rowTargets, r, cols, c, value, topics));
    updateSide(rows, rowTargets, gram(cols, topics), topics);
    const colTargets = new Float64Array(cols.length);
    eachEntry(matrix, (r, c, value) => addScaled(colTargets, c, rows, r, value, topics));
    const rowGram = gram(rows, topics);
    updateSide(cols, colTargets, rowGram, topics);
    errors.push(errorOf(norm, cols, colTargets, rowGram, topics));
    await pause?.(sweep, sweeps);
    const before = errors.at(-2);
    if (before !== undefined && before - errors.at(-1)! < tolerance * errors[0]!) break;
  }
  return { rows, cols, errors };
}

function eachEntry(
  { rows, rowPtr, colIdx, values }: Interactions,
  take: (r: number, c: number, value: number) => void,
) {
  for (let r = 0; r < rows; r++)
    for (let p = rowPtr[r]!; p < rowPtr[r + 1]!; p++) take(r, colIdx[p]!, values[p]!);
}

function addScaled(
  to: Float64Array,
  row: number,
  from: Float64Array,
  at: number,
  value: number,
  topics: number,
): void {
  for (let k = 0; k < topics; k++) to[row * topics + k]! += value * from[at * topics + k]!;
}

/** (topics x topics) products of the columns of a factor */
function gram(factor: Float64Array, topics: number): Float64Array {
  const out = new Float64Array(topics * topics);
  for (let row = 0; row < factor.length; row += topics)
    for (let j = 0; j < topics; j++) {
      const value = factor[row + j]!;
      if (value !== 0) for (let k = 0; k < topics; k++) out[j * topics + k]! += value * factor[row + k]!;
    }
  return out;
}

/** One column of a factor after another, each the best given the others. */
function updateSide(factor: Float64Array, targets: Float64Array, other: Float64Array, topics: number): void {
  for (let k = 0; k < topics; k++) {
    const own = other[k * topics + k]!;
    if (own === 0) continue;
    for (let row = 0; row < factor.length; row += topics) {
      let sum = targets[row + k]!;
      for (let j = 0; j < topics; j++) sum -= factor[row + j]! * other[j * topics + k]!;
      factor[row + k] = Math.max(0, factor[row + k]! + sum / own);
    }
  }
}

/** |X - W H|, from |X|^2 - 2 <H, W'X> + <W'W, H H'>. */
function errorOf(
  norm: number,
  cols: Float64Array,
  colTargets: Float64Array,
  rowGram: Float64Array,
  topics: number,
): number {
  const colGram = gram(cols, topics);
  let sum = norm;
  for (let i = 0; i < cols.length; i++) sum -= 2 * cols[i]! * colTargets[i]!;
  for (let i = 0; i < colGram.length; i++) sum += rowGram[i]! * colGram[i]!;
  return Math.sqrt(Math.max(0, sum));
}

/** NNDSVD: of each singular pair the larger of its positive and its negative part. */
async function firstFactors(
  matrix: Interactions,
  topics: number,
  key: DrawKey,
): Promise<{ rows: Float64Array; cols: Float64Array }> {
  const most = Math.min(matrix.rows, matrix.cols);
  if (!(topics >= 1 && topics <= most)) throw new RangeError(`nmf: ${topics} topics; there are 1 to ${most}`);
  const { values, right } = await truncatedSvd(matrix, { count: topics, tolerance: 1e-6, key });
  const left = new Float64Array(matrix.rows * topics);
  eachEntry(matrix, (r, c, value) => addScaled(left, r, right, c, value, topics));
  const rows = new Float64Array(left.length);
  const cols = new Float64Array(right.length);
  for (let k = 0; k < topics; k++) {
    const scale = values[k]!;
    if (!(scale > 0)) continue;
    const parts = [1, -1].map((sign) => {
      const [u, v] = [partNorm(left, k, topics, sign) / scale, partNorm(right, k, topics, sign)];
      return { sign, u, v, size: u * v };
    });
    const best = parts[1]!.size > parts[0]!.size ? parts[1]! : parts[0]!;
    if (best.size === 0) continue;
    const root = Math.sqrt(scale * best.size);
    for (let at = k; at < left.length; at += topics)
      rows[at] = (root * Math.max(0, (best.sign * left[at]!) / scale)) / best.u;
    for (let at = k; at < right.length; at += topics)
      cols[at] = (root * Math.max(0, best.sign * right[at]!)) / best.v;
  }
  return { rows, cols };
}

function partNorm(factor: Float64Array, k: number, topics: number, sign: number): number {
  let sum = 0;
  for (let at = k; at < factor.length; at += topics) sum += Math.max(0, sign * factor[at]!) ** 2;
  return Math.sqrt(sum);
}
