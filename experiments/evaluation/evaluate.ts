/** Asks a fitted ranker for the lists of a test set and measures them. */

import { createLists, type Lists, type Queries, type RankModel } from '../../algorithms/algorithm.ts';
import { addList, openProxies, type ProxyFeatures, proxyEstimates } from '../audit/proxies.ts';
import { listContext } from '../metrics/list-context.ts';
import { isPerList, type PlannedMetric, planMetrics } from '../metrics/plan.ts';
import type { ProxyEstimate } from '../run-record.ts';
import { candidateRows } from './candidates.ts';
import { resultOf } from './estimates.ts';
import type { Evaluation, Latency, RankOptions, ShopperValues } from './evaluation.ts';
import { createHitFinder } from './find-hits.ts';
import { tallyBest } from './item-group-tally.ts';
import { type ListTruth, openListTruth, weighQuery } from './list-truth.ts';
import {
  createMeasures,
  type ListMeasures,
  measureLists,
  measureOrder,
  measureTruth,
  needTruth,
  perShopper,
  relateToBaselines,
  valuesAt,
} from './measure-lists.ts';
import { hadBefore, historiesOf } from './questions.ts';
import { levelsOf, newRanking } from './rank-order.ts';
import { ownerOf, selectRows, type TestSet } from './test-set.ts';

const BLOCK = 256;
const SECONDS_BETWEEN_PAUSES = 0.05;

/**
 * Full ranking. Evaluated are shoppers of whom something is known with a relevant test item (see makeTestSet); a question without
 * an answer counts as an empty list, a shopper who is asked about several times with the mean. Throws the signal's reason when aborted, and on a listed item that is not
 * of the catalogue.
 */
export async function evaluateRank(
  model: RankModel,
  test: TestSet,
  options: RankOptions,
): Promise<Evaluation> {
  const start = options.clock();
  const plan = planMetrics(options.requests, {
    repeats: test.repeats,
    catalogue: test.catalogue,
    sampled: test.sampled,
    groups: options.groups.map(({ name }) => name),
    itemGroups: options.itemGroups?.map(({ name }) => name) ?? [],
  });
  const measures = createMeasures(plan, options.primary, test, options.itemGroups);
  const context = listContext(test.train, options.features, options.price, test.popularity);
  const finder = createHitFinder(test, measures.places);
  const proxies =
    options.proxies && options.features ? openProxies(options.features, test, measures.tieCutoff) : undefined;
  const truth = truthFor(measures, test, options);
  const recommendSeconds = await recommendBlocks(
    model,
    test,
    measures.places,
    options,
    (lists, first, queries) => {
      measureLists(measures, finder, test, context, lists, first, queries.length);
      if (proxies) addLists(proxies, test, lists, first, queries.length);
      if (truth) weighLists(measures, truth, test, queries, lists, first);
    },
  );
  await rankAll(model, test, measures, options);
  const own = perShopper(measures, test);
  relateToBaselines(own, test, context);
  const result = {
    ...resultOf(plan, own, test, options),
    ...(proxies && { proxies: await toldProxies(proxies, test, options) }),
  };
  const values = shopperValues(plan, own, test);
  const evaluateSeconds = options.clock() - start - recommendSeconds;
  return {
    result,
    values,
    recommendSeconds,
    evaluateSeconds,
    latency: latencyOf(model, test, measures.places, options),
  };
}

function addLists(proxies: ProxyFeatures, test: TestSet, lists: Lists, first: number, count: number): void {
  let owner = ownerOf(test, first);
  for (let q = 0; q < count; q++) {
    while (test.questionPtr[owner + 1]! <= first + q) owner++;
    addList(proxies, lists, q, owner);
  }
}

const toldProxies = (
  found: ProxyFeatures,
  { shoppers }: TestSet,
  { proxies, groups, statistics, key, kernels }: RankOptions,
): Promise<ProxyEstimate[]> =>
  proxyEstimates(found, proxies!, groups, shoppers, { ...statistics, key, ...(kernels && { kernels }) });

function truthFor(measures: ListMeasures, test: TestSet, { truth }: RankOptions): ListTruth | undefined {
  if (!needTruth(measures)) return undefined;
  if (!truth)
    throw new Error('evaluate: what items are really worth is not known; it is of simulated data alone');
  return openListTruth(truth, test.train.cols, measures.places);
}

function weighLists(
  measures: ListMeasures,
  truth: ListTruth,
  test: TestSet,
  queries: Queries,
  lists: Lists,
  first: number,
): void {
  let owner = ownerOf(test, first);
  for (let q = 0; q < queries.length; q++) {
    const e = first + q;
    while (test.questionPtr[owner + 1]! <= e) owner++;
    const known = weighQuery(truth, test, queries, q);
    measureTruth(measures, known ? truth : null, lists, q, e);
    if (!known) continue;
    for (const tally of measures.itemGroups)
      tallyBest(tally, owner, truth.bestItems.subarray(0, Math.min(lists.lengths[q]!, truth.found)));
  }
}

/** Where a metric needs the place of every item: lists as long as the catalogue, a few questions at a time. */
async function rankAll(
  model: RankModel,
  test: TestSet,
  measures: ListMeasures,
  { progress: _, ...options }: RankOptions,
): Promise<void> {
  if (!measures.columns.some(({ metric }) => metric.kind === 'order')) return;
  const ranking = newRanking(test.train.cols);
  const catalogue = test.ranked.reduce((sum, ranked) => sum + ranked, 0);
  await recommendBlocks(model, test, Math.max(catalogue, 1), options, (lists, first, queries) => {
    for (let q = 0; q < queries.length; q++)
      measureOrder(measures, levelsOf(ranking, test, queries, lists, q, first + q), first + q);
  });
}

/** After which no more questions are asked one at a time. */
const SECONDS_OF_SINGLES = 0.25;

/** How long a list takes when it is asked for alone; null where nobody is asked about. */
function latencyOf(
  model: RankModel,
  test: TestSet,
  k: number,
  { clock, singles = 0 }: RankOptions,
): Latency | null {
  const total = test.relevantPtr.length - 1;
  const askers = askersOf(test);
  const lists = createLists(1, k);
  const seconds: number[] = [];
  const start = clock();
  for (let n = 0; n < Math.min(singles, total) && clock() - start < SECONDS_OF_SINGLES; n++) {
    const e = Math.floor((n * total) / Math.min(singles, total));
    const query = queriesOf(test, askers.subarray(e, e + 1), e);
    const asked = clock();
    model.recommend(query, k, lists);
    seconds.push(clock() - asked);
  }
  if (seconds.length === 0) return null;
  seconds.sort((a, b) => a - b);
  const at = (share: number): number => seconds[Math.ceil(share * seconds.length) - 1]!;
  return { queries: seconds.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

type TakeLists = (lists: Lists, first: number, queries: Queries) => void;

/** Most places of the lists of a block. */
const PLACES = 2 ** 21;

/** Lists for all questions in blocks, through one set of buffers. Returns the seconds spent in the model. */
async function recommendBlocks(
  model: RankModel,
  test: TestSet,
  k: number,
  { clock, signal, progress }: RankOptions,
  take: TakeLists,
): Promise<number> {
  const block = Math.max(1, Math.min(BLOCK, Math.floor(PLACES / k)));
  const lists = createLists(block, k);
  const total = test.relevantPtr.length - 1;
  const askers = askersOf(test);
  let seconds = 0;
  let paused = clock();
  for (let first = 0; first < total; first += block) {
    const shopper = askers.subarray(first, Math.min(total, first + block));
    const queries = queriesOf(test, shopper, first);
    const asked = clock();
    model.recommend(queries, k, lists);
    seconds += clock() - asked;
    take(lists, first, queries);
    progress?.(first + shopper.length, total);
    if (clock() - paused < SECONDS_BETWEEN_PAUSES) continue;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    signal.throwIfAborted();
    paused = clock();
  }
  signal.throwIfAborted();
  return seconds;
}

/** (questions) whom each is about */
function askersOf({ shoppers, questionPtr, told }: TestSet): Uint32Array {
  if (!told) return shoppers;
  const askers = new Uint32Array(questionPtr.at(-1)!);
  shoppers.forEach((shopper, e) => {
    askers.fill(shopper, questionPtr[e], questionPtr[e + 1]);
  });
  return askers;
}

/** Questions first, first + 1, ..., which are about `shopper`. What is told counts as had before. */
function queriesOf(test: TestSet, shopper: Uint32Array, first: number): Queries {
  const { train, repeats, told } = test;
  const { length } = shopper;
  const drawn = test.candidates && { candidates: candidateRows(test.candidates, first, length) };
  if (!told) {
    const exclude = repeats === 'exclude' ? 'seen' : 'none';
    const candidates = repeats === 'only' ? { candidates: selectRows(train, shopper) } : {};
    return { length, shopper, exclude, ...candidates, ...drawn };
  }
  const history = historiesOf(told, first, length);
  const time = told.asked.subarray(first, first + length);
  const had = repeats === 'include' ? undefined : hadBefore(train, shopper, history);
  const exclude = repeats === 'exclude' ? had! : 'none';
  return {
    length,
    shopper,
    time,
    history,
    exclude,
    ...(repeats === 'only' && had && { candidates: had }),
    ...drawn,
  };
}

function shopperValues(plan: readonly PlannedMetric[], measures: ListMeasures, test: TestSet): ShopperValues {
  const filed = plan.filter(({ metric }) => isPerList(metric.kind));
  return {
    shopper: test.shoppers,
    definitions: filed.map(({ definition }) => definition),
    columns: filed.map(({ metric, cutoff }) => valuesAt(measures, metric.name, cutoff)),
  };
}
