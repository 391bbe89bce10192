import { describe, expect, it } from 'vitest';
import { CHARGEBACKS } from './fraud-tables.ts';
import { SETTLEMENTS } from './payment-tables.ts';
import { createSampleLog } from './sample-log.ts';
import { checkShop, type ShopTables, type SoldTables } from './shop-invariants.ts';
import { DAILY_FINANCE, INVENTORY, PRICE_REASONS, PRICES, PURCHASES, SUPPLIERS } from './shop-tables.ts';
import { createTable } from './tables.ts';

/** The shop behind the sample log: item 2 sells once, is bought, comes back; item 0 becomes dearer and cheaper again. */
function createSampleShop(): { shop: ShopTables; sold: SoldTables } {
  const { log, catalog } = createSampleLog();
  const { orders, returns } = log.afterSale;
  const suppliers = createTable(SUPPLIERS, 2);
  suppliers.supplier.set([1, 2]);
  const inventory = createTable(INVENTORY, 3);
  inventory.round.set([0, 1, 2]);
  inventory.item.fill(2);
  inventory.opening.set([0, -1, 5]);
  inventory.sold.set([1, 0, 0]);
  inventory.returned.set([0, 1, 0]);
  inventory.received.set([0, 5, 0]);
  inventory.closing.set([-1, 5, 5]);
  inventory.backorders.set([1, 0, 0]);
  inventory.ordered.set([5, 0, 0]);
  const purchases = createTable(PURCHASES, 1);
  purchases.item.set([2]);
  purchases.supplier.set([2]);
  purchases.received.set([1]);
  purchases.units.set([5]);
  const prices = createTable(PRICES, 2);
  prices.time.set([86_400, 172_800]);
  prices.price.set([catalog.price[0]! + 5, catalog.price[0]!]);
  prices.reason.fill(PRICE_REASONS.indexOf('demand'));
  const finance = createTable(DAILY_FINANCE, 2);
  finance.round.set([0, 1]);
  finance.orders.set([1]);
  finance.lines.set([1]);
  finance.units.set([1]);
  finance.revenue.set([899]);
  finance.discounts.set([99]);
  finance.costOfGoods.set([7, -7]);
  finance.chargebacks.set([0, 500]);
  finance.badDebts.set([0, 40]);
  finance.margin.set([793, -533]);
  const chargebacks = createTable(CHARGEBACKS, 1);
  chargebacks.time.set([90_000]);
  chargebacks.amount.set([500]);
  // One was paid, one was not.
  const settlements = createTable(SETTLEMENTS, 2);
  settlements.time.set([80_000, 90_000]);
  settlements.amount.set([1180, 40]);
  settlements.outcome.set([0, 1]);
  return {
    shop: { suppliers, purchases, inventory, prices, daily_finance: finance },
    sold: {
      catalog,
      sessions: log.sessions,
      actions: log.actions,
      orders,
      returns,
      settlements,
      chargebacks,
    },
  };
}

describe('checkShop', () => {
  it('finds nothing wrong with a shop that keeps its books', () => {
    const { shop, sold } = createSampleShop();
    expect(sold.orders.length).toBeGreaterThan(0);
    expect(Object.values(checkShop(shop, sold)).flat()).toEqual([]);
  });

  it.each<[string, keyof ShopTables, RegExp, (shop: ShopTables) => void]>([
    [
      'a sum that does not add up',
      'inventory',
      /its movements make/,
      ({ inventory }) => inventory.closing[2]!++,
    ],
    [
      'a broken chain',
      'inventory',
      /opens with/,
      ({ inventory }) => {
        inventory.opening[1]!++;
        inventory.closing[1]!++;
      },
    ],
    [
      'units that nobody ordered',
      'inventory',
      /sold 1; the log has 0/,
      ({ inventory }) => {
        inventory.sold[1]!++;
        inventory.closing[1]!--;
        inventory.opening[2]!--;
        inventory.closing[2]!--;
      },
    ],
    [
      'goods that never came',
      'inventory',
      /received 5; the log has 4/,
      ({ purchases }) => purchases.units[0]!--,
    ],
    ['backorders out of nowhere', 'inventory', /backorders 1/, ({ inventory }) => inventory.backorders[2]!++],
    [
      'goods before their order',
      'purchases',
      /came in round 1, ordered in round 1/,
      ({ purchases }) => purchases.ordered[0]!++,
    ],
    ['an unknown supplier', 'purchases', /no supplier 3/, ({ purchases }) => purchases.supplier[0]!++],
    ['suppliers out of order', 'suppliers', /numbered from 1/, ({ suppliers }) => suppliers.supplier[1]!++],
    [
      'a price that did not change',
      'prices',
      /before, too/,
      ({ prices }) => (prices.price[1] = prices.price[0]!),
    ],
    ['a price of nothing', 'prices', /costs nothing/, ({ prices }) => (prices.price[0] = 0)],
    ['an unknown reason', 'prices', /reason code 9/, ({ prices }) => (prices.reason[0] = 9)],
    ['an item that is not there', 'prices', /item 99/, ({ prices }) => (prices.item[1] = 99)],
    ['revenue that no order brought', 'daily_finance', /revenue/, (shop) => shop.daily_finance.revenue[0]!++],
    ['a margin of its own', 'daily_finance', /its parts make/, (shop) => shop.daily_finance.margin[1]!++],
    [
      'a chargeback that is not counted',
      'daily_finance',
      /chargebacks 499; the log has 500/,
      (shop) => {
        shop.daily_finance.chargebacks[1]!--;
        shop.daily_finance.margin[1]!++;
      },
    ],
    [
      'a bad debt counted too early',
      'daily_finance',
      /badDebts 40; the log has 0/,
      (shop) => shop.daily_finance.badDebts.set([40]),
    ],
    [
      'an order that is not counted',
      'daily_finance',
      /in all; the table orders has/,
      (shop) => shop.daily_finance.orders[0]!--,
    ],
  ])('finds %s', (_, table, words, spoil) => {
    const { shop, sold } = createSampleShop();
    spoil(shop);
    expect(checkShop(shop, sold)[table].join('\n')).toMatch(words);
  });
});
