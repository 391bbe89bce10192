/**
 * Reading metrics off lists beside one pass for each metric and cut-off over sets, and then every metric that a report of lists of
 * ten has, with its intervals: resamples one after another and by kernel. `openSuite` is what `npm run bench` runs.
 */
import { Bench } from 'tinybench';
import { createLists, type Lists } from '../../algorithms/algorithm.ts';
import { popularity } from '../../algorithms/baselines/popularity.ts';
import { quietRun, skewedTraining } from '../../algorithms/small-training.node.ts';
import { bootstrapMeans } from '../../numerics/bootstrap.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { listContext } from '../metrics/list-context.ts';
import { planMetrics } from '../metrics/plan.ts';
import { createHitFinder } from './find-hits.ts';
import { createMeasures, type ListMeasures, measureLists } from './measure-lists.ts';
import { makeTestSet, type TestSet } from './test-set.ts';

const CUTOFFS = [5, 10, 20];
const K = 20;

type Naive = (list: readonly number[], relevant: ReadonlySet<number>, cutoff: number) => number;

const hitsIn: Naive = (list, relevant, cutoff) =>
  list.slice(0, cutoff).filter((item) => relevant.has(item)).length;

/** Rank metrics as their formulas read. */
const NAIVE: Readonly<Record<string, Naive>> = {
  precision: (list, relevant, cutoff) => hitsIn(list, relevant, cutoff) / cutoff,
  recall: (list, relevant, cutoff) => hitsIn(list, relevant, cutoff) / relevant.size,
  hitRate: (list, relevant, cutoff) => (hitsIn(list, relevant, cutoff) > 0 ? 1 : 0),
  mrr: (list, relevant, cutoff) => {
    const at = list.slice(0, cutoff).findIndex((item) => relevant.has(item));
    return at < 0 ? 0 : 1 / (at + 1);
  },
  map: (list, relevant, cutoff) => {
    let sum = 0;
    for (let rank = 1; rank <= Math.min(cutoff, list.length); rank++)
      if (relevant.has(list[rank - 1]!)) sum += hitsIn(list, relevant, rank) / rank;
    return sum / Math.min(cutoff, relevant.size);
  },
  ndcg: (list, relevant, cutoff) => {
    const discount = (i: number) => 1 / Math.log2(i + 2);
    const gains = list.slice(0, cutoff).map((item, i) => (relevant.has(item) ? discount(i) : 0));
    const ideal = Array.from({ length: Math.min(cutoff, relevant.size) }, (_, i) => discount(i));
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    return total(gains) / total(ideal);
  },
};

/** Sum over lists of every metric at every cut-off. */
function measureNaively({ relevantPtr, relevantItems }: TestSet, lists: Lists): number {
  let sum = 0;
  for (let q = 0; q < lists.length; q++) {
    const list = [...lists.items.subarray(q * K, q * K + lists.lengths[q]!)];
    const relevant = new Set(relevantItems.subarray(relevantPtr[q]!, relevantPtr[q + 1]!));
    for (const metric of Object.values(NAIVE))
      for (const cutoff of CUTOFFS) sum += metric(list, relevant, cutoff);
  }
  return sum;
}

const sumOf = ({ columns }: ListMeasures): number =>
  columns.reduce((sum, { values }) => sum + values.reduce((own, value) => own + value, 0), 0);

/** Lists of the most popular items for shoppers of whose rows every fourth is tested. */
async function ask(shoppers: number, items: number): Promise<{ test: TestSet; lists: Lists }> {
  const run = quietRun('bench');
  const training = skewedTraining('bench', shoppers, items, 40);
  const rows = Uint32Array.from({ length: training.feedback.length }, (_, row) => row);
  const fold = {
    train: rows.filter((row) => row % 4 !== 0),
    test: rows.filter((row) => row % 4 === 0),
    cutoff: null,
  };
  const test = makeTestSet(training.feedback, fold, 'include');
  const model = await popularity.fit(training, popularity.params.parse({}), run);
  const lists = createLists(test.shoppers.length, K);
  model.recommend({ length: lists.length, shopper: test.shoppers, exclude: 'none' }, K, lists);
  return { test, lists };
}

const REPORTED = [
  'precision',
  'recall',
  'hitRate',
  'mrr',
  'map',
  'ndcg',
  'coverage',
  'gini',
  'novelty',
  'popularityLift',
];
const RESAMPLES = 1000;

/** Every reported metric of lists of ten; returns the columns that intervals are made for. */
function reader(test: TestSet, lists: Lists): () => Float64Array[] {
  const requests = REPORTED.map((name) => ({ name, cutoff: 10 }));
  const plan = planMetrics(requests, { repeats: 'include' });
  const context = listContext(test.train, null, null, test.popularity);
  return () => {
    const measures = createMeasures(plan, { name: 'ndcg', cutoff: 10 }, test);
    const finder = createHitFinder(test, K);
    measureLists(measures, finder, test, context, lists, 0, lists.length);
    for (const { metric } of plan) if (metric.kind === 'population') metric.of(measures.exposure.get(10)!);
    return measures.columns.map(({ values }) => values);
  };
}

function addIntervals(suite: Bench, columns: Float64Array[], short: boolean): string[] {
  const key = quietRun('bench').draw('bootstrap');
  const resamples = short ? 100 : RESAMPLES;
  const what = `${resamples} resamples of ${columns.length} metrics of ${columns[0]!.length} lists`;
  const variants = {
    'one after another': {},
    'kernel on 1 thread': { kernels: kernelHost(1) },
    'kernel on 2 threads': { kernels: kernelHost(2) },
  };
  const expected = JSON.stringify(bootstrapMeans(columns, { key, resamples: 10 }));
  return Object.entries(variants).map(([variant, host]) => {
    if (JSON.stringify(bootstrapMeans(columns, { key, resamples: 10, ...host })) !== expected)
      throw new Error(`bench: intervals differ, ${variant}`);
    const name = `${what}, ${variant}`;
    suite.add(name, () => void bootstrapMeans(columns, { key, resamples, ...host }), { async: false });
    return name;
  });
}

export async function openSuite({ short }: { short: boolean }) {
  const { test, lists } = await ask(short ? 2000 : 10_000, 1000);
  const requests = Object.keys(NAIVE).flatMap((name) => CUTOFFS.map((cutoff) => ({ name, cutoff })));
  const plan = planMetrics(requests, { repeats: 'include' });
  const context = listContext(test.train, null, null, test.popularity);
  const finder = createHitFinder(test, K);
  const measure = (): ListMeasures => {
    const measures = createMeasures(plan, { name: 'ndcg', cutoff: 10 }, test);
    measureLists(measures, finder, test, context, lists, 0, lists.length);
    return measures;
  };
  const [sum, expected] = [sumOf(measure()), measureNaively(test, lists)];
  if (Math.abs(sum - expected) > 1e-9 * expected)
    throw new Error(`bench: metrics sum to ${sum}, the reference's to ${expected}`);
  const what = `${plan.length} values from each of ${lists.length} lists of ${K}`;
  const suite = new Bench({ name: 'rank metrics' })
    .add(`${what}, formula by formula`, () => void measureNaively(test, lists), { async: false })
    .add(`${what}, one pass`, () => void measure(), { async: false });
  const read = reader(test, lists);
  const all = `${REPORTED.length} metrics of ${lists.length} lists of 10, one pass`;
  suite.add(all, () => void read(), { async: false });
  const names = addIntervals(suite, read(), short);
  const amounts = { lists: lists.length };
  const tasks = [`${what}, formula by formula`, `${what}, one pass`, all, ...names];
  return { suite, amounts: Object.fromEntries(tasks.map((task) => [task, amounts])) };
}
