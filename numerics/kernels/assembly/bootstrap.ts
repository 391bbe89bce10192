import { integer, pointer, real } from './arguments';
import { philox } from './philox';

const M0 = i32x4.splat(<i32>0xd2511f53);
const M1 = i32x4.splat(<i32>0xcd9e8d57);
const W0: i32 = <i32>0x9e3779b9;
const W1: i32 = <i32>0xbb67ae85;

/** High words of the unsigned products of four lanes. */
@inline
function highOf(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

@inline
function lowOf(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** counts[floor(word * scale)]++ for the four lanes of words, each by its lane as long as its draw is below n. */
@inline
function countFour(counts: usize, words: v128, scale: v128): void {
  const low = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.convert_low_i32x4_u(words), scale));
  const upper = v128.shuffle<i32>(words, words, 2, 3, 2, 3);
  const high = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.convert_low_i32x4_u(upper), scale));
  const a = counts + <usize>i32x4.extract_lane(low, 0);
  store<u8>(a, load<u8>(a) + 1);
  const b = counts + <usize>i32x4.extract_lane(low, 1);
  store<u8>(b, load<u8>(b) + 1);
  const c = counts + <usize>i32x4.extract_lane(high, 0);
  store<u8>(c, load<u8>(c) + 1);
  const d = counts + <usize>i32x4.extract_lane(high, 1);
  store<u8>(d, load<u8>(d) + 1);
}

@inline
function countOne(counts: usize, word: i32, scale: f64): void {
  const at = counts + <usize>(<i32>(<f64>(<u32>word) * scale));
  store<u8>(at, load<u8>(at) + 1);
}

/** How often resample r takes each of n shoppers: n draws, four to a Philox4x32-10 block at counter (block, r, 0, 0). */
function drawCounts(counts: usize, n: i32, r: i32, k0: i32, k1: i32): void {
  memory.fill(counts, 0, n);
  const scale = <f64>n / 4294967296.0;
  const scales = f64x2.splat(scale);
  for (let block = 0; 4 * block < n; block += 4) {
    let x0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(r);
    let x2 = i32x4.splat(0);
    let x3 = i32x4.splat(0);
    let key0 = k0;
    let key1 = k1;
    for (let round = 0; round < 10; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(M0, x0);
      const high0 = i64x2.extmul_high_i32x4_u(M0, x0);
      const low1 = i64x2.extmul_low_i32x4_u(M1, x2);
      const high1 = i64x2.extmul_high_i32x4_u(M1, x2);
      x0 = v128.xor(v128.xor(highOf(low1, high1), x1), i32x4.splat(key0));
      x1 = lowOf(low1, high1);
      x2 = v128.xor(v128.xor(highOf(low0, high0), x3), i32x4.splat(key1));
      x3 = lowOf(low0, high0);
      key0 += W0;
      key1 += W1;
    }
    if (4 * block + 16 <= n) {
      countFour(counts, x0, scales);
      countFour(counts, x1, scales);
      countFour(counts, x2, scales);
      countFour(counts, x3, scales);
    } else {
      // Lane j holds the draws 4 (block + j) ... + 3; the last ones are left out.
      const left = n - 4 * block;
      countLane(counts, left, scale, i32x4.extract_lane(x0, 0), i32x4.extract_lane(x1, 0), i32x4.extract_lane(x2, 0), i32x4.extract_lane(x3, 0));
      countLane(counts, left - 4, scale, i32x4.extract_lane(x0, 1), i32x4.extract_lane(x1, 1), i32x4.extract_lane(x2, 1), i32x4.extract_lane(x3, 1));
      countLane(counts, left - 8, scale, i32x4.extract_lane(x0, 2), i32x4.extract_lane(x1, 2), i32x4.extract_lane(x2, 2), i32x4.extract_lane(x3, 2));
      countLane(counts, left - 12, scale, i32x4.extract_lane(x0, 3), i32x4.extract_lane(x1, 3), i32x4.extract_lane(x2, 3), i32x4.extract_lane(x3, 3));
    }
  }
}

function countLane(counts: usize, left: i32, scale: f64, a: i32, b: i32, c: i32, d: i32): void {
  if (left > 0) countOne(counts, a, scale);
  if (left > 1) countOne(counts, b, scale);
  if (left > 2) countOne(counts, c, scale);
  if (left > 3) countOne(counts, d, scale);
}

/** One bit for each of n shoppers: that of shopper i is bit i mod 32 of word i / 32 mod 4 of the counter (i / 128, r, 0, 0). */
function drawBits(bits: usize, n: i32, r: i32, k0: i32, k1: i32, words: usize): void {
  for (let from = 0; from < n; from += 128) {
    philox(k0, k1, from >> 7, r, 0, 0, words);
    const end = min(n, from + 128);
    for (let i = from; i < end; i++) {
      const word = load<u32>(words + (<usize>((i - from) >> 5) << 2));
      store<u8>(bits + <usize>i, <u8>((word >> (i & 31)) & 1));
    }
  }
}

/** Shoppers whose values stay in the cache while all resamples of a chunk take them. */
const BLOCK: i32 = 2048;

/**
 * Sums of resampled columns. A resample draws how often each shopper is taken, then adds count x value
 * of every column over the shoppers in order, in f64: column by column the sum of the plain loop, bit for bit.
 * Arguments: values (f64, [column / 8][shopper][8]), shoppers, groups of 8 columns, key k0, key k1, out (f64, resamples x 8 groups),
 * resamples, resamples a chunk, 1 to draw a bit for each shopper instead. Scratch: a byte a shopper and resample of a chunk, then 16.
 */
export function bootstrapSums(args: usize, chunk: i32, scratch: usize): void {
  const values = pointer(args, 0);
  const n = integer(args, 1);
  const groups = integer(args, 2);
  const k0 = <i32>(<u32>real(args, 3));
  const k1 = <i32>(<u32>real(args, 4));
  const size = integer(args, 7);
  const first = chunk * size;
  const end = min(integer(args, 6), first + size);
  const out = pointer(args, 5) + (<usize>first * <usize>groups << 6);
  const isBits = integer(args, 8) === 1;
  const words = scratch + <usize>size * <usize>n;
  for (let r = first; r < end; r++) {
    const counts = scratch + <usize>(r - first) * <usize>n;
    if (isBits) drawBits(counts, n, r, k0, k1, words);
    else drawCounts(counts, n, r, k0, k1);
  }
  memory.fill(out, 0, <usize>(end - first) * <usize>groups << 6);
  for (let from = 0; from < n; from += BLOCK) {
    const to = min(n, from + BLOCK);
    for (let group = 0; group < groups; group++) {
      const start = values + ((<usize>group * <usize>n + <usize>from) << 6);
      for (let r = 0; r < end - first; r++) {
        const counts = scratch + <usize>r * <usize>n;
        addBlock(start, counts + <usize>from, counts + <usize>to, out + (<usize>(r * groups + group) << 6));
      }
    }
  }
}

/** Adds count x value of eight columns, over the shoppers whose counts lie at [counts, end), to eight sums. */
function addBlock(values: usize, counts: usize, end: usize, sums: usize): void {
  let sum0 = v128.load(sums);
  let sum1 = v128.load(sums, 16);
  let sum2 = v128.load(sums, 32);
  let sum3 = v128.load(sums, 48);
  while (counts < end) {
    const count = f64x2.splat(<f64>load<u8>(counts));
    sum0 = f64x2.add(sum0, f64x2.mul(count, v128.load(values)));
    sum1 = f64x2.add(sum1, f64x2.mul(count, v128.load(values, 16)));
    sum2 = f64x2.add(sum2, f64x2.mul(count, v128.load(values, 32)));
    sum3 = f64x2.add(sum3, f64x2.mul(count, v128.load(values, 48)));
    values += 64;
    counts++;
  }
  v128.store(sums, sum0);
  v128.store(sums, sum1, 16);
  v128.store(sums, sum2, 32);
  v128.store(sums, sum3, 48);
}
