/**
 * One algorithm finds candidates, another puts them in order: what the first lists in its first `depth` places is ranked by the second, and
 * nothing else comes before it.
 *
 * Burke, "Hybrid recommender systems: survey and experiments", User Modeling and User-Adapted Interaction 12, 2002, section 3.5 (cascade
 * hybrid); the two stages of Covington, Adams, Sargin, "Deep neural networks for YouTube recommendations", RecSys 2016.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { Lists, PartSchema, Queries, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { writeOrdered } from '../scoring/falling-scores.ts';
import { gatherQueries, rowsFrom } from '../scoring/query-rows.ts';
import { checkRoom } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation } from '../state/arrays.ts';
import { fields, list, savedPart, whole } from '../state/shape.ts';
import { fitParts, openParts } from './fit-parts.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    candidates: part.prefault({ name: 'item-knn' }).describe('who finds what may come first'),
    order: part.prefault({ name: 'als' }).describe('who ranks it'),
    depth: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('places of the first list that are ranked anew; those behind them stay'),
  });

export const cascade = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  id: 'cascade.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'candidates of one algorithm in the order of another',
  source: 'Burke 2002 (cascade hybrid); Covington, Adams, Sargin 2016',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['candidates', 'order'],
  listwise: true,
  explains: 'parts',
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'a quick or cautious first choice, and a ranker that is too slow, or too bold, for the whole catalogue',
  cost: { fit: 'both parts', answer: 'both parts', memory: 'both parts' },
  async learn(data, { candidates, order, depth }, run) {
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      depth,
      parts: await fitParts([candidates, order], data, run),
    };
  },
  shape: fields<State>({ places: permutation('items'), depth: whole(1), parts: list(savedPart, 2) }),
  async open({ places, depth, parts }, host) {
    const [first, second] = await openParts(parts, host);
    return cascadeModel(first!, second!, places, depth);
  },
});

interface State {
  readonly places: Uint32Array;
  readonly depth: number;
  readonly parts: readonly SavedModel[];
}

const MOST_CANDIDATES_A_BLOCK = 1 << 17;

/** What `second` does not list of the candidates follows as `first` has it, and so does what stands behind them. */
function cascadeModel(first: RankModel, second: RankModel, places: Uint32Array, depth: number): RankModel {
  const items = places.length;

  function answer(queries: Queries, from: number, to: number, k: number, out: Lists): void {
    const asked = gatherQueries(queries, rowsFrom(from, to));
    const found = createLists(asked.length, Math.min(items, Math.max(depth, k + 1)));
    first.recommend(asked, found.k, found);
    const ranked = createLists(asked.length, Math.min(found.k, depth));
    second.recommend({ ...asked, candidates: headsOf(found, depth, items) }, ranked.k, ranked);
    for (let q = from; q < to; q++) {
      const [best, rest] = [listOf(ranked, q - from), listOf(found, q - from)];
      const isRanked = new Set(best.items);
      const left = rest.items.flatMap((item, n) => (isRanked.has(item) ? [] : [n]));
      const all = {
        items: [...best.items, ...left.map((n) => rest.items[n]!)].slice(0, k + 1),
        values: [...best.scores, ...left.map((n) => rest.scores[n]!)],
      };
      writeOrdered({ ...all, length: all.items.length }, k, places, out, q);
    }
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const block = Math.max(1, Math.floor(MOST_CANDIDATES_A_BLOCK / Math.max(depth, k + 1)));
      for (let from = 0; from < queries.length; from += block)
        answer(queries, from, Math.min(queries.length, from + block), k, out);
    },
    // As who ranked it tells, or who found it where that one has no score for it.
    ...(first.explain &&
      second.explain && {
        explain(queries, q, item, most, by) {
          const [found, ranked] = [first.explain!, second.explain!];
          const own = gatherQueries(queries, Uint32Array.of(q));
          const lists = createLists(1, Math.min(items, depth));
          first.recommend(own, lists.k, lists);
          const isCandidate = lists.items.subarray(0, lists.lengths[0]).includes(item);
          const told = isCandidate ? ranked(queries, q, item, most, by) : undefined;
          return told && told.score > Number.NEGATIVE_INFINITY ? told : found(queries, q, item, most, by);
        },
      }),
  };
}

/** (queries x items) the first `depth` of each list. */
function headsOf({ length, k, items, lengths }: Lists, depth: number, cols: number): Interactions {
  const rowPtr = new Uint32Array(length + 1);
  const columns: number[] = [];
  for (let q = 0; q < length; q++) {
    const head = items.slice(q * k, q * k + Math.min(depth, lengths[q]!)).sort();
    for (const item of head) columns.push(item);
    rowPtr[q + 1] = columns.length;
  }
  const colIdx = Uint32Array.from(columns);
  return { rows: length, cols, rowPtr, colIdx, values: new Float32Array(colIdx.length).fill(1) };
}

function listOf({ k, items, scores, lengths }: Lists, q: number): { items: number[]; scores: number[] } {
  const end = q * k + lengths[q]!;
  return { items: [...items.subarray(q * k, end)], scores: [...scores.subarray(q * k, end)] };
}
