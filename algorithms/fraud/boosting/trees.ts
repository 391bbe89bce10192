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

export interface Walks {
  /** Sum of what all trees add to a row. */
  score(values: Float32Array): number;
  /**
   * By feature: adds to `out` what its splits on the way of a row have added; all together, and the roots, make the score (Saabas 2014). Cheap for the
   * row that was scored last.
   */
  contributions(values: Float32Array, out: Float64Array): void;
}

/** Ways of rows through trees of so many features; the last one is remembered. */
export function walksOf(trees: Trees, features: number): Walks {
  const { left, right, feature, threshold, missingLeft, start, value: worth } = trees;
  const { by, gain, mostSteps } = stepsOf(trees);
  const path = new Uint32Array(mostSteps);
  let steps = 0;
  const last = new Float32Array(features);
  let isWalked = false;
  const score = (values: Float32Array): number => {
    last.set(values);
    isWalked = true;
    steps = 0;
    let sum = 0;
    for (let tree = 0; tree < trees.trees; tree++) {
      let node = start[tree]!;
      while (left[node] !== 0) {
        const value = values[feature[node]!]!;
        const goesLeft = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
        node = goesLeft ? left[node]! : right[node]!;
        path[steps++] = node;
      }
      sum += worth[node]!;
    }
    return sum;
  };
  return {
    score,
    contributions(values, out) {
      if (!isWalked || !areEqual(values, last)) score(values);
      for (let step = 0; step < steps; step++) out[by[path[step]!]!]! += gain[path[step]!]!;
    },
  };
}

function areEqual(a: Float32Array, b: Float32Array): boolean {
  for (let f = 0; f < b.length; f++)
    if (a[f] !== b[f] && !(Number.isNaN(a[f]!) && Number.isNaN(b[f]!))) return false;
  return true;
}

/** Of every node, the feature that leads to it, and what it adds to what stands above it; the most steps that a row takes. */
function stepsOf({ nodes, trees, start, left, right, feature, value }: Trees) {
  const by = new Uint32Array(nodes);
  const gain = new Float64Array(nodes);
  const depth = new Uint32Array(nodes);
  let mostSteps = 0;
  for (let tree = 0; tree < trees; tree++) {
    let most = 0;
    for (let node = start[tree]!; node < start[tree + 1]!; node++) {
      most = Math.max(most, depth[node]!);
      if (left[node] === 0) continue;
      for (const child of [left[node]!, right[node]!]) {
        depth[child] = depth[node]! + 1;
        by[child] = feature[node]!;
        gain[child] = value[child]! - value[node]!;
      }
    }
    mostSteps += most;
  }
  return { by, gain, mostSteps };
}
