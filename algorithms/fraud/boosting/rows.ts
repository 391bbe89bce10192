/** What a tree is grown over: bins, gradients and rows, in the memory of the kernels; `rows-plainly.ts` is the readable way, with the same bits. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { type Bins, binCounts, type Matrix, MISSING_BIN, narrowThresholds } from './bins.ts';
import { type Histograms, type NodeSums, type Split, type SplitRules, splitAt } from './split.ts';
import { type GradientSums, type Units, unitsOf } from './units.ts';

/** Rows that are learnt from, sorted into the leaves of the tree that grows. */
export interface BoostedRows {
  /** Sums of the rows [from, to) of the order into histogram `slot`. */
  histograms(from: number, to: number, slot: number): void;
  /** Histogram `slot`. */
  at(slot: number): Histograms;
  /** The best split of a node by histogram `slot`; undefined: none lowers the loss and keeps the rules. */
  split(slot: number, node: NodeSums, rules: SplitRules): Split | undefined;
  /** Takes histogram `part` from histogram `slot`. */
  takeAway(slot: number, part: number): void;
  /** Puts rows [from, to) that go left before the others; returns how many they are. */
  partition(from: number, to: number, feature: number, bin: number, missingLeft: boolean): number;
  /** Rows [from, to) are a leaf, which adds `value` to what is predicted for them; at most 255 leaves until the next `gradients`. */
  add(from: number, to: number, value: number): void;
  /** Gradients and hessians of the predictions as they are now; all rows in their first order. Returns the sums. */
  gradients(): { readonly gradient: number; readonly hessian: number };
  close(): void;
}

export interface RowsOptions {
  readonly matrix: Matrix;
  readonly bins: Bins;
  /** (rows) 0 or 1 */
  readonly label: Uint8Array;
  readonly positiveWeight: number;
  readonly baseline: number;
  /** Histograms there may be at once. */
  readonly slots: number;
}

/** Rows of a chunk, an even number; sums of gradients are added up chunk by chunk. */
export const ROWS_CHUNK = 65_536;
/** Features of a group, as in the kernels. */
const WIDTH = 8;
const BINS = 256;
/** Of scratch. */
const GATHER_BYTES = 2048;
/** Rows whose values are in the memory of the kernels at once. */
const SLAB_BYTES = 8e6;

export function openRows(host: KernelHost, options: RowsOptions): BoostedRows {
  const { matrix, bins, label, positiveWeight, baseline, slots } = options;
  const { rows, features } = matrix;
  const { memory } = host;
  const scope = memory.openScope();
  const groups = Math.ceil(features / WIDTH);
  // A cache line more a group, so that groups do not fall on one another in the cache.
  const groupBytes = Math.ceil((WIDTH * rows) / 64) * 64 + 64;
  const cells = scope.alloc(Math.max(1, groups) * groupBytes);
  const order = scope.alloc(4 * rows);
  const room = scope.alloc(4 * rows + 4);
  const pairs = scope.alloc(8 * rows + 8);
  const gathered = scope.alloc(8 * rows);
  const raw = scope.alloc(8 * rows + 8);
  const classes = scope.alloc(rows + 1);
  const leaves = scope.alloc(rows + 1);
  const leafValues = scope.alloc(8 * BINS);
  const weights = scope.put(Float64Array.of(1, positiveWeight));
  const counted = scope.alloc(8);
  const splits = scope.alloc(48 * features);
  const binsOf = scope.put(binCounts(bins));
  const missing = scope.put(bins.hasMissing);
  const slotBytes = groups * WIDTH * BINS * 16;
  const sums = scope.alloc(slots * slotBytes);
  const chunks = (length: number): number => Math.ceil(length / ROWS_CHUNK);
  const chunkSums = scope.alloc(24 * chunks(rows));
  binInto(host, matrix, bins, cells, groupBytes);
  memory.f64(raw, rows + 1).fill(baseline);
  memory.u8(classes, rows + 1).set(label);
  memory.u8(leaves, rows + 1).fill(0);
  memory.f64(leafValues, BINS).fill(0);
  let units: Units = { gradient: 1, hessian: 1, bits: 32 };
  let marked = 0;
  return {
    histograms(from, to, slot) {
      const length = to - from;
      const indices = order + 4 * from;
      const isAll = length === rows;
      if (!isAll) host.run('gatherGradients', chunks(length), [length, ROWS_CHUNK, indices, pairs, gathered]);
      const args = [
        length,
        isAll ? 0 : indices,
        isAll ? pairs : gathered,
        cells,
        groupBytes,
        features,
        sums + slot * slotBytes,
        units.gradient,
        units.hessian,
        units.bits,
      ];
      host.run('binHistograms', groups, args, GATHER_BYTES);
    },
    at(slot) {
      const words = memory.u32(sums + slot * slotBytes, features * BINS * 4);
      return { sums: new BigInt64Array(words.slice().buffer), units };
    },
    split(slot, node, { leastRows, leastHessian, l2 }) {
      host.run('bestSplits', groups, [
        features,
        sums + slot * slotBytes,
        units.bits,
        binsOf,
        missing,
        node.gradient,
        node.hessian,
        node.count,
        leastRows,
        leastHessian,
        l2,
        MISSING_BIN,
        splits,
        1 / units.gradient,
        1 / units.hessian,
      ]);
      return bestOf(memory.f64(splits, 6 * features), bins.hasMissing, node);
    },
    takeAway(slot, part) {
      host.run('takeHistograms', groups, [sums + slot * slotBytes, sums + part * slotBytes]);
    },
    partition(from, to, feature, bin, missingLeft) {
      const place = cells + Math.floor(feature / WIDTH) * groupBytes + (feature % WIDTH);
      const args = [to - from, order + 4 * from, place, bin, MISSING_BIN, missingLeft ? 1 : 0, room, counted];
      host.run('partitionRows', 1, args, BINS);
      return memory.u32(counted, 1)[0]!;
    },
    add(from, to, value) {
      memory.f64(leafValues, BINS)[marked] = value;
      const args = [to - from, ROWS_CHUNK, order + 4 * from, marked++, leaves];
      host.run('markLeaf', chunks(to - from), args);
    },
    gradients() {
      const args = [rows, ROWS_CHUNK, raw, classes, weights, leaves, leafValues, pairs, chunkSums];
      host.run('logisticGradients', chunks(rows), args);
      marked = 0;
      const indices = memory.u32(order, rows);
      for (let row = 0; row < rows; row++) indices[row] = row;
      const all = addChunks(memory.f64(chunkSums, 3 * chunks(rows)));
      units = unitsOf(rows, all, Math.max(1, positiveWeight));
      return all;
    },
    close: scope.close,
  };
}

/** A part of the rows at a time, since their values need not stay. */
function binInto(host: KernelHost, matrix: Matrix, bins: Bins, cells: number, groupBytes: number): void {
  const { rows, features, values } = matrix;
  const scope = host.memory.openScope();
  try {
    const thresholds = scope.put(narrowThresholds(bins));
    const most = Math.max(1, Math.floor(SLAB_BYTES / 4 / Math.max(1, features)));
    const slab = scope.alloc(4 * Math.min(most, rows) * features);
    const size = Math.ceil(most / 16);
    for (let first = 0; first < rows && features > 0; first += most) {
      const count = Math.min(most, rows - first);
      const own = values.subarray(first * features, (first + count) * features);
      host.memory.f32(slab, count * features).set(own);
      const out = cells + WIDTH * first;
      const args = [count, size, features, slab, thresholds, out, groupBytes];
      host.run('binRows', Math.ceil(count / size), args);
    }
  } finally {
    scope.close();
  }
}

/** Of what `bestSplits` found by each feature; of equal gains the first feature's. */
function bestOf(found: Float64Array, hasMissing: Uint8Array, node: NodeSums): Split | undefined {
  let best = -1;
  for (let f = 0; f < hasMissing.length; f++) if (found[6 * f]! > (best < 0 ? 0 : found[6 * best]!)) best = f;
  if (best < 0) return undefined;
  const value = (place: number): number => found[6 * best + place]!;
  return splitAt(
    { gain: value(0), feature: best, bin: value(1) },
    hasMissing[best] === 1 ? value(2) === 1 : undefined,
    { gradient: value(3), hessian: value(4), count: value(5) },
    node,
  );
}

function addChunks(sums: Float64Array): GradientSums {
  let [gradient, hessian, size] = [0, 0, 0];
  for (let at = 0; at < sums.length; at += 3) {
    gradient += sums[at]!;
    hessian += sums[at + 1]!;
    size += sums[at + 2]!;
  }
  return { gradient, hessian, size };
}
