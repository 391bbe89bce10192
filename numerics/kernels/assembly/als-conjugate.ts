import { columnsAt, fetchVectors, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { integer } from './arguments';
import { sumLanes } from './panels';

/** Vectors that are fetched together, a power of 2. */
const FETCHED: u32 = 64;
/** Bytes that stay in the nearest cache from one product to the next. */
const NEAR: usize = 32768;

/**
 * Implicit ALS, rows improved by conjugate gradients from where they are: the system of als-exact.ts is never formed.
 * Arguments of als-rows.ts; the shared system row by row (f32, width x width); 11: steps. Vectors and products with the system
 * in f32, the lengths that decide the steps in f64. Scratch: 12 x width + 4 bytes.
 */
export function alsConjugate(args: usize, chunk: i32, scratch: usize): void {
  const width = widthOf(args);
  const bytes = <usize>width << 2;
  const residual = scratch;
  const direction = scratch + bytes;
  const image = scratch + 2 * bytes;
  const spare = scratch + 3 * bytes;
  const end = firstRow(args, chunk + 1);
  for (let row = firstRow(args, chunk); row < end; row++) {
    if (rowStart(args, row) == rowStart(args, row + 1)) continue;
    const x = solvedAt(args, row);
    const penalty = penaltyOf(args, row);
    multiplyShared(sharedAt(args), width, x, residual, penalty, -1);
    addPairs(args, row, x, residual, true, spare);
    memory.copy(direction, residual, bytes);
    let length = dot(residual, residual, bytes);
    for (let step = integer(args, 11); step > 0 && length != 0; step--) {
      multiplyShared(sharedAt(args), width, direction, image, penalty, 1);
      // The last step needs no residual, so only the length of the direction in the system.
      if (step > 1) addPairs(args, row, direction, image, false, spare);
      let curvature = dot(direction, image, bytes);
      if (step == 1) curvature += squarePairs(args, row, direction, spare);
      const alpha = length / curvature;
      if (!(alpha > 0 && alpha < Infinity)) {
        setFailed(args, row);
        break;
      }
      addScaled(x, <f32>alpha, direction, bytes);
      if (step == 1) break;
      addScaled(residual, <f32>-alpha, image, bytes);
      const next = dot(residual, residual, bytes);
      const beta = f32x4.splat(<f32>(next / length));
      for (let f: usize = 0; f < bytes; f += 16) {
        v128.store(direction + f, f32x4.add(v128.load(residual + f), f32x4.mul(beta, v128.load(direction + f))));
      }
      length = next;
    }
    if (!isFiniteVector(x, bytes)) setFailed(args, row);
  }
}

/** out = sign * (shared x + penalty x), 32 columns at once while there are as many. */
function multiplyShared(shared: usize, width: i32, x: usize, out: usize, penalty: f32, sign: f32): void {
  const bytes = <usize>width << 2;
  const end = x + bytes;
  const s = f32x4.splat(sign);
  const lambda = f32x4.splat(sign * penalty);
  let column: usize = 0;
  for (; column + 128 <= bytes; column += 128) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    let at = shared + column;
    for (let k = x; k < end; k += 4) {
      const value = v128.load32_splat(k);
      s0 = f32x4.add(s0, f32x4.mul(value, v128.load(at)));
      s1 = f32x4.add(s1, f32x4.mul(value, v128.load(at, 16)));
      s2 = f32x4.add(s2, f32x4.mul(value, v128.load(at, 32)));
      s3 = f32x4.add(s3, f32x4.mul(value, v128.load(at, 48)));
      s4 = f32x4.add(s4, f32x4.mul(value, v128.load(at, 64)));
      s5 = f32x4.add(s5, f32x4.mul(value, v128.load(at, 80)));
      s6 = f32x4.add(s6, f32x4.mul(value, v128.load(at, 96)));
      s7 = f32x4.add(s7, f32x4.mul(value, v128.load(at, 112)));
      at += bytes;
    }
    const to = out + column;
    const from = x + column;
    v128.store(to, f32x4.add(f32x4.mul(s, s0), f32x4.mul(lambda, v128.load(from))));
    v128.store(to, f32x4.add(f32x4.mul(s, s1), f32x4.mul(lambda, v128.load(from, 16))), 16);
    v128.store(to, f32x4.add(f32x4.mul(s, s2), f32x4.mul(lambda, v128.load(from, 32))), 32);
    v128.store(to, f32x4.add(f32x4.mul(s, s3), f32x4.mul(lambda, v128.load(from, 48))), 48);
    v128.store(to, f32x4.add(f32x4.mul(s, s4), f32x4.mul(lambda, v128.load(from, 64))), 64);
    v128.store(to, f32x4.add(f32x4.mul(s, s5), f32x4.mul(lambda, v128.load(from, 80))), 80);
    v128.store(to, f32x4.add(f32x4.mul(s, s6), f32x4.mul(lambda, v128.load(from, 96))), 96);
    v128.store(to, f32x4.add(f32x4.mul(s, s7), f32x4.mul(lambda, v128.load(from, 112))), 112);
  }
  for (; column < bytes; column += 32) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    let at = shared + column;
    for (let k = x; k < end; k += 4) {
      const value = v128.load32_splat(k);
      s0 = f32x4.add(s0, f32x4.mul(value, v128.load(at)));
      s1 = f32x4.add(s1, f32x4.mul(value, v128.load(at, 16)));
      at += bytes;
    }
    const to = out + column;
    const from = x + column;
    v128.store(to, f32x4.add(f32x4.mul(s, s0), f32x4.mul(lambda, v128.load(from))));
    v128.store(to, f32x4.add(f32x4.mul(s, s1), f32x4.mul(lambda, v128.load(from, 16))), 16);
  }
}

/** out += sum of weight <h, x> h over the pairs of a row, or, `isResidual`, of (weight + extra - weight <h, x>) h. Four pairs at once. */
function addPairs(args: usize, row: i32, x: usize, out: usize, isResidual: bool, spare: usize): void {
  const bytes = <usize>widthOf(args) << 2;
  const extra = f32x4.splat(isResidual ? rightExtra(args) : 0);
  const fixed = fixedAt(args);
  const columns = columnsAt(args);
  const weights = weightsAt(args);
  const first = rowStart(args, row);
  const last = rowStart(args, row + 1);
  const isFar = isResidual || <usize>(last - first) * bytes > NEAR;
  for (let pair = first; pair < last; pair += 4) {
    if (isFar && (pair - first & FETCHED - 1) == 0) {
      store<i32>(spare, fetchVectors(args, pair, min(pair + FETCHED, last), 0, bytes));
    }
    const h0 = vectorOf(fixed, columns, pair, bytes);
    const h1 = vectorOf(fixed, columns, min(pair + 1, last - 1), bytes);
    const h2 = vectorOf(fixed, columns, min(pair + 2, last - 1), bytes);
    const h3 = vectorOf(fixed, columns, min(pair + 3, last - 1), bytes);
    const weight = weightsOfFour(weights, pair, last);
    let factor = f32x4.mul(weight, dotsOfFour(h0, h1, h2, h3, x, bytes));
    if (isResidual) factor = f32x4.sub(f32x4.add(weight, v128.and(extra, withinRow(pair, last))), factor);
    addFour(h0, h1, h2, h3, factor, out, bytes);
  }
}

/** Sum of weight <h, x>^2 over the pairs of a row: four sums in f32, for pairs n mod 4, then f64. */
function squarePairs(args: usize, row: i32, x: usize, spare: usize): f64 {
  const bytes = <usize>widthOf(args) << 2;
  const fixed = fixedAt(args);
  const columns = columnsAt(args);
  const weights = weightsAt(args);
  const first = rowStart(args, row);
  const last = rowStart(args, row + 1);
  const isFar = <usize>(last - first) * bytes > NEAR;
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let pair = first; pair < last; pair += 4) {
    if (isFar && (pair - first & FETCHED - 1) == 0) {
      store<i32>(spare, fetchVectors(args, pair, min(pair + FETCHED, last), 0, bytes));
    }
    const h0 = vectorOf(fixed, columns, pair, bytes);
    const h1 = vectorOf(fixed, columns, min(pair + 1, last - 1), bytes);
    const h2 = vectorOf(fixed, columns, min(pair + 2, last - 1), bytes);
    const h3 = vectorOf(fixed, columns, min(pair + 3, last - 1), bytes);
    const dots = dotsOfFour(h0, h1, h2, h3, x, bytes);
    const squares = f32x4.mul(weightsOfFour(weights, pair, last), f32x4.mul(dots, dots));
    low = f64x2.add(low, f64x2.promote_low_f32x4(squares));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(squares, squares, 2, 3, 2, 3)));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

@inline
function vectorOf(fixed: usize, columns: usize, pair: u32, bytes: usize): usize {
  return fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * bytes;
}

/** All ones in the lanes n with pair + n below last. */
@inline
function withinRow(pair: u32, last: u32): v128 {
  return i32x4.gt_s(i32x4.splat(<i32>(last - pair)), i32x4(0, 1, 2, 3));
}

/** Weights of four pairs, 0 beyond the end of the row; there are words behind the last one. */
@inline
function weightsOfFour(weights: usize, pair: u32, last: u32): v128 {
  return v128.and(v128.load(weights + (<usize>pair << 2)), withinRow(pair, last));
}

/** Inner products of four vectors with x: elements f mod 4 in lanes; 16 elements at once while there are as many. */
@inline
function dotsOfFour(h0: usize, h1: usize, h2: usize, h3: usize, x: usize, bytes: usize): v128 {
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
  let e0 = f32x4.splat(0), e1 = f32x4.splat(0), e2 = f32x4.splat(0), e3 = f32x4.splat(0);
  let f: usize = 0;
  for (; f + 64 <= bytes; f += 64) {
    let low = v128.load(x + f);
    let high = v128.load(x + f, 16);
    d0 = f32x4.add(d0, f32x4.mul(low, v128.load(h0 + f)));
    e0 = f32x4.add(e0, f32x4.mul(high, v128.load(h0 + f, 16)));
    d1 = f32x4.add(d1, f32x4.mul(low, v128.load(h1 + f)));
    e1 = f32x4.add(e1, f32x4.mul(high, v128.load(h1 + f, 16)));
    d2 = f32x4.add(d2, f32x4.mul(low, v128.load(h2 + f)));
    e2 = f32x4.add(e2, f32x4.mul(high, v128.load(h2 + f, 16)));
    d3 = f32x4.add(d3, f32x4.mul(low, v128.load(h3 + f)));
    e3 = f32x4.add(e3, f32x4.mul(high, v128.load(h3 + f, 16)));
    low = v128.load(x + f, 32);
    high = v128.load(x + f, 48);
    d0 = f32x4.add(d0, f32x4.mul(low, v128.load(h0 + f, 32)));
    e0 = f32x4.add(e0, f32x4.mul(high, v128.load(h0 + f, 48)));
    d1 = f32x4.add(d1, f32x4.mul(low, v128.load(h1 + f, 32)));
    e1 = f32x4.add(e1, f32x4.mul(high, v128.load(h1 + f, 48)));
    d2 = f32x4.add(d2, f32x4.mul(low, v128.load(h2 + f, 32)));
    e2 = f32x4.add(e2, f32x4.mul(high, v128.load(h2 + f, 48)));
    d3 = f32x4.add(d3, f32x4.mul(low, v128.load(h3 + f, 32)));
    e3 = f32x4.add(e3, f32x4.mul(high, v128.load(h3 + f, 48)));
  }
  if (f < bytes) {
    const low = v128.load(x + f);
    const high = v128.load(x + f, 16);
    d0 = f32x4.add(d0, f32x4.mul(low, v128.load(h0 + f)));
    e0 = f32x4.add(e0, f32x4.mul(high, v128.load(h0 + f, 16)));
    d1 = f32x4.add(d1, f32x4.mul(low, v128.load(h1 + f)));
    e1 = f32x4.add(e1, f32x4.mul(high, v128.load(h1 + f, 16)));
    d2 = f32x4.add(d2, f32x4.mul(low, v128.load(h2 + f)));
    e2 = f32x4.add(e2, f32x4.mul(high, v128.load(h2 + f, 16)));
    d3 = f32x4.add(d3, f32x4.mul(low, v128.load(h3 + f)));
    e3 = f32x4.add(e3, f32x4.mul(high, v128.load(h3 + f, 16)));
  }
  return sumLanes(f32x4.add(d0, e0), f32x4.add(d1, e1), f32x4.add(d2, e2), f32x4.add(d3, e3));
}

/** out += the four vectors, each times its lane of factor. */
@inline
function addFour(h0: usize, h1: usize, h2: usize, h3: usize, factor: v128, out: usize, bytes: usize): void {
  const c0 = v128.shuffle<f32>(factor, factor, 0, 0, 0, 0);
  const c1 = v128.shuffle<f32>(factor, factor, 1, 1, 1, 1);
  const c2 = v128.shuffle<f32>(factor, factor, 2, 2, 2, 2);
  const c3 = v128.shuffle<f32>(factor, factor, 3, 3, 3, 3);
  let f: usize = 0;
  for (; f + 64 <= bytes; f += 64) {
    const to = out + f;
    const a0 = f32x4.add(f32x4.mul(c0, v128.load(h0 + f)), f32x4.mul(c1, v128.load(h1 + f)));
    const a1 = f32x4.add(f32x4.mul(c0, v128.load(h0 + f, 16)), f32x4.mul(c1, v128.load(h1 + f, 16)));
    const a2 = f32x4.add(f32x4.mul(c0, v128.load(h0 + f, 32)), f32x4.mul(c1, v128.load(h1 + f, 32)));
    const a3 = f32x4.add(f32x4.mul(c0, v128.load(h0 + f, 48)), f32x4.mul(c1, v128.load(h1 + f, 48)));
    const b0 = f32x4.add(f32x4.mul(c2, v128.load(h2 + f)), f32x4.mul(c3, v128.load(h3 + f)));
    const b1 = f32x4.add(f32x4.mul(c2, v128.load(h2 + f, 16)), f32x4.mul(c3, v128.load(h3 + f, 16)));
    const b2 = f32x4.add(f32x4.mul(c2, v128.load(h2 + f, 32)), f32x4.mul(c3, v128.load(h3 + f, 32)));
    const b3 = f32x4.add(f32x4.mul(c2, v128.load(h2 + f, 48)), f32x4.mul(c3, v128.load(h3 + f, 48)));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(a0, b0)));
    v128.store(to, f32x4.add(v128.load(to, 16), f32x4.add(a1, b1)), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), f32x4.add(a2, b2)), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), f32x4.add(a3, b3)), 48);
  }
  if (f < bytes) {
    const to = out + f;
    const a = f32x4.add(f32x4.mul(c0, v128.load(h0 + f)), f32x4.mul(c1, v128.load(h1 + f)));
    const b = f32x4.add(f32x4.mul(c0, v128.load(h0 + f, 16)), f32x4.mul(c1, v128.load(h1 + f, 16)));
    const c = f32x4.add(f32x4.mul(c2, v128.load(h2 + f)), f32x4.mul(c3, v128.load(h3 + f)));
    const d = f32x4.add(f32x4.mul(c2, v128.load(h2 + f, 16)), f32x4.mul(c3, v128.load(h3 + f, 16)));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(a, c)));
    v128.store(to, f32x4.add(v128.load(to, 16), f32x4.add(b, d)), 16);
  }
}

/** Inner product summed in f64. */
function dot(a: usize, b: usize, bytes: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let f: usize = 0; f < bytes; f += 16) {
    const x = v128.load(a + f);
    const y = v128.load(b + f);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)));
    const xs = v128.shuffle<f32>(x, x, 2, 3, 2, 3);
    const ys = v128.shuffle<f32>(y, y, 2, 3, 2, 3);
    high = f64x2.add(high, f64x2.mul(f64x2.promote_low_f32x4(xs), f64x2.promote_low_f32x4(ys)));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** x += scale * y */
function addScaled(x: usize, scale: f32, y: usize, bytes: usize): void {
  const s = f32x4.splat(scale);
  for (let f: usize = 0; f < bytes; f += 16) {
    v128.store(x + f, f32x4.add(v128.load(x + f), f32x4.mul(s, v128.load(y + f))));
  }
}
