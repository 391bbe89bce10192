import type { Lists, Queries, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { writeOrdered } from '../scoring/falling-scores.ts';
import { gatherQueries, rowsFrom } from '../scoring/query-rows.ts';
import { checkRoom } from '../scoring/scored-model.ts';

/** The best of one list of the base, before it is put in another order. */
export interface Head {
  /** Items, best first. */
  readonly items: Uint32Array;
  /** Their scores, never rising. */
  readonly scores: Float32Array;
  readonly queries: Queries;
  /** Which of the queries the list answers. */
  readonly q: number;
}

/** Writes which places of the head come first, `wanted` of them (all, if fewer), into `order`. */
export type Reorder = (head: Head, wanted: number, order: Uint32Array) => void;

export interface Reranking {
  readonly base: RankModel;
  /** (items) the relabelling, from `tiePlaces` */
  readonly places: Uint32Array;
  /** Places of each list that are put in another order; those behind them stay. */
  readonly depth: number;
  readonly reorder: Reorder;
}

const MOST_CANDIDATES_A_BLOCK = 1 << 17;

/**
 * The lists of another model, their first `depth` places in another order. The choice of place n looks only at what stands before
 * it, so that a list is the beginning of every longer one. Scores stay at their places: place n has the n-th best score of the
 * base (see `writeOrdered`), so that a base left in its order is returned bit for bit. There is no score of an item alone.
 */
export function rerankedModel({ base, places, depth, reorder }: Reranking): RankModel {
  const items = places.length;
  const order = new Uint32Array(Math.min(depth, items));

  function rewrite(queries: Queries, lists: Lists, n: number, k: number, out: Lists, q: number): void {
    const [start, length] = [n * lists.k, lists.lengths[n]!];
    const listed = lists.items.subarray(start, start + length);
    const scores = lists.scores.subarray(start, start + length);
    const head = Math.min(depth, length);
    const wanted = Math.min(k + 1, head);
    reorder(
      { items: listed.subarray(0, head), scores: scores.subarray(0, head), queries, q: n },
      wanted,
      order,
    );
    const reordered = listed.slice(0, Math.min(k + 1, length));
    for (let place = 0; place < wanted; place++) reordered[place] = listed[order[place]!]!;
    writeOrdered({ items: reordered, values: scores, length: reordered.length }, k, places, out, q);
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const reach = Math.min(items, Math.max(depth, k + 1));
      const block = Math.max(1, Math.floor(MOST_CANDIDATES_A_BLOCK / Math.max(1, reach)));
      for (let from = 0; from < queries.length; from += block) {
        const part = gatherQueries(queries, rowsFrom(from, Math.min(queries.length, from + block)));
        const lists = createLists(part.length, reach);
        base.recommend(part, reach, lists);
        for (let n = 0; n < part.length; n++) rewrite(part, lists, n, k, out, from + n);
      }
    },
    // Why the base lists it: that is what is put in another order.
    ...(base.explain && { explain: base.explain.bind(base) }),
  };
}

/** (length) how relevant the base finds each place: its score between those of the last place, 0, and of the first, 1. */
export function relevances(scores: Float32Array): Float64Array {
  const least = scores[scores.length - 1]!;
  const range = scores[0]! - least;
  return Float64Array.from(scores, (score) => (range > 0 ? (score - least) / range : 1));
}

/**
 * Picks places one by one, each time the one of the highest value; of equals the one that the base has first.
 *
 * @param worthOf what a place is worth after those picked so far
 * @param onPick is told of each pick
 */
export function pickGreedily(
  places: number,
  wanted: number,
  order: Uint32Array,
  worthOf: (place: number) => number,
  onPick: (place: number) => void,
): void {
  const left = Array.from({ length: places }, (_, place) => place);
  for (let n = 0; n < wanted; n++) {
    let best = 0;
    let highest = worthOf(left[0]!);
    for (let at = 1; at < left.length; at++) {
      const value = worthOf(left[at]!);
      if (!(value > highest)) continue;
      best = at;
      highest = value;
    }
    const [place] = left.splice(best, 1);
    order[n] = place!;
    onPick(place!);
  }
}
