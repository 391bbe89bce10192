/** What happened in the paper's world as rows that an algorithm of the suite learns from. */

import type { TrainingData } from '../../algorithms/algorithm.ts';
import { toInteractions } from '../../datasets/interactions.ts';
import { NOT_CLICKED, type Shown } from '../../datasets/shown.ts';
import {
  CATALOG,
  type Catalog,
  createTable,
  NEVER,
  NO_MOMENT,
  NO_SUPPLIER,
  SHOPPERS,
  type Shoppers,
} from '../../datasets/tables.ts';
import { requireHonestBarrier } from '../leaks/loop-leaks.ts';
import { NO_ITEM } from '../loops/tally.ts';
import type { ChaneyParams } from './chaney-params.ts';
import type { Utilities } from './utilities.ts';

/** A round is a day where algorithms ask for times. */
export const DAY = 86_400;

/** Plain data. */
export interface ChaneyState {
  /** Rounds that have passed. */
  readonly round: number;
  /** [shopper] items in the order in which they were chosen, one a round */
  readonly chosen: readonly number[][];
  /** [round] (shoppers x page) first places of the lists; NO_ITEM where a list was shorter */
  readonly pages: readonly Uint32Array[];
}

/** What an algorithm may learn from before round `at`. Audited. */
export function trainingOf(
  params: ChaneyParams,
  utilities: Utilities,
  { chosen, pages }: ChaneyState,
  at: number,
): TrainingData {
  const { shoppers, page } = params;
  const { items } = utilities;
  const length = shoppers * at;
  // Log order: rounds, then shoppers.
  const roundOf = (row: number): number => Math.floor(row / shoppers);
  const choice = (row: number): number => chosen[row % shoppers]![roundOf(row)]!;
  const rows = Uint32Array.from({ length }, (_, row) => row);
  const feedback = {
    ...{ length, shoppers, items },
    shopper: rows.map((row) => row % shoppers),
    item: rows.map(choice),
    time: rows.map((row) => roundOf(row) * DAY),
    value: new Float32Array(length).fill(1),
    relevant: new Uint8Array(length).fill(1),
    session: rows,
  };
  const slots = rows.reduce<number[]>((all, row) => {
    for (let place = 0; place < page; place++)
      if (pages[roundOf(row)]![(row % shoppers) * page + place] !== NO_ITEM) all.push(row * page + place);
    return all;
  }, []);
  const slateOf = (slot: number): number => Math.floor(slot / page);
  const itemAt = (slot: number): number =>
    pages[roundOf(slateOf(slot))]![(slateOf(slot) % shoppers) * page + (slot % page)]!;
  const shown: Shown = {
    length: slots.length,
    slates: length,
    slate: Uint32Array.from(slots, slateOf),
    shopper: Uint32Array.from(slots, (slot) => slateOf(slot) % shoppers),
    item: Uint32Array.from(slots, itemAt),
    position: Uint8Array.from(slots, (slot) => slot % page),
    time: Uint32Array.from(slots, (slot) => roundOf(slateOf(slot)) * DAY),
    propensity: new Float32Array(slots.length).fill(1),
    clicked: Uint8Array.from(slots, (slot) => (itemAt(slot) === choice(slateOf(slot)) ? 1 : 0)),
  };
  const data: TrainingData = {
    ...{ asOf: at * DAY, feedback, interactions: toInteractions(feedback), shown, ahead: shoppers },
    catalog: blankCatalog(items),
    shoppers: blankShoppers(shoppers),
  };
  const clickedAt = shown.time.map((time, row) => (shown.clicked[row] === 1 ? time : NOT_CLICKED));
  requireHonestBarrier({ data, asOf: at * DAY, shown, clickedAt, optOut: data.shoppers.optOut });
  return data;
}

/** Nothing is told of items but that they are. */
function blankCatalog(length: number): Catalog {
  const catalog = createTable(CATALOG, length);
  catalog.item.forEach((_, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
  });
  catalog.launched.fill(NO_MOMENT);
  catalog.retired.fill(NO_MOMENT);
  catalog.supplier.fill(NO_SUPPLIER);
  return catalog;
}

function blankShoppers(length: number): Shoppers {
  const shoppers = createTable(SHOPPERS, length);
  shoppers.shopper.forEach((_, shopper) => {
    shoppers.shopper[shopper] = shopper;
    shoppers.key[shopper] = shopper;
  });
  shoppers.optOut.fill(NEVER);
  return shoppers;
}
