/** Promotions: which are in force for whom, and what a coupon takes off. Made ready once from the scenario. */

import { TIERS } from '../../datasets/identity-tables.ts';
import { PROMOTION_KINDS, PROMOTIONS, type Promotions } from '../../datasets/sale-tables.ts';
import { createTable } from '../../datasets/tables.ts';
import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { Shoppers } from '../people/shoppers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { DEPARTMENTS } from '../world/pools.ts';

/** Groups of which promotions speak: columns of `Shoppers`. */
const GROUPS = ['region', 'ageBand', 'gender', 'income'] as const;
type Group = (typeof GROUPS)[number];
type GroupColumns = Pick<Shoppers, Group>;

export interface Promotion {
  /** As in the table `promotions`, from 1. */
  readonly id: number;
  readonly isCoupon: boolean;
  /** In force on days [from, until). */
  readonly from: number;
  readonly until: number;
  /** Part that it takes off. */
  readonly part: number;
  /** (departments) 1: on offer. */
  readonly departments: Uint8Array;
  /** By group: 1 for each that it is meant for; a group left out does not matter. */
  readonly meantFor: Readonly<Partial<Record<Group, Uint8Array>>>;
  /** Code of TIERS that it is meant for; undefined: all. */
  readonly tier: number | undefined;
  /** Coupons: chance to know it, least value of the cart in cents, times an account may use it. */
  readonly reach: number;
  readonly minimum: number;
  readonly perAccount: number;
}

export interface PromotionRules {
  /** They act on prices that are seen. */
  readonly sales: readonly Promotion[];
  readonly coupons: readonly Promotion[];
}

export function promotionRules(scenario: Scenario): PromotionRules {
  const all = scenario.promotions.map((_, nth) => readyPromotion(scenario, nth));
  return {
    sales: all.filter(({ isCoupon }) => !isCoupon),
    coupons: all.filter(({ isCoupon }) => isCoupon),
  };
}

function readyPromotion({ promotions, shoppers, catalog }: Scenario, nth: number): Promotion {
  const spec = promotions[nth]!;
  const marks = (known: readonly { readonly name: string }[], chosen: readonly string[]): Uint8Array =>
    Uint8Array.from(known, ({ name }) => Number(chosen.includes(name)));
  const tree = DEPARTMENTS.slice(0, catalog.departments);
  const { ageBand, gender, income, tier } = ('segment' in spec && spec.segment) || {};
  const regions = 'regions' in spec ? spec.regions : undefined;
  return {
    id: nth + 1,
    isCoupon: spec.kind === 'coupon',
    from: spec.from,
    until: spec.from + spec.days,
    part: spec.percent / 100,
    departments: marks(tree, spec.departments ?? tree.map(({ name }) => name)),
    meantFor: {
      ...(regions && { region: marks(shoppers.regions, regions) }),
      ...(ageBand !== undefined && { ageBand: marks(shoppers.ageBands, [ageBand]) }),
      ...(gender !== undefined && { gender: marks(shoppers.genders, [gender]) }),
      ...(income !== undefined && { income: marks(shoppers.incomes, [income]) }),
    },
    tier: tier && TIERS.indexOf(tier),
    ...(spec.kind === 'coupon'
      ? { reach: spec.reach, minimum: spec.minimumCents, perAccount: spec.perAccount }
      : { reach: 1, minimum: 0, perAccount: 0 }),
  };
}

/**
 * Whether a promotion is in force on `day` for row `row`, whose account is of `tier`: sales for all it is meant for, coupons
 * for those who may know it.
 */
export function isInForce(
  promotion: Promotion,
  groups: GroupColumns,
  row: number,
  tier: number,
  day: number,
): boolean {
  if (day < promotion.from || day >= promotion.until) return false;
  if (promotion.tier !== undefined && promotion.tier !== tier) return false;
  for (const group of GROUPS) if (promotion.meantFor[group]?.[groups[group][row]!] === 0) return false;
  return true;
}

/** A line of a cart as coupons see it. */
export interface CartValue {
  readonly department: number;
  /** Cents. */
  readonly value: number;
}

/** Whole cents that a coupon takes off a cart of this worth to the coupon: 0 below its minimum. */
export function couponDiscount(
  { part, departments, minimum }: Promotion,
  cart: readonly CartValue[],
): number {
  let value = 0;
  let onOffer = 0;
  for (const line of cart) {
    value += line.value;
    if (departments[line.department] === 1) onOffer += line.value;
  }
  return value >= minimum ? Math.floor(part * onOffer) : 0;
}

/** Whether the shopper with this lasting key has come to know the code of a coupon. */
export function knowsCoupon(draw: DrawKey, { id, reach }: Promotion, shopperKey: number): boolean {
  return reach > 0 && uniform(draw, shopperKey, id) < reach;
}

export const reachKey = (seed: SeedWords): DrawKey => drawKey(seed, 'promotion.reach');

/** What the shop files of its promotions. */
export function promotionsTable({ promotions }: Scenario): Promotions {
  const rows = createTable(PROMOTIONS, promotions.length);
  for (const [row, one] of promotions.entries()) {
    rows.promotion[row] = row + 1;
    rows.name[row] = one.name;
    rows.kind[row] = PROMOTION_KINDS.indexOf(one.kind);
    rows.start[row] = one.from * DAY;
    rows.end[row] = (one.from + one.days) * DAY;
    rows.percent[row] = one.percent;
    rows.departments[row] = (one.departments ?? []).join('|');
    const segment = Object.entries(('segment' in one && one.segment) || {});
    rows.segment[row] = segment.map(([group, name]) => `${group}=${name}`).join('|');
    rows.regions[row] = (('regions' in one && one.regions) || []).join('|');
    if (one.kind !== 'coupon') continue;
    rows.code[row] = one.code;
    rows.minimum[row] = one.minimumCents;
    rows.perAccount[row] = one.perAccount;
  }
  return rows;
}
