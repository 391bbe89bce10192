/** The best split of a node by its histograms: least second-order loss of both sides, missing values on the better side. */

import { MISSING_BIN } from './bins.ts';
import type { Units } from './units.ts';

/** Histograms of a node. */
export interface Histograms {
  /** (features x 256 x 2) sums of gradients; of hessians, with the number of rows above them. */
  readonly sums: BigInt64Array;
  readonly units: Units;
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
  histograms: Histograms,
  node: NodeSums,
  binsOf: Uint32Array,
  hasMissing: Uint8Array,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined;
  binsOf.forEach((bins, feature) => {
    // Missing values on the right: bins left of it are added one by one; then on the left.
    for (const missingLeft of hasMissing[feature] === 1 ? [false, true] : [undefined])
      best = scan(histograms, feature, bins, node, rules, missingLeft, best?.gain ?? 0) ?? best;
  });
  return best;
}

/** @param missingLeft undefined: nothing is missing */
function scan(
  { sums, units }: Histograms,
  feature: number,
  bins: number,
  node: NodeSums,
  { leastRows, leastHessian, l2 }: SplitRules,
  missingLeft: boolean | undefined,
  least: number,
): Split | undefined {
  const parent = saved(node.gradient, node.hessian, l2);
  const hessians = (1n << BigInt(units.bits)) - 1n;
  const base = feature * 256;
  let [g, counted] = [0n, 0n];
  const add = (bin: number): void => {
    g += sums[2 * (base + bin)]!;
    counted += BigInt.asUintN(64, sums[2 * (base + bin) + 1]!);
  };
  if (missingLeft) add(MISSING_BIN);
  let best: { readonly gain: number; readonly bin: number; readonly left: NodeSums } | undefined;
  // All that is there on the left, and what is missing on the right, is a split too.
  const end = missingLeft === false ? bins : bins - 1;
  for (let bin = 0; bin < end; bin++) {
    add(bin);
    const left = {
      gradient: Number(g) / units.gradient,
      hessian: Number(counted & hessians) / units.hessian,
      count: Number(counted >> BigInt(units.bits)),
    };
    if (left.count < leastRows || left.hessian < leastHessian) continue;
    if (node.count - left.count < leastRows || node.hessian - left.hessian < leastHessian) break;
    const rest = saved(node.gradient - left.gradient, node.hessian - left.hessian, l2);
    const gain = saved(left.gradient, left.hessian, l2) + rest - parent;
    if (gain > (best?.gain ?? least)) best = { gain, bin, left };
  }
  return best && splitAt({ gain: best.gain, feature, bin: best.bin }, missingLeft, best.left, node);
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
