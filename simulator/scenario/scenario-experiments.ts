/** Sections of a scenario on what the shop tries out on its shoppers, and on who does not want to be known. */

import { z } from 'zod';
import { probability, real } from './scenario-fields.ts';
import { PolicySchema } from './scenario-visit.ts';

/** Combinations of choices that a code of one byte can number, 0 being none. */
const MOST_ARMS = 255;

const arm = z.strictObject({
  name: z.string().min(1).max(40).meta({ description: 'name of the choice, as the shop files it' }),
  weight: real(0, 1e6, 1, 'relative number of shoppers'),
  policy: PolicySchema.optional(),
  priceFactor: real(0.1, 10, 1, 'prices seen and paid over list prices'),
});

const experiment = z.strictObject({
  name: z.string().min(1).max(40).meta({ description: 'name of the experiment, as the shop files it' }),
  arms: z
    .array(arm)
    .min(2)
    .max(20)
    .refine(
      (arms) => arms.some(({ weight }) => weight > 0),
      'all weights are 0; at least one must be above 0',
    )
    .refine(hasOwnNames, 'two arms have the same name')
    .meta({ description: 'choices of which each shopper gets one, for good; new ones go to the end' }),
});

/** Each shopper is in one arm of every experiment, independently: one experiment is an A/B test, several are multivariate. */
export const experiments = z
  .array(experiment)
  .max(8)
  .default([])
  .refine(hasOwnNames, 'two experiments have the same name')
  .refine((all) => all.reduce((product, { arms }) => product * arms.length, 1) <= MOST_ARMS, {
    message: `more than ${MOST_ARMS} combinations of arms`,
  })
  .refine((all) => all.filter(({ arms }) => arms.some(({ policy }) => policy)).length <= 1, {
    message: 'more than one experiment sets a policy; a home slate is filled by one',
  })
  .meta({ description: 'A/B and multivariate tests' });

function hasOwnNames(entries: readonly { readonly name: string }[]): boolean {
  return new Set(entries.map(({ name }) => name)).size === entries.length;
}

export const consent = z
  .strictObject({
    optOut: probability(0, 'share of shoppers who opt out of personalisation and of being learnt from'),
    from: real(0, 3650, 0, 'earliest moment of opting out, since the start of the log', { unit: 'days' }),
    over: real(0, 3650, 28, 'span in which they opt out, evenly', { unit: 'days' }),
  })
  .prefault({})
  .meta({ description: 'who does not want to be known' });
