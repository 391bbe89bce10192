/**
 * A setting of the playground: all that decides what is seen. It stands whole in the address after `#`, so that a link restores it, and is
 * turned into a scenario and a study of loops that a command line runs to the same digest.
 */

import { z } from 'zod';

/** Policies that a shop may have. `random`, `popularity` and `oracle` are the shop's own; the rest learn. */
export const SHOP_POLICIES = [
  'popularity',
  'random',
  'content-based',
  'item-knn',
  'user-knn',
  'als',
  'bpr',
  'ease',
  'lin-ucb',
  'oracle',
] as const;

const Shop = z.strictObject({
  policy: z.enum(SHOP_POLICIES).describe('who fills the home page'),
  exploration: z.number().min(0).max(1).default(0.1).describe('probability that a slot is drawn evenly'),
  diversity: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('strength of re-ranking by maximal marginal relevance; 0: none'),
});

export const SettingSchema = z.strictObject({
  seed: z.string().min(1).max(60).default('playground').describe('of the world and of every draw'),
  shoppers: z.int().min(50).max(2000).default(500),
  items: z.int().min(50).max(2000).default(500),
  rounds: z.int().min(1).max(60).default(10).describe('days; policies learn anew before each'),
  shops: z
    .tuple([Shop, Shop])
    .default([
      { policy: 'item-knn', exploration: 0.1, diversity: 0 },
      { policy: 'als', exploration: 0.1, diversity: 0 },
    ])
    .describe('the shop and its rival, in the same world'),
  world: z
    .strictObject({
      popularityPull: z
        .number()
        .min(0)
        .max(3)
        .default(0.5)
        .describe('how much the page itself puts what sells in front'),
      conformity: z
        .number()
        .min(0)
        .max(5)
        .default(0.05)
        .describe('how much shoppers like what others clicked'),
      drift: z.number().min(0).max(1).default(0.1).describe('how far tastes move toward what is consumed'),
      fraud: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe('share of items whose sellers buy reviews and clicks'),
    })
    .prefault({}),
  /** Row of the shopper whose page is looked at. */
  watched: z.int().min(0).default(0),
  /** YAML of a scenario of the visitor's own, in place of the built-in one; the sliders of the world are laid over it. */
  scenario: z.string().max(20_000).optional(),
  /** Which lesson is open. */
  lesson: z.string().max(60).optional(),
  /** Controls that a teacher's link leaves out. */
  hide: z.array(z.string().max(40)).max(40).default([]),
});

export type Setting = z.infer<typeof SettingSchema>;
