import { integer, pointer, real } from './arguments';
import { dotOf } from './vectors';

/**
 * Multiplicative update of some rows of one side: own x (sum of r other) / (sum of estimate other + n regularisation own), the sums in
 * f64 over the n ratings of the row. Vectors f32. A row without ratings is copied.
 * Arguments: 0 rows, 1 rows a chunk, 2 rowPtr, 3 colIdx, 4 values (f32, at least 0), 5 own, 6 other, 7 out, 8 stride,
 * 9 regularisation. Scratch: 16 x stride.
 */
export function nmfRows(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const end = min(integer(args, 0), (chunk + 1) * size);
  const rowPtr = pointer(args, 2);
  const colIdx = pointer(args, 3);
  const values = pointer(args, 4);
  const stride = integer(args, 8);
  const bytes = <usize>stride << 2;
  const regularisation = real(args, 9);
  const above = scratch;
  const beneath = scratch + (bytes << 1);
  for (let row = chunk * size; row < end; row++) {
    const own = pointer(args, 5) + <usize>row * bytes;
    const out = pointer(args, 7) + <usize>row * bytes;
    const from = load<u32>(rowPtr + (<usize>row << 2));
    const to = load<u32>(rowPtr + (<usize>row << 2), 4);
    if (from == to) {
      memory.copy(out, own, bytes);
      continue;
    }
    memory.fill(above, 0, bytes << 2);
    for (let p = from; p < to; p++) {
      const other = pointer(args, 6) + <usize>load<u32>(colIdx + (<usize>p << 2)) * bytes;
      const rating = f64x2.splat(<f64>load<f32>(values + (<usize>p << 2)));
      const estimate = f64x2.splat(<f64>dotOf(own, other, bytes));
      for (let k: usize = 0; k < bytes; k += 8) {
        const value = f64x2.promote_low_f32x4(v128.load64_zero(other + k));
        const at = k << 1;
        v128.store(above + at, f64x2.add(v128.load(above + at), f64x2.mul(value, rating)));
        v128.store(beneath + at, f64x2.add(v128.load(beneath + at), f64x2.mul(value, estimate)));
      }
    }
    const penalty = <f64>(to - from) * regularisation;
    for (let k = 0; k < stride; k++) {
      const value = <f64>load<f32>(own + (<usize>k << 2));
      const bottom = load<f64>(beneath + (<usize>k << 3)) + penalty * value;
      const top = load<f64>(above + (<usize>k << 3));
      store<f32>(out + (<usize>k << 2), bottom > 0 ? <f32>((value * top) / bottom) : 0);
    }
  }
}
