/** Models on kernels, or sorted once, against one dense row of scores for each query. */

import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { uniform } from '../../numerics/rng.ts';
import { createLists, type Queries, type RankModel } from '../algorithm.ts';
import { ownMostBought } from '../baselines/own-most-bought.ts';
import { popularity } from '../baselines/popularity.ts';
import { random } from '../baselines/random.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { type ScoreItems, scoredModel, trainedItems } from './scored-model.ts';
import { tiePlaces } from './ties.ts';

/** Neither side a multiple of a tile; item 130 is had by nobody but in the catalogue. */
const DATA = skewedTraining('row models', 90, 131, 12);
const run = (threads = 1) => quietRun('rows', threads);
const { interactions, feedback } = DATA;
const places = tiePlaces(interactions.cols, run().draw('ties'));
const trained = trainedItems(interactions);
const SHOPPERS = Uint32Array.from({ length: 95 }, (_, n) => (n === 94 ? NO_SHOPPER : n));

/** Row q holds the columns c for which (q c) mod `modulus` is 1. */
function someColumns(modulus: number): Interactions {
  const rows = Array.from(SHOPPERS, (_, q) =>
    Array.from({ length: interactions.cols }, (_, c) => c).filter((c) => (q * c) % modulus === 1),
  );
  const rowPtr = new Uint32Array(rows.length + 1);
  rows.forEach((row, q) => {
    rowPtr[q + 1] = rowPtr[q]! + row.length;
  });
  const colIdx = Uint32Array.from(rows.flat());
  const values = new Float32Array(colIdx.length).fill(1);
  return { rows: rows.length, cols: interactions.cols, rowPtr, colIdx, values };
}

const LIMITS: Pick<Queries, 'exclude' | 'candidates'>[] = [
  { exclude: 'none' },
  { exclude: 'seen' },
  { exclude: someColumns(3) },
  { exclude: 'seen', candidates: someColumns(4) },
  { exclude: 'none', candidates: someColumns(97) },
];

function expectSame(model: RankModel, reference: RankModel): void {
  for (const limits of LIMITS) {
    for (const k of [1, 7, 131, 140]) {
      const lists = [model, reference].map((one) => {
        const out = createLists(SHOPPERS.length, k);
        one.recommend({ length: SHOPPERS.length, shopper: SHOPPERS, ...limits }, k, out);
        return out;
      });
      expect(lists[0]).toEqual(lists[1]);
    }
  }
}

const never = Number.NEGATIVE_INFINITY;

describe('lists and their bits are those of dense rows', () => {
  it.each([1, 2])('random, %d threads', async (threads) => {
    const key = run().draw('random.score');
    const score: ScoreItems = (shopper, scores) => {
      for (let item = 0; item < scores.length; item++)
        scores[item] = trained[item] === 1 ? uniform(key, shopper, item) : never;
    };
    const model = await random.fit(DATA, {}, run(threads));
    expectSame(model, scoredModel({ interactions, places, score, scoreCold: score }));
  });

  it('popularity', async () => {
    const counts = new Float32Array(interactions.cols);
    for (const item of interactions.colIdx) counts[item]!++;
    const score: ScoreItems = (_, scores) => scores.set(counts.map((count) => (count > 0 ? count : never)));
    const model = await popularity.fit(DATA, {}, run());
    expectSame(model, scoredModel({ interactions, places, score, scoreCold: score }));
  });

  it('own-most-bought', async () => {
    const score: ScoreItems = (shopper, scores) => {
      scores.fill(never);
      feedback.shopper.forEach((own, row) => {
        if (own !== shopper) return;
        const item = feedback.item[row]!;
        scores[item] = Math.max(0, scores[item]!) + 1;
      });
    };
    const model = await ownMostBought.fit(DATA, {}, run());
    expectSame(model, scoredModel({ interactions, places, score }));
  });
});
