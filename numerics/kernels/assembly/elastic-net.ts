import { integer, pointer, real } from './arguments';

/**
 * Columns of a non-negative elastic net of items on items by coordinate descent over the Gram matrix G, in f64: column j minimises
 * |x_j - X w|^2 / 2 + l1 |w| + l2 |w|^2 / 2 over w >= 0 with w_j = 0. As no entry of G is below 0, w_i stays 0 where G_ij <= l1.
 * Arguments: 0 rowPtr of G, 1 its columns (u32), 2 its values (f32), 3 items, 4 l1, 5 l2, 6 most sweeps, 7 tolerance: stop when no
 * weight moved by more than this part of the largest, 8 columns asked for are those from here, 9 where each is written, and where the
 * last one's room ends (u32, an index), 10 out rows (u32), 11 out weights (f32), 12 out lengths (u32), 13 diagonal of G (f64). Chunk n: column (8) + n. Scratch: 20 bytes an item.
 */
export function elasticNet(args: usize, chunk: i32, scratch: usize): void {
  const rowPtr = pointer(args, 0);
  const columns = pointer(args, 1);
  const values = pointer(args, 2);
  const items = integer(args, 3);
  const l1 = real(args, 4);
  const column = integer(args, 8) + chunk;
  const outAt = pointer(args, 9) + (<usize>chunk << 2);
  const from = <usize>load<u32>(outAt);
  if (from == <usize>load<u32>(outAt, 4)) {
    // No weight can be above 0.
    store<u32>(pointer(args, 12) + (<usize>chunk << 2), 0);
    return;
  }
  const slopes = scratch;
  const weights = scratch + (<usize>items << 3);
  const active = weights + (<usize>items << 3);
  memory.fill(scratch, 0, <usize>items << 4);
  let size = 0;
  const end = load<u32>(rowPtr + (<usize>column << 2), 4);
  for (let p = load<u32>(rowPtr + (<usize>column << 2)); p < end; p++) {
    const item = load<u32>(columns + (<usize>p << 2));
    const value = <f64>load<f32>(values + (<usize>p << 2));
    store<f64>(slopes + (<usize>item << 3), value);
    if (<i32>item == column || !(value > l1)) continue;
    store<u32>(active + (<usize>size << 2), item);
    size++;
  }
  for (let sweep = integer(args, 6); sweep > 0; sweep--) {
    if (!descend(args, active, size, slopes, weights)) break;
  }
  let kept: usize = 0;
  for (let n = 0; n < size; n++) {
    const item = load<u32>(active + (<usize>n << 2));
    const weight = <f32>load<f64>(weights + (<usize>item << 3));
    if (weight == 0) continue;
    store<u32>(pointer(args, 10) + (from + kept << 2), item);
    store<f32>(pointer(args, 11) + (from + kept << 2), weight);
    kept++;
  }
  store<u32>(pointer(args, 12) + (<usize>chunk << 2), <u32>kept);
}

/** One sweep over the weights; whether one moved by more than the tolerance. */
function descend(args: usize, active: usize, size: i32, slopes: usize, weights: usize): bool {
  const rowPtr = pointer(args, 0);
  const columns = pointer(args, 1);
  const values = pointer(args, 2);
  const l1 = real(args, 4);
  const l2 = real(args, 5);
  const diagonal = pointer(args, 13);
  let moved: f64 = 0;
  let largest: f64 = 0;
  for (let n = 0; n < size; n++) {
    const item = <usize>load<u32>(active + (<usize>n << 2));
    const squares = load<f64>(diagonal + (item << 3));
    const old = load<f64>(weights + (item << 3));
    const rest = load<f64>(slopes + (item << 3)) + old * squares - l1;
    const weight = rest > 0 ? rest / (squares + l2) : 0;
    largest = max(largest, weight);
    const step = weight - old;
    if (step == 0) continue;
    moved = max(moved, abs(step));
    store<f64>(weights + (item << 3), weight);
    const end = columns + (<usize>load<u32>(rowPtr + (item << 2), 4) << 2);
    let value = values + (<usize>load<u32>(rowPtr + (item << 2)) << 2);
    for (let at = columns + (<usize>load<u32>(rowPtr + (item << 2)) << 2); at < end; at += 4) {
      const slope = slopes + (<usize>load<u32>(at) << 3);
      store<f64>(slope, load<f64>(slope) - step * <f64>load<f32>(value));
      value += 4;
    }
  }
  return moved > real(args, 7) * largest;
}
