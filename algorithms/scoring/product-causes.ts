/** Scores of single items under `productModel`, term by term. */

import type { Interactions } from '../../datasets/interactions.ts';

/** Row n of `profiles` by the column of `item`: calls `each` for every term that has a value there, ascending. */
export function eachTerm(
  profiles: Interactions,
  n: number,
  right: Interactions | Float32Array,
  items: number,
  item: number,
  each: (term: number, weight: number, value: number) => void,
): void {
  if (item >= items) return;
  for (let p = profiles.rowPtr[n]!; p < profiles.rowPtr[n + 1]!; p++) {
    const term = profiles.colIdx[p]!;
    const value = right instanceof Float32Array ? right[term * items + item]! : valueAt(right, term, item);
    each(term, profiles.values[p]!, value);
  }
}

/** As the kernel has it: f32, multiply and add, terms ascending; 0 is no answer. */
export function productScore(
  profiles: Interactions,
  n: number,
  right: Interactions | Float32Array,
  items: number,
  item: number,
): number {
  let sum = Math.fround(0);
  eachTerm(profiles, n, right, items, item, (_, weight, value) => {
    sum = Math.fround(sum + Math.fround(weight * value));
  });
  return sum === 0 ? Number.NEGATIVE_INFINITY : sum;
}

/** 0 where the matrix has nothing. */
function valueAt({ rowPtr, colIdx, values }: Interactions, row: number, column: number): number {
  let low = rowPtr[row]!;
  let high = rowPtr[row + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (colIdx[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low < rowPtr[row + 1]! && colIdx[low] === column ? values[low]! : 0;
}
