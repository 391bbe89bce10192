/** The shape of a run's curves. */

import { z } from 'zod';
import { number, numbers, text } from './parts.ts';

export const CURVES_SHAPE = z.looseObject({
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
