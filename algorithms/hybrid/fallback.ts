/**
 * A chain of algorithms: the first one with an answer answers, and what its list lacks of the length asked for is filled from
 * the next one, and so on. With a list that needs no history at the end, nobody is left without an answer.
 *
 * Burke, "Hybrid recommender systems: survey and experiments", User Modeling and User-Adapted Interaction 12, 2002: a
 * switching hybrid whose criterion is whether there is an answer.
 */

import { z } from 'zod';
import type { Lists, PartSchema, Queries, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { writeOrdered } from '../scoring/falling-scores.ts';
import { gatherQueries } from '../scoring/query-rows.ts';
import { checkRoom } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { permutation } from '../state/arrays.ts';
import { fields, list, savedPart } from '../state/shape.ts';
import { fitParts, openParts } from './fit-parts.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    parts: z
      .array(part)
      .min(2)
      .max(10)
      .prefault([{ name: 'item-knn' }, { name: 'popularity' }])
      .describe('the algorithms of the chain, the one to be asked first in front'),
  });

export const fallback = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  id: 'fallback.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'the first of a chain of algorithms with an answer; short lists are filled from the next',
  source: 'Burke 2002 (switching hybrid)',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['parts'],
  explains: 'parts',
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'wherever everyone has to get a full list: a strong personal algorithm in front, popularity at the end',
  cost: { fit: 'sum of the parts', answer: 'the parts that are asked', memory: 'sum of the parts' },
  async learn(data, { parts }, run) {
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      parts: await fitParts(parts, data, run),
    };
  },
  shape: fields<State>({ places: permutation('items'), parts: list(savedPart) }),
  open: async ({ places, parts }, host) => chain(await openParts(parts, host), places),
});

interface State {
  readonly places: Uint32Array;
  readonly parts: readonly SavedModel[];
}

/** Items of the list of each query, so far. */
interface Filled {
  readonly items: number[];
  readonly values: number[];
}

function chain(parts: readonly RankModel[], places: Uint32Array): RankModel {
  /** Adds what part `p` lists and no part before did to the queries `rows`, until each has `wanted`. */
  function fill(queries: Queries, rows: Uint32Array, p: number, wanted: number, filled: Filled[]): void {
    // A list may repeat all that the parts before it listed.
    const most = Math.min(places.length, p === 0 ? wanted : 2 * wanted);
    const lists = createLists(rows.length, most);
    parts[p]!.recommend(gatherQueries(queries, rows), most, lists);
    rows.forEach((q, n) => {
      append(filled[q]!, lists, n, wanted);
    });
  }

  const tell = parts.map((part) => part.explain?.bind(part)).filter((explain) => explain !== undefined);
  return {
    // As the first part does that has an answer; in a list its score may stand below, under those of the parts before.
    ...(tell.length === parts.length && {
      explain(...asked) {
        let told = tell[0]!(...asked);
        for (let p = 1; p < tell.length && told.score === Number.NEGATIVE_INFINITY; p++)
          told = tell[p]!(...asked);
        return told;
      },
    }),
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const wanted = Math.min(k + 1, places.length);
      const filled = Array.from({ length: queries.length }, (): Filled => ({ items: [], values: [] }));
      let short = Uint32Array.from(filled, (_, q) => q);
      for (let p = 0; p < parts.length && short.length > 0; p++) {
        fill(queries, short, p, wanted, filled);
        short = short.filter((q) => filled[q]!.items.length < wanted);
      }
      filled.forEach(({ items, values }, q) => {
        writeOrdered({ items, values, length: items.length }, k, places, out, q);
      });
    },
  };
}

function append({ items, values }: Filled, lists: Lists, n: number, wanted: number): void {
  const had = new Set(items);
  for (let at = n * lists.k; at < n * lists.k + lists.lengths[n]! && items.length < wanted; at++) {
    if (had.has(lists.items[at]!)) continue;
    items.push(lists.items[at]!);
    values.push(lists.scores[at]!);
  }
}
