import { integer, pointer, real, unsigned } from './arguments';
import { cellBounds, nextInOrder, startOrder } from './cells';
import { cellNumber } from './negatives';
import { philoxFour } from './philox';
import { dotOf, dotOfSum } from './vectors';

/**
 * One cell of an epoch of biased matrix factorisation: each rating once, in drawn order. Vectors f32, biases and errors f64.
 * Arguments behind those of cells.ts: 9 cellValue (f32), 10 mean, 11 shopperBias, 12 itemBias (f64), 13 shopperVectors,
 * 14 itemVectors, 15 stride, 16 rate, 17 regularisation, 18 errors (f64, blocks: sum of squared errors before each step).
 * Scratch: 80 + 4 x (shoppers of the block + 1, not used) + 4 x (pairs of the cell), in bytes.
 */
export function svdCell(args: usize, chunk: i32, scratch: usize): void {
  const bounds = cellBounds(args, chunk);
  const start = load<u32>(bounds);
  const n = load<u32>(bounds, 4) - start;
  const order = scratch + 80;
  startOrder(order, n);
  const shoppers = pointer(args, 7) + (<usize>start << 2);
  const items = pointer(args, 8) + (<usize>start << 2);
  const values = pointer(args, 9) + (<usize>start << 2);
  const cell = cellNumber(args, chunk);
  const mean = real(args, 10);
  const bytes = <usize>integer(args, 15) << 2;
  const rate = real(args, 16);
  const kept = 1 - rate * real(args, 17);
  const keeps = f32x4.splat(<f32>kept);
  const epoch = unsigned(args, 2);
  let squares: f64 = 0;
  for (let at: u32 = 0; at < n; at++) {
    if ((at & 3) == 0) philoxFour(unsigned(args, 3), unsigned(args, 4), at, cell, epoch, 0, scratch);
    const p = nextInOrder(order, n, at, load<u32>(scratch + (<usize>(at & 3) << 4)));
    const shopper = <usize>load<u32>(shoppers + (<usize>p << 2));
    const item = <usize>load<u32>(items + (<usize>p << 2));
    const shopperBias = pointer(args, 11) + (shopper << 3);
    const itemBias = pointer(args, 12) + (item << 3);
    const user = pointer(args, 13) + shopper * bytes;
    const other = pointer(args, 14) + item * bytes;
    const bu = load<f64>(shopperBias);
    const bi = load<f64>(itemBias);
    const error = <f64>load<f32>(values + (<usize>p << 2)) - (mean + bu + bi + <f64>dotOf(user, other, bytes));
    squares += error * error;
    store<f64>(shopperBias, kept * bu + rate * error);
    store<f64>(itemBias, kept * bi + rate * error);
    const gains = f32x4.splat(<f32>(rate * error));
    for (let k: usize = 0; k < bytes; k += 16) {
      const u = v128.load(user + k);
      const i = v128.load(other + k);
      v128.store(user + k, f32x4.add(f32x4.mul(keeps, u), f32x4.mul(gains, i)));
      v128.store(other + k, f32x4.add(f32x4.mul(keeps, i), f32x4.mul(gains, u)));
    }
  }
  store<f64>(pointer(args, 18) + (<usize>chunk << 3), squares);
}

/**
 * SVD++ over the ratings of some shoppers, shopper by shopper, rating by rating. While one shopper's ratings pass, every y_j of
 * that shopper moves alike: y_j <- kept y_j + rate e_i q_i / root. So z = sum of y_j / root follows in O(stride) a rating,
 * z <- kept z + rate e_i q_i, and the y_j are moved once, at the end. Vectors f32, biases and errors f64.
 * Arguments: 0 shoppers, 1 shoppers a chunk, 2 rowPtr, 3 colIdx, 4 values (f32), 5 mean, 6 shopperBias, 7 itemBias (f64),
 * 8 shopperVectors, 9 itemVectors, 10 implicit vectors, 11 stride, 12 rate, 13 regularisation, 14 errors (f64, a chunk each).
 * Chunks touch the same items: run them one at a time. Scratch: 8 x stride.
 */
export function svdppShoppers(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const end = min(integer(args, 0), (chunk + 1) * size);
  const rowPtr = pointer(args, 2);
  const colIdx = pointer(args, 3);
  const values = pointer(args, 4);
  const mean = real(args, 5);
  const implicit = pointer(args, 10);
  const bytes = <usize>integer(args, 11) << 2;
  const rate = real(args, 12);
  const kept = 1 - rate * real(args, 13);
  const keeps = f32x4.splat(<f32>kept);
  const sum = scratch;
  const moved = scratch + bytes;
  let squares: f64 = 0;
  for (let shopper = chunk * size; shopper < end; shopper++) {
    const from = load<u32>(rowPtr + (<usize>shopper << 2));
    const to = load<u32>(rowPtr + (<usize>shopper << 2), 4);
    if (from == to) continue;
    const inverse = <f32>(1 / sqrt<f64>(<f64>(to - from)));
    const inverses = f32x4.splat(inverse);
    memory.fill(sum, 0, bytes << 1);
    for (let p = from; p < to; p++) {
      const y = implicit + <usize>load<u32>(colIdx + (<usize>p << 2)) * bytes;
      for (let k: usize = 0; k < bytes; k += 16) v128.store(sum + k, f32x4.add(v128.load(sum + k), v128.load(y + k)));
    }
    for (let k: usize = 0; k < bytes; k += 16) v128.store(sum + k, f32x4.mul(inverses, v128.load(sum + k)));
    const user = pointer(args, 8) + <usize>shopper * bytes;
    const shopperBias = pointer(args, 6) + (<usize>shopper << 3);
    let shrunk: f32 = 1;
    for (let p = from; p < to; p++) {
      const item = <usize>load<u32>(colIdx + (<usize>p << 2));
      const itemBias = pointer(args, 7) + (item << 3);
      const other = pointer(args, 9) + item * bytes;
      const bu = load<f64>(shopperBias);
      const bi = load<f64>(itemBias);
      const error = <f64>load<f32>(values + (<usize>p << 2)) - (mean + bu + bi + <f64>dotOfSum(other, user, sum, bytes));
      squares += error * error;
      store<f64>(shopperBias, kept * bu + rate * error);
      store<f64>(itemBias, kept * bi + rate * error);
      const gains = f32x4.splat(<f32>(rate * error));
      for (let k: usize = 0; k < bytes; k += 16) {
        const u = v128.load(user + k);
        const i = v128.load(other + k);
        const z = v128.load(sum + k);
        const step = f32x4.mul(gains, i);
        v128.store(user + k, f32x4.add(f32x4.mul(keeps, u), step));
        v128.store(other + k, f32x4.add(f32x4.mul(keeps, i), f32x4.mul(gains, f32x4.add(u, z))));
        v128.store(sum + k, f32x4.add(f32x4.mul(keeps, z), step));
        v128.store(moved + k, f32x4.add(f32x4.mul(keeps, v128.load(moved + k)), f32x4.mul(inverses, step)));
      }
      shrunk *= <f32>kept;
    }
    const shrinks = f32x4.splat(shrunk);
    for (let p = from; p < to; p++) {
      const y = implicit + <usize>load<u32>(colIdx + (<usize>p << 2)) * bytes;
      for (let k: usize = 0; k < bytes; k += 16)
        v128.store(y + k, f32x4.add(f32x4.mul(shrinks, v128.load(y + k)), v128.load(moved + k)));
    }
  }
  store<f64>(pointer(args, 14) + (<usize>chunk << 3), squares);
}
