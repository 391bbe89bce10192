import { pointer } from './arguments';
import { closeChunk, GROUP, groupAt, groups, maskOf, openChunk, panelAt, PANEL, slotOf, width } from './top-k-chunk';
import { offer, rowOf } from './top-k-heap';

/**
 * Exact top-K among given items only: canonical scores of the candidates of each query, four side by side.
 * Arguments and layouts: `algorithms/scoring/top-k/run-batch.ts`.
 */
export function topKCandidates(args: usize, chunk: i32, scratch: usize): void {
  if (!openChunk(args, chunk, scratch)) return;
  const starts = pointer(args, 25);
  const candidates = pointer(args, 26);
  for (let n = 0; n < groups * GROUP; n++) {
    const row = rowOf(slotOf(n));
    if (row < 0) continue;
    const start = starts + (<usize>row << 2);
    scoreAmong(n, candidates + (<usize>load<u32>(start) << 2), candidates + (<usize>load<u32>(start, 4) << 2));
  }
  closeChunk(args);
}

function scoreAmong(n: i32, from: usize, to: usize): void {
  const slot = slotOf(n);
  const mask = maskOf(n);
  const last = to - 4;
  for (let at = from; at < to; at += 16) {
    const item0 = load<u32>(at);
    const item1 = load<u32>(min(at + 4, last));
    const item2 = load<u32>(min(at + 8, last));
    const item3 = load<u32>(min(at + 12, last));
    scoreFour(n, item0, item1, item2, item3);
    offer(slot, mask, item0, sum0);
    if (at + 4 < to) offer(slot, mask, item1, sum1);
    if (at + 8 < to) offer(slot, mask, item2, sum2);
    if (at + 12 < to) offer(slot, mask, item3, sum3);
  }
}

// Of this instance, so of this thread.
let sum0: f32 = 0;
let sum1: f32 = 0;
let sum2: f32 = 0;
let sum3: f32 = 0;

@inline
function addressOf(item: u32): usize {
  return panelAt(<i32>(item / PANEL)) + (<usize>(item % PANEL) << 2);
}

function scoreFour(n: i32, item0: u32, item1: u32, item2: u32, item3: u32): void {
  const query = groupAt(n / GROUP) + (<usize>(n % GROUP) << 2);
  const at0 = addressOf(item0);
  const at1 = addressOf(item1);
  const at2 = addressOf(item2);
  const at3 = addressOf(item3);
  let a: f32 = 0;
  let b: f32 = 0;
  let c: f32 = 0;
  let d: f32 = 0;
  for (let k: usize = 0; k < <usize>width; k++) {
    const value = load<f32>(query + (k << 4));
    const step = k << 5;
    a += value * load<f32>(at0 + step);
    b += value * load<f32>(at1 + step);
    c += value * load<f32>(at2 + step);
    d += value * load<f32>(at3 + step);
  }
  sum0 = a;
  sum1 = b;
  sum2 = c;
  sum3 = d;
}
