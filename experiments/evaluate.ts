/** Asks a fitted ranker for the lists of a test set and measures them. */

import { createLists, type RankModel } from '../algorithms/algorithm.ts';
import { resultOf } from './estimates.ts';
import type { Evaluation, RankOptions, ShopperValues } from './evaluation.ts';
import {
  createHitFinder,
  createMeasures,
  type ListMeasures,
  measureLists,
  relateToBaselines,
  valuesAt,
} from './measure-lists.ts';
import { listContext } from './metrics/list-context.ts';
import { type PlannedMetric, planMetrics } from './metrics/plan.ts';
import { selectRows, type TestSet } from './test-set.ts';

const BLOCK = 256;
const SECONDS_BETWEEN_PAUSES = 0.05;

/**
 * Full ranking. Evaluated are shoppers known in training with a relevant test item (see makeTestSet); a shopper without
 * an answer counts as an empty list. Throws the signal's reason when aborted, and on a listed item without training row.
 */
export async function evaluateRank(
  model: RankModel,
  test: TestSet,
  options: RankOptions,
): Promise<Evaluation> {
  const start = options.clock();
  const names = options.groups.map(({ name }) => name);
  const plan = planMetrics(options.requests, names, test.repeats);
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
  relateToBaselines(measures, test, context);
  const result = resultOf(plan, measures, test, options);
  const values = shopperValues(plan, measures, test);
  return { result, values, recommendSeconds, evaluateSeconds: options.clock() - start - recommendSeconds };
}

type TakeLists = (lists: ReturnType<typeof createLists>, first: number, count: number) => void;

/** Lists for all evaluated shoppers in blocks, through one set of buffers. Returns the seconds spent in the model. */
async function recommendBlocks(
  model: RankModel,
  test: TestSet,
  k: number,
  { clock, signal, progress }: RankOptions,
  take: TakeLists,
): Promise<number> {
  const lists = createLists(BLOCK, k);
  const total = test.shoppers.length;
  let seconds = 0;
  let paused = clock();
  for (let first = 0; first < total; first += BLOCK) {
    const shopper = test.shoppers.subarray(first, Math.min(total, first + BLOCK));
    const exclude = test.repeats === 'exclude' ? 'seen' : 'none';
    const candidates = test.repeats === 'only' ? { candidates: selectRows(test.train, shopper) } : {};
    const asked = clock();
    model.recommend({ length: shopper.length, shopper, exclude, ...candidates }, k, lists);
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

function shopperValues(plan: readonly PlannedMetric[], measures: ListMeasures, test: TestSet): ShopperValues {
  const filed = plan.filter(({ metric }) => metric.kind === 'rank' || metric.kind === 'list');
  return {
    shopper: test.shoppers,
    definitions: filed.map(({ definition }) => definition),
    columns: filed.map(({ metric, cutoff }) => valuesAt(measures, metric.name, cutoff!)),
  };
}
