/**
 * Full-ranking evaluation beside the making of the lists that it measures: exact top-K on trained factors, and every metric of a usual
 * report read off the lists. At full size 100,000 shoppers and 50,000 items. `openSuite` is what `npm run bench` runs.
 */
import { Bench } from 'tinybench';
import { createLists, type RankModel } from '../../algorithms/algorithm.ts';
import { als } from '../../algorithms/factors/als.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { skewedTraining } from '../../algorithms/small-training.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import { listContext } from '../metrics/list-context.ts';
import { planMetrics } from '../metrics/plan.ts';
import { createHitFinder } from './find-hits.ts';
import { createMeasures, measureLists } from './measure-lists.ts';
import { makeTestSet } from './test-set.ts';

const K = 10;
const NAMES = [
  ...['precision', 'recall', 'hitRate', 'mrr', 'map', 'ndcg'],
  ...['coverage', 'gini', 'novelty', 'popularityLift'],
];
const SIZES = { full: { shoppers: 100_000, items: 50_000 }, short: { shoppers: 5000, items: 5000 } };

export async function openSuite({ short }: { short: boolean }) {
  const { shoppers, items } = SIZES[short ? 'short' : 'full'];
  const training = skewedTraining('evaluation', shoppers, items, 20);
  const rows = Uint32Array.from({ length: training.feedback.length }, (_, row) => row);
  const fold = {
    train: rows.filter((row) => row % 4 > 0),
    test: rows.filter((row) => row % 4 === 0),
    cutoff: null,
  };
  const test = makeTestSet(training.feedback, fold, 'exclude');
  const hosts = [kernelHost(1), kernelHost(2)] as const;
  const params = als.params.parse({ factors: 64, epochs: 2 });
  const data = { ...training, interactions: test.train };
  const models: RankModel[] = [];
  for (const kernels of hosts) {
    const run = fitRun({ seed: seedWords('evaluation'), signal: new AbortController().signal, kernels });
    models.push(await als.fit(data, params, run));
  }
  const lists = createLists(test.shoppers.length, K);
  const queries = { length: lists.length, shopper: test.shoppers, exclude: 'seen' } as const;
  models[1]!.recommend(queries, K, lists);
  const plan = planMetrics(
    NAMES.map((name) => ({ name, cutoff: K })),
    { repeats: 'exclude' },
  );
  const measure = (): number => {
    const context = listContext(test.train, null, null, test.popularity);
    const measures = createMeasures(plan, { name: 'ndcg', cutoff: K }, test);
    measureLists(measures, createHitFinder(test, K), test, context, lists, 0, lists.length);
    const exposure = measures.exposure.get(K)!;
    return plan.reduce(
      (sum, { metric }) => sum + (metric.kind === 'population' ? metric.of(exposure) : 0),
      0,
    );
  };
  if (!(measure() > 0)) throw new Error('bench: nothing was measured');
  const what = `${lists.length} lists of ${K} of ${items} items`;
  const names = {
    one: `${what}, exact top-K on trained factors, 1 thread`,
    two: `${what}, exact top-K on trained factors, 2 threads`,
    measured: `${what}, ${NAMES.length} metrics read off them`,
  };
  const suite = new Bench({ name: 'evaluation beside recommendation' })
    .add(names.two, () => models[1]!.recommend(queries, K, lists), { async: false })
    .add(names.one, () => models[0]!.recommend(queries, K, lists), { async: false })
    .add(names.measured, () => void measure(), { async: false });
  const amounts = { lists: lists.length };
  return { suite, amounts: Object.fromEntries(Object.values(names).map((name) => [name, amounts])) };
}
