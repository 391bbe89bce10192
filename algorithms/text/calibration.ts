/**
 * From scores that order well to probabilities that can be believed, learnt on rows that the scores were not fitted to.
 *
 * Platt, "Probabilistic outputs for support vector machines", 1999, with the targets of its section 2.2: a logistic curve of the
 * log odds. Zadrozny, Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002: a rising step
 * curve (pool adjacent violators), linear between its steps; of more than two classes, each against the rest, and then scaled to add up to 1.
 */

import { exp } from '../../numerics/math.ts';
import { f64 } from '../state/arrays.ts';
import { also, fields, list, oneOf, real, type Shape } from '../state/shape.ts';
import { fitLogistic } from './fit-logistic.ts';

const METHODS = ['platt', 'isotonic'] as const;
export type CalibrationMethod = (typeof METHODS)[number];

/** Of one class: from its log odds to its probability. */
interface Curve {
  /** Platt: log odds that are right = slope x score + offset. */
  readonly slope: number;
  readonly offset: number;
  /** Isotonic: (knots) ascending scores and the probability at each; none with Platt. */
  readonly score: Float64Array;
  readonly chance: Float64Array;
}

export interface Calibration {
  readonly method: CalibrationMethod;
  /** Of two classes, of the second alone. */
  readonly curves: readonly Curve[];
}

export const calibrationShape: Shape<Calibration> = fields<Calibration>({
  method: oneOf(METHODS),
  curves: list(
    also(
      fields<Curve>({ slope: real(), offset: real(), score: f64('knots'), chance: f64('knots') }),
      ({ score, chance }) =>
        score.some((one, n) => n > 0 && one < score[n - 1]!) || chance.some((one) => one < 0 || one > 1)
          ? 'scores ascend, and chances lie from 0 to 1'
          : undefined,
    ),
  ),
});

/** How many scores a row has: of two classes, of the second alone. */
export const curvesOf = (classes: number): number => (classes === 2 ? 1 : classes);

export const logistic = (z: number): number => (z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)));

/** @param scores (rows x curves) log odds as they were foretold, or any scores that rise with them; labels: (rows) as they are */
export async function learnCalibration(
  method: CalibrationMethod,
  scores: Float64Array,
  labels: Uint8Array,
  classes: number,
): Promise<Calibration> {
  const curves: Curve[] = [];
  const count = curvesOf(classes);
  for (let c = 0; c < count; c++) {
    const of = classes === 2 ? 1 : c;
    const score = Float64Array.from(labels, (_, row) => scores[row * count + c]!);
    const isOfIt = Uint8Array.from(labels, (label) => Number(label === of));
    curves.push(method === 'platt' ? await plattCurve(score, isOfIt) : isotonicCurve(score, isOfIt));
  }
  return { method, curves };
}

async function plattCurve(score: Float64Array, isOfIt: Uint8Array): Promise<Curve> {
  const rows = score.length;
  const positive = isOfIt.reduce((sum, one) => sum + one, 0);
  const [high, low] = [(positive + 1) / (positive + 2), 1 / (rows - positive + 2)];
  const membership = new Float64Array(2 * rows);
  isOfIt.forEach((one, row) => {
    membership[2 * row + 1] = one === 1 ? high : low;
    membership[2 * row] = 1 - membership[2 * row + 1]!;
  });
  const x = {
    rows,
    cols: 1,
    rowPtr: Uint32Array.from({ length: rows + 1 }, (_, row) => row),
    colIdx: new Uint32Array(rows),
    values: score,
  };
  const options = { penalty: 1e-6, tolerance: 1e-9, mostSteps: 100 };
  const { weights, intercepts } = await fitLogistic(x, membership, 2, options);
  return {
    slope: weights[0]!,
    offset: intercepts[0]!,
    score: new Float64Array(),
    chance: new Float64Array(),
  };
}

/** Pool adjacent violators, equal scores pooled from the start. */
export function isotonicCurve(score: Float64Array, isOfIt: Uint8Array): Curve {
  const order = Array.from(score, (_, row) => row).sort((a, b) => score[a]! - score[b]! || a - b);
  const blocks: { from: number; to: number; sum: number; weight: number }[] = [];
  for (const row of order) {
    const own = { from: score[row]!, to: score[row]!, sum: isOfIt[row]!, weight: 1 };
    const equal = blocks.at(-1);
    if (equal && equal.to === own.from && equal.from === own.from) {
      equal.sum += own.sum;
      equal.weight++;
    } else blocks.push(own);
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let last = block;
    while (pooled.length > 0 && mean(pooled.at(-1)!) >= mean(last)) {
      const before = pooled.pop()!;
      last = {
        from: before.from,
        to: last.to,
        sum: before.sum + last.sum,
        weight: before.weight + last.weight,
      };
    }
    pooled.push(last);
  }
  const knots = pooled.flatMap((block) =>
    block.from === block.to
      ? [[block.from, mean(block)] as const]
      : [[block.from, mean(block)] as const, [block.to, mean(block)] as const],
  );
  return {
    slope: 0,
    offset: 0,
    score: Float64Array.from(knots, ([at]) => at),
    chance: Float64Array.from(knots, ([, chance]) => chance),
  };
}

const mean = ({ sum, weight }: { readonly sum: number; readonly weight: number }): number => sum / weight;

/** Of one class's log odds. */
function along(method: CalibrationMethod, { slope, offset, score, chance }: Curve, z: number): number {
  if (method === 'platt') return logistic(slope * z + offset);
  if (score.length === 0) return 0.5;
  // The first knot that is not below z.
  let [low, high] = [0, score.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score[middle]! < z) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return chance[0]!;
  if (low === score.length) return chance[low - 1]!;
  const share = (z - score[low - 1]!) / (score[low]! - score[low - 1]!);
  return chance[low - 1]! + share * (chance[low]! - chance[low - 1]!);
}

/** Probabilities of the classes of a row with these scores (curves), into out[at] to out[at + classes - 1]. */
export function calibrated(
  { method, curves }: Calibration,
  scores: Float64Array,
  out: Float64Array,
  at: number,
): void {
  if (curves.length === 1) {
    const p = along(method, curves[0]!, scores[0]!);
    out[at] = 1 - p;
    out[at + 1] = p;
    return;
  }
  let total = 0;
  curves.forEach((curve, c) => {
    out[at + c] = along(method, curve, scores[c]!);
    total += out[at + c]!;
  });
  for (let c = 0; c < curves.length; c++) out[at + c] = total > 0 ? out[at + c]! / total : 1 / curves.length;
}
