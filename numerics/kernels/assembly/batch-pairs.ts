import { integer, pointer, unsigned } from "./arguments";
import { below } from './cells';
import { philoxFour } from './philox';
import { addEntries } from './row-sums';
import { fourDots } from './vectors';

// Losses over a mini-batch of pairs (shopper, item), each against drawn items. What a pair pulls on stands in its entries: items and
// coefficients, the derivatives of the loss by their scores. Every kernel over pairs has these arguments first:
//   0 pairs, 1 pairs a chunk, 2 vector of each pair's shopper (u32, an index), 3 item of each pair (u32), 4 stride, 5 shopper vectors,
//   6 item vectors (f32), 7 k0, 8 k1, 9 epoch, 10 place of the first pair in the epoch, 11 pool (u32) of items to draw from, 12 its size,
//   13 items to draw, 14 entry items (u32, pairs x per), 15 entry coefficients (f32), 16 entries of each pair (u32), 17 entries
//   at most (per), 18 gradient by the shopper's vector (f32, pairs x stride), 19 loss of each pair (f64), or 0
export const PAIR_ARGUMENTS: i32 = 20;

/** Items of the pool to out (u32, n): number j by word j mod 4 of the counters (j / 4, place, epoch, 0). `words`: 64 bytes. */
export function drawItems(args: usize, place: u32, n: u32, out: usize, words: usize): void {
  const k0 = unsigned(args, 7);
  const k1 = unsigned(args, 8);
  const epoch = unsigned(args, 9);
  const pool = pointer(args, 11);
  const size = unsigned(args, 12);
  for (let first: u32 = 0; first < n; first += 16) {
    philoxFour(k0, k1, first >> 2, place, epoch, 0, words);
    const count = min<u32>(16, n - first);
    for (let j: u32 = 0; j < count; j++) {
      const word = load<u32>(words + (<usize>j << 2));
      store<u32>(out + (<usize>(first + j) << 2), load<u32>(pool + (<usize>below(word, size) << 2)));
    }
  }
}

/** Scores of n items (u32) with one vector, to out (f32, n): lane k mod 4 sums dimension k, lanes are added (0 + 1) + (2 + 3). */
export function scoreItems(vector: usize, vectors: usize, bytes: usize, items: usize, n: u32, out: usize): void {
  let j: u32 = 0;
  for (; j + 4 <= n; j += 4) {
    const at = items + (<usize>j << 2);
    const a = vectors + <usize>load<u32>(at) * bytes;
    const b = vectors + <usize>load<u32>(at, 4) * bytes;
    const c = vectors + <usize>load<u32>(at, 8) * bytes;
    const d = vectors + <usize>load<u32>(at, 12) * bytes;
    v128.store(out + (<usize>j << 2), fourDots(vector, a, b, c, d, bytes));
  }
  for (; j < n; j++) {
    const a = vectors + <usize>load<u32>(items + (<usize>j << 2)) * bytes;
    store<f32>(out + (<usize>j << 2), f32x4.extract_lane(fourDots(vector, a, a, a, a, bytes), 0));
  }
}

/** gradient = sum of coefficient x item vector over n entries, f32, in order. `room`: 4096 bytes. */
export function pullOfItems(
  vectors: usize,
  bytes: usize,
  items: usize,
  coefficients: usize,
  n: u32,
  gradient: usize,
  room: usize,
): void {
  memory.fill(gradient, 0, bytes);
  for (let first: u32 = 0; first < n; first += 512) {
    const count = min<u32>(512, n - first);
    for (let j: u32 = 0; j < count; j++) {
      const at = <usize>(first + j) << 2;
      const entry = room + (<usize>j << 3);
      store<u32>(entry, <u32>(vectors + <usize>load<u32>(items + at) * bytes));
      store<f32>(entry, load<f32>(coefficients + at), 4);
    }
    addEntries(room, count, gradient, bytes);
  }
}

/**
 * Sorts the entries of the pairs of a chunk by item, those of an item by pair: the list of the chunk for `sumRows`.
 * Arguments: 0 pairs, 1 pairs a chunk, 2 entries at most (per), 3 entry items (u32), 4 coefficients (f32, or 0), 5 entries of each pair
 * (u32, or 0: all), 6 keys (items), 7 start (u32, chunks x (keys + 1)), 8 pair of each sorted entry (u32), 9 its coefficient (f32).
 */
export function sortEntries(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const per = unsigned(args, 2);
  const items = pointer(args, 3);
  const coefficients = pointer(args, 4);
  const counts = pointer(args, 5);
  const keys = unsigned(args, 6);
  const start = pointer(args, 7) + (<usize>chunk * <usize>(keys + 1) << 2);
  const sorted = pointer(args, 8);
  const sortedCoefficients = pointer(args, 9);
  const from = <u32>(chunk * size);
  const to = min(unsigned(args, 0), from + <u32>size);
  memory.fill(start, 0, <usize>(keys + 1) << 2);
  for (let pair = from; pair < to; pair++) {
    const n = counts == 0 ? per : load<u32>(counts + (<usize>pair << 2));
    const own = items + (<usize>(pair * per) << 2);
    for (let e: u32 = 0; e < n; e++) {
      const at = start + (<usize>load<u32>(own + (<usize>e << 2)) << 2);
      store<u32>(at, load<u32>(at, 4) + 1, 4);
    }
  }
  // Counts stand one place on; places of their starts next to them, moved on as entries are placed, end as starts again.
  let next = from * per;
  store<u32>(start, next);
  for (let key: u32 = 0; key < keys; key++) {
    const at = start + (<usize>(key + 1) << 2);
    const count = load<u32>(at);
    store<u32>(at, next);
    next += count;
  }
  for (let pair = from; pair < to; pair++) {
    const n = counts == 0 ? per : load<u32>(counts + (<usize>pair << 2));
    const own = <usize>(pair * per) << 2;
    for (let e: u32 = 0; e < n; e++) {
      const entry = own + (<usize>e << 2);
      const at = start + (<usize>(load<u32>(items + entry) + 1) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u32>(sorted + (<usize>place << 2), pair);
      if (coefficients != 0)
        store<f32>(sortedCoefficients + (<usize>place << 2), load<f32>(coefficients + entry));
    }
  }
}
