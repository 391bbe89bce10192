/** The close of a round: what its sums make of stock and prices, from which the next round begins. */

import type { PriceState } from './pricing.ts';
import { movePrices } from './pricing.ts';
import { moveStock, type Shop, type StockMove, type StockState } from './stock.ts';
import { type TalliedLog, type Tally, tallyRound } from './tally.ts';

export interface Closing {
  readonly tally: Tally;
  readonly stock: StockMove;
  readonly prices: PriceState;
  /** (items) code of PRICE_REASONS; means something where the price changes. */
  readonly reasons: Uint8Array;
}

export function closeRound(
  shop: Shop,
  state: StockState & PriceState & { readonly round: number },
  logs: readonly TalliedLog[],
): Closing {
  const tally = tallyRound(shop.items.length, logs);
  const stock = moveStock(shop, state, state.round, tally);
  const { next: prices, reasons } = movePrices(shop, state, stock.next, state.round, tally);
  return { tally, stock, prices, reasons };
}
