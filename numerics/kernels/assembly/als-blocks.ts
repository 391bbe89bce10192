import { columnsAt, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { integer } from './arguments';
import { addToDiagonal, BLOCK, packSources, setSource, SOURCE } from './als-exact';
import { dotsOfFour, GROUP, listPairs, STRETCH_BYTES, touch } from './als-pairs';
import { addOuterProducts, factorSystem, solveFactored } from './panels';

/**
 * Implicit ALS, rows improved by block coordinate descent (iALS++): the coordinates of a row are solved block after block, each
 * against the prediction that all of them make. Arguments of als-rows.ts; the shared system row by row (f32, width x width);
 * 11: coordinates a block (multiple of 8); 12: passes over the blocks. In f32.
 * Scratch: 4 x block x (66 + block) + 12 x 64 + 12 x (pairs of the longest row + 4) bytes.
 */
export function alsBlocks(args: usize, chunk: i32, scratch: usize): void {
  const width = widthOf(args);
  const most = min(integer(args, 11), width);
  const predictions = scratch + (<usize>most * (<usize>most + BLOCK + 2) << 2) + <usize>BLOCK * SOURCE;
  const end = firstRow(args, chunk + 1);
  for (let row = firstRow(args, chunk); row < end; row++) {
    const first = rowStart(args, row);
    const count = rowStart(args, row + 1) - first;
    if (count == 0) continue;
    const x = solvedAt(args, row);
    const list = predictions + (<usize>(count + 3 & ~3) << 2);
    const columns = columnsAt(args) + (<usize>first << 2);
    const weights = weightsAt(args) + (<usize>first << 2);
    const listed = listPairs(columns, weights, count, fixedAt(args), <usize>width << 2, list);
    predict(list, listed, 0, x, <usize>width << 2, predictions, false, scratch);
    for (let pass = integer(args, 12); pass > 0; pass--) {
      let isSolved = true;
      for (let from = 0; from < width && isSolved; from += most) {
        const size = min(most, width - from);
        isSolved = solveBlock(sharedAt(args), width, from, size, penaltyOf(args, row), rightExtra(args), x, scratch, predictions, list, count);
        const step = scratch + (<usize>size * (<usize>BLOCK + <usize>size + 1) << 2);
        if (isSolved) predict(list, listed, <usize>from << 2, step, <usize>size << 2, predictions, true, scratch);
      }
      if (!isSolved || !isFiniteVector(x, <usize>width << 2)) {
        setFailed(args, row);
        break;
      }
    }
  }
}

/** Solves `size` coordinates from `from` of a row x; what they move by is left behind the system and its inverse diagonal. */
function solveBlock(
  shared: usize, width: i32, from: i32, size: i32, penalty: f32, extra: f32, x: usize, packed: usize, predictions: usize, list: usize, count: u32,
): bool {
  const own = x + (<usize>from << 2);
  const system = packed + (<usize>size * BLOCK << 2);
  const inverse = system + (<usize>size * <usize>size << 2);
  const step = inverse + (<usize>size << 2);
  const bytes = <usize>size << 2;
  copyBlock(shared, width, from, size, system);
  addToDiagonal(system, size, penalty);
  const lambda = f32x4.splat(-penalty);
  for (let f: usize = 0; f < bytes; f += 16) v128.store(step + f, f32x4.mul(lambda, v128.load(own + f)));
  subtractShared(shared, width, from, size, x, step);
  for (let at: u32 = 0; at < count; at += BLOCK) {
    const steps = min(<u32>BLOCK, count - at);
    packBlock(list, steps, <usize>from << 2, extra, predictions, step + bytes);
    packSources(step + bytes, <i32>steps, bytes, packed, step);
    addOuterProducts(packed, <usize>BLOCK << 5, <i32>steps, system, size);
    list += STRETCH_BYTES;
    predictions += <usize>BLOCK << 2;
  }
  if (!factorSystem(system, size, inverse)) return false;
  solveFactored(system, size, inverse, step);
  for (let f: usize = 0; f < bytes; f += 16) v128.store(own + f, f32x4.add(v128.load(own + f), v128.load(step + f)));
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

/** Says how the first `count` listed pairs are packed: root of weight x h, and (weight + extra - weight x prediction) h. */
function packBlock(list: usize, count: u32, offset: usize, extra: f32, predictions: usize, sources: usize): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    const at = list + (k >> 2) * GROUP + ((k & 3) << 2);
    const weight = load<f32>(at, 16);
    const miss = weight + extra - weight * load<f32>(predictions + (k << 2));
    setSource(sources, k, <usize>load<u32>(at) + offset, sqrt(weight), miss);
  }
}

/** predictions[k] = <h_k, x> over the bytes at `offset` of each vector, or, `isMore`, grows by it. Four pairs at once. */
function predict(list: usize, end: usize, offset: usize, x: usize, bytes: usize, predictions: usize, isMore: bool, spare: usize): void {
  for (let from = list; from < end; from += STRETCH_BYTES) {
    const to = min(from + STRETCH_BYTES, end);
    store<i32>(spare, touch(from, to, offset, bytes));
    for (let at = from; at < to; at += GROUP) {
      const dots = dotsOfFour(at, offset, x, bytes);
      v128.store(predictions, isMore ? f32x4.add(v128.load(predictions), dots) : dots);
      predictions += 16;
    }
  }
}
