/**
 * Isolation forest: Liu, Ting, Zhou, "Isolation forest", ICDM 2008. Trees split samples by features and values drawn evenly; what is unlike
 * the rest is alone after few splits. Score 2^(-E(h) / c(n)), h the length of the way with c(rows) added at its end (section 2, eq. 1 and 2).
 */

import { z } from 'zod';
import { log, pow } from '../../numerics/math.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { featuresOf, learntExamples } from '../learnt-examples.ts';
import { pause } from '../pause.ts';
import { f64, indices, rowStarts, u32 } from '../state/arrays.ts';
import { also, fields, size, texts, whole } from '../state/shape.ts';
import type { Matrix } from './boosting/bins.ts';
import { chooseFeatures, featureParams, matrixOf, tellByFeatures } from './learning-rows.ts';

const params = z.strictObject({
  trees: z.int().min(1).max(2000).default(200).describe('trees'),
  sample: z.int().min(2).max(65_536).default(256).describe('rows that a tree is grown on'),
  ...featureParams,
});

/** Nodes of all trees, one tree after another, each node before those below it. */
export interface IsolationTrees {
  readonly nodes: number;
  readonly trees: number;
  /** (trees + 1) */
  readonly start: Uint32Array;
  /** (nodes) 0: a leaf. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly feature: Uint32Array;
  readonly threshold: Float64Array;
  /** (nodes) training rows. */
  readonly rows: Uint32Array;
}

interface State extends IsolationTrees {
  readonly classes: readonly string[];
  readonly features: number;
  readonly names: readonly string[];
  /** (features) stands in for missing values: the median of training. */
  readonly middle: Float64Array;
  /** Rows a tree was grown on. */
  readonly sample: number;
}

const EULER = 0.5772156649015329;

/** Mean length of an unsuccessful search in a binary search tree of `rows` keys (eq. 1). */
export function meanPath(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}

/** Mean over trees of the length of a row's way (values of features from `at`). */
export function pathLength(trees: IsolationTrees, values: ArrayLike<number>, at: number): number {
  let sum = 0;
  for (let tree = 0; tree < trees.trees; tree++) {
    let node = trees.start[tree]!;
    let depth = 0;
    while (trees.left[node] !== 0) {
      node =
        values[at + trees.feature[node]!]! <= trees.threshold[node]! ? trees.left[node]! : trees.right[node]!;
      depth++;
    }
    sum += depth + meanPath(trees.rows[node]!);
  }
  return sum / trees.trees;
}

export const anomalyScore = (length: number, sample: number): number =>
  sample <= 1 ? 0.5 : pow(2, -length / meanPath(sample));

export const isolationForest = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'isolation-forest.v1',
  task: 'label',
  family: 'fraud',
  doc: 'how few random splits part a row from the rest',
  source: 'Liu, Ting, Zhou 2008',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'features',
  use: 'without labels, for what is rare and unlike the rest; what is rare and honest is raised too',
  cost: { fit: 'trees x sample x log sample', answer: 'trees x log sample', memory: 'trees x sample' },
  async learn(data, { trees, sample, without }, run) {
    const { all, rows } = learntExamples(data);
    const table = featuresOf(all);
    const chosen = chooseFeatures(table, { without });
    const matrix = matrixOf(table, rows, chosen);
    const middle = medians(matrix);
    for (let i = 0; i < matrix.values.length; i++)
      if (Number.isNaN(matrix.values[i]!)) matrix.values[i] = middle[i % matrix.features]!;
    const taken = Math.min(sample, matrix.rows);
    const grown: Node[][] = [];
    const keys = { sample: run.draw('isolation-forest.sample'), split: run.draw('isolation-forest.split') };
    for (let tree = 0; tree < trees; tree++) {
      await pause(run, tree, trees);
      grown.push(growTree(matrix, drawRows(matrix.rows, taken, keys.sample, tree), keys.split, tree));
    }
    const { names } = chosen;
    return {
      classes: [...all.classes],
      features: names.length,
      names: [...names],
      middle,
      sample: taken,
      ...flatten(grown),
    };
  },
  shape: also(
    fields<State>({
      classes: texts(2),
      features: size('features'),
      names: texts('features'),
      middle: f64('features'),
      sample: whole(0, 65_536),
      nodes: size('nodes'),
      trees: size('trees'),
      start: rowStarts('trees', 'nodes'),
      left: indices('nodes', 'nodes'),
      right: indices('nodes', 'nodes'),
      feature: u32('nodes'),
      threshold: f64('nodes'),
      rows: u32('nodes'),
    }),
    ({ left, right, feature, nodes, features }) => {
      for (let node = 0; node < nodes; node++) {
        if (left[node] === 0) continue;
        if (left[node]! <= node || right[node]! <= node) return `node ${node} leads back`;
        if (feature[node]! >= features)
          return `node ${node} splits by feature ${feature[node]} of ${features}`;
      }
      return undefined;
    },
  ),
  open(state) {
    const { classes, names, middle, sample } = state;
    const filled = new Float32Array(names.length);
    const { rowOf: _, ...told } = tellByFeatures(classes, names, (values) => {
      for (let f = 0; f < filled.length; f++) filled[f] = Number.isNaN(values[f]!) ? middle[f]! : values[f]!;
      return anomalyScore(pathLength(state, filled, 0), sample);
    });
    return told;
  },
});

function medians({ rows, features, values }: Matrix): Float64Array {
  return Float64Array.from({ length: features }, (_, f) => {
    const own = Float64Array.from({ length: rows }, (_row, row) => values[row * features + f]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    // As an f32, as all values of features are.
    return own.length === 0 ? 0 : Math.fround(own[(own.length - 1) >> 1]!);
  });
}

/** `count` different rows, each as likely as any other (partial shuffle). */
function drawRows(rows: number, count: number, key: DrawKey, tree: number): Uint32Array {
  const moved = new Map<number, number>();
  return Uint32Array.from({ length: count }, (_, i) => {
    const at = i + Math.floor(uniform(key, tree, i) * (rows - i));
    const found = moved.get(at) ?? at;
    moved.set(at, moved.get(i) ?? i);
    return found;
  });
}

interface Node {
  readonly rows: number;
  split?: { readonly feature: number; readonly threshold: number; left: number; right: number };
}

function growTree(matrix: Matrix, sampled: Uint32Array, key: DrawKey, tree: number): Node[] {
  const { features, values } = matrix;
  const most = Math.ceil(Math.log2(Math.max(2, sampled.length)));
  const nodes: Node[] = [];
  const grow = (rows: Uint32Array, depth: number): number => {
    const node = nodes.push({ rows: rows.length }) - 1;
    if (depth === most || rows.length <= 1) return node;
    const split = drawSplit(matrix, rows, key, tree, node);
    if (split === undefined) return node;
    const { feature, threshold } = split;
    const goesLeft = (row: number): boolean => values[row * features + feature]! <= threshold;
    nodes[node]!.split = {
      ...split,
      left: grow(rows.filter(goesLeft), depth + 1),
      right: grow(
        rows.filter((row) => !goesLeft(row)),
        depth + 1,
      ),
    };
    return node;
  };
  grow(sampled, 0);
  return nodes;
}

/** One of the features that differ among the rows, a value between its least and its greatest; undefined: all rows are alike. */
function drawSplit(
  { features, values }: Matrix,
  rows: Uint32Array,
  key: DrawKey,
  tree: number,
  node: number,
) {
  const ranges: { feature: number; low: number; high: number }[] = [];
  for (let feature = 0; feature < features; feature++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = values[row * features + feature]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low < high) ranges.push({ feature, low, high });
  }
  if (ranges.length === 0) return undefined;
  const { feature, low, high } = ranges[Math.floor(uniform(key, tree, node, 0) * ranges.length)]!;
  const threshold = low + uniform(key, tree, node, 1) * (high - low);
  // Rounding must not leave a side empty.
  return { feature, threshold: Math.min(threshold, previous(high, low)) };
}

/** A number below `high`, not below `low`. */
const previous = (high: number, low: number): number =>
  Math.max(low, high - Math.abs(high) * 2 ** -50 - 2 ** -1000);

function flatten(grown: readonly (readonly Node[])[]): IsolationTrees {
  const nodes = grown.reduce((sum, tree) => sum + tree.length, 0);
  const out = {
    nodes,
    trees: grown.length,
    start: new Uint32Array(grown.length + 1),
    left: new Uint32Array(nodes),
    right: new Uint32Array(nodes),
    feature: new Uint32Array(nodes),
    threshold: new Float64Array(nodes),
    rows: new Uint32Array(nodes),
  };
  let at = 0;
  grown.forEach((tree, t) => {
    const start = at;
    for (const { rows, split } of tree) {
      out.rows[at] = rows;
      if (split) {
        out.left[at] = start + split.left;
        out.right[at] = start + split.right;
        out.feature[at] = split.feature;
        out.threshold[at] = split.threshold;
      }
      at++;
    }
    out.start[t + 1] = at;
  });
  return out;
}
