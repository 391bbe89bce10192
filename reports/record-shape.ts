/** The shape of a study's files, as far as a report reads them: a foreign or damaged file is refused in words. */

import { z } from 'zod';

const number = z.number();
const text = z.string();
const nullable = number.nullable();
const repeats = z.enum(['exclude', 'include', 'only']);
const estimate = { definition: text, mean: nullable, low: nullable, high: nullable, n: number };

const share = z.looseObject({ mean: number, low: number, high: number });

const inputs = z.looseObject({
  study: text,
  repeats,
  seed: text,
  search: z
    .looseObject({
      method: text,
      trials: number,
      metric: text,
      validation: z.looseObject({ name: text }),
      space: z.record(
        text,
        z.union([
          z.array(z.union([number, text, z.boolean()])),
          z.looseObject({ from: number, to: number, scale: z.enum(['linear', 'log']) }),
        ]),
      ),
    })
    .optional(),
  sampled: z.looseObject({ items: number, by: text }).optional(),
  algorithm: z.looseObject({
    name: text,
    definition: text,
    label: text,
    params: z.record(text, z.unknown()),
  }),
});

const numbers = z.array(number);
const curves = z.looseObject({
  class: text,
  n: number,
  positives: number,
  threshold: numbers.length(100),
  alerts: numbers.length(100),
  hits: numbers.length(100),
  money: z.looseObject({ all: number, found: numbers.length(100) }).optional(),
  chosen: z.looseObject({
    budget: number.optional(),
    threshold: number,
    alerts: number,
    hits: number,
    kinds: z
      .array(z.looseObject({ kind: text, n: number, hits: number, low: number, high: number }))
      .optional(),
    days: z
      .looseObject({
        first: number,
        count: number,
        step: number,
        right: numbers,
        wrong: numbers,
        missed: numbers,
      })
      .optional(),
  }),
  digest: text,
});

const doneRun = z.looseObject({
  schema: z.literal('shoplab.run/2'),
  id: text,
  inputs,
  status: z.literal('done'),
  curves: curves.optional(),
  result: z.looseObject({
    groups: z.record(text, z.array(z.looseObject({ ...estimate, group: text }))),
    exposure: z.looseObject({ lists: z.array(number).min(1), training: z.array(number).min(1) }).nullable(),
    itemGroups: z
      .record(
        text,
        z.array(
          z.looseObject({
            group: text,
            items: number,
            training: number,
            exposure: share.nullable(),
            deserved: share.optional(),
            relevant: number,
            recall: share.nullable(),
          }),
        ),
      )
      .optional(),
    proxies: z
      .array(
        z.looseObject({ by: text, first: text, second: text, history: share, lists: share, gain: share }),
      )
      .optional(),
    tieRate: nullable,
    labels: z
      .looseObject({
        classes: z.array(text),
        confusion: z.array(z.array(number)),
        reliability: z.looseObject({ n: z.array(number), hits: z.array(number), mean: z.array(number) }),
      })
      .optional(),
    drift: z
      .looseObject({
        rows: number,
        score: z.array(z.looseObject({ period: text, value: nullable, n: number })),
        features: z.array(z.looseObject({ name: text, value: number })),
      })
      .optional(),
    traces: z
      .array(z.looseObject({ measure: text, epochs: z.array(number), values: z.array(nullable) }))
      .optional(),
    search: z
      .looseObject({
        chosen: number,
        params: z.record(text, z.unknown()),
        wholeFits: number,
        epochs: nullable,
        trials: z.array(
          z.looseObject({
            values: z.record(text, z.union([number, text, z.boolean()])),
            share: number.optional(),
            value: nullable,
          }),
        ),
      })
      .refine(({ chosen, trials }) => trials[chosen] !== undefined, 'chosen is no trial')
      .optional(),
    counts: z.looseObject({
      evaluated: number,
      withoutRelevant: number,
      unknownShoppers: number,
      emptyLists: number,
      trainRows: number,
      testRows: number,
    }),
  }),
  resultDigest: text,
  measured: z.looseObject({
    fitSeconds: number,
    recommendSeconds: number,
    perSecond: number,
    latency: z.looseObject({ p50: number, p99: number }).optional(),
    threads: number,
    host: z.looseObject({
      ...{ cpu: text, cores: number, node: text, shoplab: text },
      commit: text.optional(),
      dirty: z.boolean().optional(),
    }),
  }),
});

const failedRun = z.looseObject({
  schema: z.literal('shoplab.run/2'),
  id: text,
  inputs,
  status: z.literal('failed'),
  error: text,
});

export const RUN_SHAPE = z.discriminatedUnion('status', [doneRun, failedRun]);

const account = z.looseObject({
  of: text.optional(),
  read: number,
  steps: z.array(z.looseObject({ rule: text, dropped: number, left: number })),
  kept: number,
  notes: z.array(z.looseObject({ note: text, rows: number })).optional(),
});

export const STUDY_SHAPE = z.looseObject({
  schema: z.literal('shoplab.study/1'),
  name: text,
  title: text,
  description: text,
  provenance: z.looseObject({
    name: text,
    title: text,
    source: text,
    licence: text,
    digest: text,
    seed: text.optional(),
  }),
  account,
  feedbackAccount: account,
  counts: z.looseObject({
    shoppers: number,
    items: number,
    feedback: number,
    sessions: number,
    impressions: number,
    actions: number,
  }),
  split: z.looseObject({ name: text, order: z.enum(['time', 'none']), doc: text, folds: number }),
  definitions: z.array(
    z.looseObject({
      id: text,
      name: text,
      doc: text,
      unit: text,
      direction: z.enum(['higher', 'lower', 'zero', 'none']),
    }),
  ),
  primary: text,
  runs: z.array(text),
  text,
  command: text,
  leaks: z
    .looseObject({
      kinds: z.array(text),
      folds: number,
      validation: number.optional(),
      allowed: z.array(z.looseObject({ kind: text, because: text, count: number })),
    })
    .optional(),
  families: z.record(text, text).optional(),
  positions: z
    .array(
      z.looseObject({
        position: number,
        shown: number,
        clicked: share,
        even: share.nullable(),
        effective: number,
      }),
    )
    .optional(),
  published: z
    .array(
      z.looseObject({ label: text, metric: text, value: number, tolerance: number.optional(), source: text }),
    )
    .optional(),
});

export const SUMMARY_SHAPE = z.looseObject({
  schema: z.literal('shoplab.summary/1'),
  level: number,
  resamples: number,
  records: text,
  digest: text,
  comparisons: z
    .array(
      z.looseObject({
        repeats,
        definition: text,
        pairs: z.array(
          z.looseObject({
            first: text,
            second: text,
            difference: nullable,
            n: number,
            permutation: nullable,
            holm: nullable,
            falseDiscovery: nullable,
            wilcoxon: nullable,
          }),
        ),
        ranks: z
          .looseObject({
            rounds: number,
            meanRanks: z.array(z.looseObject({ label: text, rank: number })),
            p: number,
            criticalDifference: number,
          })
          .nullable(),
      }),
    )
    .optional(),
  audit: z
    .array(
      z.looseObject({
        repeats,
        by: text,
        label: text,
        definition: text,
        groups: z.array(z.looseObject({ ...estimate, group: text })),
        gaps: z.array(
          z.looseObject({
            of: z.enum(['extremes', 'named']),
            first: text,
            second: text,
            difference: nullable,
            low: nullable,
            high: nullable,
            n: number,
            pairs: number,
          }),
        ),
      }),
    )
    .optional(),
  frontiers: z
    .array(
      z.looseObject({
        repeats,
        base: text,
        definitions: z.array(text),
        points: z.array(
          z.looseObject({
            label: text,
            sweep: text.nullable(),
            value: nullable,
            measures: z.array(
              z.looseObject({
                mean: nullable,
                low: nullable,
                high: nullable,
                n: number,
                difference: nullable,
                differenceLow: nullable,
                differenceHigh: nullable,
              }),
            ),
            dominatedBy: z.array(z.array(text)),
          }),
        ),
      }),
    )
    .optional(),
  standings: z.array(
    z.looseObject({
      ...estimate,
      label: text,
      algorithm: text,
      repeats,
      name: text,
      cutoff: nullable,
      spread: nullable,
      trainingNoise: nullable.optional(),
      runs: number,
      toBest: z
        .looseObject({
          ...{ label: text, difference: number, low: number, high: number },
          relative: z.looseObject({ ratio: number, low: number, high: number }).nullable().optional(),
        })
        .nullable(),
    }),
  ),
});

/**
 * A parsed file, checked; throws `report: FILE ...` naming the first thing that is wrong. The value is returned as it is,
 * fields that the shape does not mention included.
 */
export function checkShape(shape: z.ZodType, value: unknown, file: string): unknown {
  const expected =
    shape === RUN_SHAPE ? 'shoplab.run/2' : shape === STUDY_SHAPE ? 'shoplab.study/1' : 'shoplab.summary/1';
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== expected)
    throw new Error(
      `report: ${file} has schema ${schema === undefined ? 'none' : `'${String(schema)}'`}; '${expected}' is expected`,
    );
  const result = shape.safeParse(value);
  if (result.success) return value;
  const fault = result.error.issues[0]!;
  throw new Error(
    `report: ${file} is damaged: ${fault.path.join('.') || 'the file'}: ${fault.message.toLowerCase()}`,
  );
}
