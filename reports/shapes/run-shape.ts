/** The shape of a run's record. */

import { z } from 'zod';
import { CURVES_SHAPE } from './curves-shape.ts';
import { estimate, nullable, number, repeats, share, text } from './parts.ts';

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

const doneRun = z.looseObject({
  schema: z.literal('shoplab.run/2'),
  id: text,
  inputs,
  status: z.literal('done'),
  curves: CURVES_SHAPE.optional(),
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
