/** Offers: what a shopper is asked to pay at a moment, over the price that the shop has set for the round. */

import { NO_PROMOTION } from '../../datasets/tables.ts';
import { log } from '../../numerics/math.ts';
import { MOST_CENTS } from '../behaviour/price.ts';
import { armsOf } from '../policy/arms.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { World } from '../world/world.ts';
import { isInForce, type PromotionRules, promotionRules } from './promotions.ts';

/** What moves prices for some shoppers, made ready once. */
export interface OfferRules {
  /** By code of the arm: its prices over the shop's. */
  readonly byArm: Float64Array;
  /** (regions x incomes) prices of a segment over the shop's. */
  readonly bySegment: Float64Array;
  readonly promotions: PromotionRules;
  /** Utility of being on offer. */
  readonly appeal: number;
}

export function offerRules(scenario: Scenario): OfferRules {
  return {
    byArm: Float64Array.from(armsOf(scenario), ({ priceFactor }) => priceFactor),
    bySegment: segmentFactors(scenario),
    promotions: promotionRules(scenario),
    appeal: scenario.choice.promotion,
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
  /** (departments) `factor` before promotions. */
  readonly usual: Float64Array;
  /** (departments) promotion in the price, or NO_PROMOTION. */
  readonly promotion: Uint8Array;
  /** (departments) utility of being on offer. */
  readonly appeal: Float64Array;
}

export function newOffers(departments: number): Offers {
  return {
    factor: new Float64Array(departments).fill(1),
    shift: new Float64Array(departments),
    usual: new Float64Array(departments).fill(1),
    promotion: new Uint8Array(departments),
    appeal: new Float64Array(departments),
  };
}

/** Fills `offers` for row `row` of the world's shoppers, whose account is of `tier`, on a day. */
export function makeOffers(
  rules: OfferRules,
  world: World,
  row: number,
  tier: number,
  day: number,
  offers: Offers,
): void {
  const { factor, shift, usual } = offers;
  const { shoppers, scenario } = world;
  const segment = shoppers.region[row]! * scenario.shoppers.incomes.length + shoppers.income[row]!;
  usual.fill(rules.byArm[shoppers.arm[row]!]! * rules.bySegment[segment]!);
  factor.set(usual);
  if (rules.promotions.sales.length > 0) takeOff(rules, world, row, tier, day, offers);
  for (let d = 0; d < factor.length; d++) shift[d] = factor[d] === 1 ? 0 : log(factor[d]!);
}

/** The largest promotion in force in each department, alone; of equals the first. */
function takeOff(
  { promotions, appeal: badge }: OfferRules,
  { shoppers }: World,
  row: number,
  tier: number,
  day: number,
  { factor, usual, promotion, appeal }: Offers,
): void {
  promotion.fill(NO_PROMOTION);
  appeal.fill(0);
  for (const sale of promotions.sales) {
    if (sale.part === 0 || !isInForce(sale, shoppers, row, tier, day)) continue;
    for (let d = 0; d < factor.length; d++) {
      const reduced = usual[d]! * (1 - sale.part);
      if (sale.departments[d] === 0 || reduced >= factor[d]!) continue;
      factor[d] = reduced;
      promotion[d] = sale.id;
      appeal[d] = badge;
    }
  }
}

/** Whole cents, at least 1. */
export function offeredPrice(cents: number, factor: number): number {
  return Math.min(MOST_CENTS, Math.max(1, Math.round(cents * factor)));
}
