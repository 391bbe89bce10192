import { columnsAt, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { integer } from './arguments';
import { sumLanes } from './panels';

/**
 * Implicit ALS, rows improved by conjugate gradients from where they are: the system of als-exact.ts is never formed.
 * Arguments of als-rows.ts; the shared system row by row (f32, width x width); 11: steps. Vectors and products with the system
 * in f32, the lengths that decide the steps in f64. Scratch: 12 x width bytes.
 */
export function alsConjugate(args: usize, chunk: i32, scratch: usize): void {
  const width = widthOf(args);
  const bytes = <usize>width << 2;
  const residual = scratch;
  const direction = scratch + bytes;
  const image = scratch + 2 * bytes;
  const end = firstRow(args, chunk + 1);
  for (let row = firstRow(args, chunk); row < end; row++) {
    if (rowStart(args, row) == rowStart(args, row + 1)) continue;
    const x = solvedAt(args, row);
    multiply(args, row, x, residual, true);
    memory.copy(direction, residual, bytes);
    let length = dot(residual, residual, bytes);
    for (let step = integer(args, 11); step > 0 && length != 0; step--) {
      multiply(args, row, direction, image, false);
      const alpha = length / dot(direction, image, bytes);
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

/** out = A x of a row, or, `isResidual`, b - A x. */
function multiply(args: usize, row: i32, x: usize, out: usize, isResidual: bool): void {
  const width = widthOf(args);
  multiplyShared(sharedAt(args), width, x, out, penaltyOf(args, row), isResidual ? -1 : 1);
  addPairs(args, rowStart(args, row), rowStart(args, row + 1), x, out, isResidual);
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

/** out += sum of weight <h, x> h over pairs first ... last, or, `isResidual`, of (weight + extra - weight <h, x>) h. Four pairs at once. */
function addPairs(args: usize, first: u32, last: u32, x: usize, out: usize, isResidual: bool): void {
  const bytes = <usize>widthOf(args) << 2;
  const columns = columnsAt(args);
  const weights = weightsAt(args);
  const fixed = fixedAt(args);
  const extra = isResidual ? rightExtra(args) : 0;
  for (let pair = first; pair < last; pair += 4) {
    const left = last - pair;
    // Beyond the end the last pair stands in, with a weight of 0.
    const p1 = pair + (left > 1 ? 1 : 0);
    const p2 = pair + (left > 2 ? 2 : left - 1);
    const p3 = pair + (left > 3 ? 3 : left - 1);
    const h0 = fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * bytes;
    const h1 = fixed + <usize>load<u32>(columns + (<usize>p1 << 2)) * bytes;
    const h2 = fixed + <usize>load<u32>(columns + (<usize>p2 << 2)) * bytes;
    const h3 = fixed + <usize>load<u32>(columns + (<usize>p3 << 2)) * bytes;
    let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
    let e0 = f32x4.splat(0), e1 = f32x4.splat(0), e2 = f32x4.splat(0), e3 = f32x4.splat(0);
    for (let f: usize = 0; f < bytes; f += 32) {
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
    const dots = sumLanes(f32x4.add(d0, e0), f32x4.add(d1, e1), f32x4.add(d2, e2), f32x4.add(d3, e3));
    let weight = f32x4.splat(load<f32>(weights + (<usize>pair << 2)));
    let more = f32x4.splat(extra);
    if (left > 3) weight = v128.load(weights + (<usize>pair << 2));
    else {
      weight = f32x4.replace_lane(weight, 1, left > 1 ? load<f32>(weights + (<usize>p1 << 2)) : 0);
      weight = f32x4.replace_lane(weight, 2, left > 2 ? load<f32>(weights + (<usize>p2 << 2)) : 0);
      weight = f32x4.replace_lane(weight, 3, 0);
      more = f32x4.replace_lane(more, 3, 0);
      if (left < 3) more = f32x4.replace_lane(more, 2, 0);
      if (left < 2) more = f32x4.replace_lane(more, 1, 0);
    }
    let factor = f32x4.mul(weight, dots);
    if (isResidual) factor = f32x4.sub(f32x4.add(weight, more), factor);
    const c0 = v128.shuffle<f32>(factor, factor, 0, 0, 0, 0);
    const c1 = v128.shuffle<f32>(factor, factor, 1, 1, 1, 1);
    const c2 = v128.shuffle<f32>(factor, factor, 2, 2, 2, 2);
    const c3 = v128.shuffle<f32>(factor, factor, 3, 3, 3, 3);
    for (let f: usize = 0; f < bytes; f += 16) {
      const upper = f32x4.add(f32x4.mul(c0, v128.load(h0 + f)), f32x4.mul(c1, v128.load(h1 + f)));
      const lower = f32x4.add(f32x4.mul(c2, v128.load(h2 + f)), f32x4.mul(c3, v128.load(h3 + f)));
      v128.store(out + f, f32x4.add(v128.load(out + f), f32x4.add(upper, lower)));
    }
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
