import { integer, pointer, real } from './arguments';
import { keepBest, keyOf, scoreOf } from './selection';

/** Columns go in blocks of 64: sums and sizes are padded to whole blocks with zeros. */
const BLOCK: i32 = 64;
/** A bound taken from f32 or f64 sums may err by less than this part of it. */
const SAFE: f64 = 1 - 1e-6;
/** Rows of the right matrix between the one that is added and the one that the cache is asked for. */
const AHEAD: u32 = 4;
let touched: u32 = 0;
/** Columns looked at for a first guess of the least similarity kept. */
const SAMPLE: i32 = 512;

/**
 * The nearest columns of some rows. With a sparse left matrix (rows x terms), weighted, and a sparse right one (terms x columns),
 *
 *   dot(r, c) = sum over terms t of left_rt right_tc     in f64, terms ascending
 *   similarity = dot / (rowSize_r columnSize_c + shrinkage), or with `isJaccard`
 *                dot / (rowSize_r + columnSize_c - dot + shrinkage)     in f64, rounded to f32
 *
 * the k largest above 0 are kept, equal ones by place, and written with their columns ascending. All sizes, and the shrinkage,
 * are at least 0.
 *
 * Arguments: 0 rows asked for (u32), 1 their number, 2 a chunk's, 3 left rowPtr, 4 left columns (u32), 5 left weights (f64), or 0
 * when all weights and right values are 1; 6 right rowPtr, 7 right columns (u16 up to 65,536
 * columns, else u32), 8 right values (f32) or 0 when all are 1; 9 columns, 10 row sizes (f64), 11 column sizes (f64, padded), 12
 * the same in f32, 13 shrinkage, 14 isJaccard, 15 k, 16 places (u32, of columns), 17 keepOwn: else column r of row r is left out, 18
 * where each row asked for is written (u32, an index), 19 out columns (u32), 20 out similarities (f32), 21 out lengths (u32),
 * 22 room of a selection, above k or all columns. Scratch: sums (8 bytes a padded column), marks (1 a block), the selection.
 */
export function nearestRows(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 2);
  const columns = integer(args, 9);
  const padded = (columns + BLOCK - 1) & ~(BLOCK - 1);
  memory.fill(scratch, 0, (<usize>padded << 3) + <usize>(padded / BLOCK));
  const end = min(integer(args, 1), (chunk + 1) * size);
  for (let n = chunk * size; n < end; n++) {
    const row = load<u32>(pointer(args, 0) + (<usize>n << 2));
    if (columns <= 65536) addProducts<u16>(args, row, scratch, 0);
    else addProducts<u32>(args, row, scratch, scratch + (<usize>padded << 3));
    select(args, n, row, scratch, padded);
  }
}

@inline
function addProducts<T>(args: usize, row: u32, sums: usize, marks: usize): void {
  const terms = pointer(args, 4);
  const weights = pointer(args, 5);
  const rightPtr = pointer(args, 6);
  const rightColumns = pointer(args, 7);
  const rightValues = pointer(args, 8);
  const leftPtr = pointer(args, 3) + (<usize>row << 2);
  const last = load<u32>(leftPtr, 4);
  let ahead: u32 = 0;
  for (let p = load<u32>(leftPtr); p < last; p++) {
    if (p + AHEAD < last) {
      // Asks the cache for a row to come; what is read goes nowhere.
      const next = rightPtr + (<usize>load<u32>(terms + (<usize>(p + AHEAD) << 2)) << 2);
      const line = rightColumns + <usize>load<u32>(next) * sizeof<T>();
      ahead ^= <u32>load<u8>(line) ^ <u32>load<u8>(line, 64);
    }
    const span = rightPtr + (<usize>load<u32>(terms + (<usize>p << 2)) << 2);
    const from = load<u32>(span);
    const to = load<u32>(span, 4);
    const start = rightColumns + <usize>from * sizeof<T>();
    const stop = rightColumns + <usize>to * sizeof<T>();
    if (weights == 0) countColumns<T>(start, stop, sums);
    else {
      const weight = load<f64>(weights + (<usize>p << 3));
      if (rightValues == 0) addWeight<T>(start, stop, weight, sums);
      else addValues<T>(start, stop, weight, rightValues + (<usize>from << 2), sums);
    }
    if (sizeof<T>() == 4) {
      for (let at = start; at < stop; at += 4) store<u8>(marks + <usize>(load<u32>(at) >> 6), 1);
    }
  }
  touched = ahead;
}

@inline
function countOne(sums: usize, column: usize): void {
  const at = sums + (column << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function countColumns<T>(start: usize, stop: usize, sums: usize): void {
  let at = start;
  for (; at + 4 * sizeof<T>() <= stop; at += 4 * sizeof<T>()) {
    countOne(sums, <usize>load<T>(at));
    countOne(sums, <usize>load<T>(at, sizeof<T>()));
    countOne(sums, <usize>load<T>(at, 2 * sizeof<T>()));
    countOne(sums, <usize>load<T>(at, 3 * sizeof<T>()));
  }
  for (; at < stop; at += sizeof<T>()) countOne(sums, <usize>load<T>(at));
}

@inline
function addOne(sums: usize, column: usize, value: f64): void {
  const at = sums + (column << 3);
  store<f64>(at, load<f64>(at) + value);
}

function addWeight<T>(start: usize, stop: usize, weight: f64, sums: usize): void {
  let at = start;
  for (; at + 4 * sizeof<T>() <= stop; at += 4 * sizeof<T>()) {
    addOne(sums, <usize>load<T>(at), weight);
    addOne(sums, <usize>load<T>(at, sizeof<T>()), weight);
    addOne(sums, <usize>load<T>(at, 2 * sizeof<T>()), weight);
    addOne(sums, <usize>load<T>(at, 3 * sizeof<T>()), weight);
  }
  for (; at < stop; at += sizeof<T>()) addOne(sums, <usize>load<T>(at), weight);
}

function addValues<T>(start: usize, stop: usize, weight: f64, values: usize, sums: usize): void {
  let value = values;
  for (let at = start; at < stop; at += sizeof<T>()) {
    addOne(sums, <usize>load<T>(at), weight * <f64>load<f32>(value));
    value += 4;
  }
}

// The selection at work; each thread has an instance of the module, so globals of its own.
let keys: usize = 0;
let found: usize = 0;
let work: usize = 0;
let kept: i32 = 0;
/** Keys up to it are not kept. */
let least: u64 = 0;
/** A sum below slope x size of its column + offset cannot give a key above `least`. */
let slope: f64 = 0;
let offset: f64 = 0;
let ownSize: f64 = 0;
let shrinkage: f64 = 0;
let isJaccard: bool = false;
let isCounting: bool = false;
let sizesAt: usize = 0;
let placesAt: usize = 0;

/** Keeps the k best similarities of the sums, writes them, and clears the sums. */
function select(args: usize, n: i32, row: u32, sums: usize, padded: i32): void {
  const columns = integer(args, 9);
  const marks = columns > 65536 ? sums + (<usize>padded << 3) : 0;
  const room = integer(args, 22);
  const k = integer(args, 15);
  keys = (sums + (<usize>padded << 3) + <usize>(padded / BLOCK) + 63) & ~63;
  work = keys + (<usize>room << 3);
  found = work + (<usize>room << 3);
  isCounting = pointer(args, 5) == 0;
  ownSize = load<f64>(pointer(args, 10) + (<usize>row << 3));
  sizesAt = pointer(args, 11);
  placesAt = pointer(args, 16);
  shrinkage = real(args, 13);
  isJaccard = integer(args, 14) != 0;
  if (integer(args, 17) == 0 && <i32>row < columns) clearOwn(sums, row);
  const guess = guessLeast(sums, columns, k, room);
  scan(args, sums, marks, padded, room, k, guess);
  if (kept < k && guess > 0) scan(args, sums, marks, padded, room, k, 0);
  clear(sums, marks, padded);
  write(args, n);
}

@inline
function clearOwn(sums: usize, row: u32): void {
  if (isCounting) store<u32>(sums + (<usize>row << 2), 0);
  else store<f64>(sums + (<usize>row << 3), 0);
}

@inline
function sumAt(sums: usize, column: i32): f64 {
  return isCounting ? <f64>load<u32>(sums + (<usize>column << 2)) : load<f64>(sums + (<usize>column << 3));
}

@inline
function similarity(column: i32, dot: f64): f64 {
  const size = load<f64>(sizesAt + (<usize>column << 3));
  return dot / ((isJaccard ? ownSize + size - dot : ownSize * size) + shrinkage);
}

/** A similarity that somewhat more than k columns are likely to reach, from a sample of them; 0 when there is none. */
function guessLeast(sums: usize, columns: i32, k: i32, room: i32): f32 {
  const stride = columns / min(SAMPLE, room);
  if (stride < 4 || k >= columns / 4) return 0;
  const share = <f64>k / <f64>stride;
  const rank = <i32>(share + 2 * sqrt(share)) + 2;
  // The best of the sample so far, the least of them last; a few are enough for insertion to be fast.
  memory.fill(work, 0, <usize>rank << 2);
  const last = work + (<usize>(rank - 1) << 2);
  for (let column = stride >> 1; column < columns; column += stride) {
    const value = <f32>similarity(column, sumAt(sums, column));
    if (!(value > load<f32>(last))) continue;
    let to = last;
    for (; to > work && load<f32>(to - 4) < value; to -= 4) store<f32>(to, load<f32>(to - 4));
    store<f32>(to, value);
  }
  return load<f32>(last);
}

function scan(args: usize, sums: usize, marks: usize, padded: i32, room: i32, k: i32, from: f32): void {
  kept = 0;
  bound(from > 0 ? keyOf(from, u32.MAX_VALUE) : 0);
  for (let start = 0; start < padded; start += BLOCK) {
    if (marks && load<u8>(marks + <usize>(start / BLOCK)) == 0) continue;
    if (kept + BLOCK > room && kept > k) prune(k);
    if (isCounting) scanCounts(pointer(args, 12), start, sums);
    else scanSums(start, sums);
  }
  if (kept > k) prune(k);
}

function prune(k: i32): void {
  bound(keepBest(keys, found, work, kept, k));
  kept = k;
}

function bound(key: u64): void {
  least = key;
  slope = 0;
  offset = isCounting ? 0.5 : f64.MIN_VALUE;
  if (key == 0) return;
  const t = <f64>scoreOf(key);
  if (isJaccard) {
    // dot / (own + size - dot + s) >= t  <=>  dot >= t / (1 + t) (own + size + s)
    slope = (t / (1 + t)) * SAFE;
    offset = slope * (ownSize + shrinkage);
  } else {
    slope = t * ownSize * SAFE;
    offset = t * shrinkage * SAFE;
  }
}

function scanCounts(sizes: usize, start: i32, sums: usize): void {
  const a = f32x4.splat(<f32>slope);
  const b = f32x4.splat(<f32>offset);
  for (let column = start; column < start + BLOCK; column += 8) {
    const at = sums + (<usize>column << 2);
    const q = sizes + (<usize>column << 2);
    const low = f32x4.convert_i32x4_s(v128.load(at));
    const high = f32x4.convert_i32x4_s(v128.load(at, 16));
    const first = f32x4.ge(low, f32x4.add(f32x4.mul(a, v128.load(q)), b));
    const second = f32x4.ge(high, f32x4.add(f32x4.mul(a, v128.load(q, 16)), b));
    if (!v128.any_true(v128.or(first, second))) continue;
    for (let lanes = i32x4.bitmask(first) | (i32x4.bitmask(second) << 4); lanes != 0; lanes &= lanes - 1) {
      const lane = ctz(lanes);
      offer(column + lane, <f64>load<u32>(at + (<usize>lane << 2)));
    }
  }
}

function scanSums(start: i32, sums: usize): void {
  const a = f64x2.splat(slope);
  const b = f64x2.splat(offset);
  for (let column = start; column < start + BLOCK; column += 4) {
    const at = sums + (<usize>column << 3);
    const q = sizesAt + (<usize>column << 3);
    const first = f64x2.ge(v128.load(at), f64x2.add(f64x2.mul(a, v128.load(q)), b));
    const second = f64x2.ge(v128.load(at, 16), f64x2.add(f64x2.mul(a, v128.load(q, 16)), b));
    if (!v128.any_true(v128.or(first, second))) continue;
    for (let lanes = i64x2.bitmask(first) | (i64x2.bitmask(second) << 2); lanes != 0; lanes &= lanes - 1) {
      const lane = ctz(lanes);
      offer(column + lane, load<f64>(at + (<usize>lane << 3)));
    }
  }
}

/** Takes a column whose similarity is above 0 and whose key is above `least`. */
@inline
function offer(column: i32, dot: f64): void {
  const value = similarity(column, dot);
  if (!(value > 0)) return;
  const key = keyOf(<f32>value, load<u32>(placesAt + (<usize>column << 2)));
  if (key <= least) return;
  store<u64>(keys + (<usize>kept << 3), key);
  store<u32>(found + (<usize>kept << 2), column);
  kept++;
}

function clear(sums: usize, marks: usize, padded: i32): void {
  const shift = isCounting ? 2 : 3;
  if (!marks) {
    memory.fill(sums, 0, <usize>padded << shift);
    return;
  }
  for (let block = 0; block < padded / BLOCK; block++) {
    if (load<u8>(marks + <usize>block) == 0) continue;
    store<u8>(marks + <usize>block, 0);
    memory.fill(sums + (<usize>(block * BLOCK) << shift), 0, BLOCK << shift);
  }
}

function write(args: usize, n: i32): void {
  const from = <usize>load<u32>(pointer(args, 18) + (<usize>n << 2));
  const similarities = pointer(args, 20) + (from << 2);
  memory.copy(pointer(args, 19) + (from << 2), found, <usize>kept << 2);
  for (let i = 0; i < kept; i++) {
    store<f32>(similarities + (<usize>i << 2), scoreOf(load<u64>(keys + (<usize>i << 3))));
  }
  store<u32>(pointer(args, 21) + (<usize>n << 2), kept);
}
