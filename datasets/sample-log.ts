/** A log small enough to check by eye, valid by every rule of log-invariants.ts: for tests and for reading. */

import { DELIVERIES, NO_ANSWER, RETURNS, REVIEWS, TICKETS } from './after-sale-tables.ts';
import type { AfterSale, Log } from './dataset.ts';
import {
  ACTIONS,
  ARMS,
  type Arms,
  CATALOG,
  type Catalog,
  createTable,
  IMPRESSIONS,
  NEVER,
  NO_ARM,
  NO_ORDER,
  NO_POSITION,
  NO_SHOPPER,
  NO_SLATE,
  ORDERS,
  SESSIONS,
  SHOPPERS,
  type Shoppers,
} from './tables.ts';

/** Three sessions of two shoppers and an unknown visitor; five items; slates of two. A fresh copy at each call. */
export function createSampleLog(): {
  log: Log & { readonly afterSale: AfterSale };
  catalog: Catalog;
  shoppers: Shoppers;
  arms: Arms;
} {
  const sessions = createTable(SESSIONS, 3);
  sessions.session.set([0, 1, 2]);
  sessions.round.set([0, 0, 1]);
  sessions.start.set([100, 250, 90_000]);
  sessions.visitor.set([0, 1, 0]);
  sessions.visit.set([0, 0, 1]);
  sessions.shopper.set([0, NO_SHOPPER, 1]);
  sessions.channel.set([1, 2, 1]);
  sessions.device.set([1, 2, 2]);
  sessions.arm.set([2, 1, NO_ARM]);

  const impressions = createTable(IMPRESSIONS, 6);
  impressions.session.set([0, 0, 0, 0, 1, 2]);
  impressions.slate.set([0, 0, 1, 1, 0, 0]);
  impressions.surface.set([0, 0, 1, 1, 0, 0]);
  impressions.position.set([0, 1, 0, 1, 0, 0]);
  impressions.item.set([4, 2, 2, 0, 1, 3]);
  impressions.propensity.set([0.25, 0.5, 1, 1, 1, 0.125]);

  const actions = createTable(ACTIONS, 4);
  actions.session.set([0, 0, 0, 2]);
  actions.seq.set([0, 1, 2, 0]);
  actions.time.set([110, 110, 130, 90_005]);
  actions.kind.set([0, 1, 2, 0]);
  actions.item.set([2, 2, 2, 3]);
  actions.slate.set([1, 0, NO_SLATE, 0]);
  actions.position.set([0, 1, NO_POSITION, 0]);
  actions.price.set([999, 999, 899, 5]);
  actions.quantity.set([0, 1, 1, 0]);
  actions.order.set([NO_ORDER, NO_ORDER, 0, NO_ORDER]);

  const orders = createTable(ORDERS, 1);
  orders.time.set([130]);
  orders.lines.set([1]);
  orders.units.set([1]);
  orders.value.set([899]);
  orders.discount.set([99]);
  orders.shipping.set([300]);
  orders.tax.set([80]);
  orders.total.set([1180]);
  orders.method.set([2]);

  const deliveries = createTable(DELIVERIES, 1);
  deliveries.time.set([91_000]);

  const returns = createTable(RETURNS, 1);
  returns.time.set([98_000]);
  returns.item.set([2]);
  returns.units.set([1]);
  returns.reason.set([2]);

  const tickets = createTable(TICKETS, 3);
  tickets.time.set([92_000, 93_000, 97_000]);
  tickets.item.fill(2);
  tickets.step.set([0, 1, 2]);
  tickets.topic.fill(2);
  tickets.csat.set([NO_ANSWER, NO_ANSWER, 4]);
  tickets.nps.set([NO_ANSWER, NO_ANSWER, 9]);
  tickets.effort.set([NO_ANSWER, NO_ANSWER, 2]);

  const reviews = createTable(REVIEWS, 2);
  reviews.shopper.set([1, 0]);
  reviews.item.set([3, 2]);
  reviews.time.set([95_000, 99_000]);
  reviews.rating.set([5, 2.5]);
  reviews.order.set([NO_ORDER, 0]);
  reviews.text.splice(0, 2, 'Très bien, "vraiment" 👍', '');

  const catalog = createTable(CATALOG, 5);
  catalog.item.forEach((_, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = `sku-${item}`;
    catalog.title[item] = `item ${item}`;
    catalog.price[item] = 5 + 100 * item;
  });

  const shoppers = createTable(SHOPPERS, 2);
  shoppers.shopper.set([0, 1]);
  shoppers.key.set([0, 1]);
  shoppers.id.splice(0, 2, 'a', 'b');
  shoppers.region.splice(0, 2, 'north', 'south');
  shoppers.optOut.set([NEVER, 100_000]);

  const arms = createTable(ARMS, 2);
  arms.arm.set([1, 2]);
  arms.experimentName.fill('home');
  arms.name.splice(0, 2, 'as before', 'random');
  arms.share.fill(0.5);
  arms.policy.splice(0, 2, '{"name":"none"}', '{"name":"random"}');
  arms.priceFactor.fill(1);

  return {
    log: {
      origin: '2024-01-01T00:00:00Z',
      sessions,
      impressions,
      actions,
      reviews,
      afterSale: { orders, deliveries, returns, tickets },
    },
    catalog,
    shoppers,
    arms,
  };
}
