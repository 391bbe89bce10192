import { integer, pointer, real } from './arguments';
import { reaching, reachingOfSixteen } from './reaching';
import { keepBest, keyOf, scoreOf } from './selection';

const BLOCK: i32 = 64;
/** Blocks whose masks are made at a time. */
const MASKS: i32 = 64;
/** A bound taken from f64 sums and an f32 similarity may err by less than this part of it, and by half the least f32. */
const SAFE: f64 = 1 - 1e-6;
const LEAST_F32: f64 = 1.401298464324817e-45;
/** Columns looked at for a first guess of the least similarity kept, in groups of neighbours. */
const SAMPLE: i32 = 512;
const GROUP: i32 = 16;

// The selection at work; each thread has an instance of the module, so globals of its own.
let keys: usize = 0;
let found: usize = 0;
let work: usize = 0;
let masks: usize = 0;
let kept: i32 = 0;
/** How many of those kept have a key yet. */
let keyed: i32 = 0;
/** Keys up to it are not kept. */
let least: u64 = 0;
/** A sum below slope x size of its column + offset cannot give a key above `least`. */
let slope: f64 = 0;
let offset: f64 = 0;
let ownSize: f64 = 0;
let shrinkage: f64 = 0;
let isJaccard: bool = false;
let sizesAt: usize = 0;
let placesAt: usize = 0;

/**
 * Keeps the k best similarities of a row's sums, writes them, and clears the sums; arguments as in `nearestRows`. Scratch from
 * `rest` on: bits (1 a padded column, clear), ranks (4 bytes a block), masks (512), the selection. `marks`: blocks that may have sums, or 0.
 */
export function selectNearest<S>(
  args: usize,
  n: i32,
  row: u32,
  sums: usize,
  marks: usize,
  rest: usize,
): void {
  const columns = integer(args, 9);
  const padded = (columns + BLOCK - 1) & ~(BLOCK - 1);
  const room = integer(args, 22);
  const k = integer(args, 15);
  masks = (rest + <usize>(padded >> 3) + <usize>(padded >> 4) + 63) & ~63;
  keys = masks + (MASKS << 3);
  work = keys + (<usize>room << 3);
  found = work + (<usize>room << 3);
  ownSize = load<f64>(pointer(args, 10) + (<usize>row << 3));
  sizesAt = pointer(args, 11);
  placesAt = pointer(args, 16);
  shrinkage = real(args, 13);
  isJaccard = integer(args, 14) != 0;
  if (integer(args, 17) == 0 && <i32>row < columns) {
    const own = load<u32>(pointer(args, 24) + (<usize>row << 2));
    store<S>(sums + <usize>own * sizeof<S>(), 0);
  }
  const guess = guessLeast<S>(sums, columns, k, room);
  scan<S>(args, sums, marks, padded, room, k, guess);
  if (kept < k && guess > 0) scan<S>(args, sums, marks, padded, room, k, 0);
  clear<S>(sums, marks, padded);
  write(args, n, rest, padded);
}

@inline
function similarity(label: u32, dot: f64): f64 {
  const size = load<f64>(sizesAt + (<usize>label << 3));
  return dot / ((isJaccard ? ownSize + size - dot : ownSize * size) + shrinkage);
}

/** Below it, sums of columns of at least this size are not kept; above 0. */
@inline
function floorOf(size: f64): f64 {
  const floor = slope * size + offset;
  return floor > f64.MIN_VALUE ? floor : f64.MIN_VALUE;
}

/** A similarity that somewhat more than k columns are likely to reach, from a sample of them; 0 when there is none. */
@inline
function guessLeast<S>(sums: usize, columns: i32, k: i32, room: i32): f32 {
  const stride = columns / min(SAMPLE, room);
  if (stride < 4 || k >= columns / 4) return 0;
  const share = <f64>k / <f64>stride;
  const rank = <i32>(share + 2 * sqrt(share)) + 2;
  // The best of the sample so far, the least of them last; a few are enough for insertion to be fast.
  memory.fill(work, 0, <usize>rank << 2);
  const last = work + (<usize>(rank - 1) << 2);
  bound(0);
  const step = stride * GROUP;
  for (let start = (step >> 1) & ~(GROUP - 1); start + GROUP <= columns; start += step) {
    const at = sums + <usize>start * sizeof<S>();
    const size = load<f64>(sizesAt + (<usize>(start + GROUP - 1) << 3));
    for (let lanes = reachingOfSixteen<S>(at, floorOf(size)); lanes; lanes &= lanes - 1) {
      const lane = <i32>ctz(lanes);
      const value = <f32>similarity(start + lane, <f64>load<S>(at + <usize>lane * sizeof<S>()));
      if (!(value > load<f32>(last))) continue;
      let to = last;
      for (; to > work && load<f32>(to - 4) < value; to -= 4) store<f32>(to, load<f32>(to - 4));
      store<f32>(to, value);
    }
    if (load<f32>(last) > 0) bound(keyOf(load<f32>(last), u32.MAX_VALUE));
  }
  return load<f32>(last);
}

@inline
function scan<S>(args: usize, sums: usize, marks: usize, padded: i32, room: i32, k: i32, from: f32): void {
  const sizes = pointer(args, 12);
  const blocks = padded / BLOCK;
  kept = 0;
  keyed = 0;
  bound(from > 0 ? keyOf(from, u32.MAX_VALUE) : 0);
  for (let first = 0; first < blocks; first += MASKS) {
    const end = min(first + MASKS, blocks);
    for (let block = first; block < end; block++) {
      const floor = floorOf(load<f64>(sizes + (<usize>block << 3)));
      const at = sums + <usize>(block * BLOCK) * sizeof<S>();
      const mask = marks && load<u8>(marks + <usize>block) == 0 ? 0 : reaching<S>(at, floor);
      store<u64>(masks + (<usize>(block - first) << 3), mask);
    }
    for (let block = first; block < end; block++) {
      if (kept + BLOCK > room) {
        keyFound<S>(sums);
        if (kept + BLOCK > room && kept > k) prune(k);
      }
      find(load<u64>(masks + (<usize>(block - first) << 3)), block * BLOCK);
    }
    keyFound<S>(sums);
  }
  if (kept > k) prune(k);
}

/** Adds the labels of a mask's bits to what is found; up to three without a branch, which would often be guessed wrong. */
@inline
function find(mask: u64, start: i32): void {
  for (;;) {
    const at = found + (<usize>kept << 2);
    const second = mask & (mask - 1);
    const third = second & (second - 1);
    store<u32>(at, start + <i32>ctz(mask));
    store<u32>(at, start + <i32>ctz(second), 4);
    store<u32>(at, start + <i32>ctz(third), 8);
    kept += i32(mask != 0) + i32(second != 0) + i32(third != 0);
    mask = third & (third - 1);
    if (mask == 0) return;
  }
}

/** Of what was found last, keeps those whose similarity is above 0 and whose key is above `least`. */
@inline
function keyFound<S>(sums: usize): void {
  let to = keyed;
  for (let i = keyed; i < kept; i++) {
    const label = load<u32>(found + (<usize>i << 2));
    const value = similarity(label, <f64>load<S>(sums + <usize>label * sizeof<S>()));
    const key = keyOf(<f32>value, load<u32>(placesAt + (<usize>label << 2)));
    store<u64>(keys + (<usize>to << 3), key);
    store<u32>(found + (<usize>to << 2), label);
    to += i32(value > 0) & i32(key > least);
  }
  kept = to;
  keyed = to;
}

function prune(k: i32): void {
  bound(keepBest(keys, found, work, kept, k));
  kept = k;
  keyed = k;
}

function bound(key: u64): void {
  least = key;
  slope = 0;
  offset = 0;
  if (key == 0) return;
  const t = min(<f64>scoreOf(key), <f64>f32.MAX_VALUE) * SAFE - LEAST_F32;
  if (!(t > 0)) return;
  if (isJaccard) {
    // dot / (own + size - dot + s) >= t  <=>  dot >= t / (1 + t) (own + size + s)
    slope = (t / (1 + t)) * SAFE;
    offset = slope * (ownSize + shrinkage);
  } else {
    slope = t * ownSize;
    offset = t * shrinkage;
  }
}

@inline
function clear<S>(sums: usize, marks: usize, padded: i32): void {
  if (!marks) {
    memory.fill(sums, 0, <usize>padded * sizeof<S>());
    return;
  }
  for (let block = 0; block < padded / BLOCK; block++) {
    if (load<u8>(marks + <usize>block) == 0) continue;
    store<u8>(marks + <usize>block, 0);
    memory.fill(sums + <usize>(block * BLOCK) * sizeof<S>(), 0, <usize>BLOCK * sizeof<S>());
  }
}

/** Writes what is kept by column: a bit for each, and how many bits each block of columns follows. */
function write(args: usize, n: i32, bits: usize, padded: i32): void {
  const from = <usize>load<u32>(pointer(args, 18) + (<usize>n << 2));
  const columns = pointer(args, 19) + (from << 2);
  const similarities = pointer(args, 20) + (from << 2);
  const columnOf = pointer(args, 23);
  const ranks = bits + <usize>(padded >> 3);
  for (let i = 0; i < kept; i++) {
    const at = found + (<usize>i << 2);
    const column = load<u32>(columnOf + (<usize>load<u32>(at) << 2));
    store<u32>(at, column);
    const word = bits + (<usize>(column >> 6) << 3);
    store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>column & 63)));
  }
  let before: u32 = 0;
  for (let block = 0; block < padded / BLOCK; block++) {
    store<u32>(ranks + (<usize>block << 2), before);
    before += <u32>popcnt(load<u64>(bits + (<usize>block << 3)));
  }
  for (let i = 0; i < kept; i++) {
    const column = load<u32>(found + (<usize>i << 2));
    const lower = load<u64>(bits + (<usize>(column >> 6) << 3)) & (((<u64>1) << (<u64>column & 63)) - 1);
    const to = <usize>(load<u32>(ranks + (<usize>(column >> 6) << 2)) + <u32>popcnt(lower)) << 2;
    store<u32>(columns + to, column);
    store<f32>(similarities + to, scoreOf(load<u64>(keys + (<usize>i << 3))));
  }
  for (let i = 0; i < kept; i++) {
    store<u64>(bits + (<usize>(load<u32>(found + (<usize>i << 2)) >> 6) << 3), 0);
  }
  store<u32>(pointer(args, 21) + (<usize>n << 2), kept);
}
