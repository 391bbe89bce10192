/** What stands under the keys of a study, built from the registries. */

import { z } from 'zod';
import { completeParams } from '../../algorithms/parts.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { GROUPED_BY } from '../evaluation/groups.ts';
import { METRICS } from '../metrics/registry.ts';
import type { Repeats } from '../run-record.ts';
import { METHODS } from '../search/methods.ts';
import { SpaceSpec } from '../search/space.ts';
import { SPLITS } from '../splits/registry.ts';

type AlgorithmName = keyof typeof ALGORITHMS;

const names = <T extends object>(registry: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(registry) as [keyof T & string, ...(keyof T & string)[]];

const algorithmNames = names(ALGORITHMS);

const splitNames = names(SPLITS);

const metricNames = names(METRICS);

export const AlgorithmSchema = z.discriminatedUnion(
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
      params: completeParams(name).prefault({}).describe(`parameters of ${name}; each has a default`),
      space: SpaceSpec.optional().describe(
        'parameters that the `search` of the study chooses, and among what',
      ),
    }),
  ) as unknown as [ReturnType<typeof entryShape>],
);

function entryShape() {
  return z.strictObject({
    name: z.literal('' as AlgorithmName),
    label: z.string().optional(),
    params: z.record(z.string(), z.unknown()),
    space: SpaceSpec.optional(),
  });
}

export const SplitEntry = z.discriminatedUnion(
  'name',
  splitNames.map((name) =>
    z.strictObject({
      name: z.literal(name),
      params: (SPLITS[name].params as z.ZodType<Record<string, unknown>>)
        .prefault({})
        .describe(`parameters of ${name}; each has a default`),
    }),
  ) as unknown as [ReturnType<typeof splitShape>],
);

function splitShape() {
  return z.strictObject({
    name: z.literal('' as keyof typeof SPLITS),
    params: z.record(z.string(), z.unknown()),
  });
}

export const Seed = z.union([z.string().min(1), z.int()]).transform(String);

export const DataSource = z.union([
  z.strictObject({
    scenario: z.string().min(1).describe('a shipped scenario or a path, relative to the study'),
    seed: Seed.optional().describe('seed of the simulation; default: the seed of the scenario'),
    set: z.array(z.string()).default([]).describe('overrides of the scenario, path=value'),
    beside: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a real data set that the log is held against in the report; default: the one that the scenario was calibrated to. Changes no result',
      ),
    raw: z
      .boolean()
      .default(false)
      .describe('read the log as delivered, with the `faults` of the scenario, through cleaning'),
  }),
  z.strictObject({ dataset: z.string().min(1).describe('a real data set; `shoplab list data` names them') }),
]);

export const REPEATS = ['exclude', 'include', 'only'] as const satisfies readonly Repeats[];

export const MetricRequests = z.strictObject({
  names: z.array(z.enum(metricNames)).min(1).describe('metrics to take; `shoplab list metrics` names them'),
  at: z
    .array(z.int().min(1).max(1000))
    .min(1)
    .default([10])
    .describe('cut-offs K of the metrics that have one'),
  primary: z.string().optional().describe('the metric that ranks, e.g. ndcg@10; default: the first'),
  byGroup: z
    .array(z.enum(metricNames))
    .min(1)
    .optional()
    .describe(
      'metrics that groups of examples are measured by too, of task `label`; default: the one that ranks alone',
    ),
});

export const PublishedEntry = z.strictObject({
  label: z.string().min(1).describe('the algorithm, as the study calls it'),
  metric: z.string().min(1).describe('a metric of the study, e.g. recall@20'),
  value: z.number().describe('what was published'),
  tolerance: z
    .number()
    .min(0)
    .optional()
    .describe('how far off the mean of the runs may be; without it the figure is shown and claims nothing'),
  source: z.string().min(1).describe('who published or measured it'),
});

/** How parameters are chosen for the algorithms that have a `space`: all with the same number of trials and of epochs. */
export const SearchSpec = z.strictObject({
  method: z.enum(names(METHODS)).describe('how the next trial is chosen'),
  trials: z.int().min(2).max(1000).describe('trials of every algorithm that has a `space`'),
  metric: z
    .string()
    .optional()
    .describe('what trials are compared by, e.g. ndcg@10; default: the metric that ranks'),
  validation: SplitEntry.optional().describe(
    'how the training rows are parted once more; default: as the split of the study parts all rows',
  ),
  epochs: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('epochs of a whole fit of every algorithm that has a `space` and epochs'),
  reduction: z.int().min(2).max(10).optional().describe('halving: one in so many goes on; unless said, 3'),
});

export const AuditPart = z.strictObject({
  metrics: z
    .array(z.enum(metricNames))
    .min(1)
    .optional()
    .describe(
      'metrics that groups of shoppers are compared by, means over shoppers; default: all of the study',
    ),
  pairs: z
    .array(
      z.strictObject({
        by: z.enum(GROUPED_BY).describe('one of the `groups` of the study'),
        first: z.string().min(1).describe('a group of it'),
        second: z.string().min(1).describe('another'),
      }),
    )
    .default([])
    .describe('groups that are compared whatever comes out, besides the highest with the lowest'),
  proxies: z
    .boolean()
    .default(false)
    .describe('tell the `pairs` apart by the categories of what is listed, and of what was had'),
});

export const FrontierPart = z.strictObject({
  base: z.string().min(1).describe('the algorithm without mitigation, as the study calls it'),
  against: z
    .array(z.enum(metricNames))
    .min(1)
    .describe('metrics of the study that the one that ranks is held against'),
  sweeps: z
    .array(
      z.strictObject({
        name: z.enum(algorithmNames).describe('an algorithm'),
        label: z.string().min(1).max(40).optional().describe('how the study calls it; default: the name'),
        over: z.string().min(1).describe('the parameter that is swept'),
        values: z
          .array(z.number())
          .min(1)
          .max(50)
          .describe('its values; each makes an algorithm of the study, `<label> <value>`'),
        params: z
          .record(z.string(), z.unknown())
          .default({})
          .describe('its other parameters; each has a default'),
      }),
    )
    .min(1)
    .max(50)
    .describe('what is tried at which strengths'),
});

/** What of a study may be otherwise in its smoke part. */
export const SmokePart = z.strictObject({
  data: DataSource.optional().describe('in place of that of the study'),
  split: SplitEntry.optional().describe('in place of that of the study'),
  algorithms: z.array(AlgorithmSchema).min(1).optional().describe('in place of those of the study'),
  seeds: z.array(Seed).min(1).max(100).optional().describe('in place of those of the study'),
  search: SearchSpec.optional().describe('in place of that of the study'),
  frontier: FrontierPart.optional().describe('in place of that of the study'),
});
