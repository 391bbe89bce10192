/**
 * What only the simulator knows, filed apart from the log under `truth/`. Nothing in algorithms/ accepts these types; they
 * are for measuring, never for fitting.
 */

import { createTable, NO_SHOPPER, type Table, type TableSpec } from '../../datasets/tables.ts';
import { MISSIONS, NO_BUDGET } from '../behaviour/intent.ts';
import type { World } from '../world/world.ts';

export const SHOPPER_TASTES = {
  name: 'shopper_tastes',
  doc: 'Latent taste of each shopper at the start, one row a dimension.',
  sortKey: ['shopper', 'dimension'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper' },
    dimension: { type: 'u8', doc: 'latent dimension' },
    value: { type: 'f32', doc: 'standard normal over shoppers' },
  },
} as const satisfies TableSpec;
export type ShopperTastes = Table<typeof SHOPPER_TASTES>;

export const SHOPPER_TRAITS = {
  name: 'shopper_traits',
  doc: 'Other hidden traits of each shopper.',
  sortKey: ['shopper'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper' },
    sessionsPerDay: { type: 'f64', unit: 'sessions a day', doc: 'mean arrivals' },
    priceSensitivity: { type: 'f32', doc: 'multiplies the weight of price' },
    churnPerDay: { type: 'f64', unit: '1 / day', doc: 'hazard of leaving for good, at satisfaction 0' },
    patience: { type: 'f64', doc: 'probability of looking at one more slate' },
    novelty: { type: 'f32', doc: 'utility that items of a department lose at habit 1' },
    conformity: { type: 'f32', doc: 'weight of what is liked in the shopper’s age band' },
    compulsive: { type: 'u8', doc: 'buys compulsively', labels: ['no', 'yes'] },
    devices: { type: 'u8', doc: 'devices that the shopper has' },
  },
} as const satisfies TableSpec;
export type ShopperTraits = Table<typeof SHOPPER_TRAITS>;

export const ITEM_ATTRIBUTES = {
  name: 'item_attributes',
  doc: 'Latent attributes of each item, one row a dimension.',
  sortKey: ['item', 'dimension'],
  columns: {
    item: { type: 'u32', doc: 'item' },
    dimension: { type: 'u8', doc: 'latent dimension' },
    value: { type: 'f32', doc: 'standard normal over items' },
  },
} as const satisfies TableSpec;
export type ItemAttributes = Table<typeof ITEM_ATTRIBUTES>;

export const ITEM_TRAITS = {
  name: 'item_traits',
  doc: 'Other hidden traits of each item.',
  sortKey: ['item'],
  columns: {
    item: { type: 'u32', doc: 'item' },
    quality: { type: 'f32', doc: 'standard normal over items' },
  },
} as const satisfies TableSpec;
export type ItemTraits = Table<typeof ITEM_TRAITS>;

export const SESSION_TRUTH = {
  name: 'session_truth',
  doc: 'Who each session really was, and what for.',
  sortKey: ['session'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    shopper: { type: 'u32', doc: 'true shopper, signed in or not', missing: NO_SHOPPER },
    creepy: {
      type: 'f32',
      doc: 'how far the home slate was over-personalised: mean match above the threshold, 0 where it was not',
    },
    mission: { type: 'u8', doc: 'what brought them', labels: MISSIONS },
    budget: { type: 'u32', unit: 'cents', doc: 'what they meant to spend', missing: NO_BUDGET },
  },
} as const satisfies TableSpec;
export type SessionTruth = Table<typeof SESSION_TRUTH>;

export const IMPRESSION_TRUTH = {
  name: 'impression_truth',
  doc: 'What each impression was worth to whom saw it; filed when truth is full.',
  sortKey: ['session', 'slate', 'position'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    slate: { type: 'u16', doc: 'slate within the session' },
    position: { type: 'u8', doc: 'slot' },
    utility: { type: 'f32', doc: 'utility, without its random part' },
    examined: { type: 'u8', doc: 'was the slot seen', labels: ['no', 'yes'] },
  },
} as const satisfies TableSpec;
export type ImpressionTruth = Table<typeof IMPRESSION_TRUTH>;

export const ACTION_TRUTH = {
  name: 'action_truth',
  doc: 'What the item of each action was worth to whom acted.',
  sortKey: ['session', 'seq'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    seq: { type: 'u16', doc: 'action within the session' },
    utility: { type: 'f32', doc: 'utility at the time of choice, without its random part' },
  },
} as const satisfies TableSpec;
export type ActionTruth = Table<typeof ACTION_TRUTH>;

/** Truth of shoppers, rows [start, end) of the world's own. */
export function shopperTruth(
  world: World,
  start = 0,
  end = world.shoppers.length,
): [ShopperTastes, ShopperTraits] {
  const { shoppers } = world;
  const { dimensions } = shoppers;
  const tastes = createTable(SHOPPER_TASTES, (end - start) * dimensions);
  const traits = createTable(SHOPPER_TRAITS, end - start);
  for (let row = 0; row < traits.length; row++) {
    const shopper = shoppers.first + start + row;
    traits.shopper[row] = shopper;
    traits.sessionsPerDay[row] = shoppers.rate[start + row]!;
    traits.priceSensitivity[row] = shoppers.sensitivity[start + row]!;
    traits.churnPerDay[row] = shoppers.churn[start + row]!;
    for (const name of ['patience', 'novelty', 'conformity', 'compulsive', 'devices'] as const) {
      traits[name][row] = shoppers[name][start + row]!;
    }
    tastes.shopper.fill(shopper, row * dimensions, (row + 1) * dimensions);
    for (let d = 0; d < dimensions; d++) tastes.dimension[row * dimensions + d] = d;
  }
  tastes.value.set(shoppers.taste.subarray(start * dimensions, end * dimensions));
  return [tastes, traits];
}

/** Truth of items, rows [start, end). */
export function itemTruth(world: World, start = 0, end = world.items.length): [ItemAttributes, ItemTraits] {
  const { items } = world;
  const { dimensions } = items;
  const attributes = createTable(ITEM_ATTRIBUTES, (end - start) * dimensions);
  const traits = createTable(ITEM_TRAITS, end - start);
  for (let row = 0; row < traits.length; row++) {
    traits.item[row] = start + row;
    attributes.item.fill(start + row, row * dimensions, (row + 1) * dimensions);
    for (let d = 0; d < dimensions; d++) attributes.dimension[row * dimensions + d] = d;
  }
  traits.quality.set(items.quality.subarray(start, end));
  attributes.value.set(items.attributes.subarray(start * dimensions, end * dimensions));
  return [attributes, traits];
}
