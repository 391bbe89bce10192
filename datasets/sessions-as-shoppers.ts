import type { Dataset } from './dataset.ts';
import { concatTables, gatherRows } from './table-rows.ts';
import { createTable, SHOPPERS } from './tables.ts';

/**
 * The data with each visit for a shopper of its own, known by its number; it keeps what is known of the shopper whose it was,
 * opt-out included. Of an anonymous visit nothing is known.
 */
export function sessionsAsShoppers<T extends Pick<Dataset, 'log' | 'shoppers'>>({ ...dataset }: T): T {
  const { sessions } = dataset.log;
  const unknown = dataset.shoppers.length;
  const shoppers = gatherRows(
    SHOPPERS,
    concatTables(SHOPPERS, [dataset.shoppers, createTable(SHOPPERS, 1)]),
    sessions.shopper.map((shopper) => Math.min(shopper, unknown)),
  );
  shoppers.shopper.set(sessions.session);
  shoppers.key.set(sessions.session);
  return {
    ...dataset,
    log: { ...dataset.log, sessions: { ...sessions, shopper: sessions.session } },
    shoppers,
  };
}
