/**
 * A weighted sum whose weights are learnt: parts are fitted on all rows but some, asked for lists, and weighed by how the items that
 * were held out stand in them; then they are fitted on all rows.
 *
 * Wolpert, "Stacked generalization", Neural Networks 5, 1992; Breiman, "Stacked regressions", Machine Learning 24, 1996; for
 * recommenders Sill, Takacs, Mackey, Lin, "Feature-weighted linear stacking", 2009.
 */

import { z } from 'zod';
import { philox4x32 } from '../../numerics/rng.ts';
import type { FitRun, Lists, PartSchema, RankModel, TrainingData } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { PartShape } from '../part-shape.ts';
import { columnsOf } from '../scoring/query-rows.ts';
import { hasRows } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { combinedModel } from './combined-model.ts';
import { fitParts, openParts, partNames } from './fit-parts.ts';
import { HELD_OUT, holdOut } from './hold-out.ts';
import { type Candidates, leastSquaresWeights, pairwiseWeights } from './learn-weights.ts';
import { NORMALISATIONS, NORMALISE, type Normalisation } from './normalise.ts';
import { WEIGHTED_SHAPE, type WeightedState } from './weighted.ts';

const LEARNERS = { pairwise: pairwiseWeights, 'least-squares': leastSquaresWeights } as const;
const SHOPPERS_A_BLOCK = 64;

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    parts: z
      .array(part)
      .min(2)
      .max(10)
      .prefault([{ name: 'item-knn' }, { name: 'popularity' }])
      .describe('the algorithms whose lists are added up'),
    learner: z
      .enum(['pairwise', 'least-squares'])
      .default('pairwise')
      .describe(
        "how weights are found: 'pairwise' logistic loss of had before not had, 'least-squares' of had or not",
      ),
    holdOut: z
      .enum(HELD_OUT)
      .default('last')
      .describe("the rows of each shopper that weights are learnt from: the 'last', or 'random' ones"),
    share: z.number().gt(0).max(0.5).default(0.2).describe('of the rows that are held out, rounded down'),
    shoppers: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('shoppers that weights are learnt from, at most'),
    normalisation: z.enum(NORMALISATIONS).default('z-score').describe('the scale, as in `weighted`'),
    depth: z
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .describe('places of each list that count, or as many as are asked for, if more'),
  });
type StackedParams = z.infer<ReturnType<typeof paramsOf>>;

export const stacked = defineAlgorithm<'rank', StackedParams, WeightedState>({
  id: 'stacked.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'the sum of several algorithms, with weights learnt on rows that were held out',
  source: 'Wolpert 1992; Breiman 1996 (weights not negative)',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['parts'],
  listwise: true,
  explains: ['part'],
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'in place of `weighted` where weights are not known; every part is fitted twice',
  cost: { fit: 'twice the parts + shoppers x depth', answer: 'as weighted', memory: 'sum of the parts' },
  async learn(data, params, run) {
    const { parts, normalisation, depth } = params;
    const weights = await learnWeights(data, params, run);
    return {
      places: tiePlaces(data.interactions.cols, run.draw('ties')),
      names: partNames(parts),
      weights,
      normalisation,
      depth,
      parts: await fitParts(parts, data, run),
    };
  },
  shape: WEIGHTED_SHAPE,
  open: async ({ parts, ...rest }, host) => combinedModel({ ...rest, parts: await openParts(parts, host) }),
});

/** They add up to 1; all the same where nothing that was held out stands in any list, or no part is worth anything. */
async function learnWeights(
  data: TrainingData,
  { parts, learner, holdOut: which, share, shoppers, normalisation, depth }: StackedParams,
  run: FitRun,
): Promise<number[]> {
  const { rest, held } = holdOut(data, which, share, run.draw('stacked.split'));
  const models: RankModel[] = [];
  for (const part of parts) models.push((await run.fitPart(part, rest)).model);
  const asked = askedShoppers(rest, held, shoppers, run);
  const candidates: Candidates[] = [];
  for (let from = 0; from < asked.length; from += SHOPPERS_A_BLOCK) {
    run.signal.throwIfAborted();
    const block = asked.subarray(from, from + SHOPPERS_A_BLOCK);
    const lists = models.map((model) => {
      const out = createLists(block.length, Math.min(depth, rest.interactions.cols));
      model.recommend({ length: block.length, shopper: block, exclude: 'seen' }, out.k, out);
      return out;
    });
    block.forEach((shopper, q) => {
      const found = candidatesOf(lists, q, new Set(columnsOf(held, shopper)), normalisation);
      if (found.hit.includes(1) && found.hit.includes(0)) candidates.push(found);
    });
  }
  const even = parts.map(() => 1 / parts.length);
  if (candidates.length === 0) return even;
  const weights = LEARNERS[learner](candidates, parts.length);
  const sum = weights.reduce((a, b) => a + b, 0);
  return sum > 0 ? Array.from(weights, (weight) => weight / sum) : even;
}

/** Those with rows on both sides, in a keyed order, at most so many. */
function askedShoppers(
  { interactions }: TrainingData,
  held: TrainingData['interactions'],
  most: number,
  run: FitRun,
): Uint32Array {
  const { k0, k1 } = run.draw('stacked.order');
  const words = new Uint32Array(4);
  const known: { shopper: number; order: number }[] = [];
  for (let shopper = 0; shopper < held.rows; shopper++) {
    if (!hasRows(held, shopper) || !hasRows(interactions, shopper)) continue;
    philox4x32(k0, k1, shopper, 0, 0, 0, words);
    known.push({ shopper, order: words[0]! });
  }
  known.sort((a, b) => a.order - b.order || a.shopper - b.shopper);
  return Uint32Array.from(known.slice(0, most), ({ shopper }) => shopper);
}

/** Every item that some part lists for query q, and what each part says of it. */
function candidatesOf(
  lists: readonly Lists[],
  q: number,
  held: ReadonlySet<number>,
  normalisation: Normalisation,
): Candidates {
  const rows = new Map<number, Float64Array>();
  for (const [p, { items, scores, lengths, k }] of lists.entries()) {
    const length = lengths[q]!;
    if (length === 0) continue;
    const values = new Float64Array(length);
    NORMALISE[normalisation](scores, q * k, length, values);
    for (let n = 0; n < length; n++) {
      const item = items[q * k + n]!;
      const row = rows.get(item) ?? new Float64Array(lists.length);
      row[p] = values[n]!;
      rows.set(item, row);
    }
  }
  const values = new Float64Array(rows.size * lists.length);
  [...rows.values()].forEach((row, c) => {
    values.set(row, c * lists.length);
  });
  return { values, hit: Uint8Array.from(rows.keys(), (item) => Number(held.has(item))) };
}
