import { integer, pointer, real } from './arguments';

// What the kernels of implicit ALS are given alike:
//  0 rowPtr (u32, rows + 1)      1 columns (u32, pairs)         2 weights of the pairs in the system (f32, at least 0)
//  3 fixed vectors (f32, columns x width)                       4 vectors to be solved (f32, rows x width)
//  5 width (multiple of 8)       6 shared system (f32)          7 penalty of each row (f32)
//  8 first row of each chunk (u32, chunks + 1)                  9 failed rows (u8, rows)
// 10 what a pair weighs more on the right-hand side than in the system

@inline export function rowStart(args: usize, row: i32): u32 {
  return load<u32>(pointer(args, 0) + (<usize>row << 2));
}
@inline export function columnsAt(args: usize): usize {
  return pointer(args, 1);
}
@inline export function weightsAt(args: usize): usize {
  return pointer(args, 2);
}
@inline export function fixedAt(args: usize): usize {
  return pointer(args, 3);
}
@inline export function solvedAt(args: usize, row: i32): usize {
  return pointer(args, 4) + (<usize>row * <usize>widthOf(args) << 2);
}
@inline export function widthOf(args: usize): i32 {
  return integer(args, 5);
}
@inline export function sharedAt(args: usize): usize {
  return pointer(args, 6);
}
@inline export function penaltyOf(args: usize, row: i32): f32 {
  return load<f32>(pointer(args, 7) + (<usize>row << 2));
}
@inline export function firstRow(args: usize, chunk: i32): i32 {
  return load<i32>(pointer(args, 8) + (<usize>chunk << 2));
}
@inline export function setFailed(args: usize, row: i32): void {
  store<u8>(pointer(args, 9) + <usize>row, 1);
}
@inline export function rightExtra(args: usize): f32 {
  return <f32>real(args, 10);
}

/** Whether no element of a vector (f32, multiple of 4) is NaN or infinite. */
export function isFiniteVector(x: usize, bytes: usize): bool {
  let sum = f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + f), f32x4.splat(0)));
  return v128.any_true(f32x4.ne(sum, f32x4.splat(0))) == false;
}

/**
 * Reads a word of every cache line of `bytes` (multiple of 32) at `offset` of the fixed vectors of pairs first ... last, so that
 * they come from memory side by side and not one after another. Returns what nobody needs, lest the reading be left out.
 */
export function fetchVectors(args: usize, first: u32, last: u32, offset: usize, bytes: usize): i32 {
  const fixed = fixedAt(args) + offset;
  const stride = <usize>widthOf(args) << 2;
  const columns = columnsAt(args);
  let words = 0;
  for (let pair = first; pair < last; pair++) {
    const h = fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * stride;
    for (let f: usize = 0; f < bytes; f += 64) words |= load<i32>(h + f);
  }
  return words;
}
