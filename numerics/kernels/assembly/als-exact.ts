import { columnsAt, fetchVectors, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { addOuterProducts, factorSystem, solveFactored } from './panels';

/** Vectors that are packed before their products are added. */
export const BLOCK: i32 = 64;

/**
 * Implicit ALS, rows solved exactly: (shared + penalty I + sum of weight h h^T) x = sum of (weight + extra) h, in f32 by Cholesky.
 * Arguments of als-rows.ts; the shared system as panels (panels.ts). Scratch: 4 x width x (66 + width) + 12 x 64 bytes.
 */
export function alsExact(args: usize, chunk: i32, scratch: usize): void {
  const width = widthOf(args);
  const system = scratch + (<usize>width * BLOCK << 2);
  const inverse = system + (<usize>width * <usize>width << 2);
  const right = inverse + (<usize>width << 2);
  const end = firstRow(args, chunk + 1);
  for (let row = firstRow(args, chunk); row < end; row++) {
    const first = rowStart(args, row);
    const last = rowStart(args, row + 1);
    if (first == last) continue;
    memory.copy(system, sharedAt(args), <usize>width * <usize>width << 2);
    addToDiagonal(system, width, penaltyOf(args, row));
    memory.fill(right, 0, <usize>width << 2);
    for (let at = first; at < last; at += BLOCK) {
      const steps = <i32>min(<u32>BLOCK, last - at);
      store<i32>(scratch, fetchVectors(args, at, at + steps, 0, <usize>width << 2));
      packRows(args, at, steps, width, scratch, right, right + (<usize>width << 2));
      addOuterProducts(scratch, <usize>BLOCK << 5, steps, system, width);
    }
    const isSolved = factorSystem(system, width, inverse);
    if (isSolved) solveFactored(system, width, inverse, right);
    if (isSolved && isFiniteVector(right, <usize>width << 2)) memory.copy(solvedAt(args, row), right, <usize>width << 2);
    else setFailed(args, row);
  }
}

export function addToDiagonal(system: usize, width: i32, value: f32): void {
  for (let i = 0; i < width; i++) {
    const at = system + <usize>(i >> 3) * (<usize>width << 5) + (<usize>i << 5) + (<usize>(i & 7) << 2);
    store<f32>(at, load<f32>(at) + value);
  }
}

/** Packs root of weight x h for pairs at ... at + steps, and adds (weight + extra) h to the right-hand side. */
function packRows(args: usize, at: u32, steps: i32, width: i32, packed: usize, right: usize, sources: usize): void {
  const columns = columnsAt(args) + (<usize>at << 2);
  const weights = weightsAt(args) + (<usize>at << 2);
  const fixed = fixedAt(args);
  const extra = rightExtra(args);
  for (let k: usize = 0; k < <usize>steps; k++) {
    const weight = load<f32>(weights + (k << 2));
    setSource(sources, k, fixed + (<usize>load<u32>(columns + (k << 2)) * <usize>width << 2), sqrt(weight), weight + extra);
  }
  packSources(sources, steps, <usize>width << 2, packed, right);
}

/** Of pair k: address of its vector, what it is packed with, what it is added to the right-hand side with. */
@inline
export function setSource(sources: usize, k: usize, vector: usize, scale: f32, right: f32): void {
  const at = sources + k * SOURCE;
  store<u32>(at, <u32>vector);
  store<f32>(at, scale, 4);
  store<f32>(at, right, 8);
}

/** Bytes of a source. */
export const SOURCE: usize = 12;

/** Packs `bytes` of each source, panel after panel of BLOCK rows, and adds them to the right-hand side. */
export function packSources(sources: usize, steps: i32, bytes: usize, packed: usize, right: usize): void {
  const end = sources + <usize>steps * SOURCE;
  for (let f: usize = 0; f < bytes; f += 32) {
    let low = v128.load(right + f);
    let high = v128.load(right + f, 16);
    let to = packed + f * BLOCK;
    for (let source = sources; source < end; source += SOURCE) {
      const from = <usize>load<u32>(source) + f;
      const scale = v128.load32_splat(source, 4);
      const weight = v128.load32_splat(source, 8);
      const a = v128.load(from);
      const b = v128.load(from, 16);
      v128.store(to, f32x4.mul(scale, a));
      v128.store(to, f32x4.mul(scale, b), 16);
      low = f32x4.add(low, f32x4.mul(weight, a));
      high = f32x4.add(high, f32x4.mul(weight, b));
      to += 32;
    }
    v128.store(right + f, low);
    v128.store(right + f, high, 16);
  }
}
