import { absoluteError, BLOCK_BYTES, blocks, closeChunk, fromPanel, GROUP, groupAt, groups, integers, isBeyond, openChunk, panelsOfBlock, quantised, relativeError, rescorePanel, slotOf, tile, toPanel, width, storeTile } from './top-k-chunk';
import { BAR, isFull, NORM, QUANTISED_NORM, RESIDUE, rowOf, SCALE, SLOT_BYTES, worstOf } from './top-k-heap';
import { isGroupBeyond } from './top-k-scan';

/** Products of quantised vectors stay below 2^30 - 1 in size (Cauchy-Schwarz); a bar beyond that lets nothing pass. */
const MOST_PRODUCT: f64 = 1073741823;
/** Covers the roundings of the bound itself, which is computed in f64. */
const CARE: f64 = 1 + 1e-9;

/**
 * Exact top-K by inner product with a filter: products of 16-bit integers, 4 queries x 8 items a tile, tell which panels may
 * hold an item that counts; those are scored in f32. `algorithms/scoring/top-k/filter-bound.md` proves that none is missed.
 * Arguments and layouts: `algorithms/scoring/top-k/run-batch.ts`; a chunk is a fixed number of queries.
 */
export function topKFilter(args: usize, chunk: i32, scratch: usize): void {
  if (!openChunk(args, chunk, scratch)) return;
  for (let n = 0; n < groups * GROUP; n++) quantise(n);
  for (let first = fromPanel; first < toPanel; first += panelsOfBlock) {
    const block = blocks + <usize>(first / panelsOfBlock) * BLOCK_BYTES;
    const end = min(toPanel, first + panelsOfBlock);
    let isAnyLeft = false;
    for (let group = 0; group < groups; group++) {
      if (isGroupBeyond(group, load<f64>(block))) continue;
      isAnyLeft = true;
      filterBlock(group, block, first, end);
    }
    if (!isAnyLeft) break;
  }
  closeChunk(args);
}

/** Group of quantised queries: [pair of k][4 queries][2]. */
@inline
function integersOf(group: i32): usize {
  return integers + (<usize>group * <usize>width << 3);
}

/** q = round(x / scale) with |q| <= 32767; norms of q and of x - scale q, both rounded up. */
function quantise(n: i32): void {
  const slot = slotOf(n);
  const from = groupAt(n / GROUP) + (<usize>(n % GROUP) << 2);
  const to = integersOf(n / GROUP) + (<usize>(n % GROUP) << 2);
  const norm = load<f64>(slot, NORM);
  const scale = norm > 0 ? norm / (32766 - Math.ceil(Math.sqrt(<f64>width) / 2)) : 1;
  let residue: f64 = 0;
  let square: f64 = 0;
  for (let k: usize = 0; k < <usize>width; k++) {
    const value = <f64>load<f32>(from + (k << 4));
    const whole = nearest(value / scale);
    const left = value - scale * whole;
    residue += left * left;
    square += whole * whole;
    store<i16>(to + ((k >> 1) << 4) + ((k & 1) << 1), <i16>whole);
  }
  store<f64>(slot, scale, SCALE);
  store<f64>(slot, Math.sqrt(residue) * CARE, RESIDUE);
  store<f64>(slot, Math.sqrt(square) * CARE, QUANTISED_NORM);
}

/** Minus the least integer product at which an item of the block can reach the list of slot n. */
function setBar(n: i32, block: usize): void {
  const slot = slotOf(n);
  store<i32>(slot, -barOf(slot, block, isBeyond(n, load<f64>(block))), BAR);
}

function barOf(slot: usize, block: usize, isDone: bool): i32 {
  if (isDone) return <i32>MOST_PRODUCT + 1;
  if (!isFull(slot)) return -(<i32>MOST_PRODUCT);
  const norms = load<f64>(slot, NORM) * load<f64>(block);
  const sums = norms * relativeError + absoluteError;
  if (!(sums < <f64>f32.MAX_VALUE)) return -(<i32>MOST_PRODUCT);
  const scale = load<f64>(slot, SCALE);
  const ofItems = scale * load<f64>(slot, QUANTISED_NORM) * load<f64>(block, 8);
  const ofQuery = load<f64>(slot, RESIDUE) * load<f64>(block);
  const error = (ofItems + ofQuery + (sums - norms)) * CARE;
  const bar = Math.floor((<f64>worstOf(slot) - error) / (scale * load<f64>(block, 16))) - 1;
  return <i32>Math.min(MOST_PRODUCT + 1, Math.max(-MOST_PRODUCT, bar));
}

function filterBlock(group: i32, block: usize, first: i32, end: i32): void {
  const from = group * GROUP;
  for (let n = from; n < from + GROUP; n++) setBar(n, block);
  const isAlone = rowOf(slotOf(from + 1)) < 0;
  for (let panel = first; panel < end; ) {
    if (isAlone) panel = filterAlone(integersOf(group), slotOf(from), panel, end);
    else panel = filterPanels(integersOf(group), slotOf(from), panel, end);
    if (panel >= end) return;
    if (isAlone) panel = rescoreAlone(from, block, panel);
    else rescoreGroup(from, block, panel++);
  }
}

function rescoreGroup(from: i32, block: usize, panel: i32): void {
  for (let n: i32 = 0; n < GROUP; n++) {
    const sums = tile + (<usize>n << 5);
    if (i32x4.bitmask(v128.and(v128.load(sums), v128.load(sums, 16))) == 15) continue;
    rescorePanel(from + n, panel);
    setBar(from + n, block);
  }
}

function rescoreAlone(n: i32, block: usize, panel: i32): i32 {
  for (let p: i32 = 0; p < 4; p++) {
    const sums = tile + (<usize>p << 5);
    if (i32x4.bitmask(v128.and(v128.load(sums), v128.load(sums, 16))) != 15) rescorePanel(n, panel + p);
  }
  setBar(n, block);
  return panel + 4;
}

/** The first panel from `panel` on that some query has to see exactly; product minus bar, 0 or more if so, in the tile. */
function filterPanels(query: usize, slots: usize, panel: i32, end: i32): i32 {
  const stop = query + (<usize>width << 3);
  let item = quantised + (<usize>panel * <usize>width << 4);
  const bar0 = v128.load32_splat(slots, BAR);
  const bar1 = v128.load32_splat(slots + SLOT_BYTES, BAR);
  const bar2 = v128.load32_splat(slots + 2 * SLOT_BYTES, BAR);
  const bar3 = v128.load32_splat(slots + 3 * SLOT_BYTES, BAR);
  for (; panel < end; panel++) {
    let a0 = bar0;
    let b0 = bar0;
    let a1 = bar1;
    let b1 = bar1;
    let a2 = bar2;
    let b2 = bar2;
    let a3 = bar3;
    let b3 = bar3;
    for (let at = query; at < stop; at += 32) {
      let low = v128.load(item);
      let high = v128.load(item, 16);
      let value = v128.load32_splat(at);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(value, low));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(value, low));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(value, low));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(value, low));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(value, high));
      low = v128.load(item, 32);
      high = v128.load(item, 48);
      value = v128.load32_splat(at, 16);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(value, low));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 20);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(value, low));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 24);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(value, low));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(value, high));
      value = v128.load32_splat(at, 28);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(value, low));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(value, high));
      item += 64;
    }
    const below = v128.and(
      v128.and(v128.and(a0, b0), v128.and(a1, b1)),
      v128.and(v128.and(a2, b2), v128.and(a3, b3)),
    );
    if (i32x4.bitmask(below) != 15) {
      storeTile(tile, a0, b0, a1, b1, a2, b2, a3, b3);
      return panel;
    }
  }
  return end;
}

/** The same for a query that is alone in its group, four panels at a time. */
function filterAlone(query: usize, slot: usize, panel: i32, end: i32): i32 {
  const stop = query + (<usize>width << 3);
  const stride = <usize>width << 4;
  const bar = v128.load32_splat(slot, BAR);
  for (; panel < end; panel += 4) {
    let item0 = quantised + <usize>panel * stride;
    let item1 = item0 + stride;
    let item2 = item1 + stride;
    let item3 = item2 + stride;
    let a0 = bar;
    let b0 = bar;
    let a1 = bar;
    let b1 = bar;
    let a2 = bar;
    let b2 = bar;
    let a3 = bar;
    let b3 = bar;
    for (let at = query; at < stop; at += 16) {
      const value = v128.load32_splat(at);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(value, v128.load(item0)));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(value, v128.load(item0, 16)));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(value, v128.load(item1)));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(value, v128.load(item1, 16)));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(value, v128.load(item2)));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(value, v128.load(item2, 16)));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(value, v128.load(item3)));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(value, v128.load(item3, 16)));
      item0 += 32;
      item1 += 32;
      item2 += 32;
      item3 += 32;
    }
    const below = v128.and(
      v128.and(v128.and(a0, b0), v128.and(a1, b1)),
      v128.and(v128.and(a2, b2), v128.and(a3, b3)),
    );
    if (i32x4.bitmask(below) != 15) {
      storeTile(tile, a0, b0, a1, b1, a2, b2, a3, b3);
      return panel;
    }
  }
  return end;
}
