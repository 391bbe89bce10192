import { integer, pointer, unsigned } from './arguments';

// SGD over cells: shoppers in consecutive blocks, items in blocks drawn for each epoch. Chunk b of stratum s works on the pairs
// of shopper block b with item block (b + s) mod blocks, so chunks of one job share no vector (Gemulla et al. 2011, DSGD).
// Every kernel over cells has these arguments first:
//   0 blocks, 1 stratum, 2 epoch, 3 k0, 4 k1, 5 shopperStart (u32, blocks + 1), 6 cellStart (u32, blocks x blocks + 1),
//   7 cellShopper (u32, pairs), 8 cellItem (u32, pairs)
export const CELL_ARGUMENTS: i32 = 9;

/**
 * Sorts the pairs of one block of shoppers by item block; within a cell they keep their order: shoppers ascend, then items.
 * Arguments: blocks, shopperStart, rowPtr, colIdx, itemBlock (u32, items), cellStart, cellShopper, cellItem,
 * values (f32, or 0 for none), cellValue. A chunk is a block of shoppers. Scratch: 4 x blocks.
 */
export function gatherCells(args: usize, chunk: i32, scratch: usize): void {
  const blocks = integer(args, 0);
  const shopperStart = pointer(args, 1) + (<usize>chunk << 2);
  const rowPtr = pointer(args, 2);
  const colIdx = pointer(args, 3);
  const itemBlock = pointer(args, 4);
  const cellStart = pointer(args, 5) + (<usize>(chunk * blocks) << 2);
  const cellShopper = pointer(args, 6);
  const cellItem = pointer(args, 7);
  const values = pointer(args, 8);
  const cellValue = pointer(args, 9);
  const from = load<u32>(shopperStart);
  const to = load<u32>(shopperStart, 4);
  const start = load<u32>(rowPtr + (<usize>from << 2));
  const end = load<u32>(rowPtr + (<usize>to << 2));
  memory.fill(scratch, 0, <usize>blocks << 2);
  for (let p = start; p < end; p++) {
    const count = scratch + (<usize>load<u32>(itemBlock + (<usize>load<u32>(colIdx + (<usize>p << 2)) << 2)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  let next = start;
  for (let block = 0; block < blocks; block++) {
    const count = scratch + (<usize>block << 2);
    const size = load<u32>(count);
    store<u32>(cellStart + (<usize>block << 2), next);
    store<u32>(count, next);
    next += size;
  }
  if (chunk == blocks - 1) store<u32>(cellStart + (<usize>blocks << 2), end);
  for (let shopper = from; shopper < to; shopper++) {
    const row = rowPtr + (<usize>shopper << 2);
    const rowEnd = load<u32>(row, 4);
    for (let p = load<u32>(row); p < rowEnd; p++) {
      const item = load<u32>(colIdx + (<usize>p << 2));
      const at = scratch + (<usize>load<u32>(itemBlock + (<usize>item << 2)) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u32>(cellShopper + (<usize>place << 2), shopper);
      store<u32>(cellItem + (<usize>place << 2), item);
      if (values != 0) store<f32>(cellValue + (<usize>place << 2), load<f32>(values + (<usize>p << 2)));
    }
  }
}

/** The item block that chunk b works on. */
@inline
export function itemBlockOf(args: usize, chunk: i32): u32 {
  const blocks = unsigned(args, 0);
  return (<u32>chunk + unsigned(args, 1)) % blocks;
}

/** Address of where the cell of chunk b starts; four bytes on, where it ends. */
@inline
export function cellBounds(args: usize, chunk: i32): usize {
  return pointer(args, 6) + (<usize>(<u32>chunk * unsigned(args, 0) + itemBlockOf(args, chunk)) << 2);
}

/** floor(word / 2^32 x n), below n; in f64, so that scripts can do the same. */
@inline
export function below(word: u32, n: u32): u32 {
  return <u32>(<f64>word * <f64>n * 2.3283064365386963e-10);
}

/** 0 ... n - 1 into order (u32). */
@inline
export function startOrder(order: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) store<u32>(order + (<usize>i << 2), i);
}

/** Step `at` of a Fisher-Yates shuffle of n places from the front: the place that comes `at`-th. */
@inline
export function nextInOrder(order: usize, n: u32, at: u32, word: u32): u32 {
  const here = order + (<usize>at << 2);
  const there = order + (<usize>(at + below(word, n - at)) << 2);
  const chosen = load<u32>(there);
  store<u32>(there, load<u32>(here));
  store<u32>(here, chosen);
  return chosen;
}

/**
 * Where the pairs of each shopper of the block start in the cell: rowStart (u32, shoppers of the block + 1), as places from the
 * start of the cell.
 */
export function startRows(args: usize, chunk: i32, rowStart: usize): void {
  const bounds = cellBounds(args, chunk);
  const start = load<u32>(bounds);
  const n = load<u32>(bounds, 4) - start;
  const shoppers = pointer(args, 7) + (<usize>start << 2);
  const blockAt = pointer(args, 5) + (<usize>chunk << 2);
  const first = load<u32>(blockAt);
  const count = load<u32>(blockAt, 4) - first;
  let row: u32 = 0;
  for (let p: u32 = 0; p < n; p++) {
    const own = load<u32>(shoppers + (<usize>p << 2)) - first;
    for (; row <= own; row++) store<u32>(rowStart + (<usize>row << 2), p);
  }
  for (; row <= count; row++) store<u32>(rowStart + (<usize>row << 2), n);
}

/** Whether `item` is among the u32 of [from, to). */
@inline
export function contains(items: usize, from: u32, to: u32, item: u32): bool {
  for (let p = from; p < to; p++) if (load<u32>(items + (<usize>p << 2)) == item) return true;
  return false;
}
