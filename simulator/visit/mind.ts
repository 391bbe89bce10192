/** Memory of one session, used again for every session. */

import { CHOICES_A_SLATE } from '../behaviour/choice.ts';
import { newOffers, type Offers } from '../sale/offers.ts';
import type { World } from '../world/world.ts';

/** What a mind holds of the slate in view. */
export interface SlateMemory {
  /** (slateSize) items and propensities of the slate. */
  items: Uint32Array;
  propensities: Float32Array;
  /** (slateSize) positions seen, ascending. */
  seen: Uint8Array;
  /** (slateSize) utility of each seen slot; NaN once taken. */
  utilities: Float64Array;
  /** (4 x slateSize + 4) words of the choices: four for each seen slot, then four for taking nothing. */
  words: Uint32Array;
}

/** Memory of one session, used again by the next. */
export interface Mind extends SlateMemory {
  /** (dimensions) taste in the mood of the session, times `matchScale`. */
  readonly taste: Float64Array;
  /** (dimensions) for the moment of a query: absolute tastes. */
  readonly strength: Float64Array;
  readonly offers: Offers;
  /** Rise of the logit of paying with bill-me-later. */
  later: number;
  /** Weight of the logarithm of price. */
  price: number;
  /** Weight of what the shopper's group likes, and what it likes (items). */
  conformity: number;
  social: Float64Array;
  /** (departments) utility of the department's items before taste, the item's own appeal and its price. */
  readonly standing: Float64Array;
  /** (departments) set when the first category is picked; `departmentsKnown` says whether it is. */
  readonly departmentAppeal: Float64Array;
  departmentsKnown: boolean;
  /** (categories) set for the departments of `categoriesKnown`: those picked in this session. */
  readonly categoryAppeal: Float64Array;
  readonly categoriesKnown: number[];
  /** (categories) listing pages seen or passed over in this session. */
  readonly pages: Uint32Array;
  readonly opened: number[];
  /** Slate memories to spare, for slates looked at while another is open. */
  readonly spare: SlateMemory[];
  /** Items whose like have been looked at in this session. */
  readonly likened: number[];
  readonly cart: { item: number; slate: number; position: number; utility: number }[];
}

export function createMind({ scenario, items }: World): Mind {
  const { slateSize } = scenario.exposure;
  return {
    taste: new Float64Array(items.dimensions),
    strength: new Float64Array(items.dimensions),
    offers: newOffers(items.tree.departments),
    later: 0,
    price: 0,
    conformity: 0,
    social: new Float64Array(0),
    standing: new Float64Array(items.tree.departments),
    departmentAppeal: new Float64Array(items.tree.departments),
    departmentsKnown: false,
    categoryAppeal: new Float64Array(items.tree.count),
    categoriesKnown: [],
    pages: new Uint32Array(items.tree.count),
    opened: [],
    ...newSlateMemory(slateSize),
    spare: [],
    likened: [],
    cart: [],
  };
}

export function newSlateMemory(slots: number): SlateMemory {
  return {
    items: new Uint32Array(slots),
    propensities: new Float32Array(slots),
    seen: new Uint8Array(slots),
    utilities: new Float64Array(slots),
    words: new Uint32Array(CHOICES_A_SLATE * (slots + 1)),
  };
}
