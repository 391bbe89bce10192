/** Sections of a scenario on who shoppers are to the shop, and on the harms that come with them. */

import { z } from 'zod';
import { MOST_DEVICES } from '../people/visitors.ts';
import { probability, real } from './scenario-fields.ts';

export const identity = z
  .strictObject({
    devices: real(1, MOST_DEVICES, 1.6, 'mean devices of a shopper', { unit: 'devices' }),
    main: probability(0.75, 'probability that a visit is made on the shopper’s main device'),
    forget: probability(0.02, 'probability that the cookie of the device is gone when a visit begins'),
    channelHabit: probability(
      0.5,
      'probability that a shopper comes by their own habitual channel instead of any',
    ),
  })
  .prefault({})
  .meta({ description: 'by which devices and cookies a shop knows its visitors' });

export const harms = z
  .strictObject({
    creepy: z
      .strictObject({
        threshold: real(
          0,
          10,
          1.5,
          'mean match of taste and attributes over a home slate, in standard deviations, above which it feels watched',
        ),
        utility: real(0, 10, 0.3, 'loss of utility of every item of the session for each unit above it'),
        satisfaction: probability(
          0.05,
          'part of the way to -1 that satisfaction goes for each unit above it, 1 at most',
        ),
      })
      .prefault({})
      .meta({
        description: 'response to over-personalised slates',
        source: 'reactance to personalisation: White, Zahay, Thorbjørnsen and Shavitt 2008',
      }),
    groupInfluence: z
      .strictObject({
        weight: real(
          0,
          5,
          0.1,
          'weight of log(1 + clicks over mean clicks an item) within the shopper’s age band, for mean conformity',
        ),
        spread: real(0, 2, 0.5, 'standard deviation of the logarithm of conformity over shoppers'),
      })
      .prefault({})
      .meta({ description: 'liking what one’s own group likes', source: 'Bearden and Etzel 1982' }),
    compulsive: z
      .strictObject({
        share: probability(0.05, 'share of shoppers who buy compulsively', {
          source: 'Koran, Faber, Aboujaoude, Large and Serpe 2006: 5.8 %',
        }),
        urge: real(0, 10, 0.7, 'rise of their logits of carting and of ordering'),
        regret: real(0, 10, 0.6, 'fall of their experience of what they ordered'),
      })
      .prefault({})
      .meta({ description: 'compulsive buying' }),
  })
  .prefault({})
  .meta({ description: 'known harms, each visible in the truth' });
