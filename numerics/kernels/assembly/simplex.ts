import { integer, pointer, real, unsigned } from './arguments';
import { pullOfItems, scoreItems } from './batch-pairs';
import { below } from './cells';
import { philoxFour } from './philox';

/** The unit vector of a shopper with dimensions left out by chance, the others over `keep`; the factor of each to `mask`. */
function thinOut(args: usize, place: u32, vector: usize, mask: usize, bytes: usize, words: usize): void {
  const keep = real(args, 24);
  const dimensions = unsigned(args, 25);
  const limit = <u64>(keep * 4294967296);
  const scale = <f32>(1 / keep);
  memory.fill(mask, 0, bytes);
  for (let first: u32 = 0; first < dimensions; first += 16) {
    philoxFour(unsigned(args, 22), unsigned(args, 23), first >> 2, place, unsigned(args, 9), 0, words);
    const count = min<u32>(16, dimensions - first);
    for (let j: u32 = 0; j < count; j++) {
      const kept = <u64>load<u32>(words + (<usize>j << 2)) < limit;
      store<f32>(mask + (<usize>(first + j) << 2), kept ? scale : 0);
    }
  }
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(vector + at, f32x4.mul(v128.load(vector + at), v128.load(mask + at)));
}

/** Items of the pool that are not in `own` (bits), to out (u32): as many as there should be, or as so many draws gave. */
function drawUnseen(args: usize, place: u32, own: usize, out: usize, words: usize): u32 {
  const wanted = unsigned(args, 13);
  const pool = pointer(args, 11);
  const size = unsigned(args, 12);
  const most: u32 = 4 * wanted + 64;
  let n: u32 = 0;
  for (let first: u32 = 0; first < most && n < wanted; first += 16) {
    philoxFour(unsigned(args, 7), unsigned(args, 8), first >> 2, place, unsigned(args, 9), 0, words);
    const count: u32 = min<u32>(16, most - first);
    for (let j: u32 = 0; j < count && n < wanted; j++) {
      const item = load<u32>(pool + (<usize>below(load<u32>(words + (<usize>j << 2)), size) << 2));
      if ((load<u8>(own + (<usize>item >> 3)) >> <u8>(item & 7)) & 1) continue;
      store<u32>(out + (<usize>n << 2), item);
      n++;
    }
  }
  return n;
}

/**
 * A chunk of pairs of a batch of SimpleX: max(0, 1 - y_ui) + weight x mean over drawn items of max(0, y_uj - margin), y = <thinned unit
 * vector, unit vector of the item> + offset. Entries are the item and the drawn ones above the margin. The value behind the dimensions of
 * the gradient becomes the derivative by the offset.
 * Arguments behind those of batch-pairs.ts (shopper vectors are units): 20 shopper of each pair (u32), 21 thinned vectors out (f32, pairs x
 * stride), 22 and 23 key of leaving out, 24 share kept, 25 dimensions that are left out or kept, 26 margin, 27 weight, 28 scale of a
 * pair's derivatives, 29 rowPtr, 30 colIdx of the pairs, 31 offsets: address of the first shopper's (f32), 32 values between them (0: none), 33
 * offset of all, 34 where the derivative goes in a row (a dimension; -1: nowhere), 35 bytes of a bit for each item.
 * Scratch: 4160 + 8 x (items drawn + 1) + 4 x stride + the bytes of 35, the last cleared and left so.
 */
export function simplexPairs(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const bytes = <usize>integer(args, 4) << 2;
  const units = pointer(args, 6);
  const per = unsigned(args, 17);
  const losses = pointer(args, 19);
  const margin = real(args, 26);
  const weight = real(args, 27);
  const scale = real(args, 28);
  const rowPtr = pointer(args, 29);
  const colIdx = pointer(args, 30);
  const between = <usize>integer(args, 32) << 2;
  const derivative = integer(args, 34);
  const list = scratch + 4160;
  const room = <usize>(unsigned(args, 13) + 1) << 2;
  const scores = list + room;
  const mask = scores + room;
  const own = mask + bytes;
  const ownBytes = <usize>integer(args, 35);
  memory.fill(own, 0, ownBytes);
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let pair = chunk * size; pair < end; pair++) {
    const at = <usize>pair << 2;
    const shopper = load<u32>(pointer(args, 20) + at);
    const place = unsigned(args, 10) + <u32>pair;
    const vector = pointer(args, 21) + <usize>pair * bytes;
    memory.copy(vector, pointer(args, 5) + <usize>load<u32>(pointer(args, 2) + at) * bytes, bytes);
    if (real(args, 24) < 1) thinOut(args, place, vector, mask, bytes, scratch);
    const row = rowPtr + (<usize>shopper << 2);
    const from = load<u32>(row);
    const to = load<u32>(row, 4);
    for (let p = from; p < to; p++) {
      const item = load<u32>(colIdx + (<usize>p << 2));
      const byte = own + (<usize>item >> 3);
      store<u8>(byte, load<u8>(byte) | (<u8>1 << <u8>(item & 7)));
    }
    store<u32>(list, load<u32>(pointer(args, 3) + at));
    const drawn = drawUnseen(args, place, own, list + 4, scratch);
    for (let p = from; p < to; p++) store<u8>(own + (<usize>load<u32>(colIdx + (<usize>p << 2)) >> 3), 0);
    scoreItems(vector, units, bytes, list, drawn + 1, scores);
    const offset =
      real(args, 33) + (between == 0 ? 0 : <f64>load<f32>(pointer(args, 31) + <usize>shopper * between));
    const entries = pointer(args, 14) + (<usize>(<u32>pair * per) << 2);
    const coefficients = pointer(args, 15) + (<usize>(<u32>pair * per) << 2);
    let n: u32 = 0;
    const y = <f64>load<f32>(scores) + offset;
    let loss = max<f64>(0, 1 - y);
    let sum: f32 = 0;
    if (y < 1) {
      store<u32>(entries, load<u32>(list));
      store<f32>(coefficients, <f32>-scale);
      sum -= <f32>scale;
      n = 1;
    }
    const each = weight / <f64>max<u32>(drawn, 1);
    const coefficient = <f32>(each * scale);
    for (let j: u32 = 1; j <= drawn; j++) {
      const over = <f64>load<f32>(scores + (<usize>j << 2)) + offset - margin;
      if (!(over > 0)) continue;
      store<u32>(entries + (<usize>n << 2), load<u32>(list + (<usize>j << 2)));
      store<f32>(coefficients + (<usize>n << 2), coefficient);
      loss += each * over;
      sum += coefficient;
      n++;
    }
    store<u32>(pointer(args, 16) + at, n);
    if (losses != 0) store<f64>(losses + (<usize>pair << 3), loss);
    const gradient = pointer(args, 18) + <usize>pair * bytes;
    pullOfItems(units, bytes, entries, coefficients, n, gradient, scratch + 64);
    if (real(args, 24) < 1) {
      for (let k: usize = 0; k < bytes; k += 16)
        v128.store(gradient + k, f32x4.mul(v128.load(gradient + k), v128.load(mask + k)));
    }
    if (derivative >= 0) store<f32>(gradient + (<usize>derivative << 2), sum);
  }
}
