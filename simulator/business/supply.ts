/** Supply: suppliers, and how long they take. A purchase is drawn by the item's key and how many of the item there were before. */

import { SUPPLIERS, type Suppliers as SuppliersTable } from '../../datasets/shop-tables.ts';
import { createTable } from '../../datasets/tables.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { exp, pow } from '../../numerics/math.ts';
import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Columns of suppliers; supplier number n is row n - 1. */
export interface Suppliers {
  readonly length: number;
  /** Median days from purchase to shelf. */
  readonly leadDays: Float64Array;
  /** Probability that a purchase comes in its time. */
  readonly reliability: Float64Array;
}

/** No purchase takes longer. */
const MOST_DAYS = 365;

/** Lead times are lognormal; reliability is a beta variable with the mean that is asked for: u^((1 - mean) / mean). */
export function buildSuppliers(
  { suppliers: { count, leadDays, leadSpread, reliability } }: Pick<Scenario, 'suppliers'>,
  seed: SeedWords,
): Suppliers {
  const leadKey = drawKey(seed, 'world.supplier.lead');
  const reliabilityKey = drawKey(seed, 'world.supplier.reliability');
  const leads = Float64Array.from({ length: count }, (_, n) =>
    Math.min(MOST_DAYS, leadDays * exp(leadSpread * normalQuantile(uniform(leadKey, n)))),
  );
  const reliabilities = Float64Array.from({ length: count }, (_, n) =>
    reliability > 0 ? pow(uniform(reliabilityKey, n), (1 - reliability) / reliability) : 0,
  );
  return { length: count, leadDays: leads, reliability: reliabilities };
}

/** What the shop knows of its suppliers; none where it never buys. */
export function suppliersTable(suppliers: Suppliers, scenario: Scenario): SuppliersTable {
  const table = createTable(SUPPLIERS, scenario.stock.coverDays > 0 ? suppliers.length : 0);
  for (let row = 0; row < table.length; row++) {
    table.supplier[row] = row + 1;
    table.name[row] = `supplier-${String(row + 1).padStart(4, '0')}`;
    table.leadDays[row] = suppliers.leadDays[row]!;
    table.spread[row] = scenario.suppliers.orderSpread;
    table.reliability[row] = suppliers.reliability[row]!;
  }
  return table;
}

export interface SupplyDraws {
  readonly lead: DrawKey;
  readonly delay: DrawKey;
}

export function supplyDraws(seed: SeedWords): SupplyDraws {
  return { lead: drawKey(seed, 'supply.lead'), delay: drawKey(seed, 'supply.delay') };
}

/** Rounds, at least 1, from the purchase to the one in which it comes. `factor`: what a shock does to the time. */
export function leadRounds(
  draws: SupplyDraws,
  { leadDays, reliability }: Suppliers,
  { orderSpread, delay }: Scenario['suppliers'],
  supplier: number,
  itemKey: number,
  nth: number,
  factor: number,
): number {
  const z = normalQuantile(uniform(draws.lead, itemKey, nth));
  const isLate = !(uniform(draws.delay, itemKey, nth) < reliability[supplier]!);
  const days = leadDays[supplier]! * exp(orderSpread * z) * (isLate ? delay : 1) * factor;
  return Math.min(MOST_DAYS, Math.max(1, Math.ceil(days)));
}
