import type { Interactions } from '../../../datasets/interactions.ts';
import { f32, flags, pairs, permutation } from '../../state/arrays.ts';
import { fields, optional } from '../../state/shape.ts';
import { hasRows } from '../scored-model.ts';

/** What a model of factors is made of, as it is filed. */
export interface FactorState {
  /** Training pairs: who is known, and what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** (shoppers * factors), finite */
  readonly shopperVectors: Float32Array;
  /** (items * factors), finite */
  readonly itemVectors: Float32Array;
  /** (items) 1 for the items that may be listed, from `trainedItems` */
  readonly trained: Uint8Array;
  /** (items) added to every score of an item, after its last factor */
  readonly bias?: Float32Array;
  /** (shoppers) 1 for those that have an answer; absent: those with a training row */
  readonly answered?: Uint8Array;
}

export function isAnswered({ answered, interactions }: FactorState, shopper: number): boolean {
  return answered ? answered[shopper] === 1 : hasRows(interactions, shopper);
}

export const FACTOR_FIELDS = {
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  shopperVectors: f32('shoppers', 'factors'),
  itemVectors: f32('items', 'factors'),
  trained: flags('items'),
  bias: optional(f32('items')),
  answered: optional(flags('shoppers')),
};
export const FACTOR_SHAPE = fields<FactorState>(FACTOR_FIELDS);
