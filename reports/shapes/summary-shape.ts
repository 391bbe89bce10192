/** The shape of `summary.json`. */

import { z } from 'zod';
import { estimate, nullable, number, repeats, text } from './parts.ts';

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
  tests: z
    .array(
      z
        .looseObject({
          ...{ repeats, definition: text, flips: number, signs: text },
          labels: z.array(text),
          holm: z.array(nullable),
        })
        .refine(
          ({ labels: { length }, holm, signs }) =>
            2 * holm.length === length * (length - 1) && signs.length === holm.length,
          'there is not one of each pair',
        ),
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
