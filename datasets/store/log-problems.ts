/** The invariants of a log by table, as far as its tables could be read. */

import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from '../after-sale-tables.ts';
import { checkChargebacks, checkFraudLabels } from '../fraud-invariants.ts';
import { CHARGEBACKS, FRAUD_LABELS } from '../fraud-tables.ts';
import { checkIdentities } from '../identities.ts';
import { IDENTITIES } from '../identity-tables.ts';
import {
  checkActions,
  checkArms,
  checkEntities,
  checkReviews,
  checkSessions,
  createImpressionCheck,
  type ImpressionCheck,
} from '../log-invariants.ts';
import { checkAfterSale } from '../order-invariants.ts';
import { PAYMENTS, SETTLEMENTS } from '../payment-tables.ts';
import { checkSale } from '../sale-invariants.ts';
import { CHECKOUTS, ORDER_LINES, PROMOTIONS } from '../sale-tables.ts';
import { checkShop } from '../shop-invariants.ts';
import { DAILY_FINANCE, INVENTORY, PRICES, PURCHASES, SUPPLIERS } from '../shop-tables.ts';
import { asTable } from '../table-rows.ts';
import { ACTIONS, ARMS, CATALOG, ORDERS, SESSIONS, SHOPPERS, type Table, type TableSpec } from '../tables.ts';
import { checkMentions, checkSearches } from '../visit-invariants.ts';
import { MENTIONS, SEARCHES } from '../visit-tables.ts';

/** Tables that were read without a fault, by name, each with the columns that its spec says. */
export type WholeTables = ReadonlyMap<string, Table<TableSpec>>;

type TableOf = <S extends TableSpec>(spec: S) => Table<S> | undefined;
const openTables =
  (whole: WholeTables): TableOf =>
  (spec) => {
    const rows = whole.get(spec.name);
    return rows && asTable(spec, rows);
  };

/** Undefined where a table is wanting against which impressions are checked. */
export function impressionCheckOf(whole: WholeTables): ImpressionCheck | undefined {
  const of = openTables(whole);
  const sessions = of(SESSIONS);
  const actions = of(ACTIONS);
  const catalog = of(CATALOG);
  return sessions && actions && catalog
    ? createImpressionCheck(sessions, actions, catalog.length)
    : undefined;
}

/** What breaks a rule, by table; nothing of rules that need a table which is wanting. */
export function logProblems(whole: WholeTables): Record<string, string[]> {
  const of = openTables(whole);
  return { ...visitProblems(of), ...orderProblems(of), ...shopProblems(of), ...fraudProblems(of) };
}

/** Who comes, what is there, what they do and say. */
function visitProblems(of: TableOf): Record<string, string[]> {
  const sessions = of(SESSIONS);
  const actions = of(ACTIONS);
  const catalog = of(CATALOG);
  const shoppers = of(SHOPPERS);
  const reviews = of(REVIEWS);
  const arms = of(ARMS);
  const identities = of(IDENTITIES);
  const searches = of(SEARCHES);
  const mentions = of(MENTIONS);
  return {
    ...(catalog && { catalog: checkEntities(CATALOG.name, catalog.item) }),
    ...(shoppers && { shoppers: checkEntities(SHOPPERS.name, shoppers.shopper) }),
    ...(sessions && shoppers && { sessions: checkSessions(sessions, shoppers.length) }),
    ...(sessions && arms && { arms: checkArms(arms, sessions) }),
    ...(sessions &&
      shoppers &&
      identities && { identities: checkIdentities(identities, sessions, shoppers.length) }),
    ...(actions && sessions && catalog && { actions: checkActions(actions, sessions, catalog.length) }),
    ...(reviews &&
      shoppers &&
      catalog && { reviews: checkReviews(reviews, shoppers.length, catalog.length) }),
    ...(searches && sessions && { searches: checkSearches(searches, sessions) }),
    ...(mentions && catalog && { mentions: checkMentions(mentions, catalog.length) }),
  };
}

/** Orders, what is filed beside them, and what comes of them. */
function orderProblems(of: TableOf): Record<string, string[]> {
  const sessions = of(SESSIONS);
  const actions = of(ACTIONS);
  const orders = of(ORDERS);
  if (!(sessions && actions && orders)) return {};
  const shoppers = of(SHOPPERS);
  const deliveries = of(DELIVERIES);
  const returns = of(RETURNS);
  const tickets = of(TICKETS);
  const sale = {
    order_lines: of(ORDER_LINES),
    checkouts: of(CHECKOUTS),
    payments: of(PAYMENTS),
    settlements: of(SETTLEMENTS),
    promotions: of(PROMOTIONS),
  };
  return {
    ...(shoppers &&
      deliveries &&
      returns &&
      tickets &&
      checkAfterSale({ orders, deliveries, returns, tickets }, { actions, sessions }, shoppers.length)),
    ...checkSale(sale, { actions, sessions, orders, returns }),
  };
}

/** The shop's own tables. */
function shopProblems(of: TableOf): Record<string, string[]> {
  const sessions = of(SESSIONS);
  const actions = of(ACTIONS);
  const catalog = of(CATALOG);
  const orders = of(ORDERS);
  const returns = of(RETURNS);
  if (!(sessions && actions && catalog && orders && returns)) return {};
  const suppliers = of(SUPPLIERS);
  const purchases = of(PURCHASES);
  const inventory = of(INVENTORY);
  const prices = of(PRICES);
  const finance = of(DAILY_FINANCE);
  if (!(suppliers && purchases && inventory && prices && finance)) return {};
  const beside = { settlements: of(SETTLEMENTS), chargebacks: of(CHARGEBACKS) };
  return checkShop(
    { suppliers, purchases, inventory, prices, daily_finance: finance },
    { sessions, actions, catalog, orders, returns, ...beside },
  );
}

function fraudProblems(of: TableOf): Record<string, string[]> {
  const sessions = of(SESSIONS);
  const payments = of(PAYMENTS);
  const orders = of(ORDERS);
  const reviews = of(REVIEWS);
  const returns = of(RETURNS);
  const chargebacks = of(CHARGEBACKS);
  const labels = of(FRAUD_LABELS);
  const labelled = sessions &&
    payments &&
    orders &&
    reviews &&
    returns && { sessions, payments, orders, reviews, returns };
  return {
    ...(chargebacks && payments && { [CHARGEBACKS.name]: checkChargebacks(chargebacks, payments) }),
    ...(labels && labelled && { [FRAUD_LABELS.name]: checkFraudLabels(labels, labelled) }),
  };
}
