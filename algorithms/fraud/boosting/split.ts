/** The best split of a node by its histograms: least second-order loss of both sides, missing values on the better side. */

import { MISSING_BIN } from './bins.ts';

/** Histograms of a node. */
export interface Histograms {
  /** (features x 256 x 2) sums of gradients and hessians, f64. */
  readonly sums: Float64Array;
  /** (features x 256) */
  readonly counts: Uint32Array;
}

export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

export interface Split {
  readonly gain: number;
  readonly feature: number;
  /** Last bin that goes left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

export interface SplitRules {
  readonly leastRows: number;
  readonly leastHessian: number;
  readonly l2: number;
}

/** Keeps a node of no hessian finite. */
const TINY = 1e-15;

/** What second-order loss a node loses with its best value; also that value, -G / (H + l2). */
export const nodeValue = ({ gradient, hessian }: NodeSums, l2: number): number =>
  -gradient / (hessian + l2 + TINY);
const saved = (gradient: number, hessian: number, l2: number): number =>
  (gradient * gradient) / (hessian + l2 + TINY);

/** undefined: no split lowers the loss and keeps the rules. Of equal ones the first feature's, the lowest bin's. */
export function bestSplit(
  { sums, counts }: Histograms,
  node: NodeSums,
  binsOf: Uint32Array,
  hasMissing: Uint8Array,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined;
  for (let feature = 0; feature < binsOf.length; feature++) {
    const base = feature * 256;
    const missing = base + MISSING_BIN;
    const absent =
      hasMissing[feature] === 1
        ? { g: sums[2 * missing]!, h: sums[2 * missing + 1]!, n: counts[missing]! }
        : undefined;
    // Missing values on the right: bins left of it are added one by one; then on the left.
    for (const missingLeft of absent ? [false, true] : [false]) {
      const found = scan(
        feature,
        sums,
        counts,
        base,
        binsOf[feature]!,
        node,
        rules,
        absent,
        missingLeft,
        best?.gain ?? 0,
      );
      if (found) best = found;
    }
  }
  return best;
}

function scan(
  feature: number,
  sums: Float64Array,
  counts: Uint32Array,
  base: number,
  bins: number,
  node: NodeSums,
  { leastRows, leastHessian, l2 }: SplitRules,
  absent: { readonly g: number; readonly h: number; readonly n: number } | undefined,
  missingLeft: boolean,
  least: number,
): Split | undefined {
  const parent = saved(node.gradient, node.hessian, l2);
  let [g, h, n] = missingLeft ? [absent!.g, absent!.h, absent!.n] : [0, 0, 0];
  let bestGain = least;
  let [bestBin, bestG, bestH, bestN] = [-1, 0, 0, 0];
  // All that is there on the left, and what is missing on the right, is a split too.
  const end = absent && !missingLeft ? bins : bins - 1;
  for (let bin = 0; bin < end; bin++) {
    const at = base + bin;
    g += sums[2 * at]!;
    h += sums[2 * at + 1]!;
    n += counts[at]!;
    if (n < leastRows || h < leastHessian) continue;
    if (node.count - n < leastRows || node.hessian - h < leastHessian) break;
    const gain = saved(g, h, l2) + saved(node.gradient - g, node.hessian - h, l2) - parent;
    if (gain <= bestGain) continue;
    [bestGain, bestBin, bestG, bestH, bestN] = [gain, bin, g, h, n];
  }
  if (bestBin < 0) return undefined;
  return splitAt(
    { gain: bestGain, feature, bin: bestBin },
    absent ? missingLeft : undefined,
    { gradient: bestG, hessian: bestH, count: bestN },
    node,
  );
}

/** A split by its left side. `missingLeft`: undefined where nothing was missing in training; then what is missing later goes with the many. */
export function splitAt(
  place: Pick<Split, 'gain' | 'feature' | 'bin'>,
  missingLeft: boolean | undefined,
  left: NodeSums,
  node: NodeSums,
): Split {
  const right = {
    gradient: node.gradient - left.gradient,
    hessian: node.hessian - left.hessian,
    count: node.count - left.count,
  };
  return { ...place, missingLeft: missingLeft ?? left.count > right.count, left, right };
}
