import { integer, pointer } from './arguments';

/**
 * Euclidean norm of each row, summed in f64 in four lanes: dimension k goes to lane k mod 4; lanes are added as (0 + 1) + (2 + 3).
 * Arguments: vectors (f32, rows x dimensions), rows, dimensions, rows a chunk, out (f64, rows).
 */
export function rowNorms(args: usize, chunk: i32, scratch: usize): void {
  const vectors = pointer(args, 0);
  const rows = integer(args, 1);
  const dimensions = integer(args, 2);
  const size = integer(args, 3);
  const out = pointer(args, 4);
  const end = min(rows, (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const start = vectors + (<usize>row * <usize>dimensions << 2);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    const whole = dimensions & ~3;
    for (let k = 0; k < whole; k += 4) {
      const at = start + (<usize>k << 2);
      const a = f64x2.promote_low_f32x4(v128.load64_zero(at));
      const b = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
    }
    let lane0 = f64x2.extract_lane(low, 0);
    let lane1 = f64x2.extract_lane(low, 1);
    let lane2 = f64x2.extract_lane(high, 0);
    for (let k = whole; k < dimensions; k++) {
      const value = <f64>load<f32>(start + (<usize>k << 2));
      if ((k & 3) == 0) lane0 += value * value;
      else if ((k & 3) == 1) lane1 += value * value;
      else lane2 += value * value;
    }
    const sum = lane0 + lane1 + (lane2 + f64x2.extract_lane(high, 1));
    store<f64>(out + (<usize>row << 3), sqrt(sum));
  }
}
