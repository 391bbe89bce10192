/** What a tree is grown over: bins, gradients and rows, in the memory of the kernels; the plain way beside it, with the same bits. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { logisticOfMinus } from '../../../numerics/kernels/logistic.ts';
import { type Bins, binCounts, type Matrix, MISSING_BIN, writeBins } from './bins.ts';
import { bestSplit, type Histograms, type NodeSums, type Split, type SplitRules, splitAt } from './split.ts';

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
  /** Adds `value` to what is predicted for rows [from, to). */
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

const CHUNK = 65_536;
const BINS = 256;

export function openRows(host: KernelHost, options: RowsOptions): BoostedRows {
  const { matrix, bins, label, positiveWeight, baseline, slots } = options;
  const { rows, features } = matrix;
  const { memory } = host;
  const scope = memory.openScope();
  // A cache line more a column, so that columns do not fall on one another in the cache.
  const columnBytes = Math.ceil(rows / 64) * 64 + 64;
  const columns = scope.alloc(Math.max(1, features) * columnBytes);
  const order = scope.alloc(4 * rows);
  const room = scope.alloc(4 * rows + 4);
  const pairs = scope.alloc(8 * rows);
  const gathered = scope.alloc(8 * rows);
  const raw = scope.alloc(8 * rows);
  const classes = scope.put(label);
  const counted = scope.alloc(8);
  const splits = scope.alloc(48 * features);
  const binsOf = scope.put(binCounts(bins));
  const missing = scope.put(bins.hasMissing);
  const sums = scope.alloc(slots * features * BINS * 16);
  const counts = scope.alloc(slots * features * BINS * 4);
  writeBins(matrix, bins, memory.u8(columns, features * columnBytes), columnBytes);
  memory.f64(raw, rows).fill(baseline);
  const chunks = (length: number): number => Math.ceil(length / CHUNK);
  return {
    histograms(from, to, slot) {
      const length = to - from;
      const indices = order + 4 * from;
      host.run('gatherGradients', chunks(length), [length, CHUNK, indices, pairs, gathered]);
      host.run('binHistograms', Math.ceil(features / 4), [
        length,
        indices,
        gathered,
        columns,
        columnBytes,
        features,
        sums + slot * features * BINS * 16,
        counts + slot * features * BINS * 4,
      ]);
    },
    at: (slot) => ({
      sums: memory.f64(sums + slot * features * BINS * 16, features * BINS * 2),
      counts: memory.u32(counts + slot * features * BINS * 4, features * BINS),
    }),
    split(slot, node, { leastRows, leastHessian, l2 }) {
      host.run('bestSplits', Math.ceil(features / 4), [
        features,
        sums + slot * features * BINS * 16,
        counts + slot * features * BINS * 4,
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
      ]);
      return bestOf(memory.f64(splits, 6 * features), bins.hasMissing, node);
    },
    takeAway(slot, part) {
      host.run('takeHistograms', Math.ceil(features / 4), [
        features,
        sums + slot * features * BINS * 16,
        counts + slot * features * BINS * 4,
        sums + part * features * BINS * 16,
        counts + part * features * BINS * 4,
      ]);
    },
    partition(from, to, feature, bin, missingLeft) {
      host.run('partitionRows', 1, [
        to - from,
        order + 4 * from,
        columns + feature * columnBytes,
        bin,
        MISSING_BIN,
        missingLeft ? 1 : 0,
        room,
        counted,
      ]);
      return memory.u32(counted, 1)[0]!;
    },
    add(from, to, value) {
      host.run('addLeaf', chunks(to - from), [to - from, CHUNK, order + 4 * from, value, raw]);
    },
    gradients() {
      host.run('logisticGradients', chunks(rows), [rows, CHUNK, raw, classes, positiveWeight, pairs]);
      const indices = memory.u32(order, rows);
      for (let row = 0; row < rows; row++) indices[row] = row;
      return sumPairs(memory.f32(pairs, 2 * rows));
    },
    close: scope.close,
  };
}

/** Of what `bestSplits` found by each feature; of equal gains the first feature's. */
function bestOf(found: Float64Array, hasMissing: Uint8Array, node: NodeSums): Split | undefined {
  let best = -1;
  for (let f = 0; f < hasMissing.length; f++) if (found[6 * f]! > (best < 0 ? 0 : found[6 * best]!)) best = f;
  if (best < 0) return undefined;
  const [gain, bin, isLeft, gradient, hessian, count] = found.subarray(6 * best, 6 * best + 6) as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return splitAt(
    { gain, feature: best, bin },
    hasMissing[best] === 1 ? isLeft === 1 : undefined,
    { gradient, hessian, count },
    node,
  );
}

function sumPairs(pairs: Float32Array): { readonly gradient: number; readonly hessian: number } {
  let [gradient, hessian] = [0, 0];
  for (let i = 0; i < pairs.length; i += 2) {
    gradient += pairs[i]!;
    hessian += pairs[i + 1]!;
  }
  return { gradient, hessian };
}

/** The readable way: the same bits without kernels. */
export function rowsPlainly({
  matrix,
  bins,
  label,
  positiveWeight,
  baseline,
  slots,
}: RowsOptions): BoostedRows {
  const { rows, features } = matrix;
  const columns = new Uint8Array(features * rows);
  writeBins(matrix, bins, columns, rows);
  const raw = new Float64Array(rows).fill(baseline);
  const pairs = new Float32Array(2 * rows);
  const order = new Uint32Array(rows);
  const made = Array.from({ length: slots }, () => ({
    sums: new Float64Array(features * BINS * 2),
    counts: new Uint32Array(features * BINS),
  }));
  return {
    histograms(from, to, slot) {
      const { sums, counts } = made[slot]!;
      sums.fill(0);
      counts.fill(0);
      for (let feature = 0; feature < features; feature++)
        for (const row of order.subarray(from, to)) {
          const place = feature * BINS + columns[feature * rows + row]!;
          sums[2 * place]! += pairs[2 * row]!;
          sums[2 * place + 1]! += pairs[2 * row + 1]!;
          counts[place]! += 1;
        }
    },
    at: (slot) => made[slot]!,
    split: (slot, node, rules) => bestSplit(made[slot]!, node, binCounts(bins), bins.hasMissing, rules),
    takeAway(slot, part) {
      const [own, other] = [made[slot]!, made[part]!];
      for (let i = 0; i < own.sums.length; i++) own.sums[i]! -= other.sums[i]!;
      for (let i = 0; i < own.counts.length; i++) own.counts[i]! -= other.counts[i]!;
    },
    partition(from, to, feature, bin, missingLeft) {
      const goesLeft = (row: number): boolean => {
        const own = columns[feature * rows + row]!;
        return own === MISSING_BIN ? missingLeft : own <= bin;
      };
      const own = order.slice(from, to);
      const left = own.filter(goesLeft);
      order.set(left, from);
      order.set(
        own.filter((row) => !goesLeft(row)),
        from + left.length,
      );
      return left.length;
    },
    add(from, to, value) {
      for (const row of order.subarray(from, to)) raw[row]! += value;
    },
    gradients() {
      for (let row = 0; row < rows; row++) {
        const p = logisticOfMinus(-raw[row]!);
        const y = label[row]!;
        const weight = y === 1 ? positiveWeight : 1;
        pairs[2 * row] = (p - y) * weight;
        pairs[2 * row + 1] = p * (1 - p) * weight;
        order[row] = row;
      }
      return sumPairs(pairs);
    },
    close() {},
  };
}
