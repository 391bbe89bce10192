/** Lists of the best 10 by inner product: one dense row a shopper beside the kernels. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { normalQuantile } from '../../../numerics/distributions.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { createLists, type Lists, type Queries, type RankModel } from '../../algorithm.ts';
import { als, fitFactors } from '../../factors/als.ts';
import { quietRun, skewedTraining } from '../../small-training.node.ts';
import { dotScores } from '../dot-scores.ts';
import { scoredModel } from '../scored-model.ts';
import { tiePlaces } from '../ties.ts';
import { type FactorModelParts, factorModel } from './factor-model.ts';

type Factors = Pick<
  FactorModelParts,
  'interactions' | 'places' | 'shopperVectors' | 'itemVectors' | 'trained'
>;

const K = 10;
const key = drawKey(seedWords('bench'), 'split');

function denseModel({ interactions, places, shopperVectors, itemVectors }: Factors): RankModel {
  const factors = itemVectors.length / interactions.cols;
  const score = (shopper: number, scores: Float32Array): void =>
    dotScores(shopperVectors.subarray(shopper * factors, (shopper + 1) * factors), itemVectors, scores);
  return scoredModel({ interactions, places, score });
}

function gaussian(like: Factors): Factors {
  const normal = (length: number, series: number) =>
    Float32Array.from({ length }, (_, i) => normalQuantile(uniform(key, series, i)));
  return {
    ...like,
    shopperVectors: normal(like.shopperVectors.length, 0),
    itemVectors: normal(like.itemVectors.length, 1),
  };
}

/** A few epochs of als on skewed data: popular items get long vectors, as in any trained model. */
async function trained(shoppers: number, items: number, each: number, factors: number): Promise<Factors> {
  const { interactions } = skewedTraining('bench', shoppers, items, each);
  const run = quietRun('bench');
  const fitted = await fitFactors(interactions, als.params.parse({ factors, epochs: 2 }), run);
  return {
    interactions,
    places: tiePlaces(items, run.draw('ties')),
    shopperVectors: Float32Array.from(fitted.shoppers),
    itemVectors: Float32Array.from(fitted.items),
    trained: new Uint8Array(items).fill(1),
  };
}

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each, factors] = short ? [300, 2000, 20, 16] : [4000, 50_000, 40, 64];
  const suite = new Bench({ name: 'exact top-K' });
  const amounts: Record<string, Record<string, number>> = {};
  const ofAls = await trained(shoppers, items, each, factors);
  for (const [kind, problem] of Object.entries({ trained: ofAls, gaussian: gaussian(ofAls) })) {
    addProblem(`best ${K} of ${items} items by ${factors} ${kind} factors`, problem);
  }
  return { suite, amounts };

  function addProblem(what: string, problem: Factors): void {
    const length = Math.min(shoppers, 256);
    const shopper = Uint32Array.from({ length }, (_, n) => Math.floor((n * shoppers) / length));
    const queries: Queries = { length, shopper, exclude: 'seen' };
    const models: Record<string, RankModel> = { 'dense rows': denseModel(problem) };
    for (const threads of [1, 2]) {
      const { kernels } = quietRun('bench', threads);
      models[`kernel, ${threads} thread${threads > 1 ? 's' : ''}`] = factorModel({ ...problem, kernels });
    }
    let expected: Lists | undefined;
    for (const [variant, model] of Object.entries(models)) {
      const out = createLists(length, K);
      model.recommend(queries, K, out);
      expected ??= out;
      if (out.items.join() !== expected.items.join() || out.scores.join() !== expected.scores.join())
        throw new Error(`bench: ${variant} lists other items than dense rows`);
      suite.add(`${what}, ${variant}`, () => model.recommend(queries, K, out), { async: false });
      amounts[`${what}, ${variant}`] = { shoppers: length };
    }
  }
}
