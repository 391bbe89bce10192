/** The observed tables of a log, in the order in which they are listed everywhere. */

import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from './after-sale-tables.ts';
import { CHARGEBACKS, FRAUD_LABELS } from './fraud-tables.ts';
import { IDENTITIES, TIER_CHANGES } from './identity-tables.ts';
import { PAYMENTS, SETTLEMENTS } from './payment-tables.ts';
import { CHECKOUTS, ORDER_LINES, PROMOTIONS } from './sale-tables.ts';
import { DAILY_FINANCE, INVENTORY, PRICES, PURCHASES, SUPPLIERS } from './shop-tables.ts';
import { ACTIONS, ARMS, CATALOG, IMPRESSIONS, ORDERS, SESSIONS, SHOPPERS } from './tables.ts';
import { MENTIONS, SEARCHES } from './visit-tables.ts';

/** What a `Dataset` holds: what algorithms and experiments read. */
export const DATASET_TABLES = [
  SESSIONS,
  IMPRESSIONS,
  ACTIONS,
  ORDERS,
  DELIVERIES,
  RETURNS,
  TICKETS,
  REVIEWS,
  ARMS,
  CATALOG,
  SHOPPERS,
] as const;

export const LOG_TABLES = [
  ...DATASET_TABLES,
  IDENTITIES,
  TIER_CHANGES,
  SEARCHES,
  MENTIONS,
  CHECKOUTS,
  ORDER_LINES,
  PAYMENTS,
  SETTLEMENTS,
  CHARGEBACKS,
  FRAUD_LABELS,
  PROMOTIONS,
  SUPPLIERS,
  PURCHASES,
  INVENTORY,
  PRICES,
  DAILY_FINANCE,
] as const;
