/** How much there is of each: rows of an item, rows and orders of a shopper, lines of an order. */

import { sortedQuantile } from '../../numerics/stats.ts';
import type { Dataset } from '../dataset.ts';
import { type Basis, basisOf } from '../summary-view.ts';
import { ACTION_KINDS, NO_SHOPPER } from '../tables.ts';
import { type Absent, absent } from './absent.ts';

/** Of things that have 1 or more. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  /** 9 in 10 have at most as many. */
  readonly p90: number;
  readonly most: number;
  /** 1, 2, 3 to 4, 5 to 8, 9 to 16 ... to the class of `most`, bounds included. */
  readonly classes: readonly { readonly from: number; readonly to: number; readonly n: number }[];
}

export interface SpreadFigures {
  /** What the rows are: order lines, else clicks, else ratings; null for data without any. */
  readonly basis: Basis | null;
  readonly items: Spread | Absent;
  readonly shoppers: Spread | Absent;
  /** Orders of a known shopper, and lines of an order. */
  readonly orders: Spread | Absent;
  readonly lines: Spread | Absent;
}

export function spreadFigures(dataset: Dataset): SpreadFigures {
  const basis = basisOf(dataset);
  const { catalog, shoppers, log } = dataset;
  if (basis === undefined) {
    const nothing = absent('the data tells of nothing that happened');
    return { basis: null, items: nothing, shoppers: nothing, orders: nothing, lines: nothing };
  }
  const items = new Uint32Array(catalog.length);
  const own = new Uint32Array(shoppers.length);
  if (basis === 'rating')
    for (let row = 0; row < log.reviews.length; row++) {
      items[log.reviews.item[row]!]!++;
      own[log.reviews.shopper[row]!]!++;
    }
  else {
    const { kind, item, session } = log.actions;
    const code = ACTION_KINDS.indexOf(basis);
    const first = log.sessions.session[0] ?? 0;
    for (let row = 0; row < kind.length; row++) {
      if (kind[row] !== code) continue;
      items[item[row]!]!++;
      const shopper = log.sessions.shopper[session[row]! - first]!;
      if (shopper !== NO_SHOPPER) own[shopper]!++;
    }
  }
  const { orders, lines } = ordersOf(log, shoppers.length);
  return {
    basis,
    items: spreadOf(items, 'no item has any'),
    shoppers: spreadOf(own, 'no shopper is known'),
    orders: spreadOf(
      orders,
      lines.length === 0 ? 'the data tells of no orders' : 'no shopper who ordered is known',
    ),
    lines: spreadOf(lines, 'the data tells of no orders'),
  };
}

/** (shoppers) orders, and lines of each order, whose lines stand together. */
function ordersOf({ actions, sessions }: Dataset['log'], shoppers: number) {
  const code = ACTION_KINDS.indexOf('order');
  const first = sessions.session[0] ?? 0;
  const orders = new Uint32Array(shoppers);
  const lines: number[] = [];
  let last = -1;
  for (let row = 0; row < actions.length; row++) {
    if (actions.kind[row] !== code) continue;
    if (actions.order[row] === last) {
      lines[lines.length - 1]!++;
      continue;
    }
    last = actions.order[row]!;
    lines.push(1);
    const shopper = sessions.shopper[actions.session[row]! - first]!;
    if (shopper !== NO_SHOPPER) orders[shopper]!++;
  }
  return { orders, lines: Uint32Array.from(lines) };
}

/** Of the counts above 0. */
export function spreadOf(counts: Uint32Array, whenNone: string): Spread | Absent {
  const sorted = counts.filter((count) => count > 0).sort();
  const n = sorted.length;
  if (n === 0) return absent(whenNone);
  const most = sorted[n - 1]!;
  const classes: { from: number; to: number; n: number }[] = [];
  let at = 0;
  for (let [from, to] = [1, 1]; from <= most; [from, to] = [to + 1, 2 * to]) {
    const start = at;
    while (at < n && sorted[at]! <= to) at++;
    classes.push({ from, to, n: at - start });
  }
  return {
    n,
    mean: sorted.reduce((sum, count) => sum + count, 0) / n,
    median: sortedQuantile(sorted, 0.5),
    p90: sortedQuantile(sorted, 0.9),
    most,
    classes,
  };
}
