/** Exact selection of the best k of one dense row of scores. */

/** Room for one selection and its result; made once, used for many queries. */
export interface Selection {
  /** (capacity) the selected indices, best first; only the first `length` mean anything */
  readonly picked: Uint32Array;
  length: number;
  /** The first one left out scores the same as the last one picked. */
  tied: boolean;
}

export function createSelection(capacity: number): Selection {
  return { picked: new Uint32Array(capacity), length: 0, tied: false };
}

/**
 * Picks the k best indices by (score descending, place ascending).
 *
 * A bounded heap with the worst pick at its root: O(n log k) at worst, near O(n) on real scores, no allocation.
 *
 * @param scores one score an index; -Infinity and NaN are no answer and never picked
 * @param places the order among equal scores, from `tiePlaces`
 * @param k at most the capacity of `into`
 * @param among the indices that may be picked, without repeats; all when null
 */
export function selectTopK(
  scores: Float32Array,
  places: Uint32Array,
  k: number,
  among: Uint32Array | null,
  into: Selection,
): void {
  const heap = into.picked;
  const count = among === null ? scores.length : among.length;
  let size = 0;
  let leftOut = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < count && k > 0; n++) {
    const index = among === null ? n : among[n]!;
    const score = scores[index]!;
    if (!(score > Number.NEGATIVE_INFINITY)) continue;
    if (size < k) {
      siftUp(heap, size++, index, scores, places);
      continue;
    }
    const worst = scores[heap[0]!]!;
    if (score < worst) continue;
    leftOut = worst;
    if (score > worst || places[index]! < places[heap[0]!]!) siftDown(heap, size, index, scores, places);
  }
  into.length = size;
  into.tied = size > 0 && leftOut === scores[heap[0]!]!;
  sortBestFirst(heap, size, scores, places);
}

function isWorse(a: number, b: number, scores: Float32Array, places: Uint32Array): boolean {
  const first = scores[a]!;
  const second = scores[b]!;
  return first < second || (first === second && places[a]! > places[b]!);
}

/** Puts `index` into the hole at `from` and lets it rise while it is worse than its parent. */
function siftUp(
  heap: Uint32Array,
  from: number,
  index: number,
  scores: Float32Array,
  places: Uint32Array,
): void {
  let hole = from;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (!isWorse(index, heap[parent]!, scores, places)) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = index;
}

/** Puts `index` in place of the root and lets it sink while a child is worse. */
function siftDown(
  heap: Uint32Array,
  size: number,
  index: number,
  scores: Float32Array,
  places: Uint32Array,
): void {
  let hole = 0;
  for (let child = 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && isWorse(heap[child + 1]!, heap[child]!, scores, places)) child++;
    if (!isWorse(heap[child]!, index, scores, places)) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = index;
}

/** Heap sort: the worst goes to the end, again and again. */
function sortBestFirst(heap: Uint32Array, size: number, scores: Float32Array, places: Uint32Array): void {
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0]!;
    siftDown(heap, end, heap[end]!, scores, places);
    heap[end] = worst;
  }
}
