// The best k of a stream of keys, u64 with the better one above, each with a column. What is kept stays in the order in which it
// came. Memory of a selection: capacity keys, capacity columns, capacity keys to work on.

/** Bytes of a selection with so much room, a multiple of 64. */
@inline
export function selectionBytes(capacity: i32): usize {
  return (<usize>capacity * 20 + 63) & ~63;
}

/** A key that orders by (score descending, place ascending). -0 counts as 0; the score is no NaN. */
@inline
export function keyOf(score: f32, place: u32): u64 {
  const bits = reinterpret<u32>(score + <f32>0);
  const ordered = bits & 0x80000000 ? ~bits : bits | 0x80000000;
  return (<u64>ordered << 32) | <u64>~place;
}

@inline
export function scoreOf(key: u64): f32 {
  const ordered = <u32>(key >> 32);
  return reinterpret<f32>(ordered & 0x80000000 ? ordered & 0x7fffffff : ~ordered);
}

/** Keeps the best k of `size` keys, k below size; returns the least key kept. */
export function keepBest(keys: usize, columns: usize, work: usize, size: i32, k: i32): u64 {
  memory.copy(work, keys, <usize>size << 3);
  const least = kthLargest(work, size, k);
  let kept = 0;
  for (let n = 0; n < size; n++) {
    const key = load<u64>(keys + (<usize>n << 3));
    if (key < least) continue;
    store<u64>(keys + (<usize>kept << 3), key);
    store<u32>(columns + (<usize>kept << 2), load<u32>(columns + (<usize>n << 2)));
    kept++;
  }
  return least;
}

/** The k-th largest of `size` different keys, 1 <= k <= size, which are put into another order. */
function kthLargest(keys: usize, size: i32, k: i32): u64 {
  let low = 0;
  let high = size - 1;
  const at = k - 1;
  while (low < high) {
    const pivot = medianOfThree(
      load<u64>(keys + (<usize>low << 3)),
      load<u64>(keys + (<usize>((low + high) >> 1) << 3)),
      load<u64>(keys + (<usize>high << 3)),
    );
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<u64>(keys + (<usize>i << 3)) > pivot) i++;
      while (load<u64>(keys + (<usize>j << 3)) < pivot) j--;
      if (i > j) break;
      const swapped = load<u64>(keys + (<usize>i << 3));
      store<u64>(keys + (<usize>i << 3), load<u64>(keys + (<usize>j << 3)));
      store<u64>(keys + (<usize>j << 3), swapped);
      i++;
      j--;
    }
    if (at <= j) high = j;
    else if (at >= i) low = i;
    else break;
  }
  return load<u64>(keys + (<usize>at << 3));
}

@inline
function medianOfThree(a: u64, b: u64, c: u64): u64 {
  return max(min(a, b), min(max(a, b), c));
}

/** Sorts keys, the best first, with their columns: a heap with the worst at its root. */
export function sortBestFirst(keys: usize, columns: usize, size: i32): void {
  for (let root = (size >> 1) - 1; root >= 0; root--) sink(keys, columns, size, root);
  for (let end = size - 1; end > 0; end--) {
    const key = load<u64>(keys + (<usize>end << 3));
    const column = load<u32>(columns + (<usize>end << 2));
    store<u64>(keys + (<usize>end << 3), load<u64>(keys));
    store<u32>(columns + (<usize>end << 2), load<u32>(columns));
    store<u64>(keys, key);
    store<u32>(columns, column);
    sink(keys, columns, end, 0);
  }
}

function sink(keys: usize, columns: usize, size: i32, root: i32): void {
  const key = load<u64>(keys + (<usize>root << 3));
  const column = load<u32>(columns + (<usize>root << 2));
  let hole = root;
  for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && load<u64>(keys + (<usize>child << 3), 8) < load<u64>(keys + (<usize>child << 3))) child++;
    const below = load<u64>(keys + (<usize>child << 3));
    if (below >= key) break;
    store<u64>(keys + (<usize>hole << 3), below);
    store<u32>(columns + (<usize>hole << 2), load<u32>(columns + (<usize>child << 2)));
    hole = child;
  }
  store<u64>(keys + (<usize>hole << 3), key);
  store<u32>(columns + (<usize>hole << 2), column);
}
