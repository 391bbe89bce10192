/**
 * Consent in what is learnt: a model fitted at some moment knows nothing of those who had opted out by then, neither rows
 * from before their opt-out nor the groups they belong to.
 */

import { NEVER, SHOPPER_GROUPS, type Shoppers } from './tables.ts';

/** Who may not be learnt from at `asOf`, seconds since the origin; Infinity, when there are no times, is after every opt-out. */
export function isForgotten(optOut: Uint32Array, shopper: number, asOf: number): boolean {
  return optOut[shopper] !== NEVER && optOut[shopper]! <= asOf;
}

/** The rows, in order, whose shopper may be learnt from at `asOf`. `shopperOf` holds the shopper of every row. */
export function consentedRows(
  rows: Uint32Array,
  shopperOf: Uint32Array,
  optOut: Uint32Array,
  asOf: number,
): Uint32Array {
  return rows.filter((row) => !isForgotten(optOut, shopperOf[row]!, asOf));
}

/** Shoppers as a model fitted at `asOf` may know them: the forgotten without groups, opt-outs to come not yet known. */
export function consentedShoppers(shoppers: Shoppers, asOf: number): Shoppers {
  const { optOut } = shoppers;
  if (optOut.every((moment) => moment === NEVER)) return shoppers;
  const blank = (values: string[]): string[] =>
    values.map((value, shopper) => (isForgotten(optOut, shopper, asOf) ? '' : value));
  const groups = Object.fromEntries(SHOPPER_GROUPS.map((name) => [name, blank(shoppers[name])]));
  return {
    ...shoppers,
    ...groups,
    id: blank(shoppers.id),
    optOut: optOut.map((moment) => (moment <= asOf ? moment : NEVER)),
  };
}
