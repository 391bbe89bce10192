/**
 * Gradient boosting of trees with the logistic loss over binned features: Friedman, "Greedy function approximation: a gradient boosting
 * machine", Annals of Statistics 29(5), 2001; histograms and leaf-wise growth as in Ke et al., "LightGBM", NIPS 2017. Bins, gains and values
 * are those of scikit-learn's HistGradientBoostingClassifier.
 */

import { exp, log, log1p } from '../../../numerics/math.ts';
import type { FitRun } from '../../algorithm.ts';
import { pause } from '../../pause.ts';
import { findBins, type Matrix } from './bins.ts';
import { type GrownNode, type GrowRules, growTree } from './grow.ts';
import { openRows } from './rows.ts';
import { scoreOf, type Trees } from './trees.ts';

export interface BoostRules extends GrowRules {
  readonly trees: number;
  readonly bins: number;
  readonly positiveWeight: number;
  /** Trees without a lower loss on `validation` after which no more are grown; absent: all are. */
  readonly patience?: number;
}

export interface Labelled {
  readonly matrix: Matrix;
  /** (rows) 0 or 1 */
  readonly label: Uint8Array;
}

export interface Boosted {
  /** Log odds before any tree. */
  readonly baseline: number;
  readonly trees: Trees;
}

export async function boost(
  { matrix, label }: Labelled,
  rules: BoostRules,
  run: FitRun,
  validation?: Labelled,
): Promise<Boosted> {
  const { rows } = matrix;
  const baseline = logOdds(label, rules.positiveWeight);
  const grown: GrownNode[][] = [];
  if (rows === 0) return { baseline, trees: flatten(grown) };
  const bins = findBins(matrix, rules.bins);
  const held = validation && heldOut(validation, baseline, rules.positiveWeight);
  const boosted = openRows(run.kernels, {
    matrix,
    bins,
    label,
    positiveWeight: rules.positiveWeight,
    baseline,
    slots: rules.leaves + 1,
  });
  try {
    let best = { loss: held?.loss() ?? Number.POSITIVE_INFINITY, trees: 0 };
    for (let tree = 0; tree < rules.trees; tree++) {
      await pause(run, tree, rules.trees);
      grown.push(growTree(boosted, rows, boosted.gradients(), bins, rules));
      if (held) {
        held.add(flatten([grown.at(-1)!]));
        const loss = held.loss();
        run.trace?.('loss', tree + 1, loss);
        if (loss < best.loss) best = { loss, trees: tree + 1 };
        else if (rules.patience !== undefined && tree + 1 - best.trees >= rules.patience) break;
      }
    }
    if (held && rules.patience !== undefined) grown.length = best.trees;
  } finally {
    boosted.close();
  }
  return { baseline, trees: flatten(grown) };
}

/** Of what is known of all rows together; one row of each class stands in where a class has none. */
function logOdds(label: Uint8Array, positiveWeight: number): number {
  const positives = label.reduce((sum, one) => sum + one, 0);
  const negatives = label.length - positives;
  const isOneSided = positives === 0 || negatives === 0;
  const [p, n] = isOneSided ? [positives + 1, negatives + 1] : [positives, negatives];
  return log((p * positiveWeight) / n);
}

function heldOut({ matrix, label }: Labelled, baseline: number, positiveWeight: number) {
  const raw = new Float64Array(matrix.rows).fill(baseline);
  return {
    add(trees: Trees): void {
      for (let row = 0; row < matrix.rows; row++)
        raw[row]! += scoreOf(trees, matrix.values, row * matrix.features);
    },
    /** Mean logistic loss. */
    loss(): number {
      let sum = 0;
      for (let row = 0; row < matrix.rows; row++) {
        const margin = label[row] === 1 ? raw[row]! : -raw[row]!;
        const own = margin > 0 ? log1p(exp(-margin)) : -margin + log1p(exp(margin));
        sum += label[row] === 1 ? positiveWeight * own : own;
      }
      return sum / matrix.rows;
    },
  };
}

export function flatten(grown: readonly (readonly GrownNode[])[]): Trees {
  const nodes = grown.reduce((sum, tree) => sum + tree.length, 0);
  const out = {
    nodes,
    trees: grown.length,
    start: new Uint32Array(grown.length + 1),
    left: new Uint32Array(nodes),
    right: new Uint32Array(nodes),
    feature: new Uint32Array(nodes),
    threshold: new Float64Array(nodes),
    missingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes),
  };
  let at = 0;
  grown.forEach((tree, t) => {
    const start = at;
    for (const { value, split } of tree) {
      out.value[at] = value;
      if (split) {
        out.left[at] = start + split.left;
        out.right[at] = start + split.right;
        out.feature[at] = split.feature;
        out.threshold[at] = split.threshold;
        out.missingLeft[at] = split.missingLeft ? 1 : 0;
      }
      at++;
    }
    out.start[t + 1] = at;
  });
  return out;
}
