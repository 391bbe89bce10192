// The best K of each query: a bounded heap with the worst at its root, in the order of scoring/top-k/select-row.ts.

/** A query under way, 64 bytes each. Its heap lies in two arrays of the batch, so that it outlives a call. */
export const SLOT_BYTES: usize = 64;
const WORST: usize = 0; // f32: score of the root; -Infinity until the heap is full
const SIZE: usize = 4; // i32
const LEFT_OUT: usize = 8; // f32: best score that had to go; -Infinity for none
const ROW: usize = 12; // i32: of the batch; -1 fills up a group
export const NORM: usize = 16; // f64: Euclidean norm
export const RESIDUE: usize = 24; // f64: norm of what quantising left over
export const SCALE: usize = 32; // f64: of the quantised vector
export const QUANTISED_NORM: usize = 40; // f64
export const BAR: usize = 48; // i32: minus the integer below which no item of the block can count

// Of this instance, so of this thread.
let k: i32 = 0;
let heapScores: usize = 0;
let heapItems: usize = 0;
let places: usize = 0;
let maskBytes: usize = 0;

export function setHeaps(most: i32, scores: usize, items: usize, order: usize, mask: usize): void {
  k = most;
  heapScores = scores;
  heapItems = items;
  places = order;
  maskBytes = mask;
}

@inline
export function worstOf(slot: usize): f32 {
  return load<f32>(slot, WORST);
}

@inline
export function rowOf(slot: usize): i32 {
  return load<i32>(slot, ROW);
}

@inline
export function isFull(slot: usize): bool {
  return load<i32>(slot, SIZE) == k;
}

/** A slot of no query: nothing gets in. */
export function fillUp(slot: usize): void {
  memory.fill(slot, 0, SLOT_BYTES);
  store<f32>(slot, f32.MAX_VALUE, WORST);
  store<i32>(slot, -1, ROW);
}

/** Sizes and left-out scores of a batch: (i32, f32) a row. */
export function openSlot(slot: usize, row: i32, states: usize, isNew: bool): void {
  const state = states + (<usize>row << 3);
  const size = isNew ? 0 : load<i32>(state);
  store<i32>(slot, row, ROW);
  store<i32>(slot, size, SIZE);
  store<f32>(slot, isNew ? -Infinity : load<f32>(state, 4), LEFT_OUT);
  store<f32>(slot, size == k ? load<f32>(scoresOf(row)) : -Infinity, WORST);
}

export function closeSlot(slot: usize, states: usize): void {
  const state = states + (<usize>rowOf(slot) << 3);
  store<i32>(state, load<i32>(slot, SIZE));
  store<f32>(state, load<f32>(slot, LEFT_OUT), 4);
}

@inline
function scoresOf(row: i32): usize {
  return heapScores + ((<usize>row * <usize>k) << 2);
}

@inline
function itemsOf(row: i32): usize {
  return heapItems + ((<usize>row * <usize>k) << 2);
}

@inline
function placeOf(item: u32): u32 {
  return load<u32>(places + (<usize>item << 2));
}

@inline
function isWorse(score: f32, item: u32, thanScore: f32, thanItem: u32): bool {
  return score < thanScore || (score == thanScore && placeOf(item) > placeOf(thanItem));
}

/** Takes the item if it is among the best; `mask` has a bit for each item that must not be listed, or is 0. */
export function offer(slot: usize, mask: usize, item: u32, score: f32): void {
  if (!(score > -Infinity) || score < load<f32>(slot, WORST)) return;
  if (maskBytes > 0 && (load<u8>(mask + <usize>(item >> 3)) & (1 << (item & 7))) != 0) return;
  const row = rowOf(slot);
  const scores = scoresOf(row);
  const items = itemsOf(row);
  const size = load<i32>(slot, SIZE);
  if (size < k) {
    siftUp(scores, items, size, item, score);
    store<i32>(slot, size + 1, SIZE);
    if (size + 1 == k) store<f32>(slot, load<f32>(scores), WORST);
    return;
  }
  const worst = load<f32>(scores);
  store<f32>(slot, worst, LEFT_OUT);
  if (!isWorse(worst, load<u32>(items), score, item)) return;
  siftDown(scores, items, size, item, score);
  store<f32>(slot, load<f32>(scores), WORST);
}

function siftUp(scores: usize, items: usize, from: i32, item: u32, score: f32): void {
  let hole: usize = from;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const parentScore = load<f32>(scores + (parent << 2));
    const parentItem = load<u32>(items + (parent << 2));
    if (!isWorse(score, item, parentScore, parentItem)) break;
    store<f32>(scores + (hole << 2), parentScore);
    store<u32>(items + (hole << 2), parentItem);
    hole = parent;
  }
  store<f32>(scores + (hole << 2), score);
  store<u32>(items + (hole << 2), item);
}

function siftDown(scores: usize, items: usize, size: usize, item: u32, score: f32): void {
  let hole: usize = 0;
  for (let child: usize = 1; child < size; child = 2 * hole + 1) {
    let childScore = load<f32>(scores + (child << 2));
    let childItem = load<u32>(items + (child << 2));
    if (child + 1 < size) {
      const otherScore = load<f32>(scores + ((child + 1) << 2));
      const otherItem = load<u32>(items + ((child + 1) << 2));
      if (isWorse(otherScore, otherItem, childScore, childItem)) {
        child++;
        childScore = otherScore;
        childItem = otherItem;
      }
    }
    if (!isWorse(childScore, childItem, score, item)) break;
    store<f32>(scores + (hole << 2), childScore);
    store<u32>(items + (hole << 2), childItem);
    hole = child;
  }
  store<f32>(scores + (hole << 2), score);
  store<u32>(items + (hole << 2), item);
}

/** Sorts the heap of a slot best first, puts ids for positions, and says whether the cut was a tie. */
export function finish(slot: usize, ids: usize, tied: usize): void {
  const row = rowOf(slot);
  const scores = scoresOf(row);
  const items = itemsOf(row);
  const size = load<i32>(slot, SIZE);
  const isTied = size > 0 && load<f32>(slot, LEFT_OUT) == load<f32>(scores);
  store<u8>(tied + row, isTied ? 1 : 0);
  for (let end = size - 1; end > 0; end--) {
    const worst = load<f32>(scores);
    const item = load<u32>(items);
    const at = <usize>end << 2;
    siftDown(scores, items, end, load<u32>(items + at), load<f32>(scores + at));
    store<f32>(scores + at, worst);
    store<u32>(items + at, item);
  }
  for (let n: usize = 0; n < <usize>size; n++) {
    const at = items + (n << 2);
    store<u32>(at, load<u32>(ids + (<usize>load<u32>(at) << 2)));
  }
}
