/** Grown trees as flat arrays, and what they say of a row. */

import { f64, flags, indices, rowStarts } from '../../state/arrays.ts';
import { also, fields, type Shape, size } from '../../state/shape.ts';

/** Nodes of all trees, one tree after another, each node before those below it. */
export interface Trees {
  readonly nodes: number;
  readonly trees: number;
  /** (trees + 1) */
  readonly start: Uint32Array;
  /** (nodes) 0: a leaf; else both branches as nodes. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly feature: Uint32Array;
  /** (nodes) what does not exceed it goes left. */
  readonly threshold: Float64Array;
  /** (nodes) 1: what is missing goes left. */
  readonly missingLeft: Uint8Array;
  /** (nodes) what a tree that ended here would add to the log odds. */
  readonly value: Float64Array;
}

export const treesShape = (features: string): Shape<Trees> =>
  also(
    fields<Trees>({
      nodes: size('nodes'),
      trees: size('trees'),
      start: rowStarts('trees', 'nodes'),
      left: indices('nodes', 'nodes'),
      right: indices('nodes', 'nodes'),
      feature: indices(features, 'nodes'),
      threshold: f64('nodes'),
      missingLeft: flags('nodes'),
      value: f64('nodes'),
    }),
    ({ left, right, start, trees }) => {
      for (let tree = 0; tree < trees; tree++) {
        const [from, to] = [start[tree]!, start[tree + 1]!];
        if (from === to) return `tree ${tree} has no node`;
        for (let node = from; node < to; node++)
          for (const child of left[node] === 0 ? [] : [left[node]!, right[node]!])
            if (child <= node || child >= to)
              return `node ${node} leads to node ${child}; one below it in its tree is expected`;
      }
      return undefined;
    },
  );

/** The node of `tree` in which a row ends: values of features from `at` of `values`. */
export function leafOf(trees: Trees, tree: number, values: Float32Array, at: number): number {
  const { left, right, feature, threshold, missingLeft } = trees;
  let node = trees.start[tree]!;
  while (left[node] !== 0) {
    const value = values[at + feature[node]!]!;
    const goesLeft = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
    node = goesLeft ? left[node]! : right[node]!;
  }
  return node;
}

/** Sum of what all trees add. */
export function scoreOf(trees: Trees, values: Float32Array, at: number): number {
  let sum = 0;
  for (let tree = 0; tree < trees.trees; tree++) sum += trees.value[leafOf(trees, tree, values, at)]!;
  return sum;
}

/** By feature: what its splits on the way of a row have added; all together, and the roots, make the score (Saabas 2014). */
export function contributionsOf(trees: Trees, values: Float32Array, at: number, out: Float64Array): void {
  const { left, right, feature, threshold, missingLeft, start, value: worth } = trees;
  for (let tree = 0; tree < trees.trees; tree++) {
    let node = start[tree]!;
    while (left[node] !== 0) {
      const split = feature[node]!;
      const value = values[at + split]!;
      const goesLeft = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
      const next = goesLeft ? left[node]! : right[node]!;
      out[split]! += worth[next]! - worth[node]!;
      node = next;
    }
  }
}
