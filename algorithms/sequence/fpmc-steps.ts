/** The steps of fpmc.ts. */

import type { Feedback } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { logisticOfMinus } from '../../numerics/kernels/logistic.ts';
import { log } from '../../numerics/math.ts';
import { type DrawKey, philox4x32, uniform4 } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { pause } from '../pause.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { type SEQUENCE_UNITS, trainingSequences } from './sequences.ts';

/** U of shoppers meets V of items, P of items before meets N of items: (rows * factors) each. */
export interface ChainVectors {
  readonly shopper?: Float32Array;
  readonly liked?: Float32Array;
  readonly previous: Float32Array;
  readonly next: Float32Array;
}

export interface ChainOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularisation: number;
  readonly initialScale: number;
  readonly unit: (typeof SEQUENCE_UNITS)[number];
  readonly last: number;
  readonly shoppers: boolean;
}

/** One row to learn from, against another item. */
export interface ChainStep {
  readonly shopper: number;
  readonly item: number;
  readonly other: number;
  /** The items before are before[start ... end). */
  readonly before: Uint32Array;
  readonly start: number;
  readonly end: number;
}

const ATTEMPTS = 8;
const STEPS_BETWEEN_CHECKPOINTS = 50_000;
const SIDES = { shopper: 0, liked: 1, previous: 2, next: 3 } as const;

/** Fits all vectors. Trained items alone are drawn against. */
export async function fitChain(
  feedback: Feedback,
  options: ChainOptions,
  run: FitRun,
): Promise<ChainVectors> {
  const { rowPtr, item, shopper } = trainingSequences(feedback, options.unit);
  const owner = new Uint32Array(item.length);
  const first = new Uint32Array(item.length);
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    owner.fill(shopper[s]!, rowPtr[s], rowPtr[s + 1]);
    for (let row = rowPtr[s]!; row < rowPtr[s + 1]!; row++)
      first[row] = Math.max(rowPtr[s]!, row - options.last);
  }
  const pool = Uint32Array.from(new Set(item)).sort();
  const vectors = firstVectors(feedback, options, run.draw('fpmc.init'));
  const take = chainStepper(vectors, options);
  const key = run.draw('fpmc.steps');
  const words = new Uint32Array(4);
  const total = options.epochs * item.length;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    let loss = 0;
    for (let n = 0; n < item.length; n++) {
      philox4x32(key.k0, key.k1, n, epoch, 0, 0, words);
      const row = below(words[0]!, item.length);
      const other = drawOther(key, n, epoch, pool, item[row]!, words);
      if (other < 0) continue;
      const margin = take({
        shopper: owner[row]!,
        item: item[row]!,
        other,
        before: item,
        start: first[row]!,
        end: row,
      });
      if (run.trace) loss -= log(1 - logisticOfMinus(margin));
      if (n % STEPS_BETWEEN_CHECKPOINTS === 0) await pause(run, epoch * item.length + n, total);
    }
    run.trace?.('loss', epoch + 1, loss / item.length);
  }
  for (const values of Object.values(vectors)) checkFinite(values, 'fpmc');
  return vectors;
}

const below = (word: number, n: number): number => Math.floor((word / 2 ** 32) * n);

/** An item of the pool other than `item`; -1 where none was drawn. Words 1 to 3 of the step are drawn already. */
function drawOther(
  key: DrawKey,
  n: number,
  epoch: number,
  pool: Uint32Array,
  item: number,
  words: Uint32Array,
): number {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt % 4 === 0) philox4x32(key.k0, key.k1, n, epoch, attempt / 4, 0, words);
    const other = pool[below(words[attempt % 4]!, pool.length)]!;
    if (other !== item) return other;
  }
  return -1;
}

function firstVectors({ shoppers, items }: Feedback, options: ChainOptions, key: DrawKey): ChainVectors {
  const { factors } = options;
  const deviation = options.initialScale / Math.sqrt(factors);
  const four = new Float64Array(4);
  const drawn = (rows: number, side: keyof typeof SIDES): Float32Array => {
    const vectors = new Float32Array(rows * factors);
    for (let row = 0; row < rows; row++) {
      for (let f = 0; f < factors; f++) {
        if (f % 4 === 0) uniform4(key, row, SIDES[side], f / 4, 0, four);
        vectors[row * factors + f] = deviation * normalQuantile(four[f % 4]!);
      }
    }
    return vectors;
  };
  return {
    ...(options.shoppers && { shopper: drawn(shoppers, 'shopper'), liked: drawn(items, 'liked') }),
    previous: drawn(items, 'previous'),
    next: drawn(items, 'next'),
  };
}

/** One step down the gradient, changing the vectors; returns the margin x(item) - x(other) before it. */
export function chainStepper(
  { shopper: u, liked: v, previous: p, next: n }: ChainVectors,
  { factors, learningRate: rate, regularisation }: ChainOptions,
): (step: ChainStep) => number {
  const mean = new Float64Array(factors);
  const keep = 1 - rate * regularisation;
  return ({ shopper, item, other, before, start, end }) => {
    const [own, i, j] = [shopper * factors, item * factors, other * factors];
    mean.fill(0);
    for (let b = start; b < end; b++) {
      const l = before[b]! * factors;
      for (let f = 0; f < factors; f++) mean[f]! += p[l + f]!;
    }
    const share = end > start ? 1 / (end - start) : 0;
    let margin = 0;
    for (let f = 0; f < factors; f++) {
      mean[f]! *= share;
      margin += mean[f]! * (n[i + f]! - n[j + f]!);
    }
    if (u && v) for (let f = 0; f < factors; f++) margin += u[own + f]! * (v[i + f]! - v[j + f]!);
    const gain = rate * logisticOfMinus(margin);
    if (share > 0) {
      for (let b = start; b < end; b++) {
        const l = before[b]! * factors;
        for (let f = 0; f < factors; f++)
          p[l + f] = keep * p[l + f]! + gain * share * (n[i + f]! - n[j + f]!);
      }
      for (let f = 0; f < factors; f++) {
        n[i + f] = keep * n[i + f]! + gain * mean[f]!;
        n[j + f] = keep * n[j + f]! - gain * mean[f]!;
      }
    }
    if (u && v) {
      for (let f = 0; f < factors; f++) {
        const [a, b, c] = [u[own + f]!, v[i + f]!, v[j + f]!];
        u[own + f] = keep * a + gain * (b - c);
        v[i + f] = keep * b + gain * a;
        v[j + f] = keep * c - gain * a;
      }
    }
    return margin;
  };
}
