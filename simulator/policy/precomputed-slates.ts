/** Slates made beforehand, one for each shopper: how a fitted model's lists are tried out without the model. */

import { NO_SHOPPER } from '../../datasets/tables.ts';
import type { SlatePolicy } from './slate-policy.ts';

/** Plain columns, which cross threads. Slates have the scenario's `exposure.slateSize` slots. */
export interface PrecomputedSlates {
  readonly name: 'precomputed';
  /** (rows) shoppers, ascending. */
  readonly shopper: Uint32Array;
  /** (rows x slateSize) different items of the catalog. */
  readonly slates: Uint32Array;
  /** (rows x slateSize) probability in (0, 1] with which each item was drawn, given the slots above; 1 when left out. */
  readonly propensities?: Float32Array;
  /** (slateSize) the slate of whom has no row, or is not signed in; shown with certainty. */
  readonly others: Uint32Array;
}

/** Raises on the first slate that could not be shown. */
export function checkPrecomputed(spec: PrecomputedSlates, slateSize: number, items: number): void {
  const { shopper, slates, propensities, others } = spec;
  const refuse = (what: string): never => {
    throw new RangeError(`policy: precomputed ${what}`);
  };
  if (others.length !== slateSize)
    refuse(`slate of others has ${others.length} items; slates have ${slateSize}`);
  if (slates.length !== shopper.length * slateSize)
    refuse(`slates hold ${slates.length} items; ${shopper.length} shoppers need ${slateSize} each`);
  if (propensities && propensities.length !== slates.length)
    refuse(`propensities are ${propensities.length}; there are ${slates.length} items`);
  for (let row = 1; row < shopper.length; row++) {
    if (shopper[row]! <= shopper[row - 1]!)
      refuse(`row ${row} is shopper ${shopper[row]} after ${shopper[row - 1]}; shoppers must ascend`);
  }
  for (let row = -1; row < shopper.length; row++) {
    const slate = row < 0 ? others : slates.subarray(row * slateSize, (row + 1) * slateSize);
    const whose = row < 0 ? 'slate of others' : `slate of shopper ${shopper[row]}`;
    const outside = slate.find((item) => item >= items);
    if (outside !== undefined) refuse(`${whose} has item ${outside}; the catalog has ${items} items`);
    if (new Set(slate).size < slateSize) refuse(`${whose} shows an item twice`);
  }
  const wrong = propensities?.find((value) => !(value > 0 && value <= 1));
  if (wrong !== undefined) refuse(`propensity ${wrong} is not above 0 and at most 1`);
}

export function precomputedPolicy(spec: PrecomputedSlates, slateSize: number): SlatePolicy {
  const { shopper, slates: own, propensities: drawn, others } = spec;
  let isChecked = false;
  return {
    personal: true,
    fillRound(visits, shop, slates, propensities) {
      if (!isChecked) checkPrecomputed(spec, slateSize, shop.items);
      isChecked = true;
      propensities.fill(1, 0, visits.length * slateSize);
      for (let i = 0; i < visits.length; i++) {
        const row = visits.shopper[i] === NO_SHOPPER ? -1 : rowOf(shopper, visits.shopper[i]!);
        if (row < 0) {
          slates.set(others, i * slateSize);
          continue;
        }
        slates.set(own.subarray(row * slateSize, (row + 1) * slateSize), i * slateSize);
        if (drawn) propensities.set(drawn.subarray(row * slateSize, (row + 1) * slateSize), i * slateSize);
      }
    },
  };
}

/** Place of `value` in ascending values, or -1. */
function rowOf(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return values[low] === value ? low : -1;
}
