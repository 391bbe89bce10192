/** The shape of `study.json`. */

import { z } from 'zod';
import { number, share, text } from './parts.ts';

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
