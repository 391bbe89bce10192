/** What all re-rankers have: the algorithm whose lists they put in another order, and how far down. */

import { z } from 'zod';
import type { PartSchema } from '../algorithm.ts';

export const baseParams = (part: PartSchema) => ({
  base: part.prefault({ name: 'item-knn' }).describe('whose lists are put in another order'),
  depth: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('places of each list that are put in another order; those behind them stay as they are'),
});

/** What all re-rankers declare. */
export const RERANKER = {
  task: 'rank',
  family: 'rerank',
  parts: ['base'],
  listwise: true,
  explains: 'parts',
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
} as const;
