/** The study of offline evaluation against the truth: its schema and what it finds. */

import { z } from 'zod';
import { completeParams } from '../../../algorithms/parts.ts';
import { ALGORITHMS, type AlgorithmName } from '../../../algorithms/registry.ts';
import type { Picks } from './choices.ts';
import type { SizedEstimate, TargetTruth } from './estimator-truth.ts';
import { RANK_METRIC_NAMES } from './rank-metrics.ts';
import { REWARDS, type RewardName } from './rewards.ts';

const rankers = Object.entries(ALGORITHMS).flatMap(([name, { task }]) => (task === 'rank' ? [name] : [])) as [
  AlgorithmName,
  ...AlgorithmName[],
];

const Recommender = z
  .strictObject({
    name: z.enum(rankers).describe('an algorithm of task rank'),
    params: z.record(z.string(), z.unknown()).default({}).describe('its parameters; each has a default'),
  })
  .superRefine(({ name, params }, context) => {
    const told = completeParams(name).safeParse(params);
    for (const issue of told.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['params', ...issue.path], message: issue.message });
  });

const World = z.strictObject({
  shoppers: z.int().min(2).max(100_000),
  items: z.int().min(4).max(500),
  taste: z.number().min(0).max(10).default(1.3).describe('weight of taste'),
  quality: z.number().min(0).max(10).default(0.5).describe('weight of quality'),
  outside: z.number().min(-20).max(20).default(2).describe('utility of taking nothing'),
});

const Seeds = z.array(z.union([z.string().min(1), z.int()]).transform(String)).min(1);

const Setting = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  slots: z.int().min(1).max(3),
  items: z.int().min(4).max(500).optional().describe('in place of those of the world'),
  reward: z.enum(Object.keys(REWARDS) as [RewardName, ...RewardName[]]),
  epsilon: z
    .number()
    .gt(0)
    .max(1)
    .describe('share of slots that the logging policy draws evenly; the others are the most clicked'),
  clip: z.number().positive().describe('weights above it count as it, for the clipped estimator'),
  switch: z.number().positive().describe('weights above it give way to the model in switch-DR'),
});

const EstimatorPart = z.strictObject({
  world: World,
  seeds: Seeds,
  recommenders: z.array(Recommender).min(1),
  epsilon: z.number().min(0).max(1).describe('share of slots that the targets draw evenly'),
  training: z.int().min(100).describe('visits, under an even policy, that recommenders learn from'),
  own: z.int().min(100).describe('visits under each target itself, to hold the exact truth against'),
  sessions: z.array(z.int().min(1000)).min(2).describe('lengths of logs, ascending'),
  settings: z.array(Setting).min(1),
});

const Logging = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('random') }),
  z.strictObject({ name: z.literal('popularity') }),
  z.strictObject({ name: z.literal('epsilon-mixed'), epsilon: z.number().min(0).max(1) }),
]);

const ChoicePart = z.strictObject({
  world: World,
  seeds: Seeds,
  recommenders: z.array(Recommender).min(2),
  sessions: z.array(z.int().min(500)).min(1).describe('visits of a log'),
  logging: z.array(Logging).min(1),
  metrics: z
    .array(z.strictObject({ name: z.enum(RANK_METRIC_NAMES), cutoff: z.int().min(1).max(100) }))
    .min(1),
  switch: z.number().positive(),
});

const Smoke = z.strictObject({ estimators: EstimatorPart.optional(), choices: ChoicePart.optional() });

export const OfflineTruthStudy = z.strictObject({
  kind: z.literal('offline-truth'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  title: z.string().min(1),
  description: z.string().default(''),
  estimators: EstimatorPart.describe('estimators of a policy’s value beside the truth'),
  choices: ChoicePart.describe('which recommender offline evaluation would have picked'),
  smoke: Smoke.optional(),
});
export type OfflineTruthStudy = z.infer<typeof OfflineTruthStudy>;
export type ChoiceLogging = z.infer<typeof Logging>;

export interface OwnRun extends SizedEstimate {
  readonly truth: number;
}

export interface SettingResult {
  readonly setting: OfflineTruthStudy['estimators']['settings'][number];
  readonly seed: string;
  readonly targets: readonly (TargetTruth & { readonly own: OwnRun })[];
}

export interface ChoiceResult {
  readonly logging: string;
  readonly sessions: number;
  readonly split: string;
  readonly picks: readonly Picks[];
  /** Worlds in which each recommender is truly best, by clicks, in the order of the study. */
  readonly best: readonly number[];
  /** Concentration of what the log shows: Gini over items, 0 where all are shown alike; mean over worlds. */
  readonly exposure: number;
}

export interface OfflineTruthResult {
  readonly estimators: readonly SettingResult[];
  readonly choices: readonly ChoiceResult[];
}
