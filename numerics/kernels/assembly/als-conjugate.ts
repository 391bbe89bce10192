import { columnsAt, fetchVectors, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { integer } from './arguments';
import { sumLanes } from './panels';

/** Vectors that are fetched together, a power of 2. */
const FETCHED: u32 = 64;
/** Bytes that stay in the nearest cache from one product to the next. */
const NEAR: usize = 32768;

/**
 * Implicit ALS, rows improved by conjugate gradients from where they are: the system of als-exact.ts is never formed. Two rows go
 * side by side, so that what is read of the shared system serves both.
 * Arguments of als-rows.ts; the shared system row by row (f32, width x width); 11: steps. Vectors and products with the system
 * in f32, the lengths that decide the steps in f64. Scratch: 24 x width + 288 bytes.
 */
export function alsConjugate(args: usize, chunk: i32, scratch: usize): void {
  const end = firstRow(args, chunk + 1);
  const other = scratch + 3 * bytesOf(args) + STATE;
  let row = rowWithPairs(args, firstRow(args, chunk), end);
  while (row < end) {
    const next = rowWithPairs(args, row + 1, end);
    solveTwo(args, row, next < end ? next : -1, scratch, other);
    row = next < end ? rowWithPairs(args, next + 1, end) : end;
  }
}

// A row on its way: residual, direction, its image in the system (f32, width each), then its state:
// 0 square of the residual's length (f64), 8 whether it goes on.
const STATE: usize = 16;

@inline
function bytesOf(args: usize): usize {
  return <usize>widthOf(args) << 2;
}

function rowWithPairs(args: usize, from: i32, end: i32): i32 {
  while (from < end && rowStart(args, from) == rowStart(args, from + 1)) from++;
  return from;
}

/** All steps of two rows, or of `first` alone when `second` is negative. */
function solveTwo(args: usize, first: i32, second: i32, one: usize, two: usize): void {
  const bytes = bytesOf(args);
  const shared = sharedAt(args);
  const isPair = second >= 0;
  const lead = isPair ? two : one;
  const spare = two + 3 * bytes + STATE;
  multiplyShared(shared, bytes, solvedAt(args, first), solvedAt(args, isPair ? second : first), one, two);
  begin(args, first, one, spare);
  if (isPair) begin(args, second, two, spare);
  else store<i32>(two + 3 * bytes, 0, 8);
  for (let step = integer(args, 11); step > 0; step--) {
    const isOne = load<i32>(one + 3 * bytes, 8) != 0;
    const isTwo = load<i32>(two + 3 * bytes, 8) != 0;
    if (!isOne && !isTwo) break;
    multiplyShared(shared, bytes, one + bytes, lead + bytes, one + 2 * bytes, two + 2 * bytes);
    if (isOne) advance(args, first, one, step == 1, spare);
    if (isTwo) advance(args, second, two, step == 1, spare);
  }
  if (!isFiniteVector(solvedAt(args, first), bytes)) setFailed(args, first);
  if (isPair && !isFiniteVector(solvedAt(args, second), bytes)) setFailed(args, second);
}

/** Residual and first direction of a row; the residual holds the shared system times the row's vector. */
function begin(args: usize, row: i32, residual: usize, spare: usize): void {
  const bytes = bytesOf(args);
  const x = solvedAt(args, row);
  const penalty = f32x4.splat(penaltyOf(args, row));
  for (let f: usize = 0; f < bytes; f += 16) {
    const to = residual + f;
    v128.store(to, f32x4.neg(f32x4.add(v128.load(to), f32x4.mul(penalty, v128.load(x + f)))));
  }
  addPairs(args, row, x, residual, true, spare);
  memory.copy(residual + bytes, residual, bytes);
  const length = dot(residual, residual, bytes);
  store<f64>(residual + 3 * bytes, length);
  store<i32>(residual + 3 * bytes, i32(length != 0), 8);
}

/** One step of a row; the image holds the shared system times the direction. */
function advance(args: usize, row: i32, residual: usize, isLast: bool, spare: usize): void {
  const bytes = bytesOf(args);
  const x = solvedAt(args, row);
  const direction = residual + bytes;
  const image = direction + bytes;
  const state = image + bytes;
  addScaled(image, penaltyOf(args, row), direction, bytes);
  // The last step needs no residual, so only the length of the direction in the system.
  if (!isLast) addPairs(args, row, direction, image, false, spare);
  let curvature = dot(direction, image, bytes);
  if (isLast) curvature += squarePairs(args, row, direction, spare);
  const length = load<f64>(state);
  const alpha = length / curvature;
  if (!(alpha > 0 && alpha < Infinity)) {
    setFailed(args, row);
    store<i32>(state, 0, 8);
    return;
  }
  addScaled(x, <f32>alpha, direction, bytes);
  if (isLast) return;
  addScaled(residual, <f32>-alpha, image, bytes);
  const next = dot(residual, residual, bytes);
  const beta = f32x4.splat(<f32>(next / length));
  for (let f: usize = 0; f < bytes; f += 16) {
    v128.store(direction + f, f32x4.add(v128.load(residual + f), f32x4.mul(beta, v128.load(direction + f))));
  }
  store<f64>(state, next);
  store<i32>(state, i32(next != 0), 8);
}

/** out = shared x and other = shared y, 16 columns at once while there are as many. */
function multiplyShared(shared: usize, bytes: usize, x: usize, y: usize, out: usize, other: usize): void {
  let column: usize = 0;
  for (; column + 64 <= bytes; column += 64) {
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    let at = shared + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const a = v128.load32_splat(x + k);
      const b = v128.load32_splat(y + k);
      let s = v128.load(at);
      a0 = f32x4.add(a0, f32x4.mul(a, s));
      b0 = f32x4.add(b0, f32x4.mul(b, s));
      s = v128.load(at, 16);
      a1 = f32x4.add(a1, f32x4.mul(a, s));
      b1 = f32x4.add(b1, f32x4.mul(b, s));
      s = v128.load(at, 32);
      a2 = f32x4.add(a2, f32x4.mul(a, s));
      b2 = f32x4.add(b2, f32x4.mul(b, s));
      s = v128.load(at, 48);
      a3 = f32x4.add(a3, f32x4.mul(a, s));
      b3 = f32x4.add(b3, f32x4.mul(b, s));
      at += bytes;
    }
    storeFour(out + column, a0, a1, a2, a3);
    storeFour(other + column, b0, b1, b2, b3);
  }
  for (; column < bytes; column += 32) {
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
    let at = shared + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const a = v128.load32_splat(x + k);
      const b = v128.load32_splat(y + k);
      const low = v128.load(at);
      const high = v128.load(at, 16);
      a0 = f32x4.add(a0, f32x4.mul(a, low));
      a1 = f32x4.add(a1, f32x4.mul(a, high));
      b0 = f32x4.add(b0, f32x4.mul(b, low));
      b1 = f32x4.add(b1, f32x4.mul(b, high));
      at += bytes;
    }
    v128.store(out + column, a0);
    v128.store(out + column, a1, 16);
    v128.store(other + column, b0);
    v128.store(other + column, b1, 16);
  }
}

@inline
function storeFour(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/**
 * out += sum of weight <h, x> h over the pairs of a row, or, `isResidual`, of (weight + extra - weight <h, x>) h. First what each of
 * some pairs is taken with, then the sum, so that neither waits for the other.
 */
function addPairs(args: usize, row: i32, x: usize, out: usize, isResidual: bool, spare: usize): void {
  const bytes = bytesOf(args);
  const extra = f32x4.splat(isResidual ? rightExtra(args) : 0);
  const fixed = fixedAt(args);
  const columns = columnsAt(args);
  const weights = weightsAt(args);
  const first = rowStart(args, row);
  const last = rowStart(args, row + 1);
  const isFar = isResidual || <usize>(last - first) * bytes > NEAR;
  for (let from = first; from < last; from += FETCHED) {
    const end = min(from + FETCHED, last);
    if (isFar) store<i32>(spare, fetchVectors(args, from, end, 0, bytes));
    let to = spare;
    for (let pair = from; pair < end; pair += 4) {
      const h0 = vectorOf(fixed, columns, pair, bytes);
      const h1 = vectorOf(fixed, columns, min(pair + 1, last - 1), bytes);
      const h2 = vectorOf(fixed, columns, min(pair + 2, last - 1), bytes);
      const h3 = vectorOf(fixed, columns, min(pair + 3, last - 1), bytes);
      const weight = weightsOfFour(weights, pair, last);
      const factor = f32x4.mul(weight, dotsOfFour(h0, h1, h2, h3, x, bytes));
      v128.store(to, isResidual ? f32x4.sub(f32x4.add(weight, v128.and(extra, withinRow(pair, last))), factor) : factor);
      to += 16;
    }
    to = spare;
    for (let pair = from; pair < end; pair += 4) {
      const h0 = vectorOf(fixed, columns, pair, bytes);
      const h1 = vectorOf(fixed, columns, min(pair + 1, last - 1), bytes);
      const h2 = vectorOf(fixed, columns, min(pair + 2, last - 1), bytes);
      const h3 = vectorOf(fixed, columns, min(pair + 3, last - 1), bytes);
      addFour(h0, h1, h2, h3, v128.load(to), out, bytes);
      to += 16;
    }
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

/** Inner products of four vectors with x: elements f mod 4 in lanes, 8 elements at once. Longer bodies of the loop are slower. */
@inline
function dotsOfFour(h0: usize, h1: usize, h2: usize, h3: usize, x: usize, bytes: usize): v128 {
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += 32) {
    const low = v128.load(x + f);
    const high = v128.load(x + f, 16);
    d0 = f32x4.add(d0, f32x4.add(f32x4.mul(low, v128.load(h0 + f)), f32x4.mul(high, v128.load(h0 + f, 16))));
    d1 = f32x4.add(d1, f32x4.add(f32x4.mul(low, v128.load(h1 + f)), f32x4.mul(high, v128.load(h1 + f, 16))));
    d2 = f32x4.add(d2, f32x4.add(f32x4.mul(low, v128.load(h2 + f)), f32x4.mul(high, v128.load(h2 + f, 16))));
    d3 = f32x4.add(d3, f32x4.add(f32x4.mul(low, v128.load(h3 + f)), f32x4.mul(high, v128.load(h3 + f, 16))));
  }
  return sumLanes(d0, d1, d2, d3);
}

/** out += the four vectors, each times its lane of factor. */
@inline
function addFour(h0: usize, h1: usize, h2: usize, h3: usize, factor: v128, out: usize, bytes: usize): void {
  const c0 = v128.shuffle<f32>(factor, factor, 0, 0, 0, 0);
  const c1 = v128.shuffle<f32>(factor, factor, 1, 1, 1, 1);
  const c2 = v128.shuffle<f32>(factor, factor, 2, 2, 2, 2);
  const c3 = v128.shuffle<f32>(factor, factor, 3, 3, 3, 3);
  for (let f: usize = 0; f < bytes; f += 32) {
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
