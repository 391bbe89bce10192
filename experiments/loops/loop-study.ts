/** The schema of a study of closed loops: policies that learn from what they cause, beside controls that run by themselves. */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { SHOPPER_GROUPS } from '../../datasets/tables.ts';
import { ChaneyParams } from '../chaney/chaney-params.ts';
import { loopPolicy } from './loop-policies.ts';
import type { StudyPolicy } from './loop-world.ts';

/** What every policy is held against, run on the same shoppers with the same draws without being asked for. */
export const CONTROLS = ['none', 'random', 'popularity', 'oracle'] as const;
export type Control = (typeof CONTROLS)[number];

/** Worlds that are no scenario, with the policies that they have of their own. */
export const MODELS = { 'chaney-2018': ['content', 'social'] } as const;

const Seed = z.union([z.string().min(1), z.int()]).transform(String);

const World = z.union([
  z.strictObject({
    scenario: z.string().min(1).describe('a shipped scenario or a path, relative to the study'),
    set: z.array(z.string()).default([]).describe('overrides of the scenario, path=value'),
  }),
  z.strictObject({
    model: z.literal('chaney-2018').describe('the world of Chaney, Stewart and Engelhardt 2018'),
    params: ChaneyParams.prefault({}).describe('parameters of the model; the published ones unless said'),
  }),
]);

const Policies = z
  .array(
    z.strictObject({
      label: z
        .string()
        .min(1)
        .max(60)
        .refine((label) => !CONTROLS.some((control) => control === label), 'this is the name of a control')
        .describe('how the study calls it; unique'),
      policy: z
        .unknown()
        .describe(
          '{ name: ... } of a policy, or { algorithm: ..., params: ..., epsilon: ..., repeats: ... }',
        ),
    }),
  )
  .min(1)
  .describe('what is tried; the controls none, random, popularity and oracle run by themselves');

const Seeds = z.array(Seed).min(1).max(100);
const Every = z.int().min(1).max(1000);

const Measure = z.strictObject({
  every: Every.default(7).describe('rounds from one measure to the next'),
  over: z
    .enum(['window', 'all'])
    .default('window')
    .describe('window: of what happened since the last measure; all: of all from the start'),
  pairs: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe('pairs of shoppers that are drawn and compared'),
});

export const LoopStudySchema = z
  .strictObject({
    kind: z.literal('loop'),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'only lower-case letters, digits and dashes, at most 60')
      .describe('names the output folder'),
    title: z.string().min(1).describe('one line for reports'),
    description: z.string().default('').describe('what the study asks, for reports'),
    world: World.describe('the shop in which policies are tried'),
    feedback: FeedbackSpec.prefault({ source: 'actions', weights: { click: 1, cart: 2, order: 5 } }).describe(
      'which actions algorithms learn from, besides slates and clicks',
    ),
    policies: Policies,
    every: Every.default(1).describe(
      'rounds (days) between two fits; the first is made before the first, from nothing',
    ),
    measure: Measure.prefault({}).describe('when and over what is measured'),
    groups: z
      .array(z.enum(SHOPPER_GROUPS))
      .default([])
      .describe('shopper attributes to break outcomes down by'),
    seeds: Seeds.default(['1']).describe('a world for each; every policy is tried in every one'),
    statistics: z
      .strictObject({ level: z.number().min(0.5).max(0.999).default(0.95).describe('level of intervals') })
      .prefault({})
      .describe('how intervals over worlds are made'),
    smoke: z
      .strictObject({
        world: World.optional(),
        policies: Policies.optional(),
        every: Every.optional(),
        measure: Measure.optional(),
        seeds: Seeds.optional(),
      })
      .optional()
      .describe(
        'a short form of the study, at most a minute: what is otherwise in it; `shoplab run --smoke`',
      ),
  })
  .superRefine(
    (study, context) => {
      for (const { path, message } of loopFaults(study)) context.addIssue({ code: 'custom', path, message });
    },
    { when: () => true },
  );

export type LoopStudy = z.infer<typeof LoopStudySchema>;

/** The study in its short form, under a name of its own; null where it has none. */
export function smokeOfLoops(study: LoopStudy): LoopStudy | null {
  const { smoke, ...whole } = study;
  if (!smoke) return null;
  const own = Object.fromEntries(Object.entries(smoke).filter(([, value]) => value !== undefined));
  return { ...whole, ...own, name: `${study.name}-smoke` };
}

/** A policy as the study tells it. Throws ConfigError. */
export function studyPolicy(told: unknown, world: LoopStudy['world']): StudyPolicy {
  const name = isMap(told) ? told['name'] : undefined;
  if ('model' in world && MODELS[world.model].some((own) => own === name))
    return { kind: 'own', name: name as string };
  return loopPolicy(told);
}

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

function loopFaults(study: unknown): Fault[] {
  if (!isMap(study)) return [];
  const { smoke, ...whole } = study;
  const own = isMap(smoke)
    ? Object.fromEntries(Object.entries(smoke).filter(([, one]) => one !== undefined))
    : {};
  const known = faultsOf(whole);
  const told = new Set(known.map(({ message }) => message));
  const ofSmoke = faultsOf({ ...whole, ...own })
    .filter(({ message, path }) => !told.has(message) && path[0]! in own)
    .map(({ path, message }) => ({ path: ['smoke', ...path], message }));
  return [...known, ...ofSmoke];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function faultsOf({ policies, seeds, world, feedback, groups }: Readonly<Record<string, unknown>>): Fault[] {
  const twice = (path: (string | number)[], values: readonly unknown[]): Fault[] =>
    values.flatMap((value, i) =>
      values.indexOf(value) === i ? [] : [{ path: [...path, i], message: `'${value}' stands twice` }],
    );
  const labels = listOf(policies).map((entry) => (isMap(entry) ? entry['label'] : undefined));
  return [
    ...twice(['seeds'], listOf(seeds).map(String)),
    ...twice(['groups'], listOf(groups)),
    ...twice(
      ['policies'],
      labels.map((label, i) => label ?? i),
    ),
    ...listOf(policies).flatMap((entry, i) => policyFaults(entry, world, ['policies', i, 'policy'])),
    ...feedbackFaults(feedback),
    ...(isMap(world) && 'model' in world && listOf(groups).length > 0
      ? [{ path: ['groups'], message: 'shoppers of this world have no attributes' }]
      : []),
  ];
}

function policyFaults(entry: unknown, world: unknown, path: (string | number)[]): Fault[] {
  if (!isMap(entry) || !isMap(world)) return [];
  try {
    studyPolicy(entry['policy'], world as LoopStudy['world']);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((message) => ({ path, message }));
  }
}

function feedbackFaults(feedback: unknown): Fault[] {
  if (!isMap(feedback) || typeof feedback['source'] !== 'string' || feedback['source'] === 'actions')
    return [];
  const message = `policies of a loop learn from actions; '${feedback['source']}' come later or are none`;
  return [{ path: ['feedback', 'source'], message }];
}
