import { closeChunk, BLOCK_BYTES, blocks, fromPanel, GROUP, groupAt, groups, isBeyond, offerPanel, openChunk, panelAt, panelsOfBlock, slotOf, tile, toPanel, width, storeTile } from './top-k-chunk';
import { SLOT_BYTES, worstOf } from './top-k-heap';

/**
 * Exact top-K by inner product, every score computed: tiles of 4 queries x 8 items in f32, selection in the tile. Panels are
 * in falling order of norms, and a group of queries stops at the block that can no longer change any of its lists.
 * Arguments and layouts: `algorithms/scoring/top-k/run-batch.ts`; a chunk is a fixed number of queries.
 */
export function topKScan(args: usize, chunk: i32, scratch: usize): void {
  if (!openChunk(args, chunk, scratch)) return;
  for (let first = fromPanel; first < toPanel; first += panelsOfBlock) {
    const largest = load<f64>(blocks + <usize>(first / panelsOfBlock) * BLOCK_BYTES);
    const end = min(toPanel, first + panelsOfBlock);
    let isAnyLeft = false;
    for (let group = 0; group < groups; group++) {
      if (isGroupBeyond(group, largest)) continue;
      isAnyLeft = true;
      scanBlock(group, first, end);
    }
    if (!isAnyLeft) break;
  }
  closeChunk(args);
}

export function isGroupBeyond(group: i32, largest: f64): bool {
  for (let n = group * GROUP; n < (group + 1) * GROUP; n++) if (!isBeyond(n, largest)) return false;
  return true;
}

function scanBlock(group: i32, first: i32, end: i32): void {
  const query = groupAt(group);
  const slots = slotOf(group * GROUP);
  for (let panel = first; panel < end; panel++) {
    panel = scanPanels(query, slots, panel, end);
    if (panel == end) return;
    for (let lane = 0; lane < GROUP; lane++) offerPanel(group * GROUP + lane, panel, tile + (<usize>lane << 5));
  }
}

/** The first panel from `panel` on with a score that counts for some query; its scores are in the tile, [query][item]. */
function scanPanels(query: usize, slots: usize, panel: i32, end: i32): i32 {
  const stop = query + (<usize>width << 4);
  const worst0 = f32x4.splat(worstOf(slots));
  const worst1 = f32x4.splat(worstOf(slots + SLOT_BYTES));
  const worst2 = f32x4.splat(worstOf(slots + 2 * SLOT_BYTES));
  const worst3 = f32x4.splat(worstOf(slots + 3 * SLOT_BYTES));
  let item = panelAt(panel);
  for (; panel < end; panel++) {
    let a0 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let b2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let b3 = f32x4.splat(0);
    for (let at = query; at < stop; at += 32) {
      let low = v128.load(item);
      let high = v128.load(item, 16);
      let value = v128.load32_splat(at);
      a0 = f32x4.add(a0, f32x4.mul(value, low));
      b0 = f32x4.add(b0, f32x4.mul(value, high));
      value = v128.load32_splat(at, 4);
      a1 = f32x4.add(a1, f32x4.mul(value, low));
      b1 = f32x4.add(b1, f32x4.mul(value, high));
      value = v128.load32_splat(at, 8);
      a2 = f32x4.add(a2, f32x4.mul(value, low));
      b2 = f32x4.add(b2, f32x4.mul(value, high));
      value = v128.load32_splat(at, 12);
      a3 = f32x4.add(a3, f32x4.mul(value, low));
      b3 = f32x4.add(b3, f32x4.mul(value, high));
      low = v128.load(item, 32);
      high = v128.load(item, 48);
      value = v128.load32_splat(at, 16);
      a0 = f32x4.add(a0, f32x4.mul(value, low));
      b0 = f32x4.add(b0, f32x4.mul(value, high));
      value = v128.load32_splat(at, 20);
      a1 = f32x4.add(a1, f32x4.mul(value, low));
      b1 = f32x4.add(b1, f32x4.mul(value, high));
      value = v128.load32_splat(at, 24);
      a2 = f32x4.add(a2, f32x4.mul(value, low));
      b2 = f32x4.add(b2, f32x4.mul(value, high));
      value = v128.load32_splat(at, 28);
      a3 = f32x4.add(a3, f32x4.mul(value, low));
      b3 = f32x4.add(b3, f32x4.mul(value, high));
      item += 64;
    }
    let counts = v128.or(f32x4.ge(a0, worst0), f32x4.ge(b0, worst0));
    counts = v128.or(counts, v128.or(f32x4.ge(a1, worst1), f32x4.ge(b1, worst1)));
    counts = v128.or(counts, v128.or(f32x4.ge(a2, worst2), f32x4.ge(b2, worst2)));
    counts = v128.or(counts, v128.or(f32x4.ge(a3, worst3), f32x4.ge(b3, worst3)));
    if (v128.any_true(counts)) {
      storeTile(tile, a0, b0, a1, b1, a2, b2, a3, b3);
      return panel;
    }
  }
  return end;
}
