/** One tree, leaf by leaf: the leaf whose best split saves most is split next. */

import type { Bins } from './bins.ts';
import type { BoostedRows } from './rows.ts';
import { type NodeSums, nodeValue, type Split, type SplitRules } from './split.ts';

export interface GrowRules extends SplitRules {
  readonly leaves: number;
  readonly depth: number;
  readonly learningRate: number;
}

/** A node as it is filed; leaves have no split. */
export interface GrownNode {
  readonly value: number;
  split?: {
    readonly feature: number;
    readonly threshold: number;
    readonly missingLeft: boolean;
    left: number;
    right: number;
  };
}

interface Open {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly slot: number;
  readonly split: Split;
}

/** Grows a tree over `count` rows whose gradients are ready, and adds it to what is predicted for them. */
export function growTree(
  rows: BoostedRows,
  count: number,
  total: { readonly gradient: number; readonly hessian: number },
  bins: Bins,
  rules: GrowRules,
): GrownNode[] {
  const nodes: GrownNode[] = [];
  const leaves: { readonly node: number; readonly from: number; readonly to: number }[] = [];
  const open: Open[] = [];
  const free = Array.from({ length: rules.leaves + 1 }, (_, slot) => rules.leaves - slot);

  const canSplit = (sums: NodeSums, depth: number): boolean =>
    depth < rules.depth && sums.count >= 2 * rules.leastRows && sums.hessian >= rules.leastHessian;

  /** Files a node, which then waits for its split or is a leaf. `slot` has its histograms; undefined: it may not be split. */
  const place = (
    sums: NodeSums,
    from: number,
    to: number,
    depth: number,
    slot: number | undefined,
  ): number => {
    const node = nodes.push({ value: rules.learningRate * nodeValue(sums, rules.l2) }) - 1;
    const split = slot !== undefined && canSplit(sums, depth) ? rows.split(slot, sums, rules) : undefined;
    if (split) open.push({ node, from, to, depth, slot: slot!, split });
    else {
      leaves.push({ node, from, to });
      if (slot !== undefined) free.push(slot);
    }
    return node;
  };

  const root = free.pop()!;
  rows.histograms(0, count, root);
  place({ ...total, count }, 0, count, 0, root);
  while (open.length > 0 && leaves.length + open.length < rules.leaves) {
    const { split, from, to, depth, slot, node } = takeBest(open);
    const { left, right, feature, missingLeft } = split;
    const middle = from + rows.partition(from, to, feature, split.bin, missingLeft);
    const isLast = leaves.length + open.length + 2 >= rules.leaves;
    const isOver = isLast || (!canSplit(left, depth + 1) && !canSplit(right, depth + 1));
    const isLeftLess = left.count < right.count;
    const less = isOver ? undefined : free.pop()!;
    const more = isOver ? undefined : slot;
    if (less === undefined) free.push(slot);
    else {
      rows.histograms(isLeftLess ? from : middle, isLeftLess ? middle : to, less);
      rows.takeAway(slot, less);
    }
    // A split after the last bin parts what is there from what is missing.
    const threshold = bins.thresholds[feature]![split.bin] ?? Number.MAX_VALUE;
    nodes[node]!.split = {
      feature,
      threshold,
      missingLeft,
      left: place(left, from, middle, depth + 1, isLeftLess ? less : more),
      right: place(right, middle, to, depth + 1, isLeftLess ? more : less),
    };
  }
  for (const { node, from, to } of [...leaves, ...open]) rows.add(from, to, nodes[node]!.value);
  return nodes;
}

/** Of equal gains the one that was found first. */
function takeBest(open: Open[]): Open {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i]!.split.gain > open[best]!.split.gain) best = i;
  return open.splice(best, 1)[0]!;
}
