/** Promotions of a scenario: who gets what off when. */

import { z } from 'zod';
import { TIERS } from '../../datasets/identity-tables.ts';
import { suggest } from '../../datasets/schema-faults.ts';
import { DEPARTMENTS } from '../world/pools.ts';
import { probability, real, whole } from './scenario-fields.ts';

/** What a code of one byte can number, 0 being none. */
const MOST_PROMOTIONS = 50;

const name = z.string().min(1).max(40);
const common = {
  name: name.meta({ description: 'name of the promotion, as the shop files it' }),
  from: whole(0, 3650, 0, 'first day of the log on which it is in force, from 0', { unit: 'days' }),
  days: whole(0, 3650, 7, 'whole days on which it is in force', { unit: 'days' }),
  percent: real(0, 90, 10, 'what it takes off', { unit: '%' }),
  departments: z
    .array(name)
    .min(1)
    .max(12)
    .optional()
    .meta({ description: 'departments on offer, by name; all when left out' }),
};
const segment = z
  .strictObject({
    income: name.optional().meta({ description: 'income band, by name' }),
    ageBand: name.optional().meta({ description: 'age band, by name' }),
    gender: name.optional().meta({ description: 'gender, by name' }),
    tier: z
      .enum(TIERS)
      .optional()
      .meta({ description: 'tier of loyalty that the account has at the moment' }),
  })
  .refine((groups) => Object.keys(groups).length > 0, 'empty; name a group')
  .meta({ description: 'groups that a shopper must all be in' });
const regions = z.array(name).min(1).max(50).meta({ description: 'regions, by name' });

/**
 * `global`, `segment` and `localised` act on the prices that are seen: where several are in force for a shopper and a
 * department, the largest alone does. Coupons act at the checkout, one an order, on what is then in the cart.
 */
const promotion = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('global'), ...common })
    .meta({ description: 'lower prices for everybody' }),
  z
    .strictObject({ kind: z.literal('segment'), ...common, segment })
    .meta({ description: 'lower prices for some groups' }),
  z
    .strictObject({ kind: z.literal('localised'), ...common, regions })
    .meta({ description: 'lower prices in some regions' }),
  z
    .strictObject({
      kind: z.literal('coupon'),
      ...common,
      segment: segment.optional(),
      regions: regions.optional(),
      code: name.meta({ description: 'code to type at the checkout' }),
      reach: probability(0.2, 'share of those it is meant for who come to know the code'),
      minimumCents: whole(0, 1_000_000_000, 0, 'least value of the cart', { unit: 'cents' }),
      perAccount: whole(1, 255, 1, 'times that an account may use it', { unit: 'orders' }),
    })
    .meta({ description: 'a code that takes off at the checkout' }),
]);
export type PromotionSpec = z.infer<typeof promotion>;

export const promotions = z
  .array(promotion)
  .max(MOST_PROMOTIONS)
  .default([])
  .refine(
    (all) => new Set(all.map((one) => one.name)).size === all.length,
    'two promotions have the same name',
  )
  .meta({ description: 'promotions; new ones go to the end' });

type Named = readonly { readonly name: string }[];

/** What the names in promotions may stand for. */
export interface PromotionNames {
  readonly promotions: readonly PromotionSpec[];
  readonly catalog: { readonly departments: number };
  readonly shoppers: Readonly<Record<'regions' | 'ageBands' | 'genders' | 'incomes', Named>>;
}

interface NameFault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Departments, regions and groups that promotions name and that are not there. */
export function unknownNames({ promotions: all, catalog, shoppers }: PromotionNames): NameFault[] {
  const departments = DEPARTMENTS.slice(0, catalog.departments);
  const groups = { income: shoppers.incomes, ageBand: shoppers.ageBands, gender: shoppers.genders };
  return all.flatMap((one, nth) => {
    const ofSegment = ('segment' in one && one.segment) || {};
    const ofRegions = ('regions' in one && one.regions) || [];
    return [
      ...check(one.departments ?? [], departments, 'department', ['promotions', nth, 'departments']),
      ...check(ofRegions, shoppers.regions, 'region', ['promotions', nth, 'regions']),
      ...(['income', 'ageBand', 'gender'] as const).flatMap((group) => {
        const chosen = ofSegment[group];
        const path = ['promotions', nth, 'segment', group];
        return chosen === undefined ? [] : check([chosen], groups[group], group, path);
      }),
    ];
  });
}

function check(names: readonly string[], known: Named, thing: string, path: NameFault['path']): NameFault[] {
  const all = known.map((one) => one.name);
  return names
    .filter((one) => !all.includes(one))
    .map((one) => ({ path, message: `no ${thing} '${one}'; ${suggest(one, all)}` }));
}
