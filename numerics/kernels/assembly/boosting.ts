import { integer, pointer, real } from './arguments';
import { logisticOfMinus } from './logistic';

// Features share a pass over the rows, four at a time: their histograms stay in the first cache.
const TILE: i32 = 4;
const SUMS: usize = 256 * 16;
const COUNTS: usize = 256 * 4;

/**
 * Of a node of a tree, for a tile of 4 features: sums of gradients and hessians (f64, in the order of the node's rows) and numbers of rows
 * of each bin. Arguments: 0 rows of the node, 1 their indices (u32), 2 their gradients and hessians (f32 pairs, in the same order),
 * 3 bins (u8, a column a feature), 4 bytes of a column, 5 features, 6 sums out (features x 256 pairs of f64), 7 counts out (features x
 * 256 u32). No scratch.
 */
export function binHistograms(args: usize, chunk: i32, scratch: usize): void {
  const features = integer(args, 5);
  const first = chunk * TILE;
  const end = min(features, first + TILE);
  const column = pointer(args, 4);
  const sums = pointer(args, 6) + <usize>first * SUMS;
  const counts = pointer(args, 7) + <usize>first * COUNTS;
  memory.fill(sums, 0, <usize>(end - first) * SUMS);
  memory.fill(counts, 0, <usize>(end - first) * COUNTS);
  const rows = <usize>integer(args, 0);
  const indices = pointer(args, 1);
  const pairs = pointer(args, 2);
  const bins = pointer(args, 3) + <usize>first * column;
  if (end - first == TILE) return fourFeatures(rows, indices, pairs, bins, column, sums, counts);
  for (let f: usize = 0; f < <usize>(end - first); f++)
    oneFeature(rows, indices, pairs, bins + f * column, sums + f * SUMS, counts + f * COUNTS);
}

function fourFeatures(
  rows: usize,
  indices: usize,
  pairs: usize,
  bins: usize,
  column: usize,
  sums: usize,
  counts: usize,
): void {
  const bins1 = bins + column;
  const bins2 = bins1 + column;
  const bins3 = bins2 + column;
  const end = indices + (rows << 2);
  let pair = pairs;
  for (let at = indices; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const both = f64x2.promote_low_f32x4(v128.load64_zero(pair));
    pair += 8;
    const b0 = <usize>load<u8>(bins + row);
    const b1 = <usize>load<u8>(bins1 + row);
    const b2 = <usize>load<u8>(bins2 + row);
    const b3 = <usize>load<u8>(bins3 + row);
    const s0 = sums + (b0 << 4);
    const s1 = sums + (b1 << 4);
    const s2 = sums + (b2 << 4);
    const s3 = sums + (b3 << 4);
    v128.store(s0, f64x2.add(v128.load(s0), both));
    v128.store(s1, f64x2.add(v128.load(s1, SUMS), both), SUMS);
    v128.store(s2, f64x2.add(v128.load(s2, 2 * SUMS), both), 2 * SUMS);
    v128.store(s3, f64x2.add(v128.load(s3, 3 * SUMS), both), 3 * SUMS);
    const c0 = counts + (b0 << 2);
    const c1 = counts + (b1 << 2);
    const c2 = counts + (b2 << 2);
    const c3 = counts + (b3 << 2);
    store<u32>(c0, load<u32>(c0) + 1);
    store<u32>(c1, load<u32>(c1, COUNTS) + 1, COUNTS);
    store<u32>(c2, load<u32>(c2, 2 * COUNTS) + 1, 2 * COUNTS);
    store<u32>(c3, load<u32>(c3, 3 * COUNTS) + 1, 3 * COUNTS);
  }
}

function oneFeature(rows: usize, indices: usize, pairs: usize, bins: usize, sums: usize, counts: usize): void {
  const end = indices + (rows << 2);
  let pair = pairs;
  for (let at = indices; at < end; at += 4) {
    const bin = <usize>load<u8>(bins + <usize>load<u32>(at));
    const place = sums + (bin << 4);
    v128.store(place, f64x2.add(v128.load(place), f64x2.promote_low_f32x4(v128.load64_zero(pair))));
    pair += 8;
    const count = counts + (bin << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * Gradients and hessians of a node's rows, one after another. Arguments: 0 rows of the node, 1 rows a chunk, 2 indices (u32), 3 pairs of
 * all rows (f32 pairs), 4 out (f32 pairs). No scratch.
 */
export function gatherGradients(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const first = <usize>(chunk * size);
  const end = <usize>min(integer(args, 0), (chunk + 1) * size);
  const indices = pointer(args, 2);
  const pairs = pointer(args, 3);
  const out = pointer(args, 4);
  for (let i = first; i < end; i++)
    store<u64>(out + (i << 3), load<u64>(pairs + (<usize>load<u32>(indices + (i << 2)) << 3)));
}

/**
 * Rows of a node into those that go left and those that go right, both in their order. Arguments: 0 rows of the node, 1 their indices
 * (u32), sorted in place, 2 bins of the feature (u8), 3 last bin that goes left, 4 bin of missing values, 5 1 where missing values go left,
 * 6 room for as many u32, 7 out: how many go left (u32). One chunk; no scratch.
 */
export function partitionRows(args: usize, chunk: i32, scratch: usize): void {
  const rows = <usize>integer(args, 0);
  const indices = pointer(args, 1);
  const bins = pointer(args, 2);
  const last = <u32>integer(args, 3);
  const missing = <u32>integer(args, 4);
  const missingLeft = integer(args, 5) == 1;
  const room = pointer(args, 6);
  let left: usize = indices;
  let right: usize = room;
  for (let at = indices, end = indices + (rows << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const bin = <u32>load<u8>(bins + <usize>row);
    const goesLeft = bin == missing ? missingLeft : bin <= last;
    // Both are written, one of them counts: no branch that is hard to foretell.
    store<u32>(left, row);
    store<u32>(right, row);
    left += select<usize>(4, 0, goesLeft);
    right += select<usize>(0, 4, goesLeft);
  }
  memory.copy(left, room, right - room);
  store<u32>(pointer(args, 7), <u32>((left - indices) >> 2));
}

/**
 * Gradient p - y and hessian p (1 - p) of the logistic loss, times a weight by class, p = 1 / (1 + e^-raw). Arguments: 0 rows, 1 rows a chunk,
 * 2 raw predictions (f64), 3 classes (u8: 0 or 1), 4 weight of class 1, 5 out (f32 pairs). No scratch.
 */
export function logisticGradients(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const first = <usize>(chunk * size);
  const end = <usize>min(integer(args, 0), (chunk + 1) * size);
  const raw = pointer(args, 2);
  const classes = pointer(args, 3);
  const weight = real(args, 4);
  const out = pointer(args, 5);
  for (let row = first; row < end; row++) {
    const p = logisticOfMinus(-load<f64>(raw + (row << 3)));
    const y = <f64>load<u8>(classes + row);
    const w: f64 = y == 1 ? weight : 1;
    store<f32>(out + (row << 3), <f32>((p - y) * w));
    store<f32>(out + (row << 3), <f32>(p * (1 - p) * w), 4);
  }
}

/** Adds a value to the raw predictions of a node's rows. Arguments: 0 rows, 1 rows a chunk, 2 indices (u32), 3 value, 4 raw (f64). */
export function addLeaf(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const first = <usize>(chunk * size);
  const end = <usize>min(integer(args, 0), (chunk + 1) * size);
  const indices = pointer(args, 2);
  const value = real(args, 3);
  const raw = pointer(args, 4);
  for (let i = first; i < end; i++) {
    const at = raw + (<usize>load<u32>(indices + (i << 2)) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/**
 * The best split of a node by each of a tile of 4 features. Arguments: 0 features, 1 sums and 2 counts as of `binHistograms`, 3 bins of each
 * feature without that of missing values (u32), 4 1 where values of it are missing (u8), of the node: 5 gradient, 6 hessian, 7 rows; of a
 * side, at least: 8 rows, 9 hessian; 10 penalty, 11 bin of missing values, 12 out (features x 6 f64): gain (0: none), last bin on the left, 1 where
 * missing values go left, and gradient, hessian and rows of the left side. No scratch.
 */
export function bestSplits(args: usize, chunk: i32, scratch: usize): void {
  const end = min(integer(args, 0), (chunk + 1) * TILE);
  for (let f = chunk * TILE; f < end; f++) {
    const sums = pointer(args, 1) + <usize>f * SUMS;
    const counts = pointer(args, 2) + <usize>f * COUNTS;
    const out = pointer(args, 12) + <usize>f * 48;
    memory.fill(out, 0, 48);
    const bins = load<u32>(pointer(args, 3) + (<usize>f << 2));
    const missing = <usize>integer(args, 11);
    const hasMissing = load<u8>(pointer(args, 4) + <usize>f) == 1;
    const passes = hasMissing ? 2 : 1;
    for (let pass = 0; pass < passes; pass++) {
      const isLeft = pass == 1;
      scanBins(
        sums,
        counts,
        hasMissing && !isLeft ? bins : bins - 1,
        isLeft ? load<f64>(sums + (missing << 4)) : 0,
        isLeft ? load<f64>(sums + (missing << 4), 8) : 0,
        isLeft ? load<u32>(counts + (missing << 2)) : 0,
        isLeft,
        real(args, 5),
        real(args, 6),
        <u32>integer(args, 7),
        <u32>integer(args, 8),
        real(args, 9),
        real(args, 10),
        out,
      );
    }
  }
}

/** Keeps a node of no hessian finite, as in `algorithms/fraud/boosting/split.ts`. */
const TINY: f64 = 1e-15;

function scanBins(
  sums: usize,
  counts: usize,
  end: u32,
  g0: f64,
  h0: f64,
  n0: u32,
  isLeft: bool,
  gradient: f64,
  hessian: f64,
  rows: u32,
  leastRows: u32,
  leastHessian: f64,
  l2: f64,
  out: usize,
): void {
  const parent = (gradient * gradient) / (hessian + l2 + TINY);
  let g = g0;
  let h = h0;
  let n = n0;
  let best = load<f64>(out);
  for (let bin: u32 = 0; bin < end; bin++) {
    const at = sums + (<usize>bin << 4);
    g += load<f64>(at);
    h += load<f64>(at, 8);
    n += load<u32>(counts + (<usize>bin << 2));
    if (n < leastRows || h < leastHessian) continue;
    if (rows - n < leastRows || hessian - h < leastHessian) break;
    const restG = gradient - g;
    const restH = hessian - h;
    const gain = (g * g) / (h + l2 + TINY) + (restG * restG) / (restH + l2 + TINY) - parent;
    if (gain <= best) continue;
    best = gain;
    store<f64>(out, gain);
    store<f64>(out, <f64>bin, 8);
    store<f64>(out, isLeft ? 1 : 0, 16);
    store<f64>(out, g, 24);
    store<f64>(out, h, 32);
    store<f64>(out, <f64>n, 40);
  }
}

/** Takes the histograms of one child from those of its parent, a tile of 4 features. Arguments: 0 features, 1 sums and 2 counts of the parent, 3 and 4 of the child. */
export function takeHistograms(args: usize, chunk: i32, scratch: usize): void {
  const first = chunk * TILE;
  const count = <usize>(min(integer(args, 0), first + TILE) - first);
  const sums = pointer(args, 1) + <usize>first * SUMS;
  const childSums = pointer(args, 3) + <usize>first * SUMS;
  for (let at: usize = 0; at < count * SUMS; at += 16)
    v128.store(sums + at, f64x2.sub(v128.load(sums + at), v128.load(childSums + at)));
  const counts = pointer(args, 2) + <usize>first * COUNTS;
  const childCounts = pointer(args, 4) + <usize>first * COUNTS;
  for (let at: usize = 0; at < count * COUNTS; at += 16)
    v128.store(counts + at, i32x4.sub(v128.load(counts + at), v128.load(childCounts + at)));
}
