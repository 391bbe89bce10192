import { integer, pointer } from './arguments';
import { keepBest, keyOf, scoreOf, sortBestFirst } from './selection';

// Lists of the best k columns of dense rows of scores (f32, padded to 64; 0 is no answer). Lists are ordered by score, the best first,
// equal ones by place; `tied` tells that the first one left out scores the same as the last one listed. Arguments, behind those by
// which a kernel makes the scores: 8 columns, 9 k, at most columns, 10 places, 11 rowPtr of what each query leaves out, or 0, 12 its
// columns, 13 rowPtr of what alone each may list, or 0, 14 its columns, 15 places a list, 16 out columns (u32), 17 out scores (f32),
// 18 out lengths (u32), 19 out tied (u8), 20 room of a selection: above k + 64 or all columns, padded to 64.
// Scratch: scores (f32, padded to 64), the selection.

@inline
export function paddedColumns(args: usize): i32 {
  return (integer(args, 8) + 63) & ~63;
}

/** Before the first row of a chunk. */
export function startLists(args: usize, scratch: usize): void {
  keys = scratch + (<usize>paddedColumns(args) << 2);
  work = keys + (<usize>integer(args, 20) << 3);
  found = work + (<usize>integer(args, 20) << 3);
  places = pointer(args, 10);
}

/** The list of query q, whose scores stand in the scratch; what it leaves out is put to 0 there. */
export function listRow(args: usize, q: i32, scores: usize): void {
  leaveOut(args, q, scores);
  list(args, q, paddedColumns(args), scores);
}

let keys: usize = 0;
let work: usize = 0;
let found: usize = 0;
let places: usize = 0;
let kept: i32 = 0;
let least: u64 = 0;

function leaveOut(args: usize, q: i32, scores: usize): void {
  const rowPtr = pointer(args, 11);
  if (rowPtr == 0) return;
  const columns = pointer(args, 12);
  const end = columns + (<usize>load<u32>(rowPtr + (<usize>q << 2), 4) << 2);
  for (let at = columns + (<usize>load<u32>(rowPtr + (<usize>q << 2)) << 2); at < end; at += 4) {
    store<f32>(scores + (<usize>load<u32>(at) << 2), 0);
  }
}

function list(args: usize, q: i32, padded: i32, scores: usize): void {
  const k = integer(args, 9);
  const room = integer(args, 20);
  const only = pointer(args, 13);
  let candidates: usize = 0;
  let count = padded;
  if (only) {
    const first = load<u32>(only + (<usize>q << 2));
    candidates = pointer(args, 14) + (<usize>first << 2);
    count = <i32>(load<u32>(only + (<usize>q << 2), 4) - first);
  }
  kept = 0;
  least = 0;
  for (let start = 0; start < count && k > 0; start += 64) {
    if (kept + 64 > room && kept > k) prune(k);
    if (candidates) offerAmong(candidates, start, min(count, start + 64), scores);
    else offerBlock(start, scores);
  }
  let isTied = false;
  if (k > 0 && kept >= k) {
    if (kept > k) prune(k);
    isTied = isCutTied(candidates, count, k, scores);
  }
  sortBestFirst(keys, found, kept);
  write(args, q, isTied);
}

function prune(k: i32): void {
  least = keepBest(keys, found, work, kept, k);
  kept = k;
}

function offerBlock(start: i32, scores: usize): void {
  const t = f32x4.splat(least == 0 ? -f32.MAX_VALUE : scoreOf(least));
  const zero = f32x4.splat(0);
  for (let column = start; column < start + 64; column += 4) {
    const four = v128.load(scores + (<usize>column << 2));
    const passes = v128.and(f32x4.ge(four, t), f32x4.ne(four, zero));
    if (!v128.any_true(passes)) continue;
    for (let lanes = i32x4.bitmask(passes); lanes != 0; lanes &= lanes - 1) offer(column + ctz(lanes), scores);
  }
}

function offerAmong(candidates: usize, from: i32, to: i32, scores: usize): void {
  for (let n = from; n < to; n++) {
    const column = load<u32>(candidates + (<usize>n << 2));
    const score = load<f32>(scores + (<usize>column << 2));
    if (score >= -f32.MAX_VALUE && score != 0) offer(column, scores);
  }
}

@inline
function offer(column: i32, scores: usize): void {
  const key = keyOf(load<f32>(scores + (<usize>column << 2)), load<u32>(places + (<usize>column << 2)));
  if (key <= least) return;
  store<u64>(keys + (<usize>kept << 3), key);
  store<u32>(found + (<usize>kept << 2), column);
  kept++;
}

/** Whether more columns have the score of the last one of k than are kept. */
function isCutTied(candidates: usize, count: i32, k: i32, scores: usize): bool {
  let last: u64 = u64.MAX_VALUE;
  for (let n = 0; n < k; n++) last = min(last, load<u64>(keys + (<usize>n << 3)));
  const score = scoreOf(last);
  let same = 0;
  for (let n = 0; n < k; n++) same -= <i32>(scoreOf(load<u64>(keys + (<usize>n << 3))) == score);
  if (candidates) {
    for (let n = 0; n < count; n++) {
      same += <i32>(load<f32>(scores + (<usize>load<u32>(candidates + (<usize>n << 2)) << 2)) == score);
    }
    return same > 0;
  }
  const t = f32x4.splat(score);
  for (let column = 0; column < count; column += 4) {
    same += popcnt(i32x4.bitmask(f32x4.eq(v128.load(scores + (<usize>column << 2)), t)));
  }
  return same > 0;
}

function write(args: usize, q: i32, isTied: bool): void {
  const at = <usize>q * <usize>integer(args, 15);
  memory.copy(pointer(args, 16) + (at << 2), found, <usize>kept << 2);
  const scores = pointer(args, 17) + (at << 2);
  for (let n = 0; n < kept; n++) {
    store<f32>(scores + (<usize>n << 2), scoreOf(load<u64>(keys + (<usize>n << 3))));
  }
  store<u32>(pointer(args, 18) + (<usize>q << 2), kept);
  store<u8>(pointer(args, 19) + <usize>q, <u8>isTied);
}
