/** What is filed of a world before the first shopper comes. */

import { suppliersTable } from '../business/supply.ts';
import { campaignTable } from '../fraud/fraud-truth.ts';
import { armsTable } from '../policy/arms.ts';
import { type AnyPolicySpec, describePolicy } from '../policy/policy.ts';
import { promotionsTable } from '../sale/promotions.ts';
import { catalogTable, shoppersTable } from '../world/catalog-text.ts';
import type { World } from '../world/world.ts';
import type { WorldLog } from './filed-tables.ts';
import { itemTruth, shopperTruth } from './truth.ts';

const BLOCK = 65_536;

/** The tables in blocks of items, then of shoppers, each in the order of its rows. */
export function* worldLog(
  world: World,
  policy: AnyPolicySpec = world.scenario.exposure.policy,
): Generator<Partial<WorldLog>> {
  yield {
    arms: armsTable(world.scenario, describePolicy(policy)),
    suppliers: suppliersTable(world.suppliers, world.scenario),
    promotions: promotionsTable(world.scenario),
  };
  for (const [start, end] of blocks(world.items.length)) {
    const [itemAttributes, itemTraits] = itemTruth(world, start, end);
    yield { catalog: catalogTable(world, start, end), itemAttributes, itemTraits };
  }
  for (const shoppers of [world.shoppers, world.plan.accounts]) {
    const part = { ...world, shoppers };
    for (const [start, end] of blocks(shoppers.length)) {
      const [shopperTastes, shopperTraits] = shopperTruth(part, start, end);
      yield { shoppers: shoppersTable(part, start, end), shopperTastes, shopperTraits };
    }
  }
  yield { fraudCampaigns: campaignTable(world.plan.campaigns) };
}

function blocks(length: number): [number, number][] {
  return Array.from({ length: Math.ceil(length / BLOCK) }, (_, i) => [
    i * BLOCK,
    Math.min(length, (i + 1) * BLOCK),
  ]);
}
