/** Worlds in which one family of recommenders should win, and why. */

import { type FeedbackSpec, feedbackFrom } from '../../datasets/feedback.ts';
import { type Feedback, selectFeedback } from '../../datasets/interactions.ts';
import { drawKey, type SeedWords } from '../../numerics/rng.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { SPLITS } from '../splits/registry.ts';
import { makeFolds, type Split, type SplitContext } from '../splits/split.ts';
import type { ContestData, Part } from './contest.ts';

export interface FamilyWorld {
  readonly name: string;
  /** Why that family should win. */
  readonly why: string;
  readonly winner: string;
  /** Overrides of the scenario `tiny`. */
  readonly set: readonly string[];
  readonly feedback: FeedbackSpec;
  /** 'all' where items are asked about that nobody had in training; 'trained' unless said. */
  readonly catalogue?: 'all';
  readonly split: { readonly name: keyof typeof SPLITS; readonly params: Readonly<Record<string, unknown>> };
}

/** Simulates the world and parts its log: by the split, and its training rows once more by the same split. */
export function contestData(world: FamilyWorld, scenario: Scenario, seed: SeedWords): ContestData {
  const { log, catalog, shoppers } = simulateInMemory(scenario, seed, { keepImpressions: false });
  const feedback = feedbackFrom({ log, catalog, shoppers }, world.feedback);
  const context: SplitContext = {
    draw: (purpose) => drawKey(seed, purpose),
    timed: true,
    origin: log.origin,
    shopperKey: shoppers.key,
  };
  const part = (rows: Feedback): Part => {
    const split = SPLITS[world.split.name] as Split;
    return {
      feedback: rows,
      fold: makeFolds(split, rows, split.params.parse(world.split.params), context)[0]!,
    };
  };
  const test = part(feedback);
  return {
    catalog,
    shoppers,
    test,
    validation: part(selectFeedback(feedback, test.fold.train)),
    catalogue: world.catalogue ?? 'trained',
  };
}

const CLICKS_AND_ORDERS: FeedbackSpec = { source: 'actions', weights: { click: 1, order: 5 } };

/** Nothing but the crowd counts: no taste, quality, price, habit or group. */
const NO_TASTE = [
  'choice.taste=0',
  'choice.quality=0',
  'choice.price=0',
  'exposure.categoryTaste=0',
  'harms.groupInfluence.weight=0',
  'life.habit.weight=0',
];

export const FAMILY_WORLDS: readonly FamilyWorld[] = [
  {
    name: 'pure conformity',
    why: 'shoppers take what others took and nothing else: whoever reads tastes into that reads noise',
    winner: 'popularity',
    set: [...NO_TASTE, 'choice.conformity=1.5', 'arrival.sessionsPerDay=0.2'],
    feedback: CLICKS_AND_ORDERS,
    split: { name: 'global-time', params: { fraction: 0.8 } },
  },
  {
    name: 'hidden tastes',
    why: 'lasting tastes for attributes that the catalogue does not tell: only what shoppers share shows them',
    winner: 'als',
    set: [
      'catalog.labelNoise=1',
      'catalog.categoryShare=0.05',
      'catalog.brandShare=0',
      'exposure.categoryTaste=0',
      'choice.taste=2.2',
      'taste.mood=0',
    ],
    feedback: CLICKS_AND_ORDERS,
    split: { name: 'global-time', params: { fraction: 0.8 } },
  },
  {
    name: 'new items',
    why: 'four items of five come on sale within the log and are wanted while they are new: only their descriptions tell of them',
    winner: 'content',
    set: [
      'catalog.launches=0.8',
      'choice.newness=2',
      'choice.newnessDays=5',
      'choice.taste=2.2',
      'taste.mood=0',
      'catalog.labelNoise=0',
      'catalog.categoryShare=0.7',
    ],
    feedback: CLICKS_AND_ORDERS,
    catalogue: 'all',
    split: { name: 'global-time', params: { fraction: 0.8 } },
  },
  {
    name: 'drift',
    why: 'taste goes after what was clicked last and back again, and each visit has a mood: what came last says most',
    winner: 'sequence',
    set: ['life.drift.click=0.3', 'life.drift.halfLife=20', 'taste.mood=1.5'],
    feedback: CLICKS_AND_ORDERS,
    split: { name: 'next-item', params: { unit: 'shopper', target: 'next' } },
  },
];
