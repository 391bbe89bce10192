/** A world: everything that is so before the first shopper comes. It follows from the scenario and the seed alone. */

import type { SeedWords } from '../../numerics/rng.ts';
import { buildSuppliers, type Suppliers } from '../business/supply.ts';
import { type Plan, planFraud } from '../fraud/plan.ts';
import { buildShoppers, type Shoppers } from '../people/shoppers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildItems, type Items } from './items.ts';

export interface World {
  readonly scenario: Scenario;
  readonly seed: SeedWords;
  readonly items: Items;
  readonly suppliers: Suppliers;
  /** All shoppers, or those of one shard. */
  readonly shoppers: Shoppers;
  /** Campaigns of fraud; the accounts opened for them come after all shoppers. */
  readonly plan: Plan;
}

export interface WorldOptions {
  /** Lasting keys of the items, ascending; 0 .. catalog.items - 1 when left out. */
  readonly itemKeys?: Uint32Array;
  /** Lasting keys of the shoppers, ascending; 0 .. shoppers.count - 1 when left out. */
  readonly shopperKeys?: Uint32Array;
  /** Build only shoppers [start, end). */
  readonly shard?: Shard;
}

/** Shoppers [start, end). */
export interface Shard {
  readonly start: number;
  readonly end: number;
}

/**
 * Builds a world. Every draw is keyed by an entity's lasting key, never by its row: with more or fewer keys, the entities
 * that stay are the same.
 */
export function buildWorld(scenario: Scenario, seed: SeedWords, options: WorldOptions = {}): World {
  const keysOfItems = options.itemKeys ?? itemKeys(scenario);
  const shopperKeys = options.shopperKeys ?? ordinals(scenario.shoppers.count);
  const { start, end } = options.shard ?? { start: 0, end: shopperKeys.length };
  const items = buildItems(scenario, seed, keysOfItems);
  const shoppers = buildShoppers(scenario, seed, shopperKeys.subarray(start, end), start);
  const plan = planFraud(scenario, { seed, items, shopperKeys });
  return { scenario, seed, items, suppliers: buildSuppliers(scenario, seed), shoppers, plan };
}

/** Lasting key of a shopper: one whom the world holds, or an account of a campaign. */
export function shopperKey({ shoppers, plan }: World, shopper: number): number {
  const { accounts } = plan;
  const { keys, first } = shopper < accounts.first ? shoppers : accounts;
  return keys[shopper - first]!;
}

/** Lasting keys of the items that a scenario asks for. */
export function itemKeys({ catalog }: Pick<Scenario, 'catalog'>): Uint32Array {
  return ordinals(catalog.items);
}

function ordinals(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/** `shards` contiguous ranges that together are shoppers [0, count), sizes within one of each other. */
export function splitShoppers(count: number, shards: number): Shard[] {
  const bound = (i: number): number => Math.floor((i * count) / shards);
  return Array.from({ length: shards }, (_, i) => ({ start: bound(i), end: bound(i + 1) }));
}
