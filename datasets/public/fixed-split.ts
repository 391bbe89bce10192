/** Interactions published as fixed parts: a train file and a test file of lines `user item item ...`. */

import { countingOrder } from '../../numerics/csr.ts';
import { REVIEWS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules } from '../quality.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type Actions,
  CATALOG,
  type Catalog,
  createTable,
  IMPRESSIONS,
  NO_ORDER,
  NO_POSITION,
  NO_SLATE,
  SESSIONS,
  type Sessions,
  SHOPPERS,
  type Shoppers,
} from '../tables.ts';
import type { ItemLists } from './item-lists.ts';

/** Pairs of both parts in one row order: train first. `user` and `item` are outside ids. */
interface Pairs {
  readonly length: number;
  readonly user: Uint32Array;
  readonly item: Uint32Array;
  /** Rows from here on are test. */
  readonly trainRows: number;
}

function pairsOf(train: ItemLists, test: ItemLists): Pairs {
  const length = train.items.length + test.items.length;
  const user = new Uint32Array(length);
  const item = new Uint32Array(length);
  let at = 0;
  for (const { users, start, items } of [train, test]) {
    item.set(items, at);
    users.forEach((id, n) => {
      user.fill(id, at + start[n]!, at + start[n + 1]!);
    });
    at += items.length;
  }
  return { length, user, item, trainRows: train.items.length };
}

/** Dense indices of ids, ascending by id: where ids have no gap, index = id. */
function denseIndex(ids: readonly Uint32Array[]): { readonly of: Uint32Array; readonly ids: Uint32Array } {
  const bound = ids.reduce((most, list) => list.reduce((top, id) => Math.max(top, id + 1), most), 0);
  const of = new Uint32Array(bound);
  for (const list of ids) for (const id of list) of[id] = 1;
  const present = Uint32Array.from(of.keys()).filter((id) => of[id] === 1);
  present.forEach((id, index) => {
    of[id] = index;
  });
  return { of, ids: present };
}

const FIRST = 0;
const REPEATED = 1;
const SEEN_IN_TRAIN = 2;

/** Of each row, whether its pair stood before, and where. `order` groups rows by user, train first. */
function pairStates(pairs: Pairs, order: Uint32Array, items: number): Uint8Array {
  const state = new Uint8Array(pairs.length);
  const lastUser = new Uint32Array(items);
  const lastRow = new Uint32Array(items);
  for (const row of order) {
    const item = pairs.item[row]!;
    if (lastUser[item] === pairs.user[row]! + 1) {
      const crossed = row >= pairs.trainRows && lastRow[item]! < pairs.trainRows;
      state[row] = crossed ? SEEN_IN_TRAIN : REPEATED;
    } else {
      state[row] = FIRST;
      lastUser[item] = pairs.user[row]! + 1;
      lastRow[item] = row;
    }
  }
  return state;
}

/**
 * The data set without its provenance: a `click` a pair, one session a shopper, items ascending within a part (the files'
 * order within a line means nothing), no times.
 */
export function fixedSplitDataset(train: ItemLists, test: ItemLists): Omit<Dataset, 'provenance'> {
  const pairs = pairsOf(train, test);
  const shopper = denseIndex([train.users, test.users]);
  const item = denseIndex([train.items, test.items]);
  const byUser = countingOrder(pairs.user, shopper.of.length);
  const state = pairStates(pairs, byUser, item.of.length);
  const { kept, account } = applyRules(pairs.length, [
    { rule: 'pair stands once in its part', keep: (row) => state[row] !== REPEATED },
    { rule: 'test pair is not in train', keep: (row) => state[row] !== SEEN_IN_TRAIN },
  ]);
  const part = Uint8Array.from({ length: pairs.length }, (_, row) => Number(row >= pairs.trainRows));
  const byItem = countingOrder(pairs.item, item.of.length, kept);
  const byPart = countingOrder(Uint32Array.from(part), 2, byItem);
  const order = countingOrder(pairs.user, shopper.of.length, byPart);
  return {
    account,
    log: {
      origin: '1970-01-01T00:00:00Z',
      sessions: oneSessionEach(shopper.ids.length),
      impressions: createTable(IMPRESSIONS, 0),
      actions: clicks(
        order.map((row) => shopper.of[pairs.user[row]!]!),
        order.map((row) => item.of[pairs.item[row]!]!),
      ),
      reviews: createTable(REVIEWS, 0),
    },
    catalog: catalogOf(item.ids),
    shoppers: shoppersOf(shopper.ids),
    timed: false,
    part: Uint8Array.from(order, (row) => part[row]!),
  };
}

function catalogOf(ids: Uint32Array): Catalog {
  const catalog = createTable(CATALOG, ids.length);
  ids.forEach((id, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = String(id);
  });
  return catalog;
}

function shoppersOf(ids: Uint32Array): Shoppers {
  const shoppers = createTable(SHOPPERS, ids.length);
  ids.forEach((id, shopper) => {
    shoppers.shopper[shopper] = shopper;
    shoppers.key[shopper] = shopper;
    shoppers.id[shopper] = String(id);
  });
  return shoppers;
}

function oneSessionEach(shoppers: number): Sessions {
  const sessions = createTable(SESSIONS, shoppers);
  for (let shopper = 0; shopper < shoppers; shopper++) {
    sessions.session[shopper] = shopper;
    sessions.visitor[shopper] = shopper;
    sessions.shopper[shopper] = shopper;
  }
  return sessions;
}

function clicks(session: Uint32Array, item: Uint32Array): Actions {
  const actions = createTable(ACTIONS, session.length);
  actions.session.set(session);
  actions.item.set(item);
  actions.kind.fill(ACTION_KINDS.indexOf('click'));
  actions.slate.fill(NO_SLATE);
  actions.position.fill(NO_POSITION);
  actions.order.fill(NO_ORDER);
  for (let i = 1; i < session.length; i++) {
    if (session[i] !== session[i - 1]) continue;
    if (actions.seq[i - 1] === 0xffff)
      throw new ConfigError(['fixed split: a user has more than 65,536 items']);
    actions.seq[i] = actions.seq[i - 1]! + 1;
  }
  return actions;
}
