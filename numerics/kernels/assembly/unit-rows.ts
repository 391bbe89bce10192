import { integer, pointer } from './arguments';
import { dotOf } from './vectors';

/** Least length that is divided by. */
const LEAST: f32 = 1e-12;

/**
 * Rows divided by their length, f32. A value behind the dimensions, which the length leaves out, is kept, or made 1.
 * Arguments: 0 rows, 1 rows a chunk, 2 vectors (f32), 3 out (f32), 4 stride, 5 dimensions, 6 inverse lengths (f32), 7 what stands behind:
 * 0 nothing, 1 is kept, 2 made 1.
 */
export function unitRows(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const bytes = <usize>integer(args, 4) << 2;
  const behind = <usize>integer(args, 5) << 2;
  const kind = integer(args, 7);
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const from = pointer(args, 2) + <usize>row * bytes;
    const to = pointer(args, 3) + <usize>row * bytes;
    memory.copy(to, from, bytes);
    if (kind != 0) store<f32>(to + behind, 0);
    const inverse = <f32>1 / max<f32>(sqrt<f32>(dotOf(to, to, bytes)), LEAST);
    const scale = f32x4.splat(inverse);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f32x4.mul(v128.load(to + at), scale));
    if (kind != 0) store<f32>(to + behind, kind == 2 ? 1 : load<f32>(from + behind));
    store<f32>(pointer(args, 6) + (<usize>row << 2), inverse);
  }
}

/**
 * Gradients by units, made gradients by the rows before: (g - <g, unit> unit) x inverse length, in place; a value behind the dimensions is kept.
 * Arguments: 0 rows, 1 rows a chunk, 2 gradients (f32), 3 units, 4 stride, 5 dimensions, 6 inverse lengths, 7 0 where nothing stands behind.
 */
export function unitGradients(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const bytes = <usize>integer(args, 4) << 2;
  const behind = <usize>integer(args, 5) << 2;
  const kind = integer(args, 7);
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const gradient = pointer(args, 2) + <usize>row * bytes;
    const unit = pointer(args, 3) + <usize>row * bytes;
    const kept = kind == 0 ? <f32>0 : load<f32>(gradient + behind);
    if (kind != 0) store<f32>(gradient + behind, 0);
    const along = f32x4.splat(dotOf(gradient, unit, bytes));
    const scale = v128.load32_splat(pointer(args, 6) + (<usize>row << 2));
    for (let at: usize = 0; at < bytes; at += 16) {
      const across = f32x4.sub(v128.load(gradient + at), f32x4.mul(along, v128.load(unit + at)));
      v128.store(gradient + at, f32x4.mul(across, scale));
    }
    if (kind != 0) store<f32>(gradient + behind, kept);
  }
}
