import { columnsAt, firstRow, fixedAt, rowStart, rightExtra, solvedAt, weightsAt, widthOf } from './als-rows';
import { pointer } from './arguments';

/**
 * What the pairs add to the loss of implicit ALS, by chunk: the sum of weight p^2 - 2 (weight + extra) p + (weight + extra) with
 * p = <x, h>, all in f64. Arguments of als-rows.ts; 11: out (f64, chunks).
 */
export function alsErrors(args: usize, chunk: i32, scratch: usize): void {
  const bytes = <usize>widthOf(args) << 2;
  const extra = <f64>rightExtra(args);
  const fixed = fixedAt(args);
  const columns = columnsAt(args);
  const weights = weightsAt(args);
  const end = firstRow(args, chunk + 1);
  let sum: f64 = 0;
  for (let row = firstRow(args, chunk); row < end; row++) {
    const x = solvedAt(args, row);
    const last = rowStart(args, row + 1);
    for (let pair = rowStart(args, row); pair < last; pair++) {
      const h = fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * bytes;
      const weight = <f64>load<f32>(weights + (<usize>pair << 2));
      let low = f64x2.splat(0);
      let high = f64x2.splat(0);
      for (let f: usize = 0; f < bytes; f += 16) {
        const a = f64x2.promote_low_f32x4(v128.load64_zero(x + f));
        const b = f64x2.promote_low_f32x4(v128.load64_zero(h + f));
        low = f64x2.add(low, f64x2.mul(a, b));
        const c = f64x2.promote_low_f32x4(v128.load64_zero(x + f, 8));
        const d = f64x2.promote_low_f32x4(v128.load64_zero(h + f, 8));
        high = f64x2.add(high, f64x2.mul(c, d));
      }
      const both = f64x2.add(low, high);
      const p = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
      sum += weight * p * p + (weight + extra) * (1 - 2 * p);
    }
  }
  store<f64>(pointer(args, 11) + (<usize>chunk << 3), sum);
}
