/** The readable way of `rows.ts`: the same bits without kernels. */

import { logisticOfMinus } from '../../../numerics/kernels/logistic.ts';
import { binCounts, MISSING_BIN, writeBins } from './bins.ts';
import { type BoostedRows, ROWS_CHUNK, type RowsOptions } from './rows.ts';
import { bestSplit } from './split.ts';
import { type GradientSums, rounded, type Units, unitsOf } from './units.ts';

const BINS = 256;

export function rowsPlainly(options: RowsOptions): BoostedRows {
  const { matrix, bins, label, positiveWeight, baseline, slots } = options;
  const { rows, features } = matrix;
  const columns = new Uint8Array(features * rows);
  writeBins(matrix, bins, columns, rows);
  const raw = new Float64Array(rows).fill(baseline);
  const pairs = new Float32Array(2 * rows);
  const order = new Uint32Array(rows);
  const made = Array.from({ length: slots }, () => new BigInt64Array(features * BINS * 2));
  let units: Units = { gradient: 1, hessian: 1, bits: 32 };
  return {
    histograms(from, to, slot) {
      const sums = made[slot]!.fill(0n);
      const one = 1n << BigInt(units.bits);
      for (let feature = 0; feature < features; feature++)
        for (const row of order.subarray(from, to)) {
          const place = feature * BINS + columns[feature * rows + row]!;
          sums[2 * place]! += BigInt(rounded(pairs[2 * row]! * units.gradient));
          sums[2 * place + 1]! += one + BigInt(rounded(pairs[2 * row + 1]! * units.hessian));
        }
    },
    at: (slot) => ({ sums: made[slot]!, units }),
    split: (slot, node, rules) =>
      bestSplit({ sums: made[slot]!, units }, node, binCounts(bins), bins.hasMissing, rules),
    takeAway(slot, part) {
      const [own, other] = [made[slot]!, made[part]!];
      for (let i = 0; i < own.length; i++) own[i]! -= other[i]!;
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
      const all = sumPairs(pairs);
      units = unitsOf(rows, all, Math.max(1, positiveWeight));
      return all;
    },
    close() {},
  };
}

function sumPairs(pairs: Float32Array): GradientSums {
  const all = { gradient: 0, hessian: 0, size: 0 };
  for (let first = 0; first < pairs.length; first += 2 * ROWS_CHUNK) {
    const own = { gradient: 0, hessian: 0, size: 0 };
    for (let i = first; i < Math.min(pairs.length, first + 2 * ROWS_CHUNK); i += 2) {
      own.gradient += pairs[i]!;
      own.hessian += pairs[i + 1]!;
      own.size += Math.abs(pairs[i]!);
    }
    all.gradient += own.gradient;
    all.hessian += own.hessian;
    all.size += own.size;
  }
  return all;
}
