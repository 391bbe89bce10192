import { integer, pointer, real, unsigned } from './arguments';
import { below, cellBounds, contains, nextInOrder, startOrder, startRows } from './cells';
import { logisticOfMinus } from './logistic';
import { cellNumber, drawCount, drawFrom, negativeWord } from './negatives';
import { philoxFour } from './philox';
import { dotOf, dotOfDifference } from './vectors';

/** The three vectors of one step: each is kept by `keep`, and moved by `gain` times its gradient. */
@inline
function moveVectors(user: usize, liked: usize, other: usize, bytes: usize, gain: f32, keep: f32): void {
  const gains = f32x4.splat(gain);
  const keeps = f32x4.splat(keep);
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(user + at);
    const i = v128.load(liked + at);
    const j = v128.load(other + at);
    const pull = f32x4.mul(gains, u);
    v128.store(user + at, f32x4.add(f32x4.mul(keeps, u), f32x4.mul(gains, f32x4.sub(i, j))));
    v128.store(liked + at, f32x4.add(f32x4.mul(keeps, i), pull));
    v128.store(other + at, f32x4.sub(f32x4.mul(keeps, j), pull));
  }
}

/**
 * One cell of an epoch of BPR: each of its pairs once, in drawn order, against an item that the shopper did not have, or of several
 * such draws the one that scores highest, the first of equal ones. Vectors and biases f32; `stride`, a multiple of 8, is the length of a vector with its zeros.
 * Arguments behind those of cells.ts and negatives.ts: 13 shopperVectors, 14 itemVectors, 15 itemBias, 16 stride, 17 rate,
 * 18 regularisation, 19 biased (0 or 1), 20 counts (u32, blocks x 2: steps taken; steps where the pair scored above the other),
 * 21 draws to choose from.
 * Scratch: 80 + 4 x (shoppers of the block + 1) + 4 x (pairs of the cell), in bytes.
 */
export function bprCell(args: usize, chunk: i32, scratch: usize): void {
  const bounds = cellBounds(args, chunk);
  const start = load<u32>(bounds);
  const n = load<u32>(bounds, 4) - start;
  const counts = pointer(args, 20) + (<usize>chunk << 3);
  if (n == 0) {
    store<u64>(counts, 0);
    return;
  }
  const blockAt = pointer(args, 5) + (<usize>chunk << 2);
  const firstShopper = load<u32>(blockAt);
  const rowStart = scratch + 80;
  const order = rowStart + (<usize>(load<u32>(blockAt, 4) - firstShopper + 1) << 2);
  startRows(args, chunk, rowStart);
  startOrder(order, n);
  const shoppers = pointer(args, 7) + (<usize>start << 2);
  const items = pointer(args, 8) + (<usize>start << 2);
  const pool = drawFrom(args, chunk);
  const poolSize = drawCount(args, chunk);
  const cell = cellNumber(args, chunk);
  const attempts = unsigned(args, 12);
  const shopperVectors = pointer(args, 13);
  const itemVectors = pointer(args, 14);
  const itemBias = pointer(args, 15);
  const bytes = <usize>integer(args, 16) << 2;
  const rate = real(args, 17);
  const keep = <f32>(1 - rate * real(args, 18));
  const biased = integer(args, 19) != 0;
  const k0 = unsigned(args, 3);
  const k1 = unsigned(args, 4);
  const epoch = unsigned(args, 2);
  const draws = unsigned(args, 21);
  let taken: u32 = 0;
  let correct: u32 = 0;
  for (let at: u32 = 0; at < n; at++) {
    if ((at & 3) == 0) philoxFour(k0, k1, at, cell, epoch, 0, scratch);
    const own = scratch + (<usize>(at & 3) << 4);
    const p = nextInOrder(order, n, at, load<u32>(own));
    const shopper = load<u32>(shoppers + (<usize>p << 2));
    const item = load<u32>(items + (<usize>p << 2));
    const row = rowStart + (<usize>(shopper - firstShopper) << 2);
    const rowFrom = load<u32>(row);
    const rowTo = load<u32>(row, 4);
    const user = shopperVectors + <usize>shopper * bytes;
    let found: u32 = 0;
    let other: u32 = 0;
    let highest: f32 = 0;
    for (let attempt: u32 = 0; attempt < attempts && found < draws; attempt++) {
      const word = negativeWord(own, scratch + 64, attempt, args, at, cell);
      const drawn = load<u32>(pool + (<usize>below(word, poolSize) << 2));
      if (contains(items, rowFrom, rowTo, drawn)) continue;
      found++;
      if (draws == 1) other = drawn;
      else {
        const score = dotOf(user, itemVectors + <usize>drawn * bytes, bytes) + load<f32>(itemBias + (<usize>drawn << 2));
        if (found > 1 && !(score > highest)) continue;
        highest = score;
        other = drawn;
      }
    }
    if (found == 0) continue;
    const liked = itemVectors + <usize>item * bytes;
    const disliked = itemVectors + <usize>other * bytes;
    const likedBias = itemBias + (<usize>item << 2);
    const otherBias = itemBias + (<usize>other << 2);
    const bi = load<f32>(likedBias);
    const bj = load<f32>(otherBias);
    const margin = dotOfDifference(user, liked, disliked, bytes) + (bi - bj);
    const gain = <f32>(rate * logisticOfMinus(margin));
    moveVectors(user, liked, disliked, bytes, gain, keep);
    if (biased) {
      store<f32>(likedBias, keep * bi + gain);
      store<f32>(otherBias, keep * bj - gain);
    }
    taken++;
    if (margin > 0) correct++;
  }
  store<u32>(counts, taken);
  store<u32>(counts, correct, 4);
}
