import { columnsAt, fetchVectors, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { integer } from './arguments';
import { addToDiagonal, BLOCK, packSources, setSource, SOURCE } from './als-exact';
import { addOuterProducts, factorSystem, solveFactored, sumLanes } from './panels';

/**
 * Implicit ALS, rows improved by block coordinate descent (iALS++): the coordinates of a row are solved block after block, each
 * against the prediction that all of them make. Arguments of als-rows.ts; the shared system row by row (f32, width x width);
 * 11: coordinates a block (multiple of 8); 12: passes over the blocks. In f32.
 * Scratch: 4 x block x (66 + block) + 12 x 64 + 4 x (pairs of the longest row + 4) bytes.
 */
export function alsBlocks(args: usize, chunk: i32, scratch: usize): void {
  const width = widthOf(args);
  const most = min(integer(args, 11), width);
  const predictions = scratch + (<usize>most * (<usize>most + BLOCK + 2) << 2) + <usize>BLOCK * SOURCE;
  const end = firstRow(args, chunk + 1);
  for (let row = firstRow(args, chunk); row < end; row++) {
    if (rowStart(args, row) == rowStart(args, row + 1)) continue;
    predict(args, row, 0, width, solvedAt(args, row), predictions, false, scratch);
    for (let pass = integer(args, 12); pass > 0; pass--) {
      let isSolved = true;
      for (let from = 0; from < width && isSolved; from += most) {
        isSolved = solveBlock(args, row, from, min(most, width - from), scratch, predictions);
      }
      if (!isSolved || !isFiniteVector(solvedAt(args, row), <usize>width << 2)) {
        setFailed(args, row);
        break;
      }
    }
  }
}

/** Solves `size` coordinates from `from` of a row and moves its predictions along. */
function solveBlock(args: usize, row: i32, from: i32, size: i32, packed: usize, predictions: usize): bool {
  const width = widthOf(args);
  const x = solvedAt(args, row);
  const own = x + (<usize>from << 2);
  const system = packed + (<usize>size * BLOCK << 2);
  const inverse = system + (<usize>size * <usize>size << 2);
  const step = inverse + (<usize>size << 2);
  const bytes = <usize>size << 2;
  const penalty = penaltyOf(args, row);
  copyBlock(sharedAt(args), width, from, size, system);
  addToDiagonal(system, size, penalty);
  const lambda = f32x4.splat(-penalty);
  for (let f: usize = 0; f < bytes; f += 16) v128.store(step + f, f32x4.mul(lambda, v128.load(own + f)));
  subtractShared(sharedAt(args), width, from, size, x, step);
  const first = rowStart(args, row);
  const last = rowStart(args, row + 1);
  for (let at = first; at < last; at += BLOCK) {
    const steps = <i32>min(<u32>BLOCK, last - at);
    packBlock(args, at, steps, from, size, packed, predictions + (<usize>(at - first) << 2), step);
    addOuterProducts(packed, <usize>BLOCK << 5, steps, system, size);
  }
  if (!factorSystem(system, size, inverse)) return false;
  solveFactored(system, size, inverse, step);
  for (let f: usize = 0; f < bytes; f += 16) v128.store(own + f, f32x4.add(v128.load(own + f), v128.load(step + f)));
  predict(args, row, from, size, step, predictions, true, packed);
  return true;
}

/** The block of the shared system on its diagonal, as panels. */
function copyBlock(shared: usize, width: i32, from: i32, size: i32, system: usize): void {
  for (let i = 0; i < size; i++) {
    const source = shared + (<usize>(from + i) * <usize>width + <usize>from << 2);
    for (let panel = 0; panel < size >> 3; panel++) {
      const to = system + <usize>panel * (<usize>size << 5) + (<usize>i << 5);
      const at = source + (<usize>panel << 5);
      v128.store(to, v128.load(at));
      v128.store(to, v128.load(at, 16), 16);
    }
  }
}

/** out (size) -= the block's rows of the shared system, which is symmetric, times x. */
function subtractShared(shared: usize, width: i32, from: i32, size: i32, x: usize, out: usize): void {
  const stride = <usize>width << 2;
  const end = x + stride;
  for (let column: usize = 0; column < <usize>size << 2; column += 32) {
    let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
    let at = shared + (<usize>from << 2) + column;
    for (let k = x; k < end; k += 8) {
      let value = v128.load32_splat(k);
      a = f32x4.add(a, f32x4.mul(value, v128.load(at)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(at, 16)));
      value = v128.load32_splat(k, 4);
      at += stride;
      c = f32x4.add(c, f32x4.mul(value, v128.load(at)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(at, 16)));
      at += stride;
    }
    const to = out + column;
    v128.store(to, f32x4.sub(v128.load(to), f32x4.add(a, c)));
    v128.store(to, f32x4.sub(v128.load(to, 16), f32x4.add(b, d)), 16);
  }
}

/** Packs root of weight x h of the block, and adds (weight + extra - weight x prediction) h to the right-hand side. */
function packBlock(
  args: usize, at: u32, steps: i32, from: i32, size: i32, packed: usize, predictions: usize, right: usize,
): void {
  const columns = columnsAt(args) + (<usize>at << 2);
  const weights = weightsAt(args) + (<usize>at << 2);
  const stride = <usize>widthOf(args) << 2;
  const fixed = fixedAt(args) + (<usize>from << 2);
  const extra = rightExtra(args);
  const sources = right + (<usize>size << 2);
  for (let k: usize = 0; k < <usize>steps; k++) {
    const weight = load<f32>(weights + (k << 2));
    const miss = weight + extra - weight * load<f32>(predictions + (k << 2));
    setSource(sources, k, fixed + <usize>load<u32>(columns + (k << 2)) * stride, sqrt(weight), miss);
  }
  packSources(sources, steps, <usize>size << 2, packed, right);
}

/** predictions[k] = <h_k, x> over coordinates from ... from + size, or, `isMore`, grows by it; x has `size`. Four pairs at once. */
function predict(args: usize, row: i32, from: i32, size: i32, x: usize, predictions: usize, isMore: bool, spare: usize): void {
  const stride = <usize>widthOf(args) << 2;
  const bytes = <usize>size << 2;
  const fixed = fixedAt(args) + (<usize>from << 2);
  const columns = columnsAt(args);
  const last = rowStart(args, row + 1);
  let to = predictions;
  for (let pair = rowStart(args, row); pair < last; pair += 4) {
    const most = last - 1;
    if ((to - predictions & 255) == 0) {
      store<i32>(spare, fetchVectors(args, pair, min(pair + 64, last), <usize>from << 2, bytes));
    }
    const h0 = fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * stride;
    const h1 = fixed + <usize>load<u32>(columns + (<usize>min(pair + 1, most) << 2)) * stride;
    const h2 = fixed + <usize>load<u32>(columns + (<usize>min(pair + 2, most) << 2)) * stride;
    const h3 = fixed + <usize>load<u32>(columns + (<usize>min(pair + 3, most) << 2)) * stride;
    let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
    for (let f: usize = 0; f < bytes; f += 32) {
      const low = v128.load(x + f);
      const high = v128.load(x + f, 16);
      d0 = f32x4.add(d0, f32x4.add(f32x4.mul(low, v128.load(h0 + f)), f32x4.mul(high, v128.load(h0 + f, 16))));
      d1 = f32x4.add(d1, f32x4.add(f32x4.mul(low, v128.load(h1 + f)), f32x4.mul(high, v128.load(h1 + f, 16))));
      d2 = f32x4.add(d2, f32x4.add(f32x4.mul(low, v128.load(h2 + f)), f32x4.mul(high, v128.load(h2 + f, 16))));
      d3 = f32x4.add(d3, f32x4.add(f32x4.mul(low, v128.load(h3 + f)), f32x4.mul(high, v128.load(h3 + f, 16))));
    }
    const dots = sumLanes(d0, d1, d2, d3);
    v128.store(to, isMore ? f32x4.add(v128.load(to), dots) : dots);
    to += 16;
  }
}
