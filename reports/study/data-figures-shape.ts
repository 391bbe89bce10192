/** The shape of `data-figures.json`: a report's scripts and charts are given nothing else. */

import { z } from 'zod';
import { DATA_FIGURES_SCHEMA } from '../../datasets/data-figures/data-figures.ts';

const text = z.string();
const number = z.number();
const numbers = z.array(number);
const absent = z.strictObject({ absent: text });
const orAbsent = <T extends z.ZodType>(shape: T) => z.union([absent, shape]);

const spread = orAbsent(
  z.strictObject({
    n: number,
    mean: number,
    median: number,
    p90: number,
    most: number,
    classes: z.array(z.strictObject({ from: number, to: number, n: number })),
  }),
);
const basis = z.enum(['order', 'click', 'rating']).nullable();

export const DATA_FIGURES_SHAPE = z.strictObject({
  schema: z.literal(DATA_FIGURES_SCHEMA),
  data: text,
  level: number,
  visits: orAbsent(
    z.strictObject({
      visits: number,
      known: number,
      orders: number,
      stages: z.array(
        z.strictObject({
          stage: z.enum(['impression', 'click', 'cart', 'order']),
          events: number,
          visits: number,
          low: number,
          high: number,
        }),
      ),
      devices: z.array(
        z.strictObject({
          device: text,
          visits: number,
          reach: z.array(z.strictObject({ visits: number, low: number, high: number })),
        }),
      ),
    }),
  ),
  slots: orAbsent(
    z.strictObject({
      slots: z.array(
        z.strictObject({
          surface: text,
          position: number,
          shown: number,
          clicked: number,
          low: number,
          high: number,
        }),
      ),
      elsewhere: number,
    }),
  ),
  places: z.array(z.strictObject({ device: text, n: number, counts: numbers })),
  moments: orAbsent(
    z.strictObject({
      first: text,
      days: number,
      step: number,
      daysOfWeekday: numbers.length(7),
      courses: z.array(
        z.strictObject({
          of: z.enum(['visits', 'clicks', 'orders', 'ratings']),
          n: number,
          hours: numbers.length(168).nullable(),
          weekdays: numbers.length(7),
          days: numbers,
        }),
      ),
    }),
  ),
  popularity: z.array(
    z.strictObject({
      of: z.enum(['slots', 'clicks', 'order lines', 'ratings']),
      rows: number,
      items: number,
      having: number,
      gini: number,
      ranks: z.array(z.strictObject({ rank: number, rows: number })),
      exponent: number.nullable(),
      fitted: number,
      lorenz: numbers,
    }),
  ),
  spreads: z.strictObject({ basis, items: spread, shoppers: spread, orders: spread, lines: spread }),
  prices: orAbsent(
    z.strictObject({
      from: numbers,
      to: number,
      spreads: z.array(
        z.strictObject({
          of: z.enum(['items', 'order lines', 'clicks']),
          n: number,
          quantiles: numbers.length(5),
          counts: numbers,
        }),
      ),
    }),
  ),
  ratings: orAbsent(
    z.strictObject({
      n: number,
      mean: number,
      values: z.array(z.strictObject({ stars: number, n: number })),
      verified: orAbsent(z.strictObject({ n: number, mean: number })),
      words: spread,
      recommended: number.optional(),
      helpful: number.optional(),
    }),
  ),
  categories: orAbsent(
    z.strictObject({
      basis,
      levels: number,
      largest: z.array(z.strictObject({ name: text, items: number, rows: number })),
      others: z.strictObject({ categories: number, items: number, rows: number }),
      items: number,
      rows: number,
    }),
  ),
  claims: z
    .array(
      z.looseObject({
        name: text,
        doc: text,
        unit: text.optional(),
        value: number.nullable(),
        why: text.optional(),
        target: z.looseObject({
          atLeast: number.optional(),
          atMost: number.optional(),
          source: text.optional(),
          verdict: z.enum(['pass', 'fail', 'not measurable']),
        }),
      }),
    )
    .optional(),
  digest: text,
});
