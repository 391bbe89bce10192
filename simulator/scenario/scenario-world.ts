/** Sections of a scenario on what there is before the first shopper comes. */

import { z } from 'zod';
import { probability, real, shares, whole } from './scenario-fields.ts';

export const shoppers = z
  .strictObject({
    count: whole(1, 5_000_000, 20_000, 'shoppers in the world', { unit: 'shoppers' }),
    regions: shares(
      [
        ['north', 30],
        ['south', 25],
        ['east', 20],
        ['west', 25],
      ],
      'regions and their relative sizes',
    ),
    ageBands: shares(
      [
        ['18-24', 14],
        ['25-34', 27],
        ['35-44', 24],
        ['45-54', 17],
        ['55-64', 11],
        ['65+', 7],
      ],
      'age bands and their relative sizes',
    ),
    genders: shares(
      [
        ['female', 54],
        ['male', 44],
        ['other', 2],
      ],
      'genders as registered and their relative sizes',
    ),
    incomes: shares(
      [
        ['low', 30],
        ['middle', 50],
        ['high', 20],
      ],
      'income bands from lowest to highest and their relative sizes',
    ),
  })
  .prefault({})
  .meta({ description: 'who shops' });

export const catalog = z
  .strictObject({
    items: whole(2, 1_000_000, 10_000, 'items that are ever on sale', { unit: 'items' }),
    departments: whole(1, 12, 12, 'top level of the category tree', { unit: 'departments' }),
    categories: whole(1, 12, 6, 'categories in each department', { unit: 'categories' }),
    categorySkew: real(0, 2, 0.3, 'Zipf exponent of category sizes; 0: equal on average'),
    brands: whole(1, 2400, 240, 'brands', { unit: 'brands' }),
    sellers: whole(1, 2400, 400, 'sellers', { unit: 'sellers' }),
    categoryShare: probability(
      0.5,
      'share of the variance of latent attributes that an item has from its category',
    ),
    brandShare: probability(
      0.1,
      'share of the variance of latent attributes that an item has from its brand',
    ),
    labelNoise: probability(
      0.1,
      'probability that a filed attribute is drawn at random instead of from the latent one',
    ),
    launches: probability(0.02, 'share of items that come on sale during the log, evenly over its days'),
    retirements: probability(0.01, 'share of items that go off sale during the log, once they have come'),
  })
  .prefault({})
  .refine(({ categoryShare, brandShare }) => categoryShare + brandShare <= 1, {
    path: ['brandShare'],
    message: 'categoryShare + brandShare is above 1; they share the variance of an item',
  })
  .meta({ description: 'what is on sale' });

export const taste = z
  .strictObject({
    dimensions: whole(1, 16, 8, 'dimensions of latent taste and of item attributes', { unit: 'dimensions' }),
    groupProxy: probability(
      0.3,
      'correlation of taste with age band, gender and region; 0: groups say nothing of taste',
    ),
    apart: z
      .strictObject({
        by: z
          .enum(['region', 'ageBand', 'gender', 'income'])
          .default('gender')
          .meta({ description: 'what makes the group' }),
        group: z
          .string()
          .min(1)
          .max(40)
          .optional()
          .meta({ description: 'name of the group; default: the last of its list' }),
        distance: real(
          0,
          20,
          2,
          'how far the tastes of the group lie from those of all others, along one direction that is drawn',
          { unit: 'standard deviations' },
        ),
      })
      .optional()
      .meta({
        description:
          'a group that likes what others do not: its tastes are moved by half the distance one way, those of all others by half the other way, so that nothing but its size sets it apart',
      }),
    mood: real(0, 2, 0.3, 'standard deviation of a session’s taste around the shopper’s own, per dimension'),
  })
  .prefault({})
  .meta({ description: 'what shoppers like' });

export const price = z
  .strictObject({
    median: whole(1, 10_000_000, 2_500, 'median price of the median category', { unit: 'cents' }),
    categorySpread: real(0, 2, 0.7, 'standard deviation of the logarithm of median prices over categories'),
    itemSpread: real(0, 2, 0.5, 'standard deviation of the logarithm of price within a category'),
    qualityPremium: real(-1, 1, 0.15, 'rise of the logarithm of price for one standard deviation of quality'),
    sensitivitySpread: real(
      0,
      2,
      0.4,
      'standard deviation of the logarithm of price sensitivity over shoppers',
    ),
    incomeEffect: real(
      0,
      2,
      0.3,
      'fall of the logarithm of price sensitivity from one income band to the next',
    ),
    costShare: probability(0.6, 'median over items of what the shop pays over list price'),
    costSpread: real(0, 2, 0.1, 'standard deviation of the logarithm of that over items'),
  })
  .prefault({})
  .meta({ description: 'list prices and costs, and how much prices matter to whom' });
