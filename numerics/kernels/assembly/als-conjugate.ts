import { columnsAt, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { addWeighed, GROUP, listPairs, STRETCH, STRETCH_BYTES, squaresOf, touch, weighDots } from './als-pairs';
import { integer } from './arguments';

/** Bytes that stay in the nearest cache from one product to the next. */
const NEAR: usize = 32768;

/**
 * Implicit ALS, rows improved by conjugate gradients from where they are: the system of als-exact.ts is never formed. Two rows go
 * side by side, so that what is read of the shared system serves both.
 * Arguments of als-rows.ts; the shared system row by row (f32, width x width); 11: steps. Vectors and products with the system
 * in f32, the lengths that decide the steps in f64. Scratch: 24 x width + 336 + 16 x (pairs of the longest row + 3) bytes.
 */
export function alsConjugate(args: usize, chunk: i32, scratch: usize): void {
  const end = firstRow(args, chunk + 1);
  let row = rowWithPairs(args, firstRow(args, chunk), end);
  while (row < end) {
    const next = rowWithPairs(args, row + 1, end);
    solveTwo(args, row, next < end ? next : -1, scratch);
    row = next < end ? rowWithPairs(args, next + 1, end) : end;
  }
}

// A row on its way: residual, direction, its image in the system (f32, width each), then its state: 0 square of the residual's
// length (f64), 8 whether it goes on, 12 its pairs as als-pairs.ts lists them, 16 their end.
const STATE: usize = 32;

@inline
function bytesOf(args: usize): usize {
  return <usize>widthOf(args) << 2;
}

function rowWithPairs(args: usize, from: i32, end: i32): i32 {
  while (from < end && rowStart(args, from) == rowStart(args, from + 1)) from++;
  return from;
}

/** All steps of two rows, or of `first` alone when `second` is negative. */
function solveTwo(args: usize, first: i32, second: i32, scratch: usize): void {
  const bytes = bytesOf(args);
  const shared = sharedAt(args);
  const isPair = second >= 0;
  const factors = scratch;
  const one = scratch + (STRETCH << 2) + 16;
  const two = one + 3 * bytes + STATE;
  const lists = two + 3 * bytes + STATE;
  const lead = isPair ? two : one;
  multiplyShared(shared, bytes, solvedAt(args, first), solvedAt(args, isPair ? second : first), one, two);
  const end = begin(args, first, one, lists, factors);
  if (isPair) begin(args, second, two, end, factors);
  else store<i32>(two + 3 * bytes, 0, 8);
  for (let step = integer(args, 11); step > 0; step--) {
    const isOne = load<i32>(one + 3 * bytes, 8) != 0;
    const isTwo = load<i32>(two + 3 * bytes, 8) != 0;
    if (!isOne && !isTwo) break;
    multiplyShared(shared, bytes, one + bytes, lead + bytes, one + 2 * bytes, two + 2 * bytes);
    if (isOne && !advance(solvedAt(args, first), penaltyOf(args, first), one, bytes, step == 1, factors)) setFailed(args, first);
    if (isTwo && !advance(solvedAt(args, second), penaltyOf(args, second), two, bytes, step == 1, factors)) setFailed(args, second);
  }
  if (!isFiniteVector(solvedAt(args, first), bytes)) setFailed(args, first);
  if (isPair && !isFiniteVector(solvedAt(args, second), bytes)) setFailed(args, second);
}

/**
 * Residual and first direction of a row; the residual holds the shared system times the row's vector. Lists the pairs and returns
 * the end of the list.
 */
function begin(args: usize, row: i32, residual: usize, list: usize, factors: usize): usize {
  const bytes = bytesOf(args);
  const x = solvedAt(args, row);
  const extra = rightExtra(args);
  const penalty = f32x4.splat(penaltyOf(args, row));
  const first = rowStart(args, row);
  const columns = columnsAt(args) + (<usize>first << 2);
  const weights = weightsAt(args) + (<usize>first << 2);
  const count = rowStart(args, row + 1) - first;
  for (let f: usize = 0; f < bytes; f += 16) {
    const to = residual + f;
    v128.store(to, f32x4.neg(f32x4.add(v128.load(to), f32x4.mul(penalty, v128.load(x + f)))));
  }
  const end = listPairs(columns, weights, count, fixedAt(args), bytes, list);
  for (let from = list; from < end; from += STRETCH_BYTES) {
    const to = min(from + STRETCH_BYTES, end);
    store<i32>(factors + (STRETCH << 2), touch(from, to, 0, bytes));
    weighDots(from, to, x, bytes, factors);
    turnToRight(from, to, extra, count - <u32>((from - list) / GROUP << 2), factors);
    addWeighed(from, to, factors, residual, bytes);
  }
  memory.copy(residual + bytes, residual, bytes);
  const length = dot(residual, residual, bytes);
  const state = residual + 3 * bytes;
  store<f64>(state, length);
  store<i32>(state, i32(length != 0), 8);
  store<u32>(state, <u32>list, 12);
  store<u32>(state, <u32>end, 16);
  return end;
}

/** factors = weight + extra - factors, and 0 for what is listed behind `count` pairs. */
function turnToRight(list: usize, end: usize, extra: f32, count: u32, factors: usize): void {
  const more = f32x4.splat(extra);
  let left = i32x4.splat(<i32>count);
  for (; list < end; list += GROUP) {
    const within = i32x4.gt_s(left, i32x4(0, 1, 2, 3));
    v128.store(factors, f32x4.sub(f32x4.add(v128.load(list, 16), v128.and(more, within)), v128.load(factors)));
    left = i32x4.sub(left, i32x4.splat(4));
    factors += 16;
  }
}

/** One step of a row; the image holds the shared system times the direction. Returns false where the system has no least. */
function advance(x: usize, penalty: f32, residual: usize, bytes: usize, isLast: bool, factors: usize): bool {
  const direction = residual + bytes;
  const image = direction + bytes;
  const state = image + bytes;
  const list = <usize>load<u32>(state, 12);
  const end = <usize>load<u32>(state, 16);
  addScaled(image, penalty, direction, bytes);
  // The last step needs no residual, so only the length of the direction in the system.
  let squares: f64 = 0;
  const isFar = (end - list) / GROUP * 4 * bytes > NEAR;
  for (let from = list; from < end; from += STRETCH_BYTES) {
    const to = min(from + STRETCH_BYTES, end);
    if (isFar) store<i32>(factors + (STRETCH << 2), touch(from, to, 0, bytes));
    if (isLast) squares += squaresOf(from, to, direction, bytes);
    else {
      weighDots(from, to, direction, bytes, factors);
      addWeighed(from, to, factors, image, bytes);
    }
  }
  const length = load<f64>(state);
  const alpha = length / (dot(direction, image, bytes) + squares);
  if (!(alpha > 0 && alpha < Infinity)) {
    store<i32>(state, 0, 8);
    return false;
  }
  addScaled(x, <f32>alpha, direction, bytes);
  if (isLast) return true;
  addScaled(residual, <f32>-alpha, image, bytes);
  const next = dot(residual, residual, bytes);
  const beta = f32x4.splat(<f32>(next / length));
  for (let f: usize = 0; f < bytes; f += 16) {
    v128.store(direction + f, f32x4.add(v128.load(residual + f), f32x4.mul(beta, v128.load(direction + f))));
  }
  store<f64>(state, next);
  store<i32>(state, i32(next != 0), 8);
  return true;
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
