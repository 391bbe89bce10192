/** Parameters of the model of Chaney, Stewart and Engelhardt 2018, as published unless said. */

import { z } from 'zod';

export const ChaneyParams = z.strictObject({
  shoppers: z.int().min(2).max(5000).default(100).describe('users'),
  factors: z.int().min(2).max(200).default(20).describe('K, of preferences and attributes'),
  newItems: z.int().min(1).max(200).default(10).describe('items that appear in every round'),
  startup: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe(
      'rounds at the start in which everybody sees the new items alone in random order, whatever the policy',
    ),
  rounds: z.int().min(1).max(1000).default(90).describe('rounds after the start'),
  attention: z
    .number()
    .min(-10)
    .max(0)
    .default(-0.8)
    .describe('exponent of attention: an item in place r is taken for what it is worth times r^attention'),
  known: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.98)
    .describe('mean share of the utility of an item that a user knows before choosing it'),
  sigma: z
    .number()
    .gt(0)
    .max(0.1)
    .default(1e-5)
    .describe('standard deviation of utilities and known shares about their means'),
  preference: z.number().gt(0).max(1e4).default(10).describe('total concentration of preferences'),
  attribute: z.number().gt(0).max(1e4).default(0.1).describe('total concentration of attributes'),
  chosenStay: z
    .boolean()
    .default(true)
    .describe(
      'items that a user has chosen keep their places in later lists, as in T-RECS; false: lists are of others alone',
    ),
  page: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('places of a list that count as shown, and best items that count as liked'),
});
export type ChaneyParams = z.infer<typeof ChaneyParams>;
