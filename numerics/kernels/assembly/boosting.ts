import { integer, pointer, real } from './arguments';
import { logisticsOfMinus } from './logistic';

// A cell holds the bins of 8 features of a row; a group, the cells of all rows. Histograms of a group stay in the first cache.
const WIDTH: usize = 8;
/** Bytes of the histogram of a feature: 256 pairs of i64, of gradients, and of hessians with the number of rows above them. */
const SUMS: usize = 256 * 16;

/**
 * Bins of rows, into groups of 8 features. Arguments: 0 rows, 1 rows a chunk, 2 features, 3 values (f32, rows by features), 4 thresholds (f32, features
 * x 256 ascending, Infinity after the last), 5 groups out, at the first of these rows (u8, 8 a row), 6 bytes from group to group. No scratch.
 */
export function binRows(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const features = <usize>integer(args, 2);
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let row = <usize>(chunk * size); row < <usize>end; row++)
    binRow(
      pointer(args, 3) + ((row * features) << 2),
      features,
      pointer(args, 4),
      pointer(args, 5) + (row << 3),
      pointer(args, 6),
    );
}

function binRow(values: usize, features: usize, thresholds: usize, out: usize, group: usize): void {
  let cell: u64 = 0;
  for (let f: usize = 0; f < features; f++) {
    const value = load<f32>(values + (f << 2));
    const own = thresholds + (f << 10);
    // Bytes of the thresholds below the value. All 255 are below nothing at all: what is missing has the last bin.
    let at: usize = 0;
    at += <usize>!(value <= load<f32>(own + at, 127 * 4)) << 9;
    at += <usize>!(value <= load<f32>(own + at, 63 * 4)) << 8;
    at += <usize>!(value <= load<f32>(own + at, 31 * 4)) << 7;
    at += <usize>!(value <= load<f32>(own + at, 15 * 4)) << 6;
    at += <usize>!(value <= load<f32>(own + at, 7 * 4)) << 5;
    at += <usize>!(value <= load<f32>(own + at, 3 * 4)) << 4;
    at += <usize>!(value <= load<f32>(own + at, 1 * 4)) << 3;
    at += <usize>!(value <= load<f32>(own + at)) << 2;
    cell |= (<u64>at >> 2) << <u64>((f & 7) << 3);
    if ((f & 7) < 7 && f + 1 < features) continue;
    store<u64>(out + (f >> 3) * group, cell);
    cell = 0;
  }
}

/** Adding it and taking its bits away makes an integer of a number below 2^51. */
const ROUNDER: f64 = 6755399441055744; // 1.5 * 2^52

/** Rows whose cells are gathered at once. */
const GATHERED: usize = 256;

/**
 * Of a node of a tree, for a group of 8 features: exact sums of gradients and hessians, in whole units, and numbers of rows of each bin. Arguments: 0
 * rows of the node, 1 their indices (u32), or 0: all rows in their order, 2 their gradients and hessians (f32 pairs, in the same order), 3 groups
 * (u8, 8 a row), 4 bytes from group to group, 5 features, 6 sums out (features, to whole groups, x 256 pairs of i64), 7 units of a gradient of 1, 8 of
 * a hessian (powers of two), 9 bits of the sum of hessians, below the number of rows. Scratch: 2048.
 */
export function binHistograms(args: usize, chunk: i32, scratch: usize): void {
  const sums = pointer(args, 6) + <usize>chunk * WIDTH * SUMS;
  const isNarrow = integer(args, 5) - chunk * <i32>WIDTH <= 4;
  memory.fill(sums, 0, WIDTH * SUMS);
  const rows = <usize>integer(args, 0);
  const indices = pointer(args, 1);
  const pairs = pointer(args, 2);
  const cells = pointer(args, 3) + <usize>chunk * pointer(args, 4);
  const units = f64x2.replace_lane(f64x2.splat(real(args, 7)), 1, real(args, 8));
  const bits = reinterpret<i64>(ROUNDER);
  const away = i64x2.replace_lane(i64x2.splat(bits), 1, bits - (1 << <i64>integer(args, 9)));
  if (indices == 0) return addRows(rows, pairs, cells, isNarrow, sums, units, away);
  for (let first: usize = 0; first < rows; first += GATHERED) {
    const count = min(GATHERED, rows - first);
    // Many loads that wait for memory at once, before sums that wait for each other.
    for (let i: usize = 0; i < count; i++)
      store<u64>(scratch + (i << 3), load<u64>(cells + (<usize>load<u32>(indices + ((first + i) << 2)) << 3)));
    addRows(count, pairs + (first << 3), scratch, isNarrow, sums, units, away);
  }
}

/** A gradient and a hessian in their units, the number 1 above the hessian. */
@inline
function unitsOf(pair: usize, units: v128, away: v128): v128 {
  const both = f64x2.promote_low_f32x4(v128.load64_zero(pair));
  return i64x2.sub(f64x2.add(f64x2.mul(both, units), f64x2.splat(ROUNDER)), away);
}

@inline
function addTo(sums: usize, bin: usize, both: v128): void {
  const at = sums + (bin << 4);
  v128.store(at, i64x2.add(v128.load(at), both));
}

@inline
function addFourBins(cell: usize, sums: usize, both: v128): void {
  addTo(sums, <usize>load<u8>(cell), both);
  addTo(sums + SUMS, <usize>load<u8>(cell, 1), both);
  addTo(sums + 2 * SUMS, <usize>load<u8>(cell, 2), both);
  addTo(sums + 3 * SUMS, <usize>load<u8>(cell, 3), both);
}

function addRows(
  rows: usize,
  pairs: usize,
  cells: usize,
  isNarrow: bool,
  sums: usize,
  units: v128,
  away: v128,
): void {
  const end = cells + (rows << 3);
  let pair = pairs;
  if (isNarrow) {
    for (let cell = cells; cell < end; cell += 8) {
      addFourBins(cell, sums, unitsOf(pair, units, away));
      pair += 8;
    }
    return;
  }
  for (let cell = cells; cell < end; cell += 8) {
    const both = unitsOf(pair, units, away);
    pair += 8;
    addFourBins(cell, sums, both);
    addFourBins(cell + 4, sums + 4 * SUMS, both);
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
 * (u32), sorted in place, 2 bins of the feature (u8, 8 bytes from row to row), 3 last bin that goes left, 4 bin of missing values, 5 1 where missing
 * values go left, 6 room for as many u32 and one more, 7 out: how many go left (u32). One chunk; scratch: 256.
 */
export function partitionRows(args: usize, chunk: i32, scratch: usize): void {
  const last = integer(args, 3);
  for (let bin = 0; bin < 256; bin++) store<u8>(scratch + <usize>bin, bin <= last ? 4 : 0);
  store<u8>(scratch + pointer(args, 4), integer(args, 5) == 1 ? 4 : 0);
  const indices = pointer(args, 1);
  const left = sides(indices, <usize>integer(args, 0), pointer(args, 2), pointer(args, 6), scratch);
  store<u32>(pointer(args, 7), <u32>((left - indices) >> 2));
}

/** @param step bytes by which a row of each bin takes the left side further */
function sides(indices: usize, rows: usize, bins: usize, room: usize, step: usize): usize {
  let left = indices;
  let right = room;
  for (let at = indices, end = indices + (rows << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const taken = <usize>load<u8>(step + <usize>load<u8>(bins + (<usize>row << 3)));
    // Both are written, one of them counts: no branch that is hard to foretell.
    store<u32>(left, row);
    store<u32>(right, row);
    left += taken;
    right += 4 - taken;
  }
  memory.copy(left, room, right - room);
  return left;
}

/**
 * Adds to every raw prediction the value of the row's leaf; then gradient p - y and hessian p (1 - p) of the logistic loss, times a weight by class, p = 1 /
 * (1 + e^-raw). Arguments: 0 rows, 1 rows a chunk (even), 2 raw predictions (f64), 3 classes (u8: 0 or 1), 4 weights of both (2 f64), 5 leaves (u8), 6
 * their values (f64), 7 out (f32 pairs), 8 out, a chunk: sums of gradients, of hessians, of sizes of gradients (3 f64). Columns have room for an
 * even number of rows. No scratch.
 */
export function logisticGradients(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const first = <usize>(chunk * size);
  const end = <usize>min(integer(args, 0), (chunk + 1) * size);
  const out = pointer(args, 8) + <usize>chunk * 24;
  gradients(
    first,
    end,
    pointer(args, 2),
    pointer(args, 3),
    pointer(args, 4),
    pointer(args, 5),
    pointer(args, 6),
    pointer(args, 7),
    out,
  );
}

function gradients(
  first: usize,
  end: usize,
  raw: usize,
  classes: usize,
  weights: usize,
  leaves: usize,
  values: usize,
  out: usize,
  sumsOut: usize,
): void {
  const one = f64x2.splat(1);
  let sums = f64x2.splat(0);
  let sizes = f64x2.splat(0);
  for (let row = first; row < end; row += 2) {
    const at = raw + (row << 3);
    const added = v128.load64_lane(
      values + (<usize>load<u8>(leaves + row, 1) << 3),
      v128.load64_zero(values + (<usize>load<u8>(leaves + row) << 3)),
      1,
    );
    const own = f64x2.add(v128.load(at), added);
    v128.store(at, own);
    const p = logisticsOfMinus(f64x2.neg(own));
    const y0 = <usize>load<u8>(classes + row);
    const y1 = <usize>load<u8>(classes + row, 1);
    const y = f64x2.replace_lane(f64x2.splat(<f64>y0), 1, <f64>y1);
    const w = v128.load64_lane(weights + (y1 << 3), v128.load64_zero(weights + (y0 << 3)), 1);
    const g = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(p, y), w));
    const h = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.mul(p, f64x2.sub(one, p)), w));
    const pairs = v128.shuffle<f32>(g, h, 0, 4, 1, 5);
    v128.store(out + (row << 3), pairs);
    const one0 = f64x2.promote_low_f32x4(pairs);
    sums = f64x2.add(sums, one0);
    sizes = f64x2.add(sizes, f64x2.abs(one0));
    if (row + 1 == end) break;
    const one1 = f64x2.promote_low_f32x4(v128.shuffle<i64>(pairs, pairs, 1, 1));
    sums = f64x2.add(sums, one1);
    sizes = f64x2.add(sizes, f64x2.abs(one1));
  }
  v128.store(sumsOut, sums);
  store<f64>(sumsOut, f64x2.extract_lane(sizes, 0), 16);
}

/** Says of a node's rows in which leaf they are. Arguments: 0 rows, 1 rows a chunk, 2 indices (u32), 3 leaf, 4 out (u8, of all rows). No scratch. */
export function markLeaf(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const first = <usize>(chunk * size);
  const end = <usize>min(integer(args, 0), (chunk + 1) * size);
  const indices = pointer(args, 2);
  const leaf = <u8>integer(args, 3);
  const out = pointer(args, 4);
  for (let i = first; i < end; i++) store<u8>(out + <usize>load<u32>(indices + (i << 2)), leaf);
}

/**
 * The best split of a node by each of a group of 8 features. Arguments: 0 features, 1 sums as of `binHistograms`, 2 bits of the sum of hessians, 3 bins of
 * each feature without that of missing values (u32), 4 1 where values of it are missing (u8), of the node: 5 gradient, 6 hessian, 7 rows; of a
 * side, at least: 8 rows, 9 hessian; 10 penalty, 11 bin of missing values, 12 out (features x 6 f64): gain (0: none), last bin on the left, 1 where
 * missing values go left, and gradient, hessian and rows of the left side; 13 gradient and 14 hessian of a unit. No scratch.
 */
export function bestSplits(args: usize, chunk: i32, scratch: usize): void {
  const end = min(integer(args, 0), (chunk + 1) * <i32>WIDTH);
  const shift = <u64>integer(args, 2);
  const rows = integer(args, 7);
  const least = integer(args, 8);
  for (let f = chunk * <i32>WIDTH; f < end; f++) {
    const sums = pointer(args, 1) + <usize>f * SUMS;
    const out = pointer(args, 12) + <usize>f * 48;
    memory.fill(out, 0, 48);
    const bins = load<u32>(pointer(args, 3) + (<usize>f << 2));
    const hasMissing = load<u8>(pointer(args, 4) + <usize>f) == 1;
    // What is missing on the right; then on the left.
    for (let isLeft = 0; isLeft <= <i32>hasMissing; isLeft++)
      scanBins(
        sums,
        hasMissing && isLeft == 0 ? bins : bins - 1,
        isLeft == 0 ? 0 : sums + (pointer(args, 11) << 4),
        real(args, 5),
        real(args, 6),
        <u64>least << shift,
        <u64>max(0, rows - least + 1) << shift,
        real(args, 9),
        real(args, 10),
        real(args, 13),
        real(args, 14),
        shift,
        out,
      );
  }
}

/** Keeps a node of no hessian finite, as in `algorithms/fraud/boosting/split.ts`. */
const TINY: f64 = 1e-15;

/**
 * @param before sums of what goes left in any case; 0: nothing does
 * @param least rows of the left side at least, and `over` no longer: compared where they stand, above the bits of hessians
 */
function scanBins(
  sums: usize,
  bins: u32,
  before: usize,
  gradient: f64,
  hessian: f64,
  least: u64,
  over: u64,
  leastHessian: f64,
  penalty: f64,
  unitG: f64,
  unitH: f64,
  shift: u64,
  out: usize,
): void {
  const mask: u64 = (1 << shift) - 1;
  const parent = (gradient * gradient) / (hessian + penalty + TINY);
  let gradients: i64 = 0;
  let counted: u64 = 0;
  if (before != 0) {
    gradients = load<i64>(before);
    counted = load<u64>(before, 8);
  }
  let best = load<f64>(out);
  for (let at = sums, end = sums + (<usize>bins << 4); at < end; at += 16) {
    gradients += load<i64>(at);
    counted += load<u64>(at, 8);
    if (counted < least) continue;
    const h = <f64>(<i64>(counted & mask)) * unitH;
    if (h < leastHessian) continue;
    const restH = hessian - h;
    if (counted >= over || restH < leastHessian) break;
    const g = <f64>gradients * unitG;
    const restG = gradient - g;
    const gain = (g * g) / (h + penalty + TINY) + (restG * restG) / (restH + penalty + TINY) - parent;
    if (gain <= best) continue;
    best = gain;
    store<f64>(out, gain);
    store<f64>(out, <f64>((at - sums) >> 4), 8);
    store<f64>(out, before == 0 ? 0 : 1, 16);
    store<f64>(out, g, 24);
    store<f64>(out, h, 32);
    store<f64>(out, <f64>(counted >> shift), 40);
  }
}

/** Takes the histograms of one child from those of its parent, a group of 8 features. Arguments: 0 sums of the parent, 1 of the child. No scratch. */
export function takeHistograms(args: usize, chunk: i32, scratch: usize): void {
  const from = <usize>chunk * WIDTH * SUMS;
  const sums = pointer(args, 0) + from;
  const child = pointer(args, 1) + from;
  for (let at: usize = 0; at < WIDTH * SUMS; at += 32) {
    v128.store(sums + at, i64x2.sub(v128.load(sums + at), v128.load(child + at)));
    v128.store(sums + at, i64x2.sub(v128.load(sums + at, 16), v128.load(child + at, 16)), 16);
  }
}
