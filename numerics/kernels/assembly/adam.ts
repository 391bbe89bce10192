import { integer, pointer, real } from './arguments';

/**
 * A step of Adam over rows of vectors, all in f32: g = gradient + decay x value; m = b1 m + (1 - b1) g; v = b2 v + ((1 - b2) g) g;
 * value -= step x (m / (root of v x unbias + epsilon)). `step` is the rate over 1 - b1^t, `unbias` 1 over the root of 1 - b2^t.
 * Arguments: 0 rows, 1 rows a chunk, 2 values, 3 m, 4 v, 5 gradient (all f32, rows x stride), 6 stride, 7 decay, 8 further decay of each
 * row (f32, or 0), 9 b1, 10 b2, 11 step, 12 unbias, 13 epsilon.
 */
export function adamRows(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const bytes = <usize>integer(args, 6) << 2;
  const values = pointer(args, 2);
  const firsts = pointer(args, 3);
  const seconds = pointer(args, 4);
  const gradients = pointer(args, 5);
  const decay = <f32>real(args, 7);
  const rowDecay = pointer(args, 8);
  const b1 = f32x4.splat(<f32>real(args, 9));
  const rest1 = f32x4.splat(<f32>(1 - real(args, 9)));
  const b2 = f32x4.splat(<f32>real(args, 10));
  const rest2 = f32x4.splat(<f32>(1 - real(args, 10)));
  const step = f32x4.splat(<f32>real(args, 11));
  const unbias = f32x4.splat(<f32>real(args, 12));
  const epsilon = f32x4.splat(<f32>real(args, 13));
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const from = <usize>row * bytes;
    const own = f32x4.splat(rowDecay == 0 ? decay : decay + load<f32>(rowDecay + (<usize>row << 2)));
    for (let at = from; at < from + bytes; at += 16) {
      const value = v128.load(values + at);
      const g = f32x4.add(v128.load(gradients + at), f32x4.mul(own, value));
      const m = f32x4.add(f32x4.mul(b1, v128.load(firsts + at)), f32x4.mul(rest1, g));
      const v = f32x4.add(f32x4.mul(b2, v128.load(seconds + at)), f32x4.mul(f32x4.mul(rest2, g), g));
      const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), unbias), epsilon);
      v128.store(firsts + at, m);
      v128.store(seconds + at, v);
      v128.store(values + at, f32x4.sub(value, f32x4.mul(step, f32x4.div(m, root))));
    }
  }
}
