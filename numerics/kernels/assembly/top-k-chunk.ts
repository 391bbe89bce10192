// What both kernels of exact top-K share: arguments, the queries of a chunk laid out in scratch, exact scores of a panel.

import { integer, pointer, real } from './arguments';
import { closeSlot, fillUp, finish, isFull, NORM, offer, openSlot, rowOf, SLOT_BYTES, setHeaps, worstOf } from './top-k-heap';

/** Items of a panel, queries of a group. */
export const PANEL: i32 = 8;
export const GROUP: i32 = 4;
/** f64s of a block: largest norm, largest residue, scale of the quantised items. */
export const BLOCK_BYTES: usize = 24;

// Of this instance, so of this thread. `algorithms/scoring/top-k/run-batch.ts` fills the arguments in this order.
export let width: i32 = 0;
export let panels: usize = 0;
export let items: i32 = 0;
export let fromPanel: i32 = 0;
export let toPanel: i32 = 0;
export let blocks: usize = 0;
export let panelsOfBlock: i32 = 0;
export let quantised: usize = 0;
export let relativeError: f64 = 0;
export let absoluteError: f64 = 0;
export let groups: i32 = 0;
export let slots: usize = 0;
export let vectors: usize = 0;
export let tile: usize = 0;
export let integers: usize = 0;
let states: usize = 0;
let masks: usize = 0;
let maskBytes: usize = 0;
let struck: usize = 0;
let struckItems: usize = 0;

/** Lays out scratch: tile (256 bytes), slots, vectors, integers, masks; false when the chunk has no queries. */
export function openChunk(args: usize, chunk: i32, scratch: usize): bool {
  const users = pointer(args, 0);
  const rows = integer(args, 1);
  const order = pointer(args, 2);
  width = integer(args, 3);
  panels = pointer(args, 4);
  items = integer(args, 5);
  fromPanel = integer(args, 8);
  toPanel = integer(args, 9);
  states = pointer(args, 13);
  struck = pointer(args, 14);
  struckItems = pointer(args, 15);
  const norms = pointer(args, 17);
  const size = integer(args, 18);
  const isFirst = (integer(args, 19) & 1) != 0;
  blocks = pointer(args, 20);
  panelsOfBlock = integer(args, 21);
  quantised = pointer(args, 22);
  relativeError = real(args, 23);
  absoluteError = real(args, 24);
  maskBytes = struck == 0 ? 0 : (<usize>items + 63) >> 6 << 3;
  const from = chunk * size;
  const count = min(size, rows - from);
  groups = (count + GROUP - 1) / GROUP;
  tile = scratch;
  slots = tile + 256;
  vectors = slots + <usize>size * SLOT_BYTES;
  integers = vectors + (<usize>size * <usize>width << 2);
  masks = integers + (<usize>size * <usize>width << 1);
  setHeaps(integer(args, 10), pointer(args, 11), pointer(args, 12), pointer(args, 7), maskBytes);
  memory.fill(vectors, 0, <usize>groups * GROUP * <usize>width << 2);
  if (maskBytes > 0) memory.fill(masks, 0, <usize>count * maskBytes);
  for (let n = 0; n < groups * GROUP; n++) {
    const slot = slots + <usize>n * SLOT_BYTES;
    if (n >= count) {
      fillUp(slot);
      continue;
    }
    const row = order == 0 ? from + n : load<i32>(order + (<usize>(from + n) << 2));
    openSlot(slot, row, states, isFirst);
    const norm = packVector(n, users + (<usize>row * <usize>width << 2));
    store<f64>(slot, norm, NORM);
    if (norms != 0) store<f64>(norms + (<usize>row << 3), norm);
    if (maskBytes > 0) strike(maskOf(n), row);
  }
  return count > 0;
}

/** Copies a vector into its lane of its group, [k][4]; returns its norm. */
function packVector(n: i32, from: usize): f64 {
  const to = vectors + ((<usize>(n / GROUP) * <usize>width * GROUP) << 2) + (<usize>(n % GROUP) << 2);
  let sum: f64 = 0;
  for (let k: usize = 0; k < <usize>width; k++) {
    const value = load<f32>(from + (k << 2));
    store<f32>(to + (k << 4), value);
    sum += <f64>value * <f64>value;
  }
  return sqrt(sum);
}

function strike(mask: usize, row: i32): void {
  const end = load<u32>(struck + (<usize>(row + 1) << 2));
  for (let p = load<u32>(struck + (<usize>row << 2)); p < end; p++) {
    const item = load<u32>(struckItems + (<usize>p << 2));
    const at = mask + <usize>(item >> 3);
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(item & 7)));
  }
}

@inline
export function slotOf(n: i32): usize {
  return slots + <usize>n * SLOT_BYTES;
}

@inline
export function maskOf(n: i32): usize {
  return masks + <usize>n * maskBytes;
}

/** Panels of f32 have `width` * 32 bytes. */
@inline
export function panelAt(panel: i32): usize {
  return panels + (<usize>panel * <usize>width << 5);
}

@inline
export function groupAt(group: i32): usize {
  return vectors + (<usize>group * <usize>width << 4);
}

/** No item of norm at most `largest` can reach what slot n holds: Cauchy-Schwarz, with the error of f32 sums that do not overflow. */
export function isBeyond(n: i32, largest: f64): bool {
  const slot = slotOf(n);
  if (rowOf(slot) < 0) return true;
  if (!isFull(slot)) return false;
  const most = load<f64>(slot, NORM) * largest * relativeError + absoluteError;
  return most < <f64>f32.MAX_VALUE && most < <f64>worstOf(slot);
}

/** Offers the eight scores at `scores` to slot n. */
export function offerPanel(n: i32, panel: i32, scores: usize): void {
  const slot = slotOf(n);
  const first = panel * PANEL;
  const count = min(PANEL, items - first);
  for (let lane = 0; lane < count; lane++) {
    const score = load<f32>(scores + (<usize>lane << 2));
    if (score >= worstOf(slot)) offer(slot, maskOf(n), first + lane, score);
  }
}

/** Canonical scores of one panel for one query, into the tile; and offers them. */
export function rescorePanel(n: i32, panel: i32): void {
  const query = groupAt(n / GROUP) + (<usize>(n % GROUP) << 2);
  const from = panelAt(panel);
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  for (let k: usize = 0; k < <usize>width; k++) {
    const value = v128.load32_splat(query + (k << 4));
    const at = from + (k << 5);
    low = f32x4.add(low, f32x4.mul(value, v128.load(at)));
    high = f32x4.add(high, f32x4.mul(value, v128.load(at, 16)));
  }
  v128.store(tile, low, 128);
  v128.store(tile, high, 144);
  offerPanel(n, panel, tile + 128);
}

/** Keeps the heaps for the next call, or sorts them when this is the last one. */
export function closeChunk(args: usize): void {
  const isLast = (integer(args, 19) & 2) != 0;
  const ids = pointer(args, 6);
  const tied = pointer(args, 16);
  for (let n = 0; n < groups * GROUP; n++) {
    const slot = slotOf(n);
    if (rowOf(slot) < 0) continue;
    closeSlot(slot, states);
    if (isLast) finish(slot, ids, tied);
  }
}

/** What four queries and a panel came to, as it is read back: query by query, eight items each. */
@inline
export function storeTile(
  at: usize,
  a0: v128, b0: v128, a1: v128, b1: v128,
  a2: v128, b2: v128, a3: v128, b3: v128,
): void {
  v128.store(at, a0);
  v128.store(at, b0, 16);
  v128.store(at, a1, 32);
  v128.store(at, b1, 48);
  v128.store(at, a2, 64);
  v128.store(at, b2, 80);
  v128.store(at, a3, 96);
  v128.store(at, b3, 112);
}
