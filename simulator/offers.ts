/** Offers: what a shopper is asked to pay at a moment, over the price that the shop has set for the round. */

import { log } from '../numerics/math.ts';
import { armsOf } from './arms.ts';
import { MOST_CENTS } from './behaviour/price.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** What moves prices for some shoppers, made ready once. */
export interface OfferRules {
  /** By code of the arm: its prices over the shop's. */
  readonly byArm: Float64Array;
  /** (regions x incomes) prices of a segment over the shop's. */
  readonly bySegment: Float64Array;
}

export function offerRules(scenario: Scenario): OfferRules {
  return {
    byArm: Float64Array.from(armsOf(scenario), ({ priceFactor }) => priceFactor),
    bySegment: segmentFactors(scenario),
  };
}

/** Shoppers of several segments get the product. */
function segmentFactors({ pricing, shoppers: { regions, incomes } }: Scenario): Float64Array {
  const factors = regions.flatMap(({ name: region }) =>
    incomes.map(({ name: income }) =>
      pricing.segments
        .filter((one) => (one.region ?? region) === region && (one.income ?? income) === income)
        .reduce((product, { factor }) => product * factor, 1),
    ),
  );
  return Float64Array.from(factors);
}

/** Of one shopper at one moment. */
export interface Offers {
  /** (departments) price over the shop's price of the round. */
  readonly factor: Float64Array;
  /** (departments) its logarithm. */
  readonly shift: Float64Array;
}

export function newOffers(departments: number): Offers {
  return { factor: new Float64Array(departments).fill(1), shift: new Float64Array(departments) };
}

/** Fills `offers` for row `row` of the world's shoppers. */
export function makeOffers(
  rules: OfferRules,
  { shoppers, scenario }: World,
  row: number,
  { factor, shift }: Offers,
): void {
  const segment = shoppers.region[row]! * scenario.shoppers.incomes.length + shoppers.income[row]!;
  factor.fill(rules.byArm[shoppers.arm[row]!]! * rules.bySegment[segment]!);
  for (let d = 0; d < factor.length; d++) shift[d] = factor[d] === 1 ? 0 : log(factor[d]!);
}

/** Whole cents, at least 1. */
export function offeredPrice(cents: number, factor: number): number {
  return Math.min(MOST_CENTS, Math.max(1, Math.round(cents * factor)));
}
