/**
 * A contest of families on a simulated world: each family has the same number of trials, chosen on a validation part inside
 * train; the winners are fitted again on all of train and asked once about the test part.
 */

import type { RankModel } from '../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun } from '../../algorithms/fitting.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { evaluateRank } from '../evaluation/evaluate.ts';
import { makeTestSet } from '../evaluation/test-set.ts';
import type { Fold } from '../splits/split.ts';

/** One parameter setting of one algorithm. */
export interface Trial {
  readonly name: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Family {
  readonly family: string;
  readonly trials: readonly Trial[];
}

/** Feedback with the rows of it to learn from, to tell and to ask about. */
export interface Part {
  readonly feedback: Feedback;
  readonly fold: Fold;
}

/** What is learnt from and asked about, and the same within what is learnt from, by which trials are chosen. */
export interface ContestData {
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  readonly test: Part;
  readonly validation: Part;
  /** 'all': items without a training row may be listed, and found. */
  readonly catalogue: 'trained' | 'all';
}

export interface ContestRun {
  readonly seed: string;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
}

export interface FamilyResult {
  readonly family: string;
  /** The trial that was best on the validation part. */
  readonly chosen: Trial;
  /** Mean nDCG@10 on the test part, and of how many shoppers. */
  readonly ndcg: number;
  readonly n: number;
}

/** Throws RangeError when families differ in their number of trials. */
export async function contest(
  data: ContestData,
  families: readonly Family[],
  run: ContestRun,
): Promise<FamilyResult[]> {
  const sizes = new Set(families.map(({ trials }) => trials.length));
  if (sizes.size > 1)
    throw new RangeError(`contest: families have ${[...sizes].join(', ')} trials; all need as many`);
  const results: FamilyResult[] = [];
  for (const { family, trials } of families) {
    let chosen = trials[0]!;
    let best = Number.NEGATIVE_INFINITY;
    for (const trial of trials) {
      const { ndcg } = await scoreOf(trial, data, data.validation, run);
      if (ndcg <= best) continue;
      best = ndcg;
      chosen = trial;
    }
    results.push({ family, chosen, ...(await scoreOf(chosen, data, data.test, run)) });
  }
  return results;
}

async function scoreOf(
  { name, params }: Trial,
  { catalog, shoppers, catalogue }: ContestData,
  { feedback, fold }: Part,
  { seed, kernels, signal }: ContestRun,
): Promise<{ ndcg: number; n: number }> {
  const algorithm = algorithmNamed(name);
  const rows = selectFeedback(feedback, fold.train);
  const interactions = toInteractions(rows);
  const model = await algorithm.fit(
    { asOf: fold.cutoff ?? Number.POSITIVE_INFINITY, feedback: rows, interactions, catalog, shoppers },
    algorithm.params.parse(params ?? {}),
    fitRun({ seed: seedWords(seed), signal, kernels }),
  );
  const request = { name: 'ndcg', cutoff: 10 };
  const { result } = await evaluateRank(
    model as RankModel,
    makeTestSet(feedback, fold, 'exclude', interactions, catalogue),
    {
      requests: [request],
      primary: request,
      groups: [],
      features: null,
      statistics: { resamples: 1, level: 0.95 },
      key: drawKey(seedWords(seed), 'bootstrap'),
      kernels,
      signal,
      clock: () => 0,
    },
  );
  const { mean, n } = result.estimates[0]!;
  return { ndcg: mean ?? Number.NaN, n };
}
