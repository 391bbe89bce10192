/**
 * A world in which what comes next follows from the visit under way: each visit has a mood, which departs from the lasting taste, a
 * click leads to similar items, and slates stay within a category. Who reads the visit in its order has to win over who reads sets or
 * lasting tastes, for shoppers known from training too.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { fitRun } from '../../algorithms/fitting.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { type FeedbackSpec, feedbackFrom } from '../../datasets/feedback.ts';
import { selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { SPLITS } from '../splits/registry.ts';
import { makeFolds, type Split } from '../splits/split.ts';
import { evaluateRank } from './evaluate.ts';
import { makeTestSet } from './test-set.ts';

const SEED = seedWords('moods');
const FEEDBACK: FeedbackSpec = { source: 'actions', weights: { click: 1 } };
const OTHERS = ['popularity', 'item-knn', 'als', 'content-based'] as const;
const SEQUENCES = { markov: {}, 'session-knn': {}, fpmc: { factors: 16, epochs: 40, last: 2 } } as const;

/** Mean nDCG@10 of each shopper, shoppers in the same order for all. */
const values = new Map<string, Float64Array>();

beforeAll(async () => {
  const set = ['taste.mood=2', 'choice.taste=2.5', 'exposure.categoryTaste=1', 'shoppers.count=250'];
  const { scenario } = await loadScenario('tiny', { set });
  const { log, catalog, shoppers } = simulateInMemory(scenario, SEED, { keepImpressions: false });
  const feedback = feedbackFrom({ log, catalog, shoppers }, FEEDBACK);
  const split = SPLITS['next-item'] as Split;
  const context = { draw: () => drawKey(SEED, 'split'), timed: true, origin: log.origin };
  const fold = makeFolds(split, feedback, split.params.parse({ fraction: 0.85 }), context)[0]!;
  const rows = selectFeedback(feedback, fold.train);
  const data = { asOf: fold.cutoff!, feedback: rows, interactions: toInteractions(rows), catalog, shoppers };
  const test = makeTestSet(feedback, fold, 'exclude', data.interactions);
  const signal = new AbortController().signal;
  const kernels = kernelHost();
  for (const [name, params] of [...OTHERS.map((one) => [one, {}] as const), ...Object.entries(SEQUENCES)]) {
    const algorithm = ALGORITHMS[name as keyof typeof SEQUENCES];
    const run = fitRun({ seed: SEED, signal, kernels });
    const model = await algorithm.fit(data, algorithm.params.parse(params) as never, run);
    const primary = { name: 'ndcg', cutoff: 10 };
    const evaluation = await evaluateRank(model, test, {
      requests: [primary],
      primary,
      groups: [],
      features: null,
      statistics: { resamples: 10, level: 0.9 },
      key: drawKey(SEED, 'bootstrap'),
      signal,
      clock: () => 0,
    });
    values.set(name, evaluation.values.columns[0]!);
  }
}, 120_000);

/** Mean difference over its standard error, shoppers paired. */
function standardErrors(one: Float64Array, other: Float64Array): number {
  const differences = one.map((value, e) => value - other[e]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean / Math.sqrt(squares / (differences.length - 1) / differences.length);
}

describe.each(Object.keys(SEQUENCES))('in a world of moods, %s', (name) => {
  it.each(OTHERS)('finds the next click more often than %s, by more than three standard errors', (other) => {
    expect(standardErrors(values.get(name)!, values.get(other)!)).toBeGreaterThan(3);
  });
});
