/** Sections of a scenario on what visitors want: missions, queries, and what they say of it elsewhere. */

import { z } from 'zod';
import { probability, real, whole } from './scenario-fields.ts';

const VOICE = { source: 'a fifth of searches in the Google app were spoken: Google I/O 2016' };

export const intent = z
  .strictObject({
    browse: real(0, 1e6, 55, 'relative weight of visits to look around'),
    search: real(0, 1e6, 30, 'relative weight of visits to find something in particular'),
    replenish: real(0, 1e6, 10, 'relative weight of visits to buy again where the shopper bought before'),
    gift: real(0, 1e6, 5, 'relative weight of visits to find something for another'),
    replenishPull: real(
      0,
      20,
      1.5,
      'when replenishing: rise of the logit of opening a department to which the shopper is fully used',
    ),
    giftMood: real(
      0,
      5,
      0.5,
      'standard deviation by which the taste of a gift departs from the shopper’s own, per dimension, beyond the mood',
    ),
    budget: z
      .strictObject({
        median: whole(
          0,
          1_000_000_000,
          9_000,
          'median budget of a visit at usual prices in the lowest income band; 0: none',
          { unit: 'cents' },
        ),
        spread: real(0, 3, 0.8, 'standard deviation of its logarithm over visits'),
        incomeEffect: real(0, 2, 0.3, 'rise of its logarithm from one income band to the next'),
        weight: real(
          0,
          10,
          0.6,
          'fall of the logit of carting with the logarithm of the cart over the budget',
        ),
      })
      .prefault({})
      .meta({ description: 'what a visitor means to spend' }),
  })
  .prefault({})
  .refine(({ browse, search, replenish, gift }) => browse + search + replenish + gift > 0, {
    path: ['browse'],
    message: 'the weights of all missions are 0; one must be above 0',
  })
  .meta({ description: 'what brings visitors' });

const afterHome = (normal: number, mission: string) =>
  probability(normal, `probability that a slate after the home slate is a search, ${mission}`);

export const search = z
  .strictObject({
    browse: afterHome(0.08, 'when looking around'),
    search: afterHome(0.4, 'when finding something; the first is one for certain, unless this is 0'),
    replenish: afterHome(0.2, 'when buying again'),
    gift: afterHome(0.2, 'when looking for a gift'),
    attribute: probability(0.35, 'share of queries that name a value of an attribute'),
    brand: probability(0.15, 'share of queries that name a brand'),
    skip: real(0, 0.99, 0.75, 'probability of passing over each page of results unseen: filters lead deeper'),
    typos: probability(0.06, 'share of typed queries with a letter wrong'),
    corrected: probability(
      0.85,
      'share of those that the shop understands all the same; others find nothing',
    ),
    voice: z
      .strictObject({
        desktop: probability(0.01, 'share of queries that are spoken, on desktops'),
        phone: probability(0.12, 'share of queries that are spoken, on phones', VOICE),
        tablet: probability(0.06, 'share of queries that are spoken, on tablets'),
      })
      .prefault({})
      .meta({ description: 'voice search' }),
    wordErrors: probability(0.08, 'share of spoken words that are heard wrong; an article is one word', {
      source: 'word error rates of commercial recognisers, 5 to 10 %: Xiong et al. 2016',
    }),
    deletions: probability(
      0.2,
      'share of words heard wrong that are lost; others become a word of like sound',
      {
        source: 'Xiong et al. 2016: substitutions outnumber deletions',
      },
    ),
  })
  .prefault({})
  .refine(({ attribute, brand }) => attribute + brand <= 1, {
    path: ['brand'],
    message: 'attribute + brand is above 1; they share all queries',
  })
  .meta({ description: 'search: queries, what is understood of them, and results' });

export const mentions = z
  .strictObject({
    shoppers: probability(0.1, 'share of shoppers who write on social networks of what they bought'),
    intercept: real(
      -20,
      20,
      -1.5,
      'logit of such a shopper’s mentioning an item that was neither good nor bad',
    ),
    extremity: real(0, 10, 0.8, 'rise of that logit with the size of the experience', {
      source: 'word of mouth is U-shaped in satisfaction: Anderson 1998',
    }),
    meanDays: real(0, 60, 3, 'mean time from the parcel to the mention', { unit: 'days' }),
    reach: real(0, 1e6, 120, 'median number of followers who see it', { unit: 'people' }),
    reachSpread: real(0, 4, 1.3, 'standard deviation of the logarithm of that number over mentions'),
  })
  .prefault({})
  .meta({ description: 'mentions on social networks' });
