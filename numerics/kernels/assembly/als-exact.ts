import { columnsAt, firstRow, fixedAt, isFiniteVector, penaltyOf, rightExtra, rowStart, setFailed, sharedAt, solvedAt, weightsAt, widthOf } from './als-rows';
import { addOuterProducts, factorSystem, solveFactored } from './panels';

/** Vectors that are packed before their products are added. */
const BLOCK: i32 = 64;

/**
 * Implicit ALS, rows solved exactly: (shared + penalty I + sum of weight h h^T) x = sum of (weight + extra) h, in f32 by Cholesky.
 * Arguments of als-rows.ts; the shared system as panels (panels.ts). Scratch: 4 x width x (66 + width) bytes.
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
      packRows(args, at, steps, width, scratch, right);
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
function packRows(args: usize, at: u32, steps: i32, width: i32, packed: usize, right: usize): void {
  const columns = columnsAt(args) + (<usize>at << 2);
  const weights = weightsAt(args) + (<usize>at << 2);
  const fixed = fixedAt(args);
  const extra = rightExtra(args);
  for (let k = 0; k < steps; k++) {
    const from = fixed + (<usize>load<u32>(columns + (<usize>k << 2)) * <usize>width << 2);
    const weight = load<f32>(weights + (<usize>k << 2));
    const root = f32x4.splat(sqrt(weight));
    const all = f32x4.splat(weight + extra);
    let to = packed + (<usize>k << 5);
    for (let f: usize = 0; f < <usize>width << 2; f += 32) {
      const low = v128.load(from + f);
      const high = v128.load(from + f, 16);
      v128.store(to, f32x4.mul(root, low));
      v128.store(to, f32x4.mul(root, high), 16);
      v128.store(right + f, f32x4.add(v128.load(right + f), f32x4.mul(all, low)));
      v128.store(right + f, f32x4.add(v128.load(right + f, 16), f32x4.mul(all, high)), 16);
      to += <usize>BLOCK << 5;
    }
  }
}
