/** The schema of a study, built from the registries: a misspelt algorithm, metric, split or parameter is refused at load. */

import { z } from 'zod';
import type { Algorithm } from '../../algorithms/algorithm.ts';
import { completeParams } from '../../algorithms/parts.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { unswept, withSweeps } from '../audit/sweeps.ts';
import { GROUPED_BY } from '../evaluation/groups.ts';
import { ITEMS_GROUPED_BY } from '../evaluation/item-groups.ts';
import { ALLOWABLE } from '../leaks/audit.ts';
import type { MetricRequest } from '../metrics/definition.ts';
import type { PlanScope } from '../metrics/plan.ts';
import { METRICS } from '../metrics/registry.ts';
import type { Repeats } from '../run-record.ts';
import { METHODS } from '../search/methods.ts';
import { SpaceSpec } from '../search/space.ts';
import { SPLITS } from '../splits/registry.ts';
import { ruleFaults } from './study-rules.ts';

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

const SplitEntry = z.discriminatedUnion(
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

const Seed = z.union([z.string().min(1), z.int()]).transform(String);

const DataSource = z.union([
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

const REPEATS = ['exclude', 'include', 'only'] as const satisfies readonly Repeats[];

const MetricRequests = z.strictObject({
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

const PublishedEntry = z.strictObject({
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
const SearchSpec = z.strictObject({
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

const AuditPart = z.strictObject({
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

const FrontierPart = z.strictObject({
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
const SmokePart = z.strictObject({
  data: DataSource.optional().describe('in place of that of the study'),
  split: SplitEntry.optional().describe('in place of that of the study'),
  algorithms: z.array(AlgorithmEntry).min(1).optional().describe('in place of those of the study'),
  seeds: z.array(Seed).min(1).max(100).optional().describe('in place of those of the study'),
  search: SearchSpec.optional().describe('in place of that of the study'),
  frontier: FrontierPart.optional().describe('in place of that of the study'),
});

/** A study after validation, defaults filled in. */
export const StudySchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'only lower-case letters, digits and dashes, at most 60')
      .describe('names the output folder'),
    title: z.string().min(1).describe('one line for reports'),
    description: z.string().default('').describe('what the study asks, for reports'),
    data: DataSource.describe('a simulated shop or a real data set'),
    feedback: FeedbackSpec.describe('which actions or ratings count, and how much'),
    split: SplitEntry.describe('how feedback is parted into what is learnt from and what is tested'),
    repeats: z
      .array(z.enum(REPEATS))
      .min(1)
      .default(['exclude'])
      .describe('may an item the shopper already had be recommended'),
    catalogue: z
      .enum(['trained', 'all'])
      .default('trained')
      .describe(
        'what is ranked: items with a training row, or every item of the data, for algorithms that list new ones (`items: all`)',
      ),
    algorithms: z
      .array(AlgorithmEntry)
      .min(1)
      .describe('recommenders to fit, all of one task; `shoplab list algorithms` names them'),
    search: SearchSpec.optional().describe('how parameters are chosen, inside the training rows'),
    metrics: MetricRequests.describe('what is measured, and which measure ranks'),
    groups: z
      .array(z.enum(GROUPED_BY))
      .default([])
      .describe('what to break accuracy down by: shopper attributes, or `history`, cold to hot'),
    itemGroups: z
      .array(z.enum(ITEMS_GROUPED_BY))
      .default([])
      .describe(
        'groups of items whose exposure and recall are told: `popularity`, hot to cold, or what the catalog says',
      ),
    sampled: z
      .strictObject({
        items: z
          .int()
          .min(1)
          .max(10_000)
          .describe('others that each question ranks its relevant items among'),
        by: z
          .enum(['uniform', 'popularity'])
          .default('uniform')
          .describe('how they are drawn: all alike, or as popular as they were in training'),
      })
      .optional()
      .describe(
        'rank samples, as some papers do, in place of all; labelled wherever it shows; not to be trusted',
      ),
    seeds: z.array(Seed).min(1).max(100).default(['1']).describe('one fit of every algorithm for each'),
    statistics: z
      .strictObject({
        resamples: z.int().min(100).max(100_000).default(1000).describe('bootstrap resamples'),
        level: z.number().min(0.5).max(0.999).default(0.95).describe('level of intervals'),
      })
      .prefault({})
      .describe('how intervals are made'),
    audit: AuditPart.optional().describe(
      'compare the `groups` of shoppers under several metrics, with intervals of the differences',
    ),
    frontier: FrontierPart.optional().describe(
      'sweep algorithms over a strength, and hold the metric that ranks against others',
    ),
    trace: z
      .boolean()
      .default(false)
      .describe('keep what fits tell of their epochs (losses) in the records; computing them takes time'),
    published: z
      .array(PublishedEntry)
      .default([])
      .describe('figures of others that the report holds the means of the runs against'),
    leaks: z
      .array(
        z.strictObject({
          allow: z.enum(ALLOWABLE).describe('the kind of leak that may pass'),
          because: z.string().min(10).max(400).describe('why; stands in the report'),
        }),
      )
      .max(ALLOWABLE.length)
      .default([])
      .describe('leaks between training and test that the published data has and that are let pass'),
    smoke: SmokePart.optional().describe(
      'a short form of the study, at most a minute: what is otherwise in it; `shoplab run --smoke`',
    ),
  })
  .superRefine(
    (study, context) => {
      for (const { path, message } of ruleFaults(study))
        context.addIssue({ code: 'custom', path: [...path], message });
    },
    // All mistakes at once: also where the shape is wrong.
    { when: () => true },
  );

export type Study = z.infer<typeof StudySchema>;
export type AlgorithmEntry = Study['algorithms'][number];

/** The study in its short form, under a name of its own; null where it has none. */
export function smokeOf(study: Study): Study | null {
  const { smoke, ...whole } = study;
  if (!smoke) return null;
  const short = {
    ...whole,
    algorithms: unswept(whole),
    ...definedOf(smoke),
    name: `${study.name}-smoke`,
    published: [],
  };
  return withSweeps(short);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const definedOf = <T extends object>(part: T): Defined<T> =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Defined<T>;

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

/** What of a study makes definitions of its metrics. */
export const planScope = (study: Study, repeats: Repeats): PlanScope => ({
  repeats,
  catalogue: study.catalogue,
  sampled: study.sampled,
  groups: study.groups,
  itemGroups: study.itemGroups,
});

/** The metrics that groups of examples are measured by: the one that ranks, and those that are asked for. */
export function groupRequests(study: { readonly metrics: Study['metrics'] }): MetricRequest[] {
  const { byGroup = [] } = study.metrics;
  const primary = requestName(primaryRequest(study));
  return metricRequests(study).filter(
    (request) => requestName(request) === primary || byGroup.some((name) => name === request.name),
  );
}

/** The metric that trials of a search are compared by: as the study says, else the one that ranks. */
export function searchRequest(study: Pick<Study, 'metrics' | 'search'>): MetricRequest {
  const asked = study.search?.metric;
  return metricRequests(study).find((request) => requestName(request) === asked) ?? primaryRequest(study);
}

/** The metric that ranks: as the study says, else the first. */
export function primaryRequest(study: { readonly metrics: Study['metrics'] }): MetricRequest {
  const requests = metricRequests(study);
  return requests.find((request) => requestName(request) === study.metrics.primary) ?? requests[0]!;
}
