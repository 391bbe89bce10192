/** Sections of a scenario on the shop behind the counter: stock, suppliers, prices through time, costs. */

import { z } from 'zod';
import { probability, real, whole } from './scenario-fields.ts';

export const stock = z
  .strictObject({
    coverDays: real(
      0,
      3650,
      30,
      'days of expected sales that a purchase is to last; 0: stock without end, never bought',
      { unit: 'days' },
    ),
    reviewDays: whole(1, 365, 1, 'days from one look at what is to be bought to the next', { unit: 'days' }),
    safety: real(0, 10, 1.5, 'safety stock in standard deviations of the sales during a lead time', {
      source: 'Poisson demand, (s, S) policy: Scarf 1960',
    }),
    unitsPerSession: real(
      0,
      100,
      0.03,
      'units sold in a session, over all items, that the shop expects before it has sold any',
    ),
    memoryDays: real(1, 3650, 14, 'days over which clicks and sales are averaged to expect the next sales', {
      unit: 'days',
    }),
  })
  .prefault({})
  .meta({ description: 'what is on the shelf; a shelf that is empty when the day begins sells nothing' });

export const suppliers = z
  .strictObject({
    count: whole(1, 2400, 60, 'suppliers, each of many items', { unit: 'suppliers' }),
    leadDays: real(0, 365, 3, 'median over suppliers of the median time from purchase to shelf', {
      unit: 'days',
    }),
    leadSpread: real(0, 2, 0.4, 'standard deviation of the logarithm of that median over suppliers'),
    orderSpread: real(
      0,
      2,
      0.25,
      'standard deviation of the logarithm of the time from purchase to purchase',
    ),
    reliability: probability(0.9, 'mean probability that a purchase comes in its time'),
    delay: real(1, 20, 2, 'time of one that does not, over its time'),
  })
  .prefault({})
  .meta({ description: 'from whom the shop buys' });

const segment = z
  .strictObject({
    region: z.string().min(1).max(40).optional().meta({ description: 'name of a region; any when left out' }),
    income: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: 'name of an income band; any when left out' }),
    factor: real(0.1, 10, 1, 'their prices over the shop’s'),
  })
  .refine(
    ({ region, income }) => region !== undefined || income !== undefined,
    'names no region and no income',
  );

export const pricing = z
  .strictObject({
    everyDays: whole(0, 365, 7, 'days from one setting of prices to the next; 0: list prices stay', {
      unit: 'days',
    }),
    demand: real(
      0,
      2,
      0.03,
      'exponent of (clicks + mean clicks) over twice the mean clicks, since prices were set',
    ),
    stock: real(0, 2, 0.02, 'minus the exponent of (stock + 1) over (stock after a purchase + 1)'),
    clearance: probability(0.15, 'share taken off an item that will soon be retired'),
    clearanceDays: real(0, 365, 14, 'days before its retirement from which it is cheaper', { unit: 'days' }),
    floor: real(0.01, 1, 0.7, 'lowest price over list price'),
    ceiling: real(1, 100, 1.3, 'highest price over list price'),
    segments: z.array(segment).max(50).default([]).meta({ description: 'prices of some shoppers' }),
  })
  .prefault({})
  .meta({ description: 'prices through time' });

export const finance = z
  .strictObject({
    shipping: real(0, 1_000_000, 420, 'what it costs the shop to send a parcel', { unit: 'cents' }),
  })
  .prefault({})
  .meta({ description: 'costs that are not of goods' });
