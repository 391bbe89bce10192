import type { HashBytes } from '../numerics/digest.ts';
import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from './after-sale-tables.ts';
import type { Dataset } from './dataset.ts';
import { CHARGEBACKS, FRAUD_LABELS } from './fraud-tables.ts';
import { PAYMENTS } from './payment-tables.ts';
import { combineDigests, digestTable } from './store/table-digest.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  createTable,
  IMPRESSIONS,
  ORDERS,
  SESSIONS,
  SHOPPERS,
  type TableSpec,
} from './tables.ts';

const PART = {
  name: 'part',
  doc: 'Published part of each action.',
  sortKey: [],
  columns: { part: { type: 'u8', doc: '0 = train, 1 = test' } },
} as const satisfies TableSpec;

const TITLES = {
  name: 'reviewTitles',
  doc: 'Title of each review.',
  sortKey: [],
  columns: { title: { type: 'text', doc: 'title' } },
} as const satisfies TableSpec;

const RECOMMENDED = {
  name: 'reviewRecommended',
  doc: 'Whether the reviewer recommends the item.',
  sortKey: [],
  columns: { recommended: { type: 'u8', doc: '1: recommends' } },
} as const satisfies TableSpec;

const HELPFUL = {
  name: 'reviewHelpful',
  doc: 'Others who found the review helpful.',
  sortKey: [],
  columns: { helpful: { type: 'u32', doc: 'votes' } },
} as const satisfies TableSpec;

const SOURCE_ORDER = {
  name: 'sourceOrder',
  doc: 'Reviews in the order of the published file.',
  sortKey: [],
  columns: { row: { type: 'u32', doc: 'row of reviews' } },
} as const satisfies TableSpec;

/** Digest of the logical content of a data set: all observed tables, and the published parts and order where it has them. */
export function digestDataset(dataset: Omit<Dataset, 'provenance' | 'account'>, hash: HashBytes): string {
  const { log, catalog, shoppers, arms = createTable(ARMS, 0), part, sourceOrder } = dataset;
  const { title, recommended, helpful } = dataset.reviewDetails ?? {};
  const { length } = log.reviews;
  return combineDigests(
    {
      sessions: digestTable(SESSIONS, log.sessions, hash),
      impressions: digestTable(IMPRESSIONS, log.impressions, hash),
      actions: digestTable(ACTIONS, log.actions, hash),
      reviews: digestTable(REVIEWS, log.reviews, hash),
      ...(log.afterSale && {
        orders: digestTable(ORDERS, log.afterSale.orders, hash),
        deliveries: digestTable(DELIVERIES, log.afterSale.deliveries, hash),
        returns: digestTable(RETURNS, log.afterSale.returns, hash),
        tickets: digestTable(TICKETS, log.afterSale.tickets, hash),
      }),
      ...(log.fraud && {
        payments: digestTable(PAYMENTS, log.fraud.payments, hash),
        chargebacks: digestTable(CHARGEBACKS, log.fraud.chargebacks, hash),
        fraud_labels: digestTable(FRAUD_LABELS, log.fraud.fraudLabels, hash),
      }),
      arms: digestTable(ARMS, arms, hash),
      catalog: digestTable(CATALOG, catalog, hash),
      shoppers: digestTable(SHOPPERS, shoppers, hash),
      ...(title && { reviewTitles: digestTable(TITLES, { length, title: [...title] }, hash) }),
      ...(recommended && { reviewRecommended: digestTable(RECOMMENDED, { length, recommended }, hash) }),
      ...(helpful && { reviewHelpful: digestTable(HELPFUL, { length, helpful }, hash) }),
      ...(part && { part: digestTable(PART, { length: part.length, part }, hash) }),
      ...(sourceOrder && {
        sourceOrder: digestTable(SOURCE_ORDER, { length: sourceOrder.length, row: sourceOrder }, hash),
      }),
    },
    hash,
  );
}
