import { integer, pointer, unsigned } from './arguments';

// Philox4x32-10 of Salmon, Moraes, Dror, Shaw 2011, bit for bit that of numerics/rng.ts.

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

/** Four words of the counter (a, b, c, d) under the key (k0, k1), to out (u32, 4). */
export function philox(k0: u32, k1: u32, a: u32, b: u32, c: u32, d: u32, out: usize): void {
  for (let round = 0; round < 10; round++) {
    const first = <u64>M0 * <u64>a;
    const second = <u64>M1 * <u64>c;
    a = <u32>(second >> 32) ^ b ^ k0;
    b = <u32>second;
    c = <u32>(first >> 32) ^ d ^ k1;
    d = <u32>first;
    k0 += W0;
    k1 += W1;
  }
  store<u32>(out, a);
  store<u32>(out, b, 4);
  store<u32>(out, c, 8);
  store<u32>(out, d, 12);
}

/** The words of the four counters (a ... a + 3, b, c, d), side by side: to out (u32, 4 x 4), four words a counter. */
export function philoxFour(k0: u32, k1: u32, a: u32, b: u32, c: u32, d: u32, out: usize): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  let x0 = i32x4.add(i32x4.splat(a), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(b);
  let x2 = i32x4.splat(c);
  let x3 = i32x4.splat(d);
  for (let round = 0; round < 10; round++) {
    const firstLow = i64x2.extmul_low_i32x4_u(x0, m0);
    const firstHigh = i64x2.extmul_high_i32x4_u(x0, m0);
    const secondLow = i64x2.extmul_low_i32x4_u(x2, m1);
    const secondHigh = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(v128.shuffle<u32>(secondLow, secondHigh, 1, 3, 5, 7), x1), i32x4.splat(k0));
    x1 = v128.shuffle<u32>(secondLow, secondHigh, 0, 2, 4, 6);
    x2 = v128.xor(v128.xor(v128.shuffle<u32>(firstLow, firstHigh, 1, 3, 5, 7), x3), i32x4.splat(k1));
    x3 = v128.shuffle<u32>(firstLow, firstHigh, 0, 2, 4, 6);
    k0 += W0;
    k1 += W1;
  }
  const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
  const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
  const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<u64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<u64>(low01, low23, 1, 3), 16);
  v128.store(out, v128.shuffle<u64>(high01, high23, 0, 2), 32);
  v128.store(out, v128.shuffle<u64>(high01, high23, 1, 3), 48);
}

/**
 * The words of the counters (first + n, b, c, d), n from 0.
 * Arguments: k0, k1, first, b, c, d, counters, counters a chunk, out (u32, counters x 4).
 */
export function philoxWords(args: usize, chunk: i32, scratch: usize): void {
  const k0 = unsigned(args, 0);
  const k1 = unsigned(args, 1);
  const first = unsigned(args, 2);
  const b = unsigned(args, 3);
  const c = unsigned(args, 4);
  const d = unsigned(args, 5);
  const size = integer(args, 7);
  const end = min(integer(args, 6), (chunk + 1) * size);
  const out = pointer(args, 8);
  let n = chunk * size;
  for (; n + 4 <= end; n += 4) philoxFour(k0, k1, first + n, b, c, d, out + (<usize>n << 4));
  for (; n < end; n++) philox(k0, k1, first + n, b, c, d, out + (<usize>n << 4));
}

/** `uniform` of numerics/rng.ts at the counters (a, b ... b + 3, 0, 0), in f32. */
export function uniformFour(k0: u32, k1: u32, a: u32, b: u32): v128 {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  let x0 = i32x4.splat(a);
  let x1 = i32x4.add(i32x4.splat(b), i32x4(0, 1, 2, 3));
  let x2 = i32x4.splat(0);
  let x3 = i32x4.splat(0);
  for (let round = 0; round < 10; round++) {
    const firstLow = i64x2.extmul_low_i32x4_u(x0, m0);
    const firstHigh = i64x2.extmul_high_i32x4_u(x0, m0);
    const secondLow = i64x2.extmul_low_i32x4_u(x2, m1);
    const secondHigh = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(v128.shuffle<u32>(secondLow, secondHigh, 1, 3, 5, 7), x1), i32x4.splat(k0));
    x1 = v128.shuffle<u32>(secondLow, secondHigh, 0, 2, 4, 6);
    x2 = v128.xor(v128.xor(v128.shuffle<u32>(firstLow, firstHigh, 1, 3, 5, 7), x3), i32x4.splat(k1));
    x3 = v128.shuffle<u32>(firstLow, firstHigh, 0, 2, 4, 6);
    k0 += W0;
    k1 += W1;
  }
  const high = i32x4.shr_u(x0, 6);
  const low = i32x4.shr_u(x1, 6);
  const firstTwo = f32x4.demote_f64x2_zero(unitTwo(high, low));
  const lastTwo = f32x4.demote_f64x2_zero(
    unitTwo(v128.shuffle<u64>(high, high, 1, 1), v128.shuffle<u64>(low, low, 1, 1)),
  );
  return v128.shuffle<u64>(firstTwo, lastTwo, 0, 2);
}

/** (high 2^26 + low + 1/2) / 2^52 of the first two lanes, 26 bits each. */
@inline
function unitTwo(high: v128, low: v128): v128 {
  const whole = f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_u(high), f64x2.splat(67108864)),
    f64x2.convert_low_i32x4_u(low),
  );
  return f64x2.mul(f64x2.add(whole, f64x2.splat(0.5)), f64x2.splat(2.220446049250313e-16));
}
