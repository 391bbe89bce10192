import { integer, pointer } from './arguments';
import { addOuterProducts } from './panels';

/** Rows whose products are summed in f32, before they are added in f64. */
const BLOCK: i32 = 64;

/**
 * V^T V of a chunk of rows, as panels of 8 columns (see panels.ts): products summed in f32 over 64 rows, these sums in f64.
 * Arguments: vectors (f32, rows x width), rows, width (multiple of 8), rows a chunk, out (f64, chunks x width x width).
 * Scratch: 4 x width x (64 + width) bytes.
 */
export function gramChunks(args: usize, chunk: i32, scratch: usize): void {
  const vectors = pointer(args, 0);
  const rows = integer(args, 1);
  const width = integer(args, 2);
  const size = integer(args, 3);
  const bytes = <usize>width * <usize>width << 2;
  const out = pointer(args, 4) + <usize>chunk * (bytes << 1);
  const system = scratch + (<usize>width * BLOCK << 2);
  memory.fill(out, 0, bytes << 1);
  const end = min(rows, (chunk + 1) * size);
  for (let row = chunk * size; row < end; row += BLOCK) {
    const steps = min(BLOCK, end - row);
    for (let k = 0; k < steps; k++) {
      const from = vectors + (<usize>(row + k) * <usize>width << 2);
      for (let panel = 0; panel < width >> 3; panel++) {
        const to = scratch + <usize>panel * (<usize>BLOCK << 5) + (<usize>k << 5);
        const at = from + (<usize>panel << 5);
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
      }
    }
    memory.fill(system, 0, bytes);
    addOuterProducts(scratch, <usize>BLOCK << 5, steps, system, width);
    for (let at: usize = 0; at < bytes; at += 8) {
      const sum = f64x2.promote_low_f32x4(v128.load64_zero(system + at));
      const to = out + (at << 1);
      v128.store(to, f64x2.add(v128.load(to), sum));
    }
  }
}
