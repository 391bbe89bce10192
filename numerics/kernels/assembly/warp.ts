import { integer, pointer, real, unsigned } from './arguments';
import { below, cellBounds, contains, nextInOrder, startOrder, startRows } from './cells';
import { cellNumber, drawCount, drawFrom, negativeWord } from './negatives';
import { philoxFour } from './philox';
import { dotOf } from './vectors';

/** Adagrad in f32: value - rate / sqrt(squares) x gradient; the squares grow afterwards. */
@inline
function adapt(values: usize, squares: usize, value: v128, gradient: v128, rates: v128): void {
  const sum = v128.load(squares);
  v128.store(values, f32x4.sub(value, f32x4.mul(f32x4.div(rates, f32x4.sqrt(sum)), gradient)));
  v128.store(squares, f32x4.add(sum, f32x4.mul(gradient, gradient)));
}

@inline
function adaptOne(values: usize, squares: usize, value: f32, gradient: f32, rate: f32): void {
  const sum = load<f32>(squares);
  store<f32>(values, value - (rate / sqrt<f32>(sum)) * gradient);
  store<f32>(squares, sum + gradient * gradient);
}

/**
 * One cell of an epoch of WARP: each of its pairs once, in drawn order, against the first drawn item that the shopper did not
 * have and that scores above the pair's score - 1. Vectors, biases and sums of squares f32.
 * Arguments behind those of cells.ts and negatives.ts: 13 shopperVectors, 14 itemVectors, 15 itemBias, 16 stride, 17 rate,
 * 18 regularisation, 19 biased (0 or 1), 20 counts (u32, blocks x 2: steps taken; of those with the pair above the other),
 * 21 to 23 sums of squares of 13 to 15, 24 losses (f32, attempts + 1: of a pair whose n-th draw is the one).
 * Scratch: 80 + 4 x (shoppers of the block + 1) + 4 x (pairs of the cell), in bytes.
 */
export function warpCell(args: usize, chunk: i32, scratch: usize): void {
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
  const rate = <f32>real(args, 17);
  const rates = f32x4.splat(rate);
  const penalty = <f32>real(args, 18);
  const penalties = f32x4.splat(penalty);
  const biased = integer(args, 19) != 0;
  const shopperSquares = pointer(args, 21);
  const itemSquares = pointer(args, 22);
  const biasSquares = pointer(args, 23);
  const losses = pointer(args, 24);
  const k0 = unsigned(args, 3);
  const k1 = unsigned(args, 4);
  const epoch = unsigned(args, 2);
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
    const liked = itemVectors + <usize>item * bytes;
    const bi = load<f32>(itemBias + (<usize>item << 2));
    const score = dotOf(user, liked, bytes) + bi;
    let attempt: u32 = 0;
    let other: u32 = 0;
    let otherScore: f32 = 0;
    for (; attempt < attempts; attempt++) {
      const word = negativeWord(own, scratch + 64, attempt, args, at, cell);
      other = load<u32>(pool + (<usize>below(word, poolSize) << 2));
      if (contains(items, rowFrom, rowTo, other)) continue;
      otherScore = dotOf(user, itemVectors + <usize>other * bytes, bytes) + load<f32>(itemBias + (<usize>other << 2));
      if (otherScore > score - 1) break;
    }
    if (attempt == attempts) continue;
    const loss = load<f32>(losses + (<usize>(attempt + 1) << 2));
    const lossLanes = f32x4.splat(loss);
    const disliked = itemVectors + <usize>other * bytes;
    const userSquares = shopperSquares + <usize>shopper * bytes;
    const likedSquares = itemSquares + <usize>item * bytes;
    const otherSquares = itemSquares + <usize>other * bytes;
    for (let k: usize = 0; k < bytes; k += 16) {
      const u = v128.load(user + k);
      const i = v128.load(liked + k);
      const j = v128.load(disliked + k);
      const pull = f32x4.mul(lossLanes, u);
      const apart = f32x4.mul(lossLanes, f32x4.sub(j, i));
      adapt(user + k, userSquares + k, u, f32x4.add(f32x4.mul(penalties, u), apart), rates);
      adapt(liked + k, likedSquares + k, i, f32x4.sub(f32x4.mul(penalties, i), pull), rates);
      adapt(disliked + k, otherSquares + k, j, f32x4.add(f32x4.mul(penalties, j), pull), rates);
    }
    if (biased) {
      const likedAt = <usize>item << 2;
      const otherAt = <usize>other << 2;
      const bj = load<f32>(itemBias + otherAt);
      adaptOne(itemBias + likedAt, biasSquares + likedAt, bi, penalty * bi - loss, rate);
      adaptOne(itemBias + otherAt, biasSquares + otherAt, bj, penalty * bj + loss, rate);
    }
    taken++;
    if (score > otherScore) correct++;
  }
  store<u32>(counts, taken);
  store<u32>(counts, correct, 4);
}
