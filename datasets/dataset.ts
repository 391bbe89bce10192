import type { Deliveries, Returns, Reviews, Tickets } from './after-sale-tables.ts';
import type { Chargebacks, FraudLabels } from './fraud-tables.ts';
import type { Payments } from './payment-tables.ts';
import type { Account } from './quality.ts';
import type { Actions, Arms, Catalog, Impressions, Orders, Sessions, Shoppers } from './tables.ts';

/** What is told of orders and of what came of them. */
export interface AfterSale {
  readonly orders: Orders;
  readonly deliveries: Deliveries;
  readonly returns: Returns;
  readonly tickets: Tickets;
}

/** An ordered log of what was seen and done in a shop. */
export interface Log {
  /** ISO 8601 date-time with zone of t = 0. */
  readonly origin: string;
  readonly sessions: Sessions;
  readonly impressions: Impressions;
  readonly actions: Actions;
  readonly reviews: Reviews;
  /** Absent where data tells of the lines of orders alone. */
  readonly afterSale?: AfterSale;
  /** Absent unless it was asked for, and where data does not tell. */
  readonly fraud?: FraudTables;
}

/** How orders are paid, and what the shop came to know of fraud. */
export interface FraudTables {
  readonly payments: Payments;
  readonly chargebacks: Chargebacks;
  readonly fraudLabels: FraudLabels;
}

/** Where data came from, in words a report can print. */
export interface Provenance {
  readonly name: string;
  readonly title: string;
  /** Official address, or the scenario's name. */
  readonly source: string;
  readonly licence: string;
  /** Digest of the logical content: same data, same digest, whatever the file's spelling. */
  readonly digest: string;
  /** Seed, for simulated data. */
  readonly seed?: string;
}

/** What data sets of reviews tell besides the table of reviews; (reviews), in its order. */
export interface ReviewDetails {
  readonly title?: readonly string[];
  /** 1: the reviewer recommends the item. */
  readonly recommended?: Uint8Array;
  /** Others who found the review helpful. */
  readonly helpful?: Uint32Array;
}

/** Real and simulated data after reading and cleaning: the one door into experiments. */
export interface Dataset {
  readonly provenance: Provenance;
  readonly account: Account;
  readonly log: Log;
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  /** What `log.sessions.arm` means; left out or without rows where no experiment ran. */
  readonly arms?: Arms;
  /** false: `time` means nothing and splits by time are refused. */
  readonly timed: boolean;
  /** Seconds of which all times are multiples: 86,400 where only the day is known. 1 when left out. */
  readonly timeStep?: number;
  /** For data published as fixed parts: part of each action, 0 = train, 1 = test. */
  readonly part?: Uint8Array;
  readonly reviewDetails?: ReviewDetails;
  /** Rows of `log.reviews` in the order of the published file, where published folds depend on it. */
  readonly sourceOrder?: Uint32Array;
}
