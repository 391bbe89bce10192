/** The schema of a study, built from the registries: a misspelt algorithm, metric, split or parameter is refused at load. */

import { z } from 'zod';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { unswept, withSweeps } from '../audit/sweeps.ts';
import { GROUPED_BY } from '../evaluation/groups.ts';
import { ITEMS_GROUPED_BY } from '../evaluation/item-groups.ts';
import { ALLOWABLE } from '../leaks/audit.ts';
import { ruleFaults } from './study-rules.ts';
import {
  AlgorithmSchema,
  AuditPart,
  DataSource,
  FrontierPart,
  MetricRequests,
  PublishedEntry,
  REPEATS,
  SearchSpec,
  Seed,
  SmokePart,
  SplitEntry,
} from './study-sections.ts';

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
      .array(AlgorithmSchema)
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
