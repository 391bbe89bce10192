import type { Lists } from '../algorithm.ts';

/** What a list is written from: items best first, and a value for each that need not fall. */
export interface OrderedItems {
  readonly items: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly length: number;
}

/**
 * Writes the first k of `ordered` as list q of `out`, in the order given.
 *
 * Scores may not rise along a list, and equal ones have to be ordered by the relabelling: a value that would break either
 * is put at the next f32 below the score before it.
 *
 * @param ordered holds one more than k where there is one more, to tell whether the cut was a tie
 * @param places the relabelling, from `tiePlaces`
 */
export function writeOrdered(
  ordered: OrderedItems,
  k: number,
  places: Uint32Array,
  out: Lists,
  q: number,
): void {
  const { items, values, length } = ordered;
  const start = q * out.k;
  const listed = Math.min(k, length);
  let before = Number.POSITIVE_INFINITY;
  let tied = 0;
  for (let n = 0; n < Math.min(k + 1, length); n++) {
    const item = items[n]!;
    const value = Math.fround(values[n]!);
    const follows = value < before || (value === before && n > 0 && places[item]! > places[items[n - 1]!]!);
    const score = follows ? value : nextBelow(before);
    if (n < k) {
      out.items[start + n] = item;
      out.scores[start + n] = score;
    } else if (k > 0 && score === before) tied = 1;
    before = score;
  }
  out.lengths[q] = listed;
  out.tied[q] = tied;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The greatest f32 below `value`, which is an f32 or Infinity. */
export function nextBelow(value: number): number {
  float[0] = value;
  if (value === 0) bits[0] = -0x7fffffff;
  else bits[0]! += value > 0 ? -1 : 1;
  return float[0]!;
}
