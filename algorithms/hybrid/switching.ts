/**
 * Two algorithms, one for shoppers of whom little is known and one for the others: with fewer than `rows` items to go by,
 * those of training and of the query's own history, `few` answers, else `many`.
 *
 * Burke, "Hybrid recommender systems: survey and experiments", User Modeling and User-Adapted Interaction 12, 2002
 * (switching hybrid).
 */

import { z } from 'zod';
import type { Lists, PartSchema, Queries, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { gatherQueries, rowsFrom } from '../scoring/query-rows.ts';
import { checkRoom } from '../scoring/scored-model.ts';
import { u32 } from '../state/arrays.ts';
import { fields, list, savedPart, size, whole } from '../state/shape.ts';
import { fitParts, openParts } from './fit-parts.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    few: part.prefault({ name: 'popularity' }).describe('who answers where there is little to go by'),
    many: part.prefault({ name: 'item-knn' }).describe('who answers the others'),
    rows: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(3)
      .describe('items, from which on `many` answers: distinct ones of training, and all of the history'),
  });

export const switching = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  id: 'switching.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'one algorithm for shoppers of whom little is known, another one for the rest',
  source: 'Burke 2002 (switching hybrid)',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['few', 'many'],
  explains: 'parts',
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'where a strong algorithm is weak for newcomers; compare by groups of shoppers to find the number of rows',
  cost: { fit: 'both parts', answer: 'one part', memory: 'both parts' },
  async learn(data, { few, many, rows }, run) {
    const { rows: shoppers, rowPtr } = data.interactions;
    return {
      rows,
      shoppers,
      known: Uint32Array.from({ length: shoppers }, (_, s) => rowPtr[s + 1]! - rowPtr[s]!),
      parts: await fitParts([few, many], data, run),
    };
  },
  shape: fields<State>({
    rows: whole(),
    shoppers: size('shoppers'),
    known: u32('shoppers'),
    parts: list(savedPart, 2),
  }),
  async open({ rows, known, parts }, host) {
    const [few, many] = await openParts(parts, host);
    return switchingModel({ few: few!, many: many!, rows, known });
  },
});

interface State {
  readonly rows: number;
  readonly shoppers: number;
  /** (shoppers) distinct items in training */
  readonly known: Uint32Array;
  readonly parts: readonly SavedModel[];
}

interface Switch {
  readonly few: RankModel;
  readonly many: RankModel;
  readonly rows: number;
  readonly known: Uint32Array;
}

function switchingModel({ few, many, rows, known }: Switch): RankModel {
  const evidence = ({ shopper, history }: Queries, q: number): number =>
    (known[shopper[q]!] ?? 0) + (history ? history.rowPtr[q + 1]! - history.rowPtr[q]! : 0);
  return {
    ...(few.explain &&
      many.explain && {
        explain: (queries, q, item, most, by) =>
          (evidence(queries, q) < rows ? few : many).explain!(queries, q, item, most, by),
      }),
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const all = rowsFrom(0, queries.length);
      const little = all.filter((q) => evidence(queries, q) < rows);
      const much = all.filter((q) => evidence(queries, q) >= rows);
      answer(few, queries, little, k, out);
      answer(many, queries, much, k, out);
    },
  };
}

/** The lists of the queries `rows` by one part, to their places in `out`. */
function answer(part: RankModel, queries: Queries, rows: Uint32Array, k: number, out: Lists): void {
  const lists = createLists(rows.length, k);
  part.recommend(gatherQueries(queries, rows), k, lists);
  rows.forEach((q, n) => {
    const length = lists.lengths[n]!;
    out.items.set(lists.items.subarray(n * k, n * k + length), q * out.k);
    out.scores.set(lists.scores.subarray(n * k, n * k + length), q * out.k);
    out.lengths[q] = length;
    out.tied[q] = lists.tied[n]!;
  });
}
