/** What shoppers did, item after item: the windows that training takes, and the latest items of a query. */

import type { Feedback } from '../../../datasets/interactions.ts';
import { countingOrder } from '../../../numerics/csr.ts';
import type { Queries } from '../../algorithm.ts';
import { toldIn } from '../../scoring/fold-in.ts';

/** Items [rowPtr[s], rowPtr[s + 1]) are those of shopper s, by time, ties in log order. */
export interface ItemSequences {
  /** (shoppers + 1) */
  readonly rowPtr: Uint32Array;
  readonly item: Uint32Array;
}

export function itemSequences({ shoppers, shopper, item, time }: Feedback): ItemSequences {
  const rowPtr = new Uint32Array(shoppers + 1);
  for (const one of shopper) rowPtr[one + 1]!++;
  for (let s = 0; s < shoppers; s++) rowPtr[s + 1]! += rowPtr[s]!;
  const rows = countingOrder(shopper, shoppers);
  for (let s = 0; s < shoppers; s++) {
    rows.subarray(rowPtr[s]!, rowPtr[s + 1]!).sort((a, b) => time[a]! - time[b]! || a - b);
  }
  return { rowPtr, item: rows.map((row) => item[row]!) };
}

/** The last `most` items of each shopper. */
export function latestOfEach({ rowPtr, item }: ItemSequences, most: number): ItemSequences {
  const starts = new Uint32Array(rowPtr.length);
  const kept: number[] = [];
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    for (let p = Math.max(rowPtr[s]!, rowPtr[s + 1]! - most); p < rowPtr[s + 1]!; p++) kept.push(item[p]!);
    starts[s + 1] = kept.length;
  }
  return { rowPtr: starts, item: Uint32Array.from(kept) };
}

/** All but the last item of the shoppers listed. */
export function withoutLast({ rowPtr, item }: ItemSequences, shoppers: Uint32Array): ItemSequences {
  const cut = new Set(shoppers);
  const starts = new Uint32Array(rowPtr.length);
  const kept: number[] = [];
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    const end = rowPtr[s + 1]! - (cut.has(s) ? 1 : 0);
    for (let p = rowPtr[s]!; p < end; p++) kept.push(item[p]!);
    starts[s + 1] = kept.length;
  }
  return { rowPtr: starts, item: Uint32Array.from(kept) };
}

/** Stretches of the items of `sequences`; in each, an item is the target of those before it. */
export interface Windows {
  readonly length: number;
  /** (length) place of the first item of each */
  readonly from: Uint32Array;
  /** (length) place after the last one, which is a target only */
  readonly to: Uint32Array;
}

/**
 * 'every': stretches of `most` items and the next, end to end, so that each item but a shopper's first is a target once, from what
 * came before it in its stretch. 'last': for each such item a stretch of its own, of the `most` items before it.
 */
export function windowsOf({ rowPtr }: ItemSequences, most: number, targets: 'every' | 'last'): Windows {
  const [from, to]: [number[], number[]] = [[], []];
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    const [start, end] = [rowPtr[s]!, rowPtr[s + 1]!];
    if (targets === 'last') {
      for (let last = start + 1; last < end; last++) {
        from.push(Math.max(start, last - most));
        to.push(last + 1);
      }
      continue;
    }
    // Short stretches come first, so that the latest items have whole ones.
    for (let last = end; last - start > 1; last -= most) {
      from.push(Math.max(start, last - most - 1));
      to.push(last);
    }
  }
  return { length: from.length, from: Uint32Array.from(from), to: Uint32Array.from(to) };
}

/** Windows as rows of one width: what comes in, and what should come out where. */
export interface WindowRows {
  readonly rows: number;
  readonly width: number;
  /** (rows * width) items, 0 behind the last of a row */
  readonly input: Int32Array;
  /** Places among (rows * width) whose target counts, and their targets. */
  readonly place: Int32Array;
  readonly target: Int32Array;
}

export function windowRows(
  { item }: ItemSequences,
  { from, to }: Windows,
  taken: Uint32Array,
  width: number,
  targets: 'every' | 'last',
): WindowRows {
  const input = new Int32Array(taken.length * width);
  const [place, target]: [number[], number[]] = [[], []];
  taken.forEach((window, row) => {
    const [start, size] = [from[window]!, to[window]! - from[window]! - 1];
    for (let n = 0; n < size; n++) {
      input[row * width + n] = item[start + n]!;
      if (targets === 'last' && n + 1 < size) continue;
      place.push(row * width + n);
      target.push(item[start + n + 1]!);
    }
  });
  return { rows: taken.length, width, input, place: Int32Array.from(place), target: Int32Array.from(target) };
}

/** The last `most` items of query q other than `without`: those of training, then those told. Oldest first. */
export function latestItems(
  tails: ItemSequences,
  queries: Queries,
  q: number,
  most: number,
  without?: number,
): Uint32Array {
  const told = toldIn(queries, q).item;
  const shopper = queries.shopper[q]!;
  const isKnown = shopper + 1 < tails.rowPtr.length;
  const own = isKnown
    ? tails.item.subarray(tails.rowPtr[shopper]!, tails.rowPtr[shopper + 1]!)
    : new Uint32Array(0);
  return Uint32Array.from([...own, ...told].filter((item) => item !== without).slice(-most));
}
