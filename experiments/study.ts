/** The schema of a study, built from the registries: a misspelt algorithm, metric, split or parameter is refused at load. */

import { z } from 'zod';
import type { Algorithm } from '../algorithms/algorithm.ts';
import { ALGORITHMS } from '../algorithms/registry.ts';
import { FeedbackSpec } from '../datasets/feedback.ts';
import { SHOPPER_GROUPS } from '../datasets/tables.ts';
import type { MetricRequest } from './metrics/definition.ts';
import { METRICS } from './metrics/registry.ts';
import type { Repeats } from './run-record.ts';
import { SPLITS } from './splits/registry.ts';

type AlgorithmName = keyof typeof ALGORITHMS;

const names = <T extends object>(registry: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(registry) as [keyof T & string, ...(keyof T & string)[]];

const algorithmNames = names(ALGORITHMS);
const splitNames = names(SPLITS);
const metricNames = names(METRICS);

const AlgorithmEntry = z.discriminatedUnion(
  'name',
  algorithmNames.map((name) =>
    z.strictObject({
      name: z.literal(name),
      label: z
        .string()
        .min(1)
        .max(60)
        .optional()
        .describe('how the study calls it; unique; default: the name'),
      params: (ALGORITHMS[name].params as z.ZodType<Record<string, unknown>>).prefault({}),
    }),
  ) as unknown as [ReturnType<typeof entryShape>],
);
function entryShape() {
  return z.strictObject({
    name: z.literal('' as AlgorithmName),
    label: z.string().optional(),
    params: z.record(z.string(), z.unknown()),
  });
}

const SplitEntry = z.discriminatedUnion(
  'name',
  splitNames.map((name) =>
    z.strictObject({
      name: z.literal(name),
      params: (SPLITS[name].params as z.ZodType<Record<string, unknown>>).prefault({}),
    }),
  ) as unknown as [ReturnType<typeof splitShape>],
);
function splitShape() {
  return z.strictObject({
    name: z.literal('' as keyof typeof SPLITS),
    params: z.record(z.string(), z.unknown()),
  });
}

const Seed = z.union([z.string().min(1), z.int()]).transform(String);

const DataSource = z.union([
  z.strictObject({
    scenario: z.string().min(1).describe('a shipped scenario or a path, relative to the study'),
    seed: Seed.optional().describe('seed of the simulation; default: the seed of the scenario'),
    set: z.array(z.string()).default([]).describe('overrides of the scenario, path=value'),
  }),
  z.strictObject({ dataset: z.string().min(1).describe('a real data set; `shoplab list data` names them') }),
]);

const REPEATS = ['exclude', 'include', 'only'] as const satisfies readonly Repeats[];

const MetricRequests = z.strictObject({
  names: z.array(z.enum(metricNames)).min(1),
  at: z
    .array(z.int().min(1).max(1000))
    .min(1)
    .default([10])
    .describe('cut-offs K of the metrics that have one'),
  primary: z.string().optional().describe('the metric that ranks, e.g. ndcg@10; default: the first'),
});

/** A study after validation, defaults filled in. */
export const StudySchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'only lower-case letters, digits and dashes, at most 60')
      .describe('names the output folder'),
    title: z.string().min(1),
    description: z.string().default(''),
    data: DataSource,
    feedback: FeedbackSpec.describe('which actions or ratings count, and how much'),
    split: SplitEntry,
    repeats: z
      .array(z.enum(REPEATS))
      .min(1)
      .default(['exclude'])
      .describe('may an item the shopper already had be recommended'),
    algorithms: z.array(AlgorithmEntry).min(1),
    metrics: MetricRequests,
    groups: z
      .array(z.enum(SHOPPER_GROUPS))
      .default([])
      .describe('shopper attributes to break accuracy down by'),
    seeds: z.array(Seed).min(1).max(100).default(['1']).describe('one fit of every algorithm for each'),
    statistics: z
      .strictObject({
        resamples: z.int().min(100).max(100_000).default(1000).describe('bootstrap resamples'),
        level: z.number().min(0.5).max(0.999).default(0.95).describe('level of intervals'),
      })
      .prefault({}),
  })
  .superRefine((study, context) => {
    const fault = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const labels = study.algorithms.map(labelOf);
    labels.forEach((label, i) => {
      if (labels.indexOf(label) !== i)
        fault(['algorithms', i], `'${label}' stands twice; give one of them a label of its own`);
    });
    if (new Set(study.repeats).size !== study.repeats.length) fault(['repeats'], 'a mode stands twice');
    if (new Set(study.seeds).size !== study.seeds.length) fault(['seeds'], 'a seed stands twice');
    const task = algorithmOf(study.algorithms[0]!).task;
    study.algorithms.forEach((entry, i) => {
      if (algorithmOf(entry).task !== task)
        fault(
          ['algorithms', i, 'name'],
          `${entry.name} has task '${algorithmOf(entry).task}', ${study.algorithms[0]!.name} has '${task}'; a study has one task`,
        );
    });
    study.metrics.names.forEach((name, i) => {
      if (METRICS[name].task !== task)
        fault(
          ['metrics', 'names', i],
          `${name} measures task '${METRICS[name].task}', the algorithms have '${task}'`,
        );
    });
    study.metrics.names.forEach((name, i) => {
      if (METRICS[name].kind === 'group' && study.groups.length === 0)
        fault(
          ['metrics', 'names', i],
          `${name} compares groups of shoppers, and the study names no \`groups\``,
        );
    });
    const requested = metricRequests(study).map(requestName);
    if (study.metrics.primary !== undefined && !requested.includes(study.metrics.primary))
      fault(
        ['metrics', 'primary'],
        `${study.metrics.primary} is not among the metrics of the study: ${requested.join(', ')}`,
      );
    if (METRICS[primaryRequest(study).name as keyof typeof METRICS].kind === 'group')
      fault(
        ['metrics', 'primary'],
        `${primaryRequest(study).name} has a value for each attribute; it cannot rank`,
      );
  });

export type Study = z.infer<typeof StudySchema>;
export type AlgorithmEntry = Study['algorithms'][number];

export const algorithmOf = (entry: { readonly name: string }): Algorithm =>
  ALGORITHMS[entry.name as AlgorithmName] as unknown as Algorithm;

export const labelOf = (entry: AlgorithmEntry): string => entry.label ?? entry.name;

export const requestName = ({ name, cutoff }: MetricRequest): string =>
  cutoff === null ? name : `${name}@${cutoff}`;

/** Every metric of a study at every cut-off, in the order of the study. */
export function metricRequests(study: { readonly metrics: Study['metrics'] }): MetricRequest[] {
  return study.metrics.names.flatMap((name): MetricRequest[] =>
    METRICS[name].cutoff ? study.metrics.at.map((cutoff) => ({ name, cutoff })) : [{ name, cutoff: null }],
  );
}

/** The metric that ranks: as the study says, else the first. */
export function primaryRequest(study: { readonly metrics: Study['metrics'] }): MetricRequest {
  const requests = metricRequests(study);
  return requests.find((request) => requestName(request) === study.metrics.primary) ?? requests[0]!;
}
