/** The observed tables of a log, in the order in which they are listed everywhere. */

import { CHARGEBACKS, FRAUD_LABELS } from './fraud-tables.ts';
import { PAYMENTS } from './payment-tables.ts';
import {
  ACTIONS,
  ARMS,
  CATALOG,
  DELIVERIES,
  IMPRESSIONS,
  ORDERS,
  RETURNS,
  REVIEWS,
  SESSIONS,
  SHOPPERS,
  TICKETS,
} from './tables.ts';

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

export const LOG_TABLES = [...DATASET_TABLES, PAYMENTS, CHARGEBACKS, FRAUD_LABELS] as const;
