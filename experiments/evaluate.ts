/** Asks a fitted ranker for the lists of a test set and measures them. */

import { createLists, type Queries, type RankModel } from '../algorithms/algorithm.ts';
import { resultOf } from './estimates.ts';
import type { Evaluation, RankOptions, ShopperValues } from './evaluation.ts';
import {
  createHitFinder,
  createMeasures,
  type ListMeasures,
  measureLists,
  perShopper,
  relateToBaselines,
  valuesAt,
} from './measure-lists.ts';
import { listContext } from './metrics/list-context.ts';
import { type PlannedMetric, planMetrics } from './metrics/plan.ts';
import { hadBefore, historiesOf } from './questions.ts';
import { selectRows, type TestSet } from './test-set.ts';

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
  const names = options.groups.map(({ name }) => name);
  const plan = planMetrics(options.requests, names, test.repeats, test.catalogue);
  const measures = createMeasures(plan, options.primary, test);
  const context = listContext(test.train, options.features);
  const finder = createHitFinder(test.train.cols, measures.places);
  const recommendSeconds = await recommendBlocks(
    model,
    test,
    measures.places,
    options,
    (lists, first, count) => measureLists(measures, finder, test, context, lists, first, count),
  );
  const own = perShopper(measures, test);
  relateToBaselines(own, test, context);
  const result = resultOf(plan, own, test, options);
  const values = shopperValues(plan, own, test);
  return { result, values, recommendSeconds, evaluateSeconds: options.clock() - start - recommendSeconds };
}

type TakeLists = (lists: ReturnType<typeof createLists>, first: number, count: number) => void;

/** Lists for all questions in blocks, through one set of buffers. Returns the seconds spent in the model. */
async function recommendBlocks(
  model: RankModel,
  test: TestSet,
  k: number,
  { clock, signal, progress }: RankOptions,
  take: TakeLists,
): Promise<number> {
  const lists = createLists(BLOCK, k);
  const total = test.relevantPtr.length - 1;
  const askers = askersOf(test);
  let seconds = 0;
  let paused = clock();
  for (let first = 0; first < total; first += BLOCK) {
    const shopper = askers.subarray(first, Math.min(total, first + BLOCK));
    const queries = queriesOf(test, shopper, first);
    const asked = clock();
    model.recommend(queries, k, lists);
    seconds += clock() - asked;
    take(lists, first, shopper.length);
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
function queriesOf({ train, repeats, told }: TestSet, shopper: Uint32Array, first: number): Queries {
  const { length } = shopper;
  if (!told) {
    const exclude = repeats === 'exclude' ? 'seen' : 'none';
    const candidates = repeats === 'only' ? { candidates: selectRows(train, shopper) } : {};
    return { length, shopper, exclude, ...candidates };
  }
  const history = historiesOf(told, first, length);
  const time = told.asked.subarray(first, first + length);
  const had = repeats === 'include' ? undefined : hadBefore(train, shopper, history);
  const exclude = repeats === 'exclude' ? had! : 'none';
  return { length, shopper, time, history, exclude, ...(repeats === 'only' && had && { candidates: had }) };
}

function shopperValues(plan: readonly PlannedMetric[], measures: ListMeasures, test: TestSet): ShopperValues {
  const filed = plan.filter(({ metric }) => metric.kind === 'rank' || metric.kind === 'list');
  return {
    shopper: test.shoppers,
    definitions: filed.map(({ definition }) => definition),
    columns: filed.map(({ metric, cutoff }) => valuesAt(measures, metric.name, cutoff!)),
  };
}
